"""The catalogue of messages: which sentences the package can show, and which of them have no Chinese yet.

    python scripts/catalogue.py            # brings the catalogues up to date and lists what is to be translated
    python scripts/catalogue.py --check    # changes nothing; exit code 1 if a catalogue is not complete
    python scripts/catalogue.py --take FILE    # translations from another catalogue, for what is not translated here

Nothing is marked in the code. A message is a string of the package that reads
like one (:func:`sentences`); in an f-string each value is a place, ``{0}``,
``{1}``. ``tei_tools.language`` finds the places of a message again when it is
shown, so that what is stored is English whatever the language is.
"""

from __future__ import annotations

import ast
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))

from tei_tools.language import FOLDER, read_messages  # noqa: E402 — of this source tree, wherever it is run

PACKAGE = PROJECT / "tei_tools"
LANGUAGES = ("zh",)

SILENT = (
    "__init__.py", "_version.py", "deposit/datacite.py", "deposit/fault_words.py",
    "deposit/finding.py", "deposit/readme.py", "deposit/ro_crate.py", "deposit/verify_report.py", "export/docx.py",
    "language.py", "model/outline.py", "model/walk.py", "read/data", "read/features", "recognize", "review/index.py",
    "review/evidence_words.py", "review/page.py", "review/structure.py", "review/views.py", "review/words.py",
    "search/query.py", "site/pages.py",
    "site/words.py", "text/pinyin_table.py", "text/script_table.py", "text/surnames.py", "validate/accept.py",
    "write/corpus.py", "write/header.py", "write/pressmint.py", "write/script_conversion.py",
)  # fmt: skip
"""Modules of which nothing is shown but what stands in outputs, and those with words of their own in both languages."""
TALKING = ("cli/", "batch/watch.py", "batch/ledger.py", "evaluate/", "config/")
"""Modules whose f-strings are messages even if they hold one word only."""
PAGES = ("batch/report.py",)
"""Modules that write a page of HTML, which is shown through :func:`tei_tools.language.shown_page`."""
SHOWERS = ("shown", "phrase", "_heading")
"""What is given to these functions of ``tei_tools.language`` is a message, however short it is."""
DATA = (
    "done", "failed", "skipped", "crashed", "timeout", "error", "warning", "info", "high", "medium", "low", "default",
    "environment", "ok", "missing", "broken", "ready", "none", "packages", "schemas", "conversion", "configuration",
    "Error", "{0} in work", "{0} unfinished (convert does them again)", "{0} took too long", "{0} crashed",
    "slowest:", "Lots", "Scripts", "Families", "Labels", "Confidence", "label", "field", "family", "labelled", "read",
    "right", "precision", "recall", "units", "share", "document", "documents", "differences", "confidence", "lot",
    "script", "without", "gain", "from", "to", "cross-validated", "fitted", "fitted: F1", "kind", "## Confidence",
    "## Kinds", "## Labels", "## Scripts", "## Lots of labelling", "source", "sources", "families", "halves",
    "95 % interval", "list", "meta", "paragraph", "heading", "section", "figure", "table", "caption", "note",
    "signature", "salutation", "byline", "Invalid value for {0}", "1 warning", "# How well it reads", "1 document",
    "tables (CSV, TSV)", "File", "Directory", "Path", "tei-tools: interrupted",
    "The run began on {0} UTC", "The run began on {0} UTC and took {1}", "The last of {0} runs began on {1} UTC",
    "The last of {0} runs began on {1} UTC and took {2}", "standard output", "{0} (byte {1})",
    "{0} added", "{0} changed", "{0} removed", "{0} unchanged",
    "1 article", "{0} articles", "valid",
)  # fmt: skip
"""Words that are shown from data, and how those are put together."""
FOREIGN = (
    "File is not a zip file", "Expecting value", "Expecting property name enclosed in double quotes",
    "Expecting ',' delimiter", "Expecting ':' delimiter", "Extra data", "Invalid control character at",
    "Unterminated string starting at", "Opening and ending tag mismatch: {0} line {1} and {2}",
    "Extra content at the end of the document", "Document is empty", "Start tag expected, '<' not found",
    "Premature end of data in tag {0} line {1}", "xmlParseEntityRef: no name", "EntityRef: expecting ';'",
    "PCDATA invalid Char value {0}", "Input is not proper UTF-8, indicate encoding !", "{0} is a required property",
    "{0} is not of type {1}", "{0} is not one of {1}", "{0} does not match {1}",
    "Additional properties are not allowed ({0} was unexpected)", "{0} is less than the minimum of {1}",
    "{0} is greater than the maximum of {1}", "{0} was expected", "{0} has non-unique elements", "{0} is too short",
    "{0} has less than {1} item", "{0} has less than {1} items", "{0} is shorter than {1} character",
    "{0} is not valid under any of the schemas listed in the 'anyOf' keyword", "{0} should be non-empty",
    "{0} is not valid under any of the given schemas",
)  # fmt: skip
"""What the libraries that we use say most often, inside messages of ours."""
SYSTEM = (
    "EACCES", "EBADF", "EEXIST", "EINVAL", "EIO", "EISDIR", "ELOOP", "EMFILE", "ENAMETOOLONG", "ENOENT", "ENOSPC",
    "ENOTDIR", "EPERM", "EROFS", "EPIPE", "EBUSY", "ENOTEMPTY", "ECONNREFUSED", "ETIMEDOUT",
)  # fmt: skip
"""Errors of the system whose words are shown inside messages."""

