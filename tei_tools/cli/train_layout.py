"""``python -m tei_tools.read.layout_training``: weights of the layout of files from labelled pages."""

from __future__ import annotations

from pathlib import Path

import click

from .evaluate import FILE, FOLDER
from .messages import emit, printable, say

HELP = """Learn what the layout of files says, from labelled pages.

\b
FILE of --pages lists the pages: lines of ID, FILE, LABELS, TEXT, SOURCE with
tabs between. FILE is the page (HTML, DOCX, PDF ...), TEXT its text as somebody
extracted it, LABELS says what the lines of that are (docs/labels.md), SOURCE
is the site; paths begin where the list lies. Pages that --also-pages lists are
learned from too, each line of them for less, and no figure counts them.

\b
What the words of a line say comes from --gold, --text, --sources and --also,
as python -m tei_tools.read.train takes them; texts that share lines with a page
are left out. Figures are of pages read with weights from other sites.
--write puts the weights into FILE, sorted; the package reads those in
tei_tools/read/data/layout.json. Needs the extra "train".

\b
Example:
  python scripts/lay_out_texts.py --write laid
  python -m tei_tools.read.layout_training --gold labels --text texts --also tests/written \\
    --pages pages.tsv --also-pages laid/pages.tsv --write layout.json
"""


@click.command(
    "train-layout",
    help=HELP,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    no_args_is_help=True,
)
@click.option("--gold", metavar="DIR", required=True, type=FOLDER, help="The labels of texts: <id>.tsv.")
@click.option("--text", metavar="DIR", required=True, type=FOLDER, help="The texts: <id>.txt.")
@click.option("--sources", metavar="FILE", type=FILE, help="The source of each text.")
@click.option("--also", metavar="DIR", type=FOLDER, help="Learn words from these too: DIR/labels and DIR/text.")
@click.option("--pages", metavar="FILE", required=True, type=FILE, help="The list of pages.")
@click.option("--also-pages", metavar="FILE", type=FILE, help="Pages that no figure counts.")
@click.option("--write", "target", metavar="FILE", type=FILE, help="Write the weights to FILE.")
def command(
    gold: Path, text: Path, sources: Path | None, also: Path | None, pages: Path, also_pages: Path | None,
    target: Path | None,
) -> int:  # fmt: skip
    from .train import one_thread

    one_thread()
    from ..evaluate.crossvalidate import also_learned, origins_of
    from ..evaluate.labels import find_labels
    from ..evaluate.run import load_cases
    from ..read.chain_fit import sparse_library
    from ..read.layout_training import about, apart, content, measured, page_files, words_model
    from ..read.train import sample_of, spelled
    from ..write.atomic import write_together
    from .train import in_words

    sparse_library()
    files = page_files(pages)
    more = page_files(also_pages) if also_pages is not None else []
    cases, failed = load_cases(find_labels(gold), text)
    for entry in failed:
        say(f"{entry.id} was left out: {entry.reason}")
    named = {name: origin.source for name, origin in origins_of(cases, sources).items()}
    samples = [sample_of(case, named[case.id]) for case in cases]
    samples += [one.sample() for one in (also_learned(also, cases) if also is not None else ())]
    kept = apart(samples, [*files, *more])
    say(f"{len(kept)} of {len(samples)} texts share no lines with a page")
    model = words_model(kept)
    weights, figures = measured([one.page(model) for one in files], [one.page(model) for one in more], model, say)
    if target is not None:
        said = about(files, more, len(kept), figures)
        write_together({target: spelled(content(weights, said)).encode()}, overwrite=True)
    emit(printable(in_words(figures)))
    return 1 if failed else 0
