"""What one process or build packs, another one unpacks as it was."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from microsite import packed as packing
from microsite.artifact import Artifact
from microsite.exports.kinds import long_exports
from microsite.packed import Result, pack, unpack
from microsite.pages.kinds import PAGE_KINDS, build_pages
from microsite.pages.page import Elsewhere, Head, Page
from microsite.pages.share import CardElsewhere, whole
from microsite.plain import dataclass, defaults, is_dataclass
from microsite.project import ENGINE_HOME
from microsite.site.site import Site
from microsite.text import SourceText
from tests.exporting import site_of
from tests.making import load_soundly
from tests.test_golden import SITES as GOLDEN

EXAMPLES = (ENGINE_HOME, ENGINE_HOME / "examples/tidewater")
HEAD = Head(
    title="Tides",
    description="",
    canonical=None,
    root="../",
    address="tides/",
    section="tides",
    is_section=True,
    trail=(),
    indexed=True,
    structured_data=Markup(),
    card=None,
)


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
    named: dict[str, Inner | None]
    nothing: None = None


INNER = st.builds(Inner, word=st.text(), html=st.text().map(Markup), day=st.dates())
OUTER = st.builds(
    Outer,
    st.lists(INNER, max_size=3).map(lambda found: (*found, *found)),
    st.integers(-(2**63), 2**63),
    st.dictionaries(st.text(), st.none() | INNER, max_size=2),
)


def there(result: Result) -> Any:
    """What arrives."""
    packed = pack(result)
    return unpack(packed.outline, lambda: packed.rest)


def assert_same(one: Any, other: Any) -> None:
    """Two values are the same, and so is what they are made of: HTML is another thing than a text."""
    assert type(one) is type(other)
    if is_dataclass(one):
        for name in defaults(type(one)):
            assert_same(getattr(one, name), getattr(other, name))
    elif isinstance(one, (tuple, list)):
        assert len(one) == len(other)
        for each, its in zip(one, other, strict=True):
            assert_same(each, its)
    elif isinstance(one, dict):
        assert list(one) == list(other)
        assert_same(list(one.values()), list(other.values()))
    else:
        assert one == other


@given(OUTER)
def test_values_arrive_as_they_were(view: Outer) -> None:
    page = Page(HEAD, "pages/tides.html", view)
    (arrived,) = there([page])
    assert_same(arrived.shown(), view)
    assert_same(arrived.head, HEAD)
    assert (arrived.template, arrived.digest, arrived.origin) == (page.template, page.digest, None)


def sites() -> Iterator[Site]:
    for root in (*EXAMPLES, *GOLDEN):
        yield site_of(load_soundly(root), root)


def test_every_page_of_every_site_arrives() -> None:
    seen = set()
    for site in sites():
        pages = list(build_pages(site))
        for page, arrived in zip(pages, there(pages), strict=True):
            assert_same(arrived.head, page.head)
            assert_same(arrived.shown(), page.view)
            assert (arrived.path, arrived.template, arrived.digest) == (
                page.path,
                page.template,
                page.digest,
            )
            if page.card is None:
                assert arrived.card is None
            else:
                assert (arrived.card.path, arrived.card.digest) == (
                    page.card.path,
                    page.card.digest,
                )
                assert_same(whole(arrived.card), page.card)
            seen.add(type(page.view).__module__)
    assert seen == {build.__module__ for build in PAGE_KINDS}


@pytest.mark.parametrize("root", EXAMPLES, ids=lambda root: root.name)
def test_every_long_export_arrives(root: Path) -> None:
    site = site_of(load_soundly(root), root)
    for _, make in long_exports(site):
        files = make()
        for file, arrived in zip(files, there(files), strict=True):
            assert (arrived.path, arrived.inputs, arrived.produce()) == (
                file.path,
                file.inputs,
                file.produce(),
            )


def test_nothing_is_nothing_and_an_empty_result_is_empty() -> None:
    assert there(None) is None
    assert there(()) == ()


def test_the_rest_is_asked_for_once_and_only_where_it_is_needed() -> None:
    view = Outer((), 1, {})
    packed, asked = pack([Page(HEAD, "one.html", view), Page(HEAD, "other.html", view)]), []

    def rest() -> bytes:
        asked.append(1)
        return packed.rest

    pages: Any = unpack(packed.outline, rest)
    assert [page.template for page in pages] == ["one.html", "other.html"]
    assert isinstance(pages[0].view, Elsewhere)
    assert asked == []
    assert [page.shown() for page in pages] == [view, view]
    assert asked == [1]


def test_where_much_has_been_asked_for_what_was_first_is_fetched_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def sent(word: str) -> Any:
        packed = pack([Page(HEAD, "one.html", Outer((), 1, {word: None}))])

        def rest() -> bytes:
            asked.append(word)
            return packed.rest

        monkeypatch.setattr(packing, "MOST_OPEN", 2 * len(packed.rest))
        (page,) = unpack(packed.outline, rest) or ()
        return page

    pages = {word: sent(word) for word in "abc"}
    for word in "aabbaccb":
        assert pages[word].shown().named == {word: None}
    assert asked == [*"abcb"]


def test_it_arrives_with_its_place_where_that_is_known() -> None:
    place = SourceText("content/pages/tides.md", "Tides").whole
    results: list[Result] = [
        [Page(HEAD, "one.html", Outer((), 1, {}), place)],
        [Artifact("map.txt", "digest", bytes, place)],
    ]
    for result in results:
        packed = pack(result)
        for origins in ({}, {"tides/index.html": place, "map.txt": place}):
            arrived = unpack(packed.outline, partial(bytes, packed.rest), origins) or ()
            assert [each.origin for each in arrived] == [place if origins else None]


def test_what_has_arrived_is_packed_again() -> None:
    site = site_of(load_soundly(EXAMPLES[1]), EXAMPLES[1])
    pages = [page for page in build_pages(site) if page.card][:3]
    once = there(pages)
    assert all(isinstance(page.card, CardElsewhere) for page in once)
    assert pack(once) == pack(pages)


def test_files_arrive_with_their_bytes() -> None:
    (arrived,) = there([Artifact("map.txt", "digest", lambda: b"A map.\0")])
    assert (arrived.path, arrived.inputs, arrived.produce()) == ("map.txt", "digest", b"A map.\0")
