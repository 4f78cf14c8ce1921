"""A field is changed on its own lines; everything else is as it was."""

from __future__ import annotations

import pytest

from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.source_text import SourceText
from microsite.editing.adding import entries, listed
from microsite.editing.fields import change_field
from microsite.editing.writing import Value
from microsite.source.yaml_parser import parse_yaml
from microsite.source.yaml_repair.patched_text import apply_edits

ORDER = ["id", "title", "start", "room", "speakers", "abstract", "sample"]
TEXT = """\
sessions:
  - id: a
    title: "A: b"  # settled
    start: 09:30
    speakers: [jo, kim]  # two
    abstract: |
      One

      Two

    # a remark
    sample: yes

  - {id: b, title: B, speakers: [jo]}
"""


def changed(name: str, value: Value | None, entry: int = 0) -> str | None:
    log = Log()
    record = entries(listed(parse_yaml(SourceText("a.yaml", TEXT), log), "sessions"))[entry]
    edit = change_field(record, name, value, ORDER)
    return None if edit is None else apply_edits(TEXT, (edit,))


@pytest.mark.parametrize(
    ("name", "value", "old", "new"),
    [
        ("title", "New", 'title: "A: b"  #', "title: New  #"),
        ("title", "New: one", 'title: "A: b"  #', 'title: "New: one"  #'),
        ("speakers", ("jo",), "[jo, kim]  # two", "[jo]  # two"),
        ("speakers", None, "    speakers: [jo, kim]  # two\n", ""),
        ("start", "10:00", "09:30", "10:00"),
        ("abstract", "Three", "|\n      One\n\n      Two\n", "Three\n"),
        ("abstract", "Three\n\nFour", "One\n\n      Two", "Three\n\n      Four"),
        ("abstract", None, "    abstract: |\n      One\n\n      Two\n", ""),
        ("room", "Hall", "09:30\n", "09:30\n    room: Hall\n"),
        ("sample", None, "    sample: yes\n", ""),
    ],
)
def test_one_field(name: str, value: Value | None, old: str, new: str) -> None:
    assert TEXT.count(old) == 1
    assert changed(name, value) == TEXT.replace(old, new)


def test_inside_braces() -> None:
    assert changed("title", "C, d", 1) == TEXT.replace("title: B", 'title: "C, d"')
    assert changed("room", "Hall", 1) is None
    assert changed("speakers", ("kim",), 1) is None


def test_the_field_behind_the_hyphen_stays() -> None:
    assert changed("id", None) is None
