"""Every published address stays a page or redirects; otherwise an error shows the line to add."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest

from tests.making import EVENT, sessions_yaml
from tests.recording import Desk

FILES = {
    "data/sessions.yaml": sessions_yaml(
        "id: opening\ntitle: Opening\nstart: 09:30\nend: 10:15\nspeakers: [jo-smith]",
        "id: walls\ntitle: Walls\nstart: 10:30\nend: 11:15",
        "id: lunch\ntitle: Lunch\nkind: lunch\nstart: 12:00\nend: 13:00",
    ),
    "content/speakers/jo-smith.md": "---\nname: Jo Smith\n---\nJo.\n",
    "content/speakers/kim.md": "---\nname: Kim Ebbtide\n---\nKim.\n",
    "content/pages/privacy.md": "---\ntitle: Privacy\n---\nWe keep nothing.\n",
    "content/news/2027-01-05-open.md": "---\ntitle: Booking is open\ndate: 2027-01-05\n---\nBook.\n",
    "content/news/2027-01-06-more.md": "---\ntitle: More\ndate: 2027-01-06\n---\nMore.\n",
}
FIRST, LATER = "2027-01-10", "2027-03-03"


@pytest.fixture(scope="module")
def recorded_desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Return a site with a record since FIRST."""
    desk = Desk.at(tmp_path_factory.mktemp("recorded"), FILES)
    desk.record(FIRST)
    return desk


@pytest.fixture
def desk(recorded_desk: Desk, tmp_path: Path) -> Desk:
    """Return a copy of the site that a test may change."""
    return recorded_desk.copy(tmp_path)


def rename(desk: Desk, old: str, new: str) -> None:
    (desk.root / "content" / old).rename(desk.root / "content" / new)


def suggested_redirects(desk: Desk) -> dict[str, str]:
    """Return the suggested redirect for each lost address, with its report."""
    redirects = {}
    record = (desk.root / "data" / "published.txt").read_text("utf-8").splitlines()
    for diagnostic in desk.errors(LATER):
        assert diagnostic.code == "H102"
        line = re.search(r"add the line: - \{from: (\S+), to: (\S+)\}", diagnostic.help)
        assert line is not None
        assert record[diagnostic.span.line - 1].startswith(f"address {line[1]} ")
        redirects[line[1]] = line[2]
    return redirects


def test_h102_not_reported_for_existing_pages(desk: Desk) -> None:
    assert desk.errors(LATER) == []


def test_h102_suggests_renamed_page(desk: Desk) -> None:
    rename(desk, "speakers/jo-smith.md", "speakers/dr-joanna.md")
    desk.change("data/sessions.yaml", "jo-smith", "dr-joanna")
    rename(desk, "pages/privacy.md", "pages/what-we-keep.md")
    rename(desk, "news/2027-01-05-open.md", "news/2027-01-05-book-now.md")
    desk.change("data/sessions.yaml", "id: opening\n", "id: hello\n")
    desk.change(
        "data/sessions.yaml",
        "id: walls\n    title: Walls",
        "id: dykes\n    title: Dykes",
    )
    assert suggested_redirects(desk) == {
        "speakers/jo-smith/": "speaker:dr-joanna",
        "privacy/": "page:what-we-keep",
        "news/open/": "news:book-now",
        "programme/opening/": "session:hello",
        "programme/walls/": "session:dykes",
    }


def test_h102_suggests_list_of_removed_page(desk: Desk) -> None:
    (desk.root / "content/speakers/jo-smith.md").unlink()
    desk.change("data/sessions.yaml", "\n    speakers: [jo-smith]", "")
    (desk.root / "content/pages/privacy.md").unlink()
    (desk.root / "content/news/2027-01-05-open.md").unlink()
    desk.drop("walls")
    desk.drop("lunch")
    assert suggested_redirects(desk) == {
        "speakers/jo-smith/": "site:speakers",
        "privacy/": "site:home",
        "news/open/": "site:news",
        "programme/walls/": "site:programme",
    }


