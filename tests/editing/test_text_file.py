"""Edits of text files in any encoding change only the bytes of the edit."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microsite.saving.text_file import TextFile
from microsite.source.edits import TextEdit

WORDS = st.text(st.sampled_from("ab: -é’£\u00a0😀\t"), max_size=8)
LINES = st.lists(WORDS, max_size=8)
ENDS = st.sampled_from(["\n", "\r\n", "\r"])
SAVED = {
    "UTF-8": (b"", "utf-8"),
    "UTF-8 with a mark": (codecs.BOM_UTF8, "utf-8"),
    "UTF-16": (codecs.BOM_UTF16_LE, "utf-16-le"),
    "UTF-16 the other way": (codecs.BOM_UTF16_BE, "utf-16-be"),
}


@given(
    LINES,
    st.lists(ENDS, min_size=8, max_size=8),
    st.sampled_from(sorted(SAVED)),
    st.data(),
)
def test_with_edits_changes_no_other_byte(
    lines: list[str], ends: list[str], encoding_name: str, data: st.DataObject
) -> None:
    mark, encoding = SAVED[encoding_name]
    raw = "".join(line + end for line, end in zip(lines, ends, strict=False))
    file_data = mark + raw.encode(encoding)
    original = TextFile.from_bytes("a.md", file_data)
    assert original is not None
    text = original.text
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    new_text = data.draw(WORDS)

    after = original.with_edits([TextEdit(start, end, new_text)])

    if (
        after is None
    ):  # the text would change: a byte order mark, or a line end of two characters
        return
    assert after.text == text[:start] + new_text + text[end:]
    before_edit, after_edit = in_raw(raw, start), in_raw(raw, end)
    assert after.data == mark + (
        raw[:before_edit] + new_text + raw[after_edit:]
    ).encode(encoding)


def in_raw(raw: str, offset: int) -> int:
    """Return the offset in the file of a character of the text."""
    at = 0
    for _ in range(offset):
        at += 2 if raw[at : at + 2] == "\r\n" else 1
    return at


@given(LINES, LINES, WORDS)
def test_with_edits_of_plain_text(
    above: list[str], below: list[str], new_text: str
) -> None:
    first, last = "\n".join(above), "\n".join(below)
    original = TextFile.from_bytes("a.md", f"{first}\nx\n{last}".encode())
    assert original is not None
    at = len(first) + 1

    after = original.with_edits([TextEdit(at, at + 1, new_text)])

    assert after is not None
    assert after.data == f"{first}\n{new_text}\n{last}".encode()


def test_with_edits_keeps_windows_encoding() -> None:
    original = TextFile.from_bytes("a.yaml", b"title: caf\xe9\r\ncost:\t\xa35\r\n")
    assert original is not None
    tab = original.text.index("\t")

    after = original.with_edits([TextEdit(tab, tab + 1, " ")])
    file_with_dash = original.with_edits([TextEdit(tab, tab + 1, " – ")])

    assert after is not None
    assert after.data == b"title: caf\xe9\r\ncost: \xa35\r\n"
    assert file_with_dash is not None
    assert file_with_dash.data == b"title: caf\xe9\r\ncost: \x96 \xa35\r\n"


def test_with_edits_rejects_ambiguous_bytes() -> None:
    """In this file, the bytes of the two letters together form another UTF-8 letter."""
    original = TextFile.from_bytes("a.md", b"caf\xe9 x")
    assert original is not None

    assert original.with_edits([TextEdit(5, 6, "Ã©")]) is None


def test_with_edits_keeps_line_ends() -> None:
    original = TextFile.from_bytes("a.yaml", b"a: 1\r\nb: 2\r\n")
    assert original is not None

    after = original.with_edits([TextEdit(5, 5, "c: 3\n")])

    assert after is not None
    assert after.data == b"a: 1\r\nc: 3\r\nb: 2\r\n"


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04", b"\0\0\0b", codecs.BOM_UTF16_LE + b"a"]
)
def test_from_bytes_rejects_other_files(data: bytes) -> None:
    assert TextFile.from_bytes("a.md", data) is None


@given(st.binary(max_size=200))
def test_with_edits_of_nothing_keeps_any_bytes(data: bytes) -> None:
    original = TextFile.from_bytes("a.md", data)
    if original is not None:
        after = original.with_edits([])
        assert after is not None
        assert after.data == data
