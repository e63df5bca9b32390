"""The formats that a document can be written in, by the name that the command line gives them.

A new format is a line here, with the function that makes it. What makes an
output valid is not known here: :mod:`tei_tools.validate` stands to the right.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ..model.nodes import Document
from .header import WriteOptions


@dataclass(frozen=True, slots=True)
class Writer:
    """How one format is written.

    ``ending`` is what its file names end with. ``make`` gives the value of
    every part of an output, under ``""`` the whole one; ``split`` asks for a
    part for each article besides, where the format has such. ``dump`` spells a
    value as bytes. Between the two a value can be checked without being read
    back.
    """

    name: str
    ending: str
    make: Callable[[Document, WriteOptions, bool], Mapping[str, Any]]
    dump: Callable[[Any], bytes]

    def file_name(self, name: str, part: str) -> str:
        """The name of the file of a part, for an output called ``name``.

        >>> WRITERS["tei"].file_name("page", "a1"), WRITERS["json"].file_name("page", "")
        ('page.a1.tei.xml', 'page.json')
        """
        return f"{name}.{part}{self.ending}" if part else f"{name}{self.ending}"


def _tei(document: Document, options: WriteOptions, split: bool) -> Mapping[str, bytes]:
    from .tei import to_tei, to_tei_split

    if not split:
        return {"": to_tei(document, options)}
    return {"" if part == "corpus" else part: data for part, data in to_tei_split(document, options).items()}


def _record(document: Document, options: WriteOptions, split: bool) -> Mapping[str, object]:
    from .record import to_record

    return {"": to_record(document)}


def _dump_record(record: Any) -> bytes:
    from .record import dump_record

    return dump_record(record)


WRITERS: dict[str, Writer] = {
    "tei": Writer("tei", ".tei.xml", _tei, bytes),
    "json": Writer("json", ".json", _record, _dump_record),
}
"""The formats that are files of their own beside each other."""
