"""XML with the same bytes every time."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from microsite.patterns import regex

NOT_IN_XML = regex("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def child(parent: Element, name: str, text: str = "", /, **attributes: str) -> Element:
    """A new element inside another one, with a text."""
    element = SubElement(parent, name, attributes)
    if text:
        element.text = text
    return element


def document(root: Element) -> str:
    """The text of a whole document, an element a line, without the characters that XML cannot hold."""
    indent(root, "")
    text = tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{NOT_IN_XML.sub("", text)}\n'
