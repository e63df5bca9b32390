"""Documents as bytes: the JSON record and TEI, written and read back. Spelling only, no decisions."""

from __future__ import annotations
