"""A build that takes pieces of the site from earlier ones makes what a clean one makes, and tells
what it tells.
"""

from __future__ import annotations

import os
import random
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from microsite import edition as editions
from microsite import frame, hands, piece_memory, shares
from microsite.diagnostics.diagnostic import Log
from microsite.digests import digest_of
from microsite.edition import EditionInMaking
from microsite.exports.kinds import long_exports
from microsite.frame import Frame
from microsite.model.load import load_event
from microsite.model.names import NAMES
from microsite.model.noted import noted_fields
from microsite.model.record import Record
from microsite.options import Options
from microsite.packed import pack
from microsite.pages import kinds
from microsite.pages.kinds import in_parts
from microsite.piece_memory import KnownPart, Piece, PieceMemory
from microsite.pipeline import Outcome, build
from microsite.project import ENGINE_HOME, Project
from microsite.render import assets, styles
from microsite.site import drawing, drawing_files, views
from microsite.site.memory import read_memory, write_memory
from microsite.source.read import read_sources
from microsite.traces import Trace, note_read, note_wanted, traced
from tests.making import EVENT, sessions_yaml, write_project
from tests.picturing import photo
from tests.publish.sites import tree
from tests.test_golden import SITES as GOLDEN

DAY = date(2027, 1, 15)
HOUSE = (ENGINE_HOME, ENGINE_HOME / "examples/tidewater")
BASE = "base_url: https://coasts.example/\n"
SITE = {
    "content/pages/tides.md": "---\ntitle: Tides\nmenu: yes\n---\n## High\n\nAt *noon*, says [Kim](speaker:kim).\n",
    "content/pages/wind.md": "---\ntitle: Wind\n---\nSee [when it is high](page:tides#high).\n",
    "content/speakers/kim.md": "---\nname: Kim Example\n---\nKim minds the *harbour*.\n",
    "content/speakers/jo.md": "---\nname: Jo Example\n---\nJo sails.\n",
    "content/news/open.md": "---\ntitle: Booking is open\ndate: 2027-01-10\n---\nAt **last**.\n",
    "data/sessions.yaml": sessions_yaml(
        "id: ebb\nstart: 09:00\nspeakers: [kim]\nabstract: The *ebb*.",
        "id: flow\nstart: 10:00\nspeakers: [jo]\nabstract: The *flow*.",
        "id: pause\nkind: break\nstart: 11:00\nabstract: Tea.",
    ),
    "data/rates.yaml": (
        "introduction: What it *costs*.\nterms: Pay soon.\n"
        "rates:\n  - {id: full, name: Full rate, prices: [{amount: 100}]}\n"
    ),
    "data/sponsors.yaml": (
        "introduction: Who *helps*.\ntiers:\n  - {id: gold, name: Gold, price: 5000}\n"
        "sponsors:\n  - {id: trust, name: Example Trust, tier: gold, words: We *help*.}\n"
    ),
    "data/resources.yaml": (
        "introduction: To *read*.\nkinds: [Report]\n"
        "resources:\n  - {id: log, title: The log, kind: Report, url: https://example.org/log}\n"
    ),
}
"""Something of everything."""


@pytest.fixture(autouse=True)
def of_small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page is a piece, and a record a part."""
    monkeypatch.setattr(views, "MOST", 1)
    monkeypatch.setattr(frame, "is_settled", lambda *_: True)  # as if a moment had gone by


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return write_project(tmp_path / "site", SITE, EVENT + BASE)


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the pieces that are done where others are remembered."""
    names: list[str] = []
    do = shares._Desk._do

    def noted(desk: Any, piece: Piece) -> Any:
        if desk._memory is not None:
            names.append(piece.name)
        return do(desk, piece)

    monkeypatch.setattr(shares._Desk, "_do", noted)
    return names


