"""Errors of people who work in Word and Excel, each reported once at its line."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from microsite.build import build
from microsite.diagnostics.diagnostic import Diagnostic, Severity
from microsite.project import BuildOptions, Project

DAY = date(2027, 1, 15)

SITE = {
    "content/event.md": """\
---
title: Coasts in common
description: A conference about coasts.
timezone: Europe/London
starts: 2027-05-20 09:00
ends: 2027-05-20 17:00
venue:
  name: Example House
  postcode: SW1A 1AA
organiser:
  name: Example Conferences
  phone: 020 7946 0000
booking:
  opens: 2027-02-01 09:00
---
## Why come

Because of the [opening](session:opening), and [46 towns](figure:towns).

- to listen
- to talk
""",
    "content/speakers/jo-example.md": "---\nname: Jo Example\nrole: Harbour master\n---\nJo knows the tides.\n",
    "content/speakers/kim-example.md": "---\nname: Kim Example\nrole: Clerk\n---\nKim keeps the books.\n",
    "content/pages/getting-here.md": "---\ntitle: Getting here\nmenu: yes\n---\nBy train, or [by bus](https://bus.org/).\n",
    "content/news/2027-01-10-booking.md": "---\ntitle: Booking opens soon\ndate: 2027-01-10\n---\nWatch this page.\n",
    "data/sessions.yaml": """\
rooms:
  - name: Main hall
  - name: Room A
sessions:
  - id: opening
    title: Opening
    kind: talk
    start: 09:30
    end: 10:15
    room: Main hall
    speakers: [jo-example, kim-example]
    abstract: |
      What has been learned.

      It was a lot.

  - id: lunch
    title: Lunch
    kind: lunch
    start: 12:30
    end: 13:30

  - id: closing
    title: Closing words
    kind: closing
    start: 16:30
    end: 17:00
    room: Main hall
    chair: jo-example
""",
    "data/figures.yaml": """\
figures:
  - id: towns
    value: "46"
    statement: There are 46 towns.
    source: Example
""",
    "data/rates.yaml": "rates:\n  - id: public-sector\n    name: Public sector\n    price: 345\n",
    "data/sponsors.yaml": """\
tiers:
  - id: headline
    name: Headline sponsor
sponsors:
  - id: example-trust
    name: Example Trust
    tier: headline
    url: https://example.org/
