"""Dataclasses that nothing changes, for what is made by the thousand while a text is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as value
else:
    from dataclasses import dataclass

    def value(*, frozen: bool, slots: bool) -> object:
        """``@value(frozen=True, slots=True)`` is ``@dataclass(frozen=True, slots=True)`` for a type checker.

        At run time fields can be assigned, because a frozen instance takes three times as long to make. Instances
        compare by their fields, and hash by them if ``frozen``. A class that mypyc compiled has slots of its own.
        """

        def made(cls: type) -> type:
            return dataclass(unsafe_hash=frozen, slots=slots and not hasattr(cls, "__mypyc_attrs__"))(cls)

        return made


__all__ = ["value"]
