"""`check --external`: its reports and its cached results."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from microsite.apps.linkcheck.check import (
    CACHE_TTL,
    GRACE_PERIOD,
    OfflineError,
    check_links,
    links_of,
)
from microsite.cli import main
from microsite.diagnostics.diagnostic import Log
from microsite.source.inheritance import read_sources
from tests.linkcheck.fake_web import FakeWeb
from tests.making import EVENT, write_project

DAY = date(2027, 1, 15)

pytestmark = pytest.mark.usefixtures("pauses")


def project(root: Path, *addresses: str) -> Path:
    """Return a project with a page that links to these, one a line from line 4."""
    lines = "".join(f"[words]({address})\n\n" for address in addresses).replace(
        "\n\n", "\n"
    )
    return write_project(
        root, {"content/pages/page.md": f"---\ntitle: Page\n---\n{lines}"}
    )


def codes_of(
    root: Path, day: date = DAY, memory: Path | None = None
) -> list[tuple[str, int]]:
    """Return the code and line of each diagnostic."""
    return [
        (diagnostic.code, diagnostic.span.line)
        for diagnostic in log_of(root, day, memory)
    ]


def log_of(root: Path, day: date = DAY, memory: Path | None = None) -> Log:
    log = Log()
    links = list(links_of(read_sources(root, Log())))
    check_links(links, memory, day, log, lambda *_: None)
    return log


def test_check_links_reports_each_link_at_its_span(
    web: FakeWeb, tmp_path: Path
) -> None:
    paths = ("front", "missing", "moved", "forbidden", "ill", "moved-to-front")
    addresses = [
        *map(web.at, paths),
        "http://10.0.0.1/",
        "https://booking.example/",
        "https://nowhere.org/",
    ]

    assert codes_of(project(tmp_path, *addresses)) == [
        ("K171", 5),
        ("K175", 6),
        ("K176", 7),
        ("K177", 8),
        ("K178", 9),
        ("K173", 10),
        ("K174", 11),
        ("K171", 12),
    ]


def test_check_links_offers_new_address_as_fix(web: FakeWeb, tmp_path: Path) -> None:
    [diagnostic] = log_of(project(tmp_path, web.at("moved")))

    assert diagnostic.fix is not None
    assert diagnostic.fix.span.text == web.at("moved")
    assert diagnostic.fix.replacement == web.at("new-place")
    assert diagnostic.fix.confidence == "likely"  # `check --fix` does not apply it


def test_check_links_ignores_refusal_of_recently_checked_link(
    web: FakeWeb, tmp_path: Path
) -> None:
    entry = f"figures:\n  - id: a\n    url: {web.at('forbidden')}\n    checked: {{}}\n"
    root = write_project(tmp_path, {"data/figures.yaml": entry.format("2026-12-01")})
    assert codes_of(root) == []
    (root / "data/figures.yaml").write_text(
        entry.format("2025-12-01"), encoding="utf-8"
    )
    assert codes_of(root) == [("K176", 3)]


def test_link_cache_keeps_ok_results_for_a_week(web: FakeWeb, tmp_path: Path) -> None:
    root, memory = (
        project(tmp_path, web.at("moved"), web.at("missing")),
        tmp_path / "memory",
    )
    first = codes_of(root, DAY, memory)
    assert codes_of(root, DAY + CACHE_TTL, memory) == first
    assert (web.requests["GET", "/moved"], web.requests["GET", "/missing"]) == (1, 2)
    codes_of(root, DAY + CACHE_TTL + timedelta(1), memory)
    assert web.requests["GET", "/moved"] == 2


def test_link_cache_ignores_results_from_the_future(
    web: FakeWeb, tmp_path: Path
) -> None:
    root, memory = project(tmp_path, web.at("front")), tmp_path / "memory"
    codes_of(root, DAY + timedelta(300), memory)
    codes_of(root, DAY, memory)
    assert web.requests["GET", "/front"] == 2


def test_check_links_reports_week_of_trouble_as_dead_link(
    web: FakeWeb, tmp_path: Path
) -> None:
    root, memory = project(tmp_path, web.at("ill")), tmp_path / "memory"
    assert codes_of(root, DAY, memory) == [("K177", 4)]
    assert codes_of(root, DAY + GRACE_PERIOD - timedelta(1), memory) == [("K177", 4)]
    assert codes_of(root, DAY + GRACE_PERIOD, memory) == [("K171", 4)]
    assert (
        "since at least 2027-01-15"
        in next(iter(log_of(root, DAY + GRACE_PERIOD, memory))).headline
    )


@pytest.mark.parametrize("damage", [b"", b"\0" * 80, b"{}", None])
def test_link_cache_ignores_damaged_file(
    web: FakeWeb, tmp_path: Path, damage: bytes | None
) -> None:
    root, memory = project(tmp_path, web.at("front")), tmp_path / "memory"
    codes_of(root, DAY, memory)
    memory.write_bytes(memory.read_bytes()[:-3] if damage is None else damage)
    assert codes_of(root, DAY, memory) == []
    assert web.requests["GET", "/front"] == 2


@pytest.mark.usefixtures("web")
def test_check_links_raises_offline_error_and_writes_no_cache(tmp_path: Path) -> None:
    root, memory = (
        project(tmp_path, *(f"https://nowhere{n}.org/" for n in range(40))),
        tmp_path / "memory",
    )
    with pytest.raises(OfflineError):
        codes_of(root, DAY, memory)
    assert not memory.exists()


def test_check_external_prints_and_caches_results(
    web: FakeWeb, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = project(tmp_path, web.at("front"), web.at("missing"))
    arguments = ["check", "--external", "--root", str(root), "--as-of", "2027-01-15"]

    assert main(arguments) == 0
    output = capsys.readouterr().err
    assert (
        f"page.md:5:9  warning K171\nThe link to host.org:{web.server_port}/missing is broken: "
        in output
    )
    assert output.endswith("Checked 2 links to other sites.\n")
    assert main(arguments) == 0
    assert (
        "2 links to other sites, 1 of them in the last week." in capsys.readouterr().err
    )
    assert main([*arguments, "--strict", "--format", "json"]) == 1
    diagnostics = json.loads(capsys.readouterr().out)["diagnostics"]
    assert [
        diagnostic["severity"]
        for diagnostic in diagnostics
        if diagnostic["code"] == "K171"
    ] == ["error"]


def test_check_external_skips_unchecked_links_and_own_site(
    web: FakeWeb, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = f"unchecked_links: [{web.at('members/')}, nowhere.org]\nbase_url: {web.at('', 'mine.org')}\n"
    links = (web.at("members/missing"), "https://nowhere.org/", web.at("x", "mine.org"))
    page = "---\ntitle: Page\n---\n" + " ".join(f"[a]({link})" for link in links) + "\n"
    root = write_project(tmp_path, {"content/pages/page.md": page}, EVENT + settings)

    assert main(["check", "--external", "--root", str(root)]) == 0
    assert capsys.readouterr().err.endswith("Checked 0 links to other sites.\n")
    assert web.requests == {}


@pytest.mark.usefixtures("web")
def test_check_external_reports_offline_machine_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = project(tmp_path, *(f"https://nowhere{number}.org/" for number in range(60)))

    assert main(["check", "--external", "--root", str(root)]) == 2
    output = capsys.readouterr().err
    assert "This computer seems to have no internet connection." in output
    assert "K17" not in output


@pytest.mark.usefixtures("web")
def test_check_external_needs_readable_event(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = write_project(tmp_path, {}, "title: A: b\n")

    assert main(["check", "--external", "--root", str(root)]) == 1
    assert "Links to other sites were not checked" in capsys.readouterr().err
