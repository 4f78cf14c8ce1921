"""event.json contains all public data, as its documentation describes."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

from microsite.exports.event_json import VERSION
from microsite.model.fields import Exported, fields_of
from microsite.model.kinds import RECORD_KINDS
from microsite.model.records.content import SessionRecord
from tests.export_helpers import export_files, make_site, site_of
from tests.making import EVENT, load_soundly, sessions_yaml

ROOT = Path(__file__).parents[2]
OPTIONAL = {
    field.name
    for kind in RECORD_KINDS.values()
    for field in fields_of(kind.record).values()
    if field.exported is Exported.IF_GIVEN
} | {"links", "recordings"}
"""Names that only some records have."""
PAGE = (ROOT / "docs" / "event-json.md").read_text(encoding="utf-8")


def read(
    root: Path, base_url: str | None = "https://tidewater.example/2025/"
) -> dict[str, Any]:
    site = site_of(load_soundly(root), root, base_url, date(2026, 1, 1))
    data: dict[str, Any] = json.loads(export_files(site)["event.json"])
    return data


def documented_fields(heading: str) -> set[str]:
    """Return the fields that the documentation lists under a heading."""
    part = re.search(
        rf"^## {heading}\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL
    )
    assert part, heading
    rows = [line for line in part[1].split("\n") if line.startswith("| `")]
    return {name for row in rows for name in re.findall(r"`(\w+)`", row)}


def keys(value: Any) -> set[str]:
    """Return the names of all fields in a value, at any depth."""
    if isinstance(value, list):
        return set().union(*map(keys, value))
    if isinstance(value, dict):
        return set(value) | keys(list(value.values()))
    return set()


def test_event_json_matches_its_documentation() -> None:
    data = read(ROOT / "examples" / "tidewater")
    assert data["version"] == VERSION
    assert f"**Version {VERSION}.**" in PAGE
    optional = set("team organisations id name".split())
    assert set(data) - optional == documented_fields("The whole") - optional
    values = {
        "event": {"scheduled", "postponed", "cancelled", "moved", "online", "hybrid"},
        "sessions": set(
            "talk panel workshop break confirmed cancelled some full in person online hybrid".split()
        )
        | set("language attendance series recordings links label".split()),
        "rooms": {"all_day"},
        "news": {"author"},
        "pages": set("call opens closes label".split()),
        "sponsors": set("jobs title closes".split()),
        "rates": set("GBP JPY KWD excluded exempt none vat_name currency".split()),
    }
    for heading in set(data) - {"version", "generator", "url"}:
        people_fields = documented_fields("people") if heading == "team" else set()
        assert keys(data[heading]) <= documented_fields(heading) | people_fields, (
            heading
        )
        assert (
            documented_fields(heading)
            - keys(data[heading])
            - values.get(heading, set())
            == set()
        ), heading


def test_event_json_records_have_same_fields() -> None:
    for root in (ROOT, ROOT / "examples" / "tidewater"):
        for name, records in read(root).items():
            if isinstance(records, list):
                fields = {tuple(sorted(record.keys() - OPTIONAL)) for record in records}
                assert len(fields) <= 1, name


def test_event_json_references_resolve() -> None:
    data = read(ROOT / "examples" / "tidewater")
    ids = {
        name: {record["id"] for record in data[name]}
        for name in ("rooms", "tracks", "people", "resources")
    }
    sessions = {session["id"] for session in data["sessions"]}
    for session in data["sessions"]:
        assert session["room"] is None or session["room"] in ids["rooms"]
        assert session["track"] is None or session["track"] in ids["tracks"]
        assert set(session["chairs"]) | set(session["speakers"]) <= ids["people"]
        assert set(session["resources"]) <= ids["resources"]
        assert session["repeat_of"] is None or session["repeat_of"] in sessions
    tiers = {tier["id"] for tier in data["sponsors"]["tiers"]}
    assert {sponsor["tier"] for sponsor in data["sponsors"]["sponsors"]} <= tiers


def test_event_json_protects_people() -> None:
    data = read(ROOT / "examples" / "tidewater")
    (person,) = (
        person for person in data["people"] if person["id"] == "harbour-row-resident"
    )
    assert person.pop("name") == "A resident of Harbour Row"
    assert {name for name, value in person.items() if value} == {
        "id",
        "summary",
        "biography_html",
    }
    text = json.dumps(data, ensure_ascii=False)
    assert not re.search("Wilhelmina|Underquay|protected", text)


def test_event_json_marks_samples(tmp_path: Path) -> None:
    files = {
        "data/sessions.yaml": sessions_yaml(
            "id: a\nstart: 09:30\nspeakers: [kim]", "id: b\nstart: 11:30\nsample: yes"
        ),
        "content/speakers/kim.md": "---\nname: to be confirmed\nrole: Harbour master\nsample: yes\n---\n",
        "content/news/draft.md": "---\ntitle: Draft\ndate: 2027-01-03\ndraft: yes\n---\nText.\n",
    }
    site = make_site(tmp_path, files, f"{EVENT}sample: [starts, ends]\n", drafts=True)
    data = json.loads(export_files(site)["event.json"])
    assert data["event"]["provisional"] == ["starts", "ends"]
    assert [session["provisional"] for session in data["sessions"]] == [False, True]
    assert (data["people"][0]["name"], data["people"][0]["provisional"]) == (None, True)
    assert data["news"] == []
    assert data["rates"] is data["sponsors"] is None


def test_event_json_urls_are_absolute_or_relative() -> None:
    root = ROOT / "examples" / "tidewater"
    with_base, relative = read(root), read(root, None)
    page = {data["url"]: data["people"][0]["url"] for data in (with_base, relative)}
    slug = with_base["people"][0]["id"]
    assert page == {
        "https://tidewater.example/2025/": f"https://tidewater.example/2025/speakers/{slug}/",
        None: f"speakers/{slug}/index.html",
    }
    html = next(
        s["abstract_html"]
        for s in relative["sessions"]
        if "in the library" in s["abstract_html"]
    )
    assert 'href="resources/index.html#' in html


def test_fields_are_exported_only_if_they_are_marked(tmp_path: Path) -> None:
    sessions = sessions_yaml(
        "id: a\nstart: 09:30\nstatus_note: Moved.\nalso_found_by: [sea]\nsource: x-1"
    )
    site = make_site(tmp_path, {"data/sessions.yaml": sessions})

    (session,) = json.loads(export_files(site)["event.json"])["sessions"]

    fields = fields_of(SessionRecord)
    assert fields["status_note"].exported is Exported.YES
    assert session["status_note"] == "Moved."
    assert fields["also_found_by"].exported is Exported.NO
    assert "also_found_by" not in session
    assert "source" not in session
