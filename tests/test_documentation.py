"""Documentation and code agree, and examples behave as documented."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from microsite.build import Outcome, create_sites, lay_out
from microsite.cache import Cache
from microsite.diagnostics.diagnostic import (
    CATALOGUE,
    Fix,
    Log,
    Severity,
    diagnose,
)
from microsite.diagnostics.formats import RENDERERS, render_json
from microsite.diagnostics.source_text import SourceText
from microsite.lint.lint import report_unused_suppressions, run_lint
from microsite.model.loader import load_editions
from microsite.model.readiness import check_readiness
from microsite.project import BuildOptions, Project
from microsite.render.event_css import event_css

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "docs" / "errors"
AS_OF = date(2027, 1, 10)

IN_WORDS = re.compile(r"[FIOT]|E10[2-4]|E20|K16[2-4]|K17|P10[67]|Y10[1-7]|Y199|K191")
"""Codes whose pages need no typed example, because their errors are in files and programs or
invisible.
"""

LISTS = {
    "sessions": "sessions",
    "resources": "resources",
    "figures": "figures",
    "rates": "rates",
    "sponsors": "tiers",
}
"""List by data file. An example changes its first entry or adds an entry."""

FAIR = {
    "content/event.md": """\
---
title: Small fair
description: A day for people who make small things.
timezone: Europe/London
starts: 2027-05-20 09:00
ends: 2027-05-20 16:30
base_url: https://fair.example/
venue:
  name: Example House
  access: [{name: Step-free access, text: From the street to every room.}]
booking:
  url: https://booking.example/
organiser:
  name: Example Fairs
---
What there is to see.
""",
    "content/pages/privacy.md": "---\ntitle: Privacy\n---\nWe keep nothing.\n\n## Your rights\n\nYou may ask us.\n",
    "content/news/2027-01-10-booking-is-open.md": "---\ntitle: Booking is open\ndate: 2027-01-10\n---\nBook now.\n",
    "content/speakers/j-smith.md": """\
---
name: Jo Smith
role: Maker
photo: images/people/jo.jpg
photo_alt: Jo Smith at a workbench
---
Jo makes small things.
""",
    "content/speakers/kim-lee.md": """\
---
name: Kim Lee
role: Maker
photo: images/people/kim.jpg
photo_alt: Kim Lee at a workbench
---
Kim makes smaller things.
""",
    "data/sessions.yaml": """\
rooms:
  - name: Main hall
  - name: Garden room
tracks:
  - name: Practice
sessions:
  - id: opening
    title: Opening plenary
    kind: keynote
    day: 1
    start: 09:30
    end: 10:15
    speakers: [j-smith]
    room: Main hall
    abstract: Welcome.
  - id: goodbye
    title: Goodbye
    kind: talk
    day: 1
    start: 10:15
    end: 10:30
    speakers: [kim-lee]
    abstract: Goodbye.
""",
    "data/resources.yaml": """\
resources:
  - id: guide
    title: A guide
    kind: Guidance
    url: https://www.example.org/guide
    checked: 2027-01-05
""",
    "data/figures.yaml": """\
figures:
  - id: makers
    value: "46"
    statement: There are 46 makers.
    source: Example
    url: https://www.example.org/statistics
    published: 2026-03-01
    checked: 2027-01-05
""",
    "data/rates.yaml": "rates:\n  - id: public-sector\n    name: Public sector\n    price: 345\n",
    "data/sponsors.yaml": """\
tiers:
  - id: headline
    name: Headline sponsor
    benefits: [{name: Delegate places, amount: 6}]
sponsors:
  - id: example-trust
    name: Example Trust
    tier: headline
