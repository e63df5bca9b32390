"""``tei-tools view``: pages on which people look at what was read, and change it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from ..errors import TeiToolsError
from .inputs import input_options, max_bytes_option
from .messages import Verbosity, emit, say, verbosity, verbosity_options
from .rules import find_rules, rules_option
from .settings import settings_options

if TYPE_CHECKING:
    from ..batch.plan import Limits
    from ..inputs.blob import InputOptions
    from ..read.own_rules import OwnRule
    from ..review.index import Row
    from ..review.server import Desk
    from ..review.views import Entry
    from ..review.words import Language

HELP = """Show what a text was read as, side by side, in a browser.

\b
FILE is a document of any format that "tei-tools formats" lists, which is read
now; a folder of them; or a folder that "tei-tools convert" wrote into. A page
is one HTML file that asks nothing of any network: on the left the source,
every character in the color of what it became; on the right the structure as
a reader sees it; beside them outline, facts, remarks, and the doubtful lines
with the reasons behind each. n and p go from one doubtful line to the next;
? tells all keys. Of several documents there is a list too (index.html),
searched and sorted by how sure their readings are.

\b
Examples:
  tei-tools view report.txt
      report.view.html in the working directory
  tei-tools view report.txt -o look.html --lang zh
  tei-tools view texts -o pages
      pages/index.html and a page for each document
  tei-tools view out -o pages
      what "tei-tools convert texts -o out" wrote
  tei-tools view --edit texts --by "Bai Jie"
      serves the pages on this machine alone, and a person can change what
      lines are, where articles begin, how deep headings are, and facts; what
      is decided stands in NAME.decisions.json beside each source, and
      "tei-tools convert" takes it

