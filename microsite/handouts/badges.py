"""Badges: the people of a list in CSV, which stays outside of the site."""

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from microsite.importers.office import CannotImportError
from microsite.importers.spreadsheet import csv_rows

MAX_PEOPLE = 5000
COLUMNS = {
    "name": ("name", "full name", "delegate"),
    "organisation": ("organisation", "organization", "company", "employer"),
    "sector": ("sector", "role", "job title", "group"),
}
"""Headings of the columns, in small letters."""


class BadgesError(Exception):
    """A list that cannot be used; the message says where and why."""


class Badge(Struct, frozen=True):
    """A badge."""

    name: str
    organisation: str
    sector: str


def read_badges(path: Path, project: Path, output: Path) -> tuple[Badge, ...]:
    """Read the people of a list. Raise BadgesError if it is wrong, or might be published."""
    _check_folder(path.resolve(), project.resolve(), output.resolve())
    try:
        rows = csv_rows(path)
    except CannotImportError as error:
        raise BadgesError(str(error)) from None
    columns = _columns(rows[0][1] if rows else [], path)
    badges = []
    for number, row in rows[1:]:
        values = {
            field: " ".join(row[index].split()) if index < len(row) else ""
            for field, index in columns.items()
        }
        if not any(values.values()):
            continue
        if not values["name"]:
            raise BadgesError(f"Line {number} of “{path}” has no name. Add it, or delete the line.")
        badges.append(Badge(*(values.get(field, "") for field in COLUMNS)))
    if not badges:
        raise BadgesError(f"“{path}” lists nobody. Add a line for each person.")
    if len(badges) > MAX_PEOPLE:
        raise BadgesError(f"“{path}” has more than {MAX_PEOPLE:,} people. Divide it into several.")
    return tuple(badges)


def _check_folder(path: Path, project: Path, output: Path) -> None:
    """Raise BadgesError for a list in a folder whose files are published."""
    for folder in (project / "assets", project / "content", project / "data", output):
        if path.is_relative_to(folder):
            raise BadgesError(
                f"“{path}” is in a folder of the site, so the names could be published. "
                "Move it to a folder outside of the project."
            )


def _columns(headings: Sequence[str], path: Path) -> dict[str, int]:
    """Return the position of each column that the first line names."""
    names = [" ".join(heading.casefold().split()) for heading in headings]
    found = {
        field: next((names.index(name) for name in known if name in names), None)
        for field, known in COLUMNS.items()
    }
    if found["name"] is None:
        raise BadgesError(
            f"The first line of “{path}” has no column “name”. Write: name, organisation, sector."
        )
    return {field: index for field, index in found.items() if index is not None}