def test_suggested_redirects_are_published(desk: Desk) -> None:
    rename(desk, "speakers/jo-smith.md", "speakers/joanna-smith.md")
    desk.change("data/sessions.yaml", "jo-smith", "joanna-smith")
    desk.drop("walls")
    for old, to in suggested_redirects(desk).items():
        desk.redirect(old, to)
    output = desk.publish(LATER)
    assert "url=../../speakers/joanna-smith/index.html" in (
        output / "speakers/jo-smith/index.html"
    ).read_text("utf-8")
    assert "url=../../programme/index.html" in (
        output / "programme/walls/index.html"
    ).read_text("utf-8")
    assert "/2027/speakers/jo-smith/ /2027/speakers/joanna-smith/ 301" in re.sub(
        " +", " ", (output / "_redirects").read_text("utf-8")
    )
    assert "speakers/jo\\-smith" in (output / ".htaccess").read_text("utf-8")
    routes = json.loads((output / "staticwebapp.config.json").read_text("utf-8"))[
        "routes"
    ]
    assert {"/2027/speakers/jo-smith", "/2027/programme/walls"} <= {
        route["route"] for route in routes
    }


def test_redirect_from_index_file_covers_its_folder(desk: Desk) -> None:
    (desk.root / "content/pages/privacy.md").unlink()
    desk.redirect("privacy/index.html", "site:home")
    assert desk.errors(LATER) == []


def test_h102_reported_for_removed_section(desk: Desk) -> None:
    for name in ("2027-01-05-open", "2027-01-06-more"):
        (desk.root / f"content/news/{name}.md").unlink()
    assert suggested_redirects(desk) == {
        "news/": "site:home",
        "news/open/": "site:home",
        "news/more/": "site:home",
    }


def test_h102_not_reported_for_page_with_error(desk: Desk) -> None:
    """A page that is missing because of an error is not reported as lost."""
    desk.change("content/pages/privacy.md", "title: Privacy", "titel: Privacy")
    desk.change("content/speakers/jo-smith.md", "---\nJo", "Jo")
    assert {diagnostic.code for diagnostic in desk.errors(LATER)} == {
        "R102",
        "M102",
        "Y134",
    }


def test_h102_not_reported_before_day_of_record(desk: Desk) -> None:
    (desk.root / "content/pages/privacy.md").unlink()
    assert desk.errors("2027-01-09") == []
    assert list(suggested_redirects(desk)) == ["privacy/"]


def test_h102_reported_for_post_that_became_draft(desk: Desk) -> None:
    desk.change(
        "content/news/2027-01-05-open.md",
        "date: 2027-01-05",
        "date: 2027-01-05\ndraft: yes",
    )
    assert suggested_redirects(desk) == {"news/open/": "site:news"}


def test_h102_not_reported_for_address_deleted_from_record(desk: Desk) -> None:
    (desk.root / "content/pages/privacy.md").unlink()
    desk.change(
        "data/published.txt", 'address privacy/ 2027-01-10 0 {"title": "Privacy"}\n', ""
    )
    assert desk.errors(LATER) == []


def test_redirect_chain_leads_to_last_page(desk: Desk) -> None:
    names = ["jo-smith", "jo", "joanna", "dr-smith"]
    for old, new in pairwise(names):
        rename(desk, f"speakers/{old}.md", f"speakers/{new}.md")
        desk.change("data/sessions.yaml", f"[{old}]", f"[{new}]")
        desk.redirect(f"speakers/{old}/", f"speaker:{new}")
        desk.record(LATER)
    desk.redirect("people/jo.html", "https://coasts.example/2027/speakers/jo-smith/")
    output = desk.built(LATER)
    for old in (
        "speakers/jo-smith/index.html",
        "speakers/jo/index.html",
        "speakers/joanna/index.html",
    ):
        assert "url=../../speakers/dr-smith/index.html" in (output / old).read_text(
            "utf-8"
        )
    assert "url=../speakers/dr-smith/index.html" in (
        output / "people/jo.html"
    ).read_text("utf-8")
    targets = {
        line.split()[1]
        for line in (output / "_redirects").read_text("utf-8").splitlines()
        if " 301" in line
    }
    assert targets == {"/2027/speakers/dr-smith/"}


