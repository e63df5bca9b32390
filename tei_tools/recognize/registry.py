"""Finds the rules: every module in ``recognize/rules`` has one ``RULE``."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from . import rules as _package
from .rule import Rule


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule of the package, sorted by name. Their order has no meaning."""
    names = sorted(info.name for info in iter_modules(_package.__path__))
    return tuple(import_module(f"{_package.__name__}.{name}").RULE for name in names)
