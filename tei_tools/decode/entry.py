"""One block in the making, between the decoder and the tree."""

from __future__ import annotations

from ..model.nodes import Text
from ..read.confidence import confidence_of
from ..recognize.rule import Candidate, Unit
from ..text.source import Confidence, Span
from ..text.values import value

_NONE = Text("", ())


@value(frozen=False, slots=True)
class Entry:
    """A unit, and what continues it, read as one block.

    ``depth`` is its depth among the heads, ``nest`` among the lists; ``phase``
    says how far the article had got; ``sureness`` is the least of its units'; ``level`` is the depth that a pin says.
    """

    label: str
    unit: Unit
    choice: Candidate
    ranges: list[Span]
    depth: int
    nest: int
    phase: int
    sureness: float
    level: int | None = None
    text: Text = _NONE

    @property
    def confidence(self) -> Confidence:
        """The word for the sureness."""
        return confidence_of(self.sureness)

    @property
    def number(self) -> int | None:
        """The value of the mark, None without one."""
        return self.choice.marker.number if self.choice.marker is not None else None
