"""Texts that a language of a site lacks: their mark in pages, and a list of them for
`check`.
"""

import re
from collections.abc import Iterator
from itertools import chain

from markupsafe import Markup

from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.display import capitalized
from microsite.diagnostics.source_text import Span
from microsite.model.event import Event
from microsite.model.fields import Record, fields_of
from microsite.source.languages import LocalText

BLOCK = re.compile(r"<(p|h[2-6]|ul|ol|dl|blockquote|table|figure|pre)(?=[ >])")


def language_name(language: str, shown_in: str) -> str:
    """Return the name of a language in another: `Welsh`, or in itself `Cymraeg`."""
    from microsite.locales.cldr import find_data  # Babel takes 40 ms to import

    data, names = find_data(language), find_data(shown_in)
    name = data.get_language_name(names) if data and names else None
    return capitalized(name) if name else language


def foreign_language(text: object) -> str:
    """Return the language of a text; empty if it is that of the page."""
    return text.language if isinstance(text, LocalText) else ""


def language_attribute(text: object) -> Markup:
    """Return ` lang="en"` for a text that is in another language than the page."""
    language = foreign_language(text)
    return Markup(' lang="{}"').format(language) if language else Markup()


def mark_language(html: str, text: str) -> str:
    """Return the HTML of a text with the language of each block, if it is not that of
    the page.
    """
    attribute = language_attribute(text)
    return BLOCK.sub(rf"<\1{attribute}", html) if attribute else html


def report_untranslated(event: Event, log: Log) -> None:
    """Report the texts that an event lacks in its language, all together (K163)."""
    settings = (event.record, event.library, event.rates, event.sponsorship)
    records = filter(None, chain(settings, *event.records.values()))
    spans = chain.from_iterable(map(_places_of, records))
    if places := sorted(spans, key=lambda span: (span.path, span.start)):
        language = language_name(event.record.languages[0], "en")
        count = "1 text has" if len(places) == 1 else f"{len(places)} texts have"
        notes = [("This text, too", span) for span in places[1:10]]
        log.report("K163", places[0], notes=notes, count=count, language=language)


def _places_of(record: Record) -> Iterator[Span]:
    for name, field in fields_of(type(record)).items():
        value = getattr(record, name)
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, Record):
                yield from _places_of(item)
            elif foreign_language(item) and any(map(str.isalpha, item)):
                yield record.span() if field.from_file else record.span(field.key)
