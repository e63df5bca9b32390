"""``tei-tools formats``: what can be read here, and what would need what."""

from __future__ import annotations

import json

import click

from ..language import phrase, shown
from ..text.printable import padded
from .messages import emit

HELP = """List the formats that are read.

\b
Every line is one format: its name for --from, what it is, suffixes, and
  ready    files of it can be read here
  needs …  what is missing, and how to install it

What a file is, is found by looking into it; its name counts where that does
not decide.
"""


@click.command("formats", help=HELP, short_help="List the formats that are read.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(as_json: bool) -> int:
    from ..inputs.registry import FORMATS

    rows = [(format, format.missing()) for format in FORMATS]
    if as_json:
        data = [
            {
                "name": format.name,
                "title": format.title,
                "suffixes": list(format.suffixes),
                "media_type": format.media_type,
                "kind": format.kind,
                "ready": not missing,
                "needs": missing,
                "remedy": format.remedy if missing else "",
            }
            for format, missing in rows
        ]
        emit(json.dumps(data, ensure_ascii=False, indent=2) + "\n")
        return 0
    for format, missing in rows:
        state = f"needs {', '.join(missing)}: {format.remedy}" if missing else "ready"
        suffixes = " ".join(format.suffixes)
        emit(f"{format.name:<10} {padded(phrase(format.title), 38)} {suffixes:<30} {shown(state)}\n")
    return 0
