"""Exact origins of the words of a page: its HTML, with the field of each text in
`data-edit`.

Only the editor builds such pages. It loads the sources again and marks each text of a
record. What a template shows of it is enclosed in characters that no source may
contain, and these become attributes. So `output/` never has them.
"""

import re
import threading
from contextlib import suppress
from enum import StrEnum
from functools import partial
from html import escape
from itertools import product
from typing import Any, Self

import msgspec
from jinja2 import pass_context
from markupsafe import Markup
from markupsafe import escape as escape_text
from msgspec.structs import force_setattr

from microsite.apps.editor.records import entry_id
from microsite.build import EditionSite, create_sites
from microsite.cache import Cache
from microsite.diagnostics.diagnostic import DiagnosticError, Log
from microsite.model import types
from microsite.model.event import Event
from microsite.model.fields import Record, fields_of
from microsite.model.kinds import FILE_SETTINGS, RECORD_KINDS
from microsite.model.loader import load_editions
from microsite.project import BuildOptions, Project

START, MIDDLE, END = "\ue000", "\ue001", "\ue002"  # as START ORIGIN MIDDLE TEXT END
MARK = re.compile(f"{START}([^{START}{MIDDLE}]*){MIDDLE}|{END}")
PART = re.compile(f"{START}([^{START}{MIDDLE}]*){MIDDLE}([^{START}{END}<]+){END}")
WHOLE = re.compile(
    f"(<(?![^<>]* data-edit=)[a-z][^<>]*)>(\\s*){PART.pattern}(?=\\s*</)"
)
TOKEN = re.compile(
    r"<!--(?:.*?-->|.*)|<(?P<raw>script|style|title|textarea|svg)\b(?:.*?</(?P=raw)>|.*)"
    r'|<(?P<close>/?)(?P<name>[a-zA-Z][\w-]*)(?:[^<>"]|"[^"]*")*>',
    re.DOTALL,
)
VOID = frozenset(
    "area base br col embed hr img input link meta source track wbr".split()
)
SHOWN_TYPES = (
    types.parse_line,
    types.parse_label,
    types.parse_markdown,
    types.parse_phone,
    types.parse_email,
    types.parse_contact,
)


class SourcedText(str):
    """Text of a field that knows its origin."""

    __slots__ = ("origin",)
    origin: str  # kind, id and path of the field: `session/opening/title`

    def __new__(cls, text: str, origin: str) -> Self:
        new = super().__new__(cls, text)
        new.origin = origin
        return new


def mark_event(event: Event) -> None:
    """Mark every text of the records of an event that is loaded only for this."""
    for name, records in event.records.items():
        kind = RECORD_KINDS[name]
        for record in records:
            id_ = record.slug if kind.folder else entry_id(kind, record.node)
            _mark(record, f"{name}/{escape(id_.replace('/', '%2F'))}")
    # Copies of what the records have
    for day, name in product(event.days, ("title", "note")):
        texts = (getattr(record, name) for record in event.records["day"])
        force_setattr(
            day,
            name,
            next((text for text in texts if text == getattr(day, name)), None),
        )
    _mark(event.record, "event/")
    settings = (None, event.library, event.rates, event.sponsorship)
    for name, record in zip(FILE_SETTINGS, settings, strict=True):
        if record is not None:
            _mark(record, f"{name}/")


def _mark(record: Record, origin: str, path: str = "") -> None:
    for field in fields_of(type(record)).values():
        name = f"{path}.{field.key}" if path else field.key
        value = getattr(record, field.name)
        if field.refers_to or (
            field.value_types and not field.is_parsed_by(*SHOWN_TYPES)
        ):
            continue
        if isinstance(value, tuple):
            values = tuple(
                _marked(item, origin, f"{name}.{n}") for n, item in enumerate(value)
            )
            force_setattr(record, field.name, values)
        else:
            force_setattr(record, field.name, _marked(value, origin, name))


def _marked(value: Any, origin: str, path: str) -> Any:
    if isinstance(value, Record):
        _mark(value, origin, path)
    elif isinstance(value, str) and not isinstance(value, StrEnum):
        return SourcedText(value, f"{origin}/{path}")
    return value


def show_marks(value: Any) -> Any:
    """Return what a template shows, with marks around a text with an origin."""
    if isinstance(value, SourcedText):
        return Markup(f"{START}{value.origin}{MIDDLE}{escape_text(str(value))}{END}")  # noqa: S704
    return value


def with_marks(gettext: Any) -> Any:
    """Return a function of templates for words, with marks around the values it fills
    in.
    """

    @pass_context
    def mark(context: Any, *texts: Any, **values: Any) -> Any:
        values = {name: show_marks(value) for name, value in values.items()}
        return gettext(context, *texts, **values)

    return mark


def html_with_origin(to_html: Any, text: str) -> str:
    """Return the HTML of a Markdown text, with its origin at each outer element."""
    html: str = to_html(str(text))
    if not isinstance(text, SourcedText):
        return html
    depth = 0

    def mark(token: re.Match[str]) -> str:
        nonlocal depth
        is_outer = depth == 0 and token["close"] == ""
        if token["name"] and token["name"].lower() not in VOID:
            depth += -1 if token["close"] else 1
        return _with_origin(token[0], text.origin) if is_outer else token[0]

    return TOKEN.sub(mark, html)


def to_attributes(html: str) -> str:
    """Return a page with `data-edit` attributes in place of its marks.

    The origin of a text is at its element, or at one of its own if there is more in
    that.
    """

    def without_marks(token: re.Match[str]) -> str:
        origins = [mark[1] for mark in MARK.finditer(token[0]) if mark[1]]
        tag = MARK.sub("", token[0])
        return _with_origin(tag, origins[0]) if origins and token["name"] else tag

    html = WHOLE.sub(r'\1 data-edit="\3">\2\4', TOKEN.sub(without_marks, html))
    html = PART.sub(r'<microsite-text data-edit="\1">\2</microsite-text>', html)
    return MARK.sub("", html)


def _with_origin(tag: str, origin: str) -> str:
    end = "/>" if tag.endswith("/>") else ">"
    return f'{tag[: -len(end)]} data-edit="{origin}"{end}'


class MarkedPages(msgspec.Struct, eq=False):
    """Pages with origins, of the last build."""

    project: Project
    number: int = -1  # number of the build for which the sources are loaded
    site: EditionSite | None = None
    lock: threading.Lock = msgspec.field(default_factory=threading.Lock)

    def page(self, path: str, number: int, options: BuildOptions) -> bytes | None:
        """Return the page at a path of the output, or None if it cannot be built with
        origins.
        """
        with self.lock:
            if number != self.number:
                self.site = self._load(options)
                self.number = number
            with suppress(DiagnosticError):
                html = self.site.html(path, Log()) if self.site else None
                return to_attributes(html.decode()).encode() if html else None
        return None

    def _load(self, options: BuildOptions) -> EditionSite | None:
        loaded = load_editions(self.project, Log())
        if not loaded:
            return None
        mark_event(loaded[0].event)
        edition = create_sites(loaded, options, Cache(None))[0]
        edition.site.to_html = partial(html_with_origin, edition.site.to_html)
        environment = edition.templates.environment
        environment.finalize = show_marks
        environment.bytecode_cache = None  # they are compiled otherwise
        for name in ("gettext", "ngettext"):  # they fill values into sentences
            environment.globals[name] = with_marks(environment.globals[name])
        return edition
