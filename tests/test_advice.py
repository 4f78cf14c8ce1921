"""Messages about damaged files: the words that people typed, and advice that works."""

from __future__ import annotations

from pathlib import Path

import pytest

from microsite.build import build
from microsite.project import BuildOptions, Project
from tests.making import EVENT, sessions_yaml, write_project

TALK = "id: tides\ntitle: On tides\nkind: talk\nstart: 10:00\n"


@pytest.mark.parametrize(
    ("files", "code", "headline", "advice"),
    [
        (
            {"content/event.md": f"---\n{EVENT.partition('organiser:')[0]}---\n"},
            "R101",
            "has no “organiser”",
            "“organiser: {name: Example Ltd}”",
        ),
        (
            {"content/pages/about.md": "---\ntitle: About\n---\n[home](site:homme)\n"},
            "L101",
            "leads to a page that does not exist: “homme”",
            "Did you mean “home”?",
        ),
        (
            {"data/sessions.yaml": sessions_yaml(TALK.replace("10:00", "!!binary aGk="))},
            "Y126",
            "“!!binary” is a YAML tag",
            "straight quotes",
        ),
        (
            {"data/sessions.yaml": sessions_yaml(TALK + f"length: {'long ' * 500}")},
            "R125",
            "long long…” is not a length",
            "45 minutes",
        ),
        (
            {"data/sessions.yaml": sessions_yaml(TALK + f"{'_' * 500}: yes")},
            "R102",
            "____…”",
            "",
        ),
    ],
)
def test_message_quotes_what_is_typed_and_helps(
    tmp_path: Path, files: dict[str, str], code: str, headline: str, advice: str
) -> None:
    root = write_project(tmp_path, files)
    log = build(Project.at(root), BuildOptions(use_cache=False)).log
    diagnostic = next(diagnostic for diagnostic in log if diagnostic.code == code)
    assert headline in diagnostic.headline
    assert advice in diagnostic.help
    assert len(diagnostic.headline) < 200