@pytest.fixture
def parts(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the parts of lists that are made."""
    names: list[str] = []
    note_parts(monkeypatch, lambda name: None if name.startswith("counts ") else names.append(name))
    return names


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the texts in which numbers are looked for."""
    names: list[str] = []
    note_parts(monkeypatch, lambda name: names.append(name) if name.startswith("counts ") else None)
    return names


def note_parts(monkeypatch: pytest.MonkeyPatch, note: Callable[[str], None]) -> None:
    take = PieceMemory.take_part

    def noted(memory: PieceMemory, name: str, known: KnownPart) -> None:
        note(name)
        take(memory, name, known)

    monkeypatch.setattr(PieceMemory, "take_part", noted)


def make(root: Path, **more: Any) -> Outcome:
    """Build a project as the command does, in this process."""
    return build(Project.at(root), Options(**{"as_of": DAY, "jobs": 1, **more}))


def assert_as_clean(root: Path, **more: Any) -> Outcome:
    """What a build makes and tells is what a clean one does."""
    outcome = make(root, **more)
    copy = root.parent / "clean"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(root, copy, ignore=shutil.ignore_patterns("output", ".*"))
    clean = make(copy, **more, use_cache=False)
    assert said(outcome) == said(clean)
    if clean.published is not None:
        assert tree(root / "output") == tree(copy / "output")
    return outcome


def said(outcome: Outcome) -> list[tuple[Any, ...]]:
    return [
        (each.code, each.span.path, each.span.start, each.headline, repr(each.notes))
        for each in outcome.log
    ]


def change(root: Path, name: str, old: str, new: str) -> None:
    path = root / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


LONG = (
    ("content/event.md", "Welcome."),
    ("content/pages/tides.md", "noon"),
    ("content/pages/wind.md", "See"),
    ("content/speakers/kim.md", "minds"),
    ("content/news/open.md", "last"),
    ("data/sessions.yaml", "*ebb*"),
    ("data/rates.yaml", "*costs*"),
    ("data/rates.yaml", "Pay soon"),
    ("data/sponsors.yaml", "*helps*"),
    ("data/sponsors.yaml", "*help*"),
    ("data/resources.yaml", "*read*"),
)
"""Words of every long text."""


@pytest.mark.parametrize(("name", "words"), LONG)
def test_a_long_text_is_edited(site: Path, done: list[str], name: str, words: str) -> None:
    make(site)
    every = len(done)
    assert every > len(SITE)
    done.clear()
    change(site, name, words, "something else")
    assert_as_clean(site)
    anew = [piece for piece in done if not piece.startswith("microsite.exports")]
    assert 0 < len(anew) < every / 2
    done.clear()
    assert_as_clean(site)
    assert not done


def test_every_long_text_is_among_those(site: Path) -> None:
    """Else an edit of it would not be tested."""
    log = Log()
    event = load_event(read_sources(site, log), log)
    assert event is not None
    texts = {
        name: getattr(record, field)
        for name, record, field in noted_fields(event)
        if field in record.long_fields
    }
    untold = [name for name, text in texts.items() if not any(words in text for _, words in LONG)]
    assert untold == ["session flow abstract", "session pause abstract", "speaker jo biography"]
    noted = {(type(record), field) for _, record, field in noted_fields(event)}
    assert noted == {(kind, field) for kind in _kinds(Record) for field in kind.noted_fields}


def _kinds(kind: type[Record]) -> Iterator[type[Record]]:
    for each in kind.__subclasses__():
        if each.__module__.startswith("microsite."):
            yield each
            yield from _kinds(each)


STRUCTURE = {
    "a name": ("content/speakers/kim.md", "Kim Example", "Kim Sample"),
    "a title": ("data/sessions.yaml", "Session 1", "The tide"),
    "a setting of the event": ("content/event.md", "about coasts", "about harbours"),
    "a text that comes to nothing": ("data/sessions.yaml", "abstract: Tea.", "abstract: ''"),
    "a heading more": ("content/pages/tides.md", "At", "On\n\n## Low\n\n"),
    "another order": ("data/sessions.yaml", "start: 09:00", "start: 12:00"),
    "lines that move": ("data/sessions.yaml", "sessions:", "# One.\n# Two.\nsessions:"),
    "a page that is hidden from the menu": ("content/pages/tides.md", "menu: yes", "menu: no"),
}


@pytest.mark.parametrize("what", STRUCTURE)
def test_something_else_is_edited(site: Path, what: str) -> None:
    make(site)
    change(site, *STRUCTURE[what])
    assert_as_clean(site)


def test_a_name_is_read_by_those_who_show_it(site: Path, done: list[str]) -> None:
    make(site)
    done.clear()
    change(site, "content/speakers/jo.md", "Jo Example", "Jo Sample")
    assert_as_clean(site)
    kinds_done = {name.split()[0].rpartition(".")[2] for name in done}
    assert {"speaker", "speakers", "session", "programme"} <= kinds_done
    assert not {"prose", "news", "resources", "rates", "sponsorship", "contact"} & kinds_done
    assert len([name for name in done if name.startswith("microsite.pages.speaker ")]) == 1


def part(name: str, *ids: str) -> str:
    """What the part of a list with these records is called."""
    return f"{name} {digest_of(chr(0).join(ids))}"


def of_a_session(identity: str) -> list[str]:
    return [part(name, identity) for name in ("data of sessions", "sessions in full", "talks")]


def test_of_what_lists_everything_the_part_is_made_that_shows_it(
    site: Path, parts: list[str]
) -> None:
    """Whatever else has been edited, made or taken back meanwhile."""
    make(site)
    assert len(parts) == len(set(parts)) == 20
    parts.clear()
    change(site, "data/sessions.yaml", "*ebb*", "tide")
    assert_as_clean(site)
    assert sorted(parts) == of_a_session("ebb")
    parts.clear()
    change(site, "content/pages/tides.md", "noon", "night")
    assert_as_clean(site)
    assert parts == []
    change(site, "data/sessions.yaml", "*flow*", "surge")
    assert_as_clean(site)
    assert sorted(parts) == of_a_session("flow")
    parts.clear()
    change(site, "content/speakers/kim.md", "Kim Example", "Kim Sample")
    assert_as_clean(site)
    of_people = {part("data of people", "kim"), part("people in full", "kim")}
    of_cards = {part(f"cards of sessions {seen_from}", "ebb") for seen_from in ("", "../#")}
    assert set(parts) == {*of_people, *of_cards, *of_a_session("ebb")} - {
        part("data of sessions", "ebb")
    }


def test_of_a_long_data_file_the_entries_are_looked_at_that_are_others(
    site: Path, monkeypatch: pytest.MonkeyPatch, done: list[str], counted: list[str]
) -> None:
    monkeypatch.setattr("microsite.lint.texts.TOGETHER", 1)
    change(site, "content/pages/tides.md", "At *noon*", "Of 1,200 harbours on the coast, at noon")
    make(site)
    done.clear()
    counted.clear()
    change(site, "data/sessions.yaml", "*ebb*", "With 1,500 harbours on the coast")
    outcome = assert_as_clean(site)
    assert [code for code, *_ in said(outcome)] == ["D111"]
    assert (
        len([name for name in done if name.startswith("lint ")]) == 2
    )  # the entry, and what is counted everywhere
    assert len(counted) == 1


@pytest.mark.parametrize("size", [1, 2])
def test_parts_are_of_these_people_in_whichever_order(
    site: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    """A name says where its owner stands in a list, and so who stands together: nobody twice, and
    nobody never.
    """
    monkeypatch.setattr(views, "MOST", size)
    for slug in ("ash", "bo", "lee", "sky"):
        (site / f"content/speakers/{slug}.md").write_text(
            f"---\nname: {slug.title()} Example\n---\nHere.\n"
        )
    make(site)
    for slug, name in (
        ("ash", "Zoe"),
        ("sky", "Abe"),
        ("lee", "Cat"),
        ("ash", "Ida"),
        ("bo", "Yan"),
        ("kim", "Bea"),
    ):
        path = site / f"content/speakers/{slug}.md"
        path.write_text(re.sub("name: .*", f"name: {name} Example", path.read_text()))
        assert_as_clean(site)


@pytest.mark.parametrize("jobs", [1, 2])
def test_parts_are_kept_whoever_makes_them(
    site: Path, monkeypatch: pytest.MonkeyPatch, parts: list[str], jobs: int
) -> None:
    monkeypatch.setattr(editions, "LARGE", 0)
    monkeypatch.setattr(shares, "SOME", 2)
    if jobs > 1:
        monkeypatch.setattr(hands.Team, "claim", lambda *_: False)
    make(site, jobs=jobs)
    assert len(parts) == 20
    for words, new in (("*ebb*", "tide"), ("tide", "wave")):
        parts.clear()
        change(site, "data/sessions.yaml", words, new)
        assert_as_clean(site, jobs=jobs)
        assert sorted(parts) == of_a_session("ebb")


def test_what_is_told_of_a_part_is_told_again(site: Path, parts: list[str]) -> None:
    change(site, "data/sessions.yaml", "*ebb*", "[here](page:wind)")
    assert [code for code, *_ in said(make(site))] == ["L106"]
    change(site, "data/sessions.yaml", "*flow*", "surge")
    assert [code for code, *_ in said(assert_as_clean(site))] == ["L106"]
    parts.clear()
    change(site, "data/sessions.yaml", "[here](page:wind)", "[the wind](page:wind)")
    assert said(assert_as_clean(site)) == []
    assert sorted(parts) == of_a_session("ebb")


@pytest.mark.parametrize("house", HOUSE, ids=lambda path: path.name)
def test_a_part_comes_back_as_it_was(
    house: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To the last letter, and of the same kind."""
    root = tmp_path / "site"
    shutil.copytree(
        house, root, ignore=shutil.ignore_patterns("output", ".*", "tests", "docs", "node_modules")
    )
    keep_part, seen = PieceMemory.keep_part, []

    def twice(memory: PieceMemory, name: str, trace: Trace, made: Any) -> None:
        keep_part(memory, name, trace, made)
        kind = next(kind for asked, kind in kinds_asked if asked == name)
        found = memory.part(name, kind)
        assert found is not None
        assert repr(found[0]) == repr(made)
        assert found[1].read == trace.read and found[1].wanted == trace.wanted
        seen.append(name)

    kinds_asked: list[tuple[str, Any]] = []
    part = PieceMemory.part

    def asked(memory: PieceMemory, name: str, kind: Any) -> Any:
        kinds_asked.append((name, kind))
        return part(memory, name, kind)

    monkeypatch.setattr(PieceMemory, "keep_part", twice)
    monkeypatch.setattr(PieceMemory, "part", asked)
    assert make(root).published is not None
    assert len(seen) > 20


def test_pages_come_and_go(site: Path) -> None:
    make(site)
    (site / "content/pages/rain.md").write_text("---\ntitle: Rain\n---\nWet.\n", encoding="utf-8")
    assert_as_clean(site)
    change(site, "content/pages/wind.md", "[when it is high](page:tides#high)", "it")
    (site / "content/pages/tides.md").unlink()
    assert_as_clean(site)


def test_a_heading_that_others_link_to_goes(site: Path) -> None:
    """The page that links to it has not been touched, and yet is told of."""
    make(site)
    change(site, "content/pages/tides.md", "## High", "## Low")
    assert [each.span.path for each in assert_as_clean(site).log] == ["content/pages/wind.md"]


def _template(site: Path) -> None:
    (site / "templates").mkdir()
    text = (ENGINE_HOME / "templates/base.html").read_text(encoding="utf-8")
    (site / "templates/base.html").write_text(
        text.replace("<body", '<body data-x="1"'), encoding="utf-8"
    )


def test_a_template_needs_no_piece_anew(site: Path, done: list[str]) -> None:
    make(site)
    done.clear()
    _template(site)
    outcome = assert_as_clean(site)
    assert not done
    assert outcome.published is not None
    assert outcome.published.written >= outcome.pages - 1


@pytest.mark.parametrize(
    "more",
    [
        {"drafts": True},
        {"as_of": date(2027, 6, 1)},
        {"as_of": datetime(2027, 5, 20, 10, 30)},  # noqa: DTZ001 - on the wall where the event is
        {"base_url": "https://other.example/"},
    ],
)
def test_it_is_asked_for_otherwise(site: Path, more: dict[str, Any]) -> None:
    make(site)
    assert_as_clean(site, **more)
    assert_as_clean(site)


def test_pictures_and_downloads(site: Path, done: list[str]) -> None:
    """What a page wants published is published where the page is as it was, and only then."""
    (site / "assets/images").mkdir(parents=True)
    (site / "assets/downloads").mkdir()
    (site / "assets/images/kim.jpg").write_bytes(photo((240, 240)))
    (site / "assets/downloads/map.txt").write_text("A map.", encoding="utf-8")
    change(
        site,
        "content/speakers/kim.md",
        "---\nKim",
        "photo: images/kim.jpg\nphoto_alt: Kim\n---\nKim",
    )
    change(
        site,
        "content/pages/wind.md",
        "See",
        "![Kim](images/kim.jpg)\n\n[Map](file:downloads/map.txt)\n\nSee",
    )
    make(site)
    assert_as_clean(site)
    done.clear()
    change(site, "data/sessions.yaml", "*flow*", "tide")
    assert_as_clean(site)
    assert not any(
        name.startswith(("microsite.pages.speaker ", "microsite.pages.prose ")) for name in done
    )
    (site / "assets/images/kim.jpg").write_bytes(photo((320, 240)))
    assert_as_clean(site)
    change(
        site,
        "content/pages/wind.md",
        "![Kim](images/kim.jpg)\n\n[Map](file:downloads/map.txt)\n\n",
        "",
    )
    outcome = assert_as_clean(site)
    assert outcome.published is not None
    assert any("map" in path for path in outcome.published.changed)
    assert_as_clean(site)


def test_pictures_that_changed_a_moment_ago(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They could change again without showing it."""
    monkeypatch.setattr(frame, "is_settled", lambda *_: False)
    make(site)
    assert not (site / ".cache/pieces").exists()


def with_photo(root: Path) -> Path:
    """Kim gets one."""
    (root / "assets/images").mkdir(parents=True)
    (root / "assets/images/kim.jpg").write_bytes(photo((240, 240)))
    change(
        root,
        "content/speakers/kim.md",
        "---\nKim",
        "photo: images/kim.jpg\nphoto_alt: Kim\n---\nKim",
    )
    return root / "assets/images/kim.jpg"


def test_after_a_new_checkout_pieces_are_as_they_were(site: Path, done: list[str]) -> None:
    """Every file looks different, and holds the same."""
    with_photo(site)
    make(site)
    done.clear()
    shutil.copytree(site / "assets", site.parent / "assets")
    shutil.rmtree(site / "assets")
    shutil.move(site.parent / "assets", site / "assets")
    for path in (site / "assets").rglob("*"):
        os.utime(path)
    assert_as_clean(site)
    assert done == []


def test_a_picture_that_changes_during_a_build(
    site: Path, monkeypatch: pytest.MonkeyPatch, done: list[str]
) -> None:
    """Nobody knows which of the two a page shows, so nothing is kept: also not for when the first
    one is back.
    """
    picture = with_photo(site)
    first, second = picture.read_bytes(), photo((320, 240))
    part = kinds._part

    def changing(*given: Any) -> Any:
        if picture.read_bytes() == first:
            picture.write_bytes(second)
        return part(*given)

    monkeypatch.setattr(kinds, "_part", changing)
    make(site)
    monkeypatch.setattr(kinds, "_part", part)
    assert not (site / ".cache/pieces/index").exists()
    picture.write_bytes(first)
    assert_as_clean(site)
    done.clear()
    assert_as_clean(site)
    assert done == []
    picture.write_bytes(second)
    assert_as_clean(site)
    _template(site)
    assert_as_clean(site)


def test_a_memory_of_another_engine_is_not_asked(site: Path, done: list[str]) -> None:
    make(site)
    write_memory(site / ".cache/pieces/index", {"engine": "another", "pieces": {"one": ()}})
    done.clear()
    assert_as_clean(site)
    assert done


def test_what_is_told_is_told_again(site: Path, done: list[str]) -> None:
    change(site, "content/pages/tides.md", "At *noon*", "[Here](page:wind) at *noon*")
    first = make(site)
    assert said(first)
    done.clear()
    change(site, "content/pages/wind.md", "See", "Also see")
    assert said(assert_as_clean(site)) == said(first)
    assert len([name for name in done if name.startswith("microsite.pages.prose")]) == 2


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_several_pieces_could_tell_is_told_again(
    site: Path, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    """Of a text that many show, by whichever meets it first; none of the others makes it silent."""
    monkeypatch.setattr(editions, "LARGE", 0)
    monkeypatch.setattr(shares, "SOME", 2)
    change(site, "data/sessions.yaml", "*ebb*", "[here](page:wind)")
    for name, old, new in (
        ("data/sessions.yaml", "*flow*", "tide"),
        ("content/speakers/kim.md", "Kim Example", "Kim Sample"),
        ("content/pages/tides.md", "At", "Late"),
        ("data/sessions.yaml", "start: 10:00", "start: 10:05"),
        ("data/sessions.yaml", "Tea.", "Coffee."),
    ):
        assert [code for code, *_ in said(assert_as_clean(site, jobs=jobs))] == ["L106"]
        change(site, name, old, new)
    change(site, "data/sessions.yaml", "[here](page:wind)", "[the wind](page:wind)")
    assert said(assert_as_clean(site, jobs=jobs)) == []


def test_a_comment_that_calls_something_ok_is_never_idle(site: Path) -> None:
    """Though the page with the thing that it calls ok is as it was."""
    change(
        site,
        "content/pages/tides.md",
        "At *noon*",
        "<!-- ok: L106 -->\n[Here](page:wind) at *noon*",
    )
    for words in ("*ebb*", "tide", "surge"):
        assert said(assert_as_clean(site)) == []
        change(
            site,
            "data/sessions.yaml",
            words,
            {"*ebb*": "tide", "tide": "surge", "surge": "calm"}[words],
        )
    change(site, "content/pages/tides.md", "[Here](page:wind)", "[The wind](page:wind)")
    assert len(said(assert_as_clean(site))) == 1


@pytest.mark.parametrize("vast", [False, True])
def test_mistakes_of_files_are_told_with_their_place(
    site: Path, monkeypatch: pytest.MonkeyPatch, *, vast: bool
) -> None:
    """Nobody can tell where a page that an earlier build made came from, so it is made anew."""
    if vast:
        monkeypatch.setattr(shares, "VAST", 0)
    make(site)
    change(site, "data/sessions.yaml", "sessions:", "# One.\n# Two.\nsessions:")
    (site / "templates/pages").mkdir(parents=True)
    (site / "templates/pages/session.html").write_text(
        "{{ view.nothing_of_the_kind.at_all }}", encoding="utf-8"
    )
    outcome = assert_as_clean(site)
    assert outcome.log.errors
    assert not any(each.lacks_places for each in outcome.editions)
    shutil.rmtree(site / "templates")
    assert_as_clean(site)


@pytest.mark.parametrize("seed", range(6))
def test_many_edits_one_after_the_other(
    site: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    chance = random.Random(seed)
    monkeypatch.setattr(views, "MOST", chance.choice([1, 2, 4]))
    places = [place for place in LONG if place[0] != "content/event.md"]
    people = [site / f"content/speakers/{name}.md" for name in ("ash", "bo", "lee", "sky")]
    for path in people:
        path.write_text(f"---\nname: {path.stem.title()} Example\n---\nHere.\n", encoding="utf-8")
    for number in range(8):
        name, words = chance.choice(places)
        path = site / name
        text = path.read_text(encoding="utf-8")
        kind = chance.randrange(5)
        if kind == 4:
            renamed = f"---\nname: {chance.choice('ABKXYZ')}{number} Example\n---\nHere.\n"
            chance.choice(people).write_text(renamed, encoding="utf-8")
        elif kind == 0 or words not in text:
            path.write_text(SITE[name], encoding="utf-8")
        elif kind == 1:
            change(site, name, words, f"{words} and {number}")
        elif kind == 2:
            path.write_text(text.replace("Example", f"Example {number}"), encoding="utf-8")
        else:
            other, theirs = chance.choice(places)
            change(site, name, words, theirs)
            (site / other).write_text(SITE[other], encoding="utf-8")
        assert_as_clean(site)


def test_texts_change_places(site: Path) -> None:
    """Each is there as before, but elsewhere."""
    make(site)
    sessions = SITE["data/sessions.yaml"]
    swapped = sessions.replace("*ebb*", "\0").replace("*flow*", "*ebb*").replace("\0", "*flow*")
    (site / "data/sessions.yaml").write_text(swapped, encoding="utf-8")
    assert_as_clean(site)


@pytest.mark.parametrize("damage", ["lost", "cut", "one bit", "all but the index", "index"])
def test_the_memory_is_damaged(site: Path, damage: str) -> None:
    make(site)
    _template(site)
    for path in sorted((site / ".cache/pieces").iterdir()):
        data = path.read_bytes()
        if damage == "lost" or (damage == "index") == (path.name == "index"):
            path.unlink()
        elif damage == "cut":
            path.write_bytes(data[: len(data) // 2])
        elif damage == "one bit":
            path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    assert_as_clean(site)
    assert_as_clean(site)


def test_a_large_site_by_several_processes(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editions, "LARGE", 0)
    monkeypatch.setattr(shares, "SOME", 2)
    for name, words in LONG:
        change(site, name, words, "something else")
        assert_as_clean(site, jobs=2)
    _template(site)
    assert_as_clean(site, jobs=2)


def test_nothing_is_kept_where_nothing_may_be(site: Path) -> None:
    make(site, use_cache=False)
    assert not (site / ".cache/pieces").exists()


BESIDE = ("the index", "digests of assets", "stylesheets")
"""What else lies in the folder."""


def test_what_no_build_uses_is_thrown_out(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(piece_memory, "SPARE", 3)
    for number in range(6):
        change(site, "content/pages/tides.md", "At", f"{number} At")
        make(site)
    index = read_memory(site / ".cache/pieces/index")
    assert (
        len(list((site / ".cache/pieces").iterdir()))
        <= len(index["pieces"]) + len(index["parts"]) + len(BESIDE) + 3
    )


def _event(root: Path) -> Any:
    log = Log()
    return load_event(read_sources(root, log), log)


def test_stylesheets_are_put_together_once(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bundled: list[str] = []
    bundle = styles.bundle

    def noted(name: str, *more: Any) -> str:
        bundled.append(name)
        return bundle(name, *more)

    monkeypatch.setattr(assets, "bundle", noted)
    make(site)
    assert bundled
    bundled.clear()
    change(site, "content/speakers/kim.md", "Kim Example", "Kim Sample")
    make(site)
    assert bundled == []
    change(site, "content/event.md", "timezone:", 'theme: {accent: "#1b4d89"}\ntimezone:')
    assert_as_clean(site)
    assert bundled
    (site / "assets/css").mkdir(parents=True)
    (site / "assets/css/site.css").write_text("body{color:red}", encoding="utf-8")
    assert_as_clean(site)


def test_a_stylesheet_with_a_mistake_is_told_each_time(site: Path) -> None:
    (site / "assets/css").mkdir(parents=True)
    (site / "assets/css/site.css").write_text("body{background:url(lost.png)}", encoding="utf-8")
    for _ in range(2):
        assert [each.code for each in assert_as_clean(site).log] == ["T104"]


def test_days_are_drawn_once(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[int] = []
    draw_days = drawing.draw_days

    def noted(event: Any) -> Any:
        drawn.append(1)
        return draw_days(event)

    monkeypatch.setattr(drawing_files, "draw_days", noted)
    make(site)
    assert drawn == [1]
    change(site, "data/sessions.yaml", "*ebb*", "tide")
    make(site)
    assert drawn == [1]
    change(site, "data/sessions.yaml", "start: 09:00", "start: 09:15")
    assert_as_clean(site)
    assert drawn == [1, 1, 1]


def test_a_text_of_nobody_we_know_is_not_kept(site: Path) -> None:
    """Such as one of another event: whether that is the same is not known."""
    memory = PieceMemory(site / ".cache/pieces", Frame("", ""), _event(site), str)
    trace = Trace()
    trace.read.add((id(object()), "body"))
    memory.keep(Piece("one", lambda: ()), trace, pack(()))
    memory.save()
    assert not (site / ".cache/pieces").exists()


# What a piece reads is noted, also where another piece has read it before and left what came of it


@pytest.mark.parametrize("root", [*HOUSE, *GOLDEN], ids=lambda root: root.name)
def test_a_piece_reads_the_same_alone_and_among_others(root: Path) -> None:
    together = _traces(_opened(root))
    assert len(together) > len(list(long_exports(_opened(root).site)))
    for number, one in enumerate(together):
        (alone,) = _traces(_opened(root), number)
        assert alone == one


def _opened(root: Path) -> EditionInMaking:
    log = Log()
    sources = read_sources(root, log)
    event = load_event(sources, log)
    assert event is not None
    made = EditionInMaking(
        Project.at(root), sources, event, Options(as_of=DAY, jobs=1, use_cache=False), log
    )
    made.open((made,), "https://coasts.example/")
    return made


def _traces(
    made: EditionInMaking, number: int | None = None
) -> list[tuple[str, set[str], set[tuple[str, str]]]]:
    """What each piece of a site reads and wants, or the one with this number does: its name, texts,
    things.
    """
    pieces = [*in_parts(made.site), *long_exports(made.site)]
    names = {(id(record), field): name for name, record, field in noted_fields(made.event)}
    names |= {(id(book), NAMES): kind for kind, book in made.event.names.items()}
    found = []
    for name, work in pieces if number is None else [pieces[number]]:
        _, trace = traced(work)
        found.append(
            (
                name,
                {names.get(each, "of a session that is no more") for each in trace.read},
                set(trace.wanted),
            )
        )
    return found


def test_what_is_noted_is_noted_for_the_innermost_work() -> None:
    kim = object()

    def inner() -> None:
        note_read(kim, "biography")

    def outer() -> Trace:
        note_wanted("downloads", "map.txt")
        _, trace = traced(inner)
        return trace

    note_read(kim, "of nobody")
    within, trace = traced(outer)
    assert within.read == {(id(kim), "biography")}
    assert trace.read == set()
    assert trace.wanted == {("downloads", "map.txt"): None}
