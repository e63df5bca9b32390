"""The language of what is shown to people, English or Chinese; what is stored is English in both.

Records, ledgers and logs hold a code and an English sentence, so that outputs
are the same whatever the language of the person at the keyboard is. Only when
a sentence is shown, :func:`shown` looks it up in a catalogue of gettext
(``locale/<language>/LC_MESSAGES/tei_tools.po``, compiled in a wheel): a message
is kept there with numbered places for its values, ``{0}: cannot be read: {1}.``;
the values are read back from the sentence and put into the translation. There,
``{1:t}`` is a value that is itself words to be shown; any other is left as it is, so that names of
files and what texts say are never translated. ``{1:n}`` must be a number and
``{1:w}`` a phrase of the catalogue, or the sentence is not this message.

>>> with speaking("zh"):
...     shown("a.txt: cannot be read: Permission denied.")
'a.txt：无法读取：权限不足。'
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from string import Formatter

LANGUAGES = ("en", "zh")
VARIABLE = "TEI_TOOLS_LANG"
"""The environment variable that chooses the language."""

FOLDER = Path(__file__).parent / "locale"
_PLACE = re.compile(r"\{(\d+)\}")
_WORDS = re.compile(r"[A-Za-z]{2}")
_TRANSLATED, _WORD, _NUMBER = "t", "w", "n"
"""Formats of places: the value is itself words to be shown; it is one of the phrases known; it is but numbers."""
_NUMBERS = re.compile(r"(?:[\d,.:%()/ ?-]|\b(?:s|min|h|d)\b)+")


_SPOKEN = ["en"]
"""The language of this process, which is one for all its threads."""


def language() -> str:
    """The language that is spoken: ``en`` or ``zh``."""
    return _SPOKEN[0]


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language, and the one before behind it."""
    before, _SPOKEN[0] = _SPOKEN[0], language
    try:
        yield
    finally:
        _SPOKEN[0] = before


