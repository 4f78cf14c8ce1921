"""Facts: names with values, among them those of custom fields."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from msgspec import Struct

from microsite.locales.locale import N_
from microsite.locales.untranslated import language_name
from microsite.model.fields import Record
from microsite.model.records.content import SessionRecord
from microsite.site.site import Site

SESSION_FACTS = {
    "language": N_("Language"),
    "attendance": N_("Taking part"),
    "series": N_("Series"),
}
"""Labels of the fields that pages, cards, the filter and exports show like custom
fields.
"""


class Fact(Struct, frozen=True):
    """A fact in the list next to a title: `When`, `Where`, `Places`."""

    name: str
    value: str
    iso: str = ""
    is_sample: bool = False
    called_off: str = ""
    """“Postponed” or “Cancelled” if the fact is struck out; mostly empty."""
    since: str = ""
    until: str = ""
    href: str = ""


class CustomFact(Fact, frozen=True, kw_only=True):
    """A fact of a custom field; the values of a list follow each other."""

    field: str
    on_card: bool
    on_page: bool
    choice: str  # word to filter by; empty if the field does not filter


def custom_facts(site: Site, record: Record) -> tuple[CustomFact, ...]:
    """Return the values of custom fields that are shown, or that filter."""
    return tuple(
        CustomFact(
            field.shown_label,
            (urlsplit(words).hostname or words) if field.kind == "link" else words,
            value.isoformat() if isinstance(value, date) else "",
            href=words if field.kind == "link" else "",
            field=field.name,
            on_card=field.shown in ("card", "both"),
            on_page=field.shown in ("page", "both"),
            choice=(
                {True: field.shown_label, False: ""}.get(value, words)
                if field.filter
                else ""
            ),
        )
        for field, value in record.custom
        if field.filter or field.shown != "nowhere"
        for words in _words_of(site, value)
    )


def session_facts(site: Site, record: SessionRecord) -> Iterator[CustomFact]:
    """Yield the SESSION_FACTS that a session has, in the form of custom fields."""
    words = {
        "language": record.language and language_name(record.language, site.locale.tag)
    }
    words["attendance"] = record.attendance and site.gettext(
        record.attendance.value.capitalize()
    )
    for name, label in SESSION_FACTS.items():
        if value := words.get(name, getattr(record, name)):
            own = {"field": name, "choice": value}
            yield CustomFact(
                site.gettext(label), value, on_card=True, on_page=True, **own
            )


def exported_lines(site: Site, record: Record) -> Iterator[str]:
    """Yield the custom fields of a record for other programs: `Tags: Policy,
    Practice`.
    """
    if isinstance(record, SessionRecord):
        yield from (
            f"{fact.name}: {fact.value}" for fact in session_facts(site, record)
        )
    for field, value in record.custom:
        if field.is_exported:
            yield f"{field.shown_label}: {', '.join(_words_of(site, value))}"


def keywords(record: Record) -> list[str]:
    """Return the words to choose from in the exported custom fields of a record."""
    chosen = (
        value for field, value in record.custom if field.is_exported and field.choices
    )
    return [
        word
        for value in chosen
        for word in ((value,) if isinstance(value, str) else value)
    ]


def _words_of(site: Site, value: Any) -> tuple[str, ...]:
    """Return a value in words: several texts for a list."""
    match value:
        case tuple():
            return value
        case bool():
            return (site.gettext("Yes") if value else site.gettext("No"),)
        case Decimal():
            return (site.locale.number(value),)
        case date():
            return (site.locale.date(value),)
    return (value,)
