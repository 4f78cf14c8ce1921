"""XML as it is written, against Python's own writer."""

from __future__ import annotations

from xml.etree.ElementTree import Element, fromstring, indent, tostring

from hypothesis import given
from hypothesis import strategies as st

from microsite.exports.xml import NOT_IN_XML, child, document

TEXT = st.text("abc <>&\"'\t\n\r\x0bé😀\ufffe", max_size=12)
TREE = st.recursive(
    st.tuples(TEXT, st.dictionaries(st.sampled_from(("id", "href")), TEXT)),
    lambda inner: st.tuples(st.lists(inner, min_size=1, max_size=4), st.dictionaries(st.just("name"), TEXT)),
    max_leaves=12,
)


def built(parent: Element, tree: tuple[object, dict[str, str]]) -> None:
    """Elements in the form of a tree."""
    inside, attributes = tree
    element = child(parent, "item", inside if isinstance(inside, str) else "", **attributes)
    for below in inside if isinstance(inside, list) else ():
        built(element, below)


@given(TREE)
def test_a_document_is_what_python_writes(tree: tuple[object, dict[str, str]]) -> None:
    root = Element("root", {"xmlns": "https://example.org/", "xml:lang": "en"})
    built(root, tree)
    ours = document(root)

    indent(root, "")
    theirs = NOT_IN_XML.sub("", tostring(root, encoding="unicode"))
    assert ours == f'<?xml version="1.0" encoding="utf-8"?>\n{theirs}\n'


def test_it_is_read_again() -> None:
    root = Element("root")
    child(root, "a", "Fish & <chips>", at='one "line"\nand another')
    read = fromstring(document(root).encode())

    assert read[0].text == "Fish & <chips>"
    assert read[0].get("at") == 'one "line"\nand another'
