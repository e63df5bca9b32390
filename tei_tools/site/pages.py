"""The pages of a site as HTML5. Nothing in them comes from another host, and they need no script but for search."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from urllib.parse import quote

from lxml import etree

from ..export.pages import html_tree
from ..model.nodes import Article, Block, Document, Person, Section
from ..model.visit import named
from .entries import FACETS, Entry
from .words import WORDS, Language

POLICY = "default-src 'none'; script-src 'self' file:; style-src 'self' file:; base-uri 'none'"
"""Scripts and styles of the site itself, read from a server or from a disk, and nothing else."""


@dataclass(frozen=True, slots=True)
class Look:
    """What all pages share: the title of the corpus and the language of our words."""

    title: str
    language: Language

    def word(self, name: str) -> str:
        """One of our words, escaped."""
        return escape(WORDS[self.language][name])


def link(address: str, words: str, up: str = "", **attributes: str) -> str:
    """A link to a page of the site; ``words`` are HTML already.

    >>> link("articles/石 桥.html", "石桥", "../", rel="next")
    '<a href="../articles/%E7%9F%B3%20%E6%A1%A5.html" rel="next">石桥</a>'
    """
    more = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
    return f'<a href="{up}{quote(address)}"{more}>{words}</a>'


def page(
    look: Look,
    title: str,
    body: str,
    *,
    up: str = "",
    language: str = "",
    scripts: Sequence[str] = (),
    ask: bool = True,
) -> str:
    """A whole page. ``up`` leads from it to the folder of the site, ``language`` is that of its content.

    ``ask``: search stands at its top.
    """
    asks = (
        f'<form action="{up}search.html" role="search"><input type="search" name="q" aria-label="{look.word("query")}" '
        f'placeholder="{look.word("query")}"><button>{look.word("search")}</button></form>'
    )
    whole = escape(title if title == look.title else f"{title} · {look.title}")
    added = "".join(f'<script src="{up}{name}" defer></script>\n' for name in ("assets/site.js", *scripts))
    return f"""<!DOCTYPE html>
<html lang="{look.word("tag")}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{escape(POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{whole}</title>
<link rel="stylesheet" href="{up}assets/site.css">
{added}</head>
<body>
<a class="skip" href="#main">{look.word("skip")}</a>
<header class="top"><div>
{link("index.html", escape(look.title), up, **{"class": "name"})}
{asks if ask else ""}
</div></header>
<main id="main" tabindex="-1"{f' lang="{escape(language)}"' if language else ""}>
{body}
</main>
<footer><p>{escape(look.title)} · {look.word("made")}</p></footer>
</body>
</html>
"""


# --- articles ---


def article_page(look: Look, document: Document, entry: Entry, before: Entry | None, behind: Entry | None) -> str:
    """The page of the one article of ``document``: its text, outline and facts beside it, and the ways to others."""
    (article,) = document.articles
    text = _text(document, article)
    heads = outline(look, article)
    doubt = f'<p class="doubt">{look.word("doubt")}</p>' if "cert-" in text else ""
    body = f"""<div class="reading">
