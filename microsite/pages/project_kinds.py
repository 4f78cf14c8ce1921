"""Page kinds that a project adds: a file in `pages/` for each, beside `templates/`."""

from __future__ import annotations

import re
import runpy
import traceback
from collections.abc import Callable, Container
from functools import partial
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.source_text import SourceText, Span
from microsite.pages.page import Page
from microsite.pages.registry import PAGE_KINDS
from microsite.site.site import PageKind, Site
from microsite.site.urls import UrlContext

VARIABLE = "PAGE_KIND"
NAME = re.compile(r"[a-z][a-z0-9_]*")
ADDRESS = re.compile(r"([^/\s]+/)+|[^/\s]+\.html")


class PageKindError(Exception):
    """A page kind that breaks a rule; the message names the rule."""


def load_page_kinds(folder: Path, log: Log) -> tuple[PageKind, ...]:
    """Return the engine's page kinds, with those in a project's `pages/` before pages of text.

    Report T107 for a file that does not define a page kind. Files whose names start with `_` are
    not read.
    """
    names = {kind.name for kind in PAGE_KINDS}
    added = []
    for path in sorted(folder.glob("[!_.]*.py")):
        source = SourceText(f"pages/{path.name}", "")
        try:
            source = SourceText(source.path, path.read_text(encoding="utf-8", errors="replace"))
            variables = runpy.run_path(str(path), run_name=f"pages.{path.stem}")
            kind = _checked(variables.get(VARIABLE), names)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - the project's program
            log.report("T107", _span(source, path, error), reason=_reason(error))
        else:
            names.add(kind.name)
            added.append(_guarded(kind, source, path, log))
    position = next(n for n, kind in enumerate(PAGE_KINDS) if kind.name == "prose")
    return (*PAGE_KINDS[:position], *added, *PAGE_KINDS[position:])


def _checked(kind: object, names: Container[str]) -> PageKind:
    if not isinstance(kind, PageKind):
        raise PageKindError(f"it does not define {VARIABLE} as a PageKind")
    texts = "name label title description parent search_label about record_kind".split()
    if not all(isinstance(getattr(kind, name), str) for name in texts):
        raise PageKindError("its name, label and other texts must be text")
    if not NAME.fullmatch(kind.name):
        raise PageKindError("its name must consist of small letters, digits and underscores")
    if kind.name in names:
        raise PageKindError(f"there is a page kind “{kind.name}” already")
    if not all(callable(function) for function in (kind.page, kind.is_shown, kind.addresses)):
        raise PageKindError("its page, is_shown and addresses must be functions")
    if kind.address is not None:
        _check_address(kind.address)
    return kind


def _check_address(address: object) -> None:
    if not (isinstance(address, str) and ADDRESS.fullmatch(address)):
        raise PageKindError(f"“{address}” is not the address of a page, such as “workshops/”")


def _guarded(kind: PageKind, source: SourceText, path: Path, log: Log) -> PageKind:
    """Return the kind with functions that report T108 instead of raising exceptions."""

    def guard(function: Callable[..., Any], fallback: object, *arguments: object) -> Any:
        try:
            return function(*arguments)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - the project's program
            log.report("T108", _span(source, path, error), reason=_reason(error))
            return fallback

    def addresses(site: Site) -> tuple[str, ...]:
        found = tuple(kind.addresses(site))
        for address in found:
            _check_address(address)
        return found

    def page(site: Site, at: UrlContext) -> Page:
        built = kind.page(site, at)
        if not isinstance(built, Page):
            raise PageKindError("its page function does not return a page")
        assert built.digest, "every value in its view can be encoded"
        return built if built.origin else replace(built, origin=source.file_span)

    return replace(
        kind,
        page=partial(guard, page, None),
        is_shown=partial(guard, kind.is_shown, False),
        addresses=partial(guard, addresses, ()),
    )


def _span(source: SourceText, path: Path, error: BaseException) -> Span:
    """Return the line of the file at which an error was raised; the file if there is none."""
    line = error.lineno if isinstance(error, SyntaxError) and error.filename == str(path) else None
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename == str(path):
            line = frame.lineno
    if not line or line > len(source.line_starts):
        return source.file_span
    return source.line_span(line)


def _reason(error: BaseException) -> str:
    message = error.msg if isinstance(error, SyntaxError) else str(error)
    name = "" if isinstance(error, PageKindError) else type(error).__name__
    text = ": ".join(part for part in (name, " ".join(message.split())) if part)
    return text.rstrip(".")
