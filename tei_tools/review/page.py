"""One document on one self-contained page: source and structure side by side, outline, facts, remarks, doubts."""

from __future__ import annotations

import base64
import hashlib
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from ..decisions.take import Placed
from ..errors import Diagnostic
from ..language import said_in
from ..model.facts import supplied_title
from ..model.nodes import Correction, Document
from ..parse import Explanation
from ..text.source import Span
from .markup import data_block, element, shown
from .reasons import person_of, reasons_of
from .segments import Segment, owned, segments_of
from .structure import Structure, fact_rows, outline
from .words import FIELDS, KINDS, LANGUAGES, REASONS, Language, words_of

GENERATOR = '<meta name="generator" content="tei-tools view">'
"""Tells a page of ours from any other file."""
PANELS = ("outline", "facts", "remarks", "doubtful", "line", "decisions")
_SMALL = frozenset({"pinyin", "entity", "control", "lost-space", "lost-character", "markup"})
"""Reasons for leaving out a few characters inside a line; the page says them when they are looked at."""
_COUNTED = frozenset({"remarks", "doubtful", "decisions"})
_SHOWN = 60
_MOST_TOLD = 2000
"""Entries of the list of doubtful lines; more are not looked through by hand."""


@dataclass(frozen=True, slots=True)
class View:
    """What a page shows: ``name`` of the document, its source ``text``, what was read, and why if that is known.

    ``rebuilt``: the text is not the source itself but what the record holds of it. ``decisions`` are those of people,
    each with the place of its words.
    """

    name: str
    text: str
    document: Document
    explanation: Explanation | None = None
    rebuilt: bool = False
    decisions: tuple[Placed, ...] = ()

    @property
    def units(self) -> tuple[Span, ...]:
        """The visible ranges of the units of the reader."""
        return () if self.explanation is None else tuple(Span(u.start, u.end) for u in self.explanation.units)


@cache
def asset(name: str) -> str:
    """A style sheet or script that comes with the package."""
    return (files(__package__) / "data" / name).read_text(encoding="utf-8")


def _hash(content: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode() + "'"


def policy(style: str, scripts: Sequence[str], connect: str = "'none'") -> str:
    """The content security policy of a page: nothing but its own style and scripts, and no address but ``connect``."""
    allowed = " ".join(map(_hash, scripts)) or "'none'"
    return (
        f"default-src 'none'; style-src {_hash(style)}; script-src {allowed}; "
        f"connect-src {connect}; img-src 'none'; base-uri 'none'; form-action 'none'"
    )


def document_html(title: str, language: Language, style: str, scripts: Sequence[str], body: str,
                  connect: str = "'none'") -> str:  # fmt: skip
    """A whole HTML file that asks for nothing else."""
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{shown(policy(style, scripts, connect))}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="referrer" content="no-referrer">\n{GENERATOR}\n'
        f"<title>{shown(title)}</title>\n<style>{style}</style>\n</head>\n{body}\n"
        + "".join(f"<script>{script}</script>\n" for script in scripts)
        + "</html>\n"
    )


def style() -> str:
    """The style sheet of a page, with the words that it puts beside lines in both languages."""
    rules = [asset("page.css")]
    for place, language in enumerate(LANGUAGES):
        for kind, pair in KINDS.items():
            rules.append(f':root[lang={language}] .g.k-{kind}::before {{ content: "{pair[place]}"; }}')
        for reason, pair in REASONS.items():
            rules.append(f':root[lang={language}] s.r-{reason}.end::after {{ content: "{pair[place]}"; }}')
    return "\n".join(rules) + "\n"


def make_page(view: View, language: Language = "en", scripts: Sequence[str] = (), connect: str = "'none'") -> str:
    """The page of a document as text. The same view gives the same page.

    ``scripts`` are names of more scripts for it, and ``connect`` is where these may send what they say.

    >>> from tei_tools import parse
    >>> page = make_page(View("a.txt", "甲镇简讯", parse("甲镇简讯")))
    >>> "Content-Security-Policy" in page, "https://" in page
    (True, False)
    """
    body = element("body", body_html(view, language), data_pane="source")
    return document_html(view.name, language, style(), [asset(name) for name in ("page.js", *scripts)], body, connect)


