"""What is meant by a command line that is wrong: the nearest command, the dashes of an option, a file with a dash."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

import click

from ..language import phrase, shown

_ONE_DASH = re.compile(r"-(?P<name>[A-Za-z][A-Za-z-]+)(?P<value>=.*)?")


def suggestion(name: str, known: Iterable[str]) -> str:
    """The end of a sentence that says what was meant; nothing if nobody can know.

    >>> suggestion("conver", ["convert", "config"]), suggestion("x", ["convert"])
    (' Did you mean convert?', '')
    """
    close = get_close_matches(name, sorted(known), n=1, cutoff=0.7)
    return f" Did you mean {close[0]}?" if close else ""


def refuse_one_dash(ctx: click.Context, given: Sequence[str]) -> None:
    """Raise ``click.UsageError`` for ``-output``, which would be read as ``-o utput``."""
    known = _options(ctx)
    for word in given:
        if word == "--":
            return
        if (found := _ONE_DASH.fullmatch(word)) and f"--{found['name']}" in known:
            raise click.UsageError(f"{word}: long options have two dashes. Did you mean -{word}?", ctx)


def _options(ctx: click.Context) -> set[str]:
    return {name for parameter in ctx.command.params for name in (*parameter.opts, *parameter.secondary_opts)}


def told(error: click.ClickException, given: Sequence[str]) -> str:
    """What to say of a wrong command line: the usage, the mistake, and what may have been meant."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return error.format_message()
    lines = []
    if isinstance(error, click.UsageError) and error.ctx is not None:
        lines.append(error.ctx.get_usage())
        if error.ctx.command.get_help_option(error.ctx) is not None:
            lines += [f"Try '{error.ctx.command_path} --help' for help.", ""]
    if not isinstance(error, click.NoSuchOption):
        lines.append(f"{phrase('Error: ')}{shown(error.format_message())}")
    else:
        known = _options(error.ctx) if error.ctx is not None else []
        hint = suggestion(error.option_name, known)
        lines.append(f"{phrase('Error: ')}{shown(f'There is no option {error.option_name}.{hint}')}")
        for word in given:
            if word.startswith(error.option_name) and os.path.lexists(word):
                lines.append(f"For the file of that name write ./{word}, or put -- in front of it.")
                break
    return "\n".join(lines)
