"""One line of the catalogue."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Severity(StrEnum):
    """How much a diagnostic matters."""

    ERROR = "error"
    """Nothing is published until it is put right."""
    WARNING = "warning"
    """Published; `--strict` makes it an error."""
    NOTE = "note"
    """Told by `check` only: something to do before launch."""


class CatalogueEntry(Struct, frozen=True):
    """The words for one code. `{names}` are filled in by whoever reports it."""

    severity: Severity
    headline: str
    help: str = ""


def error(headline: str, help: str = "") -> CatalogueEntry:
    """Words for a mistake that stops the build."""
    return CatalogueEntry(Severity.ERROR, headline, help)


def warning(headline: str, help: str = "") -> CatalogueEntry:
    """Words for something that is published, but should be looked at."""
    return CatalogueEntry(Severity.WARNING, headline, help)


def note(headline: str, help: str = "") -> CatalogueEntry:
    """Words for something that `check` lists before launch."""
    return CatalogueEntry(Severity.NOTE, headline, help)
