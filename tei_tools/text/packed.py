"""Sequences that take little memory: what is known of hundreds of thousands of lines is held in arrays, and an entry is
an object only while somebody looks at it."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar, overload

T = TypeVar("T", covariant=True)

_KEPT = 256
"""Entries that are kept when they are made: who asks for one asks for it again, and for those beside it."""


SHORT = 4096
"""Entries up to which a sequence is a list: it takes little memory in any case, and nothing of it is made twice."""


def made(count: int, make: Callable[[int], T]) -> Sequence[T]:
    """A sequence of ``count`` entries, each made by ``make``: all of them now if they are few, else when asked for.

    >>> made(3, str)
    ['0', '1', '2']
    """
    return [*map(make, range(count))] if count <= SHORT else Made(count, make)


class Made(Sequence[T]):
    """A sequence of ``count`` entries, each made by ``make`` when it is asked for.

    >>> squares = Made(4, lambda index: index * index)
    >>> squares[3], squares[-1], list(squares), squares[1:3], squares == [0, 1, 4, 9]
    (9, 9, [0, 1, 4, 9], [1, 4], True)
    """

    __slots__ = ("_count", "_kept", "make")

    def __init__(self, count: int, make: Callable[[int], T]) -> None:
        self._count = count
        self._kept: dict[int, T] = {}
        self.make = make

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> list[T]: ...
    def __getitem__(self, index: int | slice) -> T | list[T]:
        if isinstance(index, slice):
            return [*map(self.make, range(*index.indices(self._count)))]
        try:
            return self._kept[index]
        except KeyError:
            pass
        place = index + self._count if index < 0 else index
        if not 0 <= place < self._count:
            raise IndexError(index)
        if len(self._kept) >= _KEPT:
            self._kept.clear()
        entry = self._kept[index] = self.make(place)
        return entry

    def __iter__(self) -> Iterator[T]:
        return map(self.make, range(self._count))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(other) == self._count and all(map(_same, self, other))

    __hash__ = None  # type: ignore[assignment]


def _same(one: object, other: object) -> bool:
    return one == other


class Rows:
    """Numbers in rows of any length, one row behind the other.

    >>> rows = Rows([[0.5], [], [1.0, 2.0]])
    >>> len(rows), list(rows.row(2))
    (3, [1.0, 2.0])
    """

    __slots__ = ("bounds", "values")

    def __init__(self, rows: Iterable[Iterable[float]] = ()) -> None:
        self.bounds = array("q", (0,))
        self.values = array("d")
        for row in rows:
            self.append(row)

    def append(self, row: Iterable[float]) -> None:
        """Put a row behind the last one."""
        self.values.extend(row)
        self.bounds.append(len(self.values))

    def turn(self) -> None:
        """Turn all numbers round: the last one comes first, and so do the rows."""
        size = len(self.values)
        self.values.reverse()
        self.bounds = array("q", [size - bound for bound in reversed(self.bounds)])

    def __len__(self) -> int:
        return len(self.bounds) - 1

    def row(self, index: int) -> array[float]:
        """A row, by its place from 0."""
        return self.values[self.bounds[index] : self.bounds[index + 1]]


def replaced(whole: Sequence[T], changes: Mapping[int, T]) -> Sequence[T]:
    """A sequence with some entries of it replaced.

    >>> list(replaced(["a", "b"], {1: "c"}))
    ['a', 'c']
    """
    if not changes:
        return whole
    if not isinstance(whole, Made):
        entries = list(whole)
        for index, found in changes.items():
            entries[index] = found
        return entries
    make: Callable[[int], Any] = whole.make

    def entry(index: int) -> Any:
        found = changes.get(index)
        return make(index) if found is None else found

    return Made(len(whole), entry)
