"""An unchanged project is detected, and a changed one is always built."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from microsite import up_to_date
from microsite.build import build
from microsite.cli import is_up_to_date, main
from microsite.diagnostics.diagnostic import file_span
from microsite.project import ENGINE_HOME
from tests.making import EVENT, write_project

pytestmark = pytest.mark.skipif(os.name == "nt", reason="there every build runs")

FILES = {
    "content/pages/tides.md": "---\ntitle: Tides\n---\nHigh at noon.\n",
    "content/speakers/kim-example.md": "---\nname: Kim Example\n---\nKim looks after the harbour.\n",
    "assets/note.txt": "Kept for later.\n",
}
SETTINGS = f"""{EVENT}theme: {{cards: no}}
leave_out: [calendars, feeds, search, text copies, data files, whole event, QR codes]
"""
"""Settings of an event whose site has few files besides its pages."""
MANIFEST = ".cache/manifest-output.json"
HEAVY = (
    "argparse dataclasses hashlib jinja2 markdown nh3 pathlib PIL yaml zoneinfo".split()
)


def let_dates_settle() -> None:
    """Wait until a change would show in the timestamps of new files."""
    time.sleep(0.06)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a built project without warnings, and run the command in its folder."""
    root = write_project(tmp_path / "coast", FILES, SETTINGS)
    house = tmp_path / "house"
    (house / "microsite").mkdir(parents=True)
    (house / "microsite/engine.py").write_text("LINES = 1\n")
    monkeypatch.setattr(up_to_date, "HOME", str(house))
    monkeypatch.setattr(up_to_date, "ENGINE", str(house / "microsite"))
    monkeypatch.chdir(root)
    let_dates_settle()
    assert main([]) == 0
    assert is_reported_up_to_date()
    return root


def is_reported_up_to_date(*arguments: str) -> bool:
    snapshot = up_to_date.take_snapshot(list(arguments))
    return snapshot is not None and up_to_date.up_to_date_report(snapshot) is not None


def change_unseen(path: Path) -> None:
    """Replace the bytes of a file by as many others, with the same timestamp."""
    status = path.stat()
    with path.open("r+b") as file:
        first = file.read(1)
        file.seek(0)
        file.write(b"Z" if first != b"Z" else b"Y")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def replace_by_link(root: Path) -> None:
    (root / "output").rename(root / "elsewhere")
    (root / "output").symlink_to(root / "elsewhere")


def swap_for_a_copy(root: Path) -> None:
    page = root / "output/contact/index.html"
    copy = shutil.copy2(page, root / "copy")
    os.replace(copy, page)


