"""What the labels of a line mean, and what kind of value stands behind each: 信息发布单位:青禾县水利局 is a source and an office.

The words themselves are weighed too (``lab=``); a label that no labelled text has is known by its sense (the tables of
:mod:`tei_tools.read.grammar.lexicon`) or by its last two ideographs.
"""

from __future__ import annotations

import re

from ...recognize.facts import read_fields
from ...text.names import is_person_name
from ..grammar.lexicon import is_office, is_outlet, label_word

_LABEL = re.compile(
    r"(?:\A|[\s|;,。、()【】\[\]>/—•·●\"'{*-])(?!https?:)([^\s:|;,。、()【】\[\]>/—•·●\"'{*]{1,14})(?:[\"']|\*\*)?\s?:(?:\*\*)?"
)
"""A label, also that of a record (``"source": …``) or set in bold (``**来源:**``)."""
_DATE = re.compile(r"\d{4}\s?[-年/.]\s?\d|\d{1,3}年\s?\d{1,2}月|\d{1,2}月\d{1,2}日|[〇零○一二三四五六七八九]{4}年")
_MOST = 4
_AROUND_VALUE = " \t\"',*"
_SHORT, _NAME = 12, 24
"""Code points of a short value, and of the longest line that may be a name."""


def field_evidence(text: str) -> list[str]:
    """The names of what the labels of a short folded, simplified line say, and of whose name one without labels is."""
    if ":" not in text[:14]:
        fields = read_fields(text)
        return [f"bare-field={fields[0].name}"] if fields else name_evidence(text)
    out = [f"lab={text[: text.index(':')].replace(' ', '')[-6:]}"]
    fields = read_fields(text)
    for field in fields[:4]:
        out.append(f"field={field.name}")
        out.append("field-empty" if field.start == field.end else "field-full")
    if fields:
        out.append(f"fields={min(len(fields), 4)}")
        out.append("field-first" if fields[0].at <= 2 else "field-later")
    return out + label_evidence(text)


def label_evidence(text: str) -> list[str]:
    """The names of what the labels of a folded, simplified text mean.

    >>> label_evidence("信息发布单位:青禾县水利局")
    ['le2=单位', 'lk=source', 'lk1=source', 'lv=office', 'lkv=source:office', 'lks=1']
    """
    hits = [(match.start(1), match.end(), match[1]) for match in _LABEL.finditer(text)][:_MOST]
    if not hits:
        return []
    out: list[str] = []
    known = 0
    for place, (at, end, label) in enumerate(hits):
        word = label_word(label.lower())
        kind = word.kind if word is not None else "?"
        known += word is not None
        if not place and at <= 2:
            value = kind_of_value(text[end : hits[1][0] if len(hits) > 1 else len(text)].strip(_AROUND_VALUE))
            out += [f"le2={label[-2:]}", f"lk={kind}", f"lk1={kind}", f"lv={value}", f"lkv={kind}:{value}"]
        else:
            out.append(f"lk={kind}")
    out.append(f"lks={known}")
    return [*dict.fromkeys(out)]


def name_evidence(text: str) -> list[str]:
    """Whether a short folded, simplified line without a label is the name of an outlet or of an office.

    >>> name_evidence("青禾县水利局")
    ['n=office']
    """
    if len(text) > _NAME or len(text) < 3 or ":" in text:
        return []
    if is_outlet(text):
        return ["n=outlet"]
    return ["n=office"] if is_office(text) else []


def kind_of_value(text: str) -> str:
    """What kind of value a folded, simplified text is.

    >>> [kind_of_value(text) for text in ("", "2023-09-19 09:00", "陶远舟", "青禾日报", "青禾县水利局", "12")]
    ['none', 'date', 'person', 'outlet', 'office', 'number']
    """
    if not text:
        return "none"
    if len(text) > 2 * _NAME:
        return "long"
    if _DATE.search(text):
        return "date"
    if "http" in text or "www." in text:
        return "url"
    if not any("\u3400" <= char <= "\u9fff" for char in text):
        return "number" if any(char.isdigit() for char in text) else "latin"
    if len(text) <= 5 and is_person_name(text.replace(" ", "")):
        return "person"
    if len(text) <= _NAME:
        if is_outlet(text):
            return "outlet"
        if is_office(text):
            return "office"
    return "short" if len(text) <= _SHORT else "words"
