"""A pull of unchanged data changes nothing, whatever the programme and the edits made here."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from microsite.cli import main
from tests.pull.source import schedule, serving, write_event
from tests.pull.test_pull import files_of

WORDS = st.text("aé z&<[:#-'\"|{", min_size=1, max_size=9)
PERSON = st.fixed_dictionaries(
    {"name": WORDS}, optional={"guid": st.sampled_from("pq")}
)
TALK = st.fixed_dictionaries(
    {"title": WORDS},
    optional={
        "guid": st.sampled_from("abc"),
        "start": st.sampled_from(["09:30", "13:00", "25:00"]),
        "duration": st.sampled_from(["00:45", "x"]),
        "abstract": WORDS,
        "type": WORDS,
        "persons": st.lists(PERSON, max_size=2),
    },
)

TALKS = st.lists(
    TALK, max_size=4, unique_by=lambda talk: " ".join(str(talk["title"]).split())
)
"""Talks with different titles: of two with one title, of which one gets an id, the second pull
adds one.
"""


@given(TALKS, TALKS, st.sampled_from("ab"))
@settings(max_examples=15, deadline=None)
def test_pulling_twice_is_pulling_once(
    first: list[dict[str, Any]], second: list[dict[str, Any]], edited: str
) -> None:
    with TemporaryDirectory() as folder, serving() as (server, address):
        root = write_event(Path(folder), f"schedule: {address}")
        sessions = root / "data/sessions.yaml"
        for talks in (first, second):
            server.body = schedule(*talks)
            assert main(["pull", "--root", str(root)]) in (0, 1)
            before = files_of(root)
            assert main(["pull", "--root", str(root)]) in (0, 1)
            assert files_of(root) == before
            if sessions.exists():  # a person adds a line to the first session
                text = sessions.read_text("utf-8").replace(
                    "    kind:", f"    summary: {edited}\n    kind:", 1
                )
                if text.count("summary:") == 1:
                    sessions.write_text(text, "utf-8")
