"""Pages as HTML: valid, with working links and headings in order."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from functools import cache
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import html5lib
import pytest

from tests.built import SITES, BuiltSite, built

FORBIDDEN = re.compile(
    rb"<script(?![^>]*\bsrc=)(?![^>]*application/ld\+json)|<style\b|\sstyle=|\son\w+=\"|javascript:"
)
"""Markup that a strict Content-Security-Policy would reject."""


@cache
def tree_of(path: Path) -> ET.Element:
    """Return the parsed page. Fail on the first error by the HTML standard."""
    tree: ET.Element = html5lib.HTMLParser(
        strict=True, namespaceHTMLElements=False
    ).parse(path.read_bytes())
    return tree


@cache
def ids_of(path: Path) -> frozenset[str]:
    return frozenset(
        element.get("id", "") for element in tree_of(path).iter() if element.get("id")
    )


def links_of(path: Path) -> list[str]:
    """Return every address in a page."""
    links = []
    for element in tree_of(path).iter():
        links += [
            element.get(name, "") for name in ("href", "src") if element.get(name)
        ]
        links += [
            part.split()[0]
            for part in element.get("srcset", "").split(",")
            if part.strip()
        ]
    return links


@pytest.fixture(params=SITES)
def site(request: pytest.FixtureRequest) -> BuiltSite:
    return built(request.param)


def test_pages_are_well_formed(site: BuiltSite) -> None:
    """No tag is open or misplaced, and no id occurs twice."""
    for path in site.pages():
        tree = tree_of(path)
        ids = [element.get("id") for element in tree.iter() if element.get("id")]
        assert len(ids) == len(set(ids)), (
            path,
            [id_ for id_ in ids if ids.count(id_) > 1],
        )


def test_links_lead_to_existing_targets(site: BuiltSite) -> None:
    """Linked pages, files and headings exist, without help of a host."""
    for path in site.pages():
        if path.name == "404.html":
            continue
        for link in links_of(path):
            parts = urlsplit(link)
            if parts.scheme or link.startswith("//"):
                continue
            target = (
                (path.parent / unquote(parts.path)).resolve() if parts.path else path
            )
            assert not parts.path.startswith("/"), (path, link)
            assert target.is_file(), (path, link)
            assert target.is_relative_to(site.output.resolve()), (path, link)
            if (
                parts.fragment
                and target.suffix == ".html"
                and not parts.fragment.startswith("svgView")
            ):
                assert unquote(parts.fragment) in ids_of(target), (path, link)


def test_headings_are_in_order(site: BuiltSite) -> None:
    """There is one first-level heading, no level is skipped, and no heading is empty."""
    for path in site.pages():
        levels = []
        for element in tree_of(path).iter():
            if re.fullmatch(r"h[1-6]", str(element.tag)):
                assert "".join(element.itertext()).strip(), path
                levels.append(int(element.tag[1]))
        assert levels.count(1) == 1, path
        assert all(after <= before + 1 for before, after in pairwise(levels)), (
            path,
            levels,
        )


def test_pages_have_title_language_and_landmarks(site: BuiltSite) -> None:
    """Pages have title, description, language, landmarks and a skip link. No two titles are the
    same.
    """
    titles: dict[str, Path] = {}
    for path in site.pages():
        tree = tree_of(path)
        title = tree.findtext("head/title") or ""
        assert title.strip(), path
        is_embed = "embed" in path.parts  # the same page for the frames of other sites
        assert is_embed or title not in titles, (path, titles.get(title))
        titles |= {} if is_embed else {title: path}
        names = {meta.get("name"): meta.get("content") for meta in tree.iter("meta")}
        assert names.get("description"), path
        assert tree.get("lang"), path
        assert len(list(tree.iter("main"))) == 1, path
        has_skip_link = any(
            link.get("href", "").startswith("#") for link in tree.iter("a")
        )
        assert has_skip_link or is_embed, path


def test_pictures_have_words_and_a_size(site: BuiltSite) -> None:
    for path in site.pages():
        for image in tree_of(path).iter("img"):
            assert image.get("alt") is not None, (path, image.attrib)
            assert image.get("width"), (path, image.attrib)
            assert image.get("height"), (path, image.attrib)


def test_pages_contain_nothing_the_policy_forbids(site: BuiltSite) -> None:
    for path in site.pages():
        data = path.read_bytes()
        assert b"Content-Security-Policy" in data, path
        if b"sha256-" not in data:  # only event.html has the digest of its style
            assert not FORBIDDEN.search(data), (path, FORBIDDEN.search(data))


def test_pages_load_nothing_from_other_hosts(site: BuiltSite) -> None:
    """Links may lead to other sites, but nothing is loaded from them."""
    for path in site.pages():
        for element in tree_of(path).iter():
            if element.tag in (
                "script",
                "img",
                "source",
                "iframe",
                "video",
                "audio",
                "embed",
                "object",
            ):
                for name in ("src", "srcset", "data"):
                    assert not re.match(r"https?:|//", element.get(name) or ""), (
                        path,
                        element.attrib,
                    )
            if element.tag == "link" and element.get("rel") in (
                "stylesheet",
                "preload",
                "icon",
                "manifest",
            ):
                assert not re.match(r"https?:|//", element.get("href") or ""), (
                    path,
                    element.attrib,
                )


def test_lists_and_articles_are_distinguished(site: BuiltSite) -> None:
    """No list explains a term twice, and every article has a heading."""
    for path in site.pages():
        for element in tree_of(path).iter():
            if element.tag == "dl":
                terms = [
                    "".join(term.itertext()).strip() for term in element.iter("dt")
                ]
                assert len(terms) == len(set(terms)), (path, terms)
            if element.tag == "article":
                assert any(
                    re.fullmatch(r"h[2-6]", str(inner.tag)) for inner in element.iter()
                ), path
