"""People who do not speak, and organisations."""

from __future__ import annotations

import json
from pathlib import Path

from microsite.site.site import Site
from microsite.site.structured_data import speaker_node, team_node
from tests.export_helpers import build_page, export_files, html_of, make_site
from tests.making import EVENT, load, load_soundly, sessions_yaml, write_project
from tests.picturing import photo

ORGANISATIONS = """\
organisations:
- {id: tide, name: Tide Trust, url: https://tide.example/, logo: images/tide.png}
"""
TALK = sessions_yaml("id: walls\ntitle: Walls\nstart: 09:30\nspeakers: kim")
FILES = {
    "data/sessions.yaml": TALK,
    "data/organisations.yaml": ORGANISATIONS,
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
    "data/sponsors.yaml": (
        "tiers: [{id: main, name: Main}]\nsponsors: [{id: tide, name: Tide Trust, tier: main}]\n"
    ),
}


def team_site(root: Path) -> Site:
    logo = root / "assets" / "images" / "tide.png"
    logo.parent.mkdir(parents=True)
    logo.write_bytes(photo())
    return make_site(root, FILES, EVENT)


def test_team_has_its_own_page_with_groups(tmp_path: Path) -> None:
    site = team_site(tmp_path)

    page = build_page(site, "team/")
    assert page is not None
    people = [(entry.letter, entry.person.name) for entry in page.view.people]  # type: ignore[attr-defined]
    assert sorted(people, key=lambda person: person[0]) == [
        ("", "Alex"),
        ("Committee", "Sam"),
        ("Committee", "Kim"),
        ("Committee", "A helper"),
    ]
    html = html_of(site, "team/")
    assert "<h2>Committee</h2>" in html and "Counts everything." in html
    assert '<a href="https://tide.example/">Tide Trust</a>' in html
    assert 'href="../speakers/kim/index.html"><bdi>Kim</bdi>' in html  # who speaks, too
    assert "Jo Hidden" not in html
    assert "Sam" not in html_of(site, "speakers/")


def test_exports_contain_the_team(tmp_path: Path) -> None:
    site = team_site(tmp_path)

    node = team_node(site)
    assert node is not None
    assert sorted(person["name"] for person in node["member"]) == ["Alex", "Kim", "Sam"]
    content = json.loads(export_files(site)["event.json"])
    people = {person["id"]: person for person in content["team"]}
    assert (people["sam"]["group"], people["sam"]["role"]) == ("Committee", "Treasurer")
    assert people["jo"]["name"] == "A helper"
    assert people["jo"]["role"] is None
    assert [person["id"] for person in content["people"]] == ["kim"]
    assert content["organisations"] == [
        {"id": "tide", "name": "Tide Trust", "url": "https://tide.example/"}
    ]


def test_names_of_protected_members_must_appear_nowhere(tmp_path: Path) -> None:
    event = load_soundly(write_project(tmp_path, FILES))

    assert "Jo Hidden" in event.private_words


def test_organisation_gives_speakers_a_link_and_sponsors_a_logo(tmp_path: Path) -> None:
    site = team_site(tmp_path)

    page = build_page(site, "speakers/kim/")
    assert page is not None
    (link,) = page.view.person.links  # type: ignore[attr-defined]
    assert (link.label, link.href) == ("Tide Trust", "https://tide.example/")
    node = speaker_node(site, site.speakers["kim"])
    assert node is not None and node["affiliation"]["url"] == "https://tide.example/"
    sponsorship = build_page(site, "sponsorship/")
    assert sponsorship is not None
    (group,) = sponsorship.view.groups  # type: ignore[attr-defined]
    assert group.sponsors[0].href == "https://tide.example/" and group.sponsors[0].logo
    for address in ("", "sponsorship/"):
        assert '<span class="small">Tide Trust</span>' in html_of(site, address)


def test_organisations_may_be_missing_from_the_list(tmp_path: Path) -> None:
    files = FILES | {
        "content/speakers/kim.md": "---\nname: Kim\norganisation: Harbour Row\n---\n"
    }
    _, log = load(write_project(tmp_path, files))
    assert list(log) == []

    files["content/speakers/kim.md"] = "---\nname: Kim\norganisation: Tide Turst\n---\n"
    _, log = load(write_project(tmp_path / "misspelt", files))
    assert [
        (diagnostic.code, diagnostic.span.path, diagnostic.span.line)
        for diagnostic in log
    ] == [("W122", "content/speakers/kim.md", 3)]


def test_site_without_team_has_no_page_for_it(tmp_path: Path) -> None:
    site = make_site(
        tmp_path, {"data/sessions.yaml": sessions_yaml("id: a\nstart: 09:00")}, EVENT
    )

    assert build_page(site, "team/") is None
    assert (
        not {"team", "organisations"}
        & json.loads(export_files(site)["event.json"]).keys()
    )
