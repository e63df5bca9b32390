"""What pages show: sources as they are read now, and what a conversion has written."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from ..batch.plan import LEDGER_FOLDER, Limits, make_plan
from ..decisions.beside import load_decisions
from ..decisions.entries import Decisions
from ..decisions.take import explain_decided, parse_decided, placed
from ..errors import SourceError, TeiToolsError
from ..inputs import blob as inputs
from ..inputs.blob import Blob, InputOptions
from ..inputs.registry import read_member
from ..model.nodes import Document, Figure, Text
from ..model.visit import leaves, walk_blocks
from ..model.walk import pieces
from ..read.own_rules import OwnRule
from ..text.source import Source, Span, is_blank
from ..write.record import from_record, load_record
from .page import View


@dataclass(frozen=True, slots=True)
class Entry:
    """A document that can be shown: ``relative`` names its page; ``record`` is what was written of it, if anything."""

    relative: str
    source: str
    member: str = ""
    record: Path | None = None


def is_output_folder(path: str | os.PathLike[str]) -> bool:
    """Whether ``convert`` wrote into a folder: it has a ledger, or TEI with a record beside it.

    >>> is_output_folder("no-such-folder")
    False
    """
    folder = Path(path)
    if (folder / LEDGER_FOLDER).is_dir():
        return True
    return folder.is_dir() and any(
        tei.with_name(tei.name.removesuffix(".tei.xml") + ".json").is_file() for tei in folder.rglob("*.tei.xml")
    )


def entries_of(
    paths: Sequence[str],
    options: InputOptions,
    limits: Limits,
    include: Sequence[str] = (),
    exclude: Sequence[str] = (),
) -> list[Entry]:
    """Every document in some files, folders of sources and output folders, in their order, each page named once.

    Of folders of sources those files are taken that match a pattern of ``include`` (``*.txt`` unless given) and none of
    ``exclude``.

    Raises :class:`~tei_tools.errors.TeiToolsError` when two documents would have one page.
    """
    found: list[Entry] = []
    sources = [path for path in paths if not is_output_folder(path)]
    for path in paths:
        if path not in sources:
            found.extend(_of_output(Path(path)))
    if sources:
        plan = make_plan(sources, "", options=None, limits=limits, include=include, exclude=exclude)
        with closing(plan.listing):
            found.extend(Entry(work.relative, work.source, work.member) for work in plan.works())
    seen: set[str] = set()
    for entry in found:
        if entry.relative in seen:
            raise TeiToolsError("same-output", f"two documents would have the page {entry.relative}.html; rename one.")
        seen.add(entry.relative)
    return found


def _of_output(folder: Path) -> Iterator[Entry]:
    known = _sources_by_output(folder)
    for record in sorted(folder.rglob("*.json")):
        relative = record.relative_to(folder).as_posix().removesuffix(".json")
        if relative not in known and not record.with_name(f"{record.stem}.tei.xml").exists():
            continue  # a schema, or a file of somebody else
        source, member = known.get(relative, ("", ""))
        yield Entry(relative, source, member, record)


def _sources_by_output(folder: Path) -> dict[str, tuple[str, str]]:
    """The source of each output, as the ledgers have it."""
    from ..batch.ledger import Ledger, ledger_paths

    found: dict[str, tuple[str, str]] = {}
    for path in ledger_paths(folder):
        with Ledger(path, write=False) as ledger:
            for result in ledger.iter_documents():
                if result.state == "done":
                    found[result.relative] = (result.source, result.member)
    return found


def view_of(entry: Entry, options: InputOptions, limits: Limits, own_rules: Sequence[OwnRule] = ()) -> View:
    """What to show of a document: as it was written, if it was, else as it is read now.

    ``own_rules`` are rules of the user's own. Raises :class:`~tei_tools.errors.SourceError` when neither can be had.
    """
    if entry.record is None:
        return view_now(entry, read(entry, options, limits), load_decisions(entry.source)[0], own_rules)
    try:
        document = from_record(load_record(entry.record.read_bytes()))
    except OSError as error:
        raise SourceError("unreadable", f"{entry.record}: cannot be read: {error.strerror or error}.") from error
    source_now = _same_source(entry, document, options, limits)
    if source_now is not None:
        decisions = load_decisions(entry.source)[0] if document.decisions else None
        return View(entry.relative, source_now.text, document, explain_decided(source_now, decisions, own_rules))
    text = _text_beside(entry.record, document)
    return View(entry.relative, rebuilt(document) if text is None else text, document, rebuilt=text is None)


def view_now(entry: Entry, source: Source, decisions: Decisions | None, own_rules: Sequence[OwnRule] = ()) -> View:
    """What to show of a source as it is read now, around what people decided of it."""
    document = parse_decided(source, decisions, own_rules)
    found = tuple(placed(decisions, source)) if decisions is not None else ()
    return View(entry.relative, source.text, document, explain_decided(source, decisions, own_rules), decisions=found)


def read(entry: Entry, options: InputOptions, limits: Limits) -> Source:
    """The source of an entry. Raises :class:`~tei_tools.errors.SourceError`."""
    found = inputs.Limits(max_bytes=limits.max_bytes)
    return read_member(Blob.of_input(entry.source, options, found), entry.member, found)


def _same_source(entry: Entry, document: Document, options: InputOptions, limits: Limits) -> Source | None:
    """The source that a record was made from, if it is still there and still the same."""
    if not entry.source or not os.path.isfile(entry.source):
        return None
    try:
        source = read(entry, options, limits)
    except TeiToolsError:
        return None
    same = source.file.sha256 == document.file.sha256 and source.file.characters == document.file.characters
    return source if same else None


def _text_beside(record: Path, document: Document) -> str | None:
    """The extracted text that was written beside a record, if it is still the same."""
    if not document.file.text_name:
        return None
    try:
        data = record.with_name(document.file.text_name).read_bytes()
    except OSError:
        return None
    return data.decode("utf-8") if hashlib.sha256(data).hexdigest() == document.file.text_sha256 else None


def rebuilt(document: Document) -> str:
    """The source of a document as far as the document holds it: all its characters but blanks, each in its place.

    >>> from tei_tools import parse
    >>> text = "甲镇简讯\\n\\n全镇修路五公里，群众满意。"
    >>> rebuilt(parse(text)).split() == text.split()
    True
    """
    ends = [span.end for _, spans, _ in _places(document) for span in spans]
    out = [" "] * max([document.file.characters, *ends])
    for start, spans, text in _places(document):
        if start > 0 and is_blank(out[start - 1]):
            out[start - 1] = "\n"
        if isinstance(text, Text):
            for span, string, correction in pieces(text):
                _put(out, span, string if correction is None else correction.sic)
        else:
            place = 0
            for span in spans:
                _put(out, span, text[place : place + span.end - span.start])
                place += span.end - span.start
    return "".join(out)


def _put(out: list[str], span: Span, text: str) -> None:
    size = min(span.end - span.start, len(text))
    out[span.start : span.start + size] = text[:size]


def _places(document: Document) -> Iterator[tuple[int, tuple[Span, ...], Text | str]]:
    for article in document.articles:
        for leaf in leaves(article):
            if leaf.text is not None and leaf.spans:
                yield leaf.spans[0].start, leaf.spans, leaf.text
        for block in walk_blocks(article):
            if isinstance(block, Figure) and block.graphic is not None and block.graphic.spans:
                yield block.graphic.spans[0].start, block.graphic.spans, block.graphic.url
    for discard in document.discarded:
        yield discard.spans[0].start, discard.spans, discard.text
