"""Layout and validity of XML and JSON files."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET

from microsite.render.artifacts import json_file, xml_text


def test_xml_text_can_be_parsed() -> None:
    text = xml_text("Fish & <chips>\x0b\ufffe")
    read = ET.fromstring(f"<a>{text}</a>")

    assert read.text == "Fish & <chips>"


def test_json_file_has_a_line_for_each_value_to_a_depth() -> None:
    content = {"a": [{"b": 1}, {"b": "é"}], "c": [], "d": {}}
    data = json_file("a.json", content, depth=2).produce().decode()

    assert json.loads(data) == content
    assert (
        data == '{\n "a": [\n  {"b": 1},\n  {"b": "é"}\n ],\n "c": [],\n "d": {}\n}\n'
    )
