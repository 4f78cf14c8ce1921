"""Lines of iCalendar: any text folds where required and is restored."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import Event

from microsite.exports.ical import MAX_LINE, content_line, escaped, text_line

VISIBLE = st.text(st.characters(blacklist_categories=["Cs", "Cc"]))


@given(st.text(st.characters(blacklist_categories=["Cs"])))
@example("é" * 60)
@example("🌊" * 40)
@example("a" * 74 + "é")
@example("a" * 200)
def test_content_line_folds_at_75_octets(text: str) -> None:
    folded = text_line("DESCRIPTION", text).encode()
    if not escaped(text):
        return
    assert folded.endswith(b"\r\n")
    lines = folded[:-2].split(b"\r\n")
    for number, part in enumerate(lines):
        assert len(part) <= MAX_LINE
        part.decode()
        assert part.startswith(b" ") == (number > 0) or number == 0
    assert folded.replace(b"\r\n ", b"").decode() == f"DESCRIPTION:{escaped(text)}\r\n"


@given(VISIBLE)
@example(r"back\slash; semicolon, comma: colon \n not a break")
@example("trailing\\")
def test_text_line_can_be_parsed(text: str) -> None:
    found = Event.from_ical(f"BEGIN:VEVENT\r\nUID:x\r\n{text_line('SUMMARY', text)}END:VEVENT\r\n")
    assert str(found.get("SUMMARY", "")) == text


def test_escaped_keeps_only_line_breaks() -> None:
    assert escaped("one\r\ntwo\n\nthree\x00\x07\x7f\tfour") == "one\\ntwo\\n\\nthree\tfour"


def test_content_line_does_not_fold_short_line() -> None:
    assert content_line("STATUS", "CONFIRMED") == "STATUS:CONFIRMED\r\n"
    assert content_line("X", "a" * 73) == "X:" + "a" * 73 + "\r\n"
    assert content_line("X", "a" * 74) == "X:" + "a" * 73 + "\r\n a\r\n"


def test_text_line_is_empty_without_text() -> None:
    assert text_line("LOCATION", "") == ""
