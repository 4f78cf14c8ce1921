"""Tasks of visitors of the first site on a phone: each takes at most three taps on named controls."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.opened import faults, opened
from tests.built import built

Serve = Callable[[Path], str]
BEFORE = "2026-11-28T10:00:00Z"
TASKS = {
    # a head of service
    "what does it cost us": (["Menu", "Rates"], "£295"),
    "can I bring my partnership": (
        ["Menu", "Rates", "Coming as a group"],
        "how many places",
    ),
    "persuade the budget holder": (
        ["Menu", "Rates", "Make the case"],
        "What a place costs",
    ),
    "tell me when I can book": ([], "Tell me when booking opens"),
    "which workshop is about missing episodes": (
        ["See the programme", "Children in care and missing"],
        "run of missing episodes",
    ),
    # a delegate with a screen reader, or with other needs
    "is there sign language": (["Menu", "Venue"], "On request, 4 weeks before"),
    "how do I call by text relay": (["Menu", "Venue"], "dial 18001 first"),
    "when may I leave the room": (
        ["Safeguarding and wellbeing"],
        "You can leave any session at any time.",
    ),
    "what may be hard to hear": (
        ["See the programme", "Content note: Victim first"],
        "what it can be like for a child to be a witness",
    ),
    # a sponsor
    "what does a stand cost": (["Menu", "Sponsorship"], "£1,200"),
    "how many people come": (["Menu", "Sponsorship"], "150 delegates"),
    "ask about a package": (["Menu", "Sponsorship"], "Ask about Exhibition stand"),
    # a parent or a young person
    "whom can I call": (["Worried about a child?"], "For anyone under 19"),
    "do I have to be certain": (
        ["Worried about a child?"],
        "You do not have to be certain.",
    ),
    "what does this site know of me": (
        ["Privacy"],
        "does not collect anything about you",
    ),
}


def tap(page: Page, name: str) -> None:
    """Tap the first control with a name that begins like this, as a screen reader lists them."""
    names = page.locator("a, button, summary").filter(has_text=name, visible=True)
    names.first.click()


@pytest.mark.slow
@pytest.mark.parametrize("task", TASKS)
def test_task_takes_at_most_three_taps(
    browser: Browser, serve_folder: Serve, task: str
) -> None:
    taps, answer = TASKS[task]
    assert len(taps) <= 3
    with opened(browser, viewport={"width": 390, "height": 844}) as page:
        page.clock.set_fixed_time(BEFORE)
        page.goto(f"{serve_folder(built('first').output)}/index.html")
        for name in taps:
            tap(page, name)
        control = page.get_by_label(answer)
        expect(
            control.or_(page.get_by_text(answer)).filter(visible=True).first
        ).to_be_visible()
        assert faults(page) == []
