"""What a document is. Immutable values that hold what the JSON record and the TEI hold, and nothing else.

A trial of this design held spans only. Nodes here hold the reading text beside
its spans, because a document must be complete without its source: it is read
back from a record or from TEI, and written again, where no source is at hand.
Nodes are frozen, so the two cannot drift apart, and a law ties them together
(:func:`tei_tools.model.walk.check_accounts`).
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Literal

from ..errors import Diagnostic
from ..text.source import Confidence, SourceFile, Span

Spans = tuple[Span, ...]

DateRole = Literal["published", "issued", "signed", "dateline", "created", "updated"]
"""``published``: labelled time of publication; ``updated``: labelled time of the last change; ``created``: labelled
成文日期; ``issued``: of the newspaper or gazette issue; ``signed``: under the signature;
``dateline``: in 本报8月31日讯."""

DATE_ROLES: tuple[DateRole, ...] = ("published", "issued", "updated", "created", "signed", "dateline")
"""Of several dates in a line of facts, which is *the* date of the line: the one whose role comes first here."""

NoteKind = Literal["editorial", "footnote", "attachment", "release"]
"""编者按 · footnote or 附注 · 附件 line · (此件公开发布)."""


@dataclass(frozen=True, slots=True)
class Correction:
    """Source characters read as other ones: ``sic`` stands in the source at ``span``, ``corr`` in the reading text.

    ``gap`` characters are gone for good right behind ``corr`` and were not
    guessed. ``corr`` may be empty when only the gap is left.
    ``reason`` is ``byte-shift``, ``lost-space``, ``entity`` or ``lost-character``;
    ``edited`` in what was read back from a file that a person edited.
    """

    span: Span
    sic: str
    corr: str
    reason: str
    confidence: Confidence = "high"
    gap: int = 0


@dataclass(frozen=True, slots=True)
class Text:
    """Running text and the source ranges it was read from.

    ``spans`` are sorted, disjoint and never touch. Joined together they give
    ``text``, character for character, except that each correction's span reads
    as its ``corr`` and that a line break inside a span reads as one space.
    After a conversion of script (``Document.script`` is not ``keep``) the text
    has the same length and other characters; ``as_found`` then holds the
    reading before it, on titles and sources only.
    """

    text: str
    spans: Spans
    corrections: tuple[Correction, ...] = ()
    as_found: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """A person credited, as written: ``name`` without inner spaces, ``role`` the role word or ``""``.

    ``as_found`` is the name before a conversion of script changed it.
    """

    name: str
    role: str
    spans: Spans
    as_found: str | None = None


@dataclass(frozen=True, slots=True)
class Date:
    """A date of the article.

    ``when`` is a W3C form as precise as the text: ``2020-08``, ``--08-31``, ``2021-10-15T10:17``.
    ``year_inferred``: the text gives no year here; that of ``when`` stands elsewhere on the page.
    """

    when: str
    role: DateRole
    text: Text
    year_inferred: bool = False


@dataclass(frozen=True, slots=True)
class Credit:
    """The trailing credit of a paragraph or caption, brackets included: (记者 张三)."""

    text: Text
    people: tuple[Person, ...] = ()


@dataclass(frozen=True, slots=True)
class InlineItem:
    """One 一是…, 二是… inside a paragraph: its label, its number, and the span from the label to the next one."""

    label: str
    number: int
    spans: Spans


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph. ``dateline`` and ``credit`` are parts of ``text``; ``items`` are ranges of it."""

    text: Text
    dateline: Text | None = None
    credit: Credit | None = None
    items: tuple[InlineItem, ...] = ()
    language: str | None = None
    confidence: Confidence = "high"


@dataclass(frozen=True, slots=True)
class ListItem:
    """One entry of a list. ``label`` is the mark as written (``1.``, ``●``), a part of ``text``, or ``""``."""

    label: str
    number: int | None
    text: Text
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemList:
    items: tuple[ListItem, ...]
    confidence: Confidence = "high"


