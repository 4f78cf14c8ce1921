"""What one process packs, another one unpacks as it was."""

from __future__ import annotations

import copy
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from microsite.packed import packed, unpacked
from microsite.pages.kinds import build_pages
from microsite.pages.share import CardDrawing, ShareCard
from microsite.plain import dataclass
from microsite.text import SourceText, Span
from tests.exporting import make_site, site_of
from tests.making import load_soundly
from tests.test_shares import TIDEWATER

SOURCE = SourceText("content/event.md", "Some words.\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Inner:
    """Fields that are to be named."""

    word: str
    html: Markup
    day: date


@dataclass(frozen=True, slots=True)
class Outer:
    """Several, one of them more than once."""

    inner: tuple[Inner, ...]
    number: int
    nothing: None = None
    span: Span | None = None


INNER = st.builds(Inner, word=st.text(), html=st.text().map(Markup), day=st.dates())
OUTER = st.builds(Outer, st.lists(INNER, max_size=3).map(lambda found: (*found, *found)), st.integers())


@given(OUTER)
def test_values_arrive_as_they_were(value: Outer) -> None:
    there = unpacked(packed(value, {}), {})

    assert there == value
    assert repr(there) == repr(value)
    assert all(type(each.html) is Markup for each in there.inner)
    half = len(there.inner) // 2
    assert all(one is other for one, other in zip(there.inner[:half], there.inner[half:], strict=True))


def test_a_source_is_sent_by_its_name() -> None:
    """Both processes have its text."""
    sources = {SOURCE.path: SOURCE}
    data = packed(Outer((), 1, None, SOURCE.span(0, 4)), sources)

    assert b"Some words" not in data
    assert unpacked(data, sources).span.source is SOURCE


def test_a_source_that_the_other_does_not_have_is_refused() -> None:
    span = SOURCE.span(0, 4)
    for sources in ({}, {SOURCE.path: SourceText(SOURCE.path, "Other words.\n")}):
        with pytest.raises(LookupError):
            packed(span, sources)


def test_what_a_card_knows_of_itself_goes_along() -> None:
    site = site_of(load_soundly(TIDEWATER), TIDEWATER)
    card = next(page.card for page in build_pages(site) if page.card)
    _ = card.digest
    there = unpacked(packed(card, {}), {})

    assert isinstance(there, ShareCard)
    assert isinstance(there.drawing, CardDrawing)
    assert vars(there) == vars(card)
    assert {"path", "digest"} <= vars(there).keys()


def test_every_page_of_an_example_arrives(tmp_path: Path) -> None:
    site = site_of(load_soundly(TIDEWATER), TIDEWATER)
    sources = {page.origin.source.path: page.origin.source for page in build_pages(site) if page.origin}
    for page in build_pages(site):
        there = unpacked(packed(page, sources), sources)
        assert there == page
        assert there.digest == copy.copy(page).digest
        assert there.origin == page.origin
    assert make_site(tmp_path, {}).event is not site.event
