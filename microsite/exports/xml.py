"""XML with the same bytes every time."""

from __future__ import annotations

from html import escape
from xml.etree.ElementTree import Element, SubElement

from microsite.patterns import regex

NOT_IN_XML = regex("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
KEPT_IN_ATTRIBUTES = {"\r": "&#13;", "\n": "&#10;", "\t": "&#09;"}
"""What would be read as a space."""


def child(parent: Element, name: str, text: str = "", /, **attributes: str) -> Element:
    """A new element inside another one, with a text or with others inside it."""
    element = SubElement(parent, name, attributes)
    if text:
        element.text = text
    return element


def document(root: Element) -> str:
    """The text of a whole document, an element a line, without the characters that XML cannot hold."""
    return f'<?xml version="1.0" encoding="utf-8"?>\n{NOT_IN_XML.sub("", _written(root))}\n'


def _written(element: Element) -> str:
    """An element as Python's own writer has it, which takes three times as long, as it looks for names of spaces."""
    start = f"<{element.tag}" + "".join(f' {name}="{_attribute(value)}"' for name, value in element.items())
    if len(element):
        inside = "\n".join(map(_written, element))
        return f"{start}>\n{inside}\n</{element.tag}>"
    return f"{start}>{escape(element.text, quote=False)}</{element.tag}>" if element.text else f"{start} />"


def _attribute(value: str) -> str:
    value = escape(value, quote=False).replace('"', "&quot;")
    for character, kept in KEPT_IN_ATTRIBUTES.items():
        value = value.replace(character, kept)
    return value
