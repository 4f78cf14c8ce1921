"""Undo and redo: the same bytes again, across restarts, and never a later edit lost."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from microsite.apps.editor.history import CannotUndoError, History, merge
from microsite.cli import main
from microsite.project import Project
from microsite.saving import journal
from microsite.saving.journal import Changes, record, save
from microsite.saving.text_file import ConcurrentEditError, replace_file
from tests.making import sessions_yaml, write_project

ROOT = Path(__file__).parents[2]
PAGE = "content/pages/about.md"
LINES = ["---", "title: About", "menu: yes", "order: 1", "---", "One.", "", "Two.", ""]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    write_project(tmp_path, {PAGE: "\n".join(LINES)})
    return Project.at(tmp_path)


def contents(project: Project) -> dict[str, bytes]:
    return {
        path.relative_to(project.root).as_posix(): path.read_bytes()
        for folder in ("content", "data", "assets")
        for path in (project.root / folder).rglob("*")
        if path.is_file()
    }


def edit(project: Project, path: str, old: str, new: str) -> None:
    before = (project.root / path).read_bytes()
    assert old.encode() in before
    save(
        project,
        f"Change {old}",
        {path: (before, before.replace(old.encode(), new.encode()))},
    )


def edit_by_hand(project: Project, path: str, old: str, new: str) -> None:
    text = (project.root / path).read_text("utf-8")
    assert old in text
    (project.root / path).write_text(text.replace(old, new), "utf-8")


@pytest.mark.parametrize("seed", range(6))
def test_random_changes_can_be_undone_and_redone_across_restarts(
    project: Project, seed: int
) -> None:
    """Each step restores the bytes, although the history is read from the disk each time."""
    chance = random.Random(seed)
    states = [contents(project)]
    for _ in range(chance.randint(1, 12)):
        paths = chance.sample(
            [PAGE, "assets/a.jpg", "assets/images/b.jpg", "content/pages/c.md"], 2
        )
        changes: dict[str, tuple[bytes | None, bytes | None]] = {}
        for path in paths[: chance.randint(1, 2)]:
            file = project.root / path
            before = file.read_bytes() if file.exists() else None
            is_gone = before is not None and path != PAGE and chance.random() < 0.4
            data = chance.randbytes(chance.randint(0, 99))
            if path.endswith(".md"):  # no version has an error
                data = f"---\ntitle: Page\n---\n{data.hex()}\n".encode()
            changes[path] = before, None if is_gone else data
        save(project, "A change", changes)
        states.append(contents(project))
    at = len(states) - 1
    for _ in range(30):
        is_undo = chance.random() < 0.55
        history = History(project)
        target = at - 1 if is_undo else at + 1
        if 0 <= target < len(states):
            history.undo() if is_undo else history.redo()
            at = target
        else:
            with pytest.raises(CannotUndoError, match="There is nothing to"):
                history.undo() if is_undo else history.redo()
        assert contents(project) == states[at]


def test_a_new_change_ends_redo(project: Project) -> None:
    edit(project, PAGE, "One.", "Eins.")
    History(project).undo()
    edit(project, PAGE, "Two.", "Zwei.")

    assert History(project).next_redo is None
    first = History(project).changes[-1].number
    History(project).redo(first)  # by its number it is still possible
    assert b"Eins.\n\nZwei." in contents(project)[PAGE]


@pytest.mark.parametrize("count", [0, 1, 2])
def test_a_change_that_was_interrupted_can_be_undone(
    project: Project, count: int
) -> None:
    """The entry is written first, so a process may be killed at any time."""
    before = contents(project)
    page = before[PAGE]
    changes: Changes = {
        "data/new.yaml": (None, b"new"),
        PAGE: (page, page + b"More.\n"),
    }
    record(project, "Interrupted", changes)
    for path in list(changes)[:count]:
        replace_file(project.root / path, *changes[path])

    History(project).undo()

    assert contents(project) == before


ENDLESS = """
import sys
from pathlib import Path
from microsite.saving.journal import save
from microsite.project import Project
project = Project.at(Path(sys.argv[1]))
page = (project.root / sys.argv[2]).read_bytes()
new = {f"data/{number:04}.yaml": (None, b"new") for number in range(5000)}
save(project, "Endless", {sys.argv[2]: (page, b"changed"), **new})
"""


@pytest.mark.posix
def test_a_process_that_is_killed_while_it_saves_leaves_a_change_to_undo(
    project: Project,
) -> None:
    before = contents(project)
    process = subprocess.Popen(
        [sys.executable, "-c", ENDLESS, str(project.root), PAGE], cwd=ROOT
    )
    end = time.monotonic() + 60
    while not (project.root / "data/0003.yaml").exists():
        assert time.monotonic() < end
        time.sleep(0.005)
    process.kill()
    process.wait()
    assert len(contents(project)) < 5000

    History(project).undo()

    drafts = {path for path in contents(project) if path.endswith(".tmp")}
    assert {
        path: data for path, data in contents(project).items() if path not in drafts
    } == before
    assert len(drafts) <= 1  # hidden, beside the file that was being written


def test_save_writes_all_files_or_none(project: Project) -> None:
    before = contents(project)

    with pytest.raises(ConcurrentEditError):
        save(
            project,
            "Both",
            {"data/new.yaml": (None, b"new"), PAGE: (b"something else", b"")},
        )

    assert contents(project) == before
    assert History(project).entries == []


def test_undo_keeps_later_edits_of_other_lines(project: Project) -> None:
    edit(project, PAGE, "title: About", "title: About us")
    edit_by_hand(project, PAGE, "menu: yes", "menu: no")
    edit_by_hand(project, PAGE, "Two.", "Two and a half.")
    edited_page = contents(project)[PAGE]

    History(project).undo()
    assert contents(project)[PAGE] == edited_page.replace(b"About us", b"About")

    History(project).redo()
    assert contents(project)[PAGE] == edited_page


def test_undo_of_an_earlier_change_keeps_the_later_ones(project: Project) -> None:
    edit(project, PAGE, "One.", "Eins.")
    edit(project, PAGE, "Two.", "Zwei.")

    History(project).undo(1)

    assert b"One.\n\nZwei." in contents(project)[PAGE]
    assert [change.label for change in History(project).changes] == [
        "Change Two.",
        "Change One.",
    ]


def test_undo_names_a_later_change_of_the_same_lines(project: Project) -> None:
    edit(project, PAGE, "One.", "Eins.")
    edit(project, PAGE, "Eins.", "Uno.")

    with pytest.raises(CannotUndoError, match="Undo “Changed Eins"):
        History(project).undo(1)


def test_undo_shows_both_if_the_same_line_was_edited(
    project: Project, capfd: pytest.CaptureFixture[str]
) -> None:
    edit(project, PAGE, "One.", "First.")
    edit_by_hand(project, PAGE, "First.", "At first.")
    before = contents(project)

    assert main(["undo", "--root", str(project.root)]) == 1

    output = capfd.readouterr().err
    assert "- First.\n     6 + At first.\n" in output
    assert "- First.\n     6 + One.\n" in output
    assert f"because {PAGE} was changed again since then, in the same lines" in output
    assert contents(project) == before


def test_a_forced_undo_replaces_the_later_edit_and_redo_restores_it(
    project: Project,
) -> None:
    before = contents(project)[PAGE]
    edit(project, PAGE, "One.", "First.")
    edit_by_hand(project, PAGE, "First.", "At first.")
    edit_by_hand(project, PAGE, "menu: yes", "menu: no")
    edited_page = contents(project)[PAGE]
    root = ["--root", str(project.root)]

    assert main(["undo", *root]) == 1
    assert main(["undo", "--force", *root]) == 0
    assert contents(project)[PAGE] == before.replace(b"menu: yes", b"menu: no")
    assert main(["redo", *root]) == 0
    assert contents(project)[PAGE] == edited_page


def test_a_forced_undo_deletes_a_new_file_that_was_edited(project: Project) -> None:
    save(project, "Add", {"content/pages/new.md": (None, b"---\ntitle: New\n---\n")})
    edit_by_hand(project, "content/pages/new.md", "New", "Newer")
    edited_files = contents(project)

    History(project).undo(is_forced=True)
    assert "content/pages/new.md" not in contents(project)
    History(project).redo()
    assert contents(project) == edited_files


def test_undo_that_would_break_the_build_is_refused(project: Project) -> None:
    """Lines that can be merged may contradict each other all the same."""
    sessions = sessions_yaml(
        "id: a\ntitle: A\nkind: talk\nstart: 10:00\nlength: 5 minutes\n"
    )
    path = "data/sessions.yaml"
    save(
        project,
        "Add rooms",
        {path: (None, f"rooms:\n  - name: Hall\n{sessions}".encode())},
    )
    edit(project, path, "title: A", "room: Hall\n    title: A")
    before = contents(project)
    added_path = project.root / path
    edit(project, path, "  - name: Hall\n", "  - name: Hall\n  - name: Attic\n")
    edit_by_hand(project, path, "room: Hall", "room: Attic")
    before = contents(project)

    with pytest.raises(
        CannotUndoError, match="the site would then have 1 error"
    ) as problem:
        History(project).undo()

    assert [obstacle.text for obstacle in problem.value.obstacles] == [
        "The session “A” names the room “Attic”. Change it first."
    ]
    assert contents(project) == before
    assert added_path.exists()


def test_undo_never_deletes_a_file_that_was_edited_since(project: Project) -> None:
    save(project, "Add", {"content/pages/new.md": (None, b"---\ntitle: New\n---\n")})
    edit_by_hand(project, "content/pages/new.md", "New", "Newer")

    with pytest.raises(CannotUndoError):
        History(project).undo()

    assert b"Newer" in contents(project)["content/pages/new.md"]


def test_the_commands_list_undo_and_redo(
    project: Project, capfd: pytest.CaptureFixture[str]
) -> None:
    root = ["--root", str(project.root)]
    before = contents(project)
    assert main(["undo", "--list", *root]) == 0
    assert "There are no changes to undo." in capfd.readouterr().err
    assert main(["new", "page", "--title", "Getting there", *root]) == 0
    after = contents(project)
    capfd.readouterr()

    assert main(["undo", *root]) == 0
    assert contents(project) == before
    assert "Undone: Added the page “Getting there” (" in capfd.readouterr().err
    assert main(["undo", "--list", *root]) == 0
    assert "Added the page “Getting there” (undone)" in capfd.readouterr().err
    assert main(["undo", *root]) == 2
    assert "There is nothing to undo." in capfd.readouterr().err
    assert main(["redo", *root]) == 0
    assert contents(project) == after
    assert main(["undo", "1", *root]) == 0
    assert main(["undo", "7", *root]) == 2
    assert "There is no change number 7." in capfd.readouterr().err
    assert main(["undo", "seven", *root]) == 2


def test_the_journal_is_bounded_and_survives_damage(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "MAX_ENTRIES", 3)
    for text in ("One.", "1.", "I.", "i.", "one."):
        edit(
            project,
            PAGE,
            text,
            {"One.": "1.", "1.": "I.", "I.": "i."}.get(text, "one."),
        )
    paths = journal.entry_paths(project)
    assert [path.stem for path in paths] == ["00000005", "00000004", "00000003"]

    paths[1].write_bytes(b"not an archive")

    assert [entry.number for entry in History(project).entries] == [5, 3]


def test_damage_of_an_entry_is_no_bug(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(project, PAGE, "One.", "1.")
    (path,) = journal.entry_paths(project)
    data = path.read_bytes()
    for at in range(len(data)):
        path.write_bytes(data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :])
        for entry in History(project).entries:
            with suppress(CannotUndoError):
                entry.changes()

    start = data.index(b"0.before") + len("0.before")
    path.write_bytes(data[:start] + b"\xff" * 9 + data[start + 9 :])
    assert main(["undo", "--root", str(project.root)]) == 2
    assert (
        "“Changed One.” cannot be undone, because its entry" in capsys.readouterr().err
    )


def test_the_journal_ignores_copies_that_a_synced_folder_adds(project: Project) -> None:
    edit(project, PAGE, "One.", "1.")
    (path,) = journal.entry_paths(project)
    path.with_name(f"{path.stem} (conflicted copy).zip").write_bytes(path.read_bytes())

    edit(project, PAGE, "1.", "I.")

    assert [entry.number for entry in History(project).entries] == [2, 1]


WORDS = st.lists(st.sampled_from("abcd"), max_size=8)


@given(WORDS, WORDS, WORDS)
@example(list("aba"), list("bab"), list("aab"))  # both delete the last line
def test_merge_contains_both_changes_or_nothing(
    base: list[str], ours: list[str], theirs: list[str]
) -> None:
    base_text, our_text, their_text = (
        "".join(f"{word}\n" for word in words).encode()
        for words in (base, ours, theirs)
    )
    merged_text = merge(base_text, our_text, their_text)
    forced_text = merge(base_text, our_text, their_text, is_forced=True)

    assert forced_text is not None
    assert merged_text is None or forced_text == merged_text
    assert merge(base_text, base_text, their_text, is_forced=True) == their_text
    assert merge(base_text, our_text, base_text) == our_text
    assert merge(base_text, base_text, their_text) == their_text
    assert merge(base_text, our_text, our_text) == our_text
    assert merge(base_text, their_text, our_text) == merged_text
    if merged_text is not None:
        assert Counter(merged_text.decode().split()) <= Counter(ours) + Counter(theirs)
