"""Parts that are the same on many pages: rendered once, and never shown where they would say
something else.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import DictLoader, Environment, StrictUndefined

from microsite.plain import dataclass
from microsite.render import shared
from microsite.render.shared import SharingEnvironment

PIECES = (
    "{{ site.title }}",
    "{% if site.open %}open{% endif %}",
    "{{ assets }}",
    "{{ page }}",
    "{% set kind = page %}",
    "{{ kind }}",
    "{% for part in (1, 2) %}{{ part }}{% include 'inner' %}{% endfor %}",
    "{% include 'inner' %}",
    "{% from 'words' import say with context %}{{ say() }}",
    "{% from 'words' import tell %}{{ tell(site.title) }}",
    "{% macro own() %}{{ page }}{% endmacro %}",
    "words",
)
"""What templates are put together from."""


@dataclass(frozen=True, slots=True)
class Title:
    """What stands around a page; it counts how often it is asked for its title."""

    words: str
    open: bool
    asked: list[str]

    @property
    def title(self) -> str:
        self.asked.append(self.words)
        return self.words


def environment(
    templates: Mapping[str, str], kind: type[Environment] = SharingEnvironment
) -> Environment:
    words = "{% macro say() %}{{ page }}{{ site.title }}{% endmacro %}{% macro tell(it) %}<{{ it }}>{% endmacro %}"
    return kind(
        loader=DictLoader({"words": words, **templates}), undefined=StrictUndefined, autoescape=True
    )


def test_what_reads_only_the_surroundings_is_rendered_once_for_each() -> None:
    made = environment(
        {"page": "{% include 'header' %}{{ page }}", "header": "<b>{{ site.title }}</b>"}
    )
    asked: list[str] = []
    here, there = Title("A & B", True, asked), Title("C", True, asked)
    shown = [
        made.get_template("page").render(site=site, assets=(), page=n)
        for n in (1, 2)
        for site in (here, there)
    ]
    assert shown == ["<b>A &amp; B</b>1", "<b>C</b>1", "<b>A &amp; B</b>2", "<b>C</b>2"]
    assert asked == ["A & B", "C"]


@pytest.mark.parametrize(
    ("page", "header"),
    [
        ("{% include 'header' %}", "{{ page }}"),
        ("{% include 'header' %}", "{% if site.open %}{{ page }}{% endif %}"),
        ("{% include 'header' %}", "{% include 'inner' %}"),
        ("{% set kind = page %}{% include 'header' %}", "{{ kind }}"),
        ("{% for part in (page, page) %}{% include 'header' %}{% endfor %}", "{{ part }}"),
        (
            "{% from 'header' import own with context %}{{ own() }}",
            "{% macro own() %}{{ page }}{% endmacro %}",
        ),
        ("{% from 'header' import own with context %}{{ own }}", "{% set own = site.title %}"),
    ],
)
def test_what_reads_anything_else_is_rendered_for_each_page(page: str, header: str) -> None:
    texts = {"page": page, "header": header, "inner": "{{ page }}"}
    site = Title("A", True, [])
    for number in range(3):
        views = {"site": site, "assets": (), "page": number}
        expected = environment(texts, Environment).get_template("page").render(views)
        assert environment(texts).get_template("page").render(views) == expected
    made = environment(texts)
    plain = environment(texts, Environment)
    for number in range(3):
        views = {"site": site, "assets": (), "page": number}
        assert made.get_template("page").render(views) == plain.get_template("page").render(views)


def test_what_is_read_only_sometimes_is_seen_when_it_is() -> None:
    made = environment(
        {
            "page": "{% include 'header' %}",
            "header": "{% if site.open %}{{ page }}{% endif %}closed",
        }
    )
    closed, opened = Title("A", False, []), Title("A", True, [])
    shown = [
        made.get_template("page").render(site=site, assets=(), page=n)
        for n in (1, 2)
        for site in (closed, opened)
    ]
    assert shown == ["closed", "1closed", "closed", "2closed"]


def test_a_preview_does_not_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared, "MOST", 3)
    made = environment({"page": "{% include 'header' %}", "header": "{{ site.title }}"})
    for number in range(10):
        assert made.get_template("page").render(
            site=Title(str(number), True, []), assets=()
        ) == str(number)
    assert len(made.parts._known) <= 3  # type: ignore[attr-defined]


TEXTS = st.lists(st.sampled_from(PIECES), max_size=4).map("".join)


@given(TEXTS, TEXTS, TEXTS.filter(lambda text: "inner" not in text))
def test_any_pages_come_out_as_jinja_alone_makes_them(page: str, header: str, inner: str) -> None:
    texts = {
        "page": f"{{% set kind = 'k' %}}{page}{{% include 'header' %}}",
        "header": header,
        "inner": inner,
    }
    made, plain = environment(texts), environment(texts, Environment)
    sites = [Title("A", True, []), Title("B", False, [])]
    for number in range(3):
        for site in sites:
            views = {"site": site, "assets": "css", "page": number}
            assert _shown(made, views) == _shown(plain, views)


def _shown(of: Environment, views: Mapping[str, object]) -> str:
    """A page, or why there is none."""
    try:
        return of.get_template("page").render(views)
    except Exception as fault:  # noqa: BLE001 - whatever it is, it must be the same
        return f"{type(fault).__name__}: {fault}"