def body_html(view: View, language: Language) -> str:
    """What stands in the body of a page, data for its script behind it."""
    words = _Words(language)
    content = element(
        "main",
        _notices(view, words)
        + _panel(view, words, language)
        + element("section", words.of("source-pane", "h2", "cap") + element("div", source_html(view), id="lines"),
                  id="source", class_="pane",
                  tabindex=0, aria_label=words["source-pane"], data_label="source-pane")
        + element("section", words.of("structure-pane", "h2", "cap")
                  + element("div", structure_html(view, language), id="read"), id="structure",
                  class_="pane", tabindex=0, aria_label=words["structure-pane"], data_label="structure-pane"),
    )  # fmt: skip
    return (
        element("a", words.of("skip"), class_="skip", href="#source")
        + _top(view, words)
        + content
        + '<button id="peek" hidden></button>'
        + element("nav", "".join(
            element("button", words.of(key), data_pane=pane, aria_pressed="true" if pane == "source" else "false")
            for pane, key in (("source", "source-pane"), ("structure", "structure-pane"), ("panel", "panel"))
        ), class_="bottom")
        + '<div id="live" class="sr" aria-live="polite"></div>'
        + _help(words)
        + data_block("data", page_data(view))
    )  # fmt: skip


def page_data(view: View) -> dict[str, Any]:
    """What the script of a page knows besides what stands in it."""
    reasons = None if view.explanation is None else reasons_of(view.explanation)
    return {"words": {language: words_of(language) for language in LANGUAGES}, "reasons": reasons}


class _Words(dict[str, str]):
    """The words of one language, and elements that change with the language of the page."""

    def __init__(self, language: Language) -> None:
        super().__init__(words_of(language))

    def of(self, key: str, tag: str = "span", style: str = "") -> str:
        return element(tag, shown(self[key]), class_=style, data_t=key)


# --- the source ---


def source_html(view: View) -> str:
    """The source line by line, every character in the color of what it became."""
    units = () if view.explanation is None else view.explanation.units
    sure: dict[int, str] = {number: unit.confidence for number, unit in enumerate(units)}
    lines = segments_of(view.text, view.document, view.units)
    starts = [unit.start for unit in units]
    spans = [one.span for one in view.decisions if one.span is not None]
    people = frozenset(
        [number for number, unit in enumerate(units) if person_of(unit)]
        + [number for span in spans for number in range(bisect_left(starts, span.start), bisect_left(starts, span.end))]
    )
    return "".join(_line(view.text, number, segments, sure, people) for number, segments in enumerate(lines, 1))


def _line(text: str, number: int, segments: Sequence[Segment], sure: dict[int, str], people: frozenset[int]) -> str:
    parts, doubtful, decided = [], False, False
    kinds: Counter[str] = Counter()
    for place, segment in enumerate(segments):
        words = shown(text[segment.start : segment.end].rstrip("\r"))
        if segment.owner is None:
            parts.append(words if segment.unit < 0 else element("span", words, data_u=segment.unit))
            continue
        owner = segment.owner
        confidence = sure.get(segment.unit, owner.confidence)
        kinds[owner.kind] += len("".join(words.split()))
        last = place + 1 == len(segments) or segments[place + 1].owner != owner
        decided = decided or segment.unit in people
        doubtful = doubtful or (confidence != "high" and segment.unit >= 0)
        styles = ["s", f"k-{owner.kind}"]
        styles += [confidence] if confidence != "high" else []
        styles += (
            [f"r-{owner.reason}", *(["end"] if last and owner.reason not in _SMALL else [])] if owner.reason else []
        )
        styles += ["fix"] if segment.correction is not None else []
        title = owner.reason if segment.correction is None else _correction(segment.correction)
        parts.append(
            element("s" if owner.reason else "span", words, class_=" ".join(styles), data_b=owner.id,
                    data_u=segment.unit if segment.unit >= 0 else None, data_f=segment.facts, title=title)
        )  # fmt: skip
    most = max(kinds, key=lambda kind: kinds[kind], default="")  # of as many the first
    kind = f"g k-{most}" if most else "g"
    gutter = f'<span class="n" data-n="{number}"></span><span class="{kind}"></span>'
    style = "l" + (" doubt" if doubtful else "") + (" decided" if decided else "")
    return f'<div class="{style}" id="l{number}">{gutter}<span class="t">{"".join(parts) or "&#8203;"}</span></div>'


def _correction(correction: Correction) -> str:
    return f"→ {correction.corr}{'□' * correction.gap}"


def structure_html(view: View, language: Language) -> str:
    """The structure as a reader sees it."""
    return Structure(view.units, language).document(view.document)


# --- around them ---


def _top(view: View, words: _Words) -> str:
    document = view.document
    counts = (
        (len(document.articles), "articles" if len(document.articles) != 1 else "one-article"),
        (len(view.text), "characters"),
        (view.text.count("\n") + 1, "lines"),
    )
    told = " · ".join(f"{number:,} {words.of(key)}" for number, key in counts)
    name = element("div", element("h1", shown(view.name)) + element("p", told, class_="note"), class_="name")
    nav = (
        element("button", '‹ <kbd class="opt">p</kbd>', id="prev", aria_label=words["previous"], data_label="previous")
        + element("span", "", id="where")
        + element("button", '<kbd class="opt">n</kbd> ›', id="next", aria_label=words["next"], data_label="next")
        + element("button", "?", id="keys", aria_label=words["keys"], data_label="keys")
        + element("button", shown(words["language"]), id="lang", data_t="language")
    )
    return element("header", name + element("nav", nav), class_="top")


