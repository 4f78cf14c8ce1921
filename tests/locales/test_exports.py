"""Words that calendars, feeds, schedules and copies of pages have in another language."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.locales.test_pseudo_language import (
    SITES,
    build_in_greek,
    catalogue,
    foreign_words,
    words_of,
)

__all__ = ["catalogue"]
NAMES = {"iCalendar", "JSON", "Feed", "sup"}
"""Names of formats, and the mark of a footnote."""
CALENDAR_TEXT = re.compile(
    r"^(?:SUMMARY|DESCRIPTION|LOCATION|CATEGORIES|NAME):(.*)$", re.MULTILINE
)


def texts_of(path: Path) -> str:
    """Return the texts of a file that people read; empty for other files."""
    text = (
        path.read_text(encoding="utf-8")
        if path.suffix in (".ics", ".json", ".md")
        else ""
    )
    if path.suffix == ".ics":
        lines = "\n".join(CALENDAR_TEXT.findall(text.replace("\n ", "")))
        return re.sub(r"https?://\S+", "", lines.replace("\\n", " "))
    if path.name == "feed.json":
        feed = json.loads(text)
        items = [f"{item['title']} {item.get('summary', '')}" for item in feed["items"]]
        return " ".join((feed["title"], *items))
    if path.name == "schedule.json":
        days = json.loads(text)["schedule"]["conference"]["days"]
        rooms = [
            (room, talk)
            for day in days
            for room, talks in day["rooms"].items()
            for talk in talks
        ]
        return " ".join(f"{room} {talk['subtitle']}" for room, talk in rooms)
    return re.sub(r"\]\([^)]*\)", "]", text) if path.suffix == ".md" else ""


@pytest.mark.long
def test_exports_have_no_english_words_but_those_of_the_project(
    tmp_path: Path, catalogue: bytes
) -> None:
    output = build_in_greek(SITES[-1], tmp_path / "site", catalogue)
    known_words = words_of(tmp_path / "site")
    leaks = {
        (path.relative_to(output).as_posix(), word)
        for path in sorted(output.rglob("*.*"))
        for word in foreign_words(texts_of(path), known_words) - NAMES
    }
    assert leaks == set()
    assert "⟦" in (output / "event.ics").read_text(encoding="utf-8")
