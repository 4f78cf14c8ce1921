"""A small conference, and the warnings for a text in it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from microsite.diagnostics.diagnostic import Diagnostic, Log
from microsite.lint.lint import run_lint
from microsite.model.loader import load_event
from microsite.source.inheritance import read_sources
from tests.making import write_project

DAY = date(2027, 1, 10)
EVENT = """\
title: Coasts in common
description: A conference about coasts.
timezone: Europe/London
starts: 2027-05-20 09:00
ends: 2027-05-21 17:00
booking:
  opens: 2027-01-11 09:00
  closes: 2027-05-13 17:00
organiser:
  name: Example Conferences
"""
RATES = """\
vat: excluded
rates:
  - id: public-sector
    name: Public sector
    prices:
      - { label: Early booking, amount: 295, from: 2027-01-11, until: 2027-02-26 }
      - { label: Standard, amount: 345, from: 2027-02-27, until: 2027-05-13 }
  - id: private-sector
    name: Private sector
    prices:
      - { label: Early booking, amount: 475, from: 2027-01-11, until: 2027-02-26 }
      - { label: Standard, amount: 545, from: 2027-02-27, until: 2027-05-13 }
"""


def lint_diagnostics(
    root: Path,
    page: str = "",
    *,
    files: dict[str, str] | None = None,
    event: str = EVENT,
    rates: str = RATES,
    as_of: date = DAY,
    of_the_day: bool = False,
) -> list[Diagnostic]:
    """Return the D-codes for a page of text and for other files."""
    sound = {
        "content/pages/about.md": f"---\ntitle: About\n---\n{page}\n",
        "data/rates.yaml": rates,
    }
    write_project(root, sound | (files or {}), event)
    log = Log()
    sources = read_sources(root, log)
    loaded_event = load_event(sources, log)
    assert loaded_event is not None
    assert not log.errors, [diagnostic.headline for diagnostic in log]
    run_lint(loaded_event, sources, as_of, log, dated=of_the_day)
    return [diagnostic for diagnostic in log if diagnostic.code.startswith("D")]


def lint_spans(root: Path, page: str, **more: Any) -> list[tuple[str, str]]:
    """Return the codes and the words that they report."""
    diagnostics = lint_diagnostics(root, page, **more)
    return [
        (diagnostic.code, " ".join(diagnostic.span.text.split()))
        for diagnostic in diagnostics
    ]