def chosen_language(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """The language that ``--lang`` asks for, else ``TEI_TOOLS_LANG``, else the locale; English if none does.

    Looked up before the command line is read, because what is wrong with it must be said in that language too.

    >>> chosen_language(["convert", "--lang", "zh"], {}), chosen_language(["--lang=en"], {"LANG": "zh_CN.UTF-8"})
    ('zh', 'en')
    >>> chosen_language([], {"LC_ALL": "", "LANG": "zh_TW.UTF-8"})
    'zh'
    """
    for place, word in enumerate(arguments):
        if word == "--":
            break
        given = word[7:] if word.startswith("--lang=") else ""
        if word == "--lang":
            given = arguments[place + 1] if place + 1 < len(arguments) else ""
        if given in LANGUAGES:
            return given
    if (named := environment.get(VARIABLE, "").strip().lower()) in LANGUAGES:
        return named
    names = (environment.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    locale = next((name for name in names if name), None)
    if locale is None and sys.platform == "win32":
        import locale as system

        locale = system.getlocale()[0]
    chinese = locale is not None and re.match(r"(?:zh|chinese)(?![a-z])", locale, re.IGNORECASE)
    return "zh" if chinese and _can_be_written("zh") else "en"


def _can_be_written(language: str) -> bool:
    """Whether the terminal has the characters of a language: a locale may name it in an encoding without them."""
    for stream in (sys.stdout, sys.stderr):
        try:
            "这里說".encode(getattr(stream, "encoding", None) or "utf-8")
        except (UnicodeEncodeError, LookupError):
            return False
    return True


def shown(text: str) -> str:
    """A message as it is to be shown: translated line by line, or as it is where nothing is known of it."""
    return said_in(_SPOKEN[0], text)


def said_in(language: str, text: str) -> str:
    """A message in one language, whichever is spoken: a page that people can turn from one into the other has both.

    >>> said_in("zh", "a.txt: cannot be read: Permission denied.")
    'a.txt：无法读取：权限不足。'
    """
    if language == "en" or not text:
        return text
    catalogue = _catalogue(language)
    if text in catalogue.phrases:
        return catalogue.phrases[text]
    return "\n".join(catalogue.translated(line) or line for line in text.split("\n"))


def phrase(text: str) -> str:
    """A word or a title from a program of ours in the language that is spoken; itself if it has no translation."""
    return text if _SPOKEN[0] == "en" else _catalogue(_SPOKEN[0]).phrases.get(text, text)


_NAMES = {"style", "title", "h1", "b", "a", "q", "code"}
"""Elements of a page whose text is no message: names, what documents say, code."""
_TAG = re.compile(r"<(/?[A-Za-z0-9]*+)[^<>]*+>")


def _tags(page: str) -> Iterator[tuple[int, int]]:
    """Where the tags of a page are; an element whose text is no message is one with all that it holds.

    >>> list(_tags("<p>a <b>c</b></p>"))
    [(0, 3), (5, 13), (13, 17)]
    """
    at = 0
    while found := _TAG.search(page, at):
        at = found.end()
        if found[1] in _NAMES:
            close = f"</{found[1]}>"
            end = page.find(close, at)
            at = len(page) if end < 0 else end + len(close)
        yield found.start(), at


def shown_page(page: str) -> str:
    """An HTML page of ours in the language that is spoken: its messages, not its tags, names and quotations.

    In the cell of a table only what ends as a sentence does is a message.

    >>> with speaking("zh"):
    ...     shown_page('<html lang="en"><p>File exists</p><q>File exists</q><td>File exists</td></html>')
    '<html lang="zh-Hans"><p>文件已存在</p><q>File exists</q><td>File exists</td></html>'
    """
    if _SPOKEN[0] == "en":
        return page
    from html import escape, unescape

    out, at, tag = [], 0, ""
    for start, end in [*_tags(page), (len(page), len(page))]:
        text = page[at:start]
        if text.strip() and (not tag.startswith("<td") or text.rstrip().endswith(".")):
            text = escape(shown(unescape(text)), quote=False)
        tag, at = page[start:end], end
        out += [text, tag]
    return "".join(out).replace('<html lang="en">', '<html lang="zh-Hans">', 1)


@dataclass(frozen=True, slots=True)
class Template:
    """A message with places: what stands between them, and the translation as pieces with the numbers of places."""

    literals: tuple[str, ...]
    pieces: tuple[tuple[str, int | None, bool], ...]
    numbers: tuple[int, ...] = ()
    words: tuple[int, ...] = ()

    @classmethod
    def of(cls, message: str, translation: str) -> Template:
        """From the two texts of a catalogue. Raises ``ValueError`` if the translation is no format."""
        literals = tuple(part.replace("{{", "{").replace("}}", "}") for part in _PLACE.split(message)[::2])
        parsed = [
            (literal, int(name) if name else None, how) for literal, name, how, _ in Formatter().parse(translation)
        ]
        pieces = tuple((literal, place, how in (_TRANSLATED, _WORD)) for literal, place, how in parsed)
        numbers, words = (
            tuple(place for _, place, how in parsed if place is not None and how == kind) for kind in (_NUMBER, _WORD)
        )
        return cls(literals, pieces, numbers, words)

    @property
    def is_open(self) -> bool:
        """Whether it ends with a value that is left as it is, so that a full stop behind it is not the value's."""
        last = len(self.literals) - 2
        return not self.literals[-1] and not any(place == last and words for _, place, words in self.pieces)

    @property
    def size(self) -> int:
        """How much the message says itself."""
        return sum(map(len, self.literals))

    def values(self, text: str) -> list[str] | None:
        """What stands in the places of a sentence; None if it is another message. Time grows with the text alone.

        >>> Template.of("{0} of {1}", "").values("3 of 16"), Template.of("{0} of {1}", "").values("3")
        (['3', '16'], None)
        """
        first, *middle, last = self.literals
        if not text.startswith(first) or not text.endswith(last) or len(text) < len(first) + len(last):
            return None
        end, at, values = len(text) - len(last), len(first), []
        for literal in middle:
            found = text.find(literal, at, end)
            if found < 0:
                return None
            values.append(text[at:found])
            at = found + len(literal)
        values.append(text[at:end])
        return values if all(_NUMBERS.fullmatch(values[place]) for place in self.numbers) else None


_LITTLE = 14
"""A message that says less of itself than this has one word in front of it, or it is another one."""
_LONGEST, _MOST_HEADS = 4000, 8
"""A sentence that is longer is not taken apart, and one behind more colons is not looked for."""
_SEPARATORS = ((". ", "。"), ("; ", "；"), (", ", "，"))


_MORE = re.compile(r": |[a-z]{2} [a-z]{2}[^.;]*[.;] ")
"""What tells that more stands in front of a message than a name."""
_STREAMS = ("standard input", "standard output")
"""What stands where names of files do and is none."""
_OURS = re.compile(r"(?:Invalid value for|Line) ")
"""How what we say in front of a message begins."""
_HAN, _LATIN = re.compile(r"[\u3400-\u9fff]"), re.compile(r"[A-Za-z0-9]")


def _joined(first: str, second: str) -> str:
    """Two pieces of Chinese: a blank between Han characters and Latin letters or digits, none between others.

    >>> _joined("这是", "PNG 图像"), _joined("标注为 ", "无"), _joined("没有选项。", " 您")
    ('这是 PNG 图像', '标注为无', '没有选项。您')
    """
    if not first or not second:
        return first + second
    before, behind = first.rstrip(" ")[-1:], second.lstrip(" ")[:1]
    if (before and before in "。！？；，") or (_HAN.match(before) and _HAN.match(behind)):
        return first.rstrip(" ") + second.lstrip(" ")
    mixed = (_HAN.match(first[-1]) and _LATIN.match(second[0])) or (_LATIN.match(first[-1]) and _HAN.match(second[0]))
    return f"{first} {second}" if mixed else first + second


class Catalogue:
    """The messages of one language."""

    def __init__(self, messages: Mapping[str, str]) -> None:
        self.phrases = {text: said for text, said in messages.items() if not _PLACE.search(text)}
        templates = [Template.of(text, said) for text, said in messages.items() if _PLACE.search(text) and said != text]
        self._templates = [
            (max(template.literals, key=len), template)
            for template in sorted(templates, key=lambda template: -template.size)
        ]
        self.translated = lru_cache(4096)(self._translated)

    def _translated(self, text: str) -> str | None:
        """A sentence, or several; None if nothing is known of it."""
        core = text.strip()
        if core != text:
            found = self.translated(core) if core else None
            start = len(text) - len(text.lstrip())
            return None if found is None else text[:start] + found + text[start + len(core) :]
        if text in self.phrases:
            return self.phrases[text]
        for separator, written in _SEPARATORS:
            if text.startswith(separator):  # it is put behind another message
                found = self.translated(text[len(separator) :])
                return None if found is None else written + found
        if (found := self._of_message(text)) is not None:
            return found
        if (found := self._of_parts(text)) is not None:
            return found
        return self._of_message(text, clean=False)

    def _of_message(self, text: str, *, clean: bool = True) -> str | None:
        """One message, with names in front of it; of all that it could be, the one that says most of it itself.

        If ``clean``, a value at its beginning holds no other sentence and no name in front of one.
        """
        best: tuple[int, str] | None = None
        for head, tail in _splits(text) if clean else [("", text)]:
            for whole, end in ((tail, ""), (tail[:-1], "。")) if tail.endswith(".") else ((tail, ""),):
                size, found = self._of_template(whole, clean=clean)
                if found and (best is None or size > best[0]):
                    best = size, self._heads(head) + found + end
        return None if best is None else best[1]

    def _of_template(self, text: str, *, clean: bool) -> tuple[int, str]:
        """How much of a text a message says itself, and its translation; nothing if it is none."""
        if text in self.phrases:
            return len(text), self.phrases[text]
        for key, template in self._templates:
            if text.endswith(".") and template.is_open:
                continue
            values = template.values(text) if key in text else None
            if values is None or not all(values[place] in self.phrases for place in template.words):
                continue
            if not template.literals[0] and (
                (clean and _MORE.search(values[0]))
                or (template.size < _LITTLE and " " in values[0] and 0 not in template.numbers)
            ):
                continue
            return template.size, self._filled(template, values)
        return 0, ""

    def _filled(self, template: Template, values: list[str]) -> str:
        said = ""
        for literal, place, translated in template.pieces:
            said = _joined(said, literal)
            if place is not None:
                value = self.phrases[values[place]] if values[place] in _STREAMS else values[place]
                said = _joined(said, (self.translated(value) if translated and value else None) or value)
        return said

    def _heads(self, text: str) -> str:
        """What stands in front of a message: names, which stay, and words of ours."""
        said = ""
        for head in text.split(": ")[:-1]:
            found = self.phrases.get(head) or (self._of_template(head, clean=True)[1] if _OURS.match(head) else "")
            said += f"{found}：" if found else f"{head}: "
        return said

    def _of_parts(self, text: str) -> str | None:
        """What is put together of several messages: sentences, clauses, items, and names in front of them."""
        if len(text) > _LONGEST:
            return None
        for separator, written in _SEPARATORS:
            parts = text.split(separator)
            if len(parts) == 1:
                continue
            ends = ["." if separator == ". " else ""] * (len(parts) - 1) + [""]
            whole = [part + end for part, end in zip(parts, ends, strict=True)]
            said = [self.translated(part) or ("" if _WORDS.search(part) else part) for part in whole]
            if all(said) and said != whole:
                return written.join(part.rstrip(".。") if end else part for part, end in zip(said, ends, strict=True))
        head, mark, tail = text.partition(": ")
        found = self._of_parts(tail) if mark else None
        return None if found is None else self._heads(head + mark) + found


def _splits(text: str) -> Iterator[tuple[str, str]]:
    """A text as what stands in front of a message, with its colon, and the message.

    >>> list(_splits("a: b: c"))
    [('', 'a: b: c'), ('a: ', 'b: c'), ('a: b: ', 'c')]
    """
    at = 0
    for _ in range(_MOST_HEADS):
        yield text[:at], text[at:]
        found = text.find(": ", at)
        if found < 0 or found + 2 >= len(text):
            return
        at = found + 2


@cache
def _catalogue(language: str) -> Catalogue:
    folder = FOLDER / language / "LC_MESSAGES"
    source = folder / "tei_tools.po"
    if source.is_file():  # a source tree: what is edited is what is shown
        return Catalogue(read_messages(source.read_text(encoding="utf-8")))
    from gettext import GNUTranslations

    try:
        with open(folder / "tei_tools.mo", "rb") as file:
            compiled = GNUTranslations(file)
    except OSError:
        return Catalogue({})
    return Catalogue({text: compiled.gettext(text) for text in compiled._catalog if text})  # type: ignore[attr-defined]


_ESCAPED = re.compile(r"\\(.)")
_ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\", "b": "\b", "r": "\r"}


def read_messages(text: str) -> dict[str, str]:
    """The translated messages of a catalogue in the form that is edited (.po, without plurals and contexts).

    >>> read_messages('msgid ""\\nmsgstr "x: y"\\n\\n#, fuzzy\\nmsgid "a"\\nmsgstr "b"\\n\\nmsgid "c"\\nmsgstr "d"')
    {'c': 'd'}
    """
    found: dict[str, str] = {}
    for entry in re.split(r"\n{2,}", text):
        parts = {"msgid": "", "msgstr": ""}
        current, fuzzy = "", False
        for line in entry.split("\n"):
            fuzzy = fuzzy or (line.startswith("#,") and "fuzzy" in line)
            if line.startswith("#"):
                continue
            keyword = line.partition(" ")[0]
            current = keyword if keyword in parts else current
            if current and (start := line.find('"')) >= 0:
                quoted = line[start + 1 : line.rindex('"')]
                parts[current] += _ESCAPED.sub(lambda mark: _ESCAPES.get(mark[1], mark[1]), quoted)
        if parts["msgid"] and parts["msgstr"] and not fuzzy:
            found[parts["msgid"]] = parts["msgstr"]
    return found
