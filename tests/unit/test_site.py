"""A site: its pages are sound, its search finds what brute force finds, and it asks nobody else for anything."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import quote, unquote, urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tei_tools.errors import OutputError
from tei_tools.model.nodes import Article, Date, Document, Figure, Graphic, Paragraph, Text
from tei_tools.parse import parse
from tei_tools.search import grams
from tei_tools.search.query import read_terms
from tei_tools.site import build, entries, shards
from tei_tools.site import pages as pages_of_a_site
from tei_tools.site.build import build_site
from tei_tools.site.entries import look_over
from tei_tools.site.pages import Look
from tei_tools.site.shards import DIGITS, Shards, coded, keys_of, shard_of
from tei_tools.site.words import FOUND, LANGUAGES, WORDS
from tei_tools.text.source import SourceFile, Span
from tei_tools.write.record import dump_record, to_record

from .browser import Browser
from .reading import reading_text, squeezed
from .specimen import specimen
from .test_stylesheets import needs_chromium

LOOK = Look("石桥文库", "zh")
REPORT = (
    "石桥镇道路建设工作总结\n\n时间:2024-05-01 来源:石桥镇政府\n\n一、主要做法\n\n"
    "(一)抓进度。全镇倒排工期，挂图作战。三条道路按时完工，群众出行更加方便。\n\n"
    "(二)抓质量。全程监理，严格验收。今年增长3.5倍，群众满意。\n\n二、下步打算\n\n明年再修两条，方便群众出行。\n"
)


def article(title: str, *texts: str, day: str = "", name: str = "a1") -> Article:
    blocks = tuple(Paragraph(Text(text, ())) for text in texts)
    date = Date(day, "published", Text(day, ())) if day else None
    return Article(name, "zh-Hans", blocks, title=Text(title, ()) if title else None, date=date)


def document(*articles: Article) -> Document:
    return Document(SourceFile("a.txt"), "zh-Hans", articles)


def written(folder: Path, documents: dict[str, Document]) -> Path:
    for name, one in documents.items():
        (folder / f"{name}.json").parent.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.json").write_bytes(dump_record(to_record(one)))
    return folder


def documents() -> dict[str, Document]:
    image = Figure(Graphic("http://elsewhere.example/a.png", (Span(0, 3),)), Text("图为会场。", ()))
    pictures = replace(article("有图的文章"), blocks=(image,))
    return {
        "2024/report": parse(REPORT),
        "2023/page": document(
            article("<b>石橋鎮</b> & 音樂節", "石橋鎮的人都來了。", day="2023-09"),
            article("", "沒有題目的短文，白　潔寫的。", name="a2"),
        ),
        "pictures": document(pictures),
        "specimen": specimen()[0],
    }


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    made = build_site(written(folder / "out", documents()), folder / "site", LOOK, pytest.fail)
    assert (made.documents, made.failed) == (4, 0)
    return folder / "site"


def parsed(data: bytes | str) -> Any:
    return etree.fromstring(data, etree.HTMLParser())


def pages(site: Path) -> Iterable[tuple[Path, Any]]:
    for path in sorted(site.rglob("*.html")):
        yield path, etree.fromstring(path.read_bytes(), etree.HTMLParser(recover=False))


# --- pages ---


def test_every_link_leads_somewhere_and_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    seen = 0
    for path, page in pages(site):
        names = set(page.xpath("//@id"))
        assert len(names) == len(page.xpath("//@id"))
        for element in page.iter("a", "link", "script", "img", "form"):
            address = element.get("href") or element.get("src") or element.get("action") or ""
            if element.tag == "form" and not address:
                continue
            parts = urlsplit(urljoin(path.as_uri(), address))
            assert parts.scheme == "file", address
            target = Path(unquote(parts.path))
            assert target.is_file(), f"{path.name}: {address}"
            if parts.fragment and target == path:
                assert unquote(parts.fragment) in names
            seen += 1
    assert seen > 100
    scripts = b"".join(path.read_bytes() for path in (site / "assets").iterdir())
    assert b"http" not in scripts and b"@import" not in scripts and b"url(" not in scripts


def test_pages_are_accessible(site: Path) -> None:
    for path, page in pages(site):
        assert page.get("lang") == "zh-Hans" and page.findtext("head/title")
        assert len([*page.iter("main")]) == 1, path
        assert "default-src 'none'" in etree.tostring(page.find("head")).decode()
        assert page.xpath("//a[@class='skip']/@href") == ["#main"]
        for field in page.iter("input", "select"):
            labelled = field.get("aria-label") or page.xpath("//label[@for=$id]", id=field.get("id", "-"))
            assert labelled or any(parent.tag == "label" for parent in field.iterancestors()), path
        assert all("".join(link.itertext()).strip() for link in page.iter("a"))
        assert all(nav.get("aria-label") for nav in page.iter("nav"))


def test_the_text_of_an_article_is_its_reading_text(site: Path) -> None:
    texts: list[str] = []
    for path, page in pages(site):
        if path.parent.name == "articles":
            (found,) = page.iter("article")
            texts.append(squeezed("".join(found.itertext())))
    wanted = "".join(reading_text(to_record(one)) for one in documents().values())
    assert sorted("".join(texts)) == sorted(wanted)
    (report,) = (text for text in texts if text.startswith("石桥镇道路"))
    assert report == reading_text(to_record(parse(REPORT)))


def test_an_article_has_its_outline_its_facts_and_its_neighbors(site: Path) -> None:
    page = parsed((site / "articles/2024-report.a1.html").read_bytes())
    outline = page.xpath("//nav[@aria-label='大纲']//a")
    assert [("".join(link.itertext()), link.get("href")) for link in outline] == [
        ("一、主要做法", "#a1.s1.h"), ("(一)抓进度。", "#a1.s1.s1.h"), ("(二)抓质量。", "#a1.s1.s2.h"),
        ("二、下步打算", "#a1.s2.h"),
    ]  # fmt: skip
    names = ["".join(name.itertext()) for name in page.iter("dt")]
    facts = dict(zip(names, ("".join(value.itertext()) for value in page.iter("dd")), strict=True))
    assert facts == {"日期": "2024-05-01", "出处": "石桥镇政府", "存放位置": "2024"}
    assert page.xpath("//a[@rel='next']/text()") == ["<b>石橋鎮</b> & 音樂節"]
    untitled = parsed((site / "articles/2023-page.a2.html").read_bytes())
    assert untitled.xpath("//p[@class='supplied']/text()") == ["[沒有題目的短文，白 潔寫的。]"]
    pictures = (site / "articles/pictures.a1.html").read_text("utf-8")
    assert "<img" not in pictures and 'data-name="http://elsewhere.example/a.png"' in pictures


def test_articles_are_in_order_and_under_their_values(site: Path) -> None:
    page = parsed((site / "lists/all.html").read_bytes())
    dates = [about.split(" · ")[0] for about in page.xpath("//span[@class='about']/text()")]
    years = [date[:4] for date in dates if date[:4].isdigit()]
    assert years == sorted(years, reverse=True) and "2024" in years and "2023" in years
    year = parsed((site / "lists/year-2023.html").read_bytes())
    assert "<b>石橋鎮</b> & 音樂節" in year.xpath("//ul/li/a/text()")


def test_long_lists_have_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "_PER_LIST", 3)
    many = {f"d{number:02}": document(article(f"文章{number}", "甲。", day="2024-01-01")) for number in range(20)}
    build_site(written(tmp_path / "out", many), tmp_path / "site", LOOK, pytest.fail)
    shown: list[str] = []
    for number in range(1, 8):
        name = "lists/year-2024.html" if number == 1 else f"lists/year-2024-{number}.html"
        page = parsed((tmp_path / "site" / name).read_bytes())
        shown += page.xpath("//ul[@class='entries']/li/a/text()")
        assert page.xpath("//nav[@class='pager']/a[@aria-current]/text()") == [str(number)]
    assert shown == [f"文章{number}" for number in range(20)]
    for path, page in pages(tmp_path / "site"):
        for address in page.xpath("//a/@href"):
            assert Path(unquote(urlsplit(urljoin(path.as_uri(), str(address))).path)).is_file(), address


def test_a_document_of_many_articles_takes_no_more_than_many_of_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However their dates lie among those of others, a document is read once for its pages, and no article twice."""
    several = {
        f"d{k}": document(*(article(f"文章{k}-{n}", "甲。", day=f"2024-{n:02}", name=f"a{n}") for n in range(1, 8)))
        for k in range(3)
    }
    was_read: list[str] = []
    spelled: list[int] = []
    read, article_page = entries.read, pages_of_a_site.article_page

    def reading(file: Any) -> Document:
        was_read.append(file.name)
        return read(file)

    def spelling(look: Look, one: Document, *rest: Any) -> str:
        spelled.append(len(one.articles))
        return article_page(look, one, *rest)

    monkeypatch.setattr(build, "read", reading)
    monkeypatch.setattr(pages_of_a_site, "article_page", spelling)
    build_site(written(tmp_path / "out", several), tmp_path / "site", LOOK, pytest.fail)
    assert sorted(was_read) == sorted({*was_read}) and len(was_read) == 3
    assert spelled == [1] * 21


