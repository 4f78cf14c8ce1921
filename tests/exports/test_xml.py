"""XML as it is written, against Python's own writer."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from microsite.exports.xml import NOT_IN_XML, Element, child, document, written

TEXT = st.text("abc <>&\"'\t\n\r\x0bé😀\ufffe", max_size=12)
TREE = st.recursive(
    st.tuples(TEXT, st.dictionaries(st.sampled_from(("id", "href")), TEXT)),
    lambda inner: st.tuples(
        st.lists(inner, min_size=1, max_size=4), st.dictionaries(st.just("name"), TEXT)
    ),
    max_leaves=12,
)


def built(parent: Element, tree: tuple[object, dict[str, str]]) -> None:
    """Elements in the form of a tree."""
    inside, attributes = tree
    element = child(parent, "item", inside if isinstance(inside, str) else "", **attributes)
    for below in inside if isinstance(inside, list) else ():
        built(element, below)


def of_python(element: Element) -> ET.Element:
    """The same as an element of Python's own."""
    same = ET.Element(element.tag, dict(element.attributes))
    same.text = element.text or None
    same.extend(of_python(each) for each in element.inside if isinstance(each, Element))
    return same


@given(TREE)
def test_a_document_is_what_python_writes(tree: tuple[object, dict[str, str]]) -> None:
    root = Element("root", {"xmlns": "https://example.org/", "xml:lang": "en"})
    built(root, tree)
    ours = document(root)

    same = of_python(root)
    ET.indent(same, "")
    theirs = NOT_IN_XML.sub("", ET.tostring(same, encoding="unicode"))
    assert ours == f'<?xml version="1.0" encoding="utf-8"?>\n{theirs}\n'


@given(TREE)
def test_what_has_been_written_stands_in_a_document_as_it_would(
    tree: tuple[object, dict[str, str]],
) -> None:
    root = Element("root", {})
    built(root, tree)
    whole = document(root)
    for outer in (root, *root.inside):
        if isinstance(outer, Element):
            outer.inside[:] = [
                each if isinstance(each, str) else written(each) for each in outer.inside
            ]
    assert document(root) == whole


def test_it_is_read_again() -> None:
    root = Element("root", {})
    child(root, "a", "Fish & <chips>", at='one "line"\nand another')
    read = ET.fromstring(document(root).encode())

    assert read[0].text == "Fish & <chips>"
    assert read[0].get("at") == 'one "line"\nand another'
