"""`record`: its lines, its errors, and merges by Git."""

from __future__ import annotations

import subprocess
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microsite.apps.publish.record import merge_record
from microsite.cli import main
from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.source_text import SourceText
from microsite.model.published import Published, parse_snapshots
from tests.cli.test_diff import git
from tests.making import sessions_yaml, write_project

ROOT = Path(__file__).parents[2]
SESSIONS = sessions_yaml(
    "id: opening\ntitle: Opening\nstart: 09:30\nroom: Main hall\nspeakers: [kim, guarded]",
    "id: lunch\ntitle: Lunch\nkind: lunch\nstart: 12:00",
    rooms=("Main hall", "Garden room"),
)
FILES = {
    "data/sessions.yaml": SESSIONS,
    "content/speakers/kim.md": "---\nname: Kim Ebbtide\n---\nKim.\n",
    "content/speakers/guarded.md": "---\nname: Zebedee Hiddenreef\nprotected: yes\nshown_as: Resident\n---\nHi.\n",
    "content/pages/privacy.md": "---\ntitle: Privacy\n---\nWe keep nothing.\n",
}


def record_of(root: Path, day: str = "2027-01-10") -> str:
    """Return the record after recording on a day."""
    assert main(["record", "--root", str(root), "--as-of", day]) == 0
    return (root / "data" / "published.txt").read_text("utf-8")


