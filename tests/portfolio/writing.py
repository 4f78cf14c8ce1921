"""Small portfolios for tests, built through the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from microsite.cli import main

PORTFOLIO = """\
title: Conferences on water
summary: Conferences for people who keep towns dry.
base_url: https://water.example/
defaults:
  timezone: Europe/London
  organiser:
    name: Example Conferences
    email: events@example.org
  theme:
    voice: almanac
    accent: "#1b4d89"
"""
EVENT = """\
---
title: {title}
description: A conference about {title}.
starts: 2027-05-20 09:00
ends: 2027-05-20 17:00
---
Welcome.
"""
DAY = "2027-01-15"


def event_md(title: str, *settings: str) -> str:
    """Return an event.md with further lines of settings."""
    return EVENT.format(title=title).replace(
        "\n---\nW", "".join(f"\n{setting}" for setting in settings) + "\n---\nW"
    )


def write_files(root: Path, files: dict[str, str]) -> None:
    """Write files, each with its folders."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def write_portfolio(root: Path, *slugs: str, **files: str) -> Path:
    """Write a portfolio with events, and other files."""
    write_files(root, {"portfolio.yaml": PORTFOLIO})
    for slug in slugs:
        write_files(
            root, {f"events/{slug}/content/event.md": event_md(slug.capitalize())}
        )
    return root


class Runner:
    """Runs commands in a portfolio, and reads what they print and write."""

    def __init__(self, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.root = root
        self.capsys = capsys
        self.out = self.err = ""

    def __call__(self, *arguments: str, root: Path | None = None) -> int:
        """Run a command, in the root or another folder, and return its exit code."""
        self.capsys.readouterr()
        code = main([*arguments, "--root", str(root or self.root)])
        self.out, self.err = self.capsys.readouterr()
        return code

    def build(self, *options: str) -> int:
        """Build for a fixed day, in this process, which remembers pictures and templates."""
        return self("build", "--as-of", DAY, "--jobs", "1", *options)

    def diagnostics(self, *arguments: str) -> list[tuple[str, str]]:
        """Return path and code of each diagnostic of a command."""
        self(*arguments, "--format", "json")
        diagnostics: list[dict[str, Any]] = json.loads(self.out)["diagnostics"]
        return [(diagnostic["path"], diagnostic["code"]) for diagnostic in diagnostics]

    def page(self, slug: str, path: str = "index.html") -> str:
        """Return a finished file of an event."""
        return (self.root / "output" / slug / path).read_text(encoding="utf-8")


def contents(folder: Path) -> dict[str, bytes]:
    """Return the bytes of all files in a folder, by path."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
