"""What earlier builds have read is remembered: the same records, places and findings, and nothing
that is not so.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from microsite.diagnostics.diagnostic import Log
from microsite.model import memory, reading
from microsite.model.conference import Event
from microsite.model.load import load_event
from microsite.model.memory import ReadMemory
from microsite.model.record import Record, names_of
from microsite.pipeline import Options, build
from microsite.plain import defaults, is_dataclass
from microsite.project import ENGINE_HOME, Project
from microsite.source import yaml_tree
from microsite.source.read import read_sources
from tests.making import EVENT, sessions_yaml, write_project

OPTIONS = Options(jobs=1)
FILES = {
    "content/speakers/kim.md": "---\nname: Kim Example\nlinks:\n  - label: Work\n    url: https://kim.example/\n---\nKim.\n",
    "content/speakers/lee.md": "---\nname: Lee Example\n---\nLee counts waves.\n",
    "content/pages/about.md": "---\ntitle: About\n---\nAbout [Kim](speaker:kim).\n",
    "data/sessions.yaml": sessions_yaml(
        "id: ebb\nstart: 09:00\nspeakers: [kim]\nabstract: |\n  First words.",
        "id: flow\nstart: 10:00\nspeakers: [lee]",
        "id: surge\nstart: 11:00",
        rooms=("Hall",),
    ),
}
CONFERENCES = [
    ENGINE_HOME,
    *sorted(content.parent for content in (ENGINE_HOME / "examples").glob("*/content")),
]


class Reader:
    """A project that is read as builds do, with all that is made anew."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.root = root
        self.read: list[str] = []
        self.checked: list[str] = []
        read_draft, check = yaml_tree.read_draft, reading._read

        def counted_read(draft: Any, log: Log) -> Any:
            self.read.append(draft.source.path)
            return read_draft(draft, log)

        def counted_check(kind: type[Record], *rest: Any) -> Any:
            self.checked.append(kind.__name__)
            return check(kind, *rest)

        monkeypatch.setattr(yaml_tree, "read_draft", counted_read)
        monkeypatch.setattr("microsite.source.settings.read_draft", counted_read)
        monkeypatch.setattr(reading, "_read", counted_check)

    def build(self) -> list[tuple[str, int]]:
        """Build; what was found, by code and line."""
        self.read.clear()
        self.checked.clear()
        return [
            (found.code, found.span.line) for found in build(Project.at(self.root), OPTIONS).log
        ]

    def replace(self, name: str, old: str, new: str) -> None:
        """Change some words of a file."""
        text = (self.root / name).read_text(encoding="utf-8")
        assert old in text
        (self.root / name).write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Reader:
    """A small project that has been built once."""
    made = Reader(write_project(tmp_path / "site", FILES), monkeypatch)
    made.build()
    assert (sorted(made.read), len(made.checked)) == (sorted(["content/event.md", *FILES]), 8)
    return made


def read(project: Project, *, remembering: bool) -> tuple[Event, Log]:
    """The event of a project, with what was found on the way."""
    log = Log(ReadMemory(project).memo if remembering else None)
    event = load_event(read_sources(project.root, log), log)
    assert event is not None
    return event, log


def told(value: Any) -> Iterator[str]:
    """All that an event holds, with where each field of each record is written."""
    if isinstance(value, Record):
        written = [name for name in names_of(type(value)) if value.has_written(name)]
        yield f"{value!r} {written}"
        if "_node" in vars(value):
            for name in names_of(type(value)):
                yield f"{value.place(name)!r} {value.place(name).text!r}"
        for name in names_of(type(value)):
            yield from told(getattr(value, name))
    elif isinstance(value, tuple):
        for each in value:
            yield from told(each)
    elif is_dataclass(value) and type(value).__module__.startswith("microsite.model"):
        for name in defaults(value):
            yield from told(getattr(value, name))
    else:
        yield repr(value)


