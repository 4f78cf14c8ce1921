"""Our data classes are Python's, only sooner."""

from __future__ import annotations

import copy
import dataclasses
import itertools
import pickle
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from microsite import plain
from microsite.project import ENGINE

Maker = Callable[..., Any]
MAKERS = ((dataclasses.dataclass, dataclasses.field), (plain.dataclass, plain.field))
WAYS = [
    dict(zip(("frozen", "slots", "eq"), flags, strict=True))
    for flags in itertools.product((True, False), repeat=3)
]


def family(make: Maker, field: Maker, **options: bool) -> tuple[Any, Any, Any]:
    """The same three classes, made by one or the other."""

    @make(**options)
    class Room:
        """A room."""

        name: str
        seats: int = 40
        doors: list[str] = field(default_factory=list)
        plan: bytes = field(default=b"", repr=False, compare=False)

        @property
        def is_small(self) -> bool:
            return self.seats < 50

    @make(kw_only=True, **options)
    class Hall:
        """A hall: what it has is named."""

        floor: int = 0
        name: str

    @make(**options)
    class Nothing:
        """Without fields."""

    return Room, Hall, Nothing


@pytest.mark.parametrize("options", WAYS, ids=str)
def test_they_do_what_those_of_python_do(options: dict[str, bool]) -> None:
    told = []
    for make, field in MAKERS:
        room, hall, nothing = family(make, field, **options)
        rooms = [
            room("A"),
            room("A"),
            room("A", 60),
            room("A", doors=["east"]),
            room("A", 40, ["east"], b"plan"),
        ]
        halls = [hall(name="B"), hall(floor=1, name="B")]
        told.append(
            [
                [repr(one).replace("family.<locals>.", "") for one in (*rooms, *halls, nothing())],
                [[one == other for other in (*rooms, *halls, None)] for one in rooms],
                [[one == other for other in (*rooms, *halls, None)] for one in halls],
                [one.is_small for one in rooms],
                [room.__hash__ is None, hall.__doc__],
                hasattr(rooms[0], "__dict__"),
            ]
        )

    assert told[0] == told[1]


def test_one_with_another_value_is_another() -> None:
    room, _, _ = family(plain.dataclass, plain.field, frozen=True, slots=True)
    one = room("A", 60)

    assert plain.replace(one, name="B") == room("B", 60)
    assert one == room("A", 60)


def test_each_has_a_default_of_its_own() -> None:
    room, _, _ = family(plain.dataclass, plain.field)
    first, second = room("A"), room("B")
    first.doors.append("east")

    assert second.doors == []


def test_what_is_frozen_stays_and_can_be_a_key() -> None:
    _, hall, nothing = family(plain.dataclass, plain.field, frozen=True, slots=True)
    one = hall(name="B")
    with pytest.raises(AttributeError, match="immutable"):
        one.name = "C"
    with pytest.raises(AttributeError, match="immutable"):
        del one.floor

    assert {one: 1, nothing(): 2} == {hall(name="B"): 1, nothing(): 2}


@pytest.mark.parametrize(
    "wrong", [{"nmae": "B"}, {}, {"name": "B", "floor": 1, "roof": 2}], ids=str
)
def test_a_wrong_call_is_refused(wrong: dict[str, object]) -> None:
    _, hall, _ = family(plain.dataclass, plain.field, frozen=True, slots=True)
    with pytest.raises(TypeError, match="argument"):
        hall(**wrong)


def test_its_fields_are_known_with_their_defaults() -> None:
    room, hall, nothing = family(plain.dataclass, plain.field)
    of_a_room = plain.defaults(room)

    assert list(of_a_room) == ["name", "seats", "doors", "plan"]
    assert (of_a_room["name"], of_a_room["seats"], of_a_room["plan"]) == (plain.MISSING, 40, b"")
    assert plain.defaults(hall(name="B"))["floor"] == 0
    assert plain.defaults(nothing) == {}
    assert [plain.is_dataclass(one) for one in (room, nothing())] == [True, True]
    assert not plain.is_dataclass(str)


