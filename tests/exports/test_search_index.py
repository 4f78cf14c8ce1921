"""The search index: its entries, its omissions, and its size."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from random import Random

import pytest

from microsite.exports import registry
from microsite.pages.registry import build_pages
from microsite.project import ENGINE_HOME
from microsite.render.templates import Templates
from microsite.site.site import Site
from microsite.site.urls import SEARCH_INDEX, SEARCH_REST
from tests.export_helpers import export_files, make_site
from tests.making import EVENT, sessions_yaml

ABSTRACT = "Sandbags and zeppelins."
FILES = {
    "data/sessions.yaml": sessions_yaml(
        f"id: opening\ntitle: The opening\nstart: 09:30\nroom: Hall\nspeakers: [kim, guarded]\nabstract: {ABSTRACT}\nalso_found_by: [dirigible, airship]",
        "id: again\ntitle: The opening\nstart: 11:30\nroom: Hall\nspeakers: kim\nrepeat_of: opening",
        "id: tea\ntitle: Tea\nkind: break\nstart: 10:30",
        rooms=("Hall",),
    ),
    "content/speakers/kim.md": "---\nname: Kim Ebbtide\nrole: Harbour master\n---\nHas [lamps](session:opening).\n",
    "content/speakers/guarded.md": "---\nname: Zebedee Hiddenreef\nprotected: yes\nshown_as: A resident\n---\nBy.\n",
    "content/pages/privacy.md": "---\ntitle: Privacy\ndescription: What we keep.\n---\n## Cookies\n\nNothing.\n",
    "content/news/one.md": "---\ntitle: Booking is open\ndate: 2027-01-10\n---\nText.\n",
    "content/news/later.md": "---\ntitle: Not yet\ndate: 2027-02-10\n---\nText.\n",
    "data/resources.yaml": "resources:\n  - {id: guide, title: A guide, kind: Guidance, publisher: Example Office}\n",
}
PAGE = re.compile(
    r'<h1 (data-about=[^>]*)><a href="([^"]*)">(.*?)</a></h1>(.*?)(?=<h1 data-about|\Z)',
    re.DOTALL,
)


def index(site: Site) -> bytes:
    return export_files(site)[SEARCH_INDEX]


def entries(site: Site) -> dict[str, tuple[str, str, str]]:
    """Return the address, attributes and text of each entry, by its title."""
    matches = PAGE.findall(index(site).decode())
    assert len({path for _, path, _, _ in matches}) == len(matches)
    return {
        title: (path, data, " ".join(text.split()))
        for data, path, title, text in matches
    }


def test_search_index_contains_everything_with_a_title(tmp_path: Path) -> None:
    entries_by_title = entries(make_site(tmp_path, FILES))
    path, data, text = entries_by_title["The opening"]
    assert path == "programme/opening/index.html"
    assert 'data-about="Session. ' in data
    assert 'data-answers="Talk dirigible airship"' in data
    assert "09:30 to 10:15, Hall. Thursday 20 May 2027, 11:30 to 12:15, Hall." in data
    assert "Kim Ebbtide, A resident" in data
    assert ABSTRACT in text
    assert entries_by_title["Tea"][0] == "programme/index.html#tea"
    assert entries_by_title["Kim Ebbtide"][0] == "speakers/kim/index.html"
    assert 'data-about="Speaker. Harbour master"' in entries_by_title["Kim Ebbtide"][1]
    assert "The opening" in entries_by_title["Kim Ebbtide"][2]
    assert entries_by_title["A guide"][0] == "resources/index.html#guide"
    assert (
        'data-about="Resource. Guidance, Example Office"'
        in entries_by_title["A guide"][1]
    )
    assert '<h2 id="cookies">Cookies</h2>' in entries_by_title["Privacy"][2]
    assert (
        'data-about="News. 10 January 2027"' in entries_by_title["Booking is open"][1]
    )
    assert {
        "Programme",
        "Speakers",
        "Resources",
        "News",
        "Contact",
    } <= entries_by_title.keys()
    assert "Not yet" not in entries_by_title


def test_search_index_contains_all_sections_of_a_page(tmp_path: Path) -> None:
    """Members of the team, steps after booking, terms for sponsors and the way are in it."""
    event = (
        f"{EVENT}booking:\n  url: https://booking.example/\n"
        "  steps: [{title: Joining note, text: In May.}]\n"
        "venue: {name: Quay House, way: [Take the lift.], "
        "floors: [{name: Ground floor, plan: Hall | Cloakroom | 1}]}\n"
    )
    files = {
        "content/pages/about.md": "---\ntitle: About\n---\nText.\n",
        "data/rates.yaml": "rates: [{id: all, name: All, price: 10}]\n",
        "data/sponsors.yaml": "terms: Send your logo.\ntiers: [{id: a, name: A, price: 1}]\n",
        "content/team/mo.md": "---\nname: Mo Ebbtide\nrole: Bookings\n---\nAnswers the phone.\n",
    }
    text = index(make_site(tmp_path, files, event)).decode()
    assert '<h2 id="mo">Mo Ebbtide</h2>Bookings <p>Answers the phone.</p>' in text
    assert '<h2 id="steps">After you book</h2>Joining note: In May.' in text
    assert '<h2 id="terms">Good to know</h2><p>Send your logo.</p>' in text
    assert "Take the lift. Ground floor: Hall, Cloakroom." in text


def test_search_index_protects_people(tmp_path: Path) -> None:
    site = make_site(tmp_path, FILES)
    assert "A resident" in entries(site)
    assert b"Zebedee" not in index(site)


LONG = f"{ABSTRACT}{4 * ' And a very long tail that only the page has.'}"


def test_rest_of_long_texts_of_a_large_site_is_in_a_second_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "MAX_TEXTS", 200)
    files = {
        **FILES,
        "data/sessions.yaml": FILES["data/sessions.yaml"].replace(ABSTRACT, LONG),
    }
    site = make_site(tmp_path, files)
    entries_by_title = entries(site)
    assert entries_by_title["The opening"][2].strip() == "Sandbags and"
    assert "<p>Has " in entries_by_title["Kim Ebbtide"][2]  # a short text is whole
    assert "Nothing." in entries_by_title["Privacy"][2]  # pages of text are whole
    assert b'\n<link href="rest.json">\n' in index(site)
    rest = json.loads(export_files(site)[SEARCH_REST])
    path = entries_by_title["The opening"][0]
    assert rest == {path: LONG.removeprefix("Sandbags and ")}


def test_search_index_of_a_small_site_is_one_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One text may be longer than its share, as long as all of them are not too long together."""
    monkeypatch.setattr(registry, "MAX_TEXTS", 300)
    files = {
        **FILES,
        "data/sessions.yaml": FILES["data/sessions.yaml"].replace(ABSTRACT, LONG),
    }
    site = make_site(tmp_path, files)
    assert f"<p>{LONG}</p>" in entries(site)["The opening"][2]
    assert b"<link" not in index(site)
    assert SEARCH_REST not in export_files(site)


