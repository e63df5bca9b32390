"""Outputs that no ledger knows, taken up again by the sha256 of their source."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import replace
from pathlib import Path

from .._version import __version__
from ..decisions.beside import files_beside
from ..errors import TeiToolsError
from ..inputs.blob import Blob, InputOptions, Limits
from ..model.visit import walk_blocks
from ..text.source import SourceFile
from ..write.record import from_record, load_record
from .document import DocumentResult, sha256_of
from .job import JobOptions
from .naming import ENDINGS, TEXT_ENDING
from .plan import Work


def adopt(out: str, work: Work, options: JobOptions) -> DocumentResult | None:
    """What a ledger would say of the outputs of a document; None if they are not all there as this version makes them.

    The record names its source by sha256, its version and the script it was
    converted to; the TEI beside it must name the same source, and the extracted
    text, if there is one, must be what reading the source gives, and the
    metadata those that are known now. Documents on which people decided
    something, pages that were split, and outputs with sentences or words of
    one's own, of which the record does not tell, are not taken up.
    """
    if options.split or options.words or options.write.sentences or "json" not in options.formats:
        return None
    places = {format: Path(out) / (work.relative + ENDINGS[format]) for format in options.formats}
    try:
        contents = {format: place.read_bytes() for format, place in places.items()}
        record = load_record(contents["json"])
        document = from_record(record)
        sha256 = _sha256_of_source(work, options.input, document.file)
    except (OSError, TeiToolsError):
        return None
    version = record.get("generator", {}).get("version")
    if not sha256 or (version, document.script) != (__version__, options.script):
        return None
    if document.decisions or files_beside(work.source):
        return None  # whether these outputs have them all, nothing tells
    if document.metadata != options.metadata.of(document.file, work.relative.rpartition("/")[0]):
        return None
    if "tei" in contents and sha256.encode() not in contents["tei"]:
        return None
    names = [work.relative + ENDINGS[format] for format in options.formats]
    if document.file.text_sha256:
        names.append(work.relative + TEXT_ENDING)
        if sha256_of(Path(out) / names[-1]) != document.file.text_sha256:
            return None
    stats = [os.stat(os.path.join(out, name)) for name in names]
    blocks = Counter(block.confidence for block in walk_blocks(document))
    return DocumentResult(
        work.source,
        work.relative,
        work.size,
        sha256,
        "done",
        outputs=tuple((name, sha256_of(os.path.join(out, name))) for name in names),
        diagnostics=tuple(sorted(Counter(remark.code for remark in document.diagnostics).items())),
        confidence=(blocks["high"], blocks["medium"], blocks["low"]),
        mtime_ns=work.mtime_ns,
        stamps=tuple((stat.st_size, stat.st_mtime_ns) for stat in stats),
        member=work.member,
        known=options.metadata.known(document.file, work.relative.rpartition("/")[0]),
    )


def _sha256_of_source(work: Work, options: InputOptions, known: SourceFile) -> str:
    """The sha256 of a source if it is the one that a record knows, else nothing.

    A member, and what is no plain text, is read for it: the same bytes could have been read in another way.
    Raises :class:`~tei_tools.errors.SourceError`.
    """
    if not (work.member or known.text_sha256 or options != InputOptions()):
        return known.sha256 if known.sha256 == sha256_of(work.source) else ""
    from ..inputs.registry import read_member

    limits = Limits()
    found = read_member(Blob.of_input(work.source, options, limits), work.member, limits).file
    return found.sha256 if replace(found, text_name=known.text_name) == known else ""
