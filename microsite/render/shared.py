"""Parts of a page that are the same on many pages, such as its header and foot, are rendered once.

Nobody has to say which: what an included template reads is watched while it is rendered. One that
read nothing but what surrounds the page comes out the same wherever that is the same, as templates
are pure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from types import CodeType
from typing import Any

from markupsafe import Markup, escape

from microsite.render.jinja import Context, Environment, Macro, Template, missing

SURROUNDINGS = ("site", "assets")
"""What many pages have in common, by the names under which templates read it."""
OF_BLOCKS = ("_block_vars", "_loop_vars")
"""What Jinja hands on with a call inside a block or a loop, for functions that ask for all that is
known there.
"""
MOST = 500
"""How many parts are kept, so that a preview that runs for days does not grow."""


try:
    from markupsafe._speedups import (
        _escape_inner as escape_text,
    )  # `escape` makes an object of what this gives
except ImportError:
    escape_text = escape


def escaped(value: object) -> str:
    """A value as HTML, for what is put together to a page at once."""
    if type(value) is str:
        return escape_text(value)
    if type(value) is Markup:
        return value
    return str(value) if type(value) is int else escape(value)


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
        return self.vars[key] if key in self.vars else self.parent.get(key, missing)

    def call(self, /, called: Any, *args: Any, **kwargs: Any) -> Any:
        """Called by compiled templates for whatever they call, which is a macro as a rule, given
        what it asks for.
        """
        if (
            type(called) is not Macro
            or called.caller
            or called.catch_kwargs
            or called.catch_varargs
        ):
            return super().call(called, *args, **kwargs)
        rest = called.arguments[len(args) :]
        if len(args) + len(rest) != len(called.arguments) or (
            kwargs and not kwargs.keys() <= {*rest, *OF_BLOCKS}
        ):
            return super().call(called, *args, **kwargs)
        text = called._func(*args, *(kwargs.get(name, missing) for name in rest))  # noqa: SLF001 - as it does itself
        return Markup(text) if self.eval_ctx.autoescape else text  # noqa: S704 - as it does, too


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
            around = tuple(map(context.parent.get, SURROUNDINGS))
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
        self._loaded: dict[str | Template, Template] = {}

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,
    ) -> Template:
        """Called by compiled templates for each that they include or import. None of them changes
        in between.
        """
        found = self._loaded.get(name)
        if found is None:
            found = self._loaded[name] = super().get_template(name, parent, globals)
        return found

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """One plain dict: in Jinja’s chain of two, each import of a component is looked up ten
        times as long.
        """
        return {**self.globals, **(d or {})}
