"""Who made a deposit and what it is: what nobody has said stays empty, for nothing is invented."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import cast

from ..errors import ConfigError
from ..model.nodes import NO_METADATA, Metadata

_ORCID = re.compile(r"(?:https://orcid\.org/)?(\d{4}-\d{4}-\d{4}-\d{3}[\dX])")
_DOI = re.compile(r"(?:https://doi\.org/|doi:)?(10\.\d{4,9}/\S+)")
_MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_PERSON = ("name", "orcid", "affiliation", "organization")


@dataclass(frozen=True, slots=True)
class Creator:
    """Somebody who made the deposit. ``orcid`` has no address before it; ``organization``: it is no person."""

    name: str
    orcid: str = ""
    affiliation: str = ""
    organization: bool = False


@dataclass(frozen=True, slots=True)
class Description:
    """What is said about a whole deposit, in the table ``[deposit]`` and the table ``[metadata]``.

    ``institution`` is the one that hands it over, ``contact`` and ``email``
    who answers for it there; ``archive`` (档案馆名称), ``fonds`` (全宗名称) and
    ``unit`` (立档单位名称) are as DA/T 46 names them; ``doi`` is of the deposit.
    """

    title: str = ""
    description: str = ""
    creators: tuple[Creator, ...] = ()
    institution: str = ""
    contact: str = ""
    email: str = ""
    doi: str = ""
    version: str = ""
    archive: str = ""
    fonds: str = ""
    unit: str = ""
    metadata: Metadata = field(default=NO_METADATA)


_TEXTS = tuple(entry.name for entry in fields(Description) if entry.name not in ("creators", "metadata"))
KEYS = (*_TEXTS, "creators")
"""What can be said in the table ``[deposit]``."""


def make_description(values: Mapping[str, object], metadata: Metadata, where: str) -> Description:
    """The description in a table of the settings; ``where`` is that table, for messages.

    Raises :class:`~tei_tools.errors.ConfigError` for a key that does not exist and a value that does not fit.

    >>> made = make_description({"title": "村志", "creators": [{"name": "祝晚晴"}, "沈青禾"]}, NO_METADATA, "")
    >>> made.title, [creator.name for creator in made.creators]
    ('村志', ['祝晚晴', '沈青禾'])
    """
    made = Description(metadata=metadata)
    for key, value in values.items():
        if key not in KEYS:
            raise ConfigError("config-key", f"{where}: there is no {key!r}; there are {', '.join(KEYS)}.")
        if key == "creators":
            people = value if isinstance(value, list) else [value]
            made = replace(made, creators=tuple(_creator(one, where) for one in people))
        elif isinstance(value, str):
            made = replace(made, **{key: " ".join(value.split())})  # type: ignore[arg-type]  # all these are texts
        else:
            raise ConfigError("config-value", f"{where}: {key} must be a text in quotes, not {value!r}.")
    if made.doi:
        if not (match := _DOI.fullmatch(made.doi)):
            raise ConfigError("config-value", f"{where}: doi is {made.doi!r}, not one like 10.1234/abc.")
        made = replace(made, doi=match[1])
    if made.email and not _MAIL.fullmatch(made.email):
        raise ConfigError("config-value", f"{where}: email is {made.email!r}, not an address like a@example.org.")
    return made


def _creator(value: object, where: str) -> Creator:
    entry = {"name": value} if isinstance(value, str) else value
    if not isinstance(entry, Mapping) or not isinstance(entry.get("name"), str) or not entry["name"].strip():
        raise ConfigError("config-value", f"{where}: a creator is a name, or a table with a name, not {value!r}.")
    if unknown := sorted(set(entry) - set(_PERSON)):
        message = f"{where}: a creator has no {unknown[0]!r}; there are {', '.join(_PERSON)}."
        raise ConfigError("config-key", message)
    orcid = str(entry.get("orcid", ""))
    match = _ORCID.fullmatch(orcid)
    if orcid and (match is None or not _is_orcid(match[1])):
        message = f"{where}: the orcid {orcid!r} of {entry['name']} is none: four groups of four, the last one checks."
        raise ConfigError("config-value", message)
    name, affiliation = cast("str", entry["name"]).strip(), str(entry.get("affiliation", "")).strip()
    return Creator(name, match[1] if match else "", affiliation, bool(entry.get("organization", False)))


def _is_orcid(orcid: str) -> bool:
    """Whether the last character is the check of the others (ISO 7064 MOD 11-2).

    >>> _is_orcid("0000-0002-1825-0097"), _is_orcid("0000-0002-1825-0098")
    (True, False)
    """
    total = 0
    digits = orcid.replace("-", "")
    for digit in digits[:-1]:
        total = (total + int(digit)) * 2
    return "0123456789X"[(12 - total % 11) % 11] == digits[-1]
