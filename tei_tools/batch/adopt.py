"""Outputs that no ledger knows, taken up again by the sha256 of their source."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

from .._version import __version__
from ..errors import TeiToolsError
from ..model.walk import walk_blocks
from ..write.record import from_record, load_record
from .document import DocumentResult, sha256_of
from .job import JobOptions
from .naming import ENDINGS
from .plan import Work


def adopt(out: str, work: Work, options: JobOptions) -> DocumentResult | None:
    """What a ledger would say of the outputs of a document; None if they are not all there as this version makes them.

    The record names its source by sha256, its version and the script it was
    converted to; the TEI beside it must name the same source. Pages that were
    split are not taken up.
    """
    if options.split or "json" not in options.formats:
        return None
    places = {format: Path(out) / (work.relative + ENDINGS[format]) for format in options.formats}
    sha256 = sha256_of(work.source)
    try:
        contents = {format: place.read_bytes() for format, place in places.items()}
        record = load_record(contents["json"])
        document = from_record(record)
    except (OSError, TeiToolsError):
        return None
    version = record.get("generator", {}).get("version")
    if (document.file.sha256, version, document.script) != (sha256, __version__, options.script) or not sha256:
        return None
    if "tei" in contents and sha256.encode() not in contents["tei"]:
        return None
    stats = [os.stat(place) for place in places.values()]
    blocks = Counter(block.confidence for block in walk_blocks(document))
    return DocumentResult(
        work.source,
        work.relative,
        work.size,
        sha256,
        "done",
        outputs=tuple((work.relative + ENDINGS[format], sha256_of(place)) for format, place in places.items()),
        diagnostics=tuple(sorted(Counter(remark.code for remark in document.diagnostics).items())),
        confidence=(blocks["high"], blocks["medium"], blocks["low"]),
        mtime_ns=work.mtime_ns,
        stamps=tuple((stat.st_size, stat.st_mtime_ns) for stat in stats),
    )
