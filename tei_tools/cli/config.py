"""``tei-tools config``: every setting, and where it came from."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import click

from ..config import FILE_NAME, ConfigFile, Setting, profile_names, unused_variables, user_file
from ..errors import ConfigError
from ..language import shown
from ..text.printable import columns, padded
from .messages import emit, printable, say
from .rules import find_rules, rules_option
from .settings import OWN_VARIABLES, PROFILE_VARIABLE, find_files, keys_of, refuse, settings_of, settings_options

if TYPE_CHECKING:
    from ..config.rules import RuleFound, WrongCase

HELP = """Show every setting of "tei-tools convert", and where it came from.

\b
A setting has the long name of an option, without its dashes. Who says it
last, from the strongest to the weakest:
  the command line        --script hans
  the environment         TEI_TOOLS_SCRIPT=hans
  the project file        tei-tools.toml, or the table [tool.tei-tools] of
                          pyproject.toml, in the working directory or the
                          nearest folder above it
  the user file           tei-tools/tei-tools.toml where your system keeps
                          settings (~/.config on Linux)
  the default             as "tei-tools convert --help" shows it

\b
A file may hold profiles, one for each kind of source; --profile chooses one,
and what it does not say is taken from the rest of the file:
  script = "hans"
  max-bytes = 2000000
  [profile.gazette]
  script = "hant"
  split = true

In a file a relative path starts from the folder of that file. A setting that
does not exist or does not fit is an error that names the file (exit code 2).


Rules of your own, in tables [[rule]] and in the file of --rules, are listed,
and their cases are tried: each line that a rule speaks of must be read as the
case says. A case that is not is named, with what was read (exit code 1).

\b
Examples:
  tei-tools config
  tei-tools config --profile gazette --json
  tei-tools config --rules rules.toml
"""


@click.command("config", help=HELP, short_help="Show every setting and where it came from.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@rules_option
@click.pass_context
def command(
    ctx: click.Context, as_json: bool, rules_file: str | None, config: str | None, no_config: bool, profile: str | None
) -> int:
    target = _configured(ctx)
    try:
        files = find_files(config, no_config)
        settings = settings_of(target, files, profile)
    except ConfigError as error:
        refuse(error)
    unused = unused_variables(keys_of(target), os.environ, OWN_VARIABLES)
    profile = profile or os.environ.get(PROFILE_VARIABLE) or None
    rules = find_rules(rules_file, config, no_config, profile)
    wrong = _wrong_cases(rules)
    shown = _as_json if as_json else _as_text
    emit(shown(settings, files, profile, unused, rules, wrong))
    for one in wrong:
        say(one.message)
    return 1 if wrong else 0


command.params.extend(settings_options(load=False))


def _configured(ctx: click.Context) -> click.Command:
    group = ctx.find_root().command
    assert isinstance(group, click.Group)
    target = group.get_command(ctx, "convert")
    assert target is not None
    return target


def _wrong_cases(rules: list[RuleFound]) -> list[WrongCase]:
    if not rules:
        return []
    from ..config.rules import wrong_cases

    return list(wrong_cases(rules))


def _as_text(
    settings: dict[str, Setting], files: list[ConfigFile], profile: str | None, unused: list[str],
    rules: list[RuleFound], wrong: list[WrongCase],
) -> str:  # fmt: skip
    by_kind = {file.kind: file.path for file in files}
    lines = [
        f"# project file: {by_kind.get('project file', f'none ({FILE_NAME} or pyproject.toml)')}",
        f"# user file: {by_kind.get('user file', f'none ({user_file()})')}",
        f"# profile: {profile or 'none'} (there are: {', '.join(profile_names(files)) or 'none'})",
        "",
    ]
    settings_shown = [(_line(setting), setting) for setting in settings.values()]
    width = min(max((columns(line) for line, _ in settings_shown), default=0), 40)
    lines = [shown(line) for line in lines]
    lines += [f"{padded(line, width)}  # {shown(_origin(setting))}" for line, setting in settings_shown]
    lines += [shown(f"# not used: {name} is set in the environment, but there is no such setting") for name in unused]
    if rules:
        lines += ["", shown("# rules of your own")]
        lines += [f"# {shown(_rule(found, wrong))}" for found in rules]
    return "\n".join(lines) + "\n"


def _rule(found: RuleFound, wrong: list[WrongCase]) -> str:
    """One rule in words: what it does, where it stands, how many of its cases are right."""
    rule, cases = found.rule, len(found.cases)
    right = cases - sum(1 for one in wrong if one.found is found)
    strength = "pin" if rule.strength is None else f"{rule.strength:+g}"
    level = "" if rule.level is None else f" {rule.level}"
    told = f"{right} of {cases} cases right" if cases else "no cases"
    return printable(f"{rule.name}: {rule.reading}{level}, {strength}, {told} ({found.place})")


def _line(setting: Setting) -> str:
    """One setting as TOML spells it; one that has no value as a comment."""
    if setting.value is None or setting.value == ():
        return shown(f"# {setting.key} is not set")
    return f"{setting.key} = {json.dumps(setting.value, ensure_ascii=False)}"


def _origin(setting: Setting) -> str:
    return f"{setting.origin}: {setting.place}" if setting.place else setting.origin


def _as_json(
    settings: dict[str, Setting], files: list[ConfigFile], profile: str | None, unused: list[str],
    rules: list[RuleFound], wrong: list[WrongCase],
) -> str:  # fmt: skip
    data = {
        "files": [{"kind": file.kind, "path": str(file.path)} for file in files],
        "profile": profile,
        "profiles": profile_names(files),
        "settings": [
            {"key": setting.key, "value": setting.value, "origin": setting.origin, "place": setting.place}
            for setting in settings.values()
        ],
        "unused_variables": unused,
        "rules": [
            {
                "name": found.rule.name,
                "pattern": found.rule.pattern,
                "reading": found.rule.reading,
                "level": found.rule.level,
                "strength": "pin" if found.rule.strength is None else found.rule.strength,
                "place": found.place,
                "cases": len(found.cases),
                "wrong_cases": [one.number for one in wrong if one.found is found],
            }
            for found in rules
        ],
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
