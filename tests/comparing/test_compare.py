"""Comparisons: each kind of change in words, without private data."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from microsite.apps.diff.diff import render_json, render_markdown, render_text
from microsite.apps.diff.revisions import compare
from microsite.site.changes import (
    Change,
    ChangeKind,
    Section,
    paragraph_differences,
    trim_common,
)
from tests.making import EVENT, load_soundly, write_project

CompareEdits = Callable[..., tuple[Change, ...]]

FILES = {
    "data/sessions.yaml": """\
rooms: [{name: Main hall}, {name: Garden room, id: garden}]
tracks: [{name: Practice}, {name: Policy}]
sessions:
  - {id: opening, title: Opening plenary, kind: keynote, start: 09:30, end: 10:15, room: Main hall, speakers: [kim]}
  - {id: workshop, title: A workshop, kind: workshop, start: 10:30, end: 11:15, room: garden, chair: kim, track: Policy}
  - {id: lunch, title: Lunch, kind: lunch, start: 12:00, end: 13:00, abstract: Soup.}
""",
    "content/speakers/kim.md": "---\nname: Kim Tideline\nrole: Harbour master\n---\nKim looks after the harbour.\n",
    "content/speakers/jo.md": "---\nname: Jo Ebb\n---\n",
    "content/pages/privacy.md": "---\ntitle: Privacy\n---\nWe keep nothing.\n\nYou may ask us.\n",
    "data/rates.yaml": """\
rates:
  - id: public
    name: Public sector
    prices: [{label: Early bird, amount: 295, until: 2027-02-28}, {amount: 345, from: 2027-03-01}]
