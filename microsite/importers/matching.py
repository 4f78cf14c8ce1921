"""Which record here a row of a sheet means, where it has no id that says so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from microsite.importers.cells import as_clock
from microsite.importers.sheets import Line, Table
from microsite.importers.tables import Row


class Matching:
    """The records of a kind by their titles, as far as no row of the sheet names them by id."""

    def __init__(self, table: Table, here: Mapping[str, Row]) -> None:
        self.names = table.kind.title_field
        named = {line.cells.get("id") for line in table.rows}
        self.rows: dict[str, list[Row]] = {}
        for row in here.values():
            if row.id not in named:
                self.rows.setdefault(row.cells.get(self.names, "").casefold(), []).append(row)
        self.lines = Counter(line.cells.get(self.names, "").casefold() for line in table.rows)

    def like(self, line: Line) -> list[str]:
        """The ids of those of the same title; of the same start as well, where a title alone does
        not tell.
        """
        title = line.cells.get(self.names, "").casefold()
        found = self.rows.get(title, []) if title else []
        if len(found) > 1 or self.lines[title] > 1:
            at_that_time = [row for row in found if _is_same_time(row.cells, line.cells)]
            found = at_that_time if at_that_time or self.lines[title] > len(found) else found
        return [row.id for row in found]


def _is_same_time(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Whether two sessions start at the same time, and on the same day as far as both name one."""
    starts = {as_clock(cells.get("start", "")) or cells.get("start", "") for cells in (one, other)}
    days = {cells["day"] for cells in (one, other) if cells.get("day")}
    return len(starts) == 1 and len(days) <= 1
