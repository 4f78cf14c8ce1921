"""Lines of iCalendar: any text folds where required and is restored."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import Event

from microsite.exports.ical import MAX_LINE, folded_line
from microsite.render.artifacts import ical_text

VISIBLE = st.text(st.characters(blacklist_categories=["Cs", "Cc"]))


def text_line(name: str, text: str) -> bytes:
    return folded_line(f"{name}:{ical_text(text)}".encode())


@given(st.text(st.characters(blacklist_categories=["Cs"])))
@example("é" * 60)
@example("🌊" * 40)
@example("a" * 74 + "é")
@example("a" * 200)
def test_line_folds_at_75_octets(text: str) -> None:
    data = text_line("DESCRIPTION", text)
    assert data.endswith(b"\r\n")
    lines = data[:-2].split(b"\r\n")
    for number, part in enumerate(lines):
        assert len(part) <= MAX_LINE
        part.decode()
        assert part.startswith(b" ") == (number > 0) or number == 0
    assert data.replace(b"\r\n ", b"").decode() == f"DESCRIPTION:{ical_text(text)}\r\n"


@given(VISIBLE)
@example(r"back\slash; semicolon, comma: colon \n not a break")
@example("trailing\\")
def test_text_line_can_be_parsed(text: str) -> None:
    line = text_line("SUMMARY", text).decode()
    entry = Event.from_ical(f"BEGIN:VEVENT\r\nUID:x\r\n{line}END:VEVENT\r\n")
    assert str(entry.get("SUMMARY", "")) == text


def test_ical_text_keeps_only_line_breaks() -> None:
    assert (
        ical_text("one\r\ntwo\n\nthree\x00\x07\x7f\tfour")
        == "one\\ntwo\\n\\nthree\tfour"
    )


def test_short_line_is_not_folded() -> None:
    assert folded_line(b"STATUS:CONFIRMED") == b"STATUS:CONFIRMED\r\n"
    assert folded_line(b"X:" + b"a" * 73) == b"X:" + b"a" * 73 + b"\r\n"
    assert folded_line(b"X:" + b"a" * 74) == b"X:" + b"a" * 73 + b"\r\n a\r\n"
