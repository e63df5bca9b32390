"""What a page says about itself outside its text: ``meta``, JSON-LD, microdata, its address."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Literal, cast

from lxml import etree

from ..text.source import GivenFact
from .package import text_of

Trust = Literal["given", "stated", "hint"]

_META: dict[str, tuple[str, Trust]] = {
    # the names that 政府网站发展指引 (2017) asks of the sites of the government
    "articletitle": ("title", "stated"), "pubdate": ("date", "stated"), "contentsource": ("source", "stated"),
    "columnname": ("section", "stated"), "sitename": ("site", "stated"), "url": ("url", "stated"),
    "keywords": ("keywords", "stated"), "description": ("description", "stated"),
    # Open Graph, Dublin Core, and what publishing systems write
    "og:title": ("title", "stated"), "twitter:title": ("title", "stated"), "dc.title": ("title", "stated"),
    "title": ("title", "hint"), "headline": ("title", "stated"),
    "publishdate": ("date", "stated"), "publish_date": ("date", "stated"), "publishtime": ("date", "stated"),
    "publish_time": ("date", "stated"), "pubtime": ("date", "stated"), "article:published_time": ("date", "stated"),
    "og:published_time": ("date", "stated"), "og:release_date": ("date", "stated"), "dc.date": ("date", "stated"),
    "datepublished": ("date", "stated"), "firstcreatetime": ("date", "stated"), "og:time": ("date", "stated"),
    "bytedance:published_time": ("date", "stated"), "weibo:article:create_at": ("date", "stated"),
    "date": ("date", "hint"), "article:modified_time": ("date", "hint"), "lastmodified": ("date", "hint"),
    "source": ("source", "stated"), "article:source": ("source", "stated"), "mediaid": ("source", "stated"),
    "og:article:source": ("source", "stated"), "dc.source": ("source", "stated"),
    "publisher": ("site", "stated"), "copyright": ("site", "hint"),
    "author": ("author", "hint"), "article:author": ("author", "hint"), "og:article:author": ("author", "hint"),
    "dc.creator": ("author", "hint"), "og:site_name": ("site", "stated"), "application-name": ("site", "stated"),
    "og:url": ("url", "stated"), "og:description": ("description", "stated"), "article:section": ("section", "stated"),
    "channel": ("section", "stated"), "editor": ("editor", "stated"),
}  # fmt: skip
"""Names of ``meta`` in lower case: the field, and what it is worth. ``author`` names the editor or an
account in 17 of 18 pages, so it is a hint only."""

_JSON_LD: dict[str, tuple[str, Trust]] = {
    "headline": ("title", "stated"), "datePublished": ("date", "stated"), "pubDate": ("date", "stated"),
    "dateCreated": ("date", "hint"), "author": ("author", "hint"), "publisher": ("site", "stated"),
    "articleSection": ("section", "stated"), "url": ("url", "hint"), "title": ("title", "stated"),
    "creator": ("author", "hint"), "sourceOrganization": ("source", "stated"), "provider": ("source", "hint"),
}  # fmt: skip
_MICRODATA = {"headline": "title", "datepublished": "date", "author": "author", "publisher": "site"}
_BAIDU: dict[str, tuple[str, Trust]] = {
    "pubtime_baidu": ("date", "stated"), "source_baidu": ("source", "stated"), "author_baidu": ("author", "hint"),
    "editor_baidu": ("editor", "stated"),
}  # fmt: skip
_LABEL = re.compile(r"^\s*(?:来源|稿源|作者|责任编辑|编辑|责编|发布时间|时间)\s*[:：]\s*")
_SAVED_FROM = re.compile(r"saved from url=\(\d+\)(\S+)")
_ADDRESS_DATE = re.compile(
    r"(?<![0-9])(?P<year>(?:19|20)[0-9]{2})(?P<mark>[-/_]?)(?P<month>0[1-9]|1[0-2]|(?<=[-/_])[1-9])"
    r"(?:[-/_]?(?P<day>0[1-9]|[12][0-9]|3[01]))(?![0-9]{1,2}(?:[^0-9]|$))"
)
_MOST_JSON = 500_000


def facts_of_page(root: etree._Element) -> list[GivenFact]:
    """The facts of a page, in the order in which a reader should believe them within one field."""
    facts: list[GivenFact] = []
    title = root.find(".//title")
    facts.extend(_from_json(root))
    addresses: list[str] = []
    for meta in root.iter("meta"):
        name = (meta.get("name") or meta.get("property") or meta.get("itemprop") or "").strip().lower()
        value = " ".join((meta.get("content") or "").split())
        if name in _META and value:
            field, trust = _META[name]
            if field in ("source", "author", "editor", "date"):
                value = _LABEL.sub("", value) or value
            facts.append(GivenFact(field, value[:2000], f"meta {name}", trust))
            if field == "url":
                addresses.append(value)
    for link in root.iter("link"):
        if (link.get("rel") or "").lower() == "canonical" and link.get("href"):
            addresses.append(str(link.get("href")).strip())
            facts.append(GivenFact("url", addresses[-1], "link canonical"))
    addresses.extend(_saved_from(root))
    facts.extend(_microdata(root))
    facts.extend(_for_baidu(root))
    if title is not None and (words := " ".join(text_of(title).split())):
        facts.append(GivenFact("title", words, "title", "hint"))
    if address := next((address for address in addresses if date_in_address(address)), ""):
        facts.append(GivenFact("date", date_in_address(address), f"url {address[:200]}"))
    return list(dict.fromkeys(facts))


def date_in_address(address: str) -> str:
    """The day in the path of an address, or nothing.

    >>> date_in_address("http://www.example.cn/2019-09/18/content_1.htm")
    '2019-09-18'
    >>> date_in_address("http://www.example.cn/c/t20190918_4.html"), date_in_address("http://a.cn/p/20190988")
    ('2019-09-18', '')
    """
    path = re.sub(r"^[a-z]+://[^/]*", "", address)[:300]
    for match in _ADDRESS_DATE.finditer(path):
        year, month, day = int(match["year"]), int(match["month"]), int(match["day"])
        if 1990 <= year <= 2099:
            return f"{year:04}-{month:02}-{day:02}"
    return ""


def _found(root: etree._Element, path: str) -> list[etree._Element]:
    return cast("list[etree._Element]", root.getroottree().xpath(path))


def _saved_from(root: etree._Element) -> Iterator[str]:
    """The address that a browser writes into a page that it saves."""
    for comment in _found(root, "//comment()[position() < 20]"):
        if match := _SAVED_FROM.search(comment.text or ""):
            yield match[1]


def _microdata(root: etree._Element) -> Iterator[GivenFact]:
    for element in root.iter("time"):
        if value := (element.get("datetime") or "").strip():
            yield GivenFact("date", value, "time", "stated")
    for element in _found(root, "//body//*[@itemprop]"):
        name = (element.get("itemprop") or "").strip().lower()
        if name in _MICRODATA:
            value = element.get("datetime") or element.get("content") or text_of(element)
            if value := " ".join(value.split())[:500]:
                field = _MICRODATA[name]
                yield GivenFact(field, value, f"microdata {name}", "hint" if field == "author" else "stated")


def _for_baidu(root: etree._Element) -> Iterator[GivenFact]:
    """The facts that sites give to the news search of Baidu, mostly in a hidden block."""
    for element in _found(
        root, "//*[@id='pubtime_baidu' or @id='source_baidu' or @id='editor_baidu' or @id='author_baidu']"
    ):
        field, trust = _BAIDU[element.get("id") or ""]
        value = " ".join(text_of(element).split())
        value = _LABEL.sub("", value)
        if value:
            yield GivenFact(field, value[:200], f"id {element.get('id')}", trust)


def _from_json(root: etree._Element) -> Iterator[GivenFact]:
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        text = (script.text or "").strip()
        if not text or len(text) > _MOST_JSON:
            continue
        try:
            found = json.loads(text.removesuffix(";"), strict=False)
        except (ValueError, RecursionError):
            continue
        yield from _from_entry(found, 0)


def _from_entry(entry: Any, depth: int) -> Iterator[GivenFact]:
    if depth > 4:
        return
    if isinstance(entry, list):
        for one in entry[:50]:
            yield from _from_entry(one, depth + 1)
        return
    if not isinstance(entry, dict):
        return
    kind = str(entry.get("@type", ""))
    if "Breadcrumb" not in kind and "Organization" not in kind and kind not in ("WebSite", "Person"):
        for key, (field, trust) in _JSON_LD.items():
            for value in _values(entry.get(key)):
                yield GivenFact(field, value, f"json-ld {key}", trust)
    yield from _from_entry(entry.get("@graph"), depth + 1)
    yield from _from_entry(entry.get("mainEntity"), depth + 1)


def _values(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        if words := " ".join(value.split()):
            yield words[:2000]
    elif isinstance(value, dict):
        yield from _values(value.get("name"))
    elif isinstance(value, list):
        for one in value[:20]:
            yield from _values(one)
