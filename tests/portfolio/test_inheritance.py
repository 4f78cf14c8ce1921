"""Inheritance: what an event takes from portfolio.yaml and shared/, and where errors point."""

from __future__ import annotations

from pathlib import Path

import pytest

from microsite.diagnostics.diagnostic import Log
from microsite.model.event import Event
from microsite.model.loader import load_event
from microsite.project import Project
from microsite.saving.text_file import load_with_changes
from microsite.source.inheritance import read_sources
from tests.portfolio.writing import (
    PORTFOLIO,
    Runner,
    event_md,
    write_files,
    write_portfolio,
)

WELSH = """\
defaults:
  timezone: Europe/London
  languages: [en-GB, cy]
  strapline: {en: On water, cy: Am ddŵr}
  organiser:
    name: Example Conferences
title: Water
summary: Water.
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The folder of an event in a portfolio."""
    return write_portfolio(tmp_path, "coasts") / "events" / "coasts"


def load(root: Path, language: str = "") -> Event:
    """Return the event in a folder, which has no errors."""
    log = Log()
    event = load_event(read_sources(root, log), log, language)
    assert event is not None, list(log)
    assert log.errors == 0, list(log)
    return event


def test_event_has_the_fields_that_it_does_not_name(root: Path) -> None:
    details = load(root).record

    assert details.organiser.name == "Example Conferences"
    assert details.timezone == "Europe/London"
    assert details.base_url == "https://water.example/coasts/"


def test_event_replaces_a_whole_field_but_single_lines_of_the_theme(root: Path) -> None:
    settings = (
        "organiser: {name: Others}",
        'theme: {accent: "#802020"}',
        "base_url: https://coasts.example/",
    )
    write_files(root, {"content/event.md": event_md("Coasts", *settings)})
    details = load(root).record

    assert (details.organiser.name, details.organiser.email) == ("Others", None)
    assert details.theme is not None
    assert (details.theme.voice, details.theme.accent) == ("almanac", "#802020")
    assert details.base_url == "https://coasts.example/"


def test_empty_field_leaves_out_what_is_inherited(root: Path) -> None:
    portfolio = PORTFOLIO + "  strapline: On water\n  help_title: Help\n"
    write_files(root.parents[1], {"portfolio.yaml": portfolio})
    write_files(root, {"content/event.md": event_md("Coasts", "strapline:")})
    details = load(root).record

    assert (details.strapline, details.help_title) == (None, "Help")


def test_fields_of_the_host_are_not_inherited(root: Path) -> None:
    portfolio = (
        PORTFOLIO + "  custom_domain: yes\n  security_contact: security@example.org\n"
    )
    write_files(root.parents[1], {"portfolio.yaml": portfolio})
    details = load(root).record

    assert (details.custom_domain, details.security_contact) == (False, None)


def test_event_has_shared_documents_unless_it_has_its_own(root: Path) -> None:
    page = "---\ntitle: {}\n---\nText.\n"
    shared = {
        f"shared/content/pages/{name}.md": page.format("Shared")
        for name in ("terms", "privacy")
    }
    write_files(root.parents[1], shared)
    write_files(root, {"content/pages/terms.md": page.format("Own")})

    assert {document.slug: document.title for document in load(root).pages} == {
        "terms": "Own",
        "privacy": "Shared",
    }


def test_event_has_the_lists_that_its_data_file_has_not(root: Path) -> None:
    tiers = "currency: EUR\ntiers:\n  - {id: gold, name: Gold}\nsponsors:\n  - {id: a, name: A, tier: gold}\n"
    write_files(root.parents[1], {"shared/data/sponsors.yaml": tiers})
    write_files(
        root, {"data/sponsors.yaml": "sponsors:\n  - {id: b, name: B, tier: gold}\n"}
    )
    event = load(root)

    assert [tier.id for tier in event.records["tier"]] == ["gold"]
    assert [sponsor.id for sponsor in event.records["sponsor"]] == ["b"]
    assert event.sponsorship is not None
    assert event.sponsorship.currency == "EUR"


def test_event_takes_shared_texts_in_its_languages(root: Path) -> None:
    page = "---\ntitle: {}\n---\nText.\n"
    files = {"about.md": "About", "about.cy.md": "Amdanom", "terms.md": "Terms"}
    write_files(root.parents[1], {"portfolio.yaml": WELSH})
    write_files(
        root.parents[1],
        {
            f"shared/content/pages/{name}": page.format(title)
            for name, title in files.items()
        },
    )

    assert load(root).languages == ("en-GB", "cy")
    assert load(root, "cy").record.strapline == "Am ddŵr"
    assert [page.title for page in load(root, "cy").pages] == ["Amdanom", "Terms"]
    for tag, strapline, about in (
        ("en-GB", "On water", "About"),
        ("cy", "Am ddŵr", "Amdanom"),
        ("fr", "On water", "About"),
    ):
        write_files(root, {"content/event.md": event_md("Coasts", f"languages: {tag}")})
        event = load(root)
        assert event.record.strapline == strapline
        assert {page.slug: page.title for page in event.pages} == {
            "about": about,
            "terms": "Terms",
        }


def test_error_in_a_default_points_into_portfolio_yaml(root: Path) -> None:
    write_files(
        root.parents[1], {"portfolio.yaml": PORTFOLIO.replace("almanac", "almanack")}
    )
    log = Log()
    load_event(read_sources(root, log), log)

    assert [
        (diagnostic.code, diagnostic.span.path, diagnostic.span.line)
        for diagnostic in log
    ] == [("R119", "../../portfolio.yaml", 10)]


def test_edits_are_checked_with_everything_that_is_inherited(root: Path) -> None:
    after = event_md("Coasts", "strapline: New").encode()
    event, log = load_with_changes(Project.at(root), {"content/event.md": after})

    assert log.errors == 0
    assert event is not None
    assert (event.record.strapline, event.record.organiser.name) == (
        "New",
        "Example Conferences",
    )


def test_files_of_the_theme_come_from_the_event_then_from_what_is_shared(
    root: Path,
) -> None:
    project, shared = Project.at(root), root.parents[1] / "shared"

    assert project.layers("assets")[:2] == (root / "assets", shared / "assets")
    assert project.output == root.parents[1] / "output" / "coasts"
    assert project.cache == root.parents[1] / ".cache" / "events" / "coasts"


def test_event_md_in_shared_is_reported(root: Path) -> None:
    write_files(root.parents[1], {"shared/content/event.md": "---\ntitle: All\n---\n"})
    log = Log()
    read_sources(root, log)

    assert [(diagnostic.code, diagnostic.span.path) for diagnostic in log] == [
        ("F112", "../../shared/content/event.md")
    ]


def test_event_links_to_the_front_site_unless_it_names_another(run: Runner) -> None:
    assert run.build() == 0
    link = 'Part of <a href="https://water.example/">Conferences on water</a>'
    assert link in run.page("coasts", "contact/index.html")
    assert "Part of" not in (run.root / "output" / "index.html").read_text(
        encoding="utf-8"
    )
    setting = "part_of: {name: Conferences on chalk, url: https://chalk.example/}"
    write_files(
        run.root, {"events/coasts/content/event.md": event_md("Coasts", setting)}
    )
    assert run.build() == 0
    assert "https://chalk.example/" in run.page("coasts")
    assert link not in run.page("coasts")
