"""Checks across records: what no single record can know of itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from itertools import pairwise
from typing import Any

from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.source_text import Span
from microsite.diagnostics.suggestions import did_you_mean
from microsite.model.conference import Event, Session
from microsite.model.event import EventDetails
from microsite.model.plausible import (
    check_currencies,
    check_hours,
    check_price_days,
    check_subsidies,
    check_updates,
)
from microsite.model.programme import Room, Track
from microsite.model.record import Record, public_fields
from microsite.model.series import check_series

Check = Callable[[Event, Log], None]


def check_ids(event: Event, log: Log) -> None:
    """Ids are the names of records: no two of a kind may share one."""
    groups: list[tuple[str, Iterable[Record]]] = [
        ("session", (session.details for session in event.sessions)),
        ("room", event.rooms),
        ("track", event.tracks),
        ("resource", event.library.resources),
        ("figure", event.figures),
        ("rate", event.rates.rates if event.rates else ()),
        ("tier", event.sponsorship.tiers if event.sponsorship else ()),
        ("sponsor", event.sponsorship.sponsors if event.sponsorship else ()),
    ]
    for kind, records in groups:
        known = list(records)
        if len({_id_of(record) for record in known}) == len(known):
            continue
        first: dict[str, Record] = {}
        for record in sorted(known, key=lambda record: _place_of_id(record).start):
            identity = _id_of(record)
            earlier = first.setdefault(identity, record)
            if earlier is not record:
                place = _place_of_id(earlier)
                notes = ((f"First used here, on line {place.line}", place),)
                log.report(
                    "S113",
                    _place_of_id(record),
                    kind=kind,
                    id=identity,
                    line=place.line,
                    notes=notes,
                )


def _id_of(record: Any) -> str:
    """The id of a record; of a room or track, the one that is made from its name if need be."""
    return str(record.slug if isinstance(record, Room | Track) else record.id)


def _place_of_id(record: Record) -> Span:
    return record.place("id" if record.has_written("id") else "name")


def check_clashes(event: Event, log: Log) -> None:
    """One person is in one place at a time, and so, mostly, is one room."""
    people: dict[str, list[Session]] = {}
    rooms: dict[str, list[Session]] = {}
    shown = {speaker.slug: speaker for speaker in event.speakers}
    for session in event.sessions:
        if session.is_cancelled:
            continue
        for slug in session.people:
            if shown[slug].is_named:
                people.setdefault(slug, []).append(session)
        if session.room is not None:
            rooms.setdefault(session.room.name, []).append(session)
    for slug, sessions in people.items():
        for first, second in _overlaps(sessions):
            place = _where_named(second, slug, event)
            log.report("S114", place, name=shown[slug].name, first=first.title, second=second.title)
    for room, sessions in rooms.items():
        for first, second in _overlaps(sessions):
            log.report(
                "S115", second.place("room"), room=room, first=first.title, second=second.title
            )


def _where_named(session: Session, slug: str, event: Event) -> Span:
    """Where a session names a person."""
    for field in ("speakers", "chair"):
        for index, name in enumerate(getattr(session.details, field)):
            if event.names["speaker"].find(name) == slug:
                return session.place(field, index)
    return session.place("id")


def _overlaps(sessions: Iterable[Session]) -> Iterable[tuple[Session, Session]]:
    """Neighbours among sessions in order of which the second starts before the first has ended."""
    for first, second in pairwise(sessions):
        if first.day == second.day and second.order < first.finish:
            yield first, second


def check_tiers(event: Event, log: Log) -> None:
    """Each sponsor's tier exists."""
    for sponsor in event.sponsorship.sponsors if event.sponsorship else ():
        event.names["tier"].resolve(
            sponsor.tier, partial(sponsor.place, "tier"), "W101", sponsor.name, log
        )


def check_resource_kinds(event: Event, log: Log) -> None:
    """Each resource is of a kind that the file lists, and supersedes only resources that exist."""
    for resource in event.library.resources:
        if resource.kind not in event.library.kinds:
            suggestion = did_you_mean(resource.kind, event.library.kinds)
            log.report("W102", resource.place("kind"), given=resource.kind, suggestion=suggestion)
        for index, older in enumerate(resource.supersedes):
            place = partial(resource.place, "supersedes", index)
            found = event.names["resource"].resolve(older, place, "S107", resource.title, log)
            if found == resource.id:
                log.report("W103", place(), title=resource.title)


def check_sample_fields(event: Event, log: Log) -> None:
    """The fields that event.md calls samples are fields of event.md."""
    fields = public_fields(EventDetails)
    for index, name in enumerate(event.details.sample):
        if name not in fields:
            log.report(
                "R132",
                event.details.place("sample", index),
                given=name,
                suggestion=did_you_mean(name, fields),
            )


def check_protected(event: Event, log: Log) -> None:
    """A protected person has a name to be shown by, and nothing that gives them away."""
    for speaker in event.speakers:
        if not speaker.protected:
            continue
        if speaker.shown_as is None:
            log.report("W104", speaker.place("protected"), slug=speaker.slug)
        for field in ("photo", "links", "pronouns"):
            if speaker.has_written(field):
                log.report("W105", speaker.place(field), field=field)


def check_prices(event: Event, log: Log) -> None:
    """A rate has one price, or prices on days that make sense."""
    for rate in event.rates.rates if event.rates else ():
        if (rate.price is None) == (not rate.prices):
            log.report("W106", rate.place("price"), name=rate.name)
        for index, price in enumerate(rate.prices):
            if price.starts and price.until and price.until < price.starts:
                log.report("W107", rate.place("prices", index, "until"), name=rate.name)


def check_places(event: Event, log: Log) -> None:
    """Somebody who comes in person can be told where; booking closes after it opens."""
    booking = event.details.booking
    if booking and booking.opens and booking.closes and booking.closes <= booking.opens:
        log.report("W108", event.details.place("booking", "closes"))


def check_strokes(event: Event, log: Log) -> None:
    """A figure that is drawn says what a stroke is, and marks no more than there are."""
    for figure in event.figures:
        if (figure.marked or 0) > (figure.strokes or 0):
            log.report("W109", figure.place("marked"))
        if figure.strokes and not figure.key:
            log.report("W110", figure.place("strokes"))


def check_domain(event: Event, log: Log) -> None:
    """A domain of its own is the one in the address of the site."""
    if event.details.custom_domain and event.details.base_url is None:
        log.report("W111", event.details.place("custom_domain"))


CHECKS: tuple[Check, ...] = (
    check_ids,
    check_clashes,
    check_tiers,
    check_resource_kinds,
    check_sample_fields,
    check_protected,
    check_prices,
    check_places,
    check_strokes,
    check_series,
    check_domain,
    check_hours,
    check_price_days,
    check_currencies,
    check_subsidies,
    check_updates,
)
