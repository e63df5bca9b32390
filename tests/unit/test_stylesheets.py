"""The text of a TEI file, taken out in four independent ways, is the reading text of the record."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from typing import cast
from urllib.parse import unquote

import pytest
from lxml import etree

from tei_tools.model.nodes import Document
from tei_tools.parse import parse
from tei_tools.validate.stylesheets import STYLESHEET_NAMES, stylesheet_bytes
from tei_tools.write.record import to_record
from tei_tools.write.tei import to_tei
from tei_tools.write.tei_reader import read_tei
from tei_tools.write.xml import parse_xml

from ..labelled import Labelled
from .reading import reading_text, squeezed
from .specimen import specimen
from .test_schemas import METADATA

EXAMPLES = Path(__file__).parents[2] / "examples"
NS = {
    "t": "http://www.tei-c.org/ns/1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
}


@cache
def documents() -> dict[str, Document]:
    made = {"specimen": specimen()[0]}
    for path in sorted(EXAMPLES.glob("*.tei.xml")):
        made[path.name.partition(".")[0]] = read_tei(path)
    return made


@cache
def stylesheet(name: str) -> etree.XSLT:
    return etree.XSLT(etree.fromstring(stylesheet_bytes(name)))


NAMES = sorted(documents())


def expected(name: str) -> str:
    return reading_text(to_record(documents()[name]))


def by_xpath(data: bytes) -> str:
    path = "//t:text//text()[not(ancestor::t:sic or ancestor::t:orig)]"
    return "".join(cast(list[str], parse_xml(data).xpath(path, namespaces=NS)))


@pytest.mark.parametrize("name", NAMES)
def test_xpath(name: str) -> None:
    assert squeezed(by_xpath(to_tei(documents()[name]))) == expected(name)


@pytest.mark.parametrize("name", NAMES)
def test_our_stylesheet_for_text(name: str) -> None:
    text = str(stylesheet("report.text.xsl")(parse_xml(to_tei(documents()[name]))))
    assert squeezed(text) == expected(name)
    assert not re.search(r"\n\n\n", text)


@pytest.mark.parametrize("name", NAMES)
def test_our_stylesheet_for_html(name: str) -> None:
    page = stylesheet("report.html.xsl")(parse_xml(to_tei(documents()[name])))
    assert squeezed("".join(cast(list[str], page.xpath("//body//text()")))) == expected(name)
    identifiers = cast(list[str], page.xpath("//@id"))
    assert len(identifiers) == len({*identifiers}) and "a1" in identifiers
    assert page.xpath("//ol") == []  # the text has its numbers
    titles = [article.title.text for article in documents()[name].articles if article.title is not None]
    assert ["".join(cast(list[str], head.xpath(".//text()"))) for head in page.iter("h1")] == titles


@pytest.mark.parametrize("name", NAMES)
def test_the_stylesheets_of_tei(name: str, tmp_path: Path) -> None:
    folder = os.environ.get("TEIC_STYLESHEETS", "")
    if not os.path.isdir(folder) or find_spec("saxonche") is None:
        pytest.skip("needs saxonche, and a clone of TEIC/Stylesheets in TEIC_STYLESHEETS")
    from saxonche import PySaxonProcessor

    source = tmp_path / "a.xml"
    source.write_bytes(to_tei(documents()[name]))
    with PySaxonProcessor(license=False) as saxon:
        text = saxon.new_xslt30_processor().compile_stylesheet(
            stylesheet_file=str(Path(folder) / "txt" / "tei-to-text.xsl")
        )
        assert squeezed(text.transform_to_string(source_file=str(source))) == expected(name)
        html = saxon.new_xslt30_processor().compile_stylesheet(stylesheet_file=str(Path(folder) / "html" / "html.xsl"))
        page = etree.HTML(html.transform_to_string(source_file=str(source)))
        shown = squeezed("".join(cast(list[str], page.xpath("//body//p//text()"))))
        assert not re.search(r"\band\b|Line \d|weak reading|zhèn", shown)


CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), ""
)


def needs_chromium() -> str:
    if not CHROMIUM:
        pytest.skip("needs chromium (apt-get install chromium)")
    return CHROMIUM


@contextmanager
def served(folder: Path) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def in_chromium(tmp_path: Path, address: str, *options: str) -> str:
    """What chromium prints of a page when all of its scripts have run."""
    done = subprocess.run(
        [
            needs_chromium(), "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--virtual-time-budget=10000", f"--user-data-dir={tmp_path / 'profile'}", *options, address,
        ],
        capture_output=True, text=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


PROBE = """<script>
addEventListener("load", () => setTimeout(() => {
  document.body.innerHTML = `<pre id="shown">${encodeURIComponent(document.body.innerText)}</pre>`;
}, 3000));
</script>"""


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_ceteicean_in_a_browser(name: str, tmp_path: Path) -> None:
    script = Path(os.environ.get("CETEICEAN", ""))
    needs_chromium()
    if not script.is_file():
        pytest.skip("needs CETEI.js of CETEIcean (npm pack CETEIcean), its path in CETEICEAN")
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "CETEI.js").write_bytes(script.read_bytes())
    (folder / "report.css").write_bytes(stylesheet_bytes("report.css"))
    page = stylesheet_bytes("ceteicean.html").decode()
    assert "</body>" in page
    (folder / "page.html").write_text(page.replace("</body>", PROBE + "</body>"), encoding="utf-8")
    (folder / "a.xml").write_bytes(to_tei(documents()[name]))
    with served(folder) as address:
        html = in_chromium(tmp_path, f"{address}/page.html?a.xml", "--dump-dom")
    found = re.search(r'<pre id="shown">([^<]*)</pre>', html)
    assert found, html[:2000]
    assert squeezed(unquote(found[1])) == expected(name)


def crosswalk(document: Document) -> dict[str, list[str]]:
    root = stylesheet("report.dc.xsl")(parse_xml(to_tei(document))).getroot()
    found: dict[str, list[str]] = {}
    for element in root:
        found.setdefault(etree.QName(element).localname, []).append(element.text or "")
    return found


def test_dublin_core_has_what_is_known_of_a_file() -> None:
    document = documents()["specimen"]
    found = crosswalk(replace(document, articles=document.articles[:1], metadata=METADATA))
    assert found["title"] == ["石桥镇今年修路三条"]
    assert found["creator"] == ["白洁", "王芳", "张三"]
    assert found["publisher"] == [METADATA.publisher, "石桥县政务中心"]
    assert found["date"] == ["2023-09-19T16:04:00"]
    assert found["identifier"] == [METADATA.identifier, "石政发〔2020〕1号"]
    assert METADATA.url in found["source"]
    assert found["rights"] == [METADATA.licence, METADATA.availability, METADATA.rights_holder]
    assert found["language"] == ["zh-Hans"]
    assert found["subject"] == [*METADATA.keywords]
    assert found["relation"] == [METADATA.collection]


def check_crosswalk(document: Document) -> None:
    """What the metadata file gave and what was read of a single article are all found, and the values of no other."""
    found = crosswalk(replace(document, metadata=METADATA))
    assert found["identifier"][0] == METADATA.identifier
    assert found["publisher"][0] == METADATA.publisher
    assert METADATA.url in found["source"]
    assert found["rights"] == [METADATA.licence, METADATA.availability, METADATA.rights_holder]
    assert found["subject"] == [*METADATA.keywords]
    assert found["relation"] == [METADATA.collection]
    assert found["language"] == [document.language]
    assert len(found["title"]) >= 1
    if len(document.articles) == 1:
        (article,) = document.articles
        if article.title is not None:
            assert "".join(found["title"][0].split()) == "".join(article.title.text.split())
        assert found.get("creator", []) == [person.name for person in article.authors]
        dates = found.get("date", [])  # xsd:dateTime wants seconds, where the text has none
        assert len(dates) == (article.date is not None)
        assert article.date is None or dates[0].startswith(article.date.when)
        if article.source is not None:
            assert article.source.text in [*found["publisher"], *found["source"]]


def test_published_and_updated_dates_of_one_line_are_both_kept() -> None:
    """With their roles, in TEI and in the record, in the line and among the facts; Dublin Core has the first."""
    text = (
        "石桥镇今年修路三条\n\n发布时间：2023-09-19 16:04 更新时间：2023-09-21 来源：石桥镇政府\n\n"
        "　　石桥镇的路今天修好了，大家都很高兴，纷纷走上新路。\n"
    )
    document = parse(text)
    (article,) = to_record(document)["articles"]
    assert [article[name]["when"] for name in ("date", "updated")] == ["2023-09-19T16:04", "2023-09-21"]
    (line,) = (block for block in article["blocks"] if block["type"] == "meta")
    assert [(date["role"], date["text"]) for date in line["other_dates"]] == [("updated", "2023-09-21")]
    tei = parse_xml(to_tei(document))
    for where in ("t:teiHeader//t:listBibl/t:bibl/t:date", "t:text//t:opener/t:date"):
        dates = [(date.get("type"), date.get("when")) for date in tei.iterfind(f".//{where}", NS)]
        assert dates == [("published", "2023-09-19T16:04:00"), ("updated", "2023-09-21")]
    assert read_tei(to_tei(document), text) == document
    assert crosswalk(document)["date"] == ["2023-09-19T16:04:00"]


@pytest.mark.parametrize("name", NAMES)
def test_dublin_core_has_what_the_metadata_file_gave(name: str) -> None:
    check_crosswalk(documents()[name])


@pytest.mark.slow
def test_dublin_core_of_every_labelled_text(labelled: Labelled) -> None:
    for document in labelled.documents.values():
        check_crosswalk(document)


@pytest.mark.parametrize("name", NAMES)
def test_dublin_core_guesses_nothing(name: str) -> None:
    found = crosswalk(documents()[name])
    assert {"title", "language", "format", "rights"} <= {*found}
    assert found["rights"] == ["unknown"]
    assert "" not in [value for values in found.values() for value in values]


def test_all_are_there() -> None:
    for name in STYLESHEET_NAMES:
        assert len(stylesheet_bytes(name)) > 500
    with pytest.raises(ValueError, match=r"report\.pdf"):
        stylesheet_bytes("report.pdf")


@pytest.mark.parametrize("name", [name for name in STYLESHEET_NAMES if name.endswith(".xsl")])
def test_stylesheets_are_of_version_1(name: str) -> None:
    assert etree.fromstring(stylesheet_bytes(name)).get("version") == "1.0"