def _notices(view: View, words: _Words) -> str:
    out = words.of("rebuilt", "p", "notice") if view.rebuilt else ""
    return out + (words.of("converted", "p", "notice") if view.document.script != "keep" else "")


def _panel(view: View, words: _Words, language: Language) -> str:
    contents = panels_html(view, language)
    contents["line"] = element("div", words.of("choose", "p", "none"), id="line-card", class_="line-card")
    counts = panel_counts(contents)
    tabs = "".join(
        element("button", words.of(name) + _count(counts.get(name, 0), name), role="tab", id=f"tab-{name}",
                aria_controls=name, aria_selected="true" if name == "outline" else "false",
                tabindex=0 if name == "outline" else -1)
        for name in PANELS
    )  # fmt: skip
    panels = "".join(
        element("div", contents[name], role="tabpanel", id=name, aria_labelledby=f"tab-{name}",
                hidden=None if name == "outline" else "hidden")
        for name in PANELS
    )  # fmt: skip
    return element("aside", element("div", tabs, role="tablist") + panels, id="panel", class_="pane")


def panels_html(view: View, language: Language) -> dict[str, str]:
    """What the panels hold, by name, but that of the line, which the script of the page fills."""
    return {
        "outline": outline_html(view) + _legend(view, _Words(language)),
        "facts": facts_html(view, language),
        "remarks": remarks_html(view, language),
        "doubtful": doubtful_html(view, language),
        "decisions": decisions_html(view, language),
    }


def panel_counts(contents: Mapping[str, str]) -> dict[str, int]:
    """How many entries the panels have that are told with their names."""
    return {name: contents[name].count("<li>") for name in ("remarks", "doubtful", "decisions")}


def _count(number: int, name: str) -> str:
    return element("small", f" {number}" if number else "", id=f"count-{name}") if name in _COUNTED else ""


def outline_html(view: View) -> str:
    """The articles and their heads."""
    out = []
    for article in view.document.articles:
        rows = [
            element("li", element("button", _numbered(path) + shown(_short(words)), data_go=f"b{id}"),
                    class_=f"d{min(depth, 5)}")
            for id, depth, path, words in outline(article)
        ]  # fmt: skip
        title = _short(supplied_title(article) if article.title is None else article.title.text)
        go = f"b{article.id}.title" if article.title is not None else _first_block(view.document, article.id)
        out.append(element("h3", element("button", shown(title), data_go=go)))
        out.append(element("ul", "".join(rows), class_="list"))
    return element("div", "".join(out), class_="list")


def _first_block(document: Document, article: str) -> str:
    return next((f"b{owner.id}" for _, owner, _ in owned(document) if owner.id.startswith(f"{article}.")), "b")


def _numbered(path: str) -> str:
    return element("span", shown(path), class_="no") if path else ""


def _legend(view: View, words: _Words) -> str:
    kinds = dict.fromkeys(owner.kind for _, owner, _ in owned(view.document))
    ordered = [kind for kind in KINDS if kind in kinds]
    chips = "".join(words.of(f"kind.{kind}", "span", f"chip k-{kind}") for kind in ordered)
    return element("div", chips, class_="legend", aria_label=words["legend"], data_label="legend")


def facts_html(view: View, language: Language) -> str:
    """The facts of every article; each leads to where the text says it."""
    words = _Words(language)
    out = []
    for number, article in enumerate(view.document.articles, 1):
        rows = []
        for id, field, value in fact_rows(article):
            label = words.of(f"field.{field}", "dt") if field in FIELDS else element("dt", shown(field))
            if value:
                role = ""
                if field == "date" and article.date is not None:
                    role = " " + words.of(f"role.{article.date.role}", "small")
                inner = element("button", shown(value) + role, data_fact=id)
            else:
                inner = words.of("nothing-found", "span", "none")
            rows.append(label + element("dd", inner, class_="list"))
        if len(view.document.articles) > 1:
            out.append(element("h3", f"{words.of('article')} {number}"))
        out.append(element("dl", "".join(rows)))
    return "".join(out) or words.of("no-article", "p", "none")


def remarks_html(view: View, language: Language) -> str:
    """What the reader remarked, each with its place."""
    places = [span.start for span in view.units]
    rows = [_remark(remark, _where(remark, places, view.text)) for remark in view.document.diagnostics]
    if not rows:
        return _Words(language).of("nothing-remarked", "p", "none")
    return element("ul", "".join(rows), class_="list")


