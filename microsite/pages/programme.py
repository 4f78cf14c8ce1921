"""The programme: every day, slot by slot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from microsite.model.conference import Day
from microsite.pages.cards import SessionCard, session_card
from microsite.pages.furniture import when_words, where_words
from microsite.pages.page import Page, make_page
from microsite.site import urls, when
from microsite.site.site import Site
from microsite.site.urls import At


@dataclass(frozen=True, slots=True)
class Slot:
    """What starts at the same time."""

    start: str
    start_iso: str
    end: str
    """The last end among its sessions."""
    end_iso: str
    sessions: tuple[SessionCard, ...]
    """Several run in parallel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeDay:
    """One day of the programme."""

    id: str
    """`day-1`, its anchor."""
    heading: str
    date: str
    """In words; empty while it is to be announced."""
    date_iso: str
    title: str
    note: str
    slots: tuple[Slot, ...]
    is_parallel: bool
    """Whether sessions of different lengths or starts run side by side."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A track, room or kind of session that there is."""

    slug: str
    label: str
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammePage:
    """Everything templates/pages/programme.html may read."""

    when: str
    where: str
    zone: str
    """The IANA name of the time zone that all times are in."""
    is_provisional: bool
    days: tuple[ProgrammeDay, ...]
    tracks: tuple[Choice, ...]
    rooms: tuple[Choice, ...]
    kinds: tuple[Choice, ...]


def build(site: Site) -> Iterator[Page]:
    """The programme, at programme/, where there are sessions."""
    if "programme" not in site.sections:
        return
    event, at = site.event, At.page(urls.PROGRAMME)
    days = tuple(_day(site, at, day) for day in event.days)
    cards = [card for day in days for slot in day.slots for card in slot.sessions]
    view = ProgrammePage(
        when=when_words(site),
        where=where_words(site),
        zone=event.details.timezone,
        is_provisional=any(card.is_sample for card in cards) or "starts" in event.details.sample,
        days=days,
        tracks=_choices((card.track_slug, card.track) for card in cards),
        rooms=_choices((card.room, card.room) for card in cards),
        kinds=_choices((card.kind_slug, card.kind) for card in cards if not card.is_housekeeping),
    )
    yield make_page(
        site,
        "programme",
        urls.PROGRAMME,
        view,
        title="Programme",
        section="programme",
        description=f"Programme of {event.details.title}: sessions, speakers, times and rooms. {when_words(site)}.",
    )


def _day(site: Site, at: At, day: Day) -> ProgrammeDay:
    cards = [(session, session_card(site, at, session)) for session in day.sessions]
    slots = []
    for _, together in groupby(cards, key=lambda pair: pair[0].order):
        group = list(together)
        last = max(group, key=lambda pair: pair[0].finish)[1]
        first = group[0][1]
        slots.append(Slot(first.start, first.start_iso, last.end, last.end_iso, tuple(card for _, card in group)))
    date = when.full_day(day.date) if day.date else ""
    return ProgrammeDay(
        id=f"day-{day.number}",
        heading=date or (f"Day {day.number}" if len(site.event.days) > 1 else "The day"),
        date=date,
        date_iso=day.date.isoformat() if day.date else "",
        title=day.title or "",
        note=day.note or "",
        slots=tuple(slots),
        is_parallel=any(
            later.order < earlier.finish and later.order != earlier.order
            for index, earlier in enumerate(day.sessions)
            for later in day.sessions[index + 1 : index + 8]
        ),
    )


def _choices(pairs: Iterator[tuple[str, str]]) -> tuple[Choice, ...]:
    found = dict(pair for pair in pairs if pair[0])
    return tuple(Choice(slug, label, "") for slug, label in found.items()) if len(found) > 1 else ()
