"""Text, JSON and XML files as artifacts, with the same bytes every time."""

from __future__ import annotations

import json
import re
from functools import partial
from xml.etree import ElementTree as ET

from microsite.cache import digest_of
from microsite.diagnostics.source_text import Span
from microsite.render.artifacts import Artifact

NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def text_file(path: str, text: str, origin: Span | None = None) -> Artifact:
    """Return a file with a text in UTF-8. Its own bytes are its inputs."""
    data = text.encode()
    return Artifact(path, digest_of(data), partial(bytes, data), origin)


def json_file(path: str, content: object, depth: int = 2) -> Artifact:
    """Return a JSON file, with a line for each value down to a depth, so that a change shows."""
    return text_file(path, _json_lines(content, depth, "") + "\n")


def _json_lines(value: object, depth: int, indent: str) -> str:
    inner = indent + " "
    if depth and isinstance(value, dict) and value:
        lines = [
            f"{inner}{json.dumps(name, ensure_ascii=False)}: {_json_lines(part, depth - 1, inner)}"
            for name, part in value.items()
        ]
        return "{\n" + ",\n".join(lines) + f"\n{indent}}}"
    if depth and isinstance(value, list) and value:
        lines = [inner + _json_lines(part, depth - 1, inner) for part in value]
        return "[\n" + ",\n".join(lines) + f"\n{indent}]"
    return json.dumps(value, ensure_ascii=False)


def xml_file(path: str, root: ET.Element) -> Artifact:
    """Return an XML file, an element a line, without the characters that XML cannot hold."""
    ET.indent(root, "")
    text = NOT_IN_XML.sub("", ET.tostring(root, encoding="unicode"))
    return text_file(path, f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n')


def child(parent: ET.Element, tag: str, text: str = "", /, **attributes: str) -> ET.Element:
    """Add an element to another one."""
    element = ET.SubElement(parent, tag, attributes)
    element.text = text or None
    return element
