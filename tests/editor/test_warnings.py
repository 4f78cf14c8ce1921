"""Warnings come with the change that causes them, wherever they point."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.editor.served import Served, served
from tests.making import sessions_yaml, write_project

PROGRAMME = sessions_yaml(
    "start: 09:00\nend: 10:00\nroom: Main hall",
    "start: 10:00\nend: 11:00\nroom: Main hall",
    "start: 11:00\nend: 12:00\nroom: Studio\nspeakers: [kim]",
    rooms=("Main hall", "Studio"),
)
KIM = "---\nname: Kim Example\nrole: Pilot\n---\nKim pilots ships.\n"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Served]:
    files = {"data/sessions.yaml": PROGRAMME, "content/speakers/kim.md": KIM}
    with served(write_project(tmp_path / "site", files)) as running:
        yield running


def save(server: Served, address: str, **values: str) -> str:
    """Fill in a form and save it. Return the page to which it leads."""
    form = server.open_form(address)
    for name, value in values.items():
        form.fill(name, value)
    return server.page(server.submit(address, form).removeprefix("/_edit/"))


@pytest.mark.parametrize("id_", ["s1", "s2"])
def test_room_clash_is_shown_by_the_form_that_causes_it(
    server: Served, id_: str
) -> None:
    """The message is at one of the two sessions, whichever was changed."""
    page = save(server, f"record/session/{id_}", start="09:30", end="10:30")

    assert "Saved." in page
    assert "This caused a warning:" in page
    assert "Main hall is used by two sessions at the same time" in page


def test_replaced_colour_is_shown_by_the_form_that_causes_it(server: Served) -> None:
    page = save(server, "record/event/", **{"theme.accent": "#7a1f5c"})

    assert "This caused a warning:" in page
    assert "#7a1f5c" in page
    assert "instead" in page


def test_warning_of_an_earlier_change_is_not_blamed_on_a_later_one(
    server: Served,
) -> None:
    save(server, "record/session/s1", start="09:30", end="10:30")

    page = save(server, "record/session/s3", title="Tides")

    assert "This caused" not in page


def test_warning_leads_to_the_field(server: Served) -> None:
    page = save(server, "record/session/s1", start="09:30", end="10:30")

    assert 'href="/_edit/record/session/s1#f-room"' in page or (
        'href="/_edit/record/session/s2#f-room"' in page
    )
