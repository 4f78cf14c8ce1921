"""Checks across records."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from typing import Any

from msgspec import Struct, structs

from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.display import closest_match, did_you_mean
from microsite.diagnostics.source_text import Span
from microsite.model.currencies import CURRENCIES
from microsite.model.event import (
    ONE_DAY,
    Event,
    Session,
    edition_folder,
    period_of,
    prices_of,
)
from microsite.model.fields import Record, input_fields
from microsite.model.money import parse_amount
from microsite.model.records.content import HOUSEKEEPING, Speaker
from microsite.model.records.event import EventRecord, Rate
from microsite.model.schedule import MINUTES_PER_DAY
from microsite.source.edits import strip_curly_quotes

MAX_PAUSE_MINUTES = 4 * 60  # longest wait for a session after midnight


class Checker(Struct, frozen=True):
    """The event to check, and the log to report to."""

    event: Event
    log: Log

    def report(self, code: str, record: Record, *path: str | int, **facts: Any) -> None:
        """Report a code on a field of a record, whose fields are facts as well."""
        values = structs.asdict(record) | {"name": _name_of(record)}
        self.log.report(code, record.span(*path), **values | facts)

    def report_if(
        self, applies: Any, code: str, record: Record, *path: Any, **facts: Any
    ) -> None:
        """Report a code on a field of a record if it applies."""
        if applies:
            self.report(code, record, *path, **facts)


def _name_of(record: Record) -> str:
    """Return the title of a record; of a speaker without a name, the name of
    the file.
    """
    if isinstance(record, Speaker) and not record.is_named:
        return record.slug
    values = (getattr(record, key, None) for key in ("title", "name", "id"))
    return str(next(filter(None, values), ""))


def check_ids(at: Checker) -> None:
    """Report records of a kind that share an id."""
    for (
        kind
    ) in "session room track resource figure rate tier sponsor organisation".split():
        spans: dict[str, list[Span]] = {}
        for record in at.event.records[kind]:
            span = record.span("id" if record.has_written("id") else "name")
            id_ = record.slug if kind in ("room", "track") else record.id
            spans.setdefault(id_, []).append(span)
        for id_, places in spans.items():
            first, *later = sorted(places, key=lambda span: span.start)
            notes = (
                ((f"First used here, on line {first.line}", first),) if later else ()
            )
            for span in later:
                at.log.report(
                    "S113", span, kind=kind, id=id_, line=first.line, notes=notes
                )


def check_double_bookings(at: Checker) -> None:
    """Report people and rooms that are in two sessions at a time."""
    people = {speaker.slug: _name_of(speaker) for speaker in at.event.speakers}
    bookings: dict[tuple[str, str], dict[str, tuple[Session, Span]]] = {}
    for session in (
        session for session in at.event.sessions if not session.is_cancelled
    ):
        for field in ("chair", "speakers"):
            for index, reference in enumerate(getattr(session.record, field)):
                name = at.event.references["speaker"].find(reference) or ""
                span = session.span(field, index)
                bookings.setdefault(("S114", name), {})[session.id] = (session, span)
        # See check_breaks
        is_break = session.kind in HOUSEKEEPING and session.is_everywhere
        for index, room in enumerate(() if is_break else session.rooms):
            room_bookings = bookings.setdefault(("S115", room.name), {})
            room_bookings[session.id] = (session, session.span("room", index))
    reported: set[tuple[str, str, str]] = set()  # two sessions may share several rooms
    for (code, name), sessions in bookings.items():
        first = None  # the session that ends last so far
        for second, span in sessions.values() if name else ():
            if first is None or first.day != second.day:
                first = second
                continue
            pair = (first.id, second.id, name if code == "S114" else "")
            is_block = (
                code == "S115" and (first.record.series or 0) == second.record.series
            )
            if (
                second.start_minute < first.end_minute
                and not is_block
                and pair not in reported
            ):
                reported.add(pair)
                titles = {"first": first.title, "second": second.title}
                title = people.get(name, name) if code == "S114" else name
                at.log.report(code, span, name=title, room=title, **titles)
            first = max(first, second, key=lambda session: session.end_minute)


def check_people(at: Checker) -> None:
    """Report people who share a name, and protected ones with facts that give them
    away.
    """
    first: dict[str, Speaker] = {}
    for speaker in sorted(at.event.speakers, key=lambda speaker: speaker.slug):
        if speaker.is_named:
            namesake = first.setdefault(speaker.name, speaker)
            at.report_if(
                namesake is not speaker, "S125", speaker, "name", other=namesake.slug
            )
    people = (*at.event.speakers, *at.event.records["member"])
    for person in (person for person in people if person.protected):
        at.report_if(person.shown_as is None, "W104", person, "protected")
        for field in ("photo", "links", "pronouns"):
            at.report_if(person.has_written(field), "W105", person, field, field=field)


PLENARY = ("welcome", "keynote", "closing")
TALKS = (
    *PLENARY,
    *"talk panel discussion workshop demonstration".split(),
    "lightning talks",
)
MINUTES_WITHOUT_BREAK = 3 * 60


def check_breaks(at: Checker) -> None:
    """Report breaks during a talk; breaks in a room of their own only during a
    plenary.
    """
    sessions = [session for session in at.event.sessions if not session.is_cancelled]
    for pause in (
        session for session in sessions if session.kind in ("break", "lunch")
    ):
        during = [
            session.title
            for session in sessions
            if session.day == pause.day
            and session.start_minute < pause.end_minute
            and pause.start_minute < session.end_minute
            and session.kind
            in (PLENARY if pause.rooms and not pause.is_everywhere else TALKS)
            and session.duration_minutes < MINUTES_WITHOUT_BREAK
            and (
                pause.is_everywhere
                or not any(room in session.rooms for room in pause.rooms)
            )
        ]
        if during:
            at.report("S126", pause.record, "start", other=during[0])


def check_news(at: Checker) -> None:
    """Report posts with another date than their file, or long after the conference."""
    for post in at.event.news:
        match = re.search(r"/(\d{4}-\d\d-\d\d)-", post.span("date").path)
        if match and match[1] != f"{post.date}":
            at.report("W118", post, "date", why=f"the file name says {match[1]}")
        elif at.event.ends and post.date > at.event.ends.date() + 366 * ONE_DAY:
            at.report(
                "W118", post, "date", why="it is more than a year after the conference"
            )


def check_hours(at: Checker) -> None:
    """Report sessions outside the hours of the event, or at an unlikely time of
    night.
    """
    starts, ends = at.event.starts, at.event.ends
    for day in at.event.days:
        sessions = [session for session in day.sessions if not session.is_cancelled]
        for session in sessions:
            first, last = session.starts_at, session.ends_at
            minute = session.start_minute
            earlier = (
                other.end_minute for other in sessions if other.start_minute < minute
            )
            is_at_night = minute >= MINUTES_PER_DAY
            if (
                is_at_night
                and max(earlier, default=minute) + MAX_PAUSE_MINUTES < minute
            ):
                guess = f"{session.start.hour + 12:02}:{session.start:%M}"
                start = f"{session.start:%H:%M}"
                at.report("S123", session.record, "start", start=start, meant=guess)
            elif first and starts and first < starts:
                facts = {
                    "turns": "starts",
                    "at": f"{first:%H:%M}",
                    "event_at": f"{starts:%H:%M}",
                }
                at.report("S122", session.record, "start", **facts)
            elif last and ends and last > ends:
                facts = {
                    "turns": "ends",
                    "at": f"{last:%H:%M}",
                    "event_at": f"{ends:%H:%M}",
                }
                field = "end" if session.record.end else "length"
                at.report("S122", session.record, field, **facts)


def check_sponsors(at: Checker) -> None:
    """Report wrong tiers, subsidised prices above the full one, and misspelt
    organisations.
    """
    tiers = at.event.references["tier"]
    for sponsor in at.event.records["sponsor"]:
        tiers.resolve(sponsor.tier, "W101", sponsor.name, sponsor, "tier", log=at.log)
    for tier in at.event.records["tier"]:
        is_above = tier.price is not None and (tier.subsidised_price or 0) > tier.price
        at.report_if(is_above, "W112", tier, "subsidised_price")
    index = at.event.references["organisation"]
    names = [organisation.name for organisation in at.event.records["organisation"]]
    fields = {"speaker": "organisation", "member": "organisation", "sponsor": "name"}
    for kind, field in fields.items():
        for record in at.event.records[kind]:
            name = getattr(record, field) or ""
            guess = None if index.matches(name) else closest_match(name, names)
            at.report_if(guess, "W122", record, field, given=name, meant=guess)


def check_resources(at: Checker) -> None:
    """Report fields of resources and figures that are unknown, missing, or contradict
    others.
    """
    kinds = at.event.library.kinds
    index = at.event.references["resource"]
    for resource in at.event.library.resources:
        if resource.kind not in kinds:
            facts = {
                "given": resource.kind,
                "suggestion": did_you_mean(resource.kind, kinds),
            }
            at.log.report("W102", resource.span("kind"), **facts)
        for number, older in enumerate(resource.supersedes):
            path = ("supersedes", number)
            id_ = index.resolve(
                older, "S107", resource.title, resource, *path, log=at.log
            )
            at.report_if(id_ == resource.id, "W103", resource, *path)
        first, last = resource.published, resource.updated
        at.report_if(first and last and last < first, "W116", resource, "updated")
    for figure in at.event.figures:
        at.report_if(
            (figure.marked or 0) > (figure.strokes or 0), "W109", figure, "marked"
        )
        at.report_if(figure.strokes and not figure.key, "W110", figure, "strokes")


def check_event_record(at: Checker) -> None:
    """Report settings of event.md that contradict each other, and samples that are no
    fields.
    """
    details, fields = at.event.record, input_fields(EventRecord)
    for index, name in enumerate(details.sample):
        if name not in fields:
            suggestion = did_you_mean(name, fields)
            at.log.report(
                "R132", details.span("sample", index), given=name, suggestion=suggestion
            )
    for record, block in (
        (details, "booking"),
        *((page, "call") for page in at.event.pages),
    ):
        opens, closes = (
            getattr(getattr(record, block), key, None) for key in ("opens", "closes")
        )
        is_reversed = opens and closes and closes <= opens
        at.report_if(is_reversed, "W108", record, block, "closes", block=block)
    if booking := details.booking:
        moments, ends = {"opens": booking.opens, "closes": booking.closes}, details.ends
        late = [
            name
            for name, moment in moments.items()
            if moment and ends and moment > ends
        ][:1]
        at.report_if(late, "W113", details, "booking", *late, does=", ".join(late))
    has_address = details.base_url is not None
    at.report_if(
        details.custom_domain and not has_address, "W111", details, "custom_domain"
    )
    publish = {("publish",): details.publish} if details.publish is not None else {}
    sources = {
        ("sources", index): source for index, source in enumerate(details.sources)
    }
    for path, place in (publish | sources).items():
        if len(targets := place.targets) != 1:
            facts = {"field": path[0], "found": " and ".join(targets) or "none"}
            at.log.report("W120", details.span(*path, *list(targets)[1:2]), **facts)
    if details.series is not None and not edition_folder(details):
        year = details.starts.year if details.starts else "2027"
        better = f"{details.series.url.rstrip('/')}/{year}/"
        at.log.report(
            "E101",
            details.span("base_url"),
            given=details.base_url or "",
            better=better,
        )


def check_plan(at: Checker) -> None:
    """Report rooms that are misspelt in a plan, and steps that the way does not
    have.
    """
    venue, names = at.event.record.venue, [room.name for room in at.event.rooms]
    floors, steps = (venue.floors, len(venue.way)) if venue else ((), 0)
    for floor in floors:
        for words in dict.fromkeys(map(str.strip, re.split(r"[|\n]", floor.plan))):
            if words.isdecimal():
                at.report_if(int(words) > steps, "W123", floor, "plan", step=words)
            elif not at.event.references["room"].matches(words):
                guess = closest_match(words, names, 0.8)
                at.report_if(guess, "W124", floor, "plan", given=words, meant=guess)


def check_rates(at: Checker) -> None:
    """Report rates without a price or with two, and days that are reversed or
    unusual.
    """
    days: dict[tuple[str, str], list[tuple[date | None, Rate, int]]] = {}
    for rate in at.event.records["rate"]:
        at.report_if((rate.price is None) == (not rate.prices), "W106", rate, "price")
        reversed_periods = [last < first for first, last in map(period_of, rate.prices)]
        for index, price in enumerate(rate.prices):
            at.report_if(
                reversed_periods[index], "W107", rate, "prices", index, "until"
            )
            for field, day in (("from", price.starts), ("until", price.until)):
                days.setdefault((price.label or "", field), []).append(
                    (day, rate, index)
                )
        if not any(reversed_periods):
            _check_succession(at, rate)
    # The days that other rates give a label
    for (label, field), entries in days.items():
        (usual, count), *rare = Counter(day for day, _, _ in entries).most_common()
        if label and count > 1 and [number for _, number in rare] == [1]:
            facts = {"label": label, "field": field, "wanted": usual or "left out"}
            for day, rate, index in entries:
                at.report_if(
                    day != usual, "W119", rate, "prices", index, field, **facts
                )


def _check_succession(at: Checker, rate: Rate) -> None:
    """Report prices that do not take over from the one before."""
    for before, price in pairwise(prices_of(rate)):
        if before.until and price.starts and period_of(before) != period_of(price):
            first, last = before.until + ONE_DAY, price.starts - ONE_DAY
            if first <= last:
                at.log.report(
                    "W115", price.span("from"), name=rate.name, first=first, last=last
                )
            elif price.starts <= before.until:
                at.log.report(
                    "W114", price.span("from"), name=rate.name, day=price.starts
                )


def check_currencies(at: Checker) -> None:
    """Report amounts with the sign of another currency than theirs, or too many
    decimals.
    """
    for file, kind in ((at.event.rates, "rate"), (at.event.sponsorship, "tier")):
        for record in at.event.records[kind]:
            for part in (record, *getattr(record, "prices", ())):
                currency = at.event.currency_of(part, record, file)
                for key in filter(
                    part.has_written, ("price", "subsidised_price", "amount")
                ):
                    text = strip_curly_quotes(part.node.values[key].text.strip())
                    _, decimals, signs = parse_amount(text)
                    most = CURRENCIES[currency].decimals
                    sign = next(
                        (codes[0] for codes in signs if currency not in codes), None
                    )
                    facts: dict[str, Any] = {"given": text, "currency": currency}
                    if sign:
                        at.log.report("W117", part.span(key), found=sign, **facts)
                    elif decimals > most:
                        at.log.report(
                            "W121", part.span(key), most=most or "no", **facts
                        )


CHECKS: tuple[Callable[[Checker], None], ...] = (
    *(
        check_ids,
        check_double_bookings,
        check_people,
        check_breaks,
        check_news,
        check_hours,
    ),
    *(check_sponsors, check_resources, check_event_record, check_plan, check_rates),
    check_currencies,
)
