"""What can be read, and yet is hardly meant: a talk at night, a subsidy that costs more, a day
without a price.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import pairwise

from microsite.diagnostics.diagnostic import Log
from microsite.model.conference import Day, Event, Session
from microsite.model.money import Currency, Rate
from microsite.model.record import Record
from microsite.source.nodes import Mapping, Scalar, Sequence

MINUTES_A_DAY = 24 * 60
LONG_PAUSE = 4 * 60
"""Minutes. Nobody waits longer than this for a session past midnight."""


def check_hours(event: Event, log: Log) -> None:
    """Sessions lie within the hours of the event, and those past midnight follow on an evening."""
    for day in event.days:
        for session in day.sessions:
            if session.is_cancelled:
                continue
            if _follows_nothing(session, day):
                meant = f"{session.start.hour + 12:02}:{session.start:%M}"
                log.report(
                    "S123",
                    session.place("start"),
                    title=session.title,
                    start=f"{session.start:%H:%M}",
                    meant=meant,
                )
            else:
                _check_within(session, event, log)


def _follows_nothing(session: Session, day: Day) -> bool:
    """Whether a session counts as the night after a day, long after all else of that day has ended."""
    if session.order < MINUTES_A_DAY:
        return False
    before = [
        other.finish
        for other in day.sessions
        if other.order < session.order and not other.is_cancelled
    ]
    return bool(before) and max(before) + LONG_PAUSE < session.order


def _check_within(session: Session, event: Event, log: Log) -> None:
    """A session neither starts before the event nor ends after it."""
    if session.starts and event.starts and session.starts < event.starts:
        log.report(
            "S122",
            session.place("start"),
            title=session.title,
            turns="starts",
            at=f"{session.starts:%H:%M}",
            event_at=f"{event.starts:%H:%M}",
        )
    elif session.ends and event.ends and session.ends > event.ends:
        log.report(
            "S122",
            session.place("end" if session.details.end else "length"),
            title=session.title,
            turns="ends",
            at=f"{session.ends:%H:%M}",
            event_at=f"{event.ends:%H:%M}",
        )


def check_price_days(event: Event, log: Log) -> None:
    """On each day a rate has one price, and booking is over when the conference is."""
    for rate in event.rates.rates if event.rates else ():
        _check_succession(rate, log)
    booking = event.details.booking
    if booking and booking.closes and event.details.ends and booking.closes > event.details.ends:
        log.report("W113", event.details.place("booking", "closes"))


def _check_succession(rate: Rate, log: Log) -> None:
    """Each price that has a first day takes over from the one before it."""
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
        place = rate.place("prices", index, "from")
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
    """A sign or code beside an amount is that of the file's currency."""
    rates, sponsorship = event.rates, event.sponsorship
    typed: list[tuple[Currency, Iterable[Record]]] = []
    if rates:
        typed.append((rates.details.currency, rates.rates))
    if sponsorship:
        typed.append((sponsorship.details.currency, sponsorship.tiers))
    for currency, records in typed:
        for amount in (amount for record in records for amount in _amounts(record.node)):
            for other in Currency:
                if other is not currency and (other.sign in amount.text or other in amount.text):
                    log.report(
                        "W117", amount.span, given=amount.text, found=other, currency=currency
                    )
                    break


def _amounts(record: Mapping) -> Iterator[Scalar]:
    """The amounts of money of a rate or tier, as they are typed."""
    prices = record.values.get("prices")
    listed = prices.items if isinstance(prices, Sequence) else [prices]
    written = [record.values.get("price"), record.values.get("subsidised_price")]
    written += [price.values.get("amount") for price in listed if isinstance(price, Mapping)]
    yield from (amount for amount in written if isinstance(amount, Scalar))


def check_subsidies(event: Event, log: Log) -> None:
    """A subsidised price is below the full one."""
    for tier in event.sponsorship.tiers if event.sponsorship else ():
        if (
            tier.price is not None
            and tier.subsidised_price is not None
            and tier.subsidised_price > tier.price
        ):
            log.report("W112", tier.place("subsidised_price"), name=tier.name)


def check_updates(event: Event, log: Log) -> None:
    """A resource is changed after it is published."""
    for resource in event.library.resources:
        if resource.published and resource.updated and resource.updated < resource.published:
            log.report("W116", resource.place("updated"), title=resource.title)
