"""Handouts as HTML: signs, sheets of chairs, programme and slides."""

from __future__ import annotations

from pathlib import Path

import pytest

from microsite.apps.handouts import printing
from microsite.apps.handouts.sheets import HANDOUTS
from microsite.cli import main
from tests.making import EVENT, sessions_yaml, write_project

ROOMS = """\
rooms:
  - name: Main hall
    floor: Ground floor
    access: Hearing loop.
  - name: Attic
"""
FILES = {
    "data/sessions.yaml": ROOMS
    + sessions_yaml(
        "title: Walls & <gates>\nstart: 09:30\nroom: Main hall\nchair: kim\nspeakers: sam\n"
        "content_note: A flood.",
        "title: Tides\nstart: 11:00\nroom: Main hall",
        "title: Gone\nstart: 12:00\nroom: Main hall\nstatus: cancelled",
        "title: Lunch\nkind: lunch\nstart: 13:00",
    ),
    "content/speakers/kim.md": "---\nname: Kim Example\n---\n",
    "content/speakers/sam.md": "---\nname: Sam Secret\nprotected: yes\nshown_as: A resident\n---\n",
}
URL = "base_url: https://coasts.example/\n"


@pytest.fixture(autouse=True)
def no_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("microsite.apps.handouts.printing.find_browser", lambda: None)


def export_handouts(
    root: Path, *arguments: str, event: str = EVENT + URL
) -> dict[str, str]:
    """Return the handouts of a project by name."""
    write_project(root, FILES, event)
    assert main(["export", "handouts", *arguments, "--root", str(root)]) == 0
    folder = root / "handouts"
    files = folder.glob("*.html")
    return {path.stem: path.read_text("utf-8").replace("\xa0", " ") for path in files}


def test_handouts_hold_what_each_reader_needs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheets = export_handouts(tmp_path)
    assert set(sheets) == {handout.name for handout in HANDOUTS} - {"badges"}
    sign, chair = sheets["room-signs"], sheets["chair-sheets"]
    assert sign.count("<h1>") == 1  # nothing takes place in the attic
    for text in (
        "Main hall",
        "Ground floor",
        "Hearing loop.",
        "Walls &amp; &lt;gates&gt;",
    ):
        assert text in sign, text
    assert "coasts.example/<wbr>today/<wbr>" in sign and "Gone" not in sign
    assert "For Kim Example" in chair and "Main hall at 11:00: Tides" in chair
    assert "A flood. Please read it out at the start." in chair
    assert "Lunch" in sheets["programme-a4"] and "Lunch" not in sheets["title-slides"]
    assert all(
        "Sam Secret" not in page and "A resident" in page for page in sheets.values()
    )
    assert "install Chromium, Chrome or Edge" in capsys.readouterr().err


def test_handouts_name_speakers_before_the_chair(tmp_path: Path) -> None:
    """“Chair: Kim Example, A resident” looked as if both were chairs."""
    sheets = export_handouts(tmp_path)
    for name in ("room-signs", "programme-a4", "title-slides"):
        assert "A resident · Chair: Kim Example" in sheets[name], name


@pytest.mark.parametrize(
    ("voice", "title", "text"),
    [("notice", "sans", "serif"), ("almanac", "title", "text")],
)
def test_handouts_have_the_faces_of_the_voice(
    tmp_path: Path, voice: str, title: str, text: str
) -> None:
    export_handouts(tmp_path, event=f"{EVENT}{URL}theme: {{voice: {voice}}}\n")
    for role, face in (("sans", title), ("serif", text)):
        font = printing.VOICES / voice / "fonts" / f"{face}.woff2"
        assert (
            tmp_path / "handouts" / f"{role}.woff2"
        ).read_bytes() == font.read_bytes()


def test_badges_stay_in_the_folder(tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    names = "".join(f"Person {number} & co,Council\n" for number in range(9))
    people.write_text(f"name,organisation\n{names}", encoding="utf-8")
    project = tmp_path / "project"
    sheets = export_handouts(project, "--badges", str(people))
    assert sheets["badges"].count('class="badge"') == 9
    assert sheets["badges"].count("badge_sheet") == 2
    assert "Person 8 &amp; co" in sheets["badges"]
    files = [path for path in project.rglob("*") if path.is_file()]
    assert [path.name for path in files if b"8 &amp; co" in path.read_bytes()] == [
        "badges.html"
    ]
    assert (project / "handouts" / ".gitignore").read_text("utf-8") == "*\n"
    assert "badges" not in export_handouts(project)  # the next run removes them


def test_without_address_there_are_no_codes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "<svg" not in "".join(export_handouts(tmp_path, event=EVENT).values())
    assert "no QR codes" in capsys.readouterr().err


def test_questions_are_on_signs_as_codes(tmp_path: Path) -> None:
    event = f"{EVENT}{URL}questions: https://ask.example/\nfeedback: a@example.org\n"
    sign = export_handouts(tmp_path, event=event)["room-signs"]
    assert sign.count("<svg") == 2 and "ask.example/" in sign


def test_handouts_explain_wrong_use(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = write_project(tmp_path / "p", FILES)
    output = str(root / "output" / "handouts")
    assert main(["export", "handouts", output, "--root", str(root)]) == 2
    assert "would be published" in capsys.readouterr().err
    assert (
        main(["export", "handouts", "--badges", "none.csv", "--root", str(root)]) == 1
    )
    assert "There is no file" in capsys.readouterr().err
    write_project(root, {"data/sessions.yaml": "sessions: []\n"})
    assert main(["export", "handouts", "--root", str(root)]) == 1
    assert "nothing to print" in capsys.readouterr().err
    write_project(root, {"data/sessions.yaml": "sessions:\n  - id: A b\n"})
    assert main(["export", "handouts", "--root", str(root)]) == 1
    assert "Fix the errors above first" in capsys.readouterr().err


def test_handouts_are_not_written_among_other_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = write_project(tmp_path / "p", FILES | {"print/.gitignore": "*.pdf\n"})
    for folder in (root, root.parent, root / "print"):
        assert main(["export", "handouts", str(folder), "--root", str(root)]) == 2
        assert (
            "has other files. Choose a folder of their own" in capsys.readouterr().err
        )
    assert sorted(path.name for path in (root / "print").iterdir()) == [".gitignore"]
    assert (root / "print" / ".gitignore").read_text("utf-8") == "*.pdf\n"
    assert not (root / ".gitignore").exists()


def test_handouts_are_in_the_language_of_the_site(tmp_path: Path) -> None:
    (tmp_path / "locales").mkdir()
    words = {
        "Provisional. This may change.": "مؤقت.",
        "Room signs": "لافتات",
        "%(event)s. For %(names)s": "%(names)s: %(event)s",
        "Please read it out at the start.": "اقرأها.",
        "%(room)s at %(time)s: %(title)s": "%(title)s، %(room)s، %(time)s",
    }
    texts = (f'msgid "{message}"\nmsgstr "{text}"\n' for message, text in words.items())
    (tmp_path / "locales" / "ar.po").write_text("\n".join(texts), encoding="utf-8")
    sheets = export_handouts(tmp_path, event=f"{EVENT}{URL}languages: ar\n")

    sign, chair = sheets["room-signs"], sheets["chair-sheets"]
    assert '<html lang="ar" dir="rtl">' in sign
    assert "<title>لافتات: " in sign
    assert "الخميس، 20 مايو 2027" in sign
    assert "Kim Example: " in chair
    assert "اقرأها." in chair
    assert "Tides، Main hall، 11:00 ص" in " ".join(chair.split())