<div class="text">
{"" if article.title else f'<p class="supplied">{escape(entry.title)}</p>'}
{text}
{_around(look, before, behind)}
</div>
<aside class="beside" lang="{look.word("tag")}">
{heads}
<section aria-labelledby="facts"><h2 id="facts">{look.word("facts")}</h2>
<dl>{"".join(_facts(look, document, article, entry))}</dl>{doubt}</section>
</aside>
</div>"""
    return page(look, entry.title, body, up="../", language=article.language)


def _text(document: Document, article: Article) -> str:
    """The article as ``report.html.xsl`` makes it."""
    root = html_tree(document).getroot()
    (found,) = (element for element in root.iter("article") if element.get("id") == article.id)
    found.tail = None
    return etree.tostring(found, method="html", encoding="unicode")


def outline(look: Look, article: Article) -> str:
    """The heads of an article as nested lists of links; nothing if it has less than two."""
    lists = _heads(article.id, article.blocks)
    if lists.count("<li>") < 2:
        return ""
    name = look.word("outline")
    return f'<nav aria-label="{name}"><details open><summary>{name}</summary>{lists}</details></nav>\n'


def _heads(name: str, blocks: Iterable[Block]) -> str:
    items = ""
    for inner, block in named(name, tuple(blocks)):
        if isinstance(block, Section):
            words, below = escape(block.head.text.strip()), _heads(inner, block.blocks)
            head = f'<a href="#{inner}.h">{words}</a>' if words else ""  # a mark that was lost, and no head
            items += f"<li>{head}{below}</li>" if head or below else ""
    return f"<ol>{items}</ol>" if items else ""


def _facts(look: Look, document: Document, article: Article, entry: Entry) -> Iterable[str]:
    def names(people: Sequence[Person]) -> str:
        return escape("、".join(person.name for person in people))

    metadata = document.metadata
    url = metadata.url
    is_link = re.match(r"https?://", url) is not None
    known = {
        "date": escape(article.date.when.replace("T", " ")) if article.date else "",
        "source": _facet_link(look, "source", entry),
        "authors": names(article.authors), "photographers": names(article.photographers),
        "editors": names(article.editors),
        "number": escape(article.document_number.text) if article.document_number else "",
        "place": _facet_link(look, "place", entry),
        "file": escape(f"{document.file.name}!/{document.file.member}" if document.file.member else document.file.name),
        "address": f'<a href="{escape(url)}" rel="noreferrer">{escape(url)}</a>' if is_link else escape(url),
        "rights": escape(metadata.rights_holder), "licence": escape(metadata.licence),
        "identifier": escape(metadata.identifier),
    }  # fmt: skip
    for name, value in known.items():
        if value:
            yield f"<dt>{look.word(name)}</dt><dd>{value}</dd>"
    if document.file.sha256:
        yield f'<dt>SHA-256</dt><dd class="hash">{escape(document.file.sha256)}</dd>'


def _facet_link(look: Look, facet: str, entry: Entry) -> str:
    value = entry.facet(facet)
    return link(list_address(facet, value), escape(value), "../") if value else ""


def _around(look: Look, before: Entry | None, behind: Entry | None) -> str:
    found = [
        f"<p>{look.word(name)}{look.word('colon')}"
        f"{link(f'articles/{entry.page}', escape(entry.title), '../', rel=rel)}</p>"
        for name, rel, entry in (("before", "prev", before), ("behind", "next", behind))
        if entry is not None
    ]
    name = f"{WORDS[look.language]['before']} / {WORDS[look.language]['behind']}"
    return (
        f'<nav class="around" lang="{look.word("tag")}" aria-label="{escape(name)}">{"".join(found)}</nav>'
        if found
        else ""
    )


# --- lists ---


def list_address(facet: str, value: str, number: int = 1) -> str:
    """The page of the articles that have a value; a hash, for a value can be anything.

    >>> list_address("year", "2021"), list_address("source", "石桥县日报", 2), list_address("", "")
    ('lists/year-2021.html', 'lists/source-cb0ce93c7f64-2.html', 'lists/all.html')
    """
    plain = value.isascii() and value.isalnum() and facet == "year"
    mark = value if plain else sha256(value.encode()).hexdigest()[:12] if value else "none"
    name = f"{facet}-{mark}" if facet else "all"
    return f"lists/{name}{'' if number == 1 else f'-{number}'}.html"


def entry_items(look: Look, entries: Iterable[Entry], up: str) -> str:
    """Articles as items of a list, each with its facts."""
    return "".join(
        f"<li>{link(f'articles/{entry.page}', escape(entry.title), up)}"
        f'<span class="about">{escape(" · ".join(filter(None, (entry.date, entry.source, entry.place))))}</span></li>\n'
        for entry in entries
    )


def list_page(look: Look, facet: str, value: str, entries: Sequence[Entry], number: int, count: int, total: int) -> str:
    """One page of the articles with a value of a facet, or of all."""
    head = look.word("all") if not facet else escape(value) if value else look.word("none")
    above = "" if not facet else f'<p class="above">{link(f"lists/{facet}.html", look.word(facet), "../")}</p>'
    shown = f"{head} <small>{total:,} {look.word('articles')}</small>"
    body = f"""{above}<h1>{shown}</h1>
