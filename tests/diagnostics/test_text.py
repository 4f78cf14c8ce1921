"""Diagnostics on a terminal."""

from __future__ import annotations

import re

import pytest

from microsite.diagnostics.diagnostic import Fix, Log, diagnose, file_span
from microsite.diagnostics.formats import MAX_LISTED, fixed_line, render_checklist
from microsite.diagnostics.formats import render_text as render
from microsite.diagnostics.source_text import SourceText, Span, display_width


def lines_at(span: Span, **options: int) -> list[str]:
    """Return the lines of a diagnostic at a place."""
    return render([diagnose("K146", span)], **options).rstrip("\n").split("\n")  # type: ignore[arg-type]


def excerpt_at(text: str, start: int, end: int, **options: int) -> tuple[str, str]:
    """Return the source line and the line of carets."""
    lines = lines_at(SourceText("data/x.yaml", text).span(start, end), **options)
    at = next(number for number, line in enumerate(lines) if " | " in line)
    return lines[at], lines[at + 1]


def test_render_text_shows_error_with_excerpt_and_fix(log: Log) -> None:
    output = render(log).split("\n\n\n")[0]

    assert (
        """\
data/sessions.yaml:3:16  error S103
“Opening plenary” lists a speaker who has no file: “j-smth”.

    3 |     speakers: [j-smth, chair]
                       ^^^^^^
Did you mean “j-smith”? To add a new speaker: microsite new speaker --id j-smth
Corrected:
    3 |     speakers: [j-smith, chair]
"""
        in output
    )


def test_render_text_shows_notes_with_excerpts(log: Log) -> None:
    assert """\
Give this one a different id.
First used here, on line 2 (data/sessions.yaml:2:9)
    2 |   - id: opening
                ^^^^^^^
""" in render(log)


def test_render_text_shows_no_excerpt_of_file_without_text(log: Log) -> None:
    output = render(log)

    assert (
        "data/sesions.yaml  warning F114\n“sesions.yaml” is not a data file that Microsite reads.\n"
        in output
    )
    assert ":1:1" not in output
    assert output.count(" | ") == 5


def test_render_text_formats_every_path(log: Log) -> None:
    places = re.findall(
        r"\S*(?:content|data)/\w+\.\w+(?::\d+:\d+)",
        render(log, "examples/fair/".__add__),
    )

    assert len(places) == 4
    assert all(place.lstrip("(").startswith("examples/fair/") for place in places)


@pytest.mark.parametrize(
    "before, marked_text",
    [
        ("abc ", "def"),
        ("会議 ", "def"),
        ("e\u0301\u0301 ", "def"),
        ("\ta\t", "def"),
        ("abc ", "会議"),
        ("👩‍🏫 ", "def"),
        ("a\u200b", "def"),
    ],
)
def test_carets_stand_under_span(before: str, marked_text: str) -> None:
    text = f"{before}{marked_text} more"
    line, carets = excerpt_at(text, len(before), len(before) + len(marked_text))

    at = line.index(marked_text)
    assert display_width(line[:at]) == carets.index("^")
    assert carets.count("^") == display_width(marked_text)


def test_empty_span_has_one_caret() -> None:
    line, carets = excerpt_at("title:\n", 6, 6)

    assert line.endswith("title:")
    assert carets.index("^") == len(line)
    assert carets.count("^") == 1


def test_span_over_several_lines_names_last_line() -> None:
    line, carets = excerpt_at("a: |\n  b\n  c\nd: e\n", 3, 13)

    assert line.endswith("a: |")
    assert carets.strip() == "^ down to line 3"


@pytest.mark.parametrize("at", [0, 3, 150, 5_000, 99_990])
def test_excerpt_of_long_line_contains_span(at: int) -> None:
    text = "".join(chr(97 + number % 26) for number in range(100_000))
    line, carets = excerpt_at(text, at, at + 5)

    assert display_width(line) <= 112
    start = carets.index("^")
    assert line[start : start + 5] == text[at : at + 5]
    assert ("…" in line[:start]) == (at > 100)
    assert line.endswith("…") == (at < 99_900)


