"""The export of Indico, as its API gives it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.making import load_soundly
from tests.pull.source import serving, write_event
from tests.pull.test_pull import files_of, pull


def moment(time: str) -> dict[str, str]:
    return {"date": "2027-05-20", "time": f"{time}:00", "tz": "Europe/Paris"}


def person(number: int, first: str, last: str, **more: Any) -> dict[str, Any]:
    name = f"{last}, {first}"
    return {"id": str(number), "person_id": number, "fullName": name, **more}


TALK = {
    "_type": "Contribution",
    "id": "3",
    "db_id": 93,
    "title": "Tides and towns",
    "startDate": moment("11:15"),
    "endDate": moment("12:00"),
    "duration": 45,
    "room": "Main hall",
    "type": "Keynote",
    "description": "<p>How towns <b>live</b> with tides.</p>",
    "speakers": [
        person(
            5,
            "Kim",
            "Example",
            first_name="Kim",
            last_name="Example",
            affiliation="Tide Trust",
        )
    ],
    "primaryauthors": [person(6, "Jo", "Writer")],
    "session": "Coasts",
    "track": None,
    "folders": [
        {
            "attachments": [
                {"title": "Map", "download_url": "https://talks.example/map.png"}
            ]
        }
    ],
}
WAITING = {
    "id": "4",
    "db_id": 94,
    "title": "Not yet",
    "startDate": None,
    "endDate": None,
}
LOOSE = TALK | {
    "db_id": 95,
    "title": "Loose end",
    "startDate": moment("16:00"),
    "endDate": moment("16:20"),
    "speakers": [],
    "session": None,
    "track": "Policy",
    "type": None,
}
BLOCK = {
    "_type": "SessionSlot",
    "id": 7,
    "startDate": moment("14:00"),
    "endDate": moment("15:00"),
}
SESSION = {"title": "Coasts", "type": None, "description": "All about coasts."}
EVENT = {
    "contributions": [LOOSE, WAITING],
    "sessions": [
        BLOCK | {"title": "Coasts", "contributions": [TALK], "session": SESSION},
        BLOCK
        | {
            "id": 8,
            "title": "Who pays?",
            "contributions": [],
            "conveners": [person(5, "Kim", "Example")],
            "session": SESSION | {"type": "Panel discussion"},
            "room": "Annexe",
        },
    ],
}


def test_contributions_and_sessions_of_indico_are_pulled(
    tmp_path: Path, capsys: Any
) -> None:
    with serving() as (server, address):
        server.body = json.dumps({"count": 1, "results": [EVENT]}).encode()
        root = write_event(tmp_path, f"indico: {address}event/12/")
        assert pull(root) == 0
        before = files_of(root)
        assert pull(root) == 0
        assert files_of(root) == before
        server.body = json.dumps({"count": 0, "results": []}).encode()
        assert pull(root) == 1

    assert server.requests[0][0] == "/export/event/12.json?detail=sessions"
    event = load_soundly(root)
    sessions = {
        session.title: (
            f"{session.start:%H:%M}",
            session.duration_minutes,
            session.kind,
        )
        for session in event.sessions
    }
    assert sessions == {
        "Tides and towns": ("10:15", 45, "keynote"),
        "Who pays?": ("13:00", 60, "panel"),
        "Loose end": ("15:00", 20, "talk"),
    }
    assert [session.title for session in event.unscheduled] == ["Not yet"]
    talk = next(
        session for session in event.sessions if session.title == "Tides and towns"
    )
    assert talk.record.series == "Coasts"
    assert [session.track and session.track.name for session in event.sessions] == [
        None,
        None,
        "Policy",
    ]
    assert talk.record.abstract.strip() == "How towns **live** with tides."
    assert [str(link.url) for link in talk.record.links] == [
        "https://talks.example/map.png"
    ]
    people = {speaker.name: speaker.organisation for speaker in event.speakers}
    assert people["Kim Example"] == "Tide Trust"
    assert "contains no sessions" in capsys.readouterr().err
