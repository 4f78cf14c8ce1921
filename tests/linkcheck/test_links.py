"""Collection of the external links of a project."""

from __future__ import annotations

from pathlib import Path

import pytest

from microsite.apps.linkcheck.check import is_ignored, links_of
from microsite.diagnostics.diagnostic import Log
from microsite.source.inheritance import read_sources
from tests.making import EVENT, write_project


def places(root: Path) -> list[tuple[str, str]]:
    """Return `path:line:column` and address, in order."""
    links = links_of(read_sources(root, Log()))
    return [
        (f"{link.span.path}:{link.span.line}:{link.span.column}", link.address)
        for link in links
    ]


def test_links_of_yields_links_with_spans(tmp_path: Path) -> None:
    resources = (
        "resources:\n"
        "  - id: guide\n"
        "    title: A guide\n"
        "    url: https://a.org/guide  # https://a.org/not-this\n"
        "    checked: 2027-01-05\n"
        "    summary: |\n"
        "      As [they say](https://a.org/a),\n"
        "      or at www.a.org/bare, in https://a.org/a/b#part.\n"
    )
    redirects = "redirects:\n  - from: old/\n    to: 'https://b.org/new'\n"
    page = (
        "---\ntitle: Page\n---\n"
        "One [link][1] and [again][1], <https://c.org/x?a=1&b=2>.\n\n"
        "[1]: https://c.org/x\n\n"
        "```\nhttps://c.org/code\n```\n\n"
        "Write `https://c.org/shown`. Write to [us](mailto:us@c.org). See [it](session:opening).\n"
    )
    root = write_project(
        tmp_path,
        {
            "data/resources.yaml": resources,
            "data/redirects.yaml": redirects,
            "content/pages/page.md": page,
        },
        EVENT + "base_url: https://mine.org/\nbooking:\n  url: https://book.org/\n",
        "See <https://d.org/>.\n",
    )

    assert sorted(places(root)) == [
        ("content/event.md:11:8", "https://book.org/"),
        ("content/event.md:13:6", "https://d.org/"),
        ("content/pages/page.md:4:32", "https://c.org/x?a=1&b=2"),
        ("content/pages/page.md:6:6", "https://c.org/x"),
        ("content/pages/page.md:6:6", "https://c.org/x"),
        ("data/redirects.yaml:3:9", "https://b.org/new"),
        ("data/resources.yaml:4:10", "https://a.org/guide"),
        ("data/resources.yaml:7:21", "https://a.org/a"),
        ("data/resources.yaml:8:13", "https://www.a.org/bare"),
        ("data/resources.yaml:8:32", "https://a.org/a/b"),
    ]


@pytest.mark.parametrize("address", ["https://[foo#part", "https://a.org:99999/"])
def test_links_of_skips_addresses_that_are_not_valid(
    tmp_path: Path, address: str
) -> None:
    figures = f"figures:\n  - id: a\n    url: '{address}'\n  - id: b\n    url: https://b.org/\n"
    root = write_project(tmp_path, {"data/figures.yaml": figures})

    assert places(root) == [("data/figures.yaml:5:10", "https://b.org/")]


def test_links_of_reads_day_of_last_check(tmp_path: Path) -> None:
    figures = "figures:\n  - id: a\n    url: https://a.org/\n    checked: 2027-01-05\n  - id: b\n    url: https://b.org/\n"
    root = write_project(tmp_path, {"data/figures.yaml": figures})

    assert [str(link.checked) for link in links_of(read_sources(root, Log()))] == [
        "2027-01-05",
        "None",
    ]


@pytest.mark.parametrize("yes", ["yes", "“Yes”", "yess", "[yes]"])
def test_links_of_skips_protected_people(tmp_path: Path, yes: str) -> None:
    person = f"---\nname: A\nprotected: {yes}\nshown_as: B\nlinks:\n  - label: x\n    url: https://a.org/\n---\nhttps://b.org/\n"
    root = write_project(tmp_path, {"content/speakers/a.md": person})

    assert places(root) == []


@pytest.mark.parametrize(
    ("address", "is_match"),
    [
        ("https://linkedin.com/in/kim", True),
        ("https://uk.linkedin.com/in/kim", True),
        ("https://notlinkedin.com/", False),
        ("https://example.org/members/list", True),
        ("http://www.example.org/members/", True),
        ("https://example.org/", False),
        ("https://example.org/membership", False),
        ("https://whole.org/a", True),
    ],
)
def test_is_ignored_compares_hosts_and_prefixes(address: str, is_match: bool) -> None:
    patterns = ["linkedin.com", "https://example.org/members/", "https://www.whole.org"]
    assert is_ignored(address, patterns) is is_match
