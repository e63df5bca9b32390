"""The page of figures: how sources are read that nothing was learned from, and how the fitted reader reads them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from textwrap import fill

from ..language import LANGUAGES, language, phrase, shown, speaking
from .compare import Comparison
from .evaluation import Evaluation, HeldOut
from .figures import LEVELS, MINOR_PARTS, PARTS, Figures, Tally, by_family, figures
from .report import WORST_HELD_OUT, members_of, wrong

MADE_BY = "Made by a command and not edited by hand:"
"""The line by which the page is known."""


def page(held_out: Evaluation, fitted: Evaluation, command: str) -> str:
    """The page in Markdown. ``command`` is the command line that makes it."""
    held = held_out.held_out
    if held is None:
        raise ValueError("the first evaluation must be a cross-validation")
    total, other = held_out.total, fitted.total
    sections = [
        f"# How well it reads\n\n{MADE_BY}\n\n```sh\n{command}\n```",
        *map(_filled, _introduction(held_out, held)),
        _table(["", "cross-validated", "fitted"], _parts(total, other)),
        "## Confidence\n\nHow often a reading is right, by the confidence that it is given.\n\n"
        + _table(["confidence", "units", "right", "fitted: units", "right"], _trust(total, other)),
        "## Kinds\n\nThe kind of a document is what its id has in front of the first underscore.\n\n"
        + _kinds("kind", by_family(held_out.comparisons), by_family(fitted.comparisons)),
        *_members(held_out, fitted, held),
        "## Labels\n\n" + _tallies("label", total.labels, other.labels),
        "## Facts of articles\n\n" + _tallies("field", total.fields, other.fields),
    ]
    if held.dropped:
        sections.append(_dropped(total, held))
    sections.append(_worst(held_out.comparisons))
    return "\n\n".join(sections) + "\n"


def spoken(page: str) -> str:
    """A page of figures in the language that is spoken: its words, not its figures, names and commands.

    >>> from tei_tools.language import speaking
    >>> with speaking("zh"):
    ...     print(spoken("## Confidence\\n\\n| confidence | units |\\n| --- | ---: |\\n| high | 9 |"), end="")
    ## 可信度
    <BLANKLINE>
    | 可信度 | 单元 |
    | --- | ---: |
    | 高 | 9 |
    """
    if language() == "en":
        return page
    return "\n\n".join(map(_spoken_paragraph, page.rstrip("\n").split("\n\n"))) + "\n"


def _spoken_paragraph(text: str) -> str:
    if text.startswith("```"):
        return text
    if not text.startswith("|"):
        return shown(" ".join(text.split("\n")))
    head, *rows = text.split("\n")
    cells = [phrase(cell.strip()) for cell in head.strip("|").split("|")]
    lines = [f"| {' | '.join(cells)} |"]
    for row in rows:
        name, bar, figures_of_row = row.removeprefix("| ").partition(" | ")
        lines.append(f"| {shown(name)}{bar}{figures_of_row}" if name in LEVELS or name.startswith("all but ") else row)
    return "\n".join(lines)


def made_by_this(content: bytes) -> bool:
    """Whether a file is such a page, in any language."""
    for one in LANGUAGES:
        with speaking(one):
            if f"\n{phrase(MADE_BY)}\n".encode() in content:
                return True
    return False


def _introduction(held_out: Evaluation, held: HeldOut) -> Iterable[str]:
    total = held_out.total
    groups = {"source": "sources", "family": "families"}[held.by]
    low, high = held.interval
    yield (
        f"Figures over {len(held_out.comparisons)} texts ({sum(total.confusion.values())} units, {total.characters} "
        "characters) that were labelled by reading. Every figure is a share from 0 to 1; `docs/labels.md` says what "
        "each counts."
    )
    yield (
        f"**Cross-validated** figures are the ones that count: the texts are of {held.groups} {groups}, in "
        f"{held.folds} parts; each part is read with weights that were learned from the others, so that no text is "
        f"read by what its own {held.by} taught. They say what to expect of a new {held.by}. **Fitted** figures are "
        "those of the weights in the package, which were learned from these very texts: they say how well the weights "
        "fit, and promise nothing."
    )
    if held.also:
        yield (
            f"Learned from beside them, and counted in no figure: the {held.also} texts of the folder that `--also` "
            "names, which are of other sources."
        )
    yield (
        f"The cross-validated score is **{total.score:.4f}**; with other {groups} of the same kinds it would lie, 95 "
        f"times in 100, between {low:.4f} and {high:.4f} (a bootstrap over {groups}). Visible characters in no block "
        f"and no discard: {total.unaccounted}."
    )


def _filled(paragraph: str) -> str:
    return fill(paragraph, 118, break_long_words=False, break_on_hyphens=False)


def _parts(total: Figures, other: Figures) -> Iterable[Sequence[str]]:
    yield ["score", _shown(total.score), _shown(other.score)]
    for name in (*PARTS, *MINOR_PARTS):
        yield [name, _shown(total.parts[name]), _shown(other.parts[name])]


def _trust(total: Figures, other: Figures) -> Iterable[Sequence[str]]:
    for level in LEVELS:
        mine, theirs = total.confidence[level], other.confidence[level]
        yield [level, str(mine.units), _shown(mine.share), str(theirs.units), _shown(theirs.share)]


def _kinds(what: str, held: Mapping[str, Sequence[Comparison]], fitted: Mapping[str, Sequence[Comparison]]) -> str:
    rows = []
    for name, members in held.items():
        found = figures(members)
        theirs = _shown(figures(fitted[name]).score if name in fitted else None)
        rows.append(
            [name, str(len(members)), _shown(found.score), *(_shown(found.parts[part]) for part in PARTS), theirs]
        )
    return _table([what, "documents", "score", *PARTS, "fitted: score"], rows)


def _members(held_out: Evaluation, fitted: Evaluation, held: HeldOut) -> Iterable[str]:
    for title, what, members in (("Lots of labelling", "lot", held.lots), ("Scripts", "script", held.scripts)):
        if len(members) > 1:
            mine, theirs = (members_of(one.comparisons, members) for one in (held_out, fitted))
            yield f"## {title}\n\n" + _kinds(what, mine, theirs)


def _tallies(what: str, held: Mapping[str, Tally], fitted: Mapping[str, Tally]) -> str:
    rows = []
    for name, tally in held.items():
        counts = (tally.right + tally.missed, tally.right + tally.wrong, tally.right)
        shares = (tally.precision, tally.recall, tally.f1, fitted[name].f1 if name in fitted else None)
        rows.append([name, *map(str, counts), *map(_shown, shares)])
    return _table([what, "labelled", "read", "right", "precision", "recall", "F1", "fitted: F1"], rows)


def _dropped(total: Figures, held: HeldOut) -> str:
    rows = []
    for one in held.dropped:
        gain = (total.score - one.total.score, *one.interval)
        rows.append(
            [f"`{one.name}`", *(f"{value:+.4f}" for value in gain), *(_shown(one.total.parts[part]) for part in PARTS)]
        )
    return (
        "## What evidence adds\n\n"
        + _filled(
            "The cross-validated score with it less that without it, everything learned anew, and the 95 % interval of "
            "that; then the other figures without it."
        )
        + "\n\n"
        + _table(["without", "gain", "from", "to", *PARTS], rows)
    )


def _worst(comparisons: Sequence[Comparison]) -> str:
    ranking = sorted((figures([one]).score, one.id, one) for one in comparisons if wrong(one))
    rows = []
    for score, name, one in ranking[:WORST_HELD_OUT]:
        found = figures([one])
        rows.append([name, str(wrong(one)), _shown(score), *(_shown(found.parts[part]) for part in PARTS)])
    return "## The worst documents\n\nCross-validated, the worst first.\n\n" + _table(
        ["document", "differences", "score", *PARTS], rows
    )


def _shown(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---", *(["---:"] * (len(head) - 1))], *rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in lines)
