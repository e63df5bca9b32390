"""The pairs of neighboring characters of a text: what two texts have in common whose words are not known."""

from __future__ import annotations

from sys import byteorder

_ENCODING = "utf-32-le" if byteorder == "little" else "utf-32-be"


def pairs_of(text: str) -> frozenset[int]:
    """The pairs of characters of a text, each as one number: two code points side by side, 32 bits each.

    They are compared and counted and never shown, and numbers are made many times faster than strings.

    >>> len(pairs_of("甲乙甲乙")), pairs_of("乙甲") < pairs_of("甲乙甲"), pairs_of("甲")
    (2, True, frozenset())
    """
    points = memoryview(text.encode(_ENCODING, "surrogatepass"))
    count = len(text)
    even, odd = count // 2, (count - 1) // 2
    if not even:
        return frozenset()
    return frozenset(points[: 8 * even].cast("Q")).union(points[4 : 4 + 8 * odd].cast("Q"))
