"""The search index: its entries, its omissions, and its size."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from microsite.pages import overview
from microsite.site.site import Site
from tests.export_helpers import export_files, make_site
from tests.making import EVENT, sessions_yaml

ABSTRACT = "Sandbags and zeppelins, zeppelins and sandbags."
FILES = {
    "data/sessions.yaml": sessions_yaml(
        f"id: opening\ntitle: The opening\nstart: 09:30\nroom: Hall\nspeakers: [kim, guarded]\nabstract: {ABSTRACT}",
        "id: tea\ntitle: Tea\nkind: break\nstart: 10:30",
        rooms=("Hall",),
    ),
    "content/speakers/kim.md": "---\nname: Kim Ebbtide\nrole: Harbour master\n---\nHas [lamps](session:opening).\n",
    "content/speakers/guarded.md": "---\nname: Zebedee Hiddenreef\nprotected: yes\nshown_as: A resident\n---\nBy.\n",
    "content/pages/privacy.md": "---\ntitle: Privacy\ndescription: What we keep.\n---\nNothing whatsoever.\n",
    "content/news/one.md": "---\ntitle: Booking is open\ndate: 2027-01-10\n---\nText.\n",
    "content/news/later.md": "---\ntitle: Not yet\ndate: 2027-02-10\n---\nText.\n",
    "data/resources.yaml": "resources:\n  - {id: guide, title: A guide, kind: Guidance, publisher: Example Office}\n",
}


def entries(site: Site) -> dict[str, list[Any]]:
    """Return the entries by title: kind in words, file, context, further words."""
    (data,) = (
        data
        for path, data in export_files(site).items()
        if path.endswith(".json") and "/search." in path
    )
    index = json.loads(data)
    return {title: [index["kinds"][kind], *rest] for kind, title, *rest in index["entries"]}


def test_search_index_contains_everything_with_a_title(tmp_path: Path) -> None:
    found = entries(make_site(tmp_path, FILES))
    assert found["The opening"] == [
        "Session",
        "programme/opening/index.html",
        "Thursday 20 May 2027, 09:30 to 10:15, Hall. Kim Ebbtide, A resident",
        "talk sandbags and zeppelins",
    ]
    assert found["Tea"][:2] == ["Session", "programme/index.html#tea"]
    assert found["Kim Ebbtide"] == [
        "Speaker",
        "speakers/kim/index.html",
        "Harbour master",
        "the opening has lamps",
    ]
    assert found["A guide"] == [
        "Resource",
        "resources/index.html#guide",
        "Guidance, Example Office",
        "",
    ]
    assert found["Privacy"] == ["Page", "privacy/index.html", "What we keep.", "nothing whatsoever"]
    assert found["Booking is open"][:3] == ["News", "news/one/index.html", "10 January 2027"]
    assert {"Programme", "Speakers", "Resources", "News", "Contact"} <= found.keys()
    assert "Not yet" not in found


def test_search_index_protects_people(tmp_path: Path) -> None:
    site = make_site(tmp_path, FILES)
    assert "A resident" in entries(site)
    assert b"Zebedee" not in overview.search_index(site)[1]


def test_search_index_name_depends_on_words(tmp_path: Path) -> None:
    first = overview.search_index(make_site(tmp_path / "a", FILES))[0]
    assert overview.search_index(make_site(tmp_path / "b", FILES))[0] == first
    changed = {
        **FILES,
        "content/news/one.md": FILES["content/news/one.md"].replace("open", "closed"),
    }
    assert overview.search_index(make_site(tmp_path / "c", changed))[0] != first


def test_large_search_index_omits_texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overview, "MAX_ENTRIES_WITH_TEXTS", 3)
    found = entries(make_site(tmp_path, FILES))
    assert found["The opening"][3] == "talk"
    assert found["Kim Ebbtide"][3] == "the opening"


def test_search_index_is_small(tmp_path: Path) -> None:
    """300 sessions and 300 people are more than at most conferences."""
    words = "coast tide wall marsh harbour sluice groyne lantern dune salt".split()
    sessions = []
    for n in range(300):
        title = f"The {words[n % 10]} and the {words[n // 10 % 10]} of {words[n // 30]} {n}"
        sessions.append(f"title: {title}\nstart: {8 + n // 30:02}:30\nspeakers: p{n}")
    people = {
        f"content/speakers/p{n}.md": f"---\nname: Pat {words[n % 10].title()}{n}\n---\nText.\n"
        for n in range(300)
    }
    site = make_site(tmp_path, {"data/sessions.yaml": sessions_yaml(*sessions), **people})
    assert len(gzip.compress(overview.search_index(site)[1], 9)) <= 14 * 1024


def test_search_index_is_absent_for_one_page(tmp_path: Path) -> None:
    paths = export_files(make_site(tmp_path, {}, EVENT))
    assert not any("search" in path for path in paths)
