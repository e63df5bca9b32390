"""Compile ``schemas/report.odd`` with the TEI Stylesheets: a RELAX NG schema and the documentation in HTML.

    python scripts/compile_odd.py --tei DIR --stylesheets DIR [--out schemas]

``--tei`` is a clone of the repository TEIC/TEI, whose source becomes the
p5subset that customizations are made from; ``--stylesheets`` is one of
TEIC/Stylesheets. Neither is part of this project. Saxon comes from PyPI
(``pip install saxonche``).

Written are ``report.compiled.rng`` and ``report.html``. The compiled schema is
wider than ``report.rng``: an ODD replaces attributes and leaves content models
to TEI. What it is good for: it proves that the customization is one, and
editors that know ODD can use it. The same input gives the same bytes.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from pathlib import Path

from lxml import etree

SCHEMAS = Path(__file__).resolve().parents[1] / "schemas"


def p5subset(tei: Path, folder: Path) -> Path:
    """The specification of TEI in one file, made from the source of the Guidelines as their Makefile does it."""
    whole = folder / "p5.xml"
    parser = etree.XMLParser(load_dtd=True, resolve_entities=True, no_network=True, huge_tree=True)
    guidelines = etree.parse(tei / "P5" / "Source" / "guidelines-en.xml", parser)
    guidelines.xinclude()
    guidelines.write(whole, encoding="utf-8")
    subset = folder / "p5subset.xml"
    _transform(whole, tei / "P5" / "Utilities" / "subset.xsl", subset)
    return subset


def compile_odd(odd: Path, tei: Path, stylesheets: Path, folder: Path) -> dict[str, bytes]:
    """``report.compiled.rng`` and ``report.html``; what lies between is kept in ``folder``."""
    subset = p5subset(tei, folder)
    source = {"defaultSource": subset.as_uri()}
    expanded, rng, lite, html = (folder / name for name in ("report.odd.xml", "report.rng", "lite.xml", "report.html"))
    _transform(odd, stylesheets / "odds" / "odd2odd.xsl", expanded, source)
    _transform(expanded, stylesheets / "odds" / "odd2relax.xsl", rng, {"outputDir": str(folder)})
    _transform(expanded, stylesheets / "odds" / "odd2lite.xsl", lite, source)
    _transform(lite, stylesheets / "html" / "html.xsl", html, {"splitLevel": "-1", "cssFile": "", "cssPrintFile": ""})
    return {"report.compiled.rng": _without_clock(rng.read_bytes()), "report.html": _without_clock(html.read_bytes())}


def _transform(source: Path, stylesheet: Path, target: Path, parameters: dict[str, str] | None = None) -> None:
    from saxonche import PySaxonProcessor

    with PySaxonProcessor(license=False) as saxon:
        processor = saxon.new_xslt30_processor()
        compiled = processor.compile_stylesheet(stylesheet_file=str(stylesheet))
        for name, value in (parameters or {}).items():
            compiled.set_parameter(name, saxon.make_string_value(value))
        compiled.transform_to_file(source_file=str(source), output_file=str(target))


def _without_clock(data: bytes) -> bytes:
    """Without the day and time of compilation, and without the names of folders of this machine."""
    text = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?", "", data.decode())
    text = re.sub(r"Date: \d{4}-\d\d-\d\d(?=<br)", "", text)
    return re.sub(r'file:/[^\s"<]*/', "", text).encode()


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--tei", type=Path, required=True, help="a clone of TEIC/TEI")
    parser.add_argument("--stylesheets", type=Path, required=True, help="a clone of TEIC/Stylesheets")
    parser.add_argument("--out", type=Path, default=SCHEMAS, help="where to write (default: schemas)")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        made = compile_odd(SCHEMAS / "report.odd", given.tei.resolve(), given.stylesheets.resolve(), Path(folder))
    for name, data in made.items():
        (given.out / name).write_bytes(data)
        print(f"written: {given.out / name} ({len(data):,} bytes)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
