"""What the outputs of an input are called. Loads nothing, so that a command line can be read with it."""

from __future__ import annotations

import re
from pathlib import PurePath

STDIN = "-"
"""The input that is standard input; a file of that name is ``./-``."""

ENDINGS = {"tei": ".tei.xml", "json": ".json"}
"""What the name of an output ends with, by format."""

_SUFFIX = re.compile(r"\.[A-Za-z][A-Za-z0-9]{0,4}")


def output_name(path: str | PurePath) -> str:
    """The file name without a suffix that looks like one; a dot in 工作总结2020.8 opens no suffix.

    >>> output_name("a/report.v2.txt"), output_name("2020.8")
    ('report.v2', '2020.8')
    """
    name = PurePath(path)
    return name.stem if _SUFFIX.fullmatch(name.suffix) else name.name
