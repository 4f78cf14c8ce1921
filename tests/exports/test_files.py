"""Layout and validity of XML and JSON files."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET

from microsite.render.artifacts import child, json_file, xml_file


def test_xml_file_can_be_parsed() -> None:
    root = ET.Element("root", {"xml:lang": "en"})
    child(root, "a", "Fish & <chips>\x0b\ufffe", at='one "line"\nand another')
    child(child(root, "b"), "c")
    data = xml_file("a.xml", root).produce()
    read = ET.fromstring(data)

    assert read[0].text == "Fish & <chips>"
    assert read[0].get("at") == 'one "line"\nand another'
    assert data.decode().splitlines()[0] == '<?xml version="1.0" encoding="utf-8"?>'
    assert data.decode().endswith("<b>\n<c />\n</b>\n</root>\n")


def test_json_file_has_a_line_for_each_value_to_a_depth() -> None:
    content = {"a": [{"b": 1}, {"b": "é"}], "c": [], "d": {}}
    data = json_file("a.json", content, depth=2).produce().decode()

    assert json.loads(data) == content
    assert data == '{\n "a": [\n  {"b": 1},\n  {"b": "é"}\n ],\n "c": [],\n "d": {}\n}\n'
