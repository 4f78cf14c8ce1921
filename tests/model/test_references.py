"""Resolution of ids and names to records."""

from __future__ import annotations

from pathlib import Path

import pytest

from microsite.diagnostics.display import MAX_CHOICES, list_choices
from microsite.model.event import ReferenceIndex
from tests.making import load, load_soundly, write_project

RATES = "rates:\n  - id: all\n    name: Everybody\n    price: 10\n  - id: some\n    name: Students\n    price: {price}\n"


def test_reference_index_of_sound_list_knows_every_name(tmp_path: Path) -> None:
    """A valid record never hides one with errors."""
    event = load_soundly(
        write_project(tmp_path, {"data/rates.yaml": RATES.format(price=5)})
    )
    book = event.references["rate"]
    assert (book.ids, book.broken, book.is_complete) == (
        {"all": "all", "some": "some"},
        set(),
        True,
    )


def test_reference_index_of_broken_list_excuses_names(tmp_path: Path) -> None:
    event, log = load(
        write_project(tmp_path, {"data/rates.yaml": RATES.format(price="cheap")})
    )
    assert event is not None
    assert log.errors
    book = event.references["rate"]
    assert book.broken == {"some", "Students"}
    assert not book.is_complete
    assert book.is_excused("Students")
    assert book.is_excused("some")
    assert not book.is_excused("all")


def book_of(*records: tuple[str, str | None]) -> ReferenceIndex:
    book = ReferenceIndex()
    for identity, name in records:
        book.add(identity, name)
    return book


@pytest.mark.parametrize("turn", [1, -1])
@pytest.mark.parametrize(
    ("records", "name", "identity"),
    [
        ([("mo-2", "Mo"), ("mo", "mo")], "mo", "mo"),
        ([("mo-2", "Mo"), ("mo", "Maureen")], "mo", "mo"),
        ([("mo-2", "Mo"), ("mo", "Maureen")], "MO", "mo"),
        ([("mo-2", "Mo"), ("mo", "Maureen")], "mo-2", "mo-2"),
        ([("kim", "Sam"), ("sam", "Kim")], "kim", "kim"),
        ([("kim", "Sam"), ("sam", "Kim")], "sam", "sam"),
        (
            [("kim", "Sam"), ("sam", "Kim")],
            "Kim",
            "sam",
        ),  # exactly as the name is written
        ([("hall", "Hall"), ("hall-2", "HALL")], "HALL", "hall-2"),
        ([("hall", "Hall"), ("hall-2", "HALL")], "hall", "hall"),
        ([("a", "Hall"), ("b", "HALL")], "Hall", "a"),
        ([("a", "Hall"), ("b", "HALL")], "HALL", "b"),
        ([("a", "Hall"), ("b", "HALL")], "hall", None),
        ([("a", "Sam Reed"), ("b", "Sam Reed")], "Sam Reed", None),
        ([("a", "Sam Reed"), ("b", "Sam Reed")], "a", "a"),
        ([("a", "Sam Reed"), ("b", None)], "sam reed", "a"),
    ],
)
def test_name_book_prefers_ids_and_never_guesses(
    records: list[tuple[str, str | None]], name: str, identity: str | None, turn: int
) -> None:
    assert book_of(*records[::turn]).find(name) == identity


PEOPLE = {
    "content/speakers/mo.md": "---\nname: mo\n---\n",
    "content/speakers/mo-2.md": "---\nname: Mo\n---\n",
    "content/speakers/kim.md": "---\nname: Sam\n---\n",
    "content/speakers/sam.md": "---\nname: Kim\n---\n",
    "content/speakers/ann-reed.md": "---\nname: Ann Reed\n---\n",
    "content/speakers/ann-reed-2.md": "---\nname: Ann Reed\n---\n",
}


def session(fields: str) -> str:
    return (
        "sessions:\n"
        f"  - {{id: a, title: Talk, kind: talk, start: '10:00', end: '11:00', {fields}}}\n"
    )


def test_session_names_speakers_by_their_ids(tmp_path: Path) -> None:
    sessions = session("speakers: [mo, kim, mo-2, sam, ann-reed]")
    event = load_soundly(
        write_project(tmp_path, {**PEOPLE, "data/sessions.yaml": sessions})
    )

    assert event.sessions[0].speakers == ("mo", "kim", "mo-2", "sam", "ann-reed")


@pytest.mark.parametrize("field", ["speakers", "chair"])
def test_session_cannot_name_two_people_at_once(tmp_path: Path, field: str) -> None:
    sessions = session(f"{field}: [Ann reed]")
    _, log = load(write_project(tmp_path, {**PEOPLE, "data/sessions.yaml": sessions}))

    same_name, ambiguity = sorted(
        log, key=lambda diagnostic: diagnostic.code, reverse=True
    )
    assert (same_name.code, same_name.span.path) == (
        "S125",
        "content/speakers/ann-reed-2.md",
    )
    assert (ambiguity.code, ambiguity.span.path, ambiguity.span.line) == (
        "S124",
        "data/sessions.yaml",
        2,
    )
    assert ambiguity.headline == (
        "“Talk” lists “Ann reed”, which could mean “ann-reed” or “ann-reed-2”."
    )


