"""Checks across records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from functools import partial
from itertools import pairwise
from typing import Any

from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.source_text import Span
from microsite.diagnostics.suggestions import did_you_mean
from microsite.model.event import Day, Event, Session, edition_folder
from microsite.model.fields import Record, input_keys
from microsite.model.records.event import EventRecord
from microsite.model.records.rates import Currency, Rate
from microsite.model.records.sessions import Room, Track
from microsite.model.schedule import MINUTES_PER_DAY
from microsite.source.nodes import Mapping, Scalar, Sequence

Check = Callable[[Event, Log], None]


def check_ids(event: Event, log: Log) -> None:
    """Report records of a kind that share an id."""
    groups: list[tuple[str, Iterable[Record]]] = [
        ("session", (session.record for session in event.sessions)),
        ("room", event.rooms),
        ("track", event.tracks),
        ("resource", event.library.resources),
        ("figure", event.figures),
        ("rate", event.rates.rates if event.rates else ()),
        ("tier", event.sponsorship.tiers if event.sponsorship else ()),
        ("sponsor", event.sponsorship.sponsors if event.sponsorship else ()),
    ]
    for kind, records in groups:
        first: dict[str, Record] = {}
        for record in sorted(records, key=lambda record: _id_span(record).start):
            id_, span = _id_of(record), _id_span(record)
            earlier = first.setdefault(id_, record)
            if earlier is not record:
                line = _id_span(earlier).line
                notes = ((f"First used here, on line {line}", _id_span(earlier)),)
                log.report("S113", span, kind=kind, id=id_, line=line, notes=notes)


def _id_of(record: Any) -> str:
    """Return the id of a record, or of a room or track the one made from its name."""
    return str(record.slug if isinstance(record, Room | Track) else record.id)


def _id_span(record: Record) -> Span:
    return record.span("id" if record.has_written("id") else "name")


def check_double_bookings(event: Event, log: Log) -> None:
    """Report people and rooms that are in two sessions at a time."""
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
            place = _span_of_person(second, slug, event)
            log.report("S114", place, name=shown[slug].name, first=first.title, second=second.title)
    for room, sessions in rooms.items():
        for first, second in _overlaps(sessions):
            log.report(
                "S115", second.span("room"), room=room, first=first.title, second=second.title
            )


def _span_of_person(session: Session, slug: str, event: Event) -> Span:
    """Return the span where a session names a person."""
    for field in ("speakers", "chair"):
        for index, name in enumerate(getattr(session.record, field)):
            if event.references["speaker"].find(name) == slug:
                return session.span(field, index)
    return session.span("id")


def _overlaps(sessions: Iterable[Session]) -> Iterable[tuple[Session, Session]]:
    """Yield neighbours of which the second starts before the first has ended."""
    for first, second in pairwise(sessions):
        if first.day == second.day and second.start_minute < first.end_minute:
            yield first, second


def check_tiers(event: Event, log: Log) -> None:
    """Report sponsors of a tier that does not exist."""
    for sponsor in event.sponsorship.sponsors if event.sponsorship else ():
        event.references["tier"].resolve(
            sponsor.tier, partial(sponsor.span, "tier"), "W101", sponsor.name, log
        )


def check_resource_kinds(event: Event, log: Log) -> None:
    """Report resources of unknown kinds, and those that supersede missing ones."""
    for resource in event.library.resources:
        if resource.kind not in event.library.kinds:
            suggestion = did_you_mean(resource.kind, event.library.kinds)
            log.report("W102", resource.span("kind"), given=resource.kind, suggestion=suggestion)
        for index, older in enumerate(resource.supersedes):
            place = partial(resource.span, "supersedes", index)
            found = event.references["resource"].resolve(older, place, "S107", resource.title, log)
            if found == resource.id:
                log.report("W103", place(), title=resource.title)


def check_sample_fields(event: Event, log: Log) -> None:
    """Report samples in event.md that are not fields of event.md."""
    fields = input_keys(EventRecord)
    for index, name in enumerate(event.record.sample):
        if name not in fields:
            log.report(
                "R132",
                event.record.span("sample", index),
                given=name,
                suggestion=did_you_mean(name, fields),
            )


def check_protected(event: Event, log: Log) -> None:
    """Report protected people without another name, or with facts that give them away."""
    for speaker in event.speakers:
        if not speaker.protected:
            continue
        if speaker.shown_as is None:
            log.report("W104", speaker.span("protected"), slug=speaker.slug)
        for field in ("photo", "links", "pronouns"):
            if speaker.has_written(field):
                log.report("W105", speaker.span(field), field=field)


def check_prices(event: Event, log: Log) -> None:
    """Report rates without a price, with two, or with days in the wrong order."""
    for rate in event.rates.rates if event.rates else ():
        if (rate.price is None) == (not rate.prices):
            log.report("W106", rate.span("price"), name=rate.name)
        for index, price in enumerate(rate.prices):
            if price.starts and price.until and price.until < price.starts:
                log.report("W107", rate.span("prices", index, "until"), name=rate.name)


def check_places(event: Event, log: Log) -> None:
    """Report booking that closes before it opens."""
    booking = event.record.booking
    if booking and booking.opens and booking.closes and booking.closes <= booking.opens:
        log.report("W108", event.record.span("booking", "closes"))


def check_strokes(event: Event, log: Log) -> None:
    """Report drawn figures without a key, or with more marked strokes than there are."""
    for figure in event.figures:
        if (figure.marked or 0) > (figure.strokes or 0):
            log.report("W109", figure.span("marked"))
        if figure.strokes and not figure.key:
            log.report("W110", figure.span("strokes"))


def check_domain(event: Event, log: Log) -> None:
    """Report a custom domain without an address of the site."""
    if event.record.custom_domain and event.record.base_url is None:
        log.report("W111", event.record.span("custom_domain"))


MAX_PAUSE_MINUTES = 4 * 60
"""Minutes. Nobody waits longer than this for a session past midnight."""


def check_hours(event: Event, log: Log) -> None:
    """Report sessions outside the hours of the event, or at a time of night that is hardly meant."""
    for day in event.days:
        for session in day.sessions:
            if session.is_cancelled:
                continue
            if _is_stray_night_session(session, day):
                meant = f"{session.start.hour + 12:02}:{session.start:%M}"
                log.report(
                    "S123",
                    session.span("start"),
                    title=session.title,
                    start=f"{session.start:%H:%M}",
                    meant=meant,
                )
            else:
                _check_within(session, event, log)


def _is_stray_night_session(session: Session, day: Day) -> bool:
    """Return whether a session after midnight starts long after the rest of its day."""
    if session.start_minute < MINUTES_PER_DAY:
        return False
    before = [
        other.end_minute
        for other in day.sessions
        if other.start_minute < session.start_minute and not other.is_cancelled
    ]
    return bool(before) and max(before) + MAX_PAUSE_MINUTES < session.start_minute


def _check_within(session: Session, event: Event, log: Log) -> None:
    """Report a session that starts before the event or ends after it."""
    if session.starts_at and event.starts and session.starts_at < event.starts:
        log.report(
            "S122",
            session.span("start"),
            title=session.title,
            turns="starts",
            at=f"{session.starts_at:%H:%M}",
            event_at=f"{event.starts:%H:%M}",
        )
    elif session.ends_at and event.ends and session.ends_at > event.ends:
        log.report(
            "S122",
            session.span("end" if session.record.end else "length"),
            title=session.title,
            turns="ends",
            at=f"{session.ends_at:%H:%M}",
            event_at=f"{event.ends:%H:%M}",
        )


def check_price_days(event: Event, log: Log) -> None:
    """Report days with two prices or none, and booking that closes after the event."""
    for rate in event.rates.rates if event.rates else ():
        _check_succession(rate, log)
    booking = event.record.booking
    if booking and booking.closes and event.record.ends and booking.closes > event.record.ends:
        log.report("W113", event.record.span("booking", "closes"))


def _check_succession(rate: Rate, log: Log) -> None:
    """Report prices that do not take over from the one before."""
    numbered = [
        (price.starts, price.until, index)
        for index, price in enumerate(rate.prices)
        if price.starts
    ]
    earliest = [
        (None, price.until, index) for index, price in enumerate(rate.prices) if not price.starts
    ]
    ordered = [*earliest, *sorted(numbered, key=lambda each: (each[0], each[1] or each[0]))]
    for (first_day, last_day, _), (starts, until, index) in pairwise(ordered):
        if last_day is None or starts is None or (first_day, last_day) == (starts, until):
            continue
        place = rate.span("prices", index, "from")
        if starts <= last_day:
            log.report("W114", place, name=rate.name, day=starts.isoformat())
        elif starts > last_day + timedelta(days=1):
            gap = (last_day + timedelta(days=1)).isoformat()
            log.report(
                "W115",
                place,
                name=rate.name,
                first=gap,
                last=(starts - timedelta(days=1)).isoformat(),
            )


def check_currencies(event: Event, log: Log) -> None:
    """Report amounts with the sign or code of another currency than the file's."""
    rates, sponsorship = event.rates, event.sponsorship
    typed: list[tuple[Currency, Iterable[Record]]] = []
    if rates:
        typed.append((rates.settings.currency, rates.rates))
    if sponsorship:
        typed.append((sponsorship.settings.currency, sponsorship.tiers))
    for currency, records in typed:
        nodes = (record.node for record in records if record.node)
        for amount in (amount for node in nodes for amount in _amounts(node)):
            for other in Currency:
                if other is not currency and (other.sign in amount.text or other in amount.text):
                    log.report(
                        "W117", amount.span, given=amount.text, found=other, currency=currency
                    )
                    break


