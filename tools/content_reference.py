"""Write the field reference, `docs/fields/`, from the records, which describe each
field once.

Run it after changing a field: `python tools/content_reference.py`. A test fails until
you do.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from microsite.apps.portfolio.records import PortfolioRecord
from microsite.model.fields import BoundField, Record, fields_of, input_fields
from microsite.model.kinds import FILE_SETTINGS, KINDS, RECORD_KINDS
from microsite.model.types import YES_NO
from microsite.project import PORTFOLIO

FOLDER = ROOT / "docs" / "fields"
ABOUT = {
    "content/event.md": (
        "The settings of the conference. The text below them is the overview on the home page."
    ),
    "content/speakers/NAME.md": (
        "One file for each person. Sessions refer to a person by the name of the file. "
        "The text is the biography."
    ),
    "content/team/NAME.md": (
        "One file for each person who does not speak: of the team, of a committee, or a volunteer."
    ),
    "content/pages/NAME.md": "One file for each page. Its address is its name.",
    "content/news/DATE-NAME.md": (
        "One file for each post. A date in front of the name keeps the folder in order. "
        "It is not part of the address."
    ),
    "data/sessions.yaml": "Five lists: sessions, days, rooms, tracks and kinds.",
    "data/resources.yaml": "Settings and the list of resources.",
    "data/organisations.yaml": "The list of organisations that speakers and sponsors name.",
    "data/redirects.yaml": "The list of old addresses and their new targets.",
    "data/figures.yaml": "The list of figures, which are statistics with their sources.",
    "data/notes.yaml": "The list of notices for the page of the day.",
    "data/rates.yaml": "Settings and the list of rates.",
    "data/sponsors.yaml": "Settings, the list of tiers and the list of sponsors.",
    "portfolio.yaml": (
        "The settings of a portfolio of events. `defaults` can have all fields of `content/event.md`."
    ),
}
"""Files in the order of the documentation."""


def pages() -> dict[str, str]:
    """Return the pages of the reference by file name."""
    return {
        f"{_name(path)}.md": "\n".join(_page(path, about))
        for path, about in ABOUT.items()
    }


def _name(path: str) -> str:
    """Return the name of a file without its ending, or of its folder if that has many
    files.
    """
    file = PurePosixPath(path)
    return file.parent.name if file.stem.isupper() else file.stem


def _parts(path: str) -> list[tuple[str, type[Record]]]:
    """Return the lists of a file with the records in them; settings have no name."""
    if path == PORTFOLIO:
        return [("", PortfolioRecord)]
    folder, name = path.split("/")[-2:]
    stem = name.partition(".")[0]
    if folder == "content":
        return [("", RECORD_KINDS[stem].record)]
    settings = [("", FILE_SETTINGS[stem])] if stem in FILE_SETTINGS else []
    kinds = (
        kind for kind in KINDS if (kind.file, kind.folder) in ((stem, ""), ("", folder))
    )
    return [
        *settings,
        *((kind.key, kind.record) for kind in kinds if kind.name != "event"),
    ]


def _page(path: str, about: str) -> Iterator[str]:
    yield f"# Fields of {path}\n"
    yield f"{about}\n"
    parts = _parts(path)
    for name, kind in parts:
        if name:
            yield f"## Each entry of `{name}`\n"
        elif len(parts) > 1:
            yield "## Settings\n"
        else:
            yield "## Fields\n"
        yield from _tables(kind, "")


def _tables(kind: type[Record], above: str) -> Iterator[str]:
    """Yield the table of a record kind, then those of the kinds inside it."""
    yield from _table(kind)
    for field in fields_of(kind).values():
        if field.record:
            yield f"### `{above}{field.key}`\n"
            yield from _tables(field.record, f"{above}{field.key}.")


def _table(kind: type[Record]) -> Iterator[str]:
    yield "| field | required | meaning | example |"
    yield "|---|---|---|---|"
    for field in input_fields(kind).values():
        required = "yes" if field.is_required else ""
        example = f"`{field.key}: {field.example}`" if field.example else ""
        yield f"| `{field.key}` | {required} | {_meaning(field)} | {example} |"
    yield ""


def _meaning(field: BoundField) -> str:
    words = field.description.replace("|", "\\|")
    if field.choices != YES_NO and not all(choice in words for choice in field.choices):
        words += f" One of: {', '.join(field.choices)}."
    default = field.default
    value = default.value if isinstance(default, StrEnum) else default
    if field.is_required or value in (None, (), "", False):
        return words
    if value is True:
        value = "yes"
    if isinstance(value, tuple):
        value = ", ".join(map(str, value))
    return f"{words} Default: {value}."


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