@pytest.mark.parametrize("folder", CONFERENCES, ids=lambda path: path.name)
def test_what_is_remembered_is_what_would_be_read(folder: Path, tmp_path: Path) -> None:
    """Of each conference in this repository, to the last place."""
    for name in ("content", "data"):
        if (folder / name).is_dir():
            shutil.copytree(folder / name, tmp_path / name)
    project = Project.at(tmp_path)
    first = ReadMemory(project)
    load_event(read_sources(project.root, log := Log(first.memo)), log)
    first.save()
    (remembered, found), (anew, wanted) = (
        read(project, remembering=True),
        read(project, remembering=False),
    )

    assert list(told(remembered)) == list(told(anew))
    assert [repr(each) for each in found] == [repr(each) for each in wanted]


def test_what_is_the_same_is_neither_read_nor_checked(reader: Reader) -> None:
    assert reader.build() == []
    assert (reader.read, reader.checked) == ([], [])


def test_of_an_edited_file_that_alone_is_read(reader: Reader) -> None:
    reader.replace("content/speakers/kim.md", "Kim Example", "Kim Sample")
    reader.build()
    assert (reader.read, reader.checked) == (["content/speakers/kim.md"], ["Speaker"])

    reader.build()
    assert (reader.read, reader.checked) == ([], [])


def test_of_an_edited_text_the_settings_are_neither_read_nor_checked(reader: Reader) -> None:
    for edition in ("Kim likes waves.\n\n---\n\nAnd tides.", "Kim."):
        text = FILES["content/speakers/kim.md"].rpartition("---\n")[0]
        (reader.root / "content/speakers/kim.md").write_text(
            f"{text}---\n{edition}\n", encoding="utf-8"
        )
        assert reader.build() == []
        assert (reader.read, reader.checked) == ([], [])

        (event, _), (anew, _) = (
            read(Project.at(reader.root), remembering=known) for known in (True, False)
        )
        assert list(told(event)) == list(told(anew))
        assert edition in [speaker.biography for speaker in event.speakers]


def test_an_edited_overview_is_one_too(reader: Reader) -> None:
    file = reader.root / "content/event.md"
    file.write_text(file.read_text(encoding="utf-8") + "\nOne more sentence.\n", encoding="utf-8")
    assert reader.build() == []
    assert (reader.read, reader.checked) == ([], [])
    assert "One more sentence." in (reader.root / "output/index.html").read_text(encoding="utf-8")


def test_what_is_gone_is_forgotten(reader: Reader) -> None:
    (reader.root / "content/pages/about.md").unlink()
    reader.replace("data/sessions.yaml", "id: surge", "id: swell")
    reader.build()
    assert sorted(ReadMemory(Project.at(reader.root)).memo.tops) == sorted(
        str(reader.root / name)
        for name in ("content/event.md", "content/speakers/kim.md", "content/speakers/lee.md")
    )