def test_names_of_pages_are_told_apart_and_short(tmp_path: Path) -> None:
    names = ["a b", "a-b", "A/b", "长" * 80, "长" * 79 + "短", "-", "名"]
    found = look_over(written(tmp_path, {name: document(article("题", "甲")) for name in names}), pytest.fail)
    made = [entry.page for entry in found.entries]
    assert len({*made}) == len(names) and max(len(page.encode()) for page in made) < 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_words_are_there_in_every_language(language: str, tmp_path: Path) -> None:
    assert {*WORDS[language]} == {*WORDS["zh"]} and {*FOUND[language]} == {*FOUND["zh"]}  # type: ignore[index]
    look = Look("Papers", language)  # type: ignore[arg-type]
    build_site(written(tmp_path / "out", documents()), tmp_path / "site", look, pytest.fail)
    assert WORDS[language]["browse"] in (tmp_path / "site/index.html").read_text("utf-8")  # type: ignore[index]


def content(site: Path) -> dict[str, bytes]:
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def test_the_same_documents_give_the_same_site(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shards, "_IN_MEMORY", 50)  # and what was put down on the way changes nothing
    build_site(written(tmp_path / "out", documents()), tmp_path / "site", LOOK, pytest.fail)
    assert content(tmp_path / "site") == content(site)


