"""What files are called in a bag, and how manifests spell that (RFC 8493, 2.1.3)."""

from __future__ import annotations

import hashlib
import re
import unicodedata

_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f%<>:"|?*\\\ud800-\udfff\ufffe\uffff]+')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
_LONGEST = 200
_ENCODED = re.compile(r"%(0[AaDd]|25)")


def payload_name(path: str) -> str:
    """A path that every file system and every reader of bags takes, as near as can be to the one given.

    It is in NFC, for systems disagree about decomposed names, and holds no
    ``%``, which readers of bags decode differently.

    >>> payload_name("2021/工作%总结.txt"), payload_name("../a/~b. "), payload_name("con.txt")
    ('2021/工作_总结.txt', 'a/_b', '_con.txt')
    """
    parts = [part for part in path.split("/") if part not in ("", ".", "..")]
    return "/".join(map(_safe, parts)) or "_"


def _safe(part: str) -> str:
    name = _UNSAFE.sub("_", unicodedata.normalize("NFC", part)).strip(" ").rstrip(". ")
    if name.startswith(("~", ".", "-")):
        name = "_" + name[1:]
    if not name or _RESERVED.fullmatch(name):
        name = f"_{name}"
    data = name.encode()
    if len(data) <= _LONGEST:
        return name
    stem, dot, suffix = name.rpartition(".")
    ending = dot + suffix if stem and len(suffix) <= 8 else ""
    mark = "-" + hashlib.sha256(data).hexdigest()[:8] + ending
    return data[: _LONGEST - len(mark.encode())].decode("utf-8", "ignore") + mark


def same_place(path: str) -> str:
    """What two paths share that some file system takes for one: case and composition do not count.

    >>> same_place("A/É.txt") == same_place("a/e\\u0301.TXT")
    True
    """
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def decoded(path: str, version: tuple[int, int] = (1, 0)) -> str:
    """The path that a line of a manifest means: CR and LF are written with ``%``, since version 1.0 ``%`` itself too.

    >>> decoded("a%0Ab%25.txt"), decoded("a%25.txt", (0, 97))
    ('a\\nb%.txt', 'a%25.txt')
    """

    def character(match: re.Match[str]) -> str:
        return match[0] if match[1] == "25" and version < (1, 0) else chr(int(match[1], 16))

    return _ENCODED.sub(character, path)


_DRIVE = re.compile(r"[A-Za-z]:")


def leaves_bag(path: str) -> bool:
    """Whether a path leads out of the folder that it should stand in, on any system.

    >>> [leaves_bag(path) for path in ("data/a..b.txt", "data/../../a", "/etc/x", "C:\\\\x", "~/x", "data\\\\..\\\\x")]
    [False, True, True, True, True, True]
    """
    parts = path.replace("\\", "/").split("/")
    return path.startswith(("/", "\\", "~")) or bool(_DRIVE.match(path)) or ".." in parts
