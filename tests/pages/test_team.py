"""People who do not speak."""

from __future__ import annotations

import json
from pathlib import Path

from microsite.pages.registry import build_page
from microsite.site.site import Site
from microsite.site.structured_data import team_node
from tests.export_helpers import export_files, html_of, make_site
from tests.making import EVENT, sessions_yaml

TALK = sessions_yaml("id: walls\ntitle: Walls\nstart: 09:30\nspeakers: kim")
FILES = {
    "data/sessions.yaml": TALK,
    "content/speakers/kim.md": "---\nname: Kim\norganisation: Tide Trust\n---\n",
    "content/team/sam.md": (
        "---\nname: Sam\nrole: Treasurer\norganisation: tide trust\ngroup: Committee\norder: 1\n---\n"
        "Counts everything.\n"
    ),
    "content/team/alex.md": "---\nname: Alex\nrole: Volunteers\n---\n",
    "content/team/jo.md": (
        "---\nname: Jo Hidden\nprotected: yes\nshown_as: A helper\ngroup: Committee\n---\n"
    ),
    "content/team/kim.md": "---\nname: Kim\ngroup: Committee\norder: 2\n---\n",
}


def team_site(root: Path) -> Site:
    return make_site(root, FILES, EVENT)


def test_team_has_its_own_page_with_groups(tmp_path: Path) -> None:
    site = team_site(tmp_path)

    page = build_page(site, "team/")
    assert page is not None
    people = [(it.letter, it.person.name) for it in page.view.people]  # type: ignore[attr-defined]
    assert sorted(people, key=lambda it: it[0]) == [
        ("", "Alex"),
        ("Committee", "Sam"),
        ("Committee", "Kim"),
        ("Committee", "A helper"),
    ]
    html = html_of(site, "team/")
    assert "<h2>Committee</h2>" in html and "Counts everything." in html
    assert 'href="../speakers/kim/index.html"><bdi>Kim</bdi>' in html  # who speaks, too
    assert "Jo Hidden" not in html
    assert "Sam" not in html_of(site, "speakers/")


def test_team_in_exports(tmp_path: Path) -> None:
    site = team_site(tmp_path)

    node = team_node(site)
    assert node is not None
    assert sorted(person["name"] for person in node["member"]) == ["Alex", "Kim", "Sam"]
    exported = json.loads(export_files(site)["event.json"])
    people = {person["id"]: person for person in exported["team"]}
    assert (people["sam"]["group"], people["sam"]["role"]) == ("Committee", "Treasurer")
    assert people["jo"]["name"] == "A helper" and people["jo"]["group"] is None
    assert [person["id"] for person in exported["people"]] == ["kim"]
    assert "Jo Hidden" in site.event.private_words


def test_site_without_team_has_no_page_for_it(tmp_path: Path) -> None:
    site = make_site(tmp_path, {"data/sessions.yaml": sessions_yaml("id: a\nstart: 09:00")}, EVENT)

    assert build_page(site, "team/") is None
    assert "team" not in json.loads(export_files(site)["event.json"])
