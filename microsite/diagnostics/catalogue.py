"""The catalogue of all codes, and the pages that explain them."""

from __future__ import annotations

import re
from pathlib import Path

from microsite.diagnostics.messages import launch, programme, site, sources
from microsite.diagnostics.messages.entry import CatalogueEntry

CATALOGUE: dict[str, CatalogueEntry] = (
    sources.MESSAGES | programme.MESSAGES | site.MESSAGES | launch.MESSAGES
)


def headline_template(entry: CatalogueEntry) -> str:
    """Return a headline with `…` in place of each fact."""
    text = re.sub(r"(?:\{[^{}]*\})+", "…", entry.headline)
    return " ".join(text.replace("{{", "{").replace("}}", "}").split())


def help_page(code: str, root: Path) -> str:
    """Return the Markdown page about a code from `docs/errors`, or a short one without the docs."""
    try:
        return (root / "docs" / "errors" / f"{code}.md").read_text(encoding="utf-8")
    except OSError:
        entry = CATALOGUE[code]
        advice = re.sub(r"\{[^{}]*\}", "…", entry.help)
        return f"# {code}: {headline_template(entry)}\n\n{advice}\n"


def index_page() -> str:
    """Return a list of all codes with their headlines, grouped by first letter."""
    lines: list[str] = []
    for code in sorted(CATALOGUE):
        if lines and code[0] != lines[-1][0]:
            lines.append("")
        lines.append(f"{code}  {headline_template(CATALOGUE[code])}")
    return "\n".join(lines) + "\n"
