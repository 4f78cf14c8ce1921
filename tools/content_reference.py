"""Writes the field reference into docs/writing-content.md from the models, which are the one place
that documents it.

Run it after changing a field: `python tools/content_reference.py`. A test fails while the page is
behind.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from microsite.model.fields import Field, Record, fields_of, input_fields
from microsite.model.kinds import FILE_SETTINGS, KINDS, RECORD_KINDS
from microsite.model.types import YES_NO

PAGE = ROOT / "docs" / "writing-content.md"
BEGIN, END = "<!-- fields: written by tools/content_reference.py -->", "<!-- end of fields -->"
ABOUT = {
    "content/event.md": "The settings at the top; the text below them is the overview.",
    "content/speakers/NAME.md": (
        "One file a person; the file’s name is how sessions refer to them. "
        "The text is the biography."
    ),
    "content/pages/NAME.md": "One file a page; its address is its name.",
    "content/news/DATE-NAME.md": (
        "One file a post. A date in front of the name keeps the folder in order; "
        "it is not part of the address."
    ),
    "data/sessions.yaml": "Four lists: sessions, days, rooms and tracks.",
    "data/resources.yaml": "Settings, and the list of resources.",
    "data/redirects.yaml": "The list of old addresses that lead elsewhere now.",
    "data/figures.yaml": "The list of figures: statistics with their sources.",
    "data/rates.yaml": "Settings, and the list of rates.",
    "data/sponsors.yaml": "Settings, the list of tiers, and the list of sponsors.",
}
"""Files in the order of the documentation."""


def reference() -> str:
    """The tables of all fields, as Markdown."""
    return "\n".join(line for path, about in ABOUT.items() for line in _file(path, about))


def _parts(path: str) -> list[tuple[str, type[Record]]]:
    """Return the lists of a file with the records in them; settings have no name."""
    folder, name = path.split("/")[-2:]
    stem = name.partition(".")[0]
    if folder == "content":
        return [("", RECORD_KINDS[stem].record)]
    settings = [("", FILE_SETTINGS[stem])] if stem in FILE_SETTINGS else []
    kinds = (kind for kind in KINDS if (kind.file, kind.folder) in ((stem, ""), ("", folder)))
    return [*settings, *((kind.key, kind.record) for kind in kinds if kind.name != "event")]


def _file(path: str, about: str) -> Iterator[str]:
    yield f"### `{path}`\n"
    yield f"{about}\n"
    parts = _parts(path)
    for name, kind in parts:
        if name:
            yield f"#### Each entry of `{name}`\n"
        elif len(parts) > 1:
            yield "#### Settings\n"
        yield from _tables(kind, "")


def _tables(kind: type[Record], above: str) -> Iterator[str]:
    """The table of a record kind, then those of the kinds inside it."""
    yield from _table(kind)
    for field in fields_of(kind).values():
        if field.record:
            yield f"#### `{above}{field.key}`\n"
            yield from _tables(field.record, f"{above}{field.key}.")


def _table(kind: type[Record]) -> Iterator[str]:
    yield "| field | | what it is | example |"
    yield "|---|---|---|---|"
    for field in input_fields(kind).values():
        needed = "needed" if field.is_required else ""
        example = f"`{field.key}: {field.example}`" if field.example else ""
        yield f"| `{field.key}` | {needed} | {_meaning(field)} | {example} |"
    yield ""


def _meaning(field: Field) -> str:
    words = field.description.replace("|", "\\|")
    if field.choices != YES_NO and not all(choice in words for choice in field.choices):
        words += f" One of: {', '.join(field.choices)}."
    default = field.default
    shown = default.value if isinstance(default, StrEnum) else default
    if field.is_required or shown in (None, (), "", False):
        return words
    if shown is True:
        shown = "yes"
    if isinstance(shown, tuple):
        shown = ", ".join(str(value) for value in shown)
    return f"{words} Left out: {shown}."


def with_reference(page: str) -> str:
    """Return a page with its generated part replaced."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{reference()}\n{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(with_reference(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
