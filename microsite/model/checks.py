"""Checks across records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.display import did_you_mean
from microsite.diagnostics.source_text import Span
from microsite.model.event import Day, Event, Session, edition_folder
from microsite.model.fields import Record, input_keys
from microsite.model.records.event import EventRecord
from microsite.model.records.rates import Currency, Rate
from microsite.model.schedule import MINUTES_PER_DAY
from microsite.source.nodes import Mapping, Scalar, Sequence

MAX_PAUSE_MINUTES = 4 * 60
"""Minutes. Nobody waits longer than this for a session past midnight."""
KINDS_WITH_IDS = ("session", "room", "track", "resource", "figure", "rate", "tier", "sponsor")
ONE_DAY = timedelta(days=1)


def check_ids(event: Event, log: Log) -> None:
    """Report records of a kind that share an id."""
    for kind in KINDS_WITH_IDS:
        first: dict[str, Record] = {}
        for record in sorted(event.records[kind], key=lambda record: _id_span(record).start):
            id_ = record.slug if kind in ("room", "track") else record.id
            earlier = first.setdefault(id_, record)
            if earlier is not record:
                span, line = _id_span(earlier), _id_span(earlier).line
                notes = ((f"First used here, on line {line}", span),)
                log.report("S113", _id_span(record), kind=kind, id=id_, line=line, notes=notes)


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
            place = second.span("room")
            log.report("S115", place, room=room, first=first.title, second=second.title)


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


def check_hours(event: Event, log: Log) -> None:
    """Report sessions outside the hours of the event, or at an unlikely time of night."""
    for day in event.days:
        for session in day.sessions:
            if session.is_cancelled:
                continue
            if _is_stray_night_session(session, day):
                start, meant = (
                    f"{session.start:%H:%M}",
                    f"{session.start.hour + 12:02}:{session.start:%M}",
                )
                log.report(
                    "S123", session.span("start"), title=session.title, start=start, meant=meant
                )
                continue
            for key, turns, at, limit in (
                ("start", "starts", session.starts_at, event.starts),
                ("end" if session.record.end else "length", "ends", session.ends_at, event.ends),
            ):
                if at and limit and (at < limit if turns == "starts" else at > limit):
                    span, times = session.span(key), (f"{at:%H:%M}", f"{limit:%H:%M}")
                    log.report(
                        "S122",
                        span,
                        title=session.title,
                        turns=turns,
                        at=times[0],
                        event_at=times[1],
                    )
                    break


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


def check_sponsorship(event: Event, log: Log) -> None:
    """Report sponsors of a tier that does not exist, and subsidised prices above the full one."""
    tiers = event.references["tier"]
    for sponsor in event.records["sponsor"]:
        tiers.resolve(sponsor.tier, "W101", sponsor.name, sponsor, "tier", log=log)
    for tier in event.records["tier"]:
        if tier.price is not None and (tier.subsidised_price or 0) > tier.price:
            log.report("W112", tier.span("subsidised_price"), name=tier.name)


def check_resources(event: Event, log: Log) -> None:
    """Report unknown kinds, missing older resources, and updates before the publication."""
    kinds, index = event.library.settings.kinds, event.references["resource"]
    for resource in event.library.resources:
        if resource.kind not in kinds:
            suggestion = did_you_mean(resource.kind, kinds)
            log.report("W102", resource.span("kind"), given=resource.kind, suggestion=suggestion)
        for number, older in enumerate(resource.supersedes):
            title, path = resource.title, ("supersedes", number)
            if index.resolve(older, "S107", title, resource, *path, log=log) == resource.id:
                log.report("W103", resource.span(*path), title=title)
        if resource.published and resource.updated and resource.updated < resource.published:
            log.report("W116", resource.span("updated"), title=resource.title)


def check_figures(event: Event, log: Log) -> None:
    """Report drawn figures without a key, or with more marked strokes than there are."""
    for figure in event.figures:
        if (figure.marked or 0) > (figure.strokes or 0):
            log.report("W109", figure.span("marked"))
        if figure.strokes and not figure.key:
            log.report("W110", figure.span("strokes"))


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


def check_event_record(event: Event, log: Log) -> None:
    """Report settings of event.md that contradict each other, and samples that are no fields."""
    details, fields = event.record, input_keys(EventRecord)
    for index, name in enumerate(details.sample):
        if name not in fields:
            suggestion = did_you_mean(name, fields)
            log.report("R132", details.span("sample", index), given=name, suggestion=suggestion)
    if details.booking and (closes := details.booking.closes):
        if details.booking.opens and closes <= details.booking.opens:
            log.report("W108", details.span("booking", "closes"))
        if details.ends and closes > details.ends:
            log.report("W113", details.span("booking", "closes"))
    if details.custom_domain and details.base_url is None:
        log.report("W111", details.span("custom_domain"))
    if details.series is not None and not edition_folder(details):
        year = event.starts.year if event.starts else "2027"
        better = f"{details.series.url.rstrip('/')}/{year}/"
        log.report("E101", details.span("base_url"), given=details.base_url or "", better=better)


def check_rates(event: Event, log: Log) -> None:
    """Report rates without a price, with two, or with days in the wrong order."""
    for rate in event.records["rate"]:
        if (rate.price is None) == (not rate.prices):
            log.report("W106", rate.span("price"), name=rate.name)
        for index, price in enumerate(rate.prices):
            if price.starts and price.until and price.until < price.starts:
                log.report("W107", rate.span("prices", index, "until"), name=rate.name)
        _check_succession(rate, log)


def _check_succession(rate: Rate, log: Log) -> None:
    """Report prices that do not take over from the one before."""

    def in_time(index: int) -> tuple[bool, date, date]:
        price = rate.prices[index]
        first = price.starts or date.min
        return (price.starts is not None, first, price.until or first if price.starts else first)

    for earlier, index in pairwise(sorted(range(len(rate.prices)), key=in_time)):
        before, price = rate.prices[earlier], rate.prices[index]
        days = (price.starts, price.until)
        if price.starts is None or before.until is None or (before.starts, before.until) == days:
            continue
        place = rate.span("prices", index, "from")
        if price.starts <= before.until:
            log.report("W114", place, name=rate.name, day=price.starts)
        elif price.starts > before.until + ONE_DAY:
            first, last = before.until + ONE_DAY, price.starts - ONE_DAY
            log.report("W115", place, name=rate.name, first=first, last=last)


def check_currencies(event: Event, log: Log) -> None:
    """Report amounts with the sign or code of another currency than the file's."""
    for file, kind in ((event.rates, "rate"), (event.sponsorship, "tier")):
        currency = file.settings.currency if file else None
        for record in event.records[kind]:
            for amount in _amounts(record.node):
                signs = (other for other in Currency if other is not currency)
                found = next((o for o in signs if o.sign in amount.text or o in amount.text), None)
                if found:
                    given = amount.text
                    log.report("W117", amount.span, given=given, found=found, currency=currency)


def _amounts(record: Mapping) -> Iterator[Scalar]:
    """Yield the amounts of a rate or tier as they are typed."""
    prices = record.values.get("prices")
    listed: list[Any] = prices.items if isinstance(prices, Sequence) else [prices]
    written = [record.values.get("price"), record.values.get("subsidised_price")]
    written += [price.values.get("amount") for price in listed if isinstance(price, Mapping)]
    yield from (amount for amount in written if isinstance(amount, Scalar))


CHECKS: tuple[Callable[[Event, Log], None], ...] = (
    check_ids,
    check_double_bookings,
    check_hours,
    check_sponsorship,
    check_resources,
    check_figures,
    check_protected,
    check_event_record,
    check_rates,
    check_currencies,
)
