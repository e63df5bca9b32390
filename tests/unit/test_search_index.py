"""Search finds what looking through every text finds, and the index follows its folder."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tei_tools.errors import OutputError, SourceError, TeiToolsError
from tei_tools.model.nodes import Article, Date, Document, Paragraph, Person, Text
from tei_tools.parse import parse
from tei_tools.search import query
from tei_tools.search.grams import expression, folded, pairs, places, squeezed
from tei_tools.search.index import INDEX_NAME, Update, find_index, update
from tei_tools.search.query import Answer, Question, ask, read_terms
from tei_tools.text.source import SourceFile, Span
from tei_tools.write.record import dump_record, to_record

from ..laws.model_strategies import documents

_CHARACTERS = st.sampled_from('路桥橋鎮镇的。 　Ａaİσ."*-(%𠮷\ue02e\n')


def article(title: str, *texts: str, name: str = "a1", **facts: object) -> Article:
    blocks = tuple(Paragraph(Text(text, ())) for text in texts)
    return replace(Article(name, "zh", blocks, title=Text(title, ()) if title else None), **facts)  # type: ignore[arg-type]


def written(folder: Path, **documents: Document) -> Path:
    folder.mkdir(exist_ok=True)
    for name, document in documents.items():
        (folder / f"{name}.json").write_bytes(dump_record(to_record(document)))
    return folder


def document(*articles: Article) -> Document:
    return Document(SourceFile("a.txt"), "zh", articles)


def indexed(folder: Path, **options: bool) -> Update:
    told: list[str] = []
    done = update(folder, folder / INDEX_NAME, told.append, **options)
    assert len(told) == done.failed
    return done


def found(folder: Path, *terms: str, **question: str) -> list[str]:
    answer = ask(find_index(folder), Question(terms, **question), limit=1000)  # type: ignore[arg-type]
    assert answer.total == len(answer.hits)
    return sorted(f"{Path(hit.record).stem}.{hit.article}" for hit in answer.hits)


# --- folding and pairs ---


@given(st.text())
def test_folding_keeps_places(text: str) -> None:
    assert len(folded(text)) == len(text)
    assert folded(folded(text)) == folded(text)


@given(st.text(_CHARACTERS), st.text(_CHARACTERS, max_size=3))
def test_places_are_where_the_term_stands(text: str, term: str) -> None:
    matches = places(text, term)
    assert bool(matches) == (squeezed(term) in squeezed(text) and bool(squeezed(term)))
    assert {squeezed(text[start:end]) for start, end in matches} <= {squeezed(term)}
    assert all(before[1] <= behind[0] for before, behind in pairwise(matches))


@settings(max_examples=300)
@given(st.lists(st.text(_CHARACTERS, max_size=8), max_size=4), st.text(_CHARACTERS, min_size=1, max_size=4))
def test_the_words_of_the_index_find_what_brute_force_finds(texts: list[str], term: str) -> None:
    asked = expression(term)
    with closing(sqlite3.connect(":memory:")) as base:
        base.execute("CREATE VIRTUAL TABLE f USING fts5 (body, content = '', tokenize = 'ascii', prefix = '1')")
        base.execute("INSERT INTO f (rowid, body) VALUES (1, ?)", (" ".join(map(pairs, texts)),))
        hits = base.execute("SELECT rowid FROM f WHERE f MATCH ?", (asked,)).fetchall() if asked else []
    assert bool(hits) == any(squeezed(term) in squeezed(text) for text in texts if squeezed(term))


@pytest.mark.parametrize(
    ("asked", "terms", "without"),
    [
        ("道路", ["道路"], []),
        ("道路 修建", ["道路", "修建"], []),
        ('"白 洁" -石桥', ["白 洁"], ["石桥"]),
        ("“白 洁”　路", ["白 洁", "路"], []),
        ('-"石桥 镇" 路', ["路"], ["石桥 镇"]),
        ('"未完', ['"未完'], []),
        ("-", ["-"], []),
        ("NEAR(a b) OR *", ["NEAR(a", "b)", "OR", "*"], []),
        ("", [], []),
        ('""', [], []),
        (" 　", [], []),
    ],
)
def test_what_a_query_asks(asked: str, terms: list[str], without: list[str]) -> None:
    assert read_terms(asked) == (tuple(terms), tuple(without))


# --- the law ---


@settings(max_examples=40, deadline=None)
@given(st.lists(documents(), min_size=1, max_size=3), st.data())
def test_search_finds_what_brute_force_finds(
    tmp_path_factory: pytest.TempPathFactory, made: list[Document], data: st.DataObject
) -> None:
    folder = written(tmp_path_factory.mktemp("law"), **{f"d{number}": one for number, one in enumerate(made)})
    indexed(folder)
    texts: dict[str, list[str]] = {}
    for number, one in enumerate(made):
        for name, passages in passages_of(one).items():
            texts[f"d{number}.{name}"] = passages
    everything = "".join(squeezed(text) for passages in texts.values() for text in passages)
    for size in (1, 2, 3, 5):
        start = data.draw(st.integers(0, max(0, len(everything) - size)))
        term = everything[start : start + size]
        if term and not term.isspace():
            wanted = [name for name, passages in texts.items() if any(term in squeezed(text) for text in passages)]
            assert found(folder, term) == sorted(wanted)


def passages_of(one: Document) -> dict[str, list[str]]:
    """The texts of each article, taken from the record by another way than the index takes."""
    got: dict[str, list[str]] = {}
    for record in to_record(one)["articles"]:
        texts = [record[name]["text"] for name in ("kicker", "title", "subtitle") if record[name]]
        stack = [*record["blocks"]]
        while stack:
            block = stack.pop()
            texts += [block["head"]["text"]] if "head" in block else []
            texts += [block["caption"]["text"]] if block.get("caption") else []
            texts += [block["text"]] if "text" in block else []
            if "rows" in block:  # a table is one passage, its cells one behind the other
                texts.append("".join(cell["text"] for row in block["rows"] for cell in row))
            stack += [item for item in block.get("items", []) if "text" in item] + block.get("blocks", [])
        got[record["id"]] = texts
    return got


# --- questions ---


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("out")
    written(
        folder,
        one=document(
            article("石桥镇修路三条", "路修好了，群众满意。", date=Date("2024-05-01T08:00", "published", Text("", ())),
                    source=Text("石桥县融媒体中心", ()), authors=(Person("白洁", "记者", ()), Person("王芳", "", ()))),
            article("音乐节开幕", "石桥镇的人都来了。", name="a2", date=Date("2023-09", "published", Text("", ()))),
        ),
        two=document(article("臺灣遊記", "到了石橋鎮，路很好走。", date=Date("2023", "published", Text("", ())))),
        three=document(article("", "ＧＤＰ增长8.5%，白　洁报道。", date=Date("--05-01", "published", Text("", ())))),
    )  # fmt: skip
    indexed(folder)
    return folder


@pytest.mark.parametrize(
    ("terms", "question", "wanted"),
    [
        (["石桥镇"], {}, ["one.a1", "one.a2", "two.a1"]),
        (["石橋鎮"], {}, ["one.a1", "one.a2", "two.a1"]),
        (["台湾"], {}, ["two.a1"]),
        (["路"], {}, ["one.a1", "two.a1"]),
        (["桥"], {}, ["one.a1", "one.a2", "two.a1"]),
        (["。"], {}, ["one.a1", "one.a2", "three.a1", "two.a1"]),
        (["gdp"], {}, ["three.a1"]),
        (["8.5%"], {}, ["three.a1"]),
        (["8.5％"], {}, ["three.a1"]),
        (["85%"], {}, []),
        (["白洁"], {}, ["three.a1"]),
        (["石桥", "路"], {}, ["one.a1", "two.a1"]),
        (["石桥"], {"without": ("路",)}, ["one.a2"]),
        (["石桥"], {"without": ("路", "人")}, []),
        (["三条路修"], {}, []),  # no word goes from one passage into the next
        (["石桥"], {"since": "2024"}, ["one.a1"]),
        (["石桥"], {"since": "2024-05-01"}, ["one.a1"]),
        (["石桥"], {"since": "2024-05-02"}, []),
        (["石桥"], {"since": "2023-09-15"}, ["one.a1", "one.a2", "two.a1"]),  # 2023 and 2023-09 can be meant
        (["石桥"], {"until": "2023"}, ["one.a2", "two.a1"]),
        (["石桥"], {"until": "2024-05-01"}, ["one.a1", "one.a2", "two.a1"]),
        (["石桥"], {"since": "2023-10", "until": "2023-12"}, ["two.a1"]),
        (["白洁"], {"since": "2000"}, []),  # a day without a year is in no year
        (["石桥"], {"source": "融媒體"}, ["one.a1"]),
        (["石桥"], {"author": "王芳"}, ["one.a1"]),
        (["石桥"], {"author": "洁王"}, []),
    ],
)
def test_questions(folder: Path, terms: list[str], question: dict[str, str], wanted: list[str]) -> None:
    assert found(folder, *terms, **question) == wanted


def test_a_title_counts_more(tmp_path: Path) -> None:
    texts = ["路通到村口，路两边有树，路灯也亮了。" * 3, "群众满意。"]
    written(tmp_path, a=document(article("记事", texts[0])), b=document(article("修路", texts[1] * 10)))
    indexed(tmp_path)
    answer = ask(tmp_path / INDEX_NAME, Question(("路",)), limit=1)
    assert (answer.total, Path(answer.hits[0].record).stem) == (2, "b")


def test_of_very_many_articles_only_titles_are_weighed(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(query, "_RANKED", 0)
    assert found(folder, "石桥") == ["one.a1", "one.a2", "two.a1"]
    written(
        tmp_path,
        a=document(article("记事", "修路。" * 5)),
        b=document(article("修路", "甲")),
        c=document(article("路", "乙")),
    )
    indexed(tmp_path)
    for most in (0, 1, 2):
        monkeypatch.setattr(query, "_RANKED", most)
        answer = ask(tmp_path / INDEX_NAME, Question(("修路",)), limit=1)
        assert (answer.total, Path(answer.hits[0].record).stem) == (2, "b")
        assert found(tmp_path, "修路") == ["a.a1", "b.a1"]


def test_matches_have_offsets_of_the_source(tmp_path: Path) -> None:
    source = "石桥镇工作总结\n\n一、主要做法\n\n今年修路三条，修\n路办公室满意。\n\n"
    source += "二、下步打算\n\n明年再修桥两座，方便群众。\n"
    written(tmp_path, a=parse(source))
    indexed(tmp_path)
    (hit,) = ask(tmp_path / INDEX_NAME, Question(("修路",))).hits
    assert not hit.stale and hit.title == "石桥镇工作总结"
    for passage in hit.passages:
        assert passage.path == ("石桥镇工作总结", "一、主要做法")
        for (start, end), spans in zip(passage.matches, passage.spans, strict=True):
            assert squeezed(passage.text[start:end]) == "修路"
            assert squeezed("".join(source[low:high] for low, high in spans)) == "修路"
    assert sum(len(passage.matches) for passage in hit.passages) == 2


# --- the index follows its folder ---


def dumped(folder: Path) -> Answer:
    answer = ask(folder / INDEX_NAME, Question(("石桥",)), limit=100)
    return replace(answer, hits=tuple(sorted(answer.hits, key=lambda hit: (hit.record, hit.article))))


def test_an_index_is_brought_up_to_date(tmp_path: Path) -> None:
    written(
        tmp_path,
        a=document(article("石桥镇修路", "甲事。")),
        b=document(article("石桥镇修桥", "乙事。")),
        c=document(article("石桥镇修渠", "丙事。")),
    )
    assert indexed(tmp_path) == Update(added=3, articles=3)
    assert indexed(tmp_path) == Update(unchanged=3, articles=3)
    written(tmp_path, b=document(article("石桥镇植树", "丁事。")), d=document(article("石桥镇", "戊事。")))
    (tmp_path / "c.json").unlink()
    assert ask(tmp_path / INDEX_NAME, Question(("丙事",))).hits[0].stale
    assert indexed(tmp_path) == Update(added=1, changed=1, removed=1, unchanged=1, articles=3)
    assert found(tmp_path, "石桥") == ["a.a1", "b.a1", "d.a1"]
    assert [found(tmp_path, term) for term in ("乙事", "丙", "修桥", "丁事", "植")] == [[], [], [], ["b.a1"], ["b.a1"]]
    followed = dumped(tmp_path)
    assert indexed(tmp_path, anew=True) == Update(added=3, articles=3)
    assert dumped(tmp_path) == followed


def test_what_cannot_be_read_is_told_and_forgotten(tmp_path: Path) -> None:
    written(tmp_path, a=document(article("石桥镇修路", "甲事。")), b=document(article("石桥镇修桥", "乙事。")))
    indexed(tmp_path)
    (tmp_path / "a.json").write_text("{}", encoding="utf-8")
    assert indexed(tmp_path) == Update(failed=1, unchanged=1, articles=1)
    assert found(tmp_path, "石桥") == ["b.a1"]


def test_an_interrupted_update_is_gone_on_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tei_tools.search import index

    written(tmp_path, **{f"d{number}": document(article(f"石桥{number}", "甲。")) for number in range(5)})
    monkeypatch.setattr(index, "_AT_ONCE", 2)
    real, calls = index._add, []

    def stop(base: sqlite3.Connection, path: str, sha256: str, document: Document) -> None:
        calls.append(path)
        if len(calls) == 4:
            raise KeyboardInterrupt
        real(base, path, sha256, document)

    monkeypatch.setattr(index, "_add", stop)
    with pytest.raises(KeyboardInterrupt):
        indexed(tmp_path)
    assert found(tmp_path, "石桥") == ["d0.a1", "d1.a1"]
    monkeypatch.setattr(index, "_add", real)
    assert indexed(tmp_path) == Update(added=3, unchanged=2, articles=5)


def test_a_file_that_is_no_index_is_left_alone(tmp_path: Path) -> None:
    written(tmp_path, a=document(article("石桥镇修路", "甲事。")))
    for content in (b"notes of mine", b""):
        mine = tmp_path / "mine.sqlite"
        mine.write_bytes(content)
        with pytest.raises(OutputError, match="is no index"):
            update(tmp_path, mine, print, anew=True)
        assert mine.read_bytes() == content


def test_an_index_of_another_version_is_made_anew_on_request(tmp_path: Path) -> None:
    written(tmp_path, a=document(article("石桥镇修路", "甲事。")))
    indexed(tmp_path)
    with closing(sqlite3.connect(tmp_path / INDEX_NAME)) as base:
        base.execute("PRAGMA user_version = 99")
    for use in (lambda: indexed(tmp_path), lambda: found(tmp_path, "石桥")):
        with pytest.raises(TeiToolsError, match="index --force"):
            use()
    assert indexed(tmp_path, anew=True) == Update(added=1, articles=1)


def test_a_damaged_index_is_said_to_be_so(tmp_path: Path) -> None:
    written(tmp_path, a=document(article("石桥镇修路", "甲事。")))
    indexed(tmp_path)
    file = tmp_path / INDEX_NAME
    file.write_bytes(file.read_bytes()[:5000])
    with pytest.raises(SourceError, match="cannot be read"):
        found(tmp_path, "石桥")


def test_a_folder_without_index(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="tei-tools index"):
        find_index(tmp_path)


def test_a_moved_folder_is_found(tmp_path: Path) -> None:
    written(tmp_path / "x", a=document(article("石桥镇修路", "甲事。", name="a1")))
    indexed(tmp_path / "x")
    (tmp_path / "x").rename(tmp_path / "y")
    (hit,) = ask(tmp_path / "y" / INDEX_NAME, Question(("石桥",))).hits
    assert hit.record == str(tmp_path / "y" / "a.json") and not hit.stale


def test_the_sha256_of_the_source_is_that_of_the_record(tmp_path: Path) -> None:
    sha256 = hashlib.sha256(b"x").hexdigest()
    one = Document(
        SourceFile("a.txt", sha256=sha256), "zh", (Article("a1", "zh", (), title=Text("石桥", (Span(0, 2),))),)
    )
    written(tmp_path, a=one)
    indexed(tmp_path)
    (hit,) = ask(tmp_path / INDEX_NAME, Question(("石桥",))).hits
    assert (hit.sha256, hit.file) == (sha256, "a.txt")
    assert json.loads((tmp_path / "a.json").read_text("utf-8"))["file"]["sha256"] == sha256
    assert hit.passages[0].spans == (((0, 2),),)
