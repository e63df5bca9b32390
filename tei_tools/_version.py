"""The version of this package, where every module can read it without asking the installed metadata."""

from __future__ import annotations

__version__ = "0.2.0.dev0"