# --- the index ---


def numbers(code: str) -> list[int]:
    """What the page reads in a code."""
    found, last, number, shift = [], 0, 0, 0
    for digit in code:
        bits = DIGITS.index(digit)
        number += (bits & 31) << shift
        shift += 5
        if bits < 32:
            last += number
            found.append(last)
            number = shift = 0
    return found


@given(st.lists(st.integers(0, 3_000_000), min_size=1, unique=True).map(sorted))
def test_codes_are_read_back(wanted: list[int]) -> None:
    gaps = [wanted[0], *(b - a for a, b in zip(wanted, wanted[1:], strict=False))]  # noqa: RUF007
    assert numbers("".join(map(coded, gaps))) == wanted


def keys_in(script: str) -> dict[str, str]:
    found: dict[str, str] = json.loads(re.fullmatch(r"tei\.shard\(\d+,(.*)\)\n", script, re.DOTALL)[1])  # type: ignore[index]
    return found


@given(texts=st.lists(st.text(st.sampled_from('路桥橋鎮镇 ＡaΣ\t"\\𠮷</')), max_size=12), held=st.integers(1, 30))
def test_shards_say_which_articles_have_a_key(
    texts: list[str], held: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shards, "_IN_MEMORY", held)
        made = Shards(4, tmp_path_factory.mktemp("shards") / "beside")
        for number, text in enumerate(texts):
            made.add(number, keys_of([text]))
        scripts = dict(made.scripts())
    assert [*scripts] == [0, 1, 2, 3]
    found = {key: numbers(code) for number, script in scripts.items() for key, code in keys_in(script).items()}
    wanted: dict[str, list[int]] = {}
    for number, text in enumerate(texts):
        for key in keys_of([text]):
            wanted.setdefault(key, []).append(number)
    assert found == wanted
    assert all(shard_of(key, 4) == number for number, script in scripts.items() for key in keys_in(script))


