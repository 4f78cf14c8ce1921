"""My day on a phone, by a QR code of its link, and what has changed since the last visit."""

from __future__ import annotations

import json
import random
import string
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import segno
import segno.encoder
from playwright.sync_api import Browser, Page, expect

from tests.browser.opened import BEFORE, faults, opened, tidewater, wait_until

Serve = Callable[[Path], str]
WALL, GOLF = "a-wall-to-sit-on", "giving-the-golf-course-back"
ENCODE = """
async (texts) => {
  const script = document.querySelector('script[data-fonts]').src;
  const { encode } = await import(script.replace('site.js', 'qr.js'));
  return texts.map((text) => {
    const code = encode(text);
    return code && [code.mask, code.rows.map((row) => row.join(''))];
  });
}
"""
FORGET = """
([id, changes]) => {
  const key = Object.keys(localStorage).find((each) => each.startsWith('saved-as:'));
  const states = JSON.parse(localStorage[key]);
  if (changes) states[id] = JSON.stringify({ ...JSON.parse(states[id]), ...changes });
  localStorage[key] = JSON.stringify(states);
}
"""


def matrix(text: str, mask: int) -> list[str]:
    code = segno.make(
        text,
        error="l",
        mode="byte",
        mask=mask,
        boost_error=False,
        micro=False,
        encoding="utf-8",
    )
    return ["".join(map(str, row)) for row in code.matrix]


def test_phone_code_is_that_of_segno(
    browser: Browser, serve_folder: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Compare 200 random links. Segno adds a byte of padding that the standard does not ask for."""
    pad: Any = segno.encoder.write_padding_bits

    def pad_if_needed(bits: Any, version: int, length: int) -> None:
        if length % 8:
            pad(bits, version, length)

    monkeypatch.setattr(segno.encoder, "write_padding_bits", pad_if_needed)
    pick = random.Random(5)
    letters = string.ascii_letters + string.digits + "/-~ü"
    texts = [
        "https://e.org/" + "".join(pick.choices(letters, k=pick.randint(0, 200)))
        for _ in range(200)
    ]
    with opened(browser) as page:
        page.goto(f"{serve_folder(tidewater())}/help/index.html")
        for text, code in zip(texts, page.evaluate(ENCODE, texts), strict=True):
            if code is None:
                assert len(text.encode()) > 230
            else:
                assert code[1] == matrix(text, code[0]), text


def keep(page: Page, *ids: str) -> None:
    for identity in ids:
        page.locator(f"#{identity} .save_button").click()
    wait_until(
        page, f"document.querySelectorAll('[aria-pressed=true]').length >= {len(ids)}"
    )


def test_phone_code_opens_the_same_sessions_elsewhere(
    browser: Browser, serve_folder: Serve
) -> None:
    address = f"{serve_folder(tidewater())}/programme/index.html"
    with opened(browser) as page:
        page.clock.set_fixed_time(BEFORE.isoformat())
        page.goto(address)
        keep(page, WALL, GOLF)
        page.locator(".chip").filter(has_text="My day").click()
        page.get_by_role("button", name="To my phone").click()
        picture = page.get_by_role("img", name="QR code of my day")
        expect(picture).to_be_visible()
        box = picture.bounding_box()
        assert box is not None
        assert round(box["width"]) == 240
        link = page.locator(".phone_code figcaption").inner_text().split()[-1]
        assert faults(page) == []
    assert len(link.partition("#keep=~")[2]) == 8
    with opened(browser) as phone:
        phone.clock.set_fixed_time(BEFORE.isoformat())
        phone.goto(link)
        expect(
            phone.get_by_role("heading", name="Shared plan: 2 sessions")
        ).to_be_visible()
        phone.get_by_role("button", name="Save these sessions").click()
        data = phone.evaluate(
            "Object.entries(localStorage).find(([key]) => key[4] === ':')[1]"
        )
        assert sorted(json.loads(data)) == [WALL, GOLF]


CHANGES: tuple[tuple[dict[str, object], str], ...] = (
    (
        {"time": "10:00"},
        "“A wall the town can sit on” is now: 11:00, Net Loft. It was: 10:00",
    ),
    ({"room": "Attic"}, "is now: 11:00, Net Loft. It was: 11:00, Attic."),
    ({"title": "Old"}, "“Old” is now called “A wall the town can sit on”."),
    ({"isCancelled": True}, "“A wall the town can sit on” will take place after all."),
    ({"dayName": "Monday"}, "It was: Monday, 11:00, Net Loft."),
)


def test_changes_since_last_visit_appear_once(
    browser: Browser, serve_folder: Serve
) -> None:
    address = f"{serve_folder(tidewater())}/programme/index.html"
    with opened(browser) as page:
        page.clock.set_fixed_time(BEFORE.isoformat())
        page.goto(address)
        keep(page, WALL, GOLF)
        page.goto(f"{address}?show=mine")
        for before, sentence in CHANGES:
            page.get_by_role("button", name="To my phone").wait_for()
            assert page.get_by_text("since you were last here").count() == 0
            page.evaluate(FORGET, [WALL, before])
            page.goto(address)
            expect(page.get_by_text("My day (2): 1 changed")).to_be_visible()
            page.goto(f"{address}?show=mine")
            expect(page.locator(".finder__day li").first).to_contain_text(sentence)
            page.get_by_role("button", name="I have seen this").click()
            assert page.get_by_text("since you were last here").count() == 0
            page.reload()
        page.get_by_role("button", name="To my phone").wait_for()
        assert page.get_by_text("since you were last here").count() == 0
        assert faults(page) == []
