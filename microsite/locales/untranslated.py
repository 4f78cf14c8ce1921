"""Texts that a language of a site lacks: marked in pages, and listed by `check`."""

import re
from collections.abc import Iterator

from markupsafe import Markup

from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.display import capitalized
from microsite.diagnostics.source_text import Span
from microsite.model.event import Event
from microsite.model.fields import Record, fields_of
from microsite.source.languages import LocalText

MAX_NOTES = 9
"""Texts that `check` lists below the first one."""
BLOCK = re.compile(r"<(p|h[2-6]|ul|ol|dl|blockquote|table|figure|pre)(?=[ >])")


def language_name(language: str, shown_in: str) -> str:
    """Return the name of a language in another: `Welsh`, or in itself `Cymraeg`."""
    from microsite.locales.cldr import find_data  # Babel takes 40 ms to import

    data = find_data(language)
    names = find_data(shown_in)
    if data is None or names is None:
        return language
    name = data.get_language_name(names)
    return capitalized(name) if name else language


def foreign_language(text: object) -> str:
    """Return the language of a text; empty if it is that of the page."""
    return text.language if isinstance(text, LocalText) else ""


def language_attribute(text: object) -> Markup:
    """Return ` lang="en"` for a text that is in another language than the page."""
    language = foreign_language(text)
    return Markup(' lang="{}"').format(language) if language else Markup()


def mark_language(html: str, text: str) -> str:
    """Return the HTML of a text with its language on each block.

    A text in the language of the page stays as it is.
    """
    attribute = language_attribute(text)
    return BLOCK.sub(rf"<\1{attribute}", html) if attribute else html


def report_untranslated(event: Event, log: Log) -> None:
    """Report the texts that an event lacks in its language, all together (K163)."""
    spans: list[Span] = []
    for record in _records_of(event):
        spans += _untranslated_in(record)
    if not spans:
        return

    spans.sort(key=lambda span: (span.path, span.start))
    first, *others = spans
    count = f"{len(spans)} texts have" if others else "1 text has"
    language = language_name(event.record.languages[0], "en")
    notes = [("This text, too", span) for span in others[:MAX_NOTES]]
    log.report("K163", first, notes=notes, count=count, language=language)


def _records_of(event: Event) -> Iterator[Record]:
    """Yield every record of an event."""
    settings = (event.record, event.library, event.rates, event.sponsorship)
    for record in settings:
        if record:
            yield record
    for records in event.records.values():
        yield from records


def _untranslated_in(record: Record) -> Iterator[Span]:
    """Yield the places of a record's texts that are in another language."""
    for name, field in fields_of(type(record)).items():
        value = getattr(record, name)
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, Record):
                yield from _untranslated_in(item)
            elif foreign_language(item) and _has_letter(item):
                yield record.span() if field.from_file else record.span(field.key)


def _has_letter(text: str) -> bool:
    return any(character.isalpha() for character in text)
