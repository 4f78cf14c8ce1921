"""Entries of the message catalogue."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Severity(StrEnum):
    """Importance of a diagnostic."""

    ERROR = "error"
    """Nothing is published until it is fixed."""
    WARNING = "warning"
    """The site is published, except with `--strict`."""
    NOTE = "note"
    """Something to do before launch; only `check` reports it."""


class CatalogueEntry(Struct, frozen=True):
    """The message of one code, with the names of facts in braces."""

    severity: Severity
    headline: str
    help: str = ""


def error(headline: str, help: str = "") -> CatalogueEntry:
    """Return the entry of an error."""
    return CatalogueEntry(Severity.ERROR, headline, help)


def warning(headline: str, help: str = "") -> CatalogueEntry:
    """Return the entry of a warning."""
    return CatalogueEntry(Severity.WARNING, headline, help)


def note(headline: str, help: str = "") -> CatalogueEntry:
    """Return the entry of a note."""
    return CatalogueEntry(Severity.NOTE, headline, help)
