"""Ids: each is used once on its page, whatever records and headings are called."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest

from microsite.build import build
from microsite.project import BuildOptions, Project
from microsite.render.templates import ID, id_numbering
from tests.making import EVENT, sessions_yaml, write_project

ROOT = Path(__file__).resolve().parents[2]
FORMER = {
    "main",
    "menu",
    "help",
    "choices",
    "calm",
    "compact",
    "full",
    "after",
    "search",
    "email",
}
"""Ids that the templates once had themselves."""

OPENING = re.compile(r'<(\w+)[^<>"]*(?:"[^"]*"[^<>"]*)*>')


def template_ids() -> list[str]:
    """Return the ids of the templates that a record or a heading could have too."""
    texts = (path.read_text() for path in (ROOT / "templates").rglob("*.html"))
    ids = {name for text in texts for name in re.findall(r' id="([a-z0-9-]+)"', text)}
    return sorted(ids | FORMER)


@cache
def adverse_site(size: str) -> Path:
    """Build a site whose records and headings have the ids of the templates."""
    names = template_ids()
    headings = "\n\n".join(
        f"## {name.replace('-', ' ').title()}\n\nWords." for name in names
    )
    indented = headings.replace("\n", "\n  ")
    deeper = headings.replace("\n", "\n      ")
    hours = (f"{9 + number // 6:02}:{number % 6}0" for number in range(len(names)))
    sessions = [
        f"id: {name}\ntitle: {name}\nroom: Hall\nstart: {hour}\nlength: 10 minutes\n"
        f"speakers: [{name}]"
        for name, hour in zip(names, hours, strict=True)
    ]
    sessions[0] += f"\ncontent_note: Loss.\nabstract: |\n  {indented}"
    files = {
        "data/sessions.yaml": sessions_yaml(*sessions, rooms=("Hall",)),
        "data/resources.yaml": "resources:\n"
        + "".join(
            f"  - {{id: {name}, title: {name}, kind: Report}}\n" for name in names
        ),
        "data/figures.yaml": "figures:\n"
        + "".join(
            f"  - {{id: {name}, value: '7', statement: Seven., source: 'A book'}}\n"
            for name in names
        ),
        "data/rates.yaml": f"terms: |\n  {indented}\nincluded: [Lunch]\nrates:\n"
        + "".join(f"  - {{id: {name}, name: {name}, price: 10}}\n" for name in names),
        "data/sponsors.yaml": f"introduction: |\n  {indented}\nterms: |\n  {indented}\ntiers:\n"
        + "".join(f"  - {{id: {name}, name: {name}, price: 10}}\n" for name in names)
        + "sponsors:\n"
        + "".join(
            f"  - id: {name}\n    name: {name} Ltd\n    tier: {name}\n    words: |\n      {deeper}\n"
            for name in names[:3]
        )
        + "".join(
            f"  - {{id: {name}, name: {name}, tier: {name}}}\n" for name in names[3:]
        ),
        "content/pages/about.md": f"---\ntitle: About\n---\n{headings}\n",
        "content/news/about.md": f"---\ntitle: News\ndate: 2027-01-02\n---\n{headings}\n",
        **{
            f"content/{folder}/{name}.md": f"---\nname: Person {name}\n---\n{headings}\n"
            for folder in ("speakers", "team")
            for name in names
        },
    }
    event = EVENT.replace("17:00", "23:00") + (
        "help_lines:\n  - {name: Helpline, about: For all, phone: 020 7946 0001}\n"
        "exit_url: https://example.org/\nbase_url: https://coasts.example/\nembeds: yes\n"
        f"outcomes: [{{title: More}}]\naudience: [{{name: Towns}}]\nprogramme: {{size: {size}}}\n"
        "venue:\n  name: House\n  directions: [{by: Train, text: Five minutes.}]\n"
        "  access: [{name: Step-free access, text: From the street.}]\n"
        "booking:\n  url: https://booking.example/\n"
    )
    root = write_project(Path(mkdtemp(prefix="microsite-")), files, event, headings)
    outcome = build(
        Project.at(root), BuildOptions(as_of=date(2027, 1, 15), use_cache=False)
    )
    assert outcome.published is not None, [
        f"{diagnostic.span} {diagnostic.headline}" for diagnostic in outcome.log
    ]
    return root / "output"


@pytest.mark.parametrize("size", ["small", "large"])
def test_ids_are_unique_whatever_records_are_called(size: str) -> None:
    pages = sorted(adverse_site(size).rglob("*.html"))
    assert len(pages) > 60
    for page in pages:
        html = page.read_text(encoding="utf-8")
        tags = "".join(match[0] for match in OPENING.finditer(html))
        counts = Counter(re.findall(r' id="([^"]*)"', tags))
        assert [name for name, count in counts.items() if count > 1] == [], page
        labels = re.findall(
            r' (?:aria-labelledby|aria-controls|for|popovertarget)="([^"]*)"', tags
        )
        assert set(labels) <= set(counts) | {"search_field"}, page


@pytest.mark.parametrize("size", ["small", "large"])
def test_records_keep_their_addresses_when_an_id_is_the_templates_own(
    size: str,
) -> None:
    output = adverse_site(size)
    pages = ["rates/index.html", "resources/index.html"]
    if size == "small":
        pages.append("programme/index.html")
    for page in pages:
        html = (output / page).read_text(encoding="utf-8")
        elements = dict.fromkeys(FORMER)
        for match in OPENING.finditer(html):
            for name in re.findall(r' id="([^"]*)"', match[0]):
                elements[name] = match[1]
        assert {elements[name] for name in FORMER} <= {"li", "tr", "div"}, page


def test_skip_link_and_menu_lead_to_the_page_itself() -> None:
    html = (adverse_site("small") / "programme" / "index.html").read_text(
        encoding="utf-8"
    )
    skip = re.search(r'<a class="skip_link" href="#([^"]+)"', html)
    assert skip
    assert f'<main id="{skip[1]}"' in html
    button = re.search(r'popovertarget="([^"]+)"', html)
    assert button
    assert re.search(rf'<nav [^>]*id="{button[1]}"', html)


def test_id_numbering_changes_only_attributes() -> None:
    html = '<h2 id="links">Links</h2><p>The text " id="links" stays.</p><h2 class="x" id="links">'
    assert ID.sub(id_numbering(), html) == (
        '<h2 id="links">Links</h2><p>The text " id="links" stays.</p><h2 class="x" id="links__2">'
    )