# --- the script of the page compares as the index does ---

NODE = """
const fs = require("fs"), vm = require("vm");
globalThis.document = { currentScript: { src: "file:///site/assets/site.js" } };
globalThis.addEventListener = () => {};
const { scripts, cases } = JSON.parse(fs.readFileSync(0, "utf-8"));
for (const script of scripts) vm.runInThisContext(script);
const answer = vm.runInThisContext(`(([text, term]) => {
  const { wanted, without } = tei.terms(term);
  return [tei.places(text, tei.squeezed(term)), wanted.map((w) => w.join("")), without.map((w) => w.join("")),
    tei.shardOf(term)];
})`);
console.log(JSON.stringify(cases.map(answer)));
"""


def test_the_script_finds_what_the_index_finds(site: Path) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs node, to run the script of the page")
    random = Random(1)
    parts = [
        *"路桥橋鎮镇的。Ａaİσς.*-(%𠮷",
        "\ufeff",
        "\u2028",
        "\x85",
        "\x1f",
        "\u3000",
        " ",
        '"',
        "“",
        "”",
        "-",
        "修路",
    ]
    cases = [
        ["".join(random.choices(parts, k=12)), "".join(random.choices(parts, k=random.randint(1, 4)))]
        for _ in range(2000)
    ]
    scripts = [(site / name).read_text("utf-8") for name in ("assets/site.js", "data/folding.js", "data/site.js")]
    given = json.dumps({"scripts": scripts, "cases": cases})
    done = subprocess.run([node, "-e", NODE], input=given, capture_output=True, text=True, encoding="utf-8", check=True)
    count = json.loads(scripts[2][len("tei.site(") : -2])["shards"]
    for (text, term), (places, wanted, without, shard) in zip(cases, json.loads(done.stdout), strict=True):
        ours = read_terms(term)
        assert [tuple(place) for place in places] == grams.places(text, term)
        assert (wanted, without) == tuple([grams.squeezed(one) for one in terms] for terms in ours)
        assert shard == shard_of(term, count)
    assert sum(bool(places) for places, *_ in json.loads(done.stdout)) > 100


# --- in a browser, from the disk ---


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    needs_chromium()
    with Browser(tmp_path_factory.mktemp("profile")) as started:
        yield started


DONE = f"!['', {FOUND['zh']['busy']!r}].includes(document.getElementById('status').textContent)"


def asked(site: Path, browser: Browser, query: str, **facets: int) -> tuple[str, list[tuple[str, str]]]:
    """What the page of search says, and the title and address of every result."""
    address = f"{(site / 'search.html').as_uri()}?q={quote(query)}"
    address += "".join(f"&{name}={value}" for name, value in facets.items())
    browser.order("Page.navigate", url="about:blank")  # what the page before it said is gone
    browser.open(address)
    browser.wait(DONE)
    page = parsed(str(browser.ask("document.documentElement.outerHTML")))
    links = page.xpath("//ol[@id='results']/li/a")
    status = "".join(page.xpath("//p[@id='status']//text()"))
    return status, [("".join(link.itertext()), link.get("href", "")) for link in links]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("query", "titles", "status"),
    [
        ("石桥镇", ["石桥镇道路建设工作总结", "<b>石橋鎮</b> & 音樂節", "石桥镇今年修路三条"], "找到 3 篇"),
        ("白洁", ["[沒有題目的短文，白 潔寫的。]"], None),
        ("道路 群众", ["石桥镇道路建设工作总结"], "找到 1 篇"),
        ("石桥 -道路", ["<b>石橋鎮</b> & 音樂節"], None),
        ("挂图作战三条", [], "没有找到"),
        ("3.5倍", ["石桥镇道路建设工作总结"], "找到 1 篇"),
        ("絕不曾有", [], "没有找到"),
    ],
)
def test_search_in_a_page_from_the_disk(
    query: str, titles: list[str], status: str | None, site: Path, browser: Browser
) -> None:
    told, found = asked(site, browser, query)
    shown = [title for title, _ in found]
    if status is not None:
        assert (told, shown) == (status, titles)
    assert {*titles} <= {*shown}
    for _, address in found:
        assert (site / unquote(urlsplit(address).path)).is_file()