def test_rooms_and_tracks_are_named_by_their_ids(tmp_path: Path) -> None:
    lists = "".join(
        f"{key}:\n  - {{id: one, name: Two}}\n  - {{id: two, name: One}}\n"
        for key in ("rooms", "tracks")
    )
    sessions = lists + session("room: two, track: one")
    event = load_soundly(write_project(tmp_path, {"data/sessions.yaml": sessions}))

    (session_,) = event.sessions
    assert session_.room is not None and session_.room.name == "One"
    assert session_.track is not None and session_.track.name == "Two"


@pytest.mark.parametrize(("key", "field"), [("rooms", "room"), ("tracks", "track")])
def test_session_cannot_be_in_two_rooms_or_tracks(
    tmp_path: Path, key: str, field: str
) -> None:
    sessions = f"{key}:\n  - {{id: a, name: One}}\n  - {{id: b, name: ONE}}\n"
    sessions += session(f"{field}: one")
    _, log = load(write_project(tmp_path, {"data/sessions.yaml": sessions}))

    (diagnostic,) = log
    assert (diagnostic.code, diagnostic.span.line) == ("S124", 5)
    assert "“a” or “b”" in diagnostic.headline


@pytest.mark.parametrize("kind", ["room", "track"])
@pytest.mark.parametrize(
    "entries",
    ["[{name: Hall}, {name: HALL}]", "[{id: hall, name: One}, {id: hall, name: Two}]"],
)
def test_rooms_and_tracks_have_ids_of_their_own(
    tmp_path: Path, kind: str, entries: str
) -> None:
    _, log = load(
        write_project(
            tmp_path, {"data/sessions.yaml": f"{kind}s: {entries}\nsessions: []\n"}
        )
    )

    (diagnostic,) = log
    assert (diagnostic.code, diagnostic.span.line) == ("S113", 1)
    assert (
        diagnostic.headline
        == f"The id “hall” is already used for another {kind}, on line 1."
    )


def test_rooms_in_other_scripts_are_distinguished(tmp_path: Path) -> None:
    """Names in other scripts give no ids."""
    sessions = "rooms: [{name: 大ホール}, {name: Кино}]\n" + session("room: 大ホール")
    event = load_soundly(write_project(tmp_path, {"data/sessions.yaml": sessions}))

    (session_,) = event.sessions
    assert session_.room is not None and session_.room.name == "大ホール"


def test_tiers_that_share_a_name_are_named_by_their_ids(tmp_path: Path) -> None:
    sponsors = (
        "tiers:\n  - {id: a, name: Gold, price: 1}\n  - {id: b, name: Gold, price: 2}\n"
        "sponsors:\n  - {id: x, name: X, tier: a}\n  - {id: y, name: Y, tier: gold}\n"
    )
    _, log = load(write_project(tmp_path, {"data/sponsors.yaml": sponsors}))

    assert [(diagnostic.code, diagnostic.span.line) for diagnostic in log] == [
        ("S124", 6)
    ]


SESSION = "  - {{ id: one, title: One, kind: talk, start: 10:00, length: 30, {} }}\n"


@pytest.mark.parametrize(
    ("line", "code", "cure"),
    [
        ("room: Main Hal", "S105", "Did you mean “Main hall”?"),
        ("room: Room D", "S105", "write “- name: Room D” below “rooms:”"),
        ("room: tbc", "S129", "Delete it from “room”"),
        ("chair: Sarah O'Neill", "S104", "new speaker --id sarah-oneill"),
        ("speakers: [ann bob]", "R118", "Write “speakers: [ann, bob]”."),
        (
            "speakers: [bob, Ann Lee bob]",
            "R118",
            "Write “speakers: [bob, Ann Lee, bob]”.",
        ),
        ("chair: ann & bob", "R118", "Write “chair: [ann, bob]”."),
        ("speakers: Ann Leee", "S103", "Did you mean “Ann Lee”?"),
    ],
)
def test_missing_target_is_reported_with_its_cure(
    tmp_path: Path, line: str, code: str, cure: str
) -> None:
    files = {
        "data/sessions.yaml": "rooms:\n  - name: Main hall\n  - name: Room C\nsessions:\n"
        + SESSION.format(line),
        "content/speakers/ann.md": "---\nname: Ann Lee\n---\n",
        "content/speakers/bob.md": "---\nname: Bob Ray\n---\n",
    }
    _, log = load(write_project(tmp_path, files))
    assert [diagnostic.code for diagnostic in log] == [code]
    assert cure in next(iter(log)).help


def test_list_choices_shows_nearest_of_many() -> None:
    names = [f"speaker-{number}" for number in range(20)]
    assert list_choices("zz", names[:2]) == "You can write: speaker-0, speaker-1."
    assert list_choices("speaker-17b", names).startswith(
        "The most similar are: speaker-17, "
    )
    assert list_choices("speaker-17b", names).count(",") == MAX_CHOICES - 1
