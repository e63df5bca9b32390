"""How configuration reaches the options of a command: every option that is no command of its own is a setting."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NoReturn

import click
from click.shell_completion import CompletionItem

from ..config import ENVIRONMENT, ConfigFile, Key, Setting, profile_names, read_files, resolve, unused_variables
from ..errors import ConfigError
from ..language import VARIABLE as LANGUAGE_VARIABLE
from .messages import say
from .metadata import SETTINGS_KEY as METADATA_KEY
from .mistakes import suggestion

RULES_KEY = "tei-tools.rules"
"""Where the files of settings and the name of the profile stand in ``Context.meta``, for their rules."""
PROFILE_VARIABLE, CONFIG_VARIABLE = ENVIRONMENT + "PROFILE", ENVIRONMENT + "CONFIG"
OWN_VARIABLES = (PROFILE_VARIABLE, CONFIG_VARIABLE, LANGUAGE_VARIABLE)
_NOT_SETTINGS = {"help", "profile", "config", "no_config", "json", "lang"}
_CONTRADICT = ("quiet", "verbose")
_RANK = ("environment", "project file", "user file", "default")


def add_settings(command: click.Command) -> click.Command:
    """The command with ``--profile``, ``--config`` and ``--no-config``; what they choose gives its defaults.

    Every switch gets a form with ``--no-``, which turns off what a configuration has turned on.
    Calling it twice changes nothing.
    """
    for option in _options(command):
        if option.is_bool_flag and not option.secondary_opts:
            option.secondary_opts = [f"--no-{_name(option)}"]
    if not any(isinstance(parameter, _Profile) for parameter in command.params):
        command.params.extend(settings_options(load=True))
    return command


def settings_options(*, load: bool) -> list[click.Option]:
    """The three options; with ``load`` they set the defaults of their command and it does not see them."""
    kind = _Profile if load else click.Option
    return [
        click.Option(
            ["--config"],
            metavar="FILE",
            is_eager=True,
            expose_value=not load,
            help="Read this file in place of the tei-tools.toml or pyproject.toml found.",
        ),
        click.Option(["--no-config"], is_flag=True, is_eager=True, expose_value=not load, help="Read no such file."),
        kind(
            ["--profile"],
            metavar="NAME",
            is_eager=True,
            expose_value=not load,
            shell_complete=_complete_profile,
            help="Take the settings of this profile from the configuration files.",
        ),
    ]


def find_files(config: str | None, no_config: bool) -> list[ConfigFile]:
    """The files that ``--config`` and ``--no-config`` choose.

    Raises ``click.UsageError`` for both at once, and :class:`ConfigError` as :func:`~tei_tools.config.read_files`.
    """
    if config and no_config:
        raise click.UsageError("--config and --no-config contradict each other: give one of them.")
    if no_config:
        return read_files(search=False)
    named = config or os.environ.get(CONFIG_VARIABLE)
    return read_files(Path(named) if named else None)


def settings_of(command: click.Command, files: list[ConfigFile], profile: str | None) -> dict[str, Setting]:
    """The setting of every option of a command, by key."""
    profile = profile or os.environ.get(PROFILE_VARIABLE) or None
    return resolve(keys_of(command), files, profile, os.environ)


def keys_of(command: click.Command) -> list[Key]:
    """The settings that a command has, in the order of its help page."""
    return [_key(option, command) for option in _options(command)]


def refuse(error: ConfigError) -> NoReturn:
    """End as for a wrong command line: what is configured cannot be used, and nothing was done."""
    raise _Refused(str(error)) from error


class _Refused(click.ClickException):
    exit_code = 2


class _Profile(click.Option):
    """``--profile``: when it is processed, given or not, the configuration becomes the defaults of the command."""

    def handle_parse_result(
        self, ctx: click.Context, opts: Mapping[str, Any], args: list[str]
    ) -> tuple[Any, list[str]]:
        value, args = super().handle_parse_result(ctx, opts, args)
        if not ctx.resilient_parsing:
            # The other two are looked up as they were given: eager options are processed in the order they come in.
            config = opts.get("config")
            profile = opts.get("profile")
            try:
                files = find_files(config if isinstance(config, str) else None, opts.get("no_config") is True)
                settings = settings_of(ctx.command, files, profile if isinstance(profile, str) else None)
            except ConfigError as error:
                refuse(error)
            ctx.meta[METADATA_KEY] = metadata_tables(files)
            named = profile if isinstance(profile, str) else None
            ctx.meta[RULES_KEY] = (files, named or os.environ.get(PROFILE_VARIABLE) or None)
            names = {_name(option): option.name for option in _options(ctx.command)}
            used = inside_project(_agreeing(settings), files)
            if opts.get("quiet") is not True:
                _tell_found(files, keys_of(ctx.command))
            found = {names[key]: setting.value for key, setting in used.items()}
            ctx.default_map = {**(ctx.default_map or {}), **found}
        return value, args


def metadata_tables(files: Iterable[ConfigFile]) -> tuple[dict[str, object], str]:
    """What the tables ``[metadata]`` say together, the more important file above the other, and where they stand."""
    return _tables("metadata", ((file, file.metadata) for file in files))


def deposit_tables(files: Iterable[ConfigFile]) -> tuple[dict[str, object], str]:
    """What the tables ``[deposit]`` say together, as :func:`metadata_tables`."""
    return _tables("deposit", ((file, file.deposit) for file in files))


def _tables(name: str, found: Iterable[tuple[ConfigFile, Mapping[str, object]]]) -> tuple[dict[str, object], str]:
    values: dict[str, object] = {}
    places: list[str] = []
    for file, table in found:
        if table:
            values = {**table, **values}
            path = ".".join(part for part in (file.table, name) if part)
            places.append(f"{file.path}: [{path}]")
    return values, " and ".join(places)


_REACHING = ("output", "report", "files-from", "metadata", "words", "rules", "address", "force")
"""Settings by which a file that nobody named could reach what lies outside of its project, or overwrite."""


def inside_project(settings: Mapping[str, Setting], files: Iterable[ConfigFile]) -> dict[str, Setting]:
    """The settings without those of a found file that reach farther than the folder of that file; these are told.

    Paths must lie below it; ``address`` and ``force`` hold only where it lies in the working directory itself.
    """
    kept = dict(settings)
    for file in files:
        if not file.found or file.kind != "project file":
            continue
        folder = os.path.realpath(file.path.parent)
        for key in _REACHING:
            setting = kept.get(key)
            if setting is None or setting.origin != file.kind:
                continue
            if key in ("address", "force"):
                inside = folder == os.path.realpath(".")
            else:
                inside = setting.value == "-" or _is_below(str(setting.value), folder)
            if not inside:
                del kept[key]
                say(
                    f"tei-tools: {setting.place}: {key} was not taken, because it reaches out of the folder of that "
                    "file; give it on the command line, or name the file with --config."
                )
    return kept


def _is_below(path: str, folder: str) -> bool:
    real = os.path.realpath(path)
    return real == folder or real.startswith(folder.rstrip(os.sep) + os.sep)


def _tell_found(files: Iterable[ConfigFile], keys: list[Key]) -> None:
    """Name a file of settings that was found above the working directory, and variables that set nothing."""
    for file in files:
        if file.found and file.kind == "project file" and file.path.parent != Path.cwd():
            say(f"tei-tools: settings of {file.path}")
    known = [*(key.variable for key in keys), *OWN_VARIABLES]
    for name in unused_variables(keys, os.environ, OWN_VARIABLES):
        say(f"tei-tools: the environment variable {name} sets nothing.{suggestion(name, known)}")


def _agreeing(settings: Mapping[str, Setting]) -> dict[str, Setting]:
    """What was set by anybody, without what contradicts something that was said by somebody more important."""
    given = {key: setting for key, setting in settings.items() if setting.origin != "default"}
    on = [key for key in _CONTRADICT if key in given and given[key].value is True]
    ranks = {key: _RANK.index(given[key].origin) for key in on}
    for key in on:
        if ranks[key] > min(ranks.values()):
            del given[key]
    return given


def _options(command: click.Command) -> list[click.Option]:
    return [
        parameter
        for parameter in command.params
        if isinstance(parameter, click.Option) and parameter.name not in _NOT_SETTINGS and not parameter.hidden
    ]


def _name(option: click.Option) -> str:
    """The long name of an option without its dashes.

    >>> _name(click.Option(["-t", "--to", "formats"]))
    'to'
    """
    return next((name for name in option.opts if name.startswith("--")), option.opts[0]).lstrip("-")


def _key(option: click.Option, command: click.Command) -> Key:
    def checked(value: object) -> object:
        context = click.Context(command, info_name=command.name)
        try:
            cast = option.type_cast_value(context, value)
            if option.callback:
                option.callback(context, option, cast)
        except click.BadParameter as error:
            raise ValueError(error.message) from error
        return value

    def check(value: object, folder: Path) -> object:
        _refuse_type(option, value)
        return checked(_placed(value, folder) if _is_path(option) else value)

    def read(text: str) -> object:
        if option.is_bool_flag:
            return bool(option.type_cast_value(click.Context(command), checked(text)))
        several = option.multiple or option.nargs != 1
        return checked(list(option.type.split_envvar_value(text)) if several else text)

    default = option.to_info_dict()["default"]
    if option.is_bool_flag and not isinstance(default, bool):
        default = False
    if callable(default):
        default = None
    return Key(_name(option), default, check, read)


def _refuse_type(option: click.Option, value: object) -> None:
    """Raise ``ValueError`` if TOML has another type than the option wants: "5" is not 5."""
    if option.is_flag and option.is_bool_flag:
        if not isinstance(value, bool):
            raise ValueError(f"must be true or false, not {_spelled(value)}.")
        return
    several = option.multiple or option.nargs != 1
    if several and not isinstance(value, list):
        raise ValueError(f"must be a list, not {_spelled(value)}.")
    accepts, called = _types(option.type)
    for item in value if several and isinstance(value, list) else [value]:
        if not isinstance(item, accepts) or (isinstance(item, bool) and bool not in accepts):
            raise ValueError(f"must be {called}, not {_spelled(item)}.")


def _types(kind: click.ParamType[Any]) -> tuple[tuple[type, ...], str]:
    if isinstance(kind, type(click.INT)):
        return (int,), "a whole number"
    if isinstance(kind, type(click.FLOAT)):
        return (int, float), "a number"
    if isinstance(kind, type(click.BOOL)):
        return (bool,), "true or false"
    if isinstance(kind, (type(click.STRING), click.Choice, click.Path, click.File)):
        return (str,), "a string"
    return (str, int, float), "a string or a number"  # a type of our own, as a size like 500M


def _spelled(value: object) -> str:
    names = {bool: str(value).lower(), str: f'the string "{value}"', list: "a list", dict: "a table"}
    return names.get(type(value), str(value))


def _is_path(option: click.Option) -> bool:
    return isinstance(option.type, (click.Path, click.File)) or names_path(option)


def names_path(parameter: click.Parameter) -> bool:
    """Whether the value of a parameter is a file or folder: its metavar says so."""
    words = (parameter.metavar or "").strip("[].").split("_")
    return words[-1] in ("FILE", "DIR")


def _placed(value: object, folder: Path) -> object:
    """A path as seen from the file that it stands in, as people write it there; ``-`` stays."""
    if isinstance(value, list):
        return [_placed(item, folder) for item in value]
    if not isinstance(value, str) or value in ("", "-"):
        return value
    path = os.path.expanduser(value)
    with contextlib.suppress(FileNotFoundError):  # the working directory was deleted
        if folder == Path.cwd():
            return path  # as short as on the command line
    return str(folder / path)


def _complete_profile(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    try:
        names: Iterable[str] = profile_names(read_files())
    except ConfigError:
        return []
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]


class PathText(click.types.StringParamType):
    """A text that the shell completes as a file or folder; nothing else is different."""

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        return [CompletionItem(incomplete, type=self.kind)]


def complete_paths(command: click.Command) -> click.Command:
    """The command, whose files and folders the shell completes. Calling it twice changes nothing."""
    for parameter in command.params:
        if names_path(parameter) and type(parameter.type) is click.types.StringParamType:
            parameter.type = PathText("dir" if (parameter.metavar or "").strip("[].").endswith("DIR") else "file")
    return command
