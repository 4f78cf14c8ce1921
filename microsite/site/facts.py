"""Facts: names with values, among them those of custom fields."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from msgspec import Struct

from microsite.locales.locale import N_
from microsite.locales.untranslated import language_name
from microsite.model.fields import CustomField, Record
from microsite.model.records.content import SessionRecord
from microsite.site.site import Site

SESSION_FACTS = {
    "language": N_("Language"),
    "attendance": N_("Taking part"),
    "series": N_("Series"),
}
"""Labels of the fields that are shown everywhere like custom fields."""


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
    choice: str
    """Word to filter by; empty if the field does not filter."""


def custom_facts(site: Site, record: Record) -> tuple[CustomFact, ...]:
    """Return the values of custom fields that are shown, or that filter."""
    facts = []
    for field, value in record.custom:
        if field.filter or field.shown != "nowhere":
            for words in _words_of(site, value):
                facts.append(_custom_fact(field, value, words))
    return tuple(facts)


def _custom_fact(field: CustomField, value: Any, words: str) -> CustomFact:
    """Return a value in words as a fact; of a list, one of its values."""
    is_link = field.kind == "link"
    choice = ""
    if field.filter:
        choice = words
        if isinstance(value, bool):
            choice = field.shown_label if value else ""
    return CustomFact(
        field.shown_label,
        (urlsplit(words).hostname or words) if is_link else words,
        value.isoformat() if isinstance(value, date) else "",
        href=words if is_link else "",
        field=field.name,
        on_card=field.shown in ("card", "both"),
        on_page=field.shown in ("page", "both"),
        choice=choice,
    )


def session_facts(site: Site, record: SessionRecord) -> Iterator[CustomFact]:
    """Yield the SESSION_FACTS that a session has, in the form of custom fields."""
    for name, label in SESSION_FACTS.items():
        value = getattr(record, name)
        if not value:
            continue
        if name == "language":
            value = language_name(value, site.locale.tag)
        elif name == "attendance":
            value = site.gettext(value.capitalize())
        yield CustomFact(
            site.gettext(label),
            value,
            field=name,
            on_card=True,
            on_page=True,
            choice=value,
        )


def exported_lines(site: Site, record: Record) -> Iterator[str]:
    """Yield the facts of a record for other programs: `Tags: Policy, Practice`."""
    if isinstance(record, SessionRecord):
        for fact in session_facts(site, record):
            yield f"{fact.name}: {fact.value}"
    for field, value in record.custom:
        if field.is_exported:
            words = ", ".join(_words_of(site, value))
            yield f"{field.shown_label}: {words}"


def keywords(record: Record) -> list[str]:
    """Return the words to choose from in the exported custom fields of a record."""
    words: list[str] = []
    for field, value in record.custom:
        if field.is_exported and field.choices:
            words += (value,) if isinstance(value, str) else value
    return words


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
