"""Reading with zoom, wide spacing and keyboard only."""

from __future__ import annotations

from typing import cast

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from tests.browser.test_pages import Served, each_kind, sideways, site

__all__ = ["site"]

MAGNIFIED: ViewportSize = {"width": 320, "height": 256}
"""A window of 1280 by 1024 pixels at 400 %."""
COVERED = """() => {
    const held = [...document.body.querySelectorAll("*")].filter(element => {
        const { position, visibility } = getComputedStyle(element);
        return ["fixed", "sticky"].includes(position) && visibility === "visible";
    });
    scrollTo(0, document.body.scrollHeight / 2);
    const rows = new Set();
    for (const element of held) {
        const { top, bottom, left, right } = element.getBoundingClientRect();
        const isStuck = getComputedStyle(element).position === "fixed" || top < innerHeight / 2;
        if (isStuck) for (let y = Math.max(0, Math.ceil(top)); y < Math.min(innerHeight, bottom); y++) rows.add(y);
    }
    return rows.size / innerHeight;
}"""
"""Return the part of the window's height that fixed elements cover, from 0 to 1."""
APART = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-bottom: 2em !important; }"""
"""The spacing of WCAG 1.4.12."""
CUT = """() => [...document.querySelectorAll(".header__name *")]
    .filter(element => element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1)
    .filter(element => getComputedStyle(element).overflow === "hidden")
    .map(element => `cut: ${element.textContent.trim()}`)"""
"""Return texts beside the menu that do not fit."""
OVERLAPS = """() => {
    const shown = [...document.body.querySelectorAll("*")].filter(element =>
        [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim())
        && element.checkVisibility() && !element.matches("details:not([open])") && !element.closest(".visually-hidden, .skip_link, .tools__past, .header__name, [popover], svg")
    ).map(element => {
        const range = document.createRange();
        range.selectNodeContents(element);
        return [element, range.getBoundingClientRect()];
    });
    const found = [];
    shown.forEach(([one, a], index) => shown.slice(index + 1).forEach(([other, b]) => {
        const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        const isApart = !one.contains(other) && getComputedStyle(one).display !== "inline"
            && getComputedStyle(other).display !== "inline";
        if (isApart && width > 4 && height > 6) found.push(
            `${one.textContent.trim().slice(0, 30)} | ${other.textContent.trim().slice(0, 30)}`);
    }));
    return found;
}"""
"""Return pairs of overlapping texts."""
TABBABLE = """() => [...document.querySelectorAll("a[href], button, input, select, summary, [tabindex]")].filter(
    element => element.tabIndex >= 0 && !element.disabled && (element.type !== "radio" || element.checked) && element.checkVisibility({ visibilityProperty: true }))"""
PRESSED = """([stops, before]) => {
    const element = document.activeElement;
    const box = element.getBoundingClientRect();
    const points = [...element.getClientRects()].flatMap(({ left, right, top, bottom }) => [
        [(left + right) / 2, (top + bottom) / 2], [left + 3, top + 3], [right - 3, bottom - 3]]);
    const isSeen = points.some(([x, y]) => element.contains(document.elementFromPoint(x, y)));
    const { outlineStyle, outlineWidth, outlineOffset } = getComputedStyle(element);
    const room = parseFloat(outlineWidth) + parseFloat(outlineOffset);
    const faults = [];
    if (!isSeen) faults.push("hidden");
    if (outlineStyle !== "solid" || parseFloat(outlineWidth) < 2) faults.push(`ring ${outlineStyle} ${outlineWidth}`);
    if (box.top - room < 0 || box.left - room < 0 || box.right + room > innerWidth) faults.push("ring cut off");
    const place = stops.indexOf(element);
    if (place !== before + 1) faults.push(`after ${before} comes ${place}`);
    const name = (element.textContent.trim() || element.ariaLabel || element.tagName).slice(0, 40);
    return [place, faults.map(fault => `${name}: ${fault}`)];
}"""
LOW = """() => [...document.querySelectorAll("a[href], button, input, select, summary")].filter(element => {
    const { width, height } = element.getBoundingClientRect();
    const isInSentence = getComputedStyle(element).display === "inline"
        && element.parentElement.textContent.trim() !== element.textContent.trim()
        && !element.closest(".inline_list")
        || element.parentElement.matches("sup");
    return element.checkVisibility() && !element.closest(".visually-hidden, .skip_link") && !isInSentence
        && Math.min(width, height) < 24;
}).map(element => `${element.getBoundingClientRect().height} px: ${element.textContent.trim().slice(0, 40)}`)"""
"""Controls on their own are at least 24 pixels high and wide (WCAG 2.5.8)."""

BROKEN = r"""() => {
    const months = "January|February|March|April|May|June|July|August|September|October|November|December";
    const whole = new RegExp([
        String.raw`\+?\b\d{3,5}(?:\s\d{3,6}){1,2}\b`, String.raw`\b\d{1,2}\s(?:${months})\b(?:\s\d{4})?`,
        String.raw`[£€$]\d[\d,.]*(?:\s(?:million|billion))?`, String.raw`\b(?:Room|Day)\s(?:[A-Z]|\d+)\b`,
    ].join("|"), "g");
    const found = [], blocks = new Map();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const node = walker.currentNode;
        let block = node.parentElement;
        if (!block.checkVisibility() || block.closest("script, style, svg, option, pre, .visually-hidden, [popover]")) continue;
        while (getComputedStyle(block).display === "inline") block = block.parentElement;
        blocks.set(block, [...(blocks.get(block) ?? []), ...[...node.data].map((_, index) => [node, index])]);
    }
    for (const letters of blocks.values()) {
        const text = letters.map(([node, index]) => node.data[index]).join("");
        for (const { 0: words, index } of text.matchAll(whole)) {
            const [first, last] = [letters[index], letters[index + words.length - 1]].map(([node, at]) => {
                const range = document.createRange();
                range.setStart(node, at);
                range.setEnd(node, at + 1);
                return range.getBoundingClientRect();
            });
            if (last.top > first.bottom - 2) found.push(`on two lines: ${words}`);
        }
    }
    return found;
}"""
"""Return the phone numbers, dates, prices and rooms that are on two lines."""


@pytest.mark.slow
def test_numbers_dates_and_rooms_stay_on_one_line(
    browser: Browser, site: Served
) -> None:
    """On phones the header is one row."""

    def check(page: Page) -> list[str]:
        findings = []
        for width in (1280, 390, 320):
            page.set_viewport_size({"width": width, "height": 800})
            findings += page.evaluate(BROKEN)
        row = page.locator(".header__row").bounding_box()
        if row is not None and row["height"] > 72:
            findings.append(f"header {row['height']}")
        return findings

    assert each_kind(browser, site, check) == []


@pytest.mark.slow
def test_pages_fit_small_windows(browser: Browser, site: Served) -> None:
    """Check each page at 400 % zoom, with large targets, and with the text spacing of WCAG.

    Nothing scrolls sideways, fixed elements leave four fifths of the window, controls are large
    enough, also those that scripts add, and no text overlaps another when it is spaced out.
    """

    def check(page: Page) -> list[str]:
        page.set_viewport_size(MAGNIFIED)
        covered = page.evaluate(COVERED)
        findings = sideways(page)
        if covered > 0.2:
            findings.append(f"{covered:.0%} of the window is covered")
        page.set_viewport_size({"width": 320, "height": 900})
        page.evaluate("scrollTo(0, 0)")  # where nothing sticks
        page.wait_for_load_state("networkidle")
        findings += page.evaluate(LOW)
        before = {*page.evaluate(OVERLAPS), *page.evaluate(CUT)}
        page.evaluate(
            "text => { const s = new CSSStyleSheet(); s.replaceSync(text); document.adoptedStyleSheets = [s]; }",
            APART,
        )
        after = {*page.evaluate(OVERLAPS), *page.evaluate(CUT)}
        return [*findings, *sideways(page), *sorted(after - before)]

    assert each_kind(browser, site, check) == []


@pytest.mark.slow
def test_focus_is_visible_and_in_order(browser: Browser, site: Served) -> None:
    """Tab reaches every control in reading order and shows the focus."""

    def check(page: Page) -> list[str]:
        page.wait_for_load_state("networkidle")
        stops = page.evaluate_handle(TABBABLE)
        faults: list[str] = []
        place = -1
        count = cast(int, stops.evaluate("stops => stops.length"))
        for _ in range(count):
            page.keyboard.press("Tab")
            place, findings = page.evaluate(PRESSED, [stops, place])
            faults += findings
            if place < 0:
                break
        return faults

    assert (
        each_kind(
            browser,
            site,
            check,
            viewport={"width": 1280, "height": 900},
            reduced_motion="reduce",
        )
        == []
    )