def test_what_was_published_is_read_once(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    line = 'session ebb 2027-01-10 0 {"title": "Ebb", "day": "2027-05-20", "start": "09:00", "end": "09:45"}\n'
    (reader.root / "data/published.txt").write_text(line, encoding="utf-8")
    assert reader.build() == []
    known, _ = read(Project.at(reader.root), remembering=False)
    monkeypatch.setattr(
        "microsite.model.published_file._read_all", lambda *_: pytest.fail("read again")
    )
    remembered, _ = read(Project.at(reader.root), remembering=True)

    assert repr(remembered.published) == repr(known.published)
    ((version,),) = remembered.published.sessions.values()
    assert version.place is not None
    assert version.place.text == line.rstrip()
    with pytest.raises(AttributeError):
        version.known.title = "Other"  # type: ignore[misc, union-attr]


def test_of_an_edited_entry_that_alone_is_read(reader: Reader) -> None:
    reader.replace("data/sessions.yaml", "First words.", "Other words, and more.")
    reader.build()
    assert (len(reader.read), reader.checked) == (1, ["SessionDetails"])

    (event, _), (anew, _) = (
        read(Project.at(reader.root), remembering=known) for known in (True, False)
    )
    assert list(told(event)) == list(told(anew))


def test_of_many_texts_it_is_written_anew_where_many_have_changed(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = reader.root / ".cache/read"
    monkeypatch.setattr(memory, "ENOUGH", 1)
    monkeypatch.setattr(memory, "FEW", 5)
    before = file.read_bytes()
    reader.replace("data/sessions.yaml", "First words.", "Other words.")
    reader.build()
    assert file.read_bytes() == before

    reader.replace("data/sessions.yaml", "id: flow", "id: tide")
    reader.build()
    assert file.read_bytes() != before


def test_what_there_is_to_tell_is_told_each_time(reader: Reader) -> None:
    reader.replace("content/pages/about.md", "About\n---", "“About”\n---")
    for _ in range(3):
        assert reader.build() == [("Y109", 2)]

    reader.replace("content/pages/about.md", "“About”\n---", "“About” # ok: Y109\n---")
    for _ in range(3):
        assert reader.build() == []


def test_what_is_ok_in_an_edited_entry_is_not_called_idle(reader: Reader) -> None:
    reader.replace(
        "data/sessions.yaml", "First words.", "First words.\n    status_note: “Soon” # ok: Y109"
    )
    for words in ("Other words.", "No more words."):
        assert reader.build() == []
        reader.replace(
            "data/sessions.yaml", "First words." if "Other" in words else "Other words.", words
        )
    assert reader.build() == []


def test_quotes_that_come_with_an_edit_are_not_called_idle_either(reader: Reader) -> None:
    """The entry is read alone then, as all others are as they were."""
    for note in ("“Soon” # ok: Y109", "“Later” # ok: Y109"):
        text = FILES["data/sessions.yaml"].replace(
            "First words.", f"First words.\n    status_note: {note}"
        )
        (reader.root / "data/sessions.yaml").write_text(text, encoding="utf-8")
        assert reader.build() == []


def test_a_mistake_stops_the_build_as_ever(reader: Reader) -> None:
    reader.replace("content/speakers/lee.md", "name: Lee Example", "nam: Lee Example")
    for _ in range(2):
        assert reader.build() == [("R102", 2)]
        assert len(reader.checked) == 1


def test_a_time_zone_that_is_not_known_here_is_told(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was read on a machine with more of them may be handed on."""

    def unknown(name: str) -> None:
        raise KeyError(name)

    monkeypatch.setattr(memory, "ZoneInfo", unknown)
    monkeypatch.setattr("microsite.model.moments.ZoneInfo", unknown)
    assert [code for code, _ in reader.build()] == ["R127"]


def test_each_edition_has_a_tree_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sessions of the last edition are those of this one but for one word."""
    series = "series: {name: Coasts, url: https://coasts.example/}\n"
    files = {f"editions/2026/{name}": text for name, text in FILES.items()} | FILES
    files["editions/2026/content/event.md"] = (
        f"---\n{EVENT.replace('2027', '2026')}{series}base_url: https://coasts.example/2026/\n---\nThen.\n"
    )
    files["editions/2026/data/sessions.yaml"] = FILES["data/sessions.yaml"].replace(
        "First words.", "Words then."
    )
    root = write_project(
        tmp_path / "site", files, f"{EVENT}{series}base_url: https://coasts.example/2027/\n"
    )
    reader = Reader(root, monkeypatch)
    for _ in range(2):
        reader.build()
        for year, words in (("2027", "First words."), ("2026", "Words then.")):
            page = root / f"output/{year}/programme/ebb/index.html"
            assert words in page.read_text(encoding="utf-8")
    assert reader.read == []


def test_no_other_engine_reads_it(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "engine_digest", lambda: "another")
    reader.build()
    assert len(reader.read) == 5


def test_without_a_cache_nothing_is_remembered(reader: Reader) -> None:
    shutil.rmtree(reader.root / ".cache")
    build(Project.at(reader.root), Options(jobs=1, use_cache=False))
    assert not (reader.root / ".cache/read").exists()