def test_l111_reported_at_each_redirect_of_circle(desk: Desk) -> None:
    desk.redirect("a/", "page:b")
    desk.redirect("b/", "page:c")
    desk.redirect("c/", "https://coasts.example/2027/b")
    diagnostics = desk.errors(LATER)
    assert [(diagnostic.code, diagnostic.span.line) for diagnostic in diagnostics] == [
        ("L111", 3),
        ("L111", 4),
    ]
    assert "b/ → c/ → b/" in diagnostics[0].headline


@pytest.mark.parametrize(
    "old",
    [
        "privacy",
        "privacy/",
        "privacy/index.html",
        "programme/walls/",
        "event.html",
        "event.ics",
    ],
)
def test_l112_reported_for_redirect_from_existing_page(desk: Desk, old: str) -> None:
    desk.redirect(old, "site:home")
    assert [
        (diagnostic.code, diagnostic.span.path, diagnostic.span.line)
        for diagnostic in desk.errors(LATER)
    ] == [("L112", "data/redirects.yaml", 2)]


def test_editions_have_separate_records(tmp_path: Path) -> None:
    series = "series:\n  name: Coasts\n  url: https://coasts.example/\nbase_url: https://coasts.example/"
    desk = Desk.at(tmp_path, FILES, f"{EVENT}{series}2027/\n")
    past = EVENT.replace("2027-05-20", "2026-05-20")
    Desk.at(tmp_path / "editions/2026", FILES, f"{past}{series}2026/\n")
    desk.record(FIRST)
    for folder in ("", "editions/2026/"):
        text = (tmp_path / folder / "data/published.txt").read_text("utf-8")
        assert "\naddress speakers/kim/ " in text
    assert desk.errors(LATER) == []
    (tmp_path / "editions/2026/content/pages/privacy.md").unlink()
    (lost_page,) = desk.errors(LATER)
    assert (lost_page.code, lost_page.span.path) == (
        "H102",
        "editions/2026/data/published.txt",
    )
    Desk(tmp_path / "editions/2026").redirect("privacy/", "site:home")
    assert "url=../index.html" in (
        desk.publish(LATER) / "2026/privacy/index.html"
    ).read_text("utf-8")


def test_site_that_joins_series_redirects_old_addresses(tmp_path: Path) -> None:
    """Every page redirects to its new folder. Calendars and ids stay the same."""
    root = "https://coasts.example/"
    desk = Desk.at(tmp_path, FILES, f"{EVENT}base_url: {root}\n")
    desk.publish(FIRST)
    before = set(desk.entries(FIRST))
    uids = {str(entry["UID"]) for entry in desk.entries(FIRST).values()}
    (tmp_path / "content/pages/privacy.md").rename(tmp_path / "content/pages/data.md")
    desk.redirect("privacy/", "page:data")
    (tmp_path / "content/pages/new.md").write_text("---\ntitle: New\n---\nNew.\n")
    desk.change(
        "content/event.md",
        f"base_url: {root}",
        f"base_url: {root}2027/\nseries: {{name: Coasts, url: {root}}}",
    )
    for output in (desk.built(LATER), desk.publish(LATER), desk.publish("2027-03-04")):
        pages = {
            path.relative_to(output).as_posix(): path.read_text("utf-8")
            for path in output.rglob("*.html")
        }
        assert (
            "url=../../2027/speakers/kim/index.html" in pages["speakers/kim/index.html"]
        )
        assert (
            f'rel="canonical" href="{root}2027/speakers/kim/"'
            in pages["speakers/kim/index.html"]
        )
        assert "url=../2027/data/index.html" in pages["privacy/index.html"]
        assert "url=2027/event.html" in pages["event.html"]
        assert "url=2027/index.html" in pages["index.html"]
        assert "new/index.html" not in pages
        rules = dict(
            line.split()[:2]
            for line in (output / "_redirects").read_text("utf-8").splitlines()
        )
        assert rules["/event.ics"] == "/2027/event.ics"
        assert rules["/programme/opening/"] == "/2027/programme/opening/"
        assert rules["/privacy/"] == "/2027/data/"
    entries = desk.entries("2027-03-04", "2027/event.ics")
    assert set(entries) == before
    assert {str(entry["UID"]) for entry in entries.values()} == uids
    assert {str(entry["SEQUENCE"]) for entry in entries.values()} == {"0"}
