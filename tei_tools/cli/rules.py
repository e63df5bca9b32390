"""Rules of the user's own on the command line: ``--rules FILE``, and the tables ``[[rule]]`` of the settings."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

import click

from ..config import ConfigFile
from ..errors import ConfigError
from .settings import PROFILE_VARIABLE, RULES_KEY, find_files, inside_project, refuse, settings_of

if TYPE_CHECKING:
    from ..config.rules import RuleFound
    from ..read.own_rules import OwnRule

F = TypeVar("F", bound=Callable[..., object])


def rules_option(function: F) -> F:
    """The option ``--rules``."""
    return click.option(
        "--rules",
        "rules_file",
        metavar="FILE",
        help="Rules of your own for reading, in TOML, beside those in the settings; docs/rules.md tells how.",
    )(function)


def read_rules(given: dict[str, object]) -> tuple[OwnRule, ...]:
    """The rules that ``--rules`` names and that the settings hold; ``rules_file`` is taken out of the options.

    Ends the command for what they say wrong.
    """
    name = cast("str | None", given.pop("rules_file"))
    files, profile = click.get_current_context().meta.get(RULES_KEY, ([], None))
    return tuple(found.rule for found in _found(name, files, profile))


def find_rules(rules_file: str | None, config: str | None, no_config: bool, profile: str | None) -> list[RuleFound]:
    """The rules for a command whose own options are no settings: those that ``convert`` would use.

    Ends the command for what they say wrong.
    """
    root = click.get_current_context().find_root()
    assert isinstance(root.command, click.Group)
    convert = root.command.get_command(root, "convert")
    assert convert is not None
    try:
        files = find_files(config, no_config)
        settings = inside_project(settings_of(convert, files, profile), files)
    except ConfigError as error:
        refuse(error)
    set_name = settings["rules"].value if "rules" in settings else None
    name = rules_file or (set_name if isinstance(set_name, str) else None)
    return _found(name, files, profile or os.environ.get(PROFILE_VARIABLE) or None)


def _found(name: str | None, files: list[ConfigFile], profile: str | None) -> list[RuleFound]:
    if name is None and not any(file.rules for file in files):
        return []
    from ..config.rules import merged, read_rules_file, rules_of

    try:
        return merged([*(read_rules_file(Path(name)) if name else ()), *rules_of(files, profile)])
    except ConfigError as error:
        refuse(error)
