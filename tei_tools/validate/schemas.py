"""The schemas shipped with the package, and where they lie."""

from __future__ import annotations

from pathlib import Path

from ..errors import SourceError

SCHEMA_NAMES = (
    "report.rng", "report-edition.rng", "report.sch", "report.odd", "report.compiled.rng", "report.html",
    "record.schema.json", "decisions.schema.json", "after-dat46.rng",
)  # fmt: skip
"""The schemas shipped with the package."""

MOST = 100
"""At most so many problems are listed for each kind of check of one document."""


def schema_path(name: str) -> Path:
    """Where one of :data:`SCHEMA_NAMES` lies: in the installed package, or in ``schemas/`` of a source tree.

    Raises ``ValueError`` for another name and :class:`~tei_tools.errors.SourceError` if the installation lacks it.

    >>> schema_path("report.rng").name
    'report.rng'
    """
    if name not in SCHEMA_NAMES:
        raise ValueError(f"{name!r} is not a schema of this package; there are {', '.join(SCHEMA_NAMES)}")
    package = Path(__file__).parents[1]
    for folder in (package / "schemas", package.parent / "schemas"):
        if (folder / name).is_file():
            return folder / name
    raise SourceError("schema-missing", f"{name} is missing from this installation of tei-tools. Install it again.")


def schema_bytes(name: str) -> bytes:
    """The content of one of :data:`SCHEMA_NAMES`; errors as :func:`schema_path`."""
    return schema_path(name).read_bytes()
