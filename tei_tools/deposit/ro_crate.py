"""``ro-crate-metadata.json``: the payload as an RO-Crate 1.1 (https://w3id.org/ro/crate/1.1), with what was done to it.

Every processing step is a CreateAction. Of the files those of the first
:data:`LISTED` documents are entities of their own; a deposit of more is
described by folders and by its catalog, since readers load the whole file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from ..batch.ledger import Run
from .collection import CONVERTED, DECISIONS, ORIGINALS, TEXTS
from .datacite import is_address
from .description import Creator, Description
from .entry import CATALOG, Entry, Totals

METADATA_FILE = "ro-crate-metadata.json"
LISTED = 2_000

_FOLDERS = {
    ORIGINALS: "Files that the texts were read from, as they were found",
    DECISIONS: "What people decided of readings, of borders and of facts, as tei-tools view --edit keeps it",
    TEXTS: "Texts decoded of originals that are not UTF-8, in UTF-8; offsets count their code points",
    CONVERTED: "TEI XML, JSON records and extracted texts, as tei-tools wrote them",
    "metadata": "Directory list, Dublin Core, DataCite, facts of capture, fields after DA/T 46",
    "schemas": "Schemas of the TEI files, the records and the sidecars",
    "stylesheets": "XSLT 1.0 for text, HTML and Dublin Core",
}
_FILES = {
    CATALOG: ("Every document with its files", "application/jsonl"),
    "README.md": ("For whoever opens this next, in Chinese and English", "text/markdown"),
    "corpus.xml": ("All documents as one teiCorpus", "application/tei+xml"),
    "metadata/directory.csv": ("Directory list (件目录)", "text/csv"),
    "metadata/directory.xlsx": (
        "Directory list (件目录)",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "metadata/dc.csv": ("Dublin Core, a row for each article", "text/csv"),
    "metadata/captures.csv": ("How web pages were taken, after DA/T 80-2019", "text/csv"),
    "metadata/not-converted.csv": ("Files that could not be converted, and why", "text/csv"),
    "metadata/datacite.json": ("DataCite metadata, schema 4.5", "application/json"),
}


class Crate:
    """Collects what there is to say of the documents; :meth:`spell` makes the file of it."""

    def __init__(self) -> None:
        self._files: list[dict[str, Any]] = []
        self._documents = 0

    def add(self, entry: Entry) -> None:
        """Take a document; of later ones than the first :data:`LISTED` nothing is kept."""
        self._documents += 1
        if self._documents == LISTED + 1:
            self._files.clear()
        if self._documents > LISTED:
            return
        name = entry.rows[0].title
        if entry.original:
            self._file(entry.original, entry.document.file.name or name, entry.document.file.media_type)
        if entry.text and entry.text != entry.original:
            self._file(entry.text, f"{name} (text)", "text/plain")
        for path in entry.tei:
            made = self._file(path, f"{name} (TEI)", "application/tei+xml")
            made["license"] = licence_reference(entry.metadata.licence)
            made["inLanguage"] = entry.document.language
        self._file(entry.record, f"{name} (record)", "application/json")

    def _file(self, path: str, name: str, kind: str) -> dict[str, Any]:
        made: dict[str, Any] = {"@id": _id(path), "@type": "File", "name": name, "encodingFormat": kind}
        self._files.append(made)
        return made

    def spell(
        self,
        description: Description,
        title: str,
        totals: Totals,
        runs: Sequence[Run],
        paths: Sequence[str],
        version: str,
        moment: int,
    ) -> bytes:
        """The file. ``paths`` are the files of the payload besides those of documents, ``moment`` that of packing."""
        files = {one["@id"]: one for one in self._files}  # documents of one archive share their original
        present = [folder for folder in _FOLDERS if any(path.startswith(f"{folder}/") for path in (*paths, *files))]
        if self._documents > LISTED:
            present = [*dict.fromkeys((CONVERTED, *([ORIGINALS] if totals.originals else []), *present))]
        if totals.decision_files:
            present.append(DECISIONS)
        graph = [
            {
                "@id": METADATA_FILE,
                "@type": "CreativeWork",
                "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
                "about": {"@id": "./"},
            },
            _root(description, title, totals, [*present, *(path for path in paths if path in _FILES)], files, moment),
            *(
                {"@id": f"{folder}/", "@type": "Dataset", "name": folder, "description": _FOLDERS[folder]}
                for folder in present
            ),
            *(_known_file(path) for path in paths if path in _FILES),
            *files.values(),
            *_licences(totals),
            *_agents(description, totals),
            *_steps(description, totals, runs, version, moment),
        ]
        crate = {"@context": "https://w3id.org/ro/crate/1.1/context", "@graph": graph}
        return (json.dumps(crate, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def _id(path: str) -> str:
    return quote(path, safe="/!$&'()*+,;=:@")


def _known_file(path: str) -> dict[str, Any]:
    name, kind = _FILES[path]
    return {"@id": _id(path), "@type": "File", "name": name, "encodingFormat": kind}


def licence_reference(licence: str) -> dict[str, str]:
    """How an entity points at its licence."""
    return {"@id": licence if is_address(licence) else f"#licence-{quote(licence, safe='')}"}


def _licences(totals: Totals) -> Iterator[dict[str, Any]]:
    for licence in sorted(totals.licences):
        yield {
            **licence_reference(licence),
            "@type": "CreativeWork",
            "name": licence,
            "description": "Licence, as it was given for the deposit",
        }


def summary(totals: Totals) -> str:
    """One sentence of figures, where nobody has described the deposit."""
    return (
        f"{totals.articles:,} articles of {totals.documents:,} documents, "
        f"{totals.characters:,} characters, as TEI XML and JSON records"
        + (" with" if totals.originals else ", without")
        + " the files that they were read from."
    )


def _root(
    description: Description, title: str, totals: Totals, parts: Sequence[str], files: Sequence[str] | Any, moment: int
) -> dict[str, Any]:
    known = description.metadata
    root: dict[str, Any] = {
        "@id": "./",
        "@type": "Dataset",
        "name": title,
        "description": description.description or summary(totals),
        "datePublished": f"{datetime.fromtimestamp(moment, UTC):%Y-%m-%d}",
        "license": _one_or_all([licence_reference(licence) for licence in sorted(totals.licences)]),
        "hasPart": [
            *({"@id": f"{part}/" if part in _FOLDERS else _id(part)} for part in parts),
            *({"@id": one} for one in files),
        ],
        "mentions": [{"@id": f"#{name}"} for name in _steps_of(totals)],
    }
    if description.doi:
        root["identifier"] = f"https://doi.org/{description.doi}"
    if known.keywords:
        root["keywords"] = ", ".join(known.keywords)
    if description.creators:
        root["author"] = _one_or_all([{"@id": _agent_id(one)} for one in description.creators])
    if known.publisher:
        root["publisher"] = {"@id": "#publisher"}
    if known.funder:
        root["funder"] = {"@id": "#funder"}
    if description.contact:
        root["contactPoint"] = {"@id": "#contact"}
    if description.version:
        root["version"] = description.version
    return root


def _steps_of(totals: Totals) -> list[str]:
    steps = ["extraction", "recognition"]
    steps += ["review"] if totals.decisions else []
    steps += ["script-conversion"] if totals.scripts else []
    return [*steps, "packing"]


def _reviewers(description: Description, totals: Totals) -> dict[str, str]:
    """The identifiers of the people who decided something: one who is named as a creator too is the same person."""
    creators = {one.name: _agent_id(one) for one in description.creators if not one.organization}
    return {name: creators.get(name, f"#reviewer-{quote(name, safe='')}") for name in sorted(totals.reviewers)}


def _one_or_all(values: list[dict[str, str]]) -> object:
    return values[0] if len(values) == 1 else values


def _agent_id(creator: Creator) -> str:
    return f"https://orcid.org/{creator.orcid}" if creator.orcid else f"#creator-{quote(creator.name, safe='')}"


def _agents(description: Description, totals: Totals) -> Iterator[dict[str, Any]]:
    for one in description.creators:
        made: dict[str, Any] = {
            "@id": _agent_id(one),
            "@type": "Organization" if one.organization else "Person",
            "name": one.name,
        }
        if one.affiliation:
            made["affiliation"] = {"@id": f"#organization-{quote(one.affiliation, safe='')}"}
        yield made
    for name, identifier in _reviewers(description, totals).items():
        if identifier.startswith("#reviewer-"):
            yield {"@id": identifier, "@type": "Person", "name": name}
    for name in dict.fromkeys(one.affiliation for one in description.creators if one.affiliation):
        yield {"@id": f"#organization-{quote(name, safe='')}", "@type": "Organization", "name": name}
    for kind, name in (("publisher", description.metadata.publisher), ("funder", description.metadata.funder)):
        if name:
            yield {"@id": f"#{kind}", "@type": "Organization", "name": name}
    if description.contact:
        contact = {"@id": "#contact", "@type": "ContactPoint", "name": description.contact}
        email = {"email": description.email} if description.email else {}
        yield {**contact, "contactType": "customer service", **email}


def _steps(
    description: Description, totals: Totals, runs: Sequence[Run], version: str, moment: int
) -> Iterator[dict[str, Any]]:
    """What was done, in order: each step with its program, what it read and what it made."""
    versions = list(dict.fromkeys([*(run.version for run in runs), version]))
    for one in versions:
        yield {
            "@id": f"#tei-tools-{one}",
            "@type": "SoftwareApplication",
            "name": "tei-tools",
            "softwareVersion": one,
            "url": "https://pypi.org/project/tei-tools/",
        }
    ended = [run.ended for run in runs if run.ended is not None]
    when: dict[str, Any] = {}
    if runs:
        when["startTime"] = _time(min(run.started for run in runs))
    if ended:
        when["endTime"] = _time(max(ended))
    programs = _one_or_all([{"@id": f"#tei-tools-{one}"} for one in dict.fromkeys(run.version for run in runs)] or [
        {"@id": f"#tei-tools-{version}"}
    ])  # fmt: skip
    source = {"@id": f"{ORIGINALS}/"} if totals.originals else {"@id": f"{CONVERTED}/"}
    made = {"@id": f"{CONVERTED}/"}
    texts = f"{totals.extracted:,} extracted from other formats, {totals.documents - totals.extracted:,} decoded"
    yield _action("extraction", f"Texts: {texts}", programs, source, made, when)
    what = f"Structure recognized: {totals.articles:,} articles in {totals.documents:,} documents"
    yield _action("recognition", what, programs, source, made, when)
    if totals.decisions:
        what = f"Reviewed: {totals.decisions:,} decisions of people, told in revisionDesc and in the records"
        kept = {"@id": f"{DECISIONS}/"} if totals.decision_files else made
        people = _one_or_all([{"@id": one} for one in _reviewers(description, totals).values()])
        yield _action("review", what, programs, source, kept, when) | {"agent": people}
    if totals.scripts:
        scripts = ", ".join(f"{name} ({count:,})" for name, count in sorted(totals.scripts.items()))
        yield _action("script-conversion", f"Script converted by machine: {scripts}", programs, made, made, when)
    packed = {"endTime": _time(moment)}
    yield _action("packing", "Packed for deposit", {"@id": f"#tei-tools-{version}"}, made, {"@id": "./"}, packed)


def _action(
    name: str, what: str, instrument: object, source: object, result: object, when: dict[str, Any]
) -> dict[str, Any]:
    return {
        "@id": f"#{name}",
        "@type": "CreateAction",
        "name": what,
        "instrument": instrument,
        "object": source,
        "result": result,
        "actionStatus": {"@id": "http://schema.org/CompletedActionStatus"},
        **when,
    }


def _time(moment: float) -> str:
    return f"{datetime.fromtimestamp(int(moment), UTC):%Y-%m-%dT%H:%M:%SZ}"