""",
}
"""A project without errors, and ready to launch."""


def pages() -> list[Path]:
    return sorted(PAGES.glob("*.md"))


def code_of(page: Path) -> str:
    return page.stem


@pytest.mark.parametrize("code", CATALOGUE)
def test_error_pages_cover_every_code(code: str) -> None:
    lines = (PAGES / f"{code}.md").read_text(encoding="utf-8").splitlines()

    assert lines[0] == f"# {code}: {CATALOGUE[code].template}"
    assert lines[1] == ""
    assert len(lines) >= 6


def test_json_format_matches_documentation() -> None:
    """The example in docs/findings.md has exactly the fields that are written."""
    text = (ROOT / "docs" / "findings.md").read_text(encoding="utf-8")
    example = json.loads(text.partition("```json\n")[2].partition("```")[0])
    source = SourceText("data/sessions.yaml", "\n\n    speakers: [j-smth]\n")
    span = source.span(17, 23)
    facts = {
        "owner": "Opening plenary",
        "given": "j-smth",
        "suggestion": "Did you mean “j-smith”?",
    }
    facts["program"] = "microsite"
    facts["slug"] = "j-smth"
    fix = Fix(span, "j-smith")
    diagnostic = diagnose("S103", span, fix=fix, **facts)  # type: ignore[arg-type]

    assert json.loads(render_json([diagnostic])) == example


def test_formats_are_documented() -> None:
    text = (ROOT / "docs" / "findings.md").read_text(encoding="utf-8")

    assert set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)) == set(RENDERERS) - {
        "text"
    }


@pytest.mark.parametrize("page", pages(), ids=code_of)
def test_error_pages_have_no_unknown_codes(page: Path) -> None:
    assert code_of(page) in CATALOGUE


Block = tuple[str, bool, str]
"""A path, whether the block is the text of that file (and not its settings), and the block."""


def blocks(page: Path) -> Iterator[tuple[str, Block]]:
    """Yield the examples of a page, each with the first word of its introduction."""
    lead, path, is_text = "", "", False
    text = page.read_text(encoding="utf-8")
    for part in re.split(r"\n\n(?=\S)|(?<=:)\n\n(?=    )", text):
        if part.startswith("    ") and lead:
            yield lead, (path, is_text, textwrap.dedent(part).rstrip("\n") + "\n")
        lead = part.split()[0] if part.rstrip().endswith(":") else ""
        if mention := re.search(r"`((?:content|data)/[\w/.-]+)`", part):
            path, is_text = mention[1], "text of" in part


def with_example(files: dict[str, str], block: Block) -> dict[str, str]:
    """Return the project with an example inserted."""
    path, is_text, example = block
    before = files.get(path, "")
    if path.endswith(".md"):
        return files | {path: in_document(before, example, is_text=is_text)}
    if before and re.match(r"- |[a-z_]+:", example):
        return files | {path: in_data(before, example, Path(path).stem)}
    return files | {path: example}


def in_document(before: str, example: str, *, is_text: bool) -> str:
    _, settings, text = before.split("---\n", 2) if before else ("", "", "")
    if is_text:
        return f"---\n{settings}---\n{example}"
    return (
        example
        if "---" in example or not before
        else f"---\n{merged(settings, example)}---\n{text}"
    )


def in_data(before: str, example: str, name: str) -> str:
    keys = set(keyed(before))
    if (
        set(keyed(example)) & keys
        or name not in LISTS
        or re.match(r"(days|fields):", example)
    ):
        return merged(before, example)
    sections = keyed(before)
    entries = textwrap.dedent(sections[LISTS[name]].partition("\n")[2])
    if example.startswith("- "):
        entries += example
    else:
        first, *other_entries = re.split(r"(?m)^(?=- )", entries)[1:]
        changed = merged(textwrap.dedent("  " + first[2:]), example)
        entries = "- " + textwrap.indent(changed, "  ")[2:] + "".join(other_entries)
    return merged(before, f"{LISTS[name]}:\n{textwrap.indent(entries, '  ')}")


def merged(before: str, example: str) -> str:
    """Return settings with those of an example in place of those of the same name, or below."""
    return "".join((keyed(before) | keyed(example)).values())


def keyed(settings: str) -> dict[str, str]:
    """Return the lines of settings by name. Lines without a name belong to the one above."""
    sections: dict[str, str] = {}
    name = ""
    for line in settings.splitlines(keepends=True):
        if match := re.match(r"([^\s:-][^\s:]*)\s*:", line):
            name = match[1]
            sections[name] = ""
        sections[name] = sections.get(name, "") + line
    return sections


def diagnostics_of(root: Path, files: dict[str, str]) -> Log:
    """Return the diagnostics of a project up to its pages, without those of templates."""
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    for name in ("jo", "kim"):
        picture = root / "assets" / "images" / "people" / f"{name}.jpg"
        picture.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (8, 8)).save(picture)
    log = Log()
    editions = load_editions(Project.at(root), log)
    if editions:
        current = editions[0]
        run_lint(current.event, current.sources, AS_OF, log, dated=True)
        check_readiness(current.event, AS_OF, log)
        outcome = Outcome(
            log, editions=create_sites(editions, BuildOptions(as_of=AS_OF), Cache(None))
        )
        lay_out(outcome)
        site = outcome.editions[0].site
        event_css(site)
        report_unused_suppressions(current.sources.texts, log, notes=True)
    return log


def test_project_for_error_examples_is_sound(tmp_path: Path) -> None:
    assert [
        (diagnostic.code, diagnostic.headline)
        for diagnostic in diagnostics_of(tmp_path, FAIR)
    ] == []


@pytest.mark.parametrize("page", pages(), ids=code_of)
def test_examples_do_what_is_said_of_them(page: Path, tmp_path: Path) -> None:
    """As typed, an example gives its code. Fixed, it gives no diagnostic."""
    code = code_of(page)
    files, shows_mistake, shows_correction = FAIR, False, False
    for lead, block in blocks(page):
        if lead == "As":
            shows_mistake = True
            log = diagnostics_of(tmp_path / "typed", with_example(files, block))
            assert code in {diagnostic.code for diagnostic in log}, [
                (diagnostic.code, diagnostic.headline) for diagnostic in log
            ]
        elif lead.startswith("Corrected"):
            shows_correction = True
            log = diagnostics_of(tmp_path / "right", with_example(files, block))
            diagnostics = [
                (diagnostic.code, diagnostic.headline, diagnostic.span)
                for diagnostic in log
            ]
            assert not [
                diagnostic
                for diagnostic in log
                if diagnostic.code == code or diagnostic.severity is Severity.ERROR
            ], diagnostics
        else:
            files = with_example(files, block)
    assert shows_mistake or IN_WORDS.match(code), "the page shows no example"
    assert shows_correction or not shows_mistake or code in ("K115", "K116"), (
        "the page does not show the correction"
    )
