"""What a search chose."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Generic, TypeVar

from ..text.values import value

S = TypeVar("S", bound=Hashable)
C = TypeVar("C", bound=Hashable)


@value(frozen=True, slots=True)
class Choice(Generic[C, S]):
    """What was chosen in one column.

    ``chosen`` is the alternative and ``index`` its place in the column;
    ``state`` is the state behind it. ``losses[i]`` is how much worse the best
    whole path through alternative ``i`` of the column is than the best path of
    all (0 for the chosen one, infinity where the beam dropped every such path).
    """

    chosen: C
    index: int
    state: S
    losses: tuple[float, ...]