_ONE_WORD = re.compile(r"(?:^|(?<=[ (]))[a-z]{3,}(?=$|[ ,;:.)])")
_LOOKING = ("re.compile", "cast", ".startswith", ".endswith", ".removeprefix", ".removesuffix")
"""What looks for a text or names a type, and shows none."""
_STYLE = re.compile(r"[;=<>]|^[\\w-]+/|__|'none'|[a-z-]+: \\S+ *[;,}]|^[.@:]|DOCTYPE|%Y")
"""What in a module of HTML belongs to its style, its tags and its code."""
_WORDS = re.compile(
    r"(?<![A-Za-z<&./_-])[A-Za-z][a-z]+(?:[,;:)]|'s)? \(?[a-z]{2,}"
    r"|(?<![\w<&./-])[A-Za-z][\w-]* [a-z]{3,}"
    r"|feeds \("
    r"|(?<![\w<&./-])[a-z]{2,} [A-Z{]"
    r"|^[A-Z][a-z]+ "
)
"""What reads like words for people."""
_CODE = re.compile(
    r"\s*(?:<[A-Za-z?!/]|//|tei-tools [a-z]|\.[\w-]+::|file:|WHERE|ORDER BY|ALTER|xml-model|source, size|\.?//?[@*]"
    r"|(?:SELECT|INSERT|CREATE|PRAGMA|BEGIN|UPDATE|DELETE|ATTACH|DETACH|DROP|AND|WHERE|REPLACE|VACUUM)\b)"
    r"|.*\\[sdwS]|.*\(\.\*\)|.* = excluded\.",
    re.DOTALL,
)
"""What begins as SQL, XML, CSS, a path or a pattern does."""


@dataclass(slots=True)
class Found:
    """One message: its text with places, where it stands, and what the places hold."""

    text: str
    places: set[str] = field(default_factory=set)
    values: tuple[str, ...] = ()


def sentences() -> dict[str, Found]:
    """Every message of the package, by its text, in the order of the modules."""
    found: dict[str, Found] = {}

    def take(text: str, place: str, values: tuple[str, ...] = ()) -> None:
        if text.strip():
            found.setdefault(text, Found(text, values=values)).places.add(place)

    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).as_posix()
        if not name.startswith(SILENT):
            for text, values in messages_of(
                path.read_text(encoding="utf-8"), short=name.startswith(TALKING), page=name in PAGES
            ):
                take(text, name, values)
    for text in _of_commands():
        take(text, "help")
    for text in click_words():
        take(text, "click")
    for text in schematron_words():
        take(text, "report.sch")
    for text in DATA:
        take(text, "data")
    for text in FOREIGN:
        take(text, "libraries")
    import errno

    for code in SYSTEM:
        take(os.strerror(getattr(errno, code)), "system")
    return found


