"""The ``tei-tools`` command: what it says about itself, and where its subcommands are."""

from __future__ import annotations

from importlib import import_module

import click

from .._version import __version__
from .help import PageContext, add_language
from .messages import forget_output
from .mistakes import refuse_one_dash, suggestion

COMMANDS = (
    "convert", "formats", "status", "view", "decisions", "validate", "explain", "evaluate", "corpus", "pack", "verify",
    "schema", "config", "doctor", "completion", "man",
)  # fmt: skip
"""Names of the commands in the order of the help page; each is ``command`` in the module of its name."""

CONFIGURED = ("convert",)
"""Commands whose options can be set in files and in the environment."""


class LazyGroup(click.Group):
    """A group that imports a command when its name is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"{__package__}.{cmd_name}").command
        assert isinstance(command, click.Command)
        from .settings import add_settings, complete_paths

        return add_language(complete_paths(add_settings(command) if cmd_name in CONFIGURED else command))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            name, command, rest = super().resolve_command(ctx, args)
        except click.UsageError as error:
            if not args or args[0].startswith("-"):
                raise
            raise click.UsageError(error.message + suggestion(args[0], COMMANDS), ctx) from error
        if command is not None:
            refuse_one_dash(PageContext(command, info_name=name, parent=ctx), rest)
        return name, command, rest

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:  # click would make 1 of it, which is the code for failed inputs
            return forget_output()


HELP = """Find the structure of messy Chinese reports and news texts.

\b
A text, a web page, a Word or PDF file or a dump goes in; out come TEI XML and a JSON record that say the same
thing: articles with their titles, dates, sources and authors, nested
sections, paragraphs, lists, figures, tables; and what was left out, why,
and how sure every reading is. Both outputs are validated before they are
written.

\b
Start here:
  tei-tools convert report.txt -o out     writes out/report.tei.xml, out/report.json
  tei-tools convert folder -o out         every .txt file below a folder
  tei-tools formats                       what else is read: web pages, Word, PDF, dumps
  tei-tools status out                    how that stands, and why files failed
  tei-tools validate out/report.tei.xml   checks outputs, also edited ones
  tei-tools view report.txt               shows a reading side by side in a browser
  tei-tools view --edit texts             lets a person change readings; convert takes that
  tei-tools explain report.txt            says why each line was read as it was
  tei-tools corpus out -o corpus          puts many outputs into one corpus
  tei-tools pack out -o bag.zip           packs outputs and originals for an archive
  tei-tools verify bag.zip                checks such a package, or any BagIt bag
  tei-tools schema                        lists the schemas of the outputs
  tei-tools config                        shows the settings and where they came from
  tei-tools doctor                        checks that everything needed works

\b
Exit codes of all commands:
  0    everything was done
  1    some inputs failed, or are not valid; the others are done
  2    the command line or a setting is wrong; nothing was done
  70   a fault of tei-tools itself
  130  interrupted with Ctrl-C
  141  the reader of the standard output went away

Standard output carries data only; messages go to standard error.
"""


@click.group(
    cls=LazyGroup, help=HELP, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__, "-V", "--version", prog_name="tei-tools")
def cli() -> None:
    pass


add_language(cli)
