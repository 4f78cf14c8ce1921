"""`new` with options and with answers to its questions."""

from __future__ import annotations

import io
import shutil
import sys
from datetime import date
from pathlib import Path

import pytest

from microsite.build import build
from microsite.cli import main
from microsite.project import BuildOptions, Project
from tests.built import published_first_site
from tests.editing.test_yaml_edit import difference

DAY = date(2027, 1, 15)


@pytest.fixture
def first_site(tmp_path: Path) -> Path:
    """Copy the site of this repository, as it was published."""
    return shutil.copytree(published_first_site(), tmp_path / "first")


def files_of(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and ".cache" not in path.parts
    }


COMMANDS = {
    "data/sessions.yaml": "session --title|Ask: anything|--kind|questions|--start|12:30|--end|12:45|--room|Main hall",
    "content/speakers/kim-example.md": "speaker --name|Kim Example|--role|Harbour master|--text|Kim knows the tides.",
    "content/pages/getting-here.md": "page --title|Getting here|--text|By train.",
    "content/news/2027-01-12-lunch-is-settled.md": "news --title|Lunch is settled|--date|2027-01-12",
    "data/resources.yaml": "resource --title|A guide|--kind|guidance|--url|https://www.example.org/guide",
    "data/figures.yaml": "figure --statement|There are 46 towns.|--value|46|--source|Example",
    "data/sponsors.yaml": "sponsor --name|Example Trust|--tier|headline",
    "data/rates.yaml": "rate --name|Students|--price|20",
}


