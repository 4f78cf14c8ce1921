"""Our data classes are Python's, only sooner."""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Callable
from typing import Any

import pytest

from microsite import plain
from microsite.project import ENGINE

Maker = Callable[..., Any]
MAKERS = (dataclasses.dataclass, plain.dataclass)
WAYS = [
    dict(zip(("frozen", "slots", "eq"), flags, strict=True)) for flags in itertools.product((True, False), repeat=3)
]


@pytest.fixture(autouse=True, params=(0, 100), ids=("compiled", "before that"))
def few(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first of a class are made in another way than those that follow."""
    monkeypatch.setattr(plain, "FEW", request.param)


def family(make: Maker, **options: bool) -> tuple[Any, Any, Any]:
    """The same three classes, made by one or the other."""

    @make(**options)
    class Room:
        """A room."""

        name: str
        seats: int = 40
        doors: list[str] = plain.field(default_factory=list)
        plan: bytes = plain.field(default=b"", repr=False, compare=False)

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
    for make in MAKERS:
        room, hall, nothing = family(make, **options)
        rooms = [room("A"), room("A"), room("A", 60), room("A", doors=["east"]), room("A", 40, ["east"], b"plan")]
        halls = [hall(name="B"), hall(floor=1, name="B")]
        told.append(
            [
                [repr(one) for one in (*rooms, *halls, nothing())],
                [[one == other for other in (*rooms, *halls, None)] for one in rooms],
                [one.is_small for one in rooms],
                [dataclasses.asdict(one) for one in (*rooms, *halls)],
                [(member.name, member.type, member.kw_only) for member in dataclasses.fields(hall)],
                [room.__match_args__, hall.__match_args__, room.__hash__ is None, hall.__doc__],
                repr(plain.replace(rooms[3], name="C")),
                hasattr(rooms[0], "__dict__"),
            ]
        )

    assert told[0] == told[1]


def test_each_has_a_default_of_its_own() -> None:
    room, _, _ = family(plain.dataclass)
    first, second = room("A"), room("B")
    first.doors.append("east")

    assert second.doors == []


def test_what_is_frozen_stays_and_can_be_a_key() -> None:
    _, hall, nothing = family(plain.dataclass, frozen=True, slots=True)
    one = hall(name="B")
    with pytest.raises(dataclasses.FrozenInstanceError, match="name"):
        one.name = "C"
    with pytest.raises(dataclasses.FrozenInstanceError, match="floor"):
        del one.floor

    assert {one: 1, nothing(): 2} == {hall(name="B"): 1, nothing(): 2}


@pytest.mark.parametrize("wrong", [{"nmae": "B"}, {}, {"name": "B", "floor": 1, "roof": 2}], ids=str)
def test_a_wrong_call_is_refused_the_first_time_and_after(wrong: dict[str, object]) -> None:
    _, hall, _ = family(plain.dataclass, frozen=True, slots=True)
    for _ in range(2):
        with pytest.raises(TypeError, match=r"Hall\.__init__"):
            hall(**wrong)


def test_what_is_worked_out_at_the_start_is_there() -> None:
    @plain.dataclass(slots=True)
    class Talk:
        """Something with a value that follows from another."""

        title: str
        words: int = plain.field(init=False)
        stage: str = plain.field(default="main", init=False)

        def __post_init__(self) -> None:
            self.words = len(self.title.split())

    assert repr(Talk("Two words")).endswith("Talk(title='Two words', words=2, stage='main')")


def test_the_engine_uses_them() -> None:
    """One module that takes Python’s own makes every build slower by its classes."""
    modules = [path for path in ENGINE.rglob("*.py") if path.name != "plain.py"]
    theirs = re.compile(r"^from dataclasses import .*\bdataclass\b|\bdataclasses\.dataclass\b", re.MULTILINE)

    assert [path.name for path in modules if theirs.search(path.read_text(encoding="utf-8"))] == []


def test_what_many_hold_is_put_into_words_once() -> None:
    asked = []

    class Name:
        def __repr__(self) -> str:
            asked.append(self)
            return "'A'"

    @plain.dataclass(frozen=True, slots=True)
    class Card(plain.Shared):
        name: Name
        size: int = 3

    name = Name()
    card = Card(name)
    told = [repr(card), repr(card)]
    other = plain.replace(card, size=4)

    assert told == [told[0]] * 2
    assert told[0].endswith("Card(name='A', size=3)")
    assert asked == [name]
    assert repr(other).endswith("Card(name='A', size=4)")
    assert card == Card(name)
    assert card != other
