"""Tables of what is known about files: read, refused with the line, and looked up."""

from __future__ import annotations

import gc
import pickle
from pathlib import Path

import pytest

from tei_tools.batch import metadata
from tei_tools.batch.job import JobOptions, make_outputs
from tei_tools.batch.metadata import MetadataTable, read_metadata, settings_metadata
from tei_tools.batch.stored_rows import StoredRows
from tei_tools.errors import ConfigError, OutputError, SourceError
from tei_tools.model.nodes import Metadata
from tei_tools.text.encoding import read_bytes
from tei_tools.text.source import SourceFile
from tei_tools.write.record import from_record, load_record
from tei_tools.write.tei_reader import read_tei

CSV = "file,url,captured,keywords,availability,_note\na.txt,https://a.example/1,2024-05-01,路；桥,free,x\n2021/b.txt,,,,,\n"
KNOWN = Metadata(url="https://a.example/1", captured="2024-05-01", keywords=("路", "桥"), availability="free")


def table(tmp_path: Path, name: str, content: str) -> Path:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    return path


def test_a_table_of_commas(tmp_path: Path) -> None:
    assert read_metadata(table(tmp_path, "m.csv", "\ufeff" + CSV)) == {"a.txt": KNOWN, "2021/b.txt": Metadata()}


def test_a_table_of_json_lines(tmp_path: Path) -> None:
    line = '{"file": "a.txt", "sha256": "00", "url": "https://a.example/1", "keywords": ["路", "桥"], "captured": null}'
    found = read_metadata(table(tmp_path, "m.jsonl", f"\n{line}\n"))
    assert found["a.txt"] is found["00"]
    assert found["a.txt"].keywords == ("路", "桥")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("m.csv", "file,colour\na.txt,red\n", r"m\.csv:2: there is no 'colour'; there are url, captured"),
        ("m.csv", "url\nhttps://a.example/\n", r"m\.csv:2: says neither file nor sha256"),
        ("m.csv", "file,url\na.txt,x\na.txt,y\n", r"m\.csv:3: a\.txt has a row already"),
        ("m.csv", "file,url\na.txt,x,y\n", r"m\.csv:2: has more cells"),
        ("m.csv", "file,availability\na.txt,maybe\n", "availability is 'maybe', not one of unknown, free, restricted"),
        ("m.csv", "file,captured\na.txt,1.5.2024\n", "captured is '1.5.2024', not a date like"),
        ("m.csv", 'file,url\n"a.txt,x\n', "is not CSV"),
        ("m.jsonl", "[1]\n", r"m\.jsonl:1: is no JSON object"),
        ("m.jsonl", "{}\n{\n", r"m\.jsonl:1: says neither"),
        ("m.jsonl", '{"file": "a.txt", "url": {}}', "is {}, not a text"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, name: str, content: str, says: str) -> None:
    with pytest.raises(SourceError, match=says):
        read_metadata(table(tmp_path, name, content))


def test_a_table_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        read_metadata(tmp_path / "none.csv")
    (tmp_path / "m.csv").write_bytes("file\n石桥.txt\n".encode("gbk"))
    with pytest.raises(SourceError, match="is not UTF-8"):
        read_metadata(tmp_path / "m.csv")


def test_the_most_exact_row_counts() -> None:
    by_name, by_path, by_sum = (Metadata(url=url) for url in "abc")
    found = MetadataTable(Metadata(licence="CC0"), {"a.txt": by_name, "2021/a.txt": by_path, "00": by_sum})
    assert found.of(SourceFile(name="a.txt")).url == "a"
    assert found.of(SourceFile(name="a.txt"), "2021").url == "b"
    assert found.of(SourceFile(name="a.txt", sha256="00"), "2021").url == "c"
    assert found.of(SourceFile(name="b.txt")) == Metadata(licence="CC0")
    assert found.of(SourceFile(name="a.txt")).licence == "CC0"


def test_settings_are_checked() -> None:
    assert settings_metadata({"rights-holder": "石桥镇"}, "x") == Metadata(rights_holder="石桥镇")
    with pytest.raises(ConfigError, match=r"x: there is no 'licens'"):
        settings_metadata({"licens": "CC0"}, "x")


def test_what_is_known_stands_in_both_outputs() -> None:
    source = read_bytes("石桥镇修路\n\n石桥镇的路今天修好了，大家都很高兴。\n".encode(), "a.txt")
    made = make_outputs(source, "a", JobOptions(metadata=MetadataTable(rows={"a.txt": KNOWN})), "2021/05").files
    assert read_tei(made["a.tei.xml"]).metadata == KNOWN
    assert from_record(load_record(made["a.json"])).metadata == KNOWN
    assert b'href="../../schemas/report.rng"' in made["a.tei.xml"]


def test_a_long_table_is_looked_up_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata, "MOST_IN_MEMORY", 3)
    lines = "".join(f"{number}.txt,https://a.example/{number},路；桥\n" for number in range(9))
    rows = read_metadata(table(tmp_path, "m.csv", "file,url,keywords\n" + lines))
    assert isinstance(rows, StoredRows)
    sent = pickle.dumps(MetadataTable(rows=rows))
    assert len(sent) < 600
    found = pickle.loads(sent)
    assert found.of(SourceFile(name="7.txt")) == Metadata(url="https://a.example/7", keywords=("路", "桥"))
    assert found.of(SourceFile(name="9.txt")) == Metadata()
    assert len(rows) == 9 and rows["0.txt"].url == "https://a.example/0" and "x" not in rows
    path = Path(rows.path)
    del rows
    gc.collect()
    assert not path.exists()
    with pytest.raises(OutputError, match="run again"):
        found.of(SourceFile(name="8.txt"))
        MetadataTable(rows=StoredRows(str(path))).of(SourceFile(name="8.txt"))


def test_a_key_that_a_long_table_has_twice_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata, "MOST_IN_MEMORY", 2)
    with pytest.raises(SourceError, match=r"m\.csv:5: b has a row already"):
        read_metadata(table(tmp_path, "m.csv", "file,url\na,\nb,\nc,\nb,\n"))


def test_the_digest_is_of_the_own_row() -> None:
    one = MetadataTable(rows={"a.txt": KNOWN, "b.txt": Metadata()})
    other = MetadataTable(rows={"a.txt": KNOWN, "b.txt": KNOWN, "sub/a.txt": Metadata(url="u")})
    assert one.digest("", "a.txt") == other.digest("", "a.txt") != other.digest("", "a.txt", "sub")
    assert one.digest("", "b.txt") != other.digest("", "b.txt")
    assert one.digest("", "c.txt") == "" != one.digest("", "b.txt")