""",
}
"""A site without errors."""

PROGRAMME, EVENT, SPEAKER = (
    "data/sessions.yaml",
    "content/event.md",
    "content/speakers/jo-example.md",
)
PAGE, NEWS = "content/pages/getting-here.md", "content/news/2027-01-10-booking.md"
SPONSORS, RATES = "data/sponsors.yaml", "data/rates.yaml"

SLIPS: dict[str, tuple[str, str, str]] = {
    # Changes by Word
    "curly quotes round a title": (
        PROGRAMME,
        "title: Opening\n",
        "title: “Opening: the coast”«\n",
    ),
    "a long dash for a hyphen": (PROGRAMME, "  - id: lunch", "  – id: lunch«"),
    "a bullet for a hyphen": (PROGRAMME, "  - id: lunch", "  • id: lunch«"),
    "a no-break space after a colon": (PROGRAMME, "title: Lunch", "title:\u00a0Lunch«"),
    "a soft line break": (SPEAKER, "role: Harbour master", "role: Harbour\vmaster«"),
    "a long dash for three hyphens": (SPEAKER, "---\nname", "—«\nname"),
    "auto-corrected hyphens": (PAGE, "menu: yes\n---", "menu: yes\n—«"),
    "a file on somebody’s desk": (
        PAGE,
        "(https://bus.org/)",
        "(file:///C:/Users/jo/bus.docx)«",
    ),
    "a picture from the desktop": (
        PAGE,
        "By train",
        "![The quay](C:\\Users\\jo\\quay.jpg)«\n\nBy train",
    ),
    "a file of Word itself": (SPEAKER, SITE[SPEAKER], "PK\x03\x04 word/document.xml"),
    # Colons, quotes and other signs
    "a colon in a title": (
        PROGRAMME,
        "title: Opening\n",
        "title: Opening: the coast«\n",
    ),
    "an apostrophe in quotes": (
        PROGRAMME,
        "title: Opening\n",
        "title: 'Don't panic'«\n",
    ),
    "quotes in quotes": (PROGRAMME, "title: Opening\n", 'title: "The "big" day"«\n'),
    "a quote never closed": (PROGRAMME, "title: Opening\n", 'title: "Opening«\n'),
    "a hash in a title": (PROGRAMME, "title: Opening\n", "title: Session #1«\n"),
    "a hash and a space in a title": (
        PROGRAMME,
        "title: Opening\n",
        "title: Session # 2 on tides«\n",
    ),
    "a handle of a network": (SPEAKER, "role: Harbour master", "role: @harbour«"),
    "brackets first": (PROGRAMME, "title: Opening\n", "title: [Draft] Opening«\n"),
    "a missing bracket": (
        PROGRAMME,
        "[jo-example, kim-example]",
        "[jo-example, kim-example«",
    ),
    "no space after a colon": (PROGRAMME, "    title: Lunch", "    title:Lunch«"),
    "no space after a hyphen": (PROGRAMME, "  - id: lunch", "  -id: lunch«"),
    "no colon": (PROGRAMME, "    title: Lunch", "    title Lunch«"),
    "an equals sign": (PROGRAMME, "    title: Lunch", "    title = Lunch«"),
    # Spaces
    "a Tab": (PROGRAMME, "    title: Lunch", "\ttitle: Lunch«"),
    "one space too few": (PROGRAMME, "    title: Lunch", "   title: Lunch«"),
    "one space too many": (PROGRAMME, "    title: Lunch", "     title: Lunch«"),
    "a long text that runs on": (
        PROGRAMME,
        "    abstract: |\n      What",
        "    abstract: Much.\nWhat«",
    ),
    "a hyphen too few": (PROGRAMME, "  - id: lunch", "    id: lunch«"),
    # Names
    "a field misspelt": (
        PROGRAMME,
        "    room: Main hall\n    speakers",
        "    rooom: Main hall«\n    speakers",
    ),
    "a speaker misspelt": (PROGRAMME, "kim-example]", "kim-exmple]«"),
    "a speaker who has gone": (PROGRAMME, "chair: jo-example", "chair: pat-example«"),
    "a list typed as a text": (
        PROGRAMME,
        "speakers: [jo-example, kim-example]\n",
        "speakers: |«\n      - jo-example\n      - kim-example\n",
    ),
    "two speakers without brackets": (
        PROGRAMME,
        "[jo-example, kim-example]",
        "jo-example and kim-example«",
    ),
    "a room that is not listed": (
        PROGRAMME,
        "room: Main hall\n    speakers",
        "room: The main hall«\n    speakers",
    ),
    "a kind that is none": (PROGRAMME, "kind: talk", "kind: speech«"),
    "the same title line twice": (
        PROGRAMME,
        "    kind: lunch\n",
        "    kind: lunch\n    title: Lunch break«\n",
    ),
    "the same id twice": (PROGRAMME, "  - id: closing", "  - id: lunch«"),
    "a tier that is not there": (SPONSORS, "tier: headline", "tier: gold«"),
    "a link to nothing": (EVENT, "(session:opening)", "(session:openning)«"),
    # Times, days, money, addresses
    "a time with a dot": (PROGRAMME, "start: 12:30", "start: 12.30«"),
    "a time with am": (PROGRAMME, "start: 09:30", "start: 9.30am«"),
    "start and end on one line": (
        PROGRAMME,
        "start: 12:30\n    end: 13:30",
        "start: 12:30 - 13:30«",
    ),
    "the end before the start": (PROGRAMME, "end: 13:30", "end: 11:30«"),
    "a day as it is said": (NEWS, "date: 2027-01-10", "date: 10 January 2027«"),
    "a day with slashes": (NEWS, "date: 2027-01-10", "date: 10/01/2027«"),
    "a day that is not there": (NEWS, "date: 2027-01-10", "date: 2027-02-30«"),
    "a price in words": (RATES, "price: 345", "price: 345 plus VAT«"),
    "an address without https": (SPONSORS, "https://example.org/", "www.example.org«"),
    "a phone number with words": (
        EVENT,
        "phone: 020 7946 0000",
        "phone: 020 7946 0000 (Jo)«",
    ),
    "yes in other words": (PAGE, "menu: yes", "menu: please«"),
    "two rooms at once": (
        PROGRAMME,
        "start: 12:30\n    end: 13:30",
        "start: 10:00\n    end: 10:30\n    room: Main hall«",
    ),
    # Texts
    "a note to oneself": (PAGE, "By train", "[DN: check with Sue]« By train"),
    "an amount to come": (PAGE, "By train", "For £XXX by train«"),
    "filler text": (SPEAKER, "Jo knows the tides.", "Lorem ipsum dolor sit amet.«"),
    "a fact to be confirmed": (PROGRAMME, "It was a lot.", "The chair: TBC.«"),
    "bold never closed": (PAGE, "By train", "**important and this *too« by train"),
    "bold never opened": (PAGE, "By train", "Not important** by train«"),
    "a footnote without a text": (PAGE, "By train", "By train[^1]«"),
    "struck words": (PAGE, "By train", "By ~~car~~ train«"),
    "an asterisk too few": (PAGE, "By train", "By *fast** train«"),
    "a link without an address": (PAGE, "By train", "By [train][]«"),
    "spaces in asterisks": (PAGE, "By train", "By ** fast ** train«"),
    "a site without its ending": (PAGE, "https://bus.org/", "https://busorg/«"),
    "a sponsor’s site without its ending": (
        SPONSORS,
        "https://example.org/",
        "https://exampleorg«",
    ),
    "a link never closed": (PAGE, "(https://bus.org/).", "(https://bus.org/«"),
    "a bracket too few": (PAGE, "[by bus](", "[by bus(«"),
    "brackets swapped in an image": (
        PAGE,
        "By train",
        "!(The quay)[images/quay.jpg]« By train",
    ),
    "one slash": (PAGE, "By train", "See https:/bus.org/« By train"),
    "an email address without its ending": (
        PAGE,
        "By train",
        "Ask jo@example«. By train",
    ),
    "an address in angle brackets": (PAGE, "By train", "See <www.bus.org>«. By train"),
    "hyphens without spaces": (
        EVENT,
        "- to listen\n- to talk",
        "-to listen«\n-to talk",
    ),
    "boxes to tick": (EVENT, "- to listen", "- [ ] to listen«"),
    "settings again below": (
        SPEAKER,
        "Jo knows the tides.",
        "Jo knows.\n\n---«\nname: Kim",
    ),
    "a time that does not exist": (PAGE, "By train", "By train at 25:10«"),
    "booking after the event": (EVENT, "opens: 2027-02-01", "opens: 2027-06-01«"),
    "a pasted table": (
        PAGE,
        "By train",
        "Town\tTrain«\nPort\t09:00\nPier\t10:00\n\nBy train",
    ),
    # Whole files
    "an empty file": (RATES, SITE[RATES], ""),
    "settings without their lines": (
        SPEAKER,
        SITE[SPEAKER],
        "name: Jo Example«\nrole: Harbour master\n\nJo knows.\n",
    ),
    "settings never closed": (SPEAKER, "Harbour master\n---\n", "Harbour master\n\n"),
    "two people at the same lines": (
        PROGRAMME,
        "    start: 12:30\n",
        "<<<<<<< HEAD«\n    start: 12:30\n=======\n    start: 12:45\n>>>>>>> jo\n",
    ),
    "two hyphens for one": (PROGRAMME, "  - id: lunch", "  -- id: lunch«"),
    "an amount to be confirmed": (RATES, "price: 345", "price: TBC«"),
    "a day and time in words": (
        EVENT,
        "opens: 2027-02-01 09:00",
        "opens: Monday 1 February 2027, 9am«",
    ),
    "a comma too few in braces": (
        RATES,
        "    price: 345\n",
        "    prices:\n      - { label: Early, amount: 295 until: 2027-02-26 }«\n",
    ),
    "two colons in braces": (
        SPONSORS,
        "    name: Headline sponsor\n",
        "    name: Headline sponsor\n    benefits:\n      - { name: Said: by us, amount: 3: all }«\n",
    ),
    "semicolons in braces": (
        RATES,
        "    price: 345\n",
        "    prices:\n      - { label: Early booking; amount: 295; until: 2027-02-26 }«\n",
    ),
    "two commas in a list": (
        PROGRAMME,
        "[jo-example, kim-example]",
        "[jo-example,, kim-example]«",
    ),
    "a comma first in a list": (
        PROGRAMME,
        "[jo-example, kim-example]",
        "[, jo-example]«",
    ),
    "a comma too few before quotes": (
        SPONSORS,
        "    name: Headline sponsor\n",
        '    name: Headline sponsor\n    benefits:\n      - { name: Places amount: "4" }«\n',
    ),
    "a mark of exclamation first": (PROGRAMME, "title: Lunch", "title: !Lunch«"),
    "a day that does not exist": (
        PROGRAMME,
        "start: 12:30",
        "day: 31 June 2027«\n    start: 12:30",
    ),
    "a link with a space": (
        EVENT,
        "Because of",
        "See [them] (https://bus.org/)«. Because of",
    ),
    "the name of a list twice": (PROGRAMME, "sessions:\n", "sessions:\n\nsessions:«\n"),
    "a reply from an e-mail": (PROGRAMME, "    title: Lunch", ">    title: Lunch«"),
}
"""Replacements in the sample; « marks the line that must be reported."""

JARGON = re.compile(
    r"(?<![./])\b(yaml|markdown|front ?matter|scalar|mapping|sequence|null|none|boolean|string|integer|float|pars\w+|"
    r"tokens?|syntax|schema|validat\w+|invalid|exception|traceback|dict\w*|keys?|anchor|alias|regex|unicode|codec)\b",
    re.IGNORECASE,
)
"""Technical terms that messages must not contain."""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Return the site without errors, as it was published. Each test restores the sources."""
    root = tmp_path_factory.mktemp("slips")
    for name, text in SITE.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8", newline="")
    project = Project.at(root)
    assert build(project, BuildOptions(as_of=DAY)).published is not None
    return project


