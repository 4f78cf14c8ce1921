"""Records contain the typed values, defaults, and their spans."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from msgspec.structs import replace

from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.source_text import SourceText
from microsite.model.fields import Record, fields_of, input_fields
from microsite.model.kinds import FILE_SETTINGS, RECORD_KINDS
from microsite.model.record_reader import AnyRecord, read_record
from microsite.model.records.content import (
    Recording,
    Resource,
    Room,
    SessionRecord,
    Speaker,
)
from microsite.model.records.event import EventRecord, Price, Rate, Theme, Tier
from microsite.model.types import parse_count, parse_number
from microsite.source.nodes import Mapping, Node, Scalar, Sequence
from microsite.source.yaml_parser import parse_yaml
from tests.making import load, write_project

SESSION = "id: ebb\ntitle: Ebb\nkind: talk\nstart: 09:00\n"
KINDS: tuple[type[Record], ...] = (
    EventRecord,
    Rate,
    Resource,
    Room,
    SessionRecord,
    Speaker,
    Tier,
)
ALL_KINDS = sorted(
    {
        record
        for kind in (
            *(kind.record for kind in RECORD_KINDS.values()),
            *FILE_SETTINGS.values(),
        )
        for record in (kind, *(field.record for field in fields_of(kind).values()))
        if record is not None
    },
    key=lambda kind: kind.__name__,
)


def read(kind: type[AnyRecord], text: str) -> tuple[AnyRecord | None, list[str]]:
    """Return a record and its log."""
    log = Log()
    node = parse_yaml(SourceText("data/some.yaml", text), log)
    assert node is not None
    record = read_record(kind, node, "The record", log)
    return record, [
        f"{diagnostic.span.line}:{diagnostic.span.column} {diagnostic.code} {diagnostic.headline}"
        for diagnostic in log
    ]


def a_room(text: str = "name: Hall\ncapacity: 120\n") -> Room:
    room, diagnostics = read(Room, text)
    assert room is not None, diagnostics
    return room


@pytest.mark.parametrize("kind", ALL_KINDS, ids=lambda kind: kind.__name__)
def test_messages_about_a_field_have_an_example(kind: type[Record]) -> None:
    """Fields that are required, counts and numbers have an example, which their messages quote."""
    for field in input_fields(kind).values():
        is_quoted = field.is_required or field.is_parsed_by(parse_count, parse_number)
        has_words = field.choices or field.record
        assert field.example or has_words or not is_quoted, field.key


def test_record_has_defaults() -> None:
    room = a_room()

    assert (room.name, room.capacity, room.floor) == ("Hall", 120, None)
    assert [key for key in input_fields(Room) if room.has_written(key)] == [
        "name",
        "capacity",
    ]


def test_record_is_frozen() -> None:
    room: Any = a_room()

    with pytest.raises(AttributeError):
        room.name = "Other"
    with pytest.raises(AttributeError):
        del room.name
    assert room.name == "Hall"


def test_record_accepts_aliases() -> None:
    price, diagnostics = read(Price, "amount: 345\nfrom: 2027-01-10\n")

    assert price is not None, diagnostics
    assert price.starts is not None
    assert price.starts.isoformat() == "2027-01-10"
    assert "starts" in fields_of(Price)
    assert list(input_fields(Price))[2] == "from"
    assert read(Price, "amount: 345\nstarts: 2027-01-10\n")[1][0].startswith("2:1 R102")


@pytest.mark.parametrize(
    ("kind", "field", "text", "value"),
    [
        (SessionRecord, "start", "“09:30”", time(9, 30)),
        (SessionRecord, "start", '"“09:30”"', time(9, 30)),
        (SessionRecord, "day", "„2027-05-20“", date(2027, 5, 20)),
        (SessionRecord, "id", "“ebb”", "ebb"),
        (SessionRecord, "kind", "‘Panel’", "panel"),
        (
            SessionRecord,
            "speakers",
            "[“jo-example”, “Kim Example”]",
            ("jo-example", "Kim Example"),
        ),
        (SessionRecord, "speakers", "“jo-example”", ("jo-example",)),
        (SessionRecord, "slides", "“https://example.org/”", "https://example.org/"),
        (Room, "capacity", "«120»", 120),
        (Recording, "captions", "“yes”", True),
        (Theme, "picture", "“images/jo.jpg”", "images/jo.jpg"),
        (Price, "amount", "“£45”", 45),
        (Theme, "accent", "“#0b6e4f”", "#0b6e4f"),
    ],
)
def test_typed_value_is_read_without_curly_quotes(
    kind: type[Record], field: str, text: str, value: object
) -> None:
    """Word turns quotes into curly ones."""
    required = {
        SessionRecord: SESSION,
        Room: "name: Hall\n",
        Recording: "url: https://a.uk/",
    }
    lines = [
        line
        for line in required.get(kind, "").splitlines()
        if not line.startswith(f"{field}:")
    ]
    record, diagnostics = read(kind, "\n".join([*lines, f"{field}: {text}\n"]))

    assert record is not None, diagnostics
    assert (getattr(record, field), diagnostics) == (value, [])


@pytest.mark.parametrize(
    "prices", ["[{amount:, until: 2027-01-31}]", "{amount:}", "[{amount: }]"]
)
def test_empty_value_in_braces_is_reported_once(prices: str) -> None:
    _, diagnostics = read(Rate, f"id: a\nname: A\nprices: {prices}\n")

    assert [
        diagnostic.split(":")[0] + diagnostic.split(" ", 1)[1]
        for diagnostic in diagnostics
    ] == ["3R104 “amount” is empty."]


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        (
            "prices: [{until: 2027-01-31}]\n",
            "Add inside the braces, after a comma: “amount: 345”.",
        ),
        ("prices: [{}]\n", "Add inside the braces: “amount: 345”."),
        ("prices:\n  - until: 2027-01-31\n", "Add a line such as “amount: 345”."),
    ],
)
def test_advice_on_a_missing_field_fits_where_it_is_missing(
    text: str, advice: str
) -> None:
    log = Log()
    node = parse_yaml(SourceText("data/rates.yaml", f"id: a\nname: A\n{text}"), log)
    assert node is not None
    read_record(Rate, node, "The rate", log)

    assert [diagnostic.help.removesuffix(" The amount.") for diagnostic in log] == [
        advice
    ]


@pytest.mark.parametrize(
    ("text", "summary", "codes"),
    [
        ("“All about it”", "“All about it”", ["Y109"]),
        ("“lunch”", "“lunch”", ["Y109"]),
        ('"“All about it”"', "“All about it”", []),
        ("“A” and “B”", "“A” and “B”", []),
        ("“Don’t panic”", "“Don’t panic”", ["Y109"]),
    ],
)
def test_curly_quotes_around_a_text_are_kept_and_reported(
    text: str, summary: str, codes: list[str]
) -> None:
    record, diagnostics = read(SessionRecord, f"{SESSION}summary: {text}\n")

    assert record is not None
    assert (record.summary, [diagnostic.split()[1] for diagnostic in diagnostics]) == (
        summary,
        codes,
    )


def test_replaced_record_keeps_its_span() -> None:
    room = a_room()
    replaced_room = replace(room, name="Gallery")

    assert (replaced_room.name, replaced_room.capacity, room.name) == (
        "Gallery",
        120,
        "Hall",
    )
    assert replaced_room.span("capacity").text == "120"


def test_records_of_one_place_with_the_same_values_are_equal() -> None:
    room = a_room()

    assert room == replace(room, floor=None)
    assert hash(room) == hash(replace(room, floor=None))
    assert room != replace(room, name="Gallery")
    assert room != a_room()
    assert Room(name="Hall") == Room(name="Hall", floor=None)
    assert hash(Room(name="Hall")) == hash(Room(name="Hall", floor=None))


def test_record_checks_its_fields_when_made_by_hand() -> None:
    make: Any = Room

    with pytest.raises(TypeError):
        make(nmae="Hall")
    with pytest.raises(TypeError):
        make(capacity=120)


@pytest.mark.parametrize("slides", ["[one, two]", "{one: two}"])
def test_field_of_several_types_is_named_in_errors(slides: str) -> None:
    record, diagnostics = read(SessionRecord, f"{SESSION}slides: {slides}\n")

    assert record is None
    assert len(diagnostics) == 1
    assert diagnostics[0].startswith("5:")
    assert "R103 “slides” should be text" in diagnostics[0]


def test_field_of_several_types_accepts_each() -> None:
    for slides in ("https://example.org/slides", "downloads/slides.pdf"):
        record, diagnostics = read(SessionRecord, f"{SESSION}slides: {slides}\n")
        assert record is not None, diagnostics
        assert record.slides == slides


def nodes(depth: int = 3) -> some.SearchStrategy[Any]:
    """Values that YAML may contain: text, lists and mappings."""
    words = some.sampled_from(
        [
            "",
            "~",
            "yes",
            "12",
            "09:30",
            "2027-05-20",
            "https://example.org/",
            "talk",
            "a.jpg",
            "x" * 500,
            "Kim and Lee",
        ]
    ) | some.text(max_size=12)
    names = some.sampled_from(
        sorted({name for kind in KINDS for name in input_fields(kind)})
    ) | some.text(max_size=8)
    if not depth:
        return words
    inner = nodes(depth - 1)
    return (
        words
        | some.lists(inner, max_size=3)
        | some.dictionaries(names, inner, max_size=4)
    )


@given(some.sampled_from(KINDS), some.data())
def test_any_input_is_a_record_or_reported(
    kind: type[Record], data: some.DataObject
) -> None:
    values = data.draw(
        some.dictionaries(
            some.sampled_from(list(input_fields(kind))) | some.text(max_size=8), nodes()
        )
    )
    log = Log()
    options: dict[str, Any] = {"slug": "kim"} if kind is Speaker else {}
    record = read_record(kind, as_node(values), "The record", log, **options)

    assert (record is None) == bool(log.errors)
    for diagnostic in log:
        assert diagnostic.headline
        assert "validate" not in diagnostic.headline


def as_node(value: Any) -> Node:
    """Return nodes of a value, as if it were on one line."""
    source = SourceText("data/some.yaml", "some: text")
    if isinstance(value, dict):
        keys = {name: Scalar(source, 0, 4, name, "'") for name in value}
        return Mapping(
            source, 0, 10, keys, {name: as_node(entry) for name, entry in value.items()}
        )
    if isinstance(value, list):
        return Sequence(source, 0, 10, [as_node(item) for item in value])
    return Scalar(source, 6, 10, value, "plain")


@pytest.mark.parametrize(
    "abstract",
    [
        "|\n  One\n  line.\n\n  Another.",
        ">\n  One\n  line.\n\n  Another.",
        "One\n  line.\n\n  Another.",
    ],
)
def test_texts_keep_their_paragraphs_however_they_are_written(abstract: str) -> None:
    session, diagnostics = read(SessionRecord, f"{SESSION}abstract: {abstract}\n")

    assert (session and session.abstract.split("\n\n")[1], diagnostics) == (
        "Another.",
        [],
    )


def test_loader_exchanges_entries_that_are_below_the_keys_of_each_other(
    tmp_path: Path,
) -> None:
    sponsors = """\
tiers:
  - {id: alpha, name: Alpha Example Ltd, tier: gold, url: "https://alpha.example/"}
  - {id: gold, name: Gold, price: 100}
sponsors:
  - {id: silver, name: Silver, price: 50, benefits: [{name: A stand}]}
  - {id: beta, name: Beta Example Ltd, tier: silver, url: "https://beta.example/"}
"""
    event, log = load(write_project(tmp_path, {"data/sponsors.yaml": sponsors}))

    assert event is not None
    assert [(diagnostic.code, diagnostic.span.line) for diagnostic in log] == [
        ("R136", 2),
        ("R136", 5),
    ]
    assert {tier.id for tier in event.records["tier"]} == {"gold", "silver"}
    assert {sponsor.id for sponsor in event.records["sponsor"]} == {"alpha", "beta"}
