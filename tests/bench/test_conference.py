"""The generated conference is the same in every form, and valid in ours."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from bench.changes import CHANGES, Bench
from bench.conference import SIZES, Conference, Size, make_conference
from bench.forms import FORMS, PORTRAITS, write_sources
from bench.portraits import portrait
from bench.tools import all_tools
from microsite.build import check
from microsite.model.records.event import Extra
from microsite.project import BuildOptions, Project
from tests.making import load_soundly

SMALL = Size(sessions=20, speakers=20, sponsors=4, resources=6, pages=6, days=1)


@pytest.fixture(scope="module")
def conference() -> Conference:
    return make_conference(SMALL)


def words_of(folder: Path) -> str:
    """Return the text of all sources, with single spaces."""
    suffixes = (".md", ".yaml", ".json")
    texts = (
        path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.suffix in suffixes
    )
    return " ".join(" ".join(texts).split())


def test_make_conference_gives_the_same_for_a_seed(conference: Conference) -> None:
    assert make_conference(SMALL) == conference
    assert make_conference(SMALL, seed=1) != conference


@pytest.mark.parametrize("name, pages", [("S", 50), ("M", 1000), ("L", 10_000)])
def test_each_size_has_its_number_of_pages(name: str, pages: int) -> None:
    size = SIZES[name]

    assert (
        size.sessions
        + size.speakers
        + size.pages
        + len(("home", *"programme speakers sponsors resources".split()))
        == pages
    )


def test_conference_has_no_double_bookings(conference: Conference) -> None:
    for counts in (
        Counter(
            (session.day, session.start, session.room)
            for session in conference.sessions
        ),
        Counter(
            (session.day, session.start, speaker)
            for session in conference.sessions
            for speaker in session.speakers
        ),
    ):
        assert max(counts.values()) == 1


def test_texts_are_as_long_as_they_are_said_to_be(conference: Conference) -> None:
    for session in conference.sessions:
        assert 150 <= len(session.body.split()) <= 310
        assert session.body.count("\n- ") >= 3
        assert session.body.count("](https://") == 1
        assert session.body.count("\n## ") == 1


@pytest.mark.parametrize("tool", FORMS)
def test_forms_contain_the_same_words(
    conference: Conference, tool: str, tmp_path: Path
) -> None:
    write_sources(tool, conference, tmp_path / tool)
    text = words_of(tmp_path / tool)

    records = (conference.sessions, conference.speakers, conference.pages)
    for body in (record.body for group in records for record in group):
        assert text.count(" ".join(body.split())) == 1
    for resource in conference.resources:
        assert resource.url in text
    for sponsor in conference.sponsors:
        assert sponsor.url in text
    assert " ".join(conference.body.split()) in text


@pytest.mark.parametrize("portraits", [False, True])
def test_sources_for_microsite_have_no_errors(tmp_path: Path, portraits: bool) -> None:
    small_size = replace(
        SMALL, sessions=6, speakers=6
    )  # a portrait takes as long as ten pages
    conference = replace(make_conference(small_size), portraits=portraits)
    write_sources("microsite", conference, tmp_path / "site")

    outcome = check(Project.at(tmp_path / "site"), BuildOptions())

    assert [
        f"{diagnostic.code} {diagnostic.headline}"
        for diagnostic in outcome.log
        if diagnostic.severity != "note"
    ] == []
    of_their_own = (
        len(conference.sessions) + len(conference.speakers) + len(conference.pages)
    )
    assert of_their_own < outcome.pages < of_their_own + 20
    assert len(outcome.editions[0].site.images.found) == portraits * len(
        conference.speakers
    )


@pytest.mark.parametrize("tool", FORMS)
def test_portraits_go_to_tools_that_make_something_of_them(
    conference: Conference, tool: str, tmp_path: Path
) -> None:
    write_sources(tool, conference, tmp_path / "without")
    write_sources(tool, replace(conference, portraits=True), tmp_path / "with")
    assert not list((tmp_path / "without").rglob("*.jpg"))
    portraits = sorted((tmp_path / "with").rglob("*.jpg"))
    if tool not in PORTRAITS:
        assert portraits == []
        return
    assert {path.parent for path in portraits} == {tmp_path / "with" / PORTRAITS[tool]}
    assert [path.stem for path in portraits] == [
        speaker.id for speaker in conference.speakers
    ]
    assert portraits[7].read_bytes() == portrait(7)


@pytest.mark.parametrize("change", ["body", "speaker", "theme"])
@pytest.mark.parametrize("tool", FORMS)
def test_changes_edit_one_file_differently_each_time(
    conference: Conference, tool: str, change: str, tmp_path: Path
) -> None:
    write_sources(tool, conference, tmp_path)
    bench = Bench(all_tools()[tool], conference, tmp_path)
    states = [
        {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    ]
    for edition in (1, 2):
        CHANGES[change].make(bench, edition)
        states.append(
            {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
        )

    for before, after in pairwise(states):
        assert len([path for path in before if before[path] != after[path]]) == 1
    assert "2" in CHANGES[change].sign(conference, 2)


def test_cold_change_removes_output_and_cache(
    conference: Conference, tmp_path: Path
) -> None:
    tool = all_tools()["microsite"]
    page = tmp_path / "content/event.md"
    for name in (tool.output, *tool.caches, "content"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "event.md").write_text("There.")
    CHANGES["cold"].make(Bench(tool, conference, tmp_path), 1)

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [page]


def test_lean_sources_leave_out_every_extra(
    conference: Conference, tmp_path: Path
) -> None:
    """A lean build must not contain optional features that are added later."""
    write_sources("lean", conference, tmp_path)
    details = load_soundly(tmp_path).record

    assert set(details.leave_out) == set(Extra)
    assert not details.offline
    assert details.theme is not None
    assert not details.theme.cards