<ul class="entries">
{entry_items(look, entries, "../")}</ul>
{_pager(look, facet, value, number, count)}"""
    title = WORDS[look.language]["all"] if not facet else value or WORDS[look.language]["none"]
    return page(look, title if number == 1 else f"{title} ({number})", body, up="../")


def _pager(look: Look, facet: str, value: str, number: int, count: int) -> str:
    if count == 1:
        return ""
    parts = []
    if number > 1:
        parts.append(link(list_address(facet, value, number - 1), look.word("previous"), "../", rel="prev"))
    near = [one for one in range(1, count + 1) if one in (1, count) or abs(one - number) <= 2]
    last = 0
    for one in near:
        parts += ["…"] if one > last + 1 else []
        here = {"aria-current": "page"} if one == number else {}
        label = escape(WORDS[look.language]["page"].format(one))
        parts.append(link(list_address(facet, value, one), str(one), "../", **{"aria-label": label}, **here))
        last = one
    if number < count:
        parts.append(link(list_address(facet, value, number + 1), look.word("next"), "../", rel="next"))
    return f'<nav class="pager" aria-label="{look.word("pages")}">{" ".join(parts)}</nav>'


Values = Sequence[tuple[str, int]]
"""The values of a facet, each with the number of its articles."""


def value_items(look: Look, facet: str, values: Values, up: str) -> str:
    """The values of a facet as items of a list; the bar is as long as their share of the most that is known."""
    most = max((count for value, count in values if value), default=1)
    return "".join(
        f"<li>{link(list_address(facet, value), escape(value) or look.word('none'), up)} "
        f'<meter min="0" max="{most}" value="{min(count, most)}" aria-hidden="true"></meter> '
        f'<span class="count">{count:,}</span></li>\n'
        for value, count in values
    )


def values_page(look: Look, facet: str, values: Values) -> str:
    """All values of a facet."""
    title = WORDS[look.language][facet]
    body = f'<h1>{escape(title)}</h1>\n<ul class="values">\n{value_items(look, facet, values, "../")}</ul>'
    return page(look, title, body, up="../")


_SHOWN, _LATEST = 12, 15
"""Values of a facet, and articles, on the first page."""


def home_page(look: Look, entries: Sequence[Entry], values: dict[str, Values]) -> str:
    """The first page: search, what there is by year, source and place, and the latest articles."""
    years = sorted(year for year, _ in values["year"] if year)
    range_of = "" if not years else f" · {years[0]}" + (f"–{years[-1]}" if len(years) > 1 else "")
    body = f"""<div class="hero"><h1>{escape(look.title)}</h1>
<p>{len(entries):,} {look.word("articles")}{range_of}</p>
<form action="search.html" role="search"><label for="q">{look.word("query")}</label>
<input id="q" type="search" name="q" autocomplete="off"><button>{look.word("search")}</button></form>
<p class="hint">{look.word("hint")}</p></div>
<h2>{look.word("browse")}</h2>
<div class="facets">{"".join(_facet(look, facet, values[facet]) for facet in FACETS)}</div>
<h2>{look.word("latest")}</h2>
<ul class="entries">
{entry_items(look, entries[:_LATEST], "")}</ul>
<p>{link(list_address("", ""), look.word("all"))}</p>"""
    return page(look, look.title, body, ask=False)


def _facet(look: Look, facet: str, values: Values) -> str:
    more = ""
    if len(values) > _SHOWN:
        every = escape(WORDS[look.language]["every"].format(WORDS[look.language][facet].lower()))
        more = f"<p>{link(f'lists/{facet}.html', f'{every} ({len(values):,})')}</p>"
    items = value_items(look, facet, values[:_SHOWN], "")
    return f'<section><h3>{look.word(facet)}</h3><ul class="values">\n{items}</ul>{more}</section>\n'


def search_page(look: Look) -> str:
    """The page that searches; its script fills the lists of values and the results."""
    selects = "".join(
        f'<label>{look.word(facet)} <select name="{facet}">'
        f'<option value="">{look.word("any")}</option></select></label>\n'
        for facet in FACETS
    )
    body = f"""<h1>{look.word("search")}</h1>
<form id="search" class="search" role="search">
<label class="wide">{look.word("query")} <input type="search" name="q" autocomplete="off"></label>
{selects}<button>{look.word("search")}</button>
<p class="hint">{look.word("hint")}</p></form>
<noscript><p class="hint">{look.word("script")}</p></noscript>
<p id="status" role="status" aria-live="polite"></p>
<ol id="results" class="entries results"></ol>
<p><button id="more" type="button" hidden>{look.word("more")}</button></p>"""
    return page(look, WORDS[look.language]["search"], body, scripts=("data/site.js", "data/folding.js"), ask=False)
