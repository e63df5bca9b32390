"""The inputs of commands that go on with converted documents: outputs of ``convert``, or sources read on the way."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..errors import TeiToolsError
from .batch import MOST_MEMORY, TIMEOUT
from .conversion import Kept
from .messages import say

if TYPE_CHECKING:
    from ..batch.job import JobOptions, Outputs
    from ..model.nodes import Document
    from ..text.source import Source


def counted(number: int, noun: str) -> str:
    """A number with what it counts.

    >>> counted(1, "article"), counted(1200, "article")
    ('1 article', '1,200 articles')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


class Documents:
    """Reads documents one at a time, each with its name, and counts; one that fails is named and left out.

    Of a folder the converted documents are taken; one without any is a folder
    of sources. A source is read as ``convert`` reads it.
    """

    def __init__(self, given: tuple[str, ...], options: JobOptions | None = None) -> None:
        self._given = given
        self._options = options
        self.done = self.failed = self.faults = 0

    def __iter__(self) -> Iterator[tuple[str, Document]]:
        from ..export.documents import converted_files, holds_document

        for given in self._given:
            if os.path.isdir(given):
                empty = next(converted_files(given), None) is None
                yield from self._sources(given) if empty else self._converted(given)
            elif holds_document(given):
                yield from self._converted(given)
            else:
                yield from self._sources(given)

    def _converted(self, given: str) -> Iterator[tuple[str, Document]]:
        from ..export.documents import converted_files, read_bytes, read_document

        for name, path in converted_files(given):
            try:
                document = read_document(read_bytes(path), str(path))
            except TeiToolsError as error:
                self.failed += 1
                say(str(error))
            else:
                self.done += 1
                yield name, document

    def _sources(self, given: str) -> Iterator[tuple[str, Document]]:
        from ..batch.document import FAULTS, convert_one
        from ..batch.job import JobOptions
        from ..batch.limits import Alarm
        from ..batch.plan import Limits, make_plan

        options, limits = self._options or JobOptions(), Limits(timeout=TIMEOUT, max_memory=MOST_MEMORY)
        plan = make_plan([given], "", options=options, limits=limits)
        try:
            with Alarm(limits.timeout) as alarm:
                for work in plan.works():
                    kept = Kept()
                    result = convert_one(work, options, limits, alarm, kept, _read)
                    if kept.made is None:
                        self.failed += 1
                        self.faults += result.code in FAULTS
                        say(result.message)
                    else:
                        self.done += 1
                        yield work.relative, kept.made.document
            for note in plan.notes:
                for told in note.unreadable:
                    self.failed += 1
                    say(told)
                if not note.taken and not note.unreadable:
                    self.failed += 1
                    say(f"{note.folder}: holds no converted document and no .txt file; give files by name.")
        finally:
            plan.listing.close()


def _read(source: Source, name: str, options: JobOptions, folder: str) -> Outputs:
    from ..batch.job import Outputs, read_document

    return Outputs(read_document(source, options, folder), {})