def _remark(remark: Diagnostic, where: str) -> str:
    chip = element("span", shown(remark.code), class_=f"chip {remark.severity}")
    inner = f"{chip} {in_both(remark.message)}"
    return element("li", element("button", inner, data_go=where) if where else element("div", inner, class_="none"))


def in_both(message: str) -> str:
    """A message in both languages, of which the page shows its own; once, if it is the same in both."""
    told = {language: said_in(language, message) for language in LANGUAGES}
    if len({*told.values()}) == 1:
        return shown(message)
    return "".join(element("span", shown(words), class_="told", lang=language) for language, words in told.items())


def _where(remark: Diagnostic, units: Sequence[int], text: str) -> str:
    """The unit, or else the line, in which a remark begins."""
    if not remark.spans:
        return ""
    start = remark.spans[0][0]
    place = bisect_right(units, start) - 1
    return f"u{place}" if place >= 0 else f"l{text.count(chr(10), 0, start) + 1}"


def doubtful_html(view: View, language: Language) -> str:
    """The queue of lines whose reading is not sure; without the units of the reader, of blocks."""
    words = _Words(language)
    rows = [*(_doubtful_blocks(view, words) if view.explanation is None else _doubtful_units(view.explanation, words))]
    if not rows:
        return words.of("nothing-doubtful", "p", "none")
    more = len(rows) - _MOST_TOLD
    rest = element("p", f"{more:,} {words.of('more-doubtful')}", class_="none") if more > 0 else ""
    return element("ul", "".join(rows[:_MOST_TOLD]), class_="list") + rest


def _doubtful_units(explanation: Explanation, words: _Words) -> Iterable[str]:
    for number, unit in enumerate(explanation.units):
        if unit.confidence != "high":
            percent = f"{min(round(unit.sureness * 100), 99)}%"
            inner = (
                element("span", str(unit.line), class_="no")
                + words.of(f"kind.{unit.label}", "span", f"chip k-{unit.label}")
                + element("span", f" {percent} ", class_=f"pct {unit.confidence}")
                + shown(_short(unit.text))
            )
            yield element("li", element("button", inner, data_go=f"u{number}"))


def _doubtful_blocks(view: View, words: _Words) -> Iterable[str]:
    seen: set[str] = set()
    for span, owner, _ in sorted(owned(view.document), key=lambda entry: entry[0]):
        if owner.confidence != "high" and owner.id not in seen:
            seen.add(owner.id)
            inner = (
                words.of(f"kind.{owner.kind}", "span", f"chip k-{owner.kind}")
                + words.of(owner.confidence, "span", f"pct {owner.confidence}")
                + " "
                + shown(_short(view.text[span.start : span.end]))
            )
            yield element("li", element("button", inner, data_go=f"b{owner.id}"))


def decisions_html(view: View, language: Language) -> str:
    """What people decided, the newest first; what does not fit any more is named."""
    words = _Words(language)
    starts = [span.start for span in view.units]
    rows = []
    for one in sorted(view.decisions, key=lambda placed: placed.entry.order, reverse=True):
        entry, says = one.entry, one.entry.says
        said = [words.of(f"kind.{says.reading}", "span", f"chip k-{says.reading}")] if says.reading else []
        said += [words.of("level") + f" {says.level}"] if says.level is not None else []
        said += [words.of("begins" if says.begins else "begins-not")] if says.begins is not None else []
        if says.field:
            said.append(words.of(f"field.{says.field}") + ": " + ("–" if says.value is None else shown(says.value)))
        if one.span is None:
            said.append(words.of("no-longer", "span", "chip low"))
        quote = " \u201c" + shown(_short(entry.quote)) + "\u201d"
        told = " ".join(said) + quote + element("small", f" {shown(entry.by)} {shown(entry.when)}")
        go = "" if one.span is None else f"u{max(bisect_right(starts, one.span.start) - 1, 0)}"
        back = element("button", words.of("undo"), class_="undo", data_undo=entry.id)
        rows.append(element("li", element("button" if go else "div", told, data_go=go) + back))
    return element("ul", "".join(rows), class_="list") if rows else words.of("nobody-decided", "p", "none")


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"


def _help(words: _Words) -> str:
    keys = (
        ("n p", "key-next"), ("j k ↓ ↑", "key-line"), ("1 2 3 4 5 6", "key-panel"), ("s", "key-side"),
        ("?", "key-help"), ("Esc", "key-close"),
    )  # fmt: skip
    rows = "".join(
        element("tr", element("td", " ".join(element("kbd", shown(key)) for key in cell.split())) + words.of(key, "td"))
        for cell, key in keys
    )
    close = element("button", words.of("close"), id="help-close")
    return element("dialog", words.of("keys", "h2") + element("table", rows, id="key-table") + close, id="help")