With --edit nothing is written but decisions; Ctrl-C ends it. The address that
is printed has a token in it: who has not got it is refused.
"""


@click.command("view", help=HELP, short_help="Show readings in a browser.", no_args_is_help=True)
@click.argument("inputs", metavar="FILE...", nargs=-1, required=True)
@click.option("-o", "--output", metavar="PATH", help="The page, or the folder for several.  [default: NAME.view.html]")
@click.option("--edit", is_flag=True, help="Serve pages on which readings can be changed.")
@click.option("--by", metavar="NAME", help="With --edit: who decides.  [default: the name of this user]")
@click.option(
    "--port", metavar="N", type=click.IntRange(0, 65535), default=0, help="With --edit: the port.  [default: any]"
)
@click.option("--open", "browse", is_flag=True, help="With --edit: open the address in a browser.")
@click.option(
    "--lang", type=click.Choice(["en", "zh"]), help="Language of the page; it has both.  [default: by locale]"
)
@click.option("-f", "--force", is_flag=True, help="Overwrite files that this command did not make.")
@click.option(
    "--include",
    metavar="GLOB",
    multiple=True,
    help="Files of a folder to take; may be given several times. [default: *.txt]",
)
@click.option(
    "--exclude",
    metavar="GLOB",
    multiple=True,
    help="Files and folders of a folder to leave out; may be given several times.",
)
@max_bytes_option
@input_options
@rules_option
@verbosity_options
def command(
    inputs: tuple[str, ...],
    output: str | None,
    edit: bool,
    by: str | None,
    port: int,
    browse: bool,
    lang: str | None,
    force: bool,
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    max_bytes: int,
    from_format: str | None,
    encoding: str | None,
    rules_file: str | None,
    quiet: bool,
    verbose: bool,
    config: str | None,
    no_config: bool,
    profile: str | None,
) -> int:
    from ..batch.plan import Limits
    from ..inputs.blob import InputOptions
    from ..review.views import entries_of
    from ..review.words import language_of_locale

    level = verbosity(quiet, verbose)
    given, limits = InputOptions(from_format or "", encoding or ""), Limits(max_bytes)
    own = [found.rule for found in find_rules(rules_file, config, no_config, profile)]
    language = cast("Language", lang or language_of_locale())
    entries = entries_of(inputs, given, limits, include, exclude)
    if not entries:
        raise click.UsageError(
            f"{inputs[0]}: holds no document to show; give files by name, or say which with --include '*.*'."
        )
    if edit:
        from ..review.server import Desk, editable

        if output is not None:
            raise click.UsageError("--edit writes no pages: leave -o away.")
        return _serve(Desk(editable(entries), _reviewer(by), language, given, limits, own_rules=own), port, browse)
    if by or port or browse:
        raise click.UsageError("--by, --port and --open go with --edit.")
    pages = _Pages(given, limits, own, language, force, level)
    single = len(entries) == 1 and not any(os.path.isdir(path) for path in inputs)
    if single and not (output and os.path.isdir(output)):
        name = output or f"{os.path.basename(entries[0].relative)}.view.html"
        pages.write(entries[0], Path(name), "")
    else:
        if output is None:
            raise click.UsageError("Where to? Give the folder for the pages: -o DIR.")
        pages.folder(entries, Path(output), _title(inputs))
    return 1 if pages.failed else 0


command.params.extend(settings_options(load=False))


def _title(inputs: Sequence[str]) -> str:
    """What the list of documents is called: the folder that was given, or the one that all inputs lie in."""
    paths = [os.path.abspath(path) for path in inputs]
    folder = (
        paths[0] if len(paths) == 1 and os.path.isdir(paths[0]) else os.path.commonpath(map(os.path.dirname, paths))
    )
    return os.path.basename(folder) or folder


def _reviewer(by: str | None) -> str:
    """The name of the person who decides: as given, else that of the user of this machine."""
    import getpass

    name = by
    if name is None:
        try:
            import pwd

            name = pwd.getpwuid(os.getuid()).pw_gecos.partition(",")[0] or getpass.getuser()
        except (ImportError, KeyError, OSError):
            name = os.environ.get("USER") or os.environ.get("USERNAME") or ""
    name = " ".join((name or "").split())
    if not name or not name.isprintable():
        raise click.BadParameter("say who decides: --by NAME.", param_hint="--by")
    return name


def _serve(desk: Desk, port: int, browse: bool) -> int:
    """Serve the pages until Ctrl-C."""
    from ..review.server import Server, look_ahead

    try:
        server = Server(desk, port)
    except OSError as error:
        raise click.BadParameter(f"port {port} cannot be had: {error.strerror}.", param_hint="--port") from error
    address = server.address if len(desk.entries) > 1 else f"{server.address}d/0"
    emit(f"{address}\n")
    number = "1 document" if len(desk.entries) == 1 else f"{len(desk.entries):,} documents"
    say(f"{number}, decided by {desk.by}. Open the address in a browser; Ctrl-C ends.")
    if browse:
        import webbrowser

        webbrowser.open(address)
    look_ahead(desk)
    with server:
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            say("Ended; what was decided is saved.")
    return 0


class _Pages:
    """Writes pages; what cannot be shown is named and counted."""

    def __init__(
        self, options: InputOptions, limits: Limits, own_rules: Sequence[OwnRule], language: Language, force: bool,
        level: Verbosity,
    ) -> None:  # fmt: skip
        self.options, self.limits, self.language, self.force, self.level = options, limits, language, force, level
        self.own_rules = own_rules
        self.failed = 0

    def write(self, entry: Entry, path: Path, href: str) -> Row | None:
        """Write the page of a document; gives its row, at ``href`` in the list; None if it cannot be shown."""
        from ..review.index import row_of
        from ..review.page import make_page
        from ..review.views import view_of

        try:
            view = view_of(entry, self.options, self.limits, self.own_rules)
        except TeiToolsError as error:
            self.failed += 1
            told = str(error)
            say(told if told.startswith(entry.source) else f"{entry.source}: {told}")
            return None
        self._put(path, make_page(view, self.language), told=not href)
        return row_of(view, href)

    def folder(self, entries: list[Entry], folder: Path, title: str) -> None:
        """Write a page for each document and the list of all."""
        from ..review.index import make_index

        rows = []
        for entry in entries:
            href = f"{entry.relative}.html"
            if href == "index.html":
                href = "index.view.html"  # index.html is the list
            row = self.write(entry, folder / href, href)
            rows += [row] if row is not None else []
        self._put(folder / "index.html", make_index(title, rows, self.language), told=True)

    def _put(self, path: Path, page: str, told: bool) -> None:
        from ..review.page import GENERATOR
        from ..write.atomic import refuse_foreign, write_together

        if not self.force:
            refuse_foreign([path], lambda there: GENERATOR.encode() in there[:4000], "give another -o, or --force")
        write_together({path: page.encode("utf-8", "replace")}, overwrite=True)
        if self.level > (Verbosity.QUIET if told else Verbosity.NORMAL):
            say(f"written: {path}")
