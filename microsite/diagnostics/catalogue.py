"""The catalogue of all codes, and the pages that explain them."""

from __future__ import annotations

import re
from enum import StrEnum
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from msgspec import Struct

from microsite.diagnostics import site_messages, source_messages
from microsite.up_to_date import program

ENTRY = re.compile(
    r"^([A-Z]\d{3}) (error|warning|note): (.+?)(?:\n  help: (.+?))?(?=\n[A-Z#\n]|\Z)",
    re.MULTILINE | re.DOTALL,
)
"""An entry in the texts of messages: its code, severity, headline and help."""


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


CATALOGUE = {
    code: CatalogueEntry(Severity(severity), " ".join(headline.split()), " ".join(advice.split()))
    for code, severity, headline, advice in ENTRY.findall(
        f"{source_messages.MESSAGES}\n{site_messages.MESSAGES}"
    )
}


def headline_template(entry: CatalogueEntry) -> str:
    """Return a headline with `…` in place of each fact."""
    text = re.sub(r"(?:\{[^{}]*\})+", "…", entry.headline)
    return " ".join(text.replace("{{", "{").replace("}}", "}").split())


def help_page(code: str, root: Path) -> str:
    """Return the Markdown page about a code from `docs/errors`, or a short one without the docs."""
    try:
        page = (root / "docs" / "errors" / f"{code}.md").read_text(encoding="utf-8")
    except OSError:
        entry = CATALOGUE[code]
        advice = re.sub(r"\{[^{}]*\}", "…", entry.help)
        page = f"# {code}: {headline_template(entry)}\n\n{advice}\n"
    return page.replace("python build.py", program())


def index_page() -> str:
    """Return a list of all codes with their headlines, grouped by first letter."""
    lines = [f"{code}  {headline_template(CATALOGUE[code])}\n" for code in sorted(CATALOGUE)]
    return "\n".join("".join(group) for _, group in groupby(lines, itemgetter(0)))
