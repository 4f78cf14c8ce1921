"""`content/pages/*.md`, `content/news/*.md` and `data/redirects.yaml`."""

from __future__ import annotations

import re
from typing import Annotated, ClassVar

from microsite.model.dates import Day
from microsite.model.fields import Record, field
from microsite.model.rules import Before
from microsite.model.types import (
    Count,
    Label,
    Line,
    ParseError,
    Picture,
    Prose,
    Slug,
    YesNo,
    parse_line,
    parse_web_address,
    reads,
    text_schema,
)


class ProsePage(Record):
    """The settings at the top of a page. The text below them is the page."""

    also_called: ClassVar[dict[str, str]] = {
        "name": "title",
        "summary": "description",
        "nav": "menu",
        "weight": "order",
        "modified": "updated",
        "reviewed": "updated",
    }

    title: Line = field(description="The heading of the page.", examples=["Safeguarding"])
    description: Line | None = field(
        default=None, description="A sentence for search engines and shared links."
    )
    menu: YesNo = field(default=False, description="Yes, to list it in the main menu.")
    menu_label: Label | None = field(default=None, description="A shorter name for the menu.")
    order: Count | None = field(
        default=None,
        description="Its place in the menu and at the foot; without it, by title.",
        examples=["1"],
    )
    updated: Day | None = field(
        default=None,
        description="The day it was last changed or looked over: shown at its end.",
        examples=["2027-02-01"],
    )
    sample: YesNo = field(default=False, description="Yes, while this is a placeholder.")
    slug: Slug = field(default="page", typed=False)
    body: Prose = field(default="", is_long=True, typed=False)


class NewsPost(Record):
    """The settings at the top of a news post. The text below them is the post."""

    also_called: ClassVar[dict[str, str]] = {
        "name": "title",
        "published": "date",
        "modified": "updated",
        "description": "summary",
        "image": "picture",
    }

    title: Line = field(description="The headline.", examples=["Booking is open"])
    date: Day = field(description="The day it is dated.", examples=["2027-01-10"])
    updated: Day | None = field(
        default=None,
        description="The day it was last changed, where that matters: shown at its end.",
    )
    summary: Line | None = field(default=None, description="A sentence for the list of news.")
    picture: Picture | None = field(default=None, description="A picture, in assets/.")
    picture_alt: Line | None = field(
        default=None, description="What the picture shows, for those who cannot see it."
    )
    draft: YesNo = field(default=False, description="Yes, while it is not to be published.")
    sample: YesNo = field(default=False, description="Yes, while this is a placeholder.")
    slug: Slug = field(default="post", typed=False)
    body: Prose = field(default="", is_long=True, typed=False)


def parse_old_address(given: str) -> str:
    """An address of this site as it was, from the root, without the slash in front:
    `speakers/j-smith/`, `agenda.html`.

    A last part without an ending is a folder, and ends in a slash.
    """
    path = given.removeprefix("/")
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", given):
        raise ParseError(
            "R134", given=given, advice="Leave out the name of the site: write what comes after it."
        )
    if "?" in path or "#" in path:
        raise ParseError(
            "R134", given=given, advice="Leave out the question mark or the # and what follows it."
        )
    parts = path.removesuffix("/").split("/")
    if not path or any(part.strip(".") == "" for part in parts):
        raise ParseError(
            "R134",
            given=given,
            advice="Write it from the root of the site, such as speakers/j-smith/.",
        )
    if not re.fullmatch(r"[A-Za-z0-9._~/-]+", path):
        raise ParseError(
            "R134", given=given, advice="Only letters, digits, hyphens and dots can be forwarded."
        )
    return path if path.endswith("/") or "." in parts[-1] else f"{path}/"


def parse_new_address(given: str) -> str:
    """A link of the project, or a whole address on the web."""
    line = parse_line(given)
    return parse_web_address(line) if re.match(r"https?:", line, re.IGNORECASE) else line


class Redirect(Record):
    """An old address, and what is to be shown to those who still have it."""

    also_called: ClassVar[dict[str, str]] = {
        "old": "from",
        "address": "from",
        "new": "to",
        "url": "to",
    }

    old: Annotated[str, Before(reads(parse_old_address))] = field(
        key="from",
        description="The old address, from the root of the site; a folder or a file.",
        examples=["speakers/j-smith/"],
    )
    to: Annotated[str, Before(reads(parse_new_address)), text_schema()] = field(
        description="Where it leads now: a link as in texts, such as “speaker:jo-smith”, or a whole address.",
        examples=["speaker:jo-smith"],
    )
