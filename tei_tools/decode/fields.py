"""The facts of an article: its date, its source, its people, its document number.

Order of trust for the date: labelled time of publication, then dateline, then date under the
signature, then date of creation; never a date that stands in the body.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ..model.nodes import Credit, Date, DateRole, Discard, Field, Person, Text
from ..recognize.dateline import read_dateline
from ..recognize.facts import DOCUMENT_NUMBER, read_fields
from ..recognize.rule import Candidate
from ..recognize.rules.byline import OFFICE
from ..text.dates import DateMatch, find_dates
from ..text.names import is_credit, is_person_name, read_credit, role_class
from ..text.script import plain
from ..text.source import fold
from .reading_text import TextReader, part

_UNKNOWN = re.compile(r"未知|不详|本站|佚名|网络|互联网|admin|原创")
_SUPPLIED = re.compile(r"(?:供稿|供)$")
_ORGANIZATION = re.compile(r"(?:报|报社|网|社|台|频道|杂志|客户端|之家|中心|新闻)$")
_MESSAGE = re.compile(
    r"据(?P<source>[\u4e00-\u9fff]{2,14}(?:网站|官网|官方微博|微信公众号|公众号|客户端))(?:消息|报道|通报)"
)
_PASSED = re.compile(r"(?P<word>公布|发布|印发|通过|批准|修订|修正|施行)$")
_SOURCE_TAIL = re.compile(r"\s{2,}|\s+(?=来源|作者|编辑|责编|时间|日期|点击|浏览|字号|【|\[|\d{4}-)|[|,;，；]")
_TOOL = re.compile(r"\s(?:[大中小]字?|打印|字号\S*|(?:阅读|点击|浏览)\s?\d*)(?=\s|$)")
_BOTH = re.compile(r"(?:文/?[摄图]|文并摄|摄影报道)\W*$")
_SUPPLIES = re.compile(r"(?:^|[\s。,(])(?P<name>[\u4e00-\u9fff]{2,14})(?:供图|/图|提供)")
_BARE_SOURCE = re.compile(r"[\u4e00-\u9fffA-Za-z0-9·\-]{2,16}")
_BARE_NAME = re.compile(r"[^\s、]+")
_STATED_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")

_TRAILING = re.compile(r"\([^()]{2,48}\)[。]?$")
_TRAILING_PICTURE = re.compile(
    r"(?<=[。”!?…\s)])(?:[^\s。]{0,12}(?:记者|通讯员)\s*)?[^\s。,()]{2,14}(?:\s[^\s。,()]{2,8})?\s?(?:摄|翻摄|供图|制图)(?:\([^()]{2,8}\))?$|^[^\s。]{2,16}供图$|图片来源:\S{2,8}"
)

_TRUST: dict[DateRole, int] = {"published": 5, "issued": 4, "dateline": 3, "signed": 2, "created": 1}


@dataclass(slots=True)
class ArticleFields:
    """What was collected for one article; ``page`` holds what belongs to the whole page."""

    date: Date | None = None
    source: Text | None = None
    document_number: Text | None = None
    authors: list[Person] = field(default_factory=list)
    photographers: list[Person] = field(default_factory=list)
    editors: list[Person] = field(default_factory=list)
    page: ArticleFields | None = None

    def merge(self, other: ArticleFields) -> None:
        """Take over what the other one knows."""
        if other.editors:
            self.editors = other.editors
        if other.date is not None:
            self.date = other.date


def _best_date(text: Text, folded: str, start: int, end: int, role: DateRole) -> Date | None:
    found = [match for match in find_dates(folded[start:end]) if _definite(match)]
    if not found:
        return None
    best = max(found, key=lambda match: (len(match.when or ""), -match.start))
    return Date(best.when or "", role, part(text, start + best.start, start + best.end))


def _definite(match: DateMatch) -> bool:
    when = match.when
    return when is not None and "/" not in when and len(when) >= 7 and when[0] in "12"


def read_facts(text: Text) -> tuple[list[Field], Date | None, list[Person]]:
    """The fields, the date and the people of a facts line."""
    folded = plain(text.text)
    fields: list[Field] = []
    date: Date | None = None
    people: list[Person] = []
    for found in read_fields(folded):
        start, end = found.start, found.end
        if found.name == "source":
            cut = _SOURCE_TAIL.search(folded, start, end)
            if cut is not None and cut.start() > start:
                end = cut.start()
            supplied = _SUPPLIED.search(folded, start, end)
            if supplied is not None and supplied.start() > start + 1:
                end = supplied.start()
        value = part(text, start, end) if end > start else None
        label = re.sub(r"\s", "", text.text[found.at : start].partition(":")[0].partition("\uff1a")[0]) or found.label
        fields.append(
            Field(label[: len(found.label)], found.name, value if value is not None and value.spans else None)
        )
        if found.name in ("date", "created") and end > start and not found.header:
            here = _best_date(text, folded, start, end, "published" if found.name == "date" else "created")
            if here is not None and (date is None or _TRUST[here.role] > _TRUST[date.role]):
                date = here
        elif found.name in ("author", "photographer", "editor") and end > start:
            people.extend(_people(text, found.at, end))
    if date is None and not any(found.header for found in read_fields(folded)):
        passed = _PASSED.search(folded.rstrip(")"))
        role: DateRole = "published"
        if passed is not None and not fields:
            role = "published" if passed["word"] in ("公布", "发布", "印发") else "created"
            if passed["word"] == "施行":
                return fields, None, people
        head = min((found.at for found in read_fields(folded)), default=len(folded))
        date = _best_date(text, folded, 0, max(head, 0), role) or (
            _best_date(text, folded, 0, len(folded), role) if not fields else None
        )
    return fields, date, people


def _people(text: Text, start: int, end: int) -> list[Person]:
    out = []
    for credit in read_credit(fold(text.text)[start:end]):
        role = credit.role if not credit.also else f"{credit.role} {credit.also}".strip()
        place = part(text, start + credit.start, start + credit.end)
        if place.spans:
            out.append(Person(credit.name, role, place.spans))
    return out


def read_people(text: Text) -> list[Person]:
    """The people that a byline or credit names."""
    folded = plain(text.text)
    office = OFFICE.fullmatch(folded)
    if office is not None:
        place = part(text, office.start("name"), office.end("name"))
        return [Person(re.sub(r"\s", "", place.text), text.text[: office.start("name")].strip(), place.spans)]
    people = _people(text, 0, len(folded))
    if not people and folded.endswith(("供图", "提供")):
        supplier = _SUPPLIES.search(folded)
        if supplier is not None:
            place = part(text, supplier.start("name"), supplier.end("name"))
            return [Person(place.text, text.text[supplier.end("name") : supplier.end()], place.spans)]
    return people or _bare_names(text, folded)


def _bare_names(text: Text, folded: str) -> list[Person]:
    """The people of a line that is one name (刘  念 too), or several and nothing else, without a role."""
    if is_person_name(folded):
        return [Person("".join(text.text.split()), "", part(text, 0, len(folded)).spans)]
    names = list(_BARE_NAME.finditer(folded))
    if not all(is_person_name(match.group()) for match in names):
        return []
    places = [part(text, match.start(), match.end()) for match in names]
    return [Person(place.text, "", place.spans) for place in places]


def credit_in(text: Text, *, caption: bool = False) -> Credit | None:
    """The trailing credit of a paragraph or, more freely, of a caption."""
    folded = plain(text.text)
    tail = folded[-64:]
    shift = len(folded) - len(tail)
    match = _TRAILING.search(tail)
    if match is not None and is_credit(match.group().rstrip("。")):
        start = shift + match.start()
        found = part(text, start, shift + match.end())
        return Credit(found, tuple(read_people(found)))
    if caption:
        match = _TRAILING_PICTURE.search(tail)
        if match is not None:
            found = part(text, shift + match.start(), shift + match.end())
            return Credit(found, tuple(read_people(found)))
    return None


def _sort(people: Iterable[Person], into: ArticleFields, default: str) -> None:
    for person in people:
        classes = role_class(*_split_role(person.role)) or {default}
        for kind, target in (("author", into.authors), ("photographer", into.photographers), ("editor", into.editors)):
            if kind in classes and all(other.name != person.name for other in target):
                target.append(person)


def _split_role(role: str) -> tuple[str, str]:
    head, _, tail = role.partition(" ")
    return head, tail


def collect_fields(
    reader: TextReader, entries: Sequence[tuple[str, Text, Candidate, int]], title: Text | None
) -> ArticleFields:
    """Everything that an article's blocks say about it.

    ``entries`` are (label, text, reading, phase) in order.
    """
    out = ArticleFields()
    dates: list[Date] = []
    loose_source: Text | None = None
    pending = ""
    for place, (label, text, choice, _) in enumerate(entries):
        if not text.text:
            continue
        if label == "meta":
            folded = plain(text.text)
            if pending and "value-of-label" in choice.evidence:
                _take_value(pending, text, folded, out, dates)
                pending = ""
                continue
            number = DOCUMENT_NUMBER.search(folded)
            fields, date, people = read_facts(text)
            pending = fields[-1].name if fields and fields[-1].value is None else ""
            if date is not None:
                dates.append(date)
            for found in fields:
                if found.value is None:
                    continue
                value = found.value.text
                if found.name == "source" and not _UNKNOWN.fullmatch(value) and len(value) <= 40:
                    if out.source is None or place > len(entries) // 2:
                        out.source = found.value
                elif (found.name == "issuer" and out.source is None and loose_source is None) or (
                    found.name == "author" and _ORGANIZATION.search(value) and loose_source is None
                ):
                    loose_source = found.value
                elif found.name == "document-number" and out.document_number is None:
                    out.document_number = found.value
            if number is not None and out.document_number is None and "document-number" in choice.evidence:
                out.document_number = part(text, number.start(), number.end())
            _sort((person for person in people if not _ORGANIZATION.search(person.name)), out, "author")
            if not fields and out.source is None and loose_source is None:
                loose_source = _source_beside_date(text, folded, date)
        elif label == "byline":
            if "verse" not in choice.evidence:
                people = read_people(text)
                if place and entries[place - 1][0] == "byline" and people and _BOTH.search(plain(text.text)):
                    _sort(
                        (
                            Person(p.name, f"{p.role} 文/摄".strip(), p.spans)
                            for p in read_people(entries[place - 1][1])
                        ),
                        out,
                        "author",
                    )
                for person in people:
                    if _ORGANIZATION.search(person.name) and role_class(*_split_role(person.role)) == {"author"}:
                        loose_source = loose_source or Text(person.name, person.spans)
                _sort((p for p in people if not _ORGANIZATION.search(p.name)), out, "author")
        elif label in ("p", "sec", "item"):
            folded = plain(text.text)
            dateline = read_dateline(folded) if label == "p" else None
            if dateline is not None:
                if dateline.credit is not None:
                    _sort(_people(text, *dateline.credit), out, "author")
                if dateline.day:
                    start = folded.index(dateline.day)
                    found_dates = find_dates(dateline.day)
                    if found_dates and found_dates[0].when:
                        found_when = found_dates[0].when
                        when = _complete(found_when, reader.source)
                        if when:
                            place_of = part(text, start, start + len(dateline.day))
                            dates.append(Date(when, "dateline", place_of, when != found_when))
                message = _MESSAGE.search(folded[:120])
                if message is not None and out.source is None and loose_source is None:
                    loose_source = part(text, message.start("source"), message.end("source"))
        elif label == "sign":
            folded = plain(text.text)
            found_date = _best_date(text, folded, 0, len(folded), "signed")
            if found_date is not None:
                dates.append(found_date)
    for label, text, _, _ in entries:
        if label in ("p", "caption", "sec"):
            credit = credit_in(text, caption=label == "caption")
            if credit is not None:
                _sort(credit.people, out, "photographer" if label == "caption" else "author")
    if out.source is None:
        out.source = loose_source
    if dates:
        top = max(_TRUST[date.role] for date in dates)
        best = [date for date in dates if _TRUST[date.role] == top]
        out.date = max(best, key=lambda date: len(date.when)) if top == 5 else best[0] if top != 2 else best[-1]
    out.page = ArticleFields(date=None, editors=list(out.editors))
    return out


def _take_value(name: str, text: Text, folded: str, out: ArticleFields, dates: list[Date]) -> None:
    """The value of a label that stood alone on the line above."""
    if name in ("date", "created"):
        date = _best_date(text, folded, 0, len(folded), "published" if name == "date" else "created")
        if date is not None:
            dates.append(date)
    elif name == "source" and out.source is None and not _UNKNOWN.fullmatch(text.text):
        out.source = text
    elif name == "document-number" and out.document_number is None:
        out.document_number = text
    elif name in ("author", "photographer", "editor"):
        target = {"author": out.authors, "photographer": out.photographers, "editor": out.editors}[name]
        target.extend(
            Person(name, "", part(text, match.start(), match.end()).spans)
            for match in _NAME.finditer(folded)
            if (name := match.group())
        )


_NAME = re.compile(r"[\u4e00-\u9fff·]{2,6}")
_STAMP = re.compile(
    r"(?:19|20)\d\d-\d\d-\d\d[ T]\d\d:\d\d:\d\d|(?:19|20)\d\d年\s?\d{1,2}月\s?\d{1,2}日\s*(?:星期|第?\s*\d{1,2}\s*版)"
)


def page_date(reader: TextReader, discarded: Iterable[Discard]) -> Date | None:
    """The day of issue of a newspaper page, from its page line or from what its content system left behind."""
    for entry in discarded:
        match = _STAMP.search(plain(entry.text))
        if match is not None and match.start() <= 12:
            text = Text(entry.text, entry.spans)
            found = [date for date in find_dates(match.group()) if _definite(date)]
            if found:
                low = match.start() + found[0].start
                return Date((found[0].when or "")[:10], "issued", part(text, low, match.start() + found[0].end))
    return None


def _source_beside_date(text: Text, folded: str, date: Date | None) -> Text | None:
    """环球网 in «2019年10月23日 09:05 环球网»; a line that is only a name."""
    if date is None:
        rest = folded.strip(" ()【】[]")
        if _BARE_SOURCE.fullmatch(rest):
            start = folded.index(rest)
            return part(text, start, start + len(rest))
        return None
    tail = (
        folded[folded.rindex(plain(date.text.text)) + len(plain(date.text.text)) :]
        if plain(date.text.text) in folded
        else ""
    )
    rest = _TOOL.sub("", tail).strip(" |()[]")
    if not _BARE_SOURCE.fullmatch(rest):
        rest = folded[: folded.index(plain(date.text.text))].strip(" |()[]") if plain(date.text.text) in folded else ""
    if rest and _BARE_SOURCE.fullmatch(rest) and not _PASSED.search(rest) and not rest.startswith(("来自", "星期")):
        start = folded.rindex(rest)
        return part(text, start, start + len(rest))
    return None


def _complete(when: str, source: str) -> str:
    """Give a month and day its year when the text states one for a date at most 45 days away."""
    import datetime

    if not when.startswith("--") or len(when) < 7:
        return when
    month, day = int(when[2:4]), int(when[5:7])
    for match in _STATED_YEAR.finditer(plain(source)):
        try:
            stated = datetime.date(*(int(value) for value in match.groups()))
            here = datetime.date(stated.year, month, day)
        except ValueError:
            continue
        if 0 <= (here - stated).days <= 45:
            return here.isoformat()
    return when