def files_of(output: Path) -> dict[Path, bytes]:
    return {file: file.read_bytes() for file in output.rglob("*") if file.is_file()}


def diagnostics_of(project: Project, slip: str) -> tuple[list[Diagnostic], str, int]:
    """Return the diagnostics for an error, and its path and line."""
    path, old, new = SLIPS[slip]
    before = files_of(project.output)
    assert SITE[path].count(old) == 1, old
    text = SITE[path].replace(old, new)
    line = text[: text.find("«") + 1].count("\n") + 1
    (project.root / path).write_text(
        text.replace("«", ""), encoding="utf-8", newline=""
    )
    try:
        outcome = build(project, BuildOptions(as_of=DAY))
    finally:
        (project.root / path).write_text(SITE[path], encoding="utf-8", newline="")
    if outcome.log.errors:
        assert files_of(project.output) == before
    return list(outcome.log), path, line


def test_slips_are_more_than_forty() -> None:
    assert len(SLIPS) > 40


def test_picture_beside_the_texts_is_reported_once(tmp_path: Path) -> None:
    (tmp_path / "content/speakers").mkdir(parents=True)
    (tmp_path / "content/speakers/jo.jpg").write_bytes(b"")
    replaced = SITE[SPEAKER].replace("role:", "photo: jo.jpg\nphoto_alt: Jo\nrole:")
    for name, text in (SITE | {SPEAKER: replaced}).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")

    [diagnostic] = build(Project.at(tmp_path), BuildOptions(as_of=DAY)).log

    assert (diagnostic.code, diagnostic.span.path, diagnostic.span.line) == (
        "I101",
        SPEAKER,
        3,
    )
    assert "Move content/speakers/jo.jpg to assets/images/" in diagnostic.help