def _amounts(record: Mapping) -> Iterator[Scalar]:
    """Yield the amounts of a rate or tier as they are typed."""
    prices = record.values.get("prices")
    listed = prices.items if isinstance(prices, Sequence) else [prices]
    written = [record.values.get("price"), record.values.get("subsidised_price")]
    written += [price.values.get("amount") for price in listed if isinstance(price, Mapping)]
    yield from (amount for amount in written if isinstance(amount, Scalar))


def check_subsidies(event: Event, log: Log) -> None:
    """Report subsidised prices above the full one."""
    for tier in event.sponsorship.tiers if event.sponsorship else ():
        if (
            tier.price is not None
            and tier.subsidised_price is not None
            and tier.subsidised_price > tier.price
        ):
            log.report("W112", tier.span("subsidised_price"), name=tier.name)


def check_updates(event: Event, log: Log) -> None:
    """Report resources that are updated before they are published."""
    for resource in event.library.resources:
        if resource.published and resource.updated and resource.updated < resource.published:
            log.report("W116", resource.span("updated"), title=resource.title)


def check_series(event: Event, log: Log) -> None:
    """Report an edition whose address is not that of its series and one folder more."""
    details = event.record
    if details.series is not None and not edition_folder(details):
        year = event.starts.year if event.starts else "2027"
        better = f"{details.series.url.rstrip('/')}/{year}/"
        log.report("E101", details.span("base_url"), given=details.base_url or "", better=better)


CHECKS: tuple[Check, ...] = (
    check_ids,
    check_double_bookings,
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
