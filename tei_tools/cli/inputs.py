"""Options that say what the inputs are; shared by the commands that read them."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from typing import TypeVar

import click

from ..text.encoding import MAX_BYTES

F = TypeVar("F", bound=Callable[..., object])

FORMAT_NAMES = (
    "text", "markdown", "html", "mhtml", "docx", "odt", "epub", "ofd", "pdf", "doc", "rtf", "jsonl", "json", "csv",
    "feed", "mediawiki", "sgml", "sqlite", "sql", "parquet", "warc", "zip", "tar", "gzip",
)  # fmt: skip
"""Names of :data:`tei_tools.inputs.registry.FORMATS`, here so that a command line is read without loading it."""


def read_encoding(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """The name of a codec for text, as Python spells it."""
    if value is None:
        return None
    try:
        found = codecs.lookup(value)
    except (LookupError, ValueError):
        found = None
    if found is None or not getattr(found, "_is_text_encoding", True):
        raise click.BadParameter(
            f"{value!r} is no encoding; utf-8, gb18030, big5hkscs, utf-16-le and others are.", ctx, param
        )
    return found.name


def read_columns(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """``date=pubtime`` as the pair (date, pubtime)."""
    from ..text.source import FACT_FIELDS

    fields = ("text", *FACT_FIELDS)
    found: list[tuple[str, str]] = []
    for value in values:
        for part in value.split(","):
            field, mark, column = part.partition("=")
            if not mark or field.strip() not in fields or not column.strip():
                raise click.BadParameter(
                    f"{part!r} is not FIELD=COLUMN with FIELD one of {', '.join(fields)}.", ctx, param
                )
            found.append((field.strip(), column.strip()))
    return tuple(found)


def input_options(function: F) -> F:
    """The options ``--from`` and ``--encoding``."""
    function = click.option(
        "--encoding",
        metavar="NAME",
        callback=read_encoding,
        help="Encoding of the inputs, when what is found by looking is wrong.",
    )(function)
    return click.option(
        "--from",
        "from_format",
        type=click.Choice(FORMAT_NAMES),
        metavar="FORMAT",
        help='Format of the inputs, when what is found by looking is wrong; "tei-tools formats" lists them.',
    )(function)


def max_bytes_option(function: F) -> F:
    """The option ``--max-bytes``."""
    return click.option(
        "--max-bytes",
        metavar="N",
        type=click.IntRange(min=1),
        default=MAX_BYTES,
        show_default=True,
        help="Refuse inputs larger than this, standard input too.",
    )(function)


def column_options(function: F) -> F:
    """The options about tables: which columns hold what."""
    function = click.option(
        "--table", metavar="NAME", help="Table of a database to read. [default: the one with the most text]"
    )(function)
    return click.option(
        "--column",
        "columns",
        metavar="FIELD=COLUMN",
        multiple=True,
        callback=read_columns,
        help="Column of a dump that holds text, id, title, date, source, author or url; may be given several times. "
        "[default: found by their names]",
    )(function)
