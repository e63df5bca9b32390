"""Tag files and manifests of a bag, read line by line (RFC 8493, 2.1 and 2.2; bags of version 0.97 too)."""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

MANIFEST = re.compile(r"(tag)?manifest-([a-z0-9]+)\.txt")
_VERSION = re.compile(r"BagIt-Version: (\d+)\.(\d+)")
_ENCODING = re.compile(r"Tag-File-Character-Encoding: (\S+)")
_LINE = re.compile(r"([0-9A-Fa-f]+)[ \t]+\*?([^\r\n]+)")
OLDEST, NEWEST = (0, 93), (1, 0)


@dataclass(frozen=True, slots=True)
class Declaration:
    """What ``bagit.txt`` says."""

    version: tuple[int, int]
    encoding: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of a manifest: number from 1, digest in lower case, path as written. ``why`` is what is wrong with it."""

    line: int
    digest: str
    path: str
    why: str = ""


def read_declaration(data: bytes) -> Declaration | str:
    """What ``bagit.txt`` says, or what is wrong with it in words.

    >>> read_declaration(b"BagIt-Version: 1.0\\nTag-File-Character-Encoding: UTF-8\\n")
    Declaration(version=(1, 0), encoding='utf-8')
    >>> read_declaration(b"BagIt-Version : 1.0\\n")
    'line 1 is not "BagIt-Version: M.N"'
    """
    try:
        lines = data.decode("utf-8").splitlines()
    except UnicodeDecodeError:
        return "it is not UTF-8"
    if data.startswith(b"\xef\xbb\xbf"):
        return "it begins with a byte order mark"
    version = _VERSION.fullmatch(lines[0].rstrip()) if lines else None
    if version is None:
        return 'line 1 is not "BagIt-Version: M.N"'
    encoding = _ENCODING.fullmatch(lines[1].rstrip()) if len(lines) > 1 else None
    if encoding is None:
        return 'line 2 is not "Tag-File-Character-Encoding: …"'
    try:
        "".encode(encoding[1])
    except LookupError:
        return f"line 2 names the encoding {encoding[1]}, which is not known"
    if len([line for line in lines if line.strip()]) > 2:
        return "it has more than two lines"
    return Declaration((int(version[1]), int(version[2])), encoding[1].lower())


def read_information(text: str) -> Iterator[tuple[str, str]]:
    """Labels and values of ``bag-info.txt``; a line that begins with a blank goes on with the one before.

    Raises ``ValueError`` with the number of a line that is neither.

    >>> list(read_information("Contact-Name: 祝晚晴\\nExternal-Description: a\\n  b\\n"))
    [('Contact-Name', '祝晚晴'), ('External-Description', 'a b')]
    """
    label = value = ""
    for number, line in enumerate(text.splitlines(), 1):
        if line[:1] in (" ", "\t") and label:
            value = f"{value} {line.strip()}"
            continue
        if label:
            yield label, value
        label = ""
        if not line.strip():
            continue
        before, colon, behind = line.partition(":")
        if not colon or not before or before[0].isspace():
            raise ValueError(number)
        label, value = before.rstrip(), behind.strip()
    if label:
        yield label, value


def read_manifest(lines: Iterable[bytes], algorithm: str, encoding: str = "utf-8") -> Iterator[Listed]:
    """The lines of a manifest. A line that cannot be read says why.

    >>> [listed.why for listed in read_manifest([b"abc  data/a.txt\\n", b"\\n"], "md5")]
    ['its digest has 3 digits and md5 has 32']
    """
    length = 2 * hashlib.new(algorithm).digest_size
    if encoding.startswith(("utf-16", "utf-32", "utf_16", "utf_32", "u16", "u32")):
        lines = _in_utf8(lines, encoding)
        encoding = "utf-8"
    for number, raw in enumerate(lines, 1):
        try:
            line = raw.decode(encoding).rstrip("\r\n")
        except UnicodeDecodeError:
            yield Listed(number, "", "", f"it is not {encoding}")
            continue
        if number == 1:
            line = line.removeprefix("\ufeff")
        if not line.strip():
            continue
        match = _LINE.fullmatch(line)
        if match is None:
            yield Listed(number, "", "", f"it is not a digest, blanks and a path: {line[:80]!r}")
        elif len(match[1]) != length:
            yield Listed(number, "", match[2], f"its digest has {len(match[1])} digits and {algorithm} has {length}")
        else:
            yield Listed(number, match[1].lower(), match[2].removeprefix("./"))


def _in_utf8(pieces: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """The lines of a file in an encoding in which a byte 0A need not be a line feed, in UTF-8."""
    decode = codecs.getincrementaldecoder(encoding)(errors="replace").decode
    rest = ""
    for piece in pieces:
        *lines, rest = (rest + decode(piece)).split("\n")
        yield from (line.encode("utf-8", "replace") for line in lines)
    yield (rest + decode(b"", True)).encode("utf-8", "replace")


def known_algorithm(name: str) -> bool:
    """Whether digests of an algorithm, as the name of a manifest has it, can be computed here.

    >>> known_algorithm("sha512"), known_algorithm("shake128"), known_algorithm("whirlpool9")
    (True, False, False)
    """
    return name in hashlib.algorithms_available and not name.startswith("shake") and "_" not in name
