"""The checked event, which every later stage reads."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct, field, structs

from microsite.diagnostics.diagnostic import Log, file_span
from microsite.diagnostics.display import closest_match, did_you_mean
from microsite.diagnostics.source_text import Span
from microsite.model.dates import TO_BE_ANNOUNCED
from microsite.model.fields import Record
from microsite.model.kinds import RecordKind
from microsite.model.published import Published
from microsite.model.records import content
from microsite.model.records import event as event_records
from microsite.source.files import slugify

ONE_DAY = timedelta(days=1)


class ReferenceIndex(Struct, eq=False):
    """Ids and names of the records of one kind.

    A reference to a broken record has no target.
    """

    ids: dict[str, str] = {}  # ids as they are written, by their case-folded form
    names: dict[str, list[str]] = {}
    """Ids of the records that share a name, by the name as it is written and
    case-folded.
    """
    candidates: list[str] = []
    typed_names: list[list[str]] = []  # id and name of each record, if they are typed
    missing: dict[tuple[str, str], list[tuple[str, Span]]] = {}
    """References without a target: their owners and places, by code and name."""
    used_ids: set[str] = set()  # ids that references have
    broken: set[str] = set()
    """Ids and names of records with errors: a reference to one is not an error as well.
    """
    complete: bool = True
    """False if a file or the id of a record could not be read: then any id may exist.
    """

    def add(self, id_: str, *names: str | None, is_id_written: bool = True) -> None:
        """Add a record with its id and other names. An id may be made from the name."""
        self.candidates.append(id_)
        self.typed_names.append(
            [*([id_] if is_id_written else []), *filter(None, names)]
        )
        self.ids.setdefault(id_.casefold(), id_)
        for form in (
            form for name in names if name for form in (name, name.casefold())
        ):
            ids = self.names.setdefault(form, [])
            if id_ not in ids:
                ids.append(id_)

    def add_broken(self, names: Iterable[str]) -> None:
        """Add the id and names of a record with errors."""
        names = list(names)
        self.complete &= bool(names)
        for name in names:
            folded = name.casefold()
            if folded not in self.ids and folded not in self.names:
                self.ids[folded] = name
                self.broken.add(name)

    def matches(self, name: str) -> list[str]:
        """Return the ids that a reference can mean: ids before names, the same capitals
        first.
        """
        folded = name.casefold()
        id_ = self.ids.get(folded)
        if name not in (id_, folded) and name in self.names:
            return self.names[name]
        return self.names.get(folded, []) if id_ is None else [id_]

    def find(self, name: str) -> str | None:
        """Return the id of the record, or None if there is none, or more than one."""
        matches = self.matches(name)
        return (
            matches[0] if len(matches) == 1 and matches[0] not in self.broken else None
        )

    @property
    def is_complete(self) -> bool:
        return self.complete and not self.broken

    def is_excused(self, name: str) -> bool:
        """Return whether a missing target is the consequence of another error."""
        return not self.complete or not self.broken.isdisjoint(self.matches(name))

    def resolve(
        self,
        name: str,
        code: str,
        owner: str,
        record: Record,
        *path: str | int,
        log: Log,
    ) -> str | None:
        """Return the id of the target of a reference; else report it, at once or all
        together.
        """
        if id_ := self.find(name):
            self.used_ids.add(id_)
            return id_
        matches, (key, index) = self.matches(name), (*path, 0)[:2]
        facts: dict[str, Any] = {
            "owner": owner,
            "given": name,
            "field": key,
            "otherwise": "",
        }
        values, span = getattr(record, str(key)), record.span(*path)
        if len(matches) > 1:
            choices = " or ".join(f"“{match}”" for match in sorted(matches))
            log.report("S124", span, choices=choices, **facts)
        elif name.casefold() in TO_BE_ANNOUNCED:
            log.report("S129", span, **facts)
        elif self.is_excused(name):
            pass
        elif isinstance(values, tuple) and (names := self.split(name)):
            better = ", ".join(
                [*values[: int(index)], *names, *values[int(index) + 1 :]]
            )
            log.report("R118", span, better=f"[{better}]", **facts)
        else:
            self.missing.setdefault((code, name), []).append((owner, span))
        return None

    def split(self, text: str) -> list[str]:
        """Return the names of records that are typed as one.

        Empty if a part is not known.
        """
        words = re.sub(r"[,;&]| and ", " ", text).split()
        for cut in range(len(words) - 1, 0, -1) if len(words) <= 12 else ():
            first, rest = " ".join(words[:cut]), " ".join(words[cut:])
            if self.find(first) and (
                names := [rest] if self.find(rest) else self.split(rest)
            ):
                return [first, *names]
        return []

    def report_missing(self, log: Log) -> None:
        """Report each name without a target once, with every place that has it."""
        for (code, name), places in self.missing.items():
            (owner, span), *later = sorted(places, key=lambda place: place[1].start)
            closest = closest_match(name, chain.from_iterable(self.typed_names))
            choices = [closest] if closest else [names[0] for names in self.typed_names]
            suggestion = did_you_mean(name, choices)
            unused = [id_ for id_ in self.candidates if id_ not in self.used_ids]
            if later and len(unused) == 1:
                suggestion = (
                    f"“{unused[0]}” is not used anywhere. Was it renamed? {suggestion}"
                )
            notes = [("Also used here", place) for _, place in later]
            facts = {
                "given": name,
                "slug": slugify(name) or "name",
                "suggestion": suggestion,
            }
            log.report(code, span, owner=owner, notes=notes, **facts)


class Session(Struct, frozen=True, kw_only=True, dict=True):
    """A slot of the programme with its day, times, room and people, created by
    `schedule`.
    """

    record: content.SessionRecord
    day: int
    """The number of its conference day, also after midnight; 0 while it is not known.
    """
    start: time  # on the wall, in the event's zone; midnight until it is known
    end: time  # not later than `start` where it ends past midnight
    duration_minutes: int
    """Whole minutes that pass, also on a night when clocks change; 0 while they are not
    known.
    """
    starts_at: datetime | None
    """Aware, in the event's zone; None while the dates are to be announced."""
    ends_at: datetime | None  # aware, in the event's zone; after `starts_at`
    start_minute: int
    """Minutes on the wall from the start of the conference day; above 24 × 60 past
    midnight.
    """
    end_minute: int
    rooms: tuple[content.Room, ...] = ()
    track: content.Track | None = None
    own_kind: content.OwnKind | None = None
    chairs: tuple[str, ...] = ()  # slugs, as those of `speakers`; every one exists
    speakers: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    repeat_of: str | None = None

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody who takes part, chairs first, each once."""
        return tuple(dict.fromkeys((*self.chairs, *self.speakers)))

    @property
    def id(self) -> str:
        return self.record.id

    @property
    def title(self) -> str:
        return self.record.title

    @cached_property
    def kind(self) -> content.SessionKind:
        """Built-in kind of the session.

        A kind of the project names the one that it is like.
        """
        return (
            self.own_kind.like
            if self.own_kind
            else content.SessionKind(self.record.kind)
        )

    @property
    def kind_name(self) -> str:
        return self.own_kind.name if self.own_kind else self.kind.value.capitalize()

    @property
    def is_scheduled(self) -> bool:
        """Return whether its time is known."""
        return self.record.start is not None

    @property
    def is_cancelled(self) -> bool:
        return self.record.status is content.SessionStatus.CANCELLED

    @property
    def room(self) -> content.Room | None:
        """Return its room, the first if there are several."""
        return self.rooms[0] if self.rooms else None

    @property
    def is_everywhere(self) -> bool:
        """Return whether it is in “all rooms”, and there are several."""
        return (
            len(self.rooms) > 1 and self.record.room[0].casefold() in content.ALL_ROOMS
        )

    @property
    def room_names(self) -> str:
        """Return the names of its rooms with commas, or “All rooms”; empty without a
        room.
        """
        return (
            "All rooms"
            if self.is_everywhere
            else ", ".join(room.name for room in self.rooms)
        )

    @property
    def places(self) -> tuple[content.Room | content.Track, ...]:
        """Its track, then its rooms."""
        return (self.track, *self.rooms) if self.track else self.rooms

    @property
    def access(self) -> str | None:
        """Return its access information, or that of its rooms."""
        if self.record.access or self.is_everywhere:
            return self.record.access
        if len(self.rooms) == 1:
            return self.rooms[0].access
        parts = (f"{room.name}: {room.access}" for room in self.rooms if room.access)
        return " ".join(parts) or None

    @property
    def has_own_page(self) -> bool:
        """Return whether it has a page: housekeeping only with an abstract."""
        return self.kind not in content.HOUSEKEEPING or bool(
            self.record.abstract.strip()
        )

    def span(self, *path: str | int) -> Span:
        return self.record.span(*path)


class Day(Struct, frozen=True):
    """A day of the event."""

    number: int
    date: date | None  # None while the dates are to be announced
    title: str | None
    note: str | None
    sessions: tuple[Session, ...]  # by start, then as they are written


class Event(Struct, frozen=True, kw_only=True, dict=True):
    """Every valid record, with references resolved and sessions scheduled."""

    record: event_records.EventRecord
    overview: Span
    zone: ZoneInfo
    starts: datetime | None  # aware; None while it is to be announced
    ends: datetime | None
    library: content.ResourcesFile
    kinds: dict[str, RecordKind]
    """Kinds of record with the custom fields of the project."""
    days: tuple[Day, ...] = ()
    unscheduled: tuple[Session, ...] = ()  # those without a time, as they are written
    rooms: tuple[content.Room, ...] = ()
    tracks: tuple[content.Track, ...] = ()
    speakers: tuple[content.Speaker, ...] = ()
    figures: tuple[content.Figure, ...] = ()
    rates: event_records.RatesFile | None = None
    sponsorship: event_records.SponsorsFile | None = None
    redirects: tuple[content.Redirect, ...] = ()
    published: Published = field(default_factory=Published)
    pages: tuple[content.ProsePage, ...] = ()
    news: tuple[content.NewsPost, ...] = ()  # newest first
    bodies: dict[tuple[str, str], Span] = {}
    """Spans of the texts of Markdown files, by kind (`speaker`, `page`, `news`) and
    slug.
    """
    records: dict[str, tuple[Any, ...]] = {}
    """Records by kind, sessions by day and start.

    No rates, tiers or sponsors without settings.
    """
    references: dict[str, ReferenceIndex] = {}
    """By kind: speaker, session, room, track, resource, figure, tier, page, news."""
    languages: tuple[str, ...] = ()
    """Those that have pages, the main one first, if several."""
    translations: "tuple[Event, ...]" = ()
    """In the other languages, where versions are compared."""

    @cached_property
    def sessions(self) -> tuple[Session, ...]:
        """All sessions that have a time, by day and start."""
        return tuple(session for day in self.days for session in day.sessions)

    @property
    def places(self) -> tuple[content.Room | content.Track, ...]:
        """Tracks, then rooms."""
        return (*self.tracks, *self.rooms)

    def is_confirmed(self, *fields: str) -> bool:
        """Return whether none of these fields of event.md is a sample."""
        return not any(field in self.record.sample for field in fields)

    def currency_of(self, *records: Record | None) -> str:
        """Return the currency that one of these records names, the innermost first."""
        currencies = (getattr(record, "currency", None) for record in records)
        return next(filter(None, currencies), self.record.currency)

    @cached_property
    def private_words(self) -> dict[str, Span]:
        """Words that must appear nowhere in output/, each with the file that protects
        them.

        The span is the file alone: an excerpt would show the very words in the log.
        """
        words: dict[str, Span] = {}
        for speaker in (*self.speakers, *self.records["member"]):
            if speaker.protected:
                file = file_span(speaker.span("name").path)
                words.update(dict.fromkeys(speaker.private_words, file))
                if speaker.name.casefold() not in TO_BE_ANNOUNCED:
                    words[speaker.name] = file
        return words

    @cached_property
    def is_large(self) -> bool:
        """True if each day has a page: from 61 sessions a day, 121 in all, or 6 at
        once.
        """
        if self.record.programme and self.record.programme.size:
            return self.record.programme.size is event_records.ProgrammeSize.LARGE
        for day in self.days:
            sessions = (session for session in day.sessions if session.has_own_page)
            times = [(session.start_minute, session.end_minute) for session in sessions]
            if len(times) > 60 or any(
                sum(a <= at < b for a, b in times) > 5 for at, _ in times
            ):
                return True
        return (
            sum(session.has_own_page for day in self.days for session in day.sessions)
            > 120
        )

    def is_over(self, moment: datetime) -> bool:
        """Return whether all of it is past."""
        end = self.ends_at_latest
        return end is not None and end <= moment

    @cached_property
    def ends_at_latest(self) -> datetime | None:
        """End of the event and its last session, aware.

        None while dates are to be announced.
        """
        ends = (
            session.ends_at for session in self.sessions if not session.is_cancelled
        )
        return self.ends and max([self.ends, *filter(None, ends)])


def prices_of(rate: event_records.Rate) -> tuple[event_records.Price, ...]:
    """Return the prices of a rate, the earliest first; a constant price has no days.

    Days that are left out follow from those of the other prices.
    """
    if rate.price is not None:
        return (event_records.Price(amount=rate.price),)
    ends = [price.until + ONE_DAY for price in rate.prices if price.until]
    starts = [price.starts - ONE_DAY for price in rate.prices if price.starts]
    prices = []
    for price in rate.prices:
        first, last = period_of(price)
        after = price.starts or max((day for day in ends if day <= last), default=None)
        before = price.until or min(
            (day for day in starts if day >= first), default=None
        )
        prices.append(structs.replace(price, starts=after, until=before))
    return tuple(sorted(prices, key=period_of))


def period_of(price: event_records.Price) -> tuple[date, date]:
    """Return the first and last day on which a price holds."""
    return price.starts or date.min, price.until or date.max


FOLDER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]*/\Z")


def edition_folder(details: event_records.EventRecord) -> str:
    """Return the folder of an edition in the root of its series: `2027/`; empty if it
    has none.
    """
    if details.series is None or details.base_url is None:
        return ""
    address, root = (
        f"{url.rstrip('/')}/" for url in (details.base_url, details.series.url)
    )
    folder = address.removeprefix(root)
    return folder if folder != address and FOLDER.match(folder) else ""
