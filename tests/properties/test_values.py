"""Values that people type, ids that collide, and nested Markdown: any of them is read or refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from microsite.diagnostics.diagnostic import CATALOGUE
from microsite.model import dates, types
from microsite.model.event import ReferenceIndex
from microsite.model.fields import Record, fields_of
from microsite.model.kinds import FILE_SETTINGS, RECORD_KINDS
from microsite.model.parsing import ParseError, ValueType
from microsite.site.markdown import find_excess, to_html

quick = settings(max_examples=60, deadline=None)


def value_types() -> dict[str, ValueType]:
    """Return every type of value in a field of a record, by the name of its parse function."""
    types_by_name: dict[str, ValueType] = {}

    def add(record: type[Record]) -> None:
        for field in fields_of(record).values():
            for type_ in field.value_types:
                types_by_name.setdefault(name_of(type_), type_)
            if field.record is not None:
                add(field.record)

    for record in (
        *(kind.record for kind in RECORD_KINDS.values()),
        *FILE_SETTINGS.values(),
    ):
        add(record)
    return types_by_name


def name_of(type_: ValueType) -> str:
    inner = getattr(type_.parse, "func", type_.parse)
    arguments = (
        getattr(type_.parse, "args", ()) or getattr(type_.parse, "keywords", {}).items()
    )
    words = [getattr(argument, "__name__", argument) for argument in arguments]
    return f"{inner.__name__}{words or ''}"


TYPES = value_types()
PIECES = (
    *"0123456789 ,.;:-–—/\\|@#%&?!'\"“”‘’()[]{}<>+=*_~^$£€\t\n\r\0\x7f\xa0\u200b\u202e\u2028é東😀٣²",
    *(
        "https://",
        "http:",
        "www.",
        ".org",
        "mailto:",
        "javascript:",
        "assets/",
        "..",
        "images/",
    ),
    *(
        ".jpg",
        ".html",
        "Europe/",
        "London",
        "2027",
        "-05-",
        "20",
        "noon",
        "am",
        "pm",
        "yes",
        "no",
    ),
    *(
        "to be announced",
        "GBP",
        "minutes",
        "hour",
        " and ",
        "jo-smith",
        "session:",
        "a" * 99,
    ),
)
texts = st.lists(st.sampled_from(PIECES), min_size=1, max_size=8).map(
    "".join
) | st.text(max_size=9)


def as_typed(value: Any) -> str | None:
    """Return how a value is typed, or None for one that its text does not show."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, types.FocalPoint):
        return f"{value.across}% {value.down}%"
    return None if value is None else str(value)


def test_every_parse_function_is_the_type_of_a_field() -> None:
    """The tests below find all of them."""
    tested = {type_.parse for type_ in TYPES.values()}
    tested |= {getattr(parse, "func", parse) for parse in tested}
    names = (vars(types) | vars(dates)).items()
    assert [
        name
        for name, parse in names
        if name.startswith("parse_") and parse not in tested
    ] == []


@pytest.mark.parametrize("name", sorted(TYPES))
@quick
@given(texts)
@example("2027-05-20")
@example("1,345.00")
@example("https://example.org/a")
@example("0" * 5000)
@example("١٢")
def test_any_value_is_read_or_refused(name: str, text: str) -> None:
    """A refused value has a code. Others are plain, and mean the same if typed again."""
    parse: Callable[[str], Any] = TYPES[name].parse
    text = text.strip()  # as the reader does
    value, code = None, ""
    try:
        value = parse(text)
    except ParseError as error:
        code = error.code
    assert code == "" or code in CATALOGUE
    again = as_typed(value)
    if again is not None:
        assert parse(again) == value
    if isinstance(value, str) and name not in (
        "parse_markdown",
        "parse_asset",
        "parse_picture",
    ):
        assert "\n" not in value
    is_address = name in ("parse_web_address", "parse_contact", "parse_new_address")
    if is_address and isinstance(value, str) and re.match(r"https?:", value):
        assert not re.search(r"[\s<>\"\\\0]", value)
    if type(value) is date:
        assert 1900 <= value.year <= 2200


names = st.sampled_from(
    ["mo", "Mo", "MO", "mo-2", "Ann", "ann", "Ann Reed", "ann-reed", "É", "é"]
)
records = st.lists(
    st.tuples(names.map(str.lower), names),
    max_size=6,
    unique_by=lambda record: record[0],
)


@quick
@given(records, names, st.randoms(use_true_random=False))
def test_an_id_means_its_record_whatever_the_names_and_their_order(
    people: list[tuple[str, str]], given_name: str, shuffle: Any
) -> None:
    def find(name: str) -> str | None:
        index = ReferenceIndex()
        for id_, full_name in people:
            index.add(id_, full_name)
        return index.find(name)

    before = find(given_name)
    for id_, _ in people:
        assert find(id_) == id_
    ids = {id_ for id_, full_name in people if full_name == given_name}
    if len(ids) > 1 and given_name.casefold() not in {id_ for id_, _ in people}:
        assert before is None
    shuffle.shuffle(people)
    assert find(given_name) == before


OPENERS = (
    *(
        "> ",
        "- ",
        "* ",
        "1. ",
        "12) ",
        "    ",
        "\t",
        "term\n:   ",
        "!!! note\n    ",
        "# ",
        "| ",
    ),
    *(
        "<b>",
        "<div>",
        "<ul><li>",
        "<table><tr><td>",
        "</b>",
        "<",
        "[",
        "](",
        "![",
        "](x)",
        "[^1]: ",
    ),
    *(
        "**",
        "_",
        "`",
        "```\n",
        "~~~",
        "$",
        "\\",
        "{: .a}",
        "*[a]: ",
        "\n",
        "\n\n",
        "word ",
    ),
)


@quick
@given(
    st.lists(
        st.tuples(st.sampled_from(OPENERS), st.integers(1, 90)), min_size=1, max_size=4
    )
)
def test_any_nesting_becomes_html_or_is_reported(parts: list[tuple[str, int]]) -> None:
    text = "".join(opener * count for opener, count in parts) + "end"
    if find_excess(text) is None:
        assert isinstance(to_html(text), str)
