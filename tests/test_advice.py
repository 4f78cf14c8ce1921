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
            {
                "data/sessions.yaml": sessions_yaml(
                    TALK.replace("10:00", "!!binary aGk=")
                )
            },
            "Y126",
            "“!!binary” has a special meaning",
            "straight quotes",
        ),
        (
            {"data/sessions.yaml": sessions_yaml(TALK.replace("10:00", "12:60"))},
            "R123",
            "“12:60” is not a time",
            "Use the 24-hour clock, from 00:00 to 23:59, such as",
        ),
        (
            {"data/sessions.yaml": sessions_yaml(TALK + "end: 10,30")},
            "R123",
            "“10,30” is not a time",
            "Did you mean 10:30?",
        ),
        (
            {"data/sessions.yaml": sessions_yaml(TALK + "day: 31 June 2027")},
            "R122",
            "“31 June 2027” is not a date: June 2027 has 30 days",
            "Correct “day”",
        ),
        (
            {"data/sessions.yaml": sessions_yaml(TALK + "day: 05/22/2027")},
            "R122",
            "“05/22/2027” is not a date: there is no month 22",
            "Correct “day”",
        ),
        (
            {
                "data/sessions.yaml": sessions_yaml(
                    TALK + "slides: see https://jo.example/a, p. 2"
                )
            },
            "R111",
            "is not a complete web address",
            "Write: https://jo.example/a",
        ),
        (
            {"content/event.md": f"---\n{EVENT}online_url: Zoom link to follow\n---\n"},
            "R111",
            "“Zoom link to follow” is not a complete web address",
            "Start it with https://.",
        ),
        (
            {"content/event.md": f"---\n{EVENT}audience: [Harbour towns]\n---\n"},
            "R130",
            "“audience” should be “name: value” lines",
            "“name: Harbour towns”",
        ),
        (
            {"data/sessions.yaml": sessions_yaml(TALK + "caterer: Bev")},
            "R102",
            "has an unknown setting, “caterer”",
            "Or start it with #, as a comment.",
        ),
        (
            {
                "data/sessions.yaml": sessions_yaml(
                    TALK + "attendance: in person and online"
                )
            },
            "R119",
            "“in person and online” is not a valid attendance",
            "Did you mean “hybrid”?",
        ),
        (
            {"data/sessions.yaml": sessions_yaml(TALK + "length: 45 #minutes")},
            "Y114",
            "“#minutes” would be lost",
            'If it belongs to the text, use straight quotes: "45 #minutes"',
        ),
        (
            {
                "content/speakers/jo.md": "---\nname: Jo\nphoto: images/jo.jpg\nphoto_alt: Jo\n---\n",
                "assets/images/logo.svg": "<svg/>",
            },
            "I101",
            "There is no image “images/jo.jpg”",
            "Copy it into assets/images/, or correct the name. Capital letters matter.",
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
    assert "logo.svg" not in diagnostic.help
    assert len(diagnostic.headline) < 200