def test_excerpt_is_not_cut_inside_wide_letter() -> None:
    line, carets = excerpt_at("会" * 500, 250, 252)

    assert display_width(line) <= 112
    assert display_width(line[: line.index("会")]) == 9
    assert carets.count("^") == 4


def test_render_text_keeps_to_narrow_width() -> None:
    lines = lines_at(SourceText("data/x.yaml", "x" * 300).span(100, 300), width=40)

    assert all(display_width(line) <= 40 for line in lines)


def test_render_text_without_width_does_not_wrap() -> None:
    assert any(
        len(line) > 80
        for line in lines_at(SourceText("data/x.yaml", "x: y").span(0, 1))
    )


HOSTILE = "a\x1b[31mb\x9b2Jc\x07d\x00e\x7ff\u202eg\u2066h\u2028i\rj\udc80k"


def test_render_text_escapes_control_characters() -> None:
    source = SourceText(f"data/{HOSTILE}.yaml", f"title: {HOSTILE}\n")
    diagnostic = diagnose(
        "S103",
        source.span(7, 7 + len(HOSTILE)),
        owner=HOSTILE,
        given=HOSTILE,
        suggestion=HOSTILE,
        slug="x",
        notes=[(HOSTILE, source.span(0, 5))],
        fix=Fix(source.span(0, 5), HOSTILE),
    )
    output = render([diagnostic])

    assert not re.search(
        r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]", output
    )
    assert "a␛[31mb�2Jc␇d␀e␡f<U+202E>g<U+2066>h<U+2028>i" in output
    output.encode()


def test_render_text_has_colour_only_if_asked(log: Log) -> None:
    plain_text, coloured_text = render(log), render(log, colour=True)

    assert "\x1b" not in plain_text
    assert "\x1b[31merror S103\x1b[0m" in coloured_text
    assert "\x1b[31m^^^^^^\x1b[0m" in coloured_text
    assert re.sub(r"\x1b\[\d+m", "", coloured_text) == plain_text


@pytest.mark.parametrize(
    "start, end, replacement, line",
    [
        (3, 8, "10:30", "a: 10:30"),
        (8, 8, " # noon", "a: 12.00 # noon"),
        (0, 8, "", None),
        (3, 8, "1\n2", None),
        (3, 10, "x", None),
    ],
)
def test_fixed_line_shows_fix_of_one_line(
    start: int, end: int, replacement: str, line: str | None
) -> None:
    source = SourceText("data/x.yaml", "a: 12.00\nb: c\n")

    assert fixed_line(Fix(source.span(start, end), replacement)) == line


def test_fixed_line_is_none_for_file_without_text() -> None:
    assert fixed_line(Fix(file_span("data/x.yaml"), "x")) is None


def test_render_text_lists_the_places_of_many_warnings_with_one_code() -> None:
    log, source = Log(), SourceText("content/pages/a.md", "Soon.\n" * 9)
    for line in range(1, 10):
        log.report("D113", source.line_span(line), words="Soon")
    first_diagnostics = [*log][:6]

    assert render(first_diagnostics).count("looks like a note") == 6
    text = render(log)
    assert text.count("looks like a note") == 3
    assert text.endswith(
        "warning D113 in 6 other places\n"
        + "".join(f"  content/pages/a.md:{line}:1\n" for line in range(4, 10))
        + "\n"
    )


def test_render_checklist_folds_items_of_one_kind() -> None:
    text = SourceText("data/x.yaml", "a: b\n" * 15)
    output = render_checklist([diagnose("K146", text.span(5 * n)) for n in range(15)])
    assert output.count("data/x.yaml:") == MAX_LISTED
    assert f"  and {15 - MAX_LISTED} more like these\n" in output
