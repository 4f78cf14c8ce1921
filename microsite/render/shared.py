"""Parts of a page that are the same on many pages, such as its header and foot, are rendered once.

Nobody has to say which: what an included template reads is watched while it is rendered. One that read nothing but what
surrounds the page comes out the same wherever that is the same, as templates are pure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from functools import lru_cache
from types import CodeType
from typing import Any

from markupsafe import Markup, escape

from microsite.render.jinja import Context, Environment, Template

SURROUNDINGS = ("site", "assets")
"""What many pages have in common, by the names under which templates read it."""
MOST = 500
"""How many parts are kept, so that a preview that runs for days does not grow."""


_escaped = lru_cache(maxsize=8192)(escape)


def escaped(value: object) -> Markup:
    """A value as HTML. Names and times come again on page after page, and are made ready once."""
    return _escaped(value) if type(value) is str else escape(value)


class SharedParts:
    """The parts that were rendered, and what the one that is being rendered has read."""

    def __init__(self) -> None:
        self._known: dict[tuple[str | int | None, ...], tuple[str, tuple[object, ...]]] = {}
        self._read: set[str] = set()

    def note(self, name: str) -> None:
        """Something was read."""
        self._read.add(name)

    def known(self, name: str | None, around: tuple[object, ...]) -> str | None:
        """A part as it came out among these surroundings."""
        found = self._known.get((name, *map(id, around)))
        return found and found[0]

    def keep(self, name: str | None, around: tuple[object, ...], text: str) -> None:
        """Remember a part; also its surroundings, so that no others are taken for them."""
        if len(self._known) >= MOST:
            self._known.clear()
        self._known[name, *map(id, around)] = (text, around)

    @contextmanager
    def watched(self) -> Iterator[set[str]]:
        """The names of what is read from here on."""
        before, self._read = self._read, set()
        try:
            yield self._read
        finally:
            before |= self._read
            self._read = before


class WatchedContext(Context):
    """Tells what a template reads."""

    def resolve_or_missing(self, key: str) -> Any:
        """Called by compiled templates for each name that they use."""
        self.environment.parts.note(key)  # type: ignore[attr-defined]
        return super().resolve_or_missing(key)


class SharedTemplate(Template):
    """A template that is rendered no more often than what it reads differs."""

    @classmethod
    def from_code(
        cls,
        environment: Environment,
        code: CodeType,
        globals: MutableMapping[str, Any],
        uptodate: Callable[[], bool] | None = None,
    ) -> Template:
        """Called by Jinja for a template that was compiled."""
        template = super().from_code(environment, code, globals, uptodate)
        parts, render = getattr(environment, "parts"), template.root_render_func  # noqa: B009 - it is ours

        def render_once(context: Context) -> Iterator[str]:
            around = tuple(context.get(name) for name in SURROUNDINGS)
            text = parts.known(template.name, around)
            if text is None:
                with parts.watched() as read:
                    text = environment.concat(render(context))
                if not read.issubset(SURROUNDINGS):
                    template.root_render_func = render  # what it says differs from page to page
                elif not context.exported_vars:
                    parts.keep(template.name, around, text)
            yield text

        render.__globals__["escape"] = escaped
        template.root_render_func = render_once
        return template


class SharingEnvironment(Environment):
    """Jinja’s environment, with parts that are rendered once."""

    template_class = SharedTemplate
    context_class = WatchedContext

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.parts = SharedParts()

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """One plain dict: in Jinja’s chain of two, each import of a component is looked up ten times as long."""
        return {**self.globals, **(d or {})}