@pytest.mark.slow
def test_what_was_searched_is_marked_and_nothing_is_refused(site: Path, browser: Browser) -> None:
    browser.said.clear()
    browser.open(f"{(site / 'articles/2024-report.a1.html').as_uri()}?q={quote('羣眾 道路')}")
    browser.wait("document.querySelector('mark')")
    page = parsed(str(browser.ask("document.documentElement.outerHTML")))
    assert browser.said == []
    assert {"".join(mark.itertext()) for mark in page.iter("mark")} == {"群众", "道路"}


@pytest.mark.slow
def test_facets_filter(site: Path, browser: Browser) -> None:
    years = json.loads((site / "data/site.js").read_text("utf-8")[len("tei.site(") : -2])["facets"]["year"]
    (chosen,) = (at for at, (year, _) in enumerate(years) if year == "2024")
    told, found = asked(site, browser, "石桥", year=chosen)
    assert [title for title, _ in found] == ["石桥镇道路建设工作总结"] and told == "找到 1 篇"


# --- what is in the way ---


def test_a_site_among_the_documents_is_no_document(tmp_path: Path) -> None:
    out = written(tmp_path, {"a": document(article("甲", "乙"))})
    for force in (False, True):
        made = build_site(out, out / "site", LOOK, pytest.fail, force=force)
        assert (made.documents, made.failed) == (1, 0)


def test_what_is_no_site_is_never_replaced(tmp_path: Path) -> None:
    out = written(tmp_path / "out", documents())
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "notes.txt").write_text("notes", encoding="utf-8")
    (tmp_path / "link").symlink_to(mine)
    (tmp_path / "file").write_text("notes", encoding="utf-8")
    for name in ("mine", "link", "file"):
        with pytest.raises(OutputError, match="is no site of tei-tools"):
            build_site(out, tmp_path / name, LOOK, pytest.fail, force=True)
    assert [path.name for path in mine.iterdir()] == ["notes.txt"]


def test_a_site_is_replaced_on_request_and_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = written(tmp_path / "out", documents())
    (tmp_path / "site").mkdir()  # an empty folder is in nobody's way
    build_site(out, tmp_path / "site", LOOK, pytest.fail)
    before = content(tmp_path / "site")
    with pytest.raises(OutputError, match="--force replaces it"):
        build_site(out, tmp_path / "site", LOOK, pytest.fail)

    def stop(*_: object) -> str:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(pages_of_a_site, "home_page", stop)
        with pytest.raises(KeyboardInterrupt):
            build_site(out, tmp_path / "site", LOOK, pytest.fail, force=True)
    assert content(tmp_path / "site") == before
    shutil.rmtree(out / "2023")
    build_site(out, tmp_path / "site", LOOK, pytest.fail, force=True)
    assert not (tmp_path / "site/articles/2023-page.a1.html").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "site"]


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    out = written(tmp_path / "out", {"a": document(article("甲", "乙"))})
    (out / "b.json").write_text("{}", encoding="utf-8")
    told: list[str] = []
    assert build_site(out, tmp_path / "site", LOOK, told.append).failed == 1
    assert len(told) == 1 and "b.json" in told[0]
    with pytest.raises(OutputError, match="holds no converted document"):
        build_site(tmp_path / "site", tmp_path / "other", LOOK, told.append)