CHANGES: dict[str, Callable[[Path], object]] = {
    "a text, the same length, its date set back": lambda root: change_unseen(
        root / "content/pages/tides.md"
    ),
    "a new text": lambda root: (root / "content/pages/new.md").write_text(
        "---\ntitle: New\n---\nNew.\n"
    ),
    "a text less": lambda root: (root / "content/pages/tides.md").unlink(),
    "a text renamed": lambda root: (root / "content/pages/tides.md").rename(
        root / "content/pages/waves.md"
    ),
    "a text that is another file with the same bytes": lambda root: (
        root / "content/event.md"
    ).write_bytes((root / "content/event.md").read_bytes()),
    "a list": lambda root: (root / "data").mkdir(),
    "a template of its own": lambda root: (root / "templates").mkdir(),
    "a file in assets": lambda root: change_unseen(root / "assets/note.txt"),
    "a folder with a name like content": lambda root: (root / "contents").mkdir(),
    "a text that is a link": lambda root: (root / "content/pages/link.md").symlink_to(
        root / "content/pages/tides.md"
    ),
    "a finished page, the same length, its date set back": lambda root: change_unseen(
        root / "output/index.html"
    ),
    "a finished page less": lambda root: (root / "output/contact/index.html").unlink(),
    "a finished page that is another file": swap_for_a_copy,
    "a file too many": lambda root: (root / "output/mine.txt").write_text("Mine."),
    "a file too many further down": lambda root: (
        root / "output/contact/mine.txt"
    ).write_text("Mine."),
    "no output": lambda root: shutil.rmtree(root / "output"),
    "output that is a link": replace_by_link,
    "no manifest": lambda root: (root / MANIFEST).unlink(),
    "no cache": lambda root: shutil.rmtree(root / ".cache"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_up_to_date_notices_any_change(
    root: Path, change: Callable[[Path], object]
) -> None:
    change(root)

    assert not is_reported_up_to_date()


def test_up_to_date_prints_summary_again(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main([])

    printed = capsys.readouterr().err
    files = sum(path.is_file() for path in (root / "output").rglob("*")) - 1
    assert re.match(r"Built 7 pages into output/ in \d+\.\d\d s: ", printed)
    assert f" s: {files} unchanged. No errors. Open output/index.html.\n" in printed
    assert up_to_date.SECONDS not in printed


def test_up_to_date_accepts_module_path_of_another_python(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = list(sys.path)
    monkeypatch.setattr(sys, "path", path[:1])
    assert is_up_to_date([], path)
    assert "unchanged" in capsys.readouterr().err
    assert not is_up_to_date([], path[:-1])
    assert not is_up_to_date(["check"], path)
    (root / "content/pages/tides.md").write_text(
        "---\ntitle: Tides\n---\nHigh at one.\n"
    )
    assert not is_up_to_date([], path)
    assert capsys.readouterr().err == ""


def test_up_to_date_imports_only_light_modules(root: Path) -> None:
    program = (
        "import sys; sys.path.insert(0, sys.argv[1]); before = set(sys.modules); "
        "from microsite.cli import main; code = main([]); "
        "print(*sorted(set(sys.modules) - before)); sys.exit(code)"
    )
    command = [sys.executable, "-I", "-c", program, str(ENGINE_HOME)]
    full_build = subprocess.run(
        command, capture_output=True, text=True, check=True
    )  # other libraries, so a separate build
    second_run = subprocess.run(command, capture_output=True, text=True, check=True)

    assert "jinja2" in full_build.stdout.split()
    loaded = second_run.stdout.split()
    assert [name for name in loaded if name.partition(".")[0] in HEAVY] == []
    assert {name for name in loaded if name.startswith("microsite")} == {
        "microsite",
        "microsite.cli",
        "microsite.up_to_date",
    }


@pytest.mark.parametrize(
    "arguments",
    [
        ["--strict"],
        ["--as-of", "2027-01-01"],
        ["--drafts"],
        ["--no-cache"],
        ["--timings"],
        ["--format", "json"],
    ],
)
def test_up_to_date_notices_other_options(root: Path, arguments: list[str]) -> None:
    assert not is_reported_up_to_date(*arguments)


def test_up_to_date_notices_other_working_folder(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root / "content")

    assert not is_reported_up_to_date("--root", "..")


@pytest.mark.parametrize("command", ["check", "serve", "explain", "biuld"])
def test_take_snapshot_ignores_other_commands(root: Path, command: str) -> None:
    assert up_to_date.take_snapshot([command]) is None


def test_up_to_date_ends_with_the_day(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tomorrow = time.time() + 24 * 60 * 60
    monkeypatch.setattr("time.time", lambda: tomorrow)
    monkeypatch.setattr(up_to_date, "machine_start", lambda: 0.0)

    assert not is_reported_up_to_date()


def test_up_to_date_holds_for_given_day(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    main(["--as-of", "2027-01-01"])
    tomorrow = time.time() + 24 * 60 * 60
    monkeypatch.setattr("time.time", lambda: tomorrow)
    monkeypatch.setattr(up_to_date, "machine_start", lambda: 0.0)

    assert is_reported_up_to_date("--as-of", "2027-01-01")


def test_up_to_date_notices_restart(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(up_to_date, "machine_start", time.time)

    assert not is_reported_up_to_date()


def test_up_to_date_notices_other_engine(root: Path) -> None:
    change_unseen(Path(up_to_date.ENGINE) / "engine.py")

    assert not is_reported_up_to_date()


def test_up_to_date_notices_template_of_theme(root: Path) -> None:
    (Path(up_to_date.HOME) / "templates").mkdir()

    assert not is_reported_up_to_date()


def test_up_to_date_notices_other_library(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packages = tmp_path / "packages"
    packages.mkdir()
    monkeypatch.syspath_prepend(packages)
    main([])
    assert is_reported_up_to_date()

    (packages / "jinja2-9.9.9.dist-info").mkdir()

    assert not is_reported_up_to_date()


def test_up_to_date_notices_other_zone_rules(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    zone = tmp_path / "zones/Europe/London"
    zone.parent.mkdir(parents=True)
    packed = find_spec("tzdata")
    assert packed is not None
    assert packed.origin is not None
    shutil.copy(Path(packed.origin).parent / "zoneinfo/Europe/London", zone)
    monkeypatch.setattr("zoneinfo.TZPATH", (str(tmp_path / "zones"),))
    main(["build"])
    assert is_reported_up_to_date("build")

    change_unseen(zone)

    assert not is_reported_up_to_date("build")


def test_up_to_date_notices_file_saved_during_build(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from microsite.build import build
    from microsite.cli import build as builder

    def and_save(*arguments: object) -> object:
        outcome = build(*arguments)  # type: ignore[arg-type]
        (root / "content/pages/tides.md").write_text(
            "---\ntitle: Tides\n---\nHigh at two.\n", encoding="utf-8"
        )
        return outcome

    (root / MANIFEST).unlink()
    monkeypatch.setattr(builder, "build", and_save)
    main([])

    assert not is_reported_up_to_date()


@pytest.fixture
def warned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> str:
    """Return the report of a built project with a warning. The command runs in its folder."""
    root = write_project(tmp_path / "coast", {"content/old/note.md": "Old.\n"})
    house = tmp_path / "house"
    (house / "microsite").mkdir(parents=True)
    monkeypatch.setattr(up_to_date, "HOME", str(house))
    monkeypatch.setattr(up_to_date, "ENGINE", str(house / "microsite"))
    monkeypatch.chdir(root)
    let_dates_settle()
    assert main([]) == 0
    printed = capsys.readouterr().err
    assert (
        "content/old  warning F111" in printed
        and "explain F111" in printed
        and "1 warning. Open" in printed
    )
    return printed


def test_up_to_date_prints_warnings_again(
    warned: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The report is the same except for its counts, and nothing is built."""

    def without_counts(printed: str) -> str:
        return re.sub(r" in [\d.]+ s: .*?\. ", " ", printed)

    monkeypatch.setattr(
        "microsite.cli.build.build", lambda *_: pytest.fail("it is built")
    )
    assert main([]) == 0
    assert without_counts(capsys.readouterr().err) == without_counts(warned)


@pytest.mark.usefixtures("warned")
def test_up_to_date_needs_same_terminal_for_warnings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The check does not apply on a terminal or under another name of the command."""
    assert is_reported_up_to_date()
    with monkeypatch.context() as patch:
        patch.setattr(sys.stderr, "isatty", lambda: True)
        assert not is_reported_up_to_date()
    monkeypatch.setattr(sys, "argv", ["/somewhere/microsite"])
    assert not is_reported_up_to_date()


def test_up_to_date_works_in_terminal_without_warnings(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert is_reported_up_to_date()
    assert root.exists()


@pytest.mark.usefixtures("warned")
def test_up_to_date_notices_strict() -> None:
    """With --strict, warnings are errors."""
    assert main(["--strict"]) == 1
    assert not is_reported_up_to_date("--strict")


def test_up_to_date_is_not_saved_after_disk_warnings(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cause may be gone."""

    def and_warn(*arguments: Any) -> Any:
        outcome = build(*arguments)
        outcome.log.report(
            "O125", file_span(".cache"), path=".cache", reason="the disk is full"
        )
        return outcome

    (root / MANIFEST).unlink()
    monkeypatch.setattr("microsite.cli.build.build", and_warn)
    assert main([]) == 0
    assert not is_reported_up_to_date()


def test_up_to_date_ignores_damaged_manifest(root: Path) -> None:
    note = root / MANIFEST
    sound = note.read_bytes()
    snapshot = up_to_date.take_snapshot([])
    assert snapshot is not None
    for place in [*range(64), *range(64, len(sound), 211)]:
        note.write_bytes(sound[:place] + bytes([sound[place] ^ 1]) + sound[place + 1 :])
        assert up_to_date.up_to_date_report(snapshot) is None, place
        note.write_bytes(sound[:place])
        assert up_to_date.up_to_date_report(snapshot) is None, place
    note.write_bytes(sound)
    assert up_to_date.up_to_date_report(snapshot) is not None


def test_scan_inputs_covers_all_files_of_a_build(tmp_path: Path) -> None:
    """If a build reads another file, the check must include it."""
    root = tmp_path / "tidewater"
    shutil.copytree(
        ENGINE_HOME / "examples/tidewater",
        root,
        ignore=shutil.ignore_patterns("output", ".*"),
    )
    program = (
        "import json, sys\n"
        "seen = set()\n"
        "def note(event, arguments):\n"
        "    if event == 'open' and isinstance(arguments[0], (str, bytes)):\n"
        "        seen.add(str(arguments[0]))\n"
        "sys.addaudithook(note)\n"
        "from microsite.cli import main\n"
        "code = main(['build', '--root', sys.argv[1], '--no-cache'])\n"
        "print(json.dumps([code, sorted(seen)]))\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", program, str(root)],
        cwd=ENGINE_HOME,
        capture_output=True,
        text=True,
        check=True,
    )
    code, opened = json.loads(result.stdout)
    assert code == 0, result.stderr
    looked_at = up_to_date.scan_inputs(str(root))
    outputs = (
        f"{root}/output/",
        f"{root}/.output.work/",
        f"{root}/.cache/",
        "/dev/",
        "/proc/",
    )
    python = tuple({sys.prefix, sys.base_prefix, os.path.dirname(os.__file__)})

    unknown_paths = [
        path
        for path in opened
        if path not in looked_at
        and not path.startswith((*outputs, *python))
        and "/__pycache__/" not in path
        and "/zoneinfo/" not in path
        and "/_jinja2-cache-"
        not in path  # compiled templates, and the test of their folder:
        and os.path.dirname(path) != tempfile.gettempdir()
    ]
    assert unknown_paths == []
    assert f"{root}/content/event.md" in opened


def test_up_to_date_notices_file_saved_just_before_build(root: Path) -> None:
    """Its next change may not show in its timestamp."""
    (root / "content/pages/tides.md").write_text(
        "---\ntitle: Tides\n---\nHigh at one.\n"
    )
    main([])
    assert not is_reported_up_to_date()
    let_dates_settle()
    main([])
    assert is_reported_up_to_date()
