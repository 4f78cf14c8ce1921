"""Links that are the same in every view, and relative on every page."""

from __future__ import annotations

import pytest

from microsite.site.urls import asset_url, make_relative, root_of, url_for


@pytest.mark.parametrize(
    ("path", "link"),
    [
        ("index.html", "speakers/kim/index.html#talks"),
        ("speakers/index.html", "../speakers/kim/index.html#talks"),
        ("speakers/kim/index.html", "#talks"),
        ("speakers/kim/talks/index.html", "../../../speakers/kim/index.html#talks"),
    ],
)
def test_make_relative_links_to_a_place_from_any_page(path: str, link: str) -> None:
    assert make_relative(url_for("speakers/kim/#talks"), path) == link


def test_make_relative_keeps_link_to_own_page_without_a_place() -> None:
    assert (
        make_relative(url_for("speakers/"), "speakers/index.html")
        == "../speakers/index.html"
    )
    assert make_relative(url_for(""), "index.html") == "index.html"


def test_make_relative_starts_links_with_another_root() -> None:
    links = f"{url_for('venue/')} {asset_url('assets/logo.svg')}"
    assert (
        make_relative(links, "404.html", "/2027/")
        == "/2027/venue/index.html /2027/assets/logo.svg"
    )


def test_root_of_file_depends_on_its_folders() -> None:
    assert [root_of(path) for path in ("event.html", "news/", "a/b.css")] == [
        "",
        "../",
        "../",
    ]
