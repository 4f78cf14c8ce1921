"""The page of `docs/errors/` for a code, and a code's headline where no facts are at hand."""

from __future__ import annotations

import re
from pathlib import Path

from microsite.diagnostics.catalogue import CATALOGUE, CatalogueEntry


def headline_template(entry: CatalogueEntry) -> str:
    """The headline with `…` in the place of each fact."""
    return " ".join(
        re.sub(r"(?:\{[^{}]*\})+", "…", entry.headline)
        .replace("{{", "{")
        .replace("}}", "}")
        .split()
    )


def help_page(code: str, home: Path) -> str:
    """What a code means, as Markdown: its page under `home`, else the words of the catalogue."""
    try:
        return (home / "docs" / "errors" / f"{code}.md").read_text(encoding="utf-8")
    except OSError:
        entry = CATALOGUE[code]
        cure = re.sub(r"\{[^{}]*\}", "…", entry.help)
        return f"# {code}: {headline_template(entry)}\n\n{cure}\n"


def index() -> str:
    """Every code with its headline, a line each, the families apart."""
    lines: list[str] = []
    for code in sorted(CATALOGUE):
        if lines and code[0] != lines[-1][0]:
            lines.append("")
        lines.append(f"{code}  {headline_template(CATALOGUE[code])}")
    return "\n".join(lines) + "\n"
