"""Full event on one page: complete, without requests, and with working links."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise
from pathlib import Path
from textwrap import indent

import html5lib
import pytest

from microsite.build import build
from microsite.project import BuildOptions, Project
from microsite.site.hosting import SINGLE_PAGE_STYLE, STYLE_SOURCE
from microsite.site.urls import WHOLE_EVENT
from tests.built import built
from tests.export_helpers import html_of, make_site
from tests.making import EVENT, sessions_yaml, write_project
from tests.picturing import photo


@pytest.fixture(scope="module", params=["first", "tidewater"])
def file(request: pytest.FixtureRequest) -> str:
    """Return the file of each site."""
    return (built(request.param).output / "event.html").read_text(encoding="utf-8")


def test_single_page_has_no_external_resources(file: str) -> None:
    html5lib.HTMLParser(strict=True).parse(file)
    needs = r"<(?:script|link(?! rel=\"canonical\")|img|iframe|object|source|use(?! href=\"#))\b|\ssrc=|\sstyle=|url\((?!#)|@import"
    assert re.findall(needs, file) == []
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', file)
    assert policy
    assert "default-src &#39;none&#39;" in policy[1]
    assert STYLE_SOURCE.replace("'", "&#39;") in policy[1]
    assert file.count("<style>") == 1
    assert f"<style>{SINGLE_PAGE_STYLE}</style>" in file


def test_single_page_resolves_inner_links(file: str) -> None:
    places = re.findall(r'\sid="([^"]+)"', file)
    assert len(places) == len(set(places))
    links = set(re.findall(r'href="#([^"]+)"', file))
    assert links
    assert links <= set(places)


def test_single_page_links_to_site_are_absolute(file: str) -> None:
    """Links are absolute, as the file may be anywhere. Without an address they are relative."""
    links = re.findall(r'href="([^"#][^"]*)"', file)
    relative_links = {
        link for link in links if not re.match(r"https?:|mailto:|tel:|sms:", link)
    }
    if "tidewater.example/2025/" in file:
        assert relative_links == set()
    else:
        assert all(
            re.fullmatch(r"[\w-]+/(index\.html)?(#.*)?|[\w-]+/index\.html", link)
            for link in relative_links
        ), relative_links


def test_single_page_headings_skip_no_level(file: str) -> None:
    levels = [int(level) for level in re.findall(r"<h([1-6])\b", file)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


ABSTRACT = """\
Of [Kim](speaker:kim).

## A part

See [privacy](page:privacy), [the start](#a-part) and [another](session:two).

A note.[^1]

[^1]: Small print.
"""
FILES = {
    "data/sessions.yaml": sessions_yaml(
        "id: one\ntitle: First of all\nstart: 09:30\nspeakers: [kim, guarded]\nresources: guide\n"
        f"content_note: A storm.\nabstract: |\n{indent(ABSTRACT, '  ')}",
        f"id: two\ntitle: Called off\nstart: 10:30\nstatus: cancelled\nabstract: |\n{indent(ABSTRACT, '  ')}",
        "id: tea\ntitle: Tea\nkind: break\nstart: 11:30",
    ),
    "content/speakers/kim.md": "---\nname: Kim Ebbtide\nrole: Harbour master\n---\nAbout Kim.\n",
    "content/speakers/guarded.md": "---\nname: Zebedee Hiddenreef\nprotected: yes\nshown_as: A resident\n---\nBy.\n",
    "content/pages/privacy.md": "---\ntitle: Privacy\n---\nText.\n",
    "data/rates.yaml": "rates:\n  - id: all\n    name: Everyone\n    sample: yes\n    prices:\n"
    "      - {label: Early, amount: 295, until: 2027-02-26}\n"
    "      - {label: Late, amount: 345, from: 2027-02-27}\n",
    "data/sponsors.yaml": "tiers: [{id: stand, name: Stand, price: 900, group: exhibit}]\n",
    "data/resources.yaml": "resources:\n  - {id: guide, title: A guide, kind: Guidance}\n",
}
ASIDE = """\
venue:
  name: Example House
  access: [{name: Steps, text: None.}]
  directions: [{by: Train, text: Short.}]
help_lines:
  - {name: Example line, about: For anybody, phone: 020 7946 0001}
exit_url: https://exit.example/
"""


def test_single_page_contains_whole_event(tmp_path: Path) -> None:
    project = Project.at(
        write_project(tmp_path, FILES, EVENT + ASIDE, "## Why\n\nBecause.\n")
    )
    outcome = build(project, BuildOptions(as_of=date(2027, 1, 15)))
    assert outcome.published, [diagnostic.headline for diagnostic in outcome.log]
    html = (project.output / "event.html").read_text(encoding="utf-8")
    for words in (
        "<h2>Why</h2>",
        '<article id="session-one">',
        'Of <a href="#speaker-kim">Kim</a>.',
        '<a href="privacy/index.html">privacy</a>',
        "the start",
        '<a href="#session-two">another</a>',
        "<h4>A part</h4>",
        "Content note: A storm.",
        '<a href="#resource-guide">A guide</a>',
        "<s>Called off</s>",
        "Cancelled",
        "Tea",
        "Harbour master",
        "About Kim.",
        "A resident",
        "Example House",
        '<p class="note">They may change.</p>',
        "<b>£295</b> (£354 with VAT), Early ",
        "<b>£345</b> (£414 with VAT), Late ",
        "<dt>Stand: £900</dt>",
        "<dt>Steps</dt><dd>None.</dd>",
        "<dt>Train</dt><dd>Short.</dd>",
        "Example line",
        'href="tel:02079460001"',
        'href="https://exit.example/"',
        'href="#help"',
    ):
        assert words in html, words
    assert "Zebedee" not in html
    assert len(re.findall('id="', html)) == len(set(re.findall('id="([^"]+)"', html)))
    programme = (project.output / "programme" / "index.html").read_text(
        encoding="utf-8"
    )
    assert '<a href="../event.html">One page</a>' in programme


def test_single_page_has_the_words_of_a_photo_in_its_place(tmp_path: Path) -> None:
    abstract = "start: 10:00\nabstract: |\n  Before. ![A wall](images/wall.jpg) After."
    (tmp_path / "assets" / "images").mkdir(parents=True)
    (tmp_path / "assets" / "images" / "wall.jpg").write_bytes(photo((900, 600)))
    site = make_site(tmp_path, {"data/sessions.yaml": sessions_yaml(abstract)})
    assert "<p>Before. [A wall] After.</p>" in html_of(site, WHOLE_EVENT)


def test_single_page_is_absent_without_sessions(tmp_path: Path) -> None:
    project = Project.at(write_project(tmp_path, {}))
    assert build(project, BuildOptions(as_of=date(2027, 1, 15))).published
    assert not (project.output / "event.html").exists()
