"""``tei-tools man``: manual pages, made from what ``--help`` says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from .._version import __version__
from ..language import phrase
from .help import paragraphs_of, told, told_option
from .messages import Verbosity, emit, say, verbosity, verbosity_options

HELP = """Print the manual page of tei-tools or of one of its commands, or write all.

\b
Examples:
  tei-tools man | man -l -
  tei-tools man convert | man -l -
  tei-tools man --dir ~/.local/share/man/man1
      tei-tools.1, tei-tools-convert.1 and so on; then "man tei-tools" works
"""


_FIRST = b'.TH "TEI'
"""How each page begins."""


@click.command("man", help=HELP, short_help="Print or write the manual pages.")
@click.argument("name", metavar="[COMMAND]", required=False)
@click.option("-d", "--dir", "folder", metavar="DIR", help="Write all pages into this folder, made if missing.")
@click.option("-f", "--force", is_flag=True, help="Overwrite files that exist and are no pages of tei-tools.")
@verbosity_options
@click.pass_context
def command(ctx: click.Context, name: str | None, folder: str | None, force: bool, quiet: bool, verbose: bool) -> int:
    level = verbosity(quiet, verbose)
    root = ctx.find_root().command
    assert isinstance(root, click.Group)
    if name is not None and folder is not None:
        raise click.UsageError("--dir writes all pages: leave COMMAND out.")
    pages = manual_pages(root)
    if folder is None:
        page = f"tei-tools-{name}.1" if name else "tei-tools.1"
        if page not in pages:
            raise click.UsageError(f"There is no command {name!r}.")
        emit(pages[page])
        return 0
    from ..write.atomic import refuse_foreign, write_together

    files = {Path(folder) / page: text.encode() for page, text in pages.items()}
    if not force:
        refuse_foreign(files, lambda page: page.startswith(_FIRST), "give another folder, or --force")
    write_together(files, overwrite=True)
    if level > Verbosity.QUIET:
        for path in files:
            say(f"written: {path}")
    return 0


def manual_pages(root: click.Group) -> dict[str, str]:
    """The manual pages by file name, as roff with the macros of man(7); the same program gives the same bytes."""
    top = click.Context(root, info_name="tei-tools", **root.context_settings)
    pages = {"tei-tools.1": _page(top)}
    for name in root.list_commands(top):
        command = root.get_command(top, name)
        if command is not None and not command.hidden:
            pages[f"tei-tools-{name}.1"] = _page(click.Context(command, info_name=name, parent=top))
    return pages


def _page(ctx: click.Context) -> str:
    command, name = ctx.command, ctx.command_path.replace(" ", "-")
    help_text = command.help or ""
    short = phrase(command.short_help or help_text.split("\n")[0])
    usage = " ".join(command.collect_usage_pieces(ctx))
    manual = phrase("tei-tools manual")
    lines = [
        f'.TH "{_escaped(name.upper())}" "1" "" "tei-tools {__version__}" "{manual}"',
        _heading("NAME"),
        rf"{_escaped(name)} \- {_escaped(short.rstrip('.。'))}",
        _heading("SYNOPSIS"),
        rf"\fB{_escaped(ctx.command_path)}\fR {_escaped(usage)}",
        _heading("DESCRIPTION"),
        *_text(help_text),
        _heading("OPTIONS"),
    ]
    for parameter in command.get_params(ctx):
        record = parameter.get_help_record(ctx) if isinstance(parameter, click.Option) else None
        if record:
            lines += [".TP", rf"\fB{_escaped(record[0])}\fR", *_text(told_option(record[1]))]
    if isinstance(command, click.Group):
        lines.append(_heading("COMMANDS"))
        for sub in command.list_commands(ctx):
            found = command.get_command(ctx, sub)
            if found is not None and not found.hidden:
                lines += [".TP", rf"\fB{_escaped(name)}\-{_escaped(sub)}\fR(1)", *_text(phrase(found.short_help or ""))]
    elif ctx.parent is not None:
        lines += [_heading("SEE ALSO"), r"\fBtei\-tools\fR(1)"]
    return "\n".join(lines) + "\n"


def _heading(name: str) -> str:
    return f".SH {phrase(name)}"


def _text(text: str) -> Iterator[str]:
    r"""The lines of a help text; a paragraph after the mark ``\b`` keeps its line breaks, as click prints it."""
    for number, paragraph in enumerate(paragraphs_of(text)):
        if number:
            yield ".PP"
        body, kept = told(paragraph)
        if kept:
            yield ".nf"
            yield from (_escaped(line) for line in body.split("\n"))
            yield ".fi"
        else:
            yield from (_escaped(" ".join(line.split())) for line in body.split("\n"))


_ROFF = str.maketrans({"\\": r"\e", "-": r"\-", "^": r"\(ha", "~": r"\(ti", "'": r"\(aq", "`": r"\(ga", '"': r"\(dq"})


def _escaped(text: str) -> str:
    r"""Text that roff prints as it is.

    >>> _escaped(".x 'y' \\ --z")
    '\\&.x \\(aqy\\(aq \\e \\-\\-z'
    """
    text = text.translate(_ROFF)
    return rf"\&{text}" if text.startswith(".") else text
