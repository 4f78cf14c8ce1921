"""Every code we may report, with its words. `docs/errors/` holds a page for each."""

from __future__ import annotations

from microsite.diagnostics.words import (
    claims,
    colours,
    editions,
    files,
    history,
    output,
    pictures,
    programme,
    prose,
    readiness,
    records,
    templates,
    yaml,
)
from microsite.diagnostics.words.entry import CatalogueEntry, Severity

__all__ = ["CATALOGUE", "CatalogueEntry", "Severity"]

CATALOGUE: dict[str, CatalogueEntry] = {
    code: entry
    for family in (
        files.ENTRIES,
        yaml.ENTRIES,
        records.ENTRIES,
        programme.ENTRIES,
        prose.ENTRIES,
        pictures.ENTRIES,
        colours.ENTRIES,
        editions.ENTRIES,
        history.ENTRIES,
        claims.ENTRIES,
        templates.ENTRIES,
        output.ENTRIES,
        readiness.ENTRIES,
    )
    for code, entry in family.items()
}
