"""Badges: the people of a list in CSV, which stays outside of the site."""

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from microsite.apps.workbook.office import CannotImportError
from microsite.apps.workbook.read import csv_rows
from microsite.console.command import CommandError

MAX_PEOPLE = 5000
COLUMNS = {
    "name": ("name", "full name", "delegate"),
    "organisation": ("organisation", "organization", "company", "employer"),
    "sector": ("sector", "role", "job title", "group"),
}
"""Headings of the columns, in small letters."""


class Badge(Struct, frozen=True):
    """A badge."""

    name: str
    organisation: str = ""
    sector: str = ""


def read_badges(path: Path, project: Path, output: Path) -> tuple[Badge, ...]:
    """Read the people of a list.

    Raise CommandError if it is wrong, or might be published.
    """
    site_folders = (project / "assets", project / "content", project / "data", output)
    if any(path.resolve().is_relative_to(folder.resolve()) for folder in site_folders):
        raise CommandError(
            f"“{path}” is in a folder of the site, so the names could be published. "
            "Move it to a folder outside of the project.",
            1,
        )
    try:
        rows = csv_rows(path)
    except CannotImportError as error:
        raise CommandError(str(error), 1) from None
    columns = _columns(rows[0][1] if rows else [], path)
    badges = []
    for number, row in rows[1:]:
        cells = {
            field: row[index] for field, index in columns.items() if index < len(row)
        }
        values = {field: " ".join(cell.split()) for field, cell in cells.items()}
        if not any(values.values()):
            continue
        if not values.get("name"):
            problem = (
                f"Line {number} of “{path}” has no name. Add it, or delete the line."
            )
            raise CommandError(problem, 1)
        badges.append(Badge(**values))
    if not badges:
        raise CommandError(f"“{path}” lists nobody. Add a line for each person.", 1)
    if len(badges) > MAX_PEOPLE:
        problem = (
            f"“{path}” has more than {MAX_PEOPLE:,} people. Divide it into several."
        )
        raise CommandError(problem, 1)
    return tuple(badges)


def _columns(headings: Sequence[str], path: Path) -> dict[str, int]:
    """Return the position of each column that the first line names."""
    names = [" ".join(heading.casefold().split()) for heading in headings]
    positions = {}
    for field, synonyms in COLUMNS.items():
        if matches := [name for name in synonyms if name in names]:
            positions[field] = names.index(matches[0])
    if "name" not in positions:
        raise CommandError(
            f"The first line of “{path}” has no column “name”. Write: name,"
            " organisation, sector.",
            1,
        )
    return positions