@dataclass(frozen=True, slots=True)
class Graphic:
    """An image file named in the text. ``url`` is the name as written; ``spans`` cover the tag or mark it stands in."""

    url: str
    spans: Spans


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture: its file, its caption, or both. ``credit`` is a part of ``caption``."""

    graphic: Graphic | None
    caption: Text | None
    credit: Credit | None = None
    confidence: Confidence = "high"


@dataclass(frozen=True, slots=True)
class Table:
    rows: tuple[tuple[Text, ...], ...]
    confidence: Confidence = "high"


@dataclass(frozen=True, slots=True)
class Field:
    """One labelled fact: ``label`` as written without its colon, ``name`` one of :data:`FIELD_NAMES`.

    ``value`` is a part of the facts line; None when nothing stands behind the label.
    """

    label: str
    name: str
    value: Text | None


FIELD_NAMES = (
    "date", "created", "source", "author", "photographer", "editor", "document-number", "index-number",
    "issuer", "title", "category", "keywords", "place", "chair", "column", "link", "other",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Facts:
    """A line of publication facts (``meta`` in the record): 时间: 来源: 作者:. ``date`` is the date marked in it.

    ``other_dates`` are those of other roles that stand beside it (更新时间 beside 发布时间), in the order of the text;
    each role is there once, and comes after that of ``date`` in :data:`DATE_ROLES`.
    """

    text: Text
    fields: tuple[Field, ...] = ()
    date: Date | None = None
    people: tuple[Person, ...] = ()
    confidence: Confidence = "high"
    other_dates: tuple[Date, ...] = ()


@dataclass(frozen=True, slots=True)
class Byline:
    """A line that only credits people."""

    text: Text
    people: tuple[Person, ...] = ()
    confidence: Confidence = "high"


@dataclass(frozen=True, slots=True)
class Salutation:
    text: Text
    confidence: Confidence = "high"


@dataclass(frozen=True, slots=True)
class Signature:
    """One line of the signature block: the issuing body, the date, or both on one line (parts of ``text``)."""

    text: Text
    signed: Text | None = None
    date: Date | None = None
    confidence: Confidence = "high"


@dataclass(frozen=True, slots=True)
class Note:
    kind: NoteKind
    text: Text
    confidence: Confidence = "high"


@dataclass(frozen=True, slots=True)
class Section:
    """A section. ``level`` 1 is the top; ``number`` the value of its mark; ``path`` the numbers from the top.

    ``label`` is the mark as written, a prefix of ``head`` (None when there is
    no mark). ``run_in``: body text follows the head on its line.
    ``number_inferred``: the mark was lost and its number follows from the neighbors.
    ``path`` joins the numbers of the numbered sections from the top with dots; None for an unnumbered section.
    """

    level: int
    number: int | None
    path: str | None
    label: str | None
    head: Text
    run_in: bool
    blocks: tuple[Block, ...]
    number_inferred: bool = False
    confidence: Confidence = "high"


Block = Section | Paragraph | ItemList | Figure | Table | Facts | Byline | Salutation | Signature | Note


@dataclass(frozen=True, slots=True)
class Article:
    """One article of the page. ``source``, ``date`` and the persons may repeat parts of blocks."""

    id: str
    language: str
    blocks: tuple[Block, ...]
    kicker: Text | None = None
    title: Text | None = None
    subtitle: Text | None = None
    date: Date | None = None
    source: Text | None = None
    document_number: Text | None = None
    authors: tuple[Person, ...] = ()
    photographers: tuple[Person, ...] = ()
    editors: tuple[Person, ...] = ()
    headline_confidence: Confidence = "high"


@dataclass(frozen=True, slots=True)
class Discard:
    """Source text kept out of the reading, and why. ``text`` is as found, one piece per span joined.

    Reasons: see :data:`DISCARD_REASONS`.
    """

    reason: str
    text: str
    spans: Spans
    confidence: Confidence = "high"


DISCARD_REASONS = (
    "navigation", "advertisement", "site-name", "repeated-title", "share-tool", "related-link", "disclaimer",
    "counter", "comment", "download", "contact", "column-name", "empty-label", "page-number", "markup", "pinyin",
    "entity", "control", "lost-space", "separator", "boilerplate",
    "hidden", "running-head", "deleted", "annotation", "lost-character",
)  # fmt: skip


Converted = Literal["keep", "hans", "hant", "tw", "twp", "hk"]
"""The script that texts were converted to by machine; ``keep``: none were."""

Availability = Literal["unknown", "free", "restricted"]
"""Whether a text may be used: the values of ``availability/@status`` in TEI."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What somebody knows about a file that does not stand in its text. An empty string or tuple: nothing known.

    ``url`` is where it was found, ``captured`` when (W3C form) and
    ``capture_method`` how. ``publisher`` is that of the edition, not of the
    text. ``licence`` is an address or words. ``text_class`` are addresses or
    terms of a classification.
    """

    url: str = ""
    captured: str = ""
    capture_method: str = ""
    rights_holder: str = ""
    licence: str = ""
    availability: Availability = "unknown"
    publisher: str = ""
    funder: str = ""
    collection: str = ""
    identifier: str = ""
    keywords: tuple[str, ...] = ()
    text_class: tuple[str, ...] = ()

    def over(self, other: Metadata) -> Metadata:
        """What this says, and where it says nothing, what another one says.

        >>> found = Metadata(url="https://a.example/").over(Metadata(url="https://b.example/", licence="CC0"))
        >>> found.url, found.licence
        ('https://a.example/', 'CC0')
        """
        names = [entry.name for entry in fields(self)]
        said = {name: value for name in names if (value := getattr(self, name)) != getattr(NO_METADATA, name)}
        return replace(other, **said)


NO_METADATA = Metadata()


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided of some characters of the source, and the reading took.

    ``words`` are those that stand there, on one line and cut short; ``when`` is a W3C form. Of the rest one thing is
    said, or a reading and its level: ``reading`` is a label of the reader, ``level`` that of a head; ``begins`` says
    that an article begins there or does not; ``field`` names a fact of the article, and ``value`` what it is (a date in
    W3C form, names separated by ``|``), empty when the article has no such fact.
    """

    spans: Spans
    words: str
    by: str
    when: str
    reading: str = ""
    level: int | None = None
    begins: bool | None = None
    field: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """Everything read from one source file."""

    file: SourceFile
    language: str
    articles: tuple[Article, ...]
    discarded: tuple[Discard, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    script: Converted = "keep"
    metadata: Metadata = NO_METADATA
    decisions: tuple[Decision, ...] = ()
