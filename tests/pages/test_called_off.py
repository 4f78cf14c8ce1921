"""Cancelled and postponed events: their times are struck through next to every title."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from microsite.build import build
from microsite.project import BuildOptions, Project
from tests.making import EVENT, sessions_yaml, write_project

PAGES = ("index.html", "programme/index.html", "programme/s1/index.html")


def pages(root: Path, more: str) -> list[str]:
    files = {"data/sessions.yaml": sessions_yaml("start: 09:30")}
    project = Project.at(write_project(root, files, EVENT + more))
    outcome = build(project, BuildOptions(as_of=date(2027, 1, 15)))
    assert outcome.published is not None
    return [
        (project.output / page)
        .read_text(encoding="utf-8")
        .replace("\N{NO-BREAK SPACE}", " ")
        for page in PAGES
    ]


@pytest.mark.parametrize("status", ["postponed", "cancelled"])
def test_pages_strike_date_of_cancelled_event(tmp_path: Path, status: str) -> None:
    for page in pages(tmp_path, f"status: {status}\nsample: [starts]\n"):
        html = re.sub(r"<s><time [^>]*>", "<s>", page)
        assert "<s>Thursday 20 May 2027" in html
        assert f'</s> <span class="tag">{status.capitalize()}</span>' in html
        assert (
            "Provisional</span></dd>"
            not in html.partition("<s>Thursday 20 May 2027")[2].partition("</div>")[0]
        )


@pytest.mark.parametrize("more", ["", "status: moved online\n"])
def test_pages_do_not_strike_scheduled_date(tmp_path: Path, more: str) -> None:
    assert all("<s>" not in html for html in pages(tmp_path, more))


def test_cancelled_event_with_samples_shows_one_notice(tmp_path: Path) -> None:
    home, programme, _ = pages(
        tmp_path, "status: cancelled\nsample: [starts, ends, venue]\n"
    )
    assert "Cancelled" in home
    assert "provisional" not in f"{home}{programme}".lower()