def messages_of(source: str, *, short: bool = False, page: bool = False) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The messages in the text of a module: each with what stands in its places, as it is spelled.

    With ``short``, f-strings of one word are messages too; a module that writes a ``page`` of HTML has them between
    tags.

    >>> list(messages_of('say(f"{path}: cannot be read: {error.strerror or error}")'))
    [('{0}: cannot be read: {1}', ('path', 'error.strerror or error'))]
    >>> list(messages_of('x = "utf-8"; y = shown("ready")'))
    [('ready', ())]
    """
    tree = ast.parse(source)
    if page:
        yield from _of_page(tree)
        return
    silent = {id(inner) for node in ast.walk(tree) for inner in _silent(node)}
    for node in ast.walk(tree):
        if id(node) in silent:
            continue
        if isinstance(node, ast.JoinedStr):
            text, values = template_of(node)
            if _is_message(re.sub(r"\{\d+\}", "{", text)) or (short and _is_short(text)):
                yield bare(text), values
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_message(node.value):
            yield from (
                (bare(line), ()) for line in node.value.split("\n") if _WORDS.search(line) and not _CODE.match(line)
            )
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SHOWERS:
            for argument in node.args:
                value = argument.value if isinstance(argument, ast.Constant) else None
                if isinstance(value, str) and not _is_message(value):
                    yield value, ()


def bare(text: str) -> str:
    """A message without what joins it to the one in front of it or behind it.

    >>> bare("; {0} to do")
    '{0} to do'
    """
    return re.sub(r"^[.;,]? +|,? +$", "", text)


def _of_page(tree: ast.AST) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The messages in a module that writes HTML: what stands between tags, and words of tables and charts."""
    inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    inside |= {id(inner) for node in ast.walk(tree) for inner in _silent(node)}
    for node in ast.walk(tree):
        if id(node) in inside:
            continue
        if isinstance(node, ast.JoinedStr):
            text = template_of(node)[0]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
        else:
            continue
        for piece in re.split(r"<[^>]*>|\n", text):
            words = bare(unescape(piece)).lstrip("#")
            if re.search(r"[a-z]{3}", words) and not _STYLE.search(words):
                yield numbered(words), ()


def template_of(node: ast.JoinedStr) -> tuple[str, tuple[str, ...]]:
    """An f-string as a text with places; values that touch each other are one place."""
    text, last = "", False
    values: list[str] = []
    for part in node.values:
        if isinstance(part, ast.Constant):
            text += str(part.value).replace("{", "{{").replace("}", "}}")
            last = False
        elif isinstance(part, ast.FormattedValue):
            if last:
                values[-1] += " + " + ast.unparse(part.value)
            else:
                text += f"{{{len(values)}}}"
                values.append(ast.unparse(part.value))
            last = True
    return text, tuple(values)


def _silent(node: ast.AST) -> Iterator[ast.AST]:
    """What no message is: docstrings and comments that are strings, parts of f-strings, what an assertion says."""
    match node:
        case ast.Expr(value=ast.Constant() as constant):
            yield constant
        case ast.JoinedStr(values=parts):
            yield from (part for part in parts if isinstance(part, ast.Constant))
        case ast.FormattedValue(format_spec=ast.JoinedStr() as spec):
            yield from ast.walk(spec)
        case ast.keyword(arg="help" | "short_help" | "metavar", value=value):
            yield from ast.walk(value)  # the commands are asked for it
        case ast.Assign(targets=[ast.Name(id="HELP")], value=value):
            yield value
        case ast.Assert(msg=ast.AST() as message):
            yield from ast.walk(message)
        case ast.Call(func=function, args=arguments) if ast.unparse(function).endswith(_LOOKING):
            yield from (inner for argument in arguments for inner in ast.walk(argument))
        case ast.AnnAssign(annotation=ast.AST() as annotation) | ast.arg(annotation=ast.AST() as annotation):
            yield from ast.walk(annotation)
        case ast.Raise(exc=ast.Call(func=ast.Name(id="AttributeError")) as error):
            yield from ast.walk(error)


def _is_short(text: str) -> bool:
    return bool(_ONE_WORD.search(re.sub(r"\{\d+\}", " {} ", text))) and not _CODE.match(text)


def _is_message(text: str) -> bool:
    return bool(_WORDS.search(text)) and not _CODE.match(text)


def _of_commands() -> Iterator[str]:
    """What the help pages say: paragraphs, options, summaries."""
    import click

    from tei_tools.cli.group import cli
    from tei_tools.cli.help import add_language, paragraphs_of
    from tei_tools.cli.train import command as train

    context = click.Context(cli, info_name="tei-tools")
    commands = [cli, *(cli.get_command(context, name) for name in cli.list_commands(context)), train]
    for command in commands:
        assert command is not None
        add_language(command)
        yield from (part.removeprefix("\b\n").strip("\n") for part in paragraphs_of(command.help or ""))
        if command.short_help:
            yield command.short_help
        for parameter in command.get_params(context):
            if isinstance(parameter, click.Option) and parameter.help:
                yield re.sub(r"\s*\[[^\]]*\]\s*$", "", parameter.help)
                yield from re.findall(r"\[(default: [^\]]*)\]\s*$", parameter.help)