def test_what_is_worked_out_at_the_start_is_there() -> None:
    @plain.dataclass(slots=True)
    class Talk:
        """Something with a value that follows from another."""

        title: str
        words: int = plain.field(init=False)
        stage: str = plain.field(default="main", init=False)

        def __post_init__(self) -> None:
            self.words = len(self.title.split())

    @plain.dataclass(frozen=True)
    class Settled:
        """The same, of what cannot be changed."""

        title: str
        words: int = plain.field(init=False)

        def __post_init__(self) -> None:
            plain.settle(self, "words", len(self.title.split()))

        @cached_property
        def letters(self) -> list[str]:
            return sorted(set(self.title))

    settled = Settled("Two words")
    assert repr(Talk("Two words")) == "Talk(title='Two words', words=2, stage='main')"
    assert settled.words == 2
    assert settled.letters is settled.letters


@plain.dataclass(frozen=True, slots=True)
class Base:
    """What others are."""


@plain.dataclass(frozen=True, slots=True)
class Kept(Base):
    """Something that is kept."""

    name: str
    doors: tuple[str, ...] = ()


def test_what_is_kept_comes_back_as_it_was() -> None:
    one = Kept("A", ("east",))
    again = pickle.loads(pickle.dumps(one))

    assert again == one
    assert type(again) is Kept
    assert isinstance(again, Base)
    with pytest.raises(AttributeError, match="immutable"):
        again.name = "B"  # type: ignore[misc]


def test_the_engine_uses_them() -> None:
    """One module that takes Python’s own makes every build slower by its classes."""
    modules = [path for path in ENGINE.rglob("*.py") if path.name != "plain.py"]
    theirs = re.compile(
        r"^from dataclasses import .*\bdataclass\b|\bdataclasses\.dataclass\b", re.MULTILINE
    )

    assert [path.name for path in modules if theirs.search(path.read_text(encoding="utf-8"))] == []


@plain.dataclass(frozen=True, slots=True)
class Person:
    """Somebody."""

    name: str
    size: int = 3


@plain.dataclass(frozen=True, slots=True)
class Place:
    """Somewhere; its fields are called as a person's are."""

    name: str
    size: int = 3


SIMILAR = [
    "a",
    Markup("a"),
    b"a",
    ("a",),
    ("a", 3),
    1,
    1.0,
    True,
    "1",
    None,
    "",
    (),
    ((), ""),
    ("", ()),
    date(2027, 5, 20),
    Decimal("1.0"),
    Person("a"),
    Place("a"),
    Person("a", 4),
    Person(Markup("a")),
    (Person("a"), Place("a")),
    (Place("a"), Person("a")),
    {"name": "a"},
    slice(1, 2),
]


def test_what_is_told_is_the_same_for_the_same_alone() -> None:
    told = [plain.told(one) for one in SIMILAR]

    assert len(set(told)) == len(SIMILAR)
    assert told == [plain.told(one) for one in copy.deepcopy(SIMILAR)]
    assert plain.told("a", "b") != plain.told("ab")
    assert plain.told("a") != plain.told("a", None)


words = st.text("ab<", max_size=2)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | words | words.map(Markup),
    lambda inside: (
        st.lists(inside, max_size=3).map(tuple)
        | st.builds(Person, inside, inside)
        | st.builds(Place, inside, inside)
    ),
    max_leaves=6,
)


@given(one=values, other=values)
def test_any_two_are_told_apart_as_their_words_are(one: object, other: object) -> None:
    assert (plain.told(one) == plain.told(other)) == (repr(one) == repr(other))


def test_one_that_is_based_on_another_is_plain() -> None:
    with pytest.raises(TypeError, match="Named is based on"):

        @plain.dataclass(frozen=True)
        class Named(Base):
            doors: list[str] = plain.field(default_factory=list)
