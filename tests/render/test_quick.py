"""Templates in quicker code: what comes out is what Jinja makes of them, and what is wrong is told
as it tells it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from microsite.diagnostics.diagnostic import Reported
from microsite.pipeline import Options, build
from microsite.plain import dataclass
from microsite.project import Project
from microsite.render.compiled import CompiledTemplates
from microsite.render.quick import QuickEnvironment
from microsite.render.shared import SharingEnvironment
from microsite.render.templates import Templates
from tests.built import SITES


@dataclass(frozen=True, slots=True)
class Person:
    """A view."""

    name: str
    role: Markup
    talks: tuple[str, ...]
    number: int
    items: dict[str, object]
    known: bool = True

    def greeting(self, word: str = "Hello") -> str:
        """A method, which templates may call."""
        return f"{word} <{self.name}>"


VIEW = Person(
    "Kim & Co",
    Markup("<b>Chair</b>"),
    ("Tides", "Nets <and> ropes"),
    3,
    {"a": 1, "class": "wide", "since": ""},
)
SAY = "{% macro say(a, b='-', c=none) %}[{{ a }}{{ b }}{% if c %}{{ c }}{% endif %}]{% endmacro %}"
PIECES = (
    "words & more",
    "{{ view.name }}",
    "{{ view.role }}",
    "{{ view.number }}",
    "{{ view.number + 1 }}",
    "{{ view.known }}",
    "{{ view.talks[0] }}",
    "{{ view.talks[1:] }}",
    "{{ view['name'] }}",
    "{{ view.items }}",
    "{{ view.items.a }}",
    "{{ view.items['a'] }}",
    "{{ view.items.class }}",
    "{{ view.greeting() }}",
    "{{ view.greeting(word='Good & day') }}",
    "{{ view.nobody }}",
    "{{ view.nobody is defined }}",
    "{{ view.nobody|default('none') }}",
    "{{ nothing }}",
    "{{ nothing is defined }}",
    "{{ view.talks[7] is defined }}",
    "{{ view.talks|map('upper')|join(', ') }}",
    "{{ view.name ~ view.role }}",
    "{{ 'yes' if view.known }}{{ 'no' if not view.known }}",
    "{% if view.items.since %}since{% endif %}",
    "{% for talk in view.talks %}{{ loop.index }}{{ talk }}{% endfor %}",
    "{% for talk in view.talks %}{{ loop.last or loop.nextitem }}{% endfor %}",
    "{% for key, value in view.items|dictsort %}{{ key }}{{ value }}{% endfor %}",
    "{% set name = view.name %}{{ name }}",
    "{% set ns = namespace(n=1) %}{% set ns.n = view.number %}{{ ns.n }}",
    "{% set whole %}<i>{{ view.name }}</i>{% endset %}{{ whole }}",
    "{% from 'say' import say %}{{ say(view.name) }}",
    "{% from 'say' import say %}{{ say(view.role, view.number) }}",
    "{% from 'say' import say %}{{ say(view.name, c=view.talks[0]) }}",
    "{% from 'say' import say %}{{ say(view.name, 'b', 'c', 'd') }}",
    "{% from 'say' import say %}{{ say(view.name, d=1) }}",
    "{% from 'say' import say %}{{ say(view.name, a=1) }}",
    "{% from 'say' import say %}{{ say() }}",
    "{% from 'say' import say %}{% for talk in view.talks %}{{ say(talk, c=loop.first) }}{% endfor %}",
    "{% import 'say' as words %}{{ words.say(view.number) }}",
    "{% from 'say' import nobody %}",
    "{% macro around() %}({{ caller() }}){% endmacro %}{% call around() %}{{ view.name }}{% endcall %}",
    "{% macro all() %}{{ varargs }}{{ kwargs|dictsort }}{% endmacro %}{{ all(1, view.name, b=2) }}",
    "{% macro one(caller=none) %}{{ caller }}{% endmacro %}{{ one() }}",
    "{% autoescape false %}{{ view.name }}{% from 'say' import say %}{{ say(view.name)|e }}{% endautoescape %}",
    "{% include 'inner' %}",
    "{% for talk in view.talks %}{% include 'inner' %}{% endfor %}",
    "{{ self.title() }}",
)
"""What templates are put together from: much that there is, and some that there is not."""


def templates_in(folder: Path, pieces: dict[str, str]) -> Templates:
    base = "{{ self.title() }}<main>{% block title %}{% endblock %}{% block content %}{% endblock %}</main>"
    for name, text in {"base": base, "say": SAY, **pieces}.items():
        (folder / name).write_text(text, encoding="utf-8")
    return Templates((folder,), CompiledTemplates(None))


def as_jinja_does(folder: Path, name: str, **views: object) -> str:
    """What Jinja makes of it, without anything of ours."""
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template(name).render(**views)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=3), st.lists(st.sampled_from(PIECES), max_size=4))
def test_what_comes_out_is_what_jinja_makes_of_it(
    tmp_path_factory: pytest.TempPathFactory, title: list[str], content: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("templates")
    inner = "<p>{{ view.name }}{{ talk is defined }}</p>"
    page = (
        "{% extends 'base' %}{% block title %}" + "".join(piece for piece in title if "self" not in piece)
        + "{% endblock %}{% block content %}" + "".join(content) + "{% endblock %}"
    )  # fmt: skip
    templates = templates_in(folder, {"inner": inner, "page": page})
    views = {"view": VIEW, "site": "Site", "assets": "Assets"}
    expected, failure = outcome_of(lambda: as_jinja_does(folder, "page", **views))
    for _ in range(2):  # the second time parts of it are known
        assert outcome_of(lambda: templates.render("page", **views)) == (expected, failure)


def outcome_of(render: Callable[[], str]) -> tuple[str, type | None]:
    """The page, or what kind of failure there was."""
    try:
        return render(), None
    except Reported as told:
        return "", type(told.__cause__)
    except Exception as failure:  # noqa: BLE001 - whatever it is, it should be the same
        return "", type(failure)


def test_what_is_no_attribute_is_looked_for_in_jinjas_way(tmp_path: Path) -> None:
    templates = templates_in(tmp_path, {"page": "{{ view.since }}{{ view.until is defined }}"})
    asked: list[str] = []

    class Noting(QuickEnvironment):
        def get_template(self, name: Any, *rest: Any, **more: Any) -> Any:
            asked.append(name)
            return super().get_template(name, *rest, **more)

    templates._quick.__class__ = Noting
    assert [templates.render("page", view={"since": 1}) for _ in range(3)] == ["1False"] * 3
    assert asked == ["page"]  # and is asked for there from then on


@pytest.mark.parametrize("name", SITES)
def test_the_theme_asks_for_attributes_alone(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that its pages are rendered once, by the quicker code."""
    again: list[object] = []
    get_template = SharingEnvironment.get_template

    def noting(environment: SharingEnvironment, name: Any, *rest: Any, **more: Any) -> Any:
        again.extend([name] if not isinstance(environment, QuickEnvironment) else [])
        return get_template(environment, name, *rest, **more)

    monkeypatch.setattr(SharingEnvironment, "get_template", noting)
    outcome = build(Project.at(SITES[name], tmp_path / "output"), Options(use_cache=False, jobs=1))
    assert outcome.published is not None
    assert again == []