def test_file_with_the_ending_of_notepad_is_reported_once(tmp_path: Path) -> None:
    """The sessions of a person whose file has a wrong name are not reported, too."""
    for name, text in SITE.items():
        path = tmp_path / (f"{name}.txt" if name == SPEAKER else name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    [diagnostic] = build(Project.at(tmp_path), BuildOptions(as_of=DAY)).log

    assert (diagnostic.code, diagnostic.span.path) == ("F120", f"{SPEAKER}.txt")
    assert "“jo-example.md.txt” should be called “jo-example.md”" in diagnostic.headline


@pytest.mark.parametrize("slip", SLIPS)
def test_slip_is_reported_once_with_place_and_fix(slip: str, project: Project) -> None:
    diagnostics, path, line = diagnostics_of(project, slip)

    assert [
        (diagnostic.span.path, diagnostic.span.line) for diagnostic in diagnostics
    ] == [(path, line)], [diagnostic.headline for diagnostic in diagnostics]
    [diagnostic] = diagnostics
    assert diagnostic.severity in (Severity.ERROR, Severity.WARNING)
    assert len(diagnostic.headline) < 160
    assert diagnostic.help
    assert not JARGON.findall(f"{diagnostic.headline} {diagnostic.help}"), (
        f"{diagnostic.headline} {diagnostic.help}"
    )
