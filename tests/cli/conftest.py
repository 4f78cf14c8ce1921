"""A small project, and a fake pipeline with a given result."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from microsite.build import Outcome
from microsite.project import BuildOptions, Project

EVENT = """\
---
title: A small fair
description: A day for people who make small things.
timezone: Europe/London
starts: 2027-05-20 09:00
ends: 2027-05-20 16:00
organiser:
  name: Example Fairs
---
What there is to see.
"""

Answer = Callable[[Project, BuildOptions], Outcome]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with one file. The command runs in its folder."""
    root = tmp_path / "fair"
    (root / "content").mkdir(parents=True)
    (root / "content" / "event.md").write_text(EVENT, encoding="utf-8")
    monkeypatch.chdir(root)
    for name in ("NO_COLOR", "TERM", "GITHUB_STEP_SUMMARY", "MICROSITE_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    return root


class Pipeline:
    """Fake pipeline that records its arguments and returns `outcome`."""

    def __init__(self) -> None:
        self.outcome = Outcome()
        self.calls: list[tuple[Project, BuildOptions]] = []
        self.fails: BaseException | None = None

    def answer(self, project: Project, options: BuildOptions) -> Outcome:
        self.calls.append((project, options))
        if self.fails is not None:
            raise self.fails
        return self.outcome


@pytest.fixture
def stub(project: Path, monkeypatch: pytest.MonkeyPatch) -> Pipeline:
    """Replace the pipeline of the project."""
    pipeline = Pipeline()
    monkeypatch.setattr("microsite.cli.build.build", pipeline.answer)
    monkeypatch.setattr("microsite.apps.check.check.check", pipeline.answer)
    return pipeline