""",
    "data/resources.yaml": "resources:\n  - {id: guide, title: A guide, kind: Guidance}\n",
}


@pytest.fixture
def compare_edits(tmp_path: Path) -> CompareEdits:
    """Return a function that compares the project before and after edits `(path, old, new)`."""

    def run(
        *edits: tuple[str, str, str],
        event: str = EVENT,
        new_event: str | None = None,
        removed_path: str = "",
    ) -> tuple[Change, ...]:
        files = dict(FILES)
        for path, old, new in edits:
            assert old in files.get(path, ""), (path, old)
            files[path] = files[path].replace(old, new)
        files.pop(removed_path, None)
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        before = load_soundly(write_project(folder / "before", FILES, event))
        after = load_soundly(write_project(folder / "after", files, new_event or event))
        return compare(before, after)

    return run


def kinds_and_texts(comparison: tuple[Change, ...]) -> list[tuple[ChangeKind, str]]:
    return [(change.kind, change.sentence) for change in comparison]


SESSIONS = "data/sessions.yaml"


def test_compare_of_equal_versions_reports_nothing(compare_edits: CompareEdits) -> None:
    comparison = compare_edits()

    assert comparison == ()
    assert render_text(comparison) == "Nothing has changed for visitors.\n"


@pytest.mark.parametrize(
    ("old", "new", "kind", "sentence"),
    [
        (
            "09:30, end: 10:15",
            "09:45, end: 10:30",
            ChangeKind.MOVED,
            "“Opening plenary” moves from 09:30–10:15 to 09:45–10:30.",
        ),
        (
            "09:30, end: 10:15",
            "09:30, end: 10:20",
            ChangeKind.MOVED,
            "“Opening plenary” ends at 10:20, not 10:15.",
        ),
        (
            "room: garden",
            "room: Main hall",
            ChangeKind.MOVED,
            "“A workshop” moves from Garden room to Main hall.",
        ),
        (
            "room: garden, ",
            "",
            ChangeKind.MOVED,
            "“A workshop” moves from Garden room to no room.",
        ),
        (
            "A workshop",
            "Mapping",
            ChangeKind.RENAMED,
            "“A workshop” is now called “Mapping”.",
        ),
        (
            "title: A workshop",
            "status: cancelled, status_note: The room floods., title: A workshop",
            ChangeKind.CANCELLED,
            "“A workshop” is cancelled. The room floods.",
        ),
        (
            "title: Lunch",
            "status: provisional, title: Lunch",
            ChangeKind.CHANGED,
            "“Lunch” is now provisional.",
        ),
        (
            "speakers: [kim]",
            "speakers: [jo]",
            ChangeKind.PEOPLE,
            "In “Opening plenary”, Kim Tideline leaves; Jo Ebb joins.",
        ),
        (
            "speakers: [kim]",
            "speakers: [kim, jo]",
            ChangeKind.PEOPLE,
            "In “Opening plenary”, Jo Ebb joins.",
        ),
        (
            "chair: kim",
            "chair: jo",
            ChangeKind.PEOPLE,
            "“A workshop” is chaired by Jo Ebb, not Kim Tideline.",
        ),
        (
            "chair: kim, ",
            "",
            ChangeKind.PEOPLE,
            "“A workshop” is no longer chaired by Kim Tideline.",
        ),
        (
            "abstract: Soup.",
            "abstract: Soup and bread.",
            ChangeKind.WORDING,
            "The abstract of “Lunch” has new wording.",
        ),
        (
            "track: Policy",
            "track: Practice",
            ChangeKind.CHANGED,
            "“A workshop”: track changes.",
        ),
        (
            "kind: workshop",
            "kind: panel, capacity: 20",
            ChangeKind.CHANGED,
            "“A workshop”: kind and capacity change.",
        ),
        (
            "title: Lunch",
            "sample: yes, title: Lunch",
            ChangeKind.CHANGED,
            "“Lunch” is a placeholder again.",
        ),
        (
            "name: Garden room",
            "name: Orchard",
            ChangeKind.RENAMED,
            "The room “Garden room” is now called “Orchard”.",
        ),
    ],
    ids=lambda value: re.sub(r"\W+", "-", str(value))[:30],
)
def test_programme_changes_report_each_field_of_a_session(
    compare_edits: CompareEdits, old: str, new: str, kind: ChangeKind, sentence: str
) -> None:
    assert kinds_and_texts(compare_edits((SESSIONS, old, new))) == [(kind, sentence)]


def test_programme_changes_report_added_and_gone(compare_edits: CompareEdits) -> None:
    line = FILES[SESSIONS].splitlines()[5]
    comparison = compare_edits(
        (
            SESSIONS,
            line,
            "  - {id: tea, title: Tea, kind: break, start: 15:00, end: 15:30}",
        )
    )

    assert kinds_and_texts(comparison) == [
        (ChangeKind.REMOVED, "“Lunch” is removed. It was 12:00 to 13:00."),
        (ChangeKind.ADDED, "“Tea” is added: 15:00 to 15:30."),
    ]


def test_match_renamed_recognises_a_new_id(compare_edits: CompareEdits) -> None:
    comparison = compare_edits((SESSIONS, "id: opening", "id: plenary"))

    assert kinds_and_texts(comparison) == [
        (
            ChangeKind.RENAMED,
            "The address of “Opening plenary” changes. Links to the old one need an entry in data/redirects.yaml.",
        )
    ]
    assert comparison[0].differences[0].before == "programme/opening/"


def test_programme_changes_name_days_if_there_are_several(
    compare_edits: CompareEdits,
) -> None:
    two = EVENT.replace("ends: 2027-05-20", "ends: 2027-05-21")
    with_days = [(SESSIONS, "start:", "day: 1, start:")]
    again = [(SESSIONS, "day: 1, start: 12:00", "day: 2, start: 12:00")]
    files = dict(FILES)
    FILES[SESSIONS] = FILES[SESSIONS].replace(*with_days[0][1:])
    try:
        comparison = compare_edits(*again, event=two)
    finally:
        FILES.update(files)

    assert kinds_and_texts(comparison) == [
        (
            ChangeKind.MOVED,
            "“Lunch” moves from Thursday 20 May, 12:00–13:00 to Friday 21 May, 12:00–13:00.",
        )
    ]


def test_compare_of_new_dates_moves_no_session(compare_edits: CompareEdits) -> None:
    comparison = compare_edits(new_event=EVENT.replace("2027-05-20", "2027-06-10"))

    assert [sentence for _, sentence in kinds_and_texts(comparison)] == [
        "The conference starts on Thursday 10 June 2027 at 09:00, not Thursday 20 May 2027 at 09:00.",
        "The conference ends on Thursday 10 June 2027 at 17:00, not Thursday 20 May 2027 at 17:00.",
    ]


def test_people_changes_report_name_role_and_biography(
    compare_edits: CompareEdits,
) -> None:
    path = "content/speakers/kim.md"
    comparison = compare_edits(
        (path, "Kim Tideline", "Kim Ebb-Tideline"),
        (path, "Harbour master", "Harbour keeper"),
        (path, "the harbour.", "two harbours."),
    )

    assert kinds_and_texts(comparison) == [
        (ChangeKind.RENAMED, "Kim Tideline is now Kim Ebb-Tideline."),
        (
            ChangeKind.CHANGED,
            "Kim Ebb-Tideline: role is Harbour keeper, not Harbour master.",
        ),
        (ChangeKind.WORDING, "The biography of Kim Ebb-Tideline has new wording."),
    ]
    assert kinds_and_texts(compare_edits(removed_path="content/speakers/jo.md")) == [
        (ChangeKind.REMOVED, "Jo Ebb is removed.")
    ]


def test_compare_reports_prices_and_deadlines(compare_edits: CompareEdits) -> None:
    path = "data/rates.yaml"
    booking = "booking: {url: 'https://b.example/', closes: 2027-05-01 12:00}\n"
    comparison = compare_edits(
        (path, "295, until: 2027-02-28", "310, until: 2027-03-14"),
        (path, "from: 2027-03-01", "from: 2027-03-15"),
        event=EVENT + booking,
        new_event=EVENT + booking.replace("05-01", "05-07"),
    )

    assert [change.section for change in comparison] == [Section.PRICES] * 4
    assert [sentence for _, sentence in kinds_and_texts(comparison)] == [
        "Booking closes on Friday 7 May 2027 at 12:00, not Saturday 1 May 2027 at 12:00.",
        "The rate “Public sector”: price “Early bird” is £310, not £295.",
        "The rate “Public sector”: last day of “Early bird” is 14 March 2027, not 28 February 2027.",
        "The rate “Public sector”: first day of price 2 is 15 March 2027, not 1 March 2027.",
    ]


def test_record_changes_report_resources_and_pages(compare_edits: CompareEdits) -> None:
    comparison = compare_edits(
        (
            "data/resources.yaml",
            "kind: Guidance}",
            "kind: Guidance}\n  - {id: more, title: More, kind: Report}",
        ),
        ("content/pages/privacy.md", "We keep nothing.", "We keep nothing at all."),
    )

    assert kinds_and_texts(comparison) == [
        (ChangeKind.ADDED, "The resource “More” is added."),
        (ChangeKind.WORDING, "The page “Privacy” has new wording."),
    ]
    only = comparison[1].differences[0]
    assert (only.before, only.after) == ("We keep nothing.", "We keep nothing at all.")


SECRET = """\
---
name: Wilma Underquay
role: Tells of it herself
protected: yes
shown_as: A resident
private_words: [number forty-one]
---
She lives there.
"""


def test_compare_never_names_protected_people(compare_edits: CompareEdits) -> None:
    """A protected name appears in neither version nor in other changes."""
    path = "content/speakers/jo.md"
    comparison = compare_edits(
        (path, FILES[path], SECRET),
        (SESSIONS, "speakers: [kim]", "speakers: [kim, jo]"),
        (
            "content/pages/privacy.md",
            "You may ask us.",
            "You may ask WILMA  UnderQuay.",
        ),
    )
    everything = (
        render_text(comparison)
        + render_markdown(comparison, "https://p.example")
        + render_json(comparison)
    )

    for word in ("Wilma", "Underquay", "forty-one", "Jo Ebb", "speakers/jo"):
        assert word.lower() not in everything.lower(), word
    assert (
        ChangeKind.PEOPLE,
        "In “Opening plenary”, A resident joins.",
    ) in kinds_and_texts(comparison)
    assert (ChangeKind.CHANGED, "A resident is now protected.") in kinds_and_texts(
        comparison
    )
    assert "Details of a protected person have changed." in everything


def test_render_markdown_escapes_text(compare_edits: CompareEdits) -> None:
    title = "<script>alert(1)</script> @everyone | [x](https://evil.example) `a`"
    comparison = compare_edits(
        (SESSIONS, "title: Lunch", f"title: '{title}'"),
        (SESSIONS, "abstract: Soup.", "abstract: 'a | b'"),
    )
    text = render_markdown(comparison, "https://preview.example/42/")

    assert text.startswith("<!-- microsite diff -->\n")
    assert "<script" not in text.replace("\\<script", "")
    assert "@everyone" not in text
    assert "[x](" not in text.replace("\\[x\\](", "")
    assert "([see it](https://preview.example/42/programme/lunch/index.html))" in text
    assert "| Abstract | Soup. | a \\| b |" in text


def test_render_markdown_cuts_long_comments(
    compare_edits: CompareEdits, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["build.py"])
    comparison = compare_edits(
        (
            "content/pages/privacy.md",
            "You may ask us.",
            "\n\n".join(f"Word {n} " * 40 for n in range(300)),
        )
    )

    text = render_markdown(comparison)
    assert len(text) <= 65_000
    assert text.endswith(
        "*The report is cut here. For the full report, run `python build.py diff`.*\n"
    )


def test_paragraph_differences_pair_changed_paragraphs() -> None:
    assert paragraph_differences(
        "One.\n\nTwo.\n\nThree.", "One.\n\nTwo, new.\n\nThree.\n\nFour."
    ) == [
        ("Two.", "Two, new."),
        ("", "Four."),
    ]
    assert paragraph_differences("One\nline.", "One line.") == []


def test_trim_common_keeps_context() -> None:
    words = [f"w{number}" for number in range(60)]
    new_words = [*words[:30], "new", *words[31:]]

    old, new = trim_common(" ".join(words), " ".join(new_words))

    assert old == "… " + " ".join(words[22:39]) + " …"
    assert new == "… " + " ".join(new_words[22:39]) + " …"


def test_event_changes_summarises_a_block(compare_edits: CompareEdits) -> None:
    before = "venue: {name: Example House, town: Leeds, access: [{name: Quiet room, text: Room D.}]}\n"
    after = "venue: {name: Example House, town: York, access: [{name: Quiet room, text: Room E.}]}\n"
    comparison = compare_edits(event=EVENT + before, new_event=EVENT + after)

    assert kinds_and_texts(comparison) == [
        (ChangeKind.CHANGED, "Venue: 2 details change.")
    ]
    assert [
        (difference.label, difference.before, difference.after)
        for difference in comparison[0].differences
    ] == [
        ("Venue: town", "Leeds", "York"),
        ("Venue: access: Quiet room", "Room D.", "Room E."),
    ]


@pytest.mark.parametrize(
    "pair",
    [("one-page", "tidewater"), ("tidewater", "one-page"), ("tidewater", "tidewater")],
    ids="-".join,
)
def test_compare_describes_any_two_conferences(pair: tuple[str, str]) -> None:
    before, after = (
        load_soundly(Path(__file__).resolve().parents[2] / "examples" / name)
        for name in pair
    )

    comparison = compare(before, after)

    assert (comparison == ()) == (pair[0] == pair[1])
    assert len({(change.sentence, change.id) for change in comparison}) == len(
        comparison
    )
    for text in (
        render_text(comparison),
        render_markdown(comparison),
        render_json(comparison),
    ):
        assert (
            "None" not in text and "Decimal" not in text and "SessionKind" not in text
        )
