"""Exports of a site that come back: nothing has changed, or only what was changed in them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from microsite.cli import main
from microsite.project import ENGINE_HOME
from tests.export_helpers import export_files, site_of
from tests.making import load_soundly, sessions_yaml, write_project

SITES = [ENGINE_HOME, ENGINE_HOME / "examples/tidewater"]
SITES += sorted((ENGINE_HOME / "tests/sites/golden").glob("*/"))
NAMES = {"schedule.xml", "schedule.json", "event.json", "event.ics"}
ADDRESS = "https://coasts.example/2027/"


def copy_site(site: Path, root: Path) -> Path:
    for folder in ("content", "data", "assets"):
        if (site / folder).is_dir():
            shutil.copytree(site / folder, root / folder)
    return root


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.name)
def test_own_exports_report_no_changes(
    site: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    root = copy_site(site, tmp_path / "site")
    event = load_soundly(root)
    for address in (event.record.base_url, ADDRESS):
        files = export_files(site_of(event, root, address))
        for name in files.keys() & NAMES if event.sessions else ():
            file = tmp_path / name
            file.write_bytes(files[name])
            assert (
                main(["import", "schedule", str(file), "--root", str(root), "--apply"])
                == 0
            )
            assert capfd.readouterr().err == "No changes to import.\n"
    assert not (root / "data/imports").exists()


def test_own_export_reports_only_sessions_changed_in_it(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    root = copy_site(ENGINE_HOME / "tests/sites/golden/one-day", tmp_path / "site")
    schedule = export_files(site_of(load_soundly(root), root, ADDRESS))[
        "schedule.json"
    ].decode()
    file = tmp_path / "schedule.json"
    file.write_text(schedule.replace("Reading maps", "Reading charts"), "utf-8")

    main(["import", "schedule", str(file), "--root", str(root)])

    messages = capfd.readouterr().err
    assert "New session “Reading charts”" in messages
    assert messages.count("- ") == 1


def test_event_json_of_another_site_keeps_attendance_and_series(tmp_path: Path) -> None:
    fields = "start: 09:30\nattendance: online\nseries: Tutorials\ntitle: Tides"
    other_root = write_project(
        tmp_path / "other", {"data/sessions.yaml": sessions_yaml(fields)}
    )
    files = export_files(site_of(load_soundly(other_root), other_root, ADDRESS))
    (tmp_path / "event.json").write_bytes(files["event.json"])
    root = write_project(tmp_path / "site", {})

    assert (
        main(
            [
                "import",
                "schedule",
                str(tmp_path / "event.json"),
                "--root",
                str(root),
                "--apply",
            ]
        )
        == 0
    )

    (session,) = load_soundly(root).sessions
    assert (session.record.attendance, session.record.series) == ("online", "Tutorials")
