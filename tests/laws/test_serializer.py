"""The bytes of the serializer are those of lxml, whatever the characters are; and what lxml refuses, it refuses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tei_tools.write.xml import PREFIX, TEI_NS, WRITTEN_ID, WRITTEN_LANG, XML_ID, XML_LANG, Element, serialize

CHARACTERS = st.characters().filter(lambda character: is_held(character))
SPECIAL = st.sampled_from(
    ["&", "<", ">", '"', "'", "\t", "\n", "\r", "&amp;", "]]>", "\x85", "\u2028", "\xa0", "甲", "𠮷"]
)
STRINGS = st.lists(SPECIAL | CHARACTERS, max_size=4).map("".join)
NAMES = {"n": "n", "source": "source", WRITTEN_ID: XML_ID, WRITTEN_LANG: XML_LANG}


def is_held(character: str) -> bool:
    """Whether lxml takes a character."""
    try:
        etree.Element("p").text = character
    except ValueError:
        return False
    return True


def elements(inner: st.SearchStrategy[Element]) -> st.SearchStrategy[Element]:
    return st.builds(
        made,
        st.sampled_from(["p", "seg", "persName"]),
        st.dictionaries(st.sampled_from(sorted({*NAMES} - {WRITTEN_ID})), STRINGS),
        st.lists(STRINGS | inner, max_size=4),
    )


def made(tag: str, attributes: dict[str, str], content: list[str | Element]) -> Element:
    element = Element(PREFIX + tag, attributes)
    element.content.extend(content)
    return element


TREES = st.recursive(elements(st.nothing()), elements, max_leaves=8)


def by_lxml(element: Element, parent: etree._Element | None = None) -> etree._Element:
    """The same element, made and filled by lxml."""
    attributes = {NAMES[name]: value for name, value in element.attributes.items()}
    if parent is None:
        own = etree.Element(element.tag, attributes, nsmap={None: TEI_NS})  # type: ignore[dict-item]
    else:
        own = etree.SubElement(parent, element.tag, attributes)
    for part in element.content:
        if isinstance(part, Element):
            by_lxml(part, own)
        elif len(own):
            own[-1].tail = (own[-1].tail or "") + part
        else:
            own.text = (own.text or "") + part
    return own


@given(TREES)
def test_what_is_written_is_what_lxml_writes(root: Element) -> None:
    data = serialize(root, ("sort it",), frozenset())
    expected = etree.tostring(by_lxml(root), encoding="UTF-8")
    assert data == b"\n".join([b'<?xml version="1.0" encoding="UTF-8"?>', b"<?sort it?>", expected, b""])


@given(st.characters())
def test_what_lxml_refuses_is_refused(character: str) -> None:
    root = made("p", {}, ["甲", made("seg", {"n": character}, []), character])
    if is_held(character):
        assert serialize(root, (), frozenset())
    else:
        with pytest.raises(ValueError, match=f"U\\+{ord(character):04X}"):
            serialize(root, (), frozenset())


@pytest.mark.parametrize(
    "code", [*range(0x20), 0x7F, 0x80, 0xD7FF, 0xD800, 0xDFFF, 0xE000, 0xFFFD, 0xFFFE, 0xFFFF, 0x1FFFE]
)
def test_every_control_character_is_refused_as_lxml_does(code: int) -> None:
    root = made("p", {}, [chr(code)])
    if is_held(chr(code)):
        assert etree.fromstring(serialize(root, (), frozenset())).text == chr(code)
    else:
        with pytest.raises(ValueError, match=f"U\\+{code:04X}"):
            serialize(root, (), frozenset())


def test_only_the_children_of_structural_elements_have_lines_of_their_own() -> None:
    item = made("item", {}, ["a ", made("list", {}, [made("item", {}, ["b"])]), " c"])
    root = made("div", {}, [made("list", {}, [item, made("item", {}, [])]), made("p", {}, [""]), made("list", {}, [])])
    lines = serialize(root, (), frozenset({PREFIX + "div", PREFIX + "list"})).decode().splitlines()
    assert lines[2:] == [
        "<list>",
        "<item>a <list><item>b</item></list> c</item>",
        "<item/>",
        "</list>",
        "<p></p>",
        "<list/>",
        "</div>",
    ]