@pytest.mark.parametrize("path", COMMANDS)
def test_new_adds_only_lines_of_record(
    path: str, first_site: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """The site builds with the record, and all other files and lines stay as they were."""
    before = files_of(first_site)
    kind, _, rest = COMMANDS[path].partition(" ")

    assert main(["new", kind, *rest.split("|"), "--root", str(first_site)]) == 0

    after = files_of(first_site)
    assert {name for name in after if after[name] != before.get(name)} == {path}
    new_lines = difference(
        before.get(path, b"").decode().replace("sponsors: []", "sponsors:"),
        after[path].decode(),
    )
    assert new_lines
    assert f"{path}:" in capfd.readouterr().err
    outcome = build(Project.at(first_site), BuildOptions(as_of=DAY))
    assert outcome.log.errors == 0
    assert outcome.published is not None


def test_new_inserts_session_by_time(first_site: Path) -> None:
    words = COMMANDS["data/sessions.yaml"].partition(" ")[2].split("|")
    assert main(["new", "session", *words, "--root", str(first_site)]) == 0

    times = [
        line
        for line in (first_site / "data/sessions.yaml").read_text("utf-8").split("\n")
        if "    start: " in line
    ]
    assert times == sorted(times)
    assert (
        '  - id: ask-anything\n    title: "Ask: anything"\n    kind: questions\n    start: 12:30\n    end: 12:45\n'
        "    room: Main hall\n\n"
    ) in (first_site / "data/sessions.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (
            "session --title A --kind talk --start 9:5 --end 10:00",
            2,
            "Did you mean 09:05 or 09:50?",
        ),
        (
            "session --title A --kind tlak --start 09:05 --end 10:00",
            1,
            "Did you mean “talk”?",
        ),
        (
            "session --title A --kind talk --start 09:05 --end 10:00 --room Attic",
            1,
            "error S105",
        ),
        ("session --title A --kind talk --start 09:05", 1, "error S1"),
        (
            "session --title A --kind talk --start 09:05 --end 10:00 --id welcome",
            1,
            "already",
        ),
        ("session --title A", 2, "needs --kind"),
        ("session --name A", 2, "A session has no --name"),
        ("session --title", 2, "“--title” needs a value"),
        ("session my-folder", 2, "has no folder"),
        ("speaker --name A --id conference-chair", 1, "already"),
        ("speaker --name A --id Big", 1, "Did you mean “big”?"),
        ("speaker --name A --id ../../evil", 1, "Did you mean “evil”?"),
        ("speker", 2, "Did you mean “speaker”?"),
        ("", 2, "Say what to add"),
        ("site", 2, "Name the folder"),
        ("sponsor --name A --tier gold", 1, "error W101"),
        ("sponsor --name A --tier headline --text B", 2, "has no --text"),
    ],
)
def test_new_refuses_invalid_arguments(
    arguments: str,
    code: int,
    words: str,
    first_site: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    before = files_of(first_site)

    assert main(["new", *arguments.split(), "--root", str(first_site)]) == code

    assert words in capfd.readouterr().err
    assert files_of(first_site) == before
    assert not (first_site.parent.parent / "evil.md").exists()


class Terminal(io.StringIO):
    """Simulated user who answers questions."""

    def isatty(self) -> bool:
        return True


def test_new_prompts_for_fields(
    first_site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An invalid answer is asked again. Numbers and names select, and Enter takes the default."""
    answers = [
        "",
        "Quick talk",
        "4",
        "9:5",
        "12:50",
        "10",
        "Room Z",
        "2",
        "",
        "",
        "1, named-nurse",
        "",
    ]
    monkeypatch.setattr(sys, "stdin", Terminal("\n".join(answers) + "\n"))
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())

    assert main(["new", "session", "--root", str(first_site)]) == 0

    text = (first_site / "data/sessions.yaml").read_text("utf-8")
    assert (
        "  - id: quick-talk\n    title: Quick talk\n    kind: talk\n    start: 12:50\n    length: 10 minutes\n"
        "    room: Room A\n    speakers: [children-in-care-lead, named-nurse]\n"
    ) in text
    assert "Did you mean 09:05 or 09:50?" in terminal.getvalue()
    assert (
        "“Room Z” is not one of the choices. Did you mean “Room" in terminal.getvalue()
    )


def test_new_accepts_name_in_brackets(
    first_site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal("Example Trust\nHeadline sponsor\n\n"))
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())

    assert main(["new", "sponsor", "--root", str(first_site)]) == 0

    assert "(Headline sponsor)" in terminal.getvalue()
    assert "    tier: headline\n" in (first_site / "data/sponsors.yaml").read_text(
        "utf-8"
    )


def test_new_writes_nothing_at_end_of_input(
    first_site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files_of(first_site)
    monkeypatch.setattr(sys, "stdin", Terminal("Quick talk\n"))
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())

    assert main(["new", "session", "--root", str(first_site)]) == 2

    assert "Stopped. Nothing was written." in terminal.getvalue()
    assert files_of(first_site) == before


def test_new_refuses_project_with_errors(
    first_site: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = first_site / "data" / "sponsors.yaml"
    path.write_text("tiers:\n  - id: a\n\tname: A\n", encoding="utf-8")

    assert (
        main(
            ["new", "sponsor", "--name", "A", "--tier", "a", "--root", str(first_site)]
        )
        == 1
    )

    assert "has an error. Fix it first." in capfd.readouterr().err
    assert path.read_text("utf-8") == "tiers:\n  - id: a\n\tname: A\n"


def test_printed_commands_can_be_typed(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder such as “My documents” is in quotation marks."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "My documents").mkdir()
    assert main(["new", "site", "My documents/site"]) == 0
    assert "--root 'My documents/site'\n" in capfd.readouterr().err
    assert main(["My documents/site"]) == 2
    assert "build --root 'My documents/site'\n" in capfd.readouterr().err
    assert main(["check", "--root", "My documents"]) == 2
    assert "Did you mean --root 'My documents/site'?" in capfd.readouterr().err
    book = ["--root", "My documents/site", "My documents/book.xlsx"]
    assert main(["export", "spreadsheet", *book]) == 0
    assert "import spreadsheet 'My documents/book.xlsx'\n" in capfd.readouterr().err


def test_new_site_creates_starter(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """The new site builds without a warning and never overwrites anything."""
    root = tmp_path / "mine"

    assert main(["new", "site", str(root)]) == 0

    outcome = build(Project.at(root), BuildOptions(as_of=DAY, strict=True))
    assert [
        (diagnostic.code, diagnostic.headline)
        for diagnostic in outcome.log
        if diagnostic.severity != "note"
    ] == []
    assert outcome.published is not None
    assert main(["new", "site", str(root)]) == 2
    assert "already exists and is not empty" in capfd.readouterr().err