CLICK = ("core", "decorators", "exceptions", "formatting", "parser", "types")
"""Modules of click whose words we show."""


def click_words() -> Iterator[str]:
    """The messages of the click that is installed, its named places numbered as ours are."""
    import click

    for name in CLICK:
        tree = ast.parse((Path(click.__file__).parent / f"{name}.py").read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "ngettext"):
                for argument in node.args:
                    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                        yield numbered(argument.value)


def numbered(text: str) -> str:
    """A message with named places as one with numbers.

    >>> numbered("Invalid value for {param_hint}: {message}")
    'Invalid value for {0}: {1}'
    """
    names: list[str] = []

    def number(place: re.Match[str]) -> str:
        if place[1] not in names:
            names.append(place[1])
        return f"{{{names.index(place[1])}}}"

    return re.sub(r"\{(\w+)(?:![rs])?\}", number, text)


def schematron_words() -> Iterator[str]:
    """What the rules of ``report.sch`` say, with places for what they show of a document."""
    from lxml import etree

    for rule in etree.parse(PROJECT / "schemas" / "report.sch").iter("{*}assert", "{*}report"):
        text = rule.text or ""
        for place, value in enumerate(rule):
            text += f"{{{place}}}{value.tail or ''}"
        yield " ".join(text.split())


def catalogue_path(language: str) -> Path:
    """Where the catalogue of a language is edited."""
    return FOLDER / language / "LC_MESSAGES" / "tei_tools.po"


def spelled(language: str, found: dict[str, Found], said: dict[str, str]) -> str:
    """A catalogue as a file: what the places of each message hold, where it stands, the message, the translation."""
    header = f"Project-Id-Version: tei-tools\nLanguage: {language}\nMIME-Version: 1.0\n"
    header += "Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n"
    entries = [f'# The messages of tei-tools; {HOW}\nmsgid ""\nmsgstr {_quoted(header)}\n']
    for text, message in found.items():
        lines = [f"#. {{{place}}}: {' '.join(value.split())}" for place, value in enumerate(message.values)]
        lines.append("#: " + " ".join(sorted(message.places)))
        lines += [f"msgid {_quoted(text)}", f"msgstr {_quoted(said.get(text, ''))}"]
        entries.append("\n".join(lines) + "\n")
    return "\n".join(entries)


HOW = (
    "python scripts/catalogue.py brings them up to date. "
    "{1:t} is a value to be translated too, {1:n} a number, {1:w} a phrase."
)


def _quoted(text: str) -> str:
    lines = [
        line.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t").replace("\b", "\\b")
        for line in text.split("\n")
    ]
    if len(lines) == 1:
        return f'"{lines[0]}"'
    parts = [f'"{line}\\n"' for line in lines[:-1]] + ([f'"{lines[-1]}"'] if lines[-1] else [])
    return "\n".join(['""', *parts])


_PLACE = re.compile(r"\{(\d+)(?::[tnw])?\}")


def faults(found: dict[str, Found], said: dict[str, str]) -> list[str]:
    """What is wrong with a catalogue: messages that are not translated, and translations with other places."""
    wrong = []
    for text, message in found.items():
        if text not in said:
            if message.places != {"click"}:  # another version of click may say more; it is then said in English
                wrong.append(f"not translated ({', '.join(sorted(message.places))}): {text!r}")
            continue
        plurals = {str(place) for place, value in enumerate(message.values) if "'s'" in value}
        here, there = ({*_PLACE.findall(one)} for one in (text, said[text]))
        if not here - plurals <= there <= here:
            wrong.append(f"other places in the translation: {text!r}: {said[text]!r}")
    return wrong + [f"not a message any more: {text!r}" for text in said if text not in found]


def main(arguments: list[str]) -> int:
    """Bring the catalogues up to date, or with ``--check`` say what is wrong with them; gives the exit code."""
    found = sentences()
    wrong = []
    for language in LANGUAGES:
        path = catalogue_path(language)
        said = read_messages(path.read_text(encoding="utf-8")) if path.exists() else {}
        if "--take" in arguments:
            other = Path(arguments[arguments.index("--take") + 1])
            said = {**read_messages(other.read_text(encoding="utf-8")), **said}
        if "--check" not in arguments:
            said = {text: words for text, words in said.items() if text in found}
        wrong += [f"{language}: {fault}" for fault in faults(found, said)]
        if "--check" not in arguments:
            path.write_text(spelled(language, found, said), encoding="utf-8")
    print("\n".join(wrong) or "complete")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
