"""The stylesheets shipped with the package, and where they lie."""

from __future__ import annotations

from pathlib import Path

from ..errors import SourceError

STYLESHEET_NAMES = ("report.text.xsl", "report.html.xsl", "report.dc.xsl", "report.css", "ceteicean.html")
"""What makes text, HTML and Dublin Core of a TEI file, and shows it in a browser."""


def stylesheet_bytes(name: str) -> bytes:
    """The content of one of :data:`STYLESHEET_NAMES`.

    Raises ``ValueError`` for another name and :class:`~tei_tools.errors.SourceError` if the installation lacks it.

    >>> stylesheet_bytes("report.css")[:13]
    b'/* report.css'
    """
    if name not in STYLESHEET_NAMES:
        raise ValueError(f"{name!r} is not a stylesheet of this package; there are {', '.join(STYLESHEET_NAMES)}")
    package = Path(__file__).parents[1]
    for folder in (package / "stylesheets", package.parent / "stylesheets"):
        if (folder / name).is_file():
            return (folder / name).read_bytes()
    raise SourceError("stylesheet-missing", f"{name} is missing from this installation of tei-tools. Install it again.")
