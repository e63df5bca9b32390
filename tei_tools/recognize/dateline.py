"""The dateline of a news paragraph, as the recognizers know it: the grammar is in ``read/grammar``."""

from __future__ import annotations

from ..read.grammar.dateline import Dateline, read_dateline

__all__ = ["Dateline", "read_dateline"]
