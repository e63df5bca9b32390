"""What the outputs of an input are called. Loads nothing, so that a command line can be read with it."""

from __future__ import annotations

import hashlib
import re
from pathlib import PurePath

STDIN = "-"
"""The input that is standard input; a file of that name is ``./-``."""

TEXT_ENDING = ".txt"
"""What the name of an extracted text ends with."""

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


def input_label(source: str, member: str = "") -> str:
    """What messages call an input, or a document in a file that holds many.

    >>> input_label("-"), input_label("a.txt"), input_label("a.zip", "b/c.html")
    ('standard input', 'a.txt', 'a.zip!/b/c.html')
    """
    if source == STDIN:
        return "standard input"
    return f"{source}!/{member}" if member else source


_UNSAFE = re.compile('[\\x00-\\x1f\\x7f<>:"|?*\\\\\ud800-\udc7f\udd00-\udfff]+')
"""What names of files do not take everywhere, and halves of characters that are no bytes of a name either."""
_LONGEST = 180


def member_name(name: str, *, keep: bool = False) -> str:
    """What the outputs of a member are called: no name of it leads out of its folder or is refused by a file system.

    ``keep``: the name is an id, in which ``/`` and what looks like a suffix mean nothing.

    >>> member_name("../a/C:/news.html"), member_name("http://x.cn/1.htm", keep=True), member_name("..")
    ('a/C_/news', 'http_x.cn_1.htm', '_')
    """
    if keep:
        return _safe(re.sub(r"/+", "_", name).replace("http:_", "http_").replace("https:_", "https_"))
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    if not parts:
        return "_"
    return "/".join([*map(_safe, parts[:-1]), _safe(output_name(parts[-1]))])


def _safe(name: str) -> str:
    name = _UNSAFE.sub("_", name).strip(" ").lstrip(".").rstrip(". ") or "_"
    if len(name.encode("utf-8", "replace")) <= _LONGEST:
        return name
    mark = hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:8]
    return name.encode("utf-8", "replace")[: _LONGEST - 9].decode("utf-8", "ignore") + "-" + mark