def change(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text("utf-8")
    assert old in text
    (root / path).write_text(text.replace(old, new), encoding="utf-8")


def test_record_writes_published_addresses(tmp_path: Path) -> None:
    lines = record_of(write_project(tmp_path, FILES)).splitlines()
    assert lines[0].startswith("# ")
    assert lines[1:] == sorted(lines[1:])
    assert 'address privacy/ 2027-01-10 0 {"title": "Privacy"}' in lines
    assert "address programme/opening/ 2027-01-10 0 {}" in lines
    assert 'address speakers/kim/ 2027-01-10 0 {"title": "Kim Ebbtide"}' in lines
    assert "address speakers/guarded/ 2027-01-10 0 {}" in lines
    assert not [line for line in lines if "programme/lunch/" in line]
    assert (
        'session opening 2027-01-10 0 {"title": "Opening", "day": "2027-05-20", "start": "09:30", "end": "10:15", '
        '"room": "Main hall", "room_id": "main-hall", "speakers": ["kim", "guarded"]}'
    ) in lines
    assert len([line for line in lines if line.startswith("event - ")]) == 1


def test_record_counts_breaks_as_items_of_the_programme(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record_of(write_project(tmp_path, FILES))
    assert "published.txt: the conference, 2 programme items and 9 pages. " in (
        capsys.readouterr().err
    )


def test_record_may_be_of_a_time(tmp_path: Path) -> None:
    """News that appears during the day is on record only from then on."""
    root = write_project(tmp_path, FILES)
    assert "privacy/ 2027-01-10 0" in record_of(root, "2027-01-10T14:30")


def test_record_is_unchanged_when_repeated(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = write_project(tmp_path, FILES)
    before = record_of(root)
    path = root / "data" / "published.txt"
    stat_before = path.stat().st_mtime_ns, path.stat().st_ino
    assert record_of(root, "2027-02-01") == before
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == stat_before
    assert "Nothing has changed since the last record" in capsys.readouterr().err


def test_record_keeps_history(tmp_path: Path) -> None:
    root = write_project(tmp_path, FILES)
    first = record_of(root)
    change(root, "data/sessions.yaml", "start: 09:30", "start: 09:45")
    second = record_of(root, "2027-03-03")
    assert set(first.splitlines()) < set(second.splitlines())
    (new,) = set(second.splitlines()) - set(first.splitlines())
    assert new.startswith("session opening 2027-03-03 1 {")
    change(root, "data/sessions.yaml", "start: 09:45", "start: 09:30")
    (back,) = set(record_of(root, "2027-03-03").splitlines()) - set(second.splitlines())
    assert back.startswith("session opening 2027-03-03 2 {")


def test_check_reports_unrecorded_content(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = write_project(tmp_path, FILES)
    words = "does not include the latest changes to 1 programme item."

    def is_reported(command: str) -> bool:
        assert main([command, "--root", str(root), "--as-of", "2027-02-01"]) == 0
        return words in capsys.readouterr().err

    assert not is_reported("check")
    record_of(root)
    assert not is_reported("check")
    change(root, "data/sessions.yaml", "start: 09:30", "start: 09:45")
    assert is_reported("check")
    assert not is_reported("build")
    record_of(root, "2027-02-01")
    assert not is_reported("check")


def test_record_does_not_depend_on_folder(tmp_path: Path) -> None:
    first_record, second_record = (
        record_of(write_project(tmp_path / name, FILES)) for name in ("one", "two")
    )
    assert first_record == second_record


def test_record_refuses_errors(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = write_project(
        tmp_path, FILES | {"data/sessions.yaml": SESSIONS.replace("kim,", "kym,")}
    )
    assert main(["record", "--root", str(root)]) == 1
    is_reported = capsys.readouterr().err
    assert "S103" in is_reported
    assert "Nothing was recorded: 1 error to fix." in is_reported
    assert not (root / "data" / "published.txt").exists()


def test_record_refuses_earlier_day(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = write_project(tmp_path, FILES)
    before = record_of(root, "2027-02-01")
    assert main(["record", "--root", str(root), "--as-of", "2027-01-31"]) == 2
    assert "1 February 2027" in capsys.readouterr().err
    assert (root / "data" / "published.txt").read_text("utf-8") == before


def test_record_removes_protected_name(tmp_path: Path) -> None:
    """A newly protected person is removed from the record, by name and by slug."""
    files = FILES | {
        "content/speakers/zebedee-hiddenreef.md": "---\nname: Zebedee Hiddenreef\n---\nA text.\n",
        "data/sessions.yaml": SESSIONS.replace("guarded", "zebedee-hiddenreef").replace(
            "title: Opening", "title: Zebedee Hiddenreef speaks"
        ),
    }
    del files["content/speakers/guarded.md"]
    root = write_project(tmp_path, files)
    assert "iddenreef" in record_of(root)
    (root / "content/speakers/zebedee-hiddenreef.md").unlink()
    write_project(root, FILES)
    after = record_of(root, "2027-01-11")
    assert "iddenreef" not in after.casefold()
    assert 'session opening 2027-01-10 0 {"title": "A session"' in after
    assert "session opening 2027-01-11 1 {" in after


@pytest.mark.parametrize("driver", ["published.txt merge=union\n", ""])
def test_records_of_two_branches_can_be_merged(tmp_path: Path, driver: str) -> None:
    """With merge=union there is no conflict. Without it, conflict markers are ignored."""
    root = write_project(tmp_path / "repository", FILES | {".gitattributes": driver})
    git(root, "init", "-q", "-b", "main")
    first = record_of(root)

    def commit() -> None:
        git(root, "add", ".")
        git(root, "commit", "-q", "-m", "a version")

    commit()
    git(root, "checkout", "-q", "-b", "other")
    change(root, "data/sessions.yaml", "12:00", "12:30")
    change(root, "data/sessions.yaml", "title: Opening", "title: Opening plenary")
    theirs = record_of(root, "2027-03-03")
    commit()
    git(root, "checkout", "-q", "main")
    change(root, "data/sessions.yaml", "09:30", "09:45")
    ours = record_of(root, "2027-03-04")
    commit()
    with suppress(
        subprocess.CalledProcessError
    ):  # data/sessions.yaml is for a person to merge
        git(root, "merge", "-q", "other")
    assert (
        "data/published.txt" in git(root, "diff", "--name-only", "--diff-filter=U")
    ) == (not driver)
    text = (root / "data" / "published.txt").read_text("utf-8")
    assert ("<<<<<<<" in text) == (not driver)
    assert {*first.splitlines(), *ours.splitlines(), *theirs.splitlines()} <= {
        *text.splitlines()
    }
    write_project(
        root,
        {
            "data/sessions.yaml": SESSIONS.replace("09:30", "09:45").replace(
                "12:00", "12:30"
            )
        },
    )
    log = Log()
    snapshots = parse_snapshots(SourceText("published.txt", text), log)
    assert len(log) == 0
    assert [version.number for version in snapshots.sessions["opening"]] == [0, 1, 2]
    assert [version.since for version in snapshots.sessions["lunch"]] == [
        date(2027, 1, 10),
        date(2027, 3, 3),
    ]
    after = record_of(root, "2027-03-05")
    assert "<<<<<<<" not in after
    assert {line for line in text.splitlines() if line[0] not in "<=>"} == {
        *after.splitlines()
    }


def test_git_attributes_merge_records() -> None:
    attributes = git(
        ROOT,
        "check-attr",
        "merge",
        "data/published.txt",
        "editions/2026/data/published.txt",
    )
    assert attributes.count("merge: union") == 2


LINES = st.lists(
    st.text(alphabet=st.characters(blacklist_characters="\n\r"), max_size=60),
    max_size=8,
)


@given(LINES, st.data())
def test_parse_snapshots_accepts_or_reports_any_text(
    lines: list[str], data: st.DataObject
) -> None:
    """Each damaged line is reported, and the others are read."""
    sound = 'session opening 2027-03-03 1 {"title": "Opening", "day": 1, "start": "09:30", "end": "10:15"}'
    cut_line = sound[: data.draw(st.integers(min_value=1, max_value=len(sound) - 1))]
    log = Log()
    snapshots = parse_snapshots(
        SourceText("data/published.txt", "\n".join([*lines, sound, cut_line])), log
    )
    assert {diagnostic.code for diagnostic in log} <= {"H101"}
    assert len(lines) + 2 in {diagnostic.span.line for diagnostic in log}
    assert snapshots.sessions["opening"][-1].data is not None


@given(st.permutations(range(6)), st.lists(st.integers(0, 5), max_size=6))
def test_parse_snapshots_ignores_order_and_repetition(
    order: list[int], again: list[int]
) -> None:
    text = '{"title": "%s", "day": 1, "start": "09:30", "end": "10:15"}'
    lines = [
        f"session opening 2027-01-0{day} {number} {text % title}"
        for day, number, title in (
            (1, 0, "A"),
            (2, 1, "B"),
            (2, 1, "C"),
            (3, 2, "A"),
            (3, 2, "A "),
            (9, 11, "D"),
        )
    ]
    mixed_lines = [lines[at] for at in (*order, *again)]
    snapshots, mixed_snapshots = (
        parse_snapshots(SourceText("", "\n".join(record_lines)), Log())
        for record_lines in (lines, mixed_lines)
    )
    versions = [
        (version.since, version.number, version.data)
        for version in snapshots.sessions["opening"]
    ]
    assert versions == [
        (version.since, version.number, version.data)
        for version in mixed_snapshots.sessions["opening"]
    ]
    assert [number for _, number, _ in versions] == sorted(
        {number for _, number, _ in versions}
    )
    assert merge_record(
        "\n".join(mixed_lines), Published(), lambda _: False
    ) == merge_record("\n".join(lines), Published(), lambda _: False)