@pytest.mark.parametrize(
    ("count", "most"), [(300, 60), pytest.param(1400, 80, marks=pytest.mark.slow)]
)
def test_search_index_of_long_texts_is_small(
    tmp_path: Path, count: int, most: int
) -> None:
    """Abstracts of 200 words, some of them frequent, compress as badly as real ones."""
    chance = Random(7)
    syllables = "ba de fi go lu mar ten sol ri pon cha wek".split()
    words = ["".join(chance.choices(syllables, k=3)) for _ in range(1700)]
    often = [1 / rank for rank in range(1, 1701)]
    sessions = [
        f"title: {' '.join(chance.choices(words, k=5))}\nstart: {8 + n % 9:02}:30\n"
        f"abstract: {' '.join(chance.choices(words, often, k=200))}"
        for n in range(count)
    ]
    site = make_site(tmp_path, {"data/sessions.yaml": sessions_yaml(*sessions)})
    templates = Templates((ENGINE_HOME / "templates",))
    first, rest = registry.search_index(site, tuple(build_pages(site)), templates)
    assert len(gzip.compress(first.produce(), 9)) <= most * 1024
    matches = PAGE.findall(first.produce().decode())
    rests = json.loads(rest.produce())
    texts = {
        " ".join((text + rests.get(path, "")).split()) for _, path, _, text in matches
    }
    assert {session.partition("abstract: ")[2] for session in sessions} <= texts


def test_search_index_is_small(tmp_path: Path) -> None:
    """300 sessions and 300 people are more than at most conferences."""
    words = "coast tide wall marsh harbour sluice groyne lantern dune salt".split()
    sessions = []
    for n in range(300):
        title = (
            f"The {words[n % 10]} and the {words[n // 10 % 10]} of {words[n // 30]} {n}"
        )
        sessions.append(f"title: {title}\nstart: {8 + n // 30:02}:30\nspeakers: p{n}")
    people = {
        f"content/speakers/p{n}.md": f"---\nname: Pat {words[n % 10].title()}{n}\n---\nText.\n"
        for n in range(300)
    }
    site = make_site(
        tmp_path, {"data/sessions.yaml": sessions_yaml(*sessions), **people}
    )
    assert len(gzip.compress(index(site), 9)) <= 20 * 1024


def test_search_index_is_absent_for_one_page(tmp_path: Path) -> None:
    paths = export_files(make_site(tmp_path, {}, EVENT))
    assert not any("search" in path for path in paths)


def test_event_without_rates_is_found_by_words_for_prices(tmp_path: Path) -> None:
    """Its venue is found by “train” and its lunch by “food”, without headings for those."""
    event = (
        f"{EVENT}booking: {{url: https://booking.example/}}\n"
        "venue: {name: Quay House, directions: [{by: Car, text: By the quay.}]}\n"
    )
    lunch = sessions_yaml("title: Soup\nkind: lunch\nstart: 12:00")
    text = index(make_site(tmp_path, {"data/sessions.yaml": lunch}, event)).decode()
    answers = dict(
        re.findall('<h1 [^>]*data-answers="([^"]*)"><a [^>]*>([^<]*)</a>', text)
    )
    answers_of = {title: words.split() for words, title in answers.items()}
    assert {"price", "cost", "free"} <= {*answers_of["Booking"]}
    assert "train" in answers_of["Venue and access"] and "food" in answers_of["Soup"]
