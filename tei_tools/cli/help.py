"""Help pages and usage lines in the language that is spoken, laid out for characters that are two columns wide."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import click

from ..language import LANGUAGES, language, phrase, shown
from ..text.printable import columns, padded

_BROKEN = re.compile(r"(?<=[\u2e80-\uffef])\n(?=[\u2e80-\uffef])")
"""A break between lines that needs no blank in its place."""
_NEVER_FIRST = "，。、；：！？）》」』”’…％)],.;:!?"
_NEVER_LAST = "（《「『“‘(["


def wrapped(text: str, width: int) -> list[str]:
    """A paragraph as lines of at most ``width`` columns; Chinese breaks between any two characters.

    No line begins with a mark that closes, and none ends with one that opens.

    >>> wrapped("看标题 title，看正文。", 8)
    ['看标题', 'title，', '看正文。']
    """
    lines, line = [], ""
    for piece in _pieces(" ".join(text.split())):
        if line and columns(line.rstrip() + piece.rstrip()) > width:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _pieces(text: str) -> Iterator[str]:
    """What must stay in one line: a wide character or a word, with the marks that belong to it."""
    piece = ""
    for found in re.finditer(r"\s+|[^\s\u2e80-\uffef“”‘’…]+|.", text):
        token = found[0]
        stays = not piece or token in _NEVER_FIRST or piece[-1] in _NEVER_LAST
        if stays:
            piece += token
        elif token.isspace():
            yield piece + token
            piece = ""
        else:
            yield piece
            piece = token
    if piece:
        yield piece


class Pages(click.HelpFormatter):
    """Lays out help pages in a language that is not English."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, prefix or phrase("Usage:"))

    def write_heading(self, heading: str) -> None:
        self.write(f"{'':>{self.current_indent}}{phrase(heading)}：\n")

    def write_text(self, text: str) -> None:
        margin = " " * self.current_indent
        paragraphs = []
        for paragraph in paragraphs_of(text):
            said, kept = told(paragraph)
            lines = said.split("\n") if kept else wrapped(said, self.width - self.current_indent)
            paragraphs.append("\n".join(margin + line if line else "" for line in lines))
        self.write("\n\n".join(paragraphs) + "\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        listed = list(rows)
        first_column = min(max((columns(first) for first, _ in listed), default=0), col_max) + col_spacing
        margin = " " * (first_column + self.current_indent)
        for first, second in listed:
            lines = wrapped(told_option(second), max(self.width - first_column - 2, 10)) if second else [""]
            head = " " * self.current_indent + first
            if columns(first) > first_column - col_spacing:
                self.write(head + "\n")
                head = margin
            self.write(f"{padded(head, len(margin))}{lines[0]}".rstrip() + "\n")
            for line in lines[1:]:
                self.write(f"{margin}{line}\n")


def paragraphs_of(text: str) -> list[str]:
    r"""The paragraphs of a help text; those that keep their lines begin with the mark ``\b``."""
    return [part for part in re.split(r"\n[ \t]*\n", text.strip("\n")) if part.strip()]


def told(paragraph: str) -> tuple[str, bool]:
    """A paragraph of a help text in the language that is spoken, and whether its lines are to be kept."""
    body = paragraph.removeprefix("\b\n").strip("\n")
    kept = body != paragraph.strip("\n")
    return phrase(body) if kept else _BROKEN.sub("", phrase(body)), kept


def told_option(text: str) -> str:
    """What is said of an option, with what stands behind it in brackets, in the language that is spoken."""
    extras: list[str] = []
    while phrase(text) == text and text.rstrip().endswith("]"):
        before, opened, within = text.rstrip()[:-1].rpartition("[")
        if not opened or "]" in within:
            break
        extra = phrase(within)
        extras.insert(0, extra if extra != within else "；".join(map(shown, within.split("; "))))
        text = before.rstrip()
    said = phrase(text)
    return f"{said}{'' if said.endswith('。') else ' '}{' '.join(f'[{extra}]' for extra in extras)}".strip()


class PageContext(click.Context):
    """A context whose help page is in the language that is spoken."""

    def make_formatter(self) -> click.HelpFormatter:
        if language() != "en":
            return Pages(width=self.terminal_width, max_width=self.max_content_width)
        return super().make_formatter()


def add_language(command: click.Command) -> click.Command:
    """The command with ``--lang``, and with help pages in that language. Calling it twice changes nothing."""
    command.context_class = PageContext
    if not any("--lang" in parameter.opts for parameter in command.params):
        command.params.append(Lang())
    return command


class Lang(click.Option):
    """``--lang``. It is listed and checked here; the command line was searched for it before, see ``language.py``."""

    def __init__(self) -> None:
        super().__init__(
            ["--lang"],
            type=click.Choice(LANGUAGES),
            expose_value=False,
            is_eager=True,
            help="Speak English or Chinese. [default: TEI_TOOLS_LANG, or as the locale says]",
        )
