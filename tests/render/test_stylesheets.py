"""Stylesheets: mirrored for languages that are written from right to left."""

from __future__ import annotations

import pytest

from microsite.render.stylesheets import mirror_css


@pytest.mark.parametrize(
    ("css", "mirrored_css"),
    [
        ("a{padding:1px 2px 3px 4px}", "a{padding:1px 4px 3px 2px}"),
        ("a { inset: 0 auto auto 0; }", "a { inset: 0 0 auto auto; }"),
        (
            "a{margin:0 calc(1px + var(--a, 2px)) 0 -1em;top:0}",
            "a{margin:0 -1em 0 calc(1px + var(--a, 2px));top:0}",
        ),
        ("a{border-radius:1px 2px 3px 4px}", "a{border-radius:2px 1px 4px 3px}"),
        ("a{border-width:0 0 0 8px}", "a{border-width:0 8px 0 0}"),
    ],
)
def test_mirror_css_exchanges_sides(css: str, mirrored_css: str) -> None:
    assert mirror_css(css) == mirrored_css
    assert mirror_css(mirrored_css) == css


@pytest.mark.parametrize(
    "css",
    [
        "a{padding:1px 2px 3px}",
        "a{padding-inline:1px 2px;margin-inline-start:4px}",
        "a{clip-path:inset(0 1px 2px 3px)}",
        "a{transition:margin 1s ease 0s}",
        "a{--padding: 1 2 3}",
        "a{left:0}",
        "",
    ],
)
def test_mirror_css_leaves_other_declarations(css: str) -> None:
    assert mirror_css(css) == css
