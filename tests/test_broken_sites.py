"""Sample sites with one error each, reported once at its line; nothing is published."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from microsite.build import build, check
from microsite.diagnostics.diagnostic import CATALOGUE, Severity
from microsite.project import BuildOptions, Project
from tests.making import EVENT

BROKEN = Path(__file__).parent / "sites" / "broken"
SITES = sorted(path for path in BROKEN.iterdir() if path.is_dir())
EXPECTED = re.compile(rb"expect: ((?:[A-Z]\d{3} ?)+)")
DAY = date(2027, 1, 1)

OF_THE_DAY = ("D104", "D107")
"""Codes that only `check` reports, because no build may fail when a day passes."""

Report = tuple[str, int, str]

ELSEWHERE = {
    "F103": "a file of 50 MB",
    "F105": "permissions and links are not kept by every system that holds this repository",
    "F106": "a pipe or a device",
    "F107": "a link",
    "F108": "a file that changes while it is read",
}
"""Codes without a sample site, and the reason. `tests/source/` creates them in the test."""


def expected(site: Path) -> list[Report]:
    """Return the path, line and code of each diagnostic that a broken site must give."""
    reports: list[Report] = []
    for path in site.rglob("*"):
        if not path.is_file():
            continue
        if path.name == "expect.txt":
            for line in path.read_text(encoding="utf-8").splitlines():
                place, _, code = line.rpartition(" ")
                name, _, number = place.rpartition(":")
                reports.append((name, int(number), code))
        else:
            for at, raw in enumerate(path.read_bytes().split(b"\n"), 1):
                for match in EXPECTED.finditer(raw):
                    where = path.relative_to(site).as_posix()
                    reports += [(where, at, code) for code in match[1].decode().split()]
    return sorted(reports)


def copy_of(site: Path, to: Path) -> Path:
    """Copy the site to a new folder, and add an event if it needs one."""
    root = to / "project"
    shutil.copytree(site, root, ignore=shutil.ignore_patterns("expect.txt"))
    event = root / "content" / "event.md"
    told_by_name = {code for _, _, code in expected(site)} & {"F101", "F102"}
    if (
        not event.exists()
        and not told_by_name
        and not (root / "content" / "Event.md").exists()
    ):
        event.parent.mkdir(exist_ok=True)
        event.write_text(f"---\n{EVENT}---\nWelcome.\n", encoding="utf-8")
    return root


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.name)
def test_broken_site_reports_each_mistake_once_at_its_line(
    site: Path, tmp_path: Path
) -> None:
    """A build reports exactly these diagnostics. After an error, the published site stays."""
    output, reports = tmp_path / "output", expected(site)
    stops = any(CATALOGUE[code].severity is Severity.ERROR for _, _, code in reports)
    if stops:
        output.mkdir()
        (output / "index.html").write_text("published before")
    outcome = build(
        Project.at(copy_of(site, tmp_path), output),
        BuildOptions(as_of=DAY, use_cache=False),
    )
    diagnostics = list(outcome.log)
    if site.name.startswith(OF_THE_DAY):
        assert diagnostics == []
        check_outcome = check(
            Project.at(tmp_path / "project"), BuildOptions(as_of=DAY, use_cache=False)
        )
        diagnostics = [
            diagnostic
            for diagnostic in check_outcome.log
            if diagnostic.severity is not Severity.NOTE
        ]
    assert reports == sorted(
        (diagnostic.span.path, diagnostic.span.line, diagnostic.code)
        for diagnostic in diagnostics
    )
    assert site.name[:4] in {code for _, _, code in reports}
    assert (outcome.published is None) == stops
    if stops:
        assert [path.name for path in output.iterdir()] == ["index.html"]
        assert (output / "index.html").read_text() == "published before"


@pytest.mark.parametrize("family", "DFHMYRSW")
def test_broken_sites_cover_every_code(family: str) -> None:
    """Every code of the sources has a sample site."""
    codes = {site.name[:4] for site in SITES} | ELSEWHERE.keys()
    assert {code for code in CATALOGUE if code.startswith(family)} <= codes


def test_messages_have_no_words_of_programmers() -> None:
    """Messages do not use the words of programmers."""
    for code, entry in CATALOGUE.items():
        if code[0] in "DFHMYRSW":
            words = f"{entry.headline} {entry.help}".lower()
            for banned in (
                "invalid",
                "null",
                "schema",
                "parse",
                "mapping",
                "scalar",
                "syntax",
                "string",
            ):
                assert banned not in words, f"{code}: {banned}"
