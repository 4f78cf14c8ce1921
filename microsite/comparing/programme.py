"""What changed in the programme: sessions moved, renamed, called off, added or gone, and who takes
part.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from microsite.comparing.change import Change, Difference, Kind, Part
from microsite.comparing.fields import differences, wording
from microsite.comparing.naming import People, listed, quoted
from microsite.model.event import Event, Session
from microsite.model.records.sessions import SessionStatus
from microsite.site import urls, when

TOLD_APART = frozenset(
    (
        "title",
        "day",
        "start",
        "end",
        "length",
        "room",
        "chair",
        "speakers",
        "status",
        "status_note",
        "track",
        "resources",
    )
)
"""Fields of a session that sentences of their own tell of."""


def programme_changes(
    before: Event, after: Event, people: People, renamed: dict[str, str] | None = None
) -> Iterator[Change]:
    """Every change of a session. `renamed` holds old ids by new ones, where those are known and not
    to be guessed.
    """
    old = {session.id: session for session in before.sessions}
    new = {session.id: session for session in after.sessions}
    renamed = new_ids(old, new) if renamed is None else renamed
    for identity, session in new.items():
        earlier = old.get(identity) or (old[renamed[identity]] if identity in renamed else None)
        if earlier is None:
            sentence = f"{quoted(session.title)} is added: {_slot(after, session)}."
            yield _change(session, Kind.ADDED, sentence)
        else:
            yield from _Pair(before, after, earlier, session, people).changes()
    for identity, session in old.items():
        if identity not in new and identity not in renamed.values():
            sentence = f"{quoted(session.title)} is taken out. It was {_slot(before, session)}."
            yield _change(session, Kind.GONE, sentence, has_page=False)


def new_ids(old: dict[str, Session], new: dict[str, Session]) -> dict[str, str]:
    """Ids that changed: by new id, the old one. The title or the very place in the programme stayed
    the same.
    """
    gone = [session for identity, session in old.items() if identity not in new]
    found: dict[str, str] = {}
    for identity, session in new.items():
        if identity in old:
            continue
        same = [
            other
            for other in gone
            if other.id not in found.values()
            and (
                other.title.casefold() == session.title.casefold()
                or (_place(other) == _place(session))
            )
        ]
        if same:
            found[identity] = same[0].id
    return found


def _place(session: Session) -> tuple[object, ...]:
    return session.day, session.start, session.end, _room(session), session.kind


def _room(session: Session) -> str:
    """What tells a room from others: its id, so that one that is renamed stays itself."""
    return (session.room.id or session.room.name) if session.room else ""


def _times(session: Session) -> str:
    return f"{when.clock(session.start)} to {when.clock(session.end)}"


def _span(session: Session) -> str:
    return f"{when.clock(session.start)}–{when.clock(session.end)}"


def _day(event: Event, session: Session, *, always: bool = False) -> str:
    """The day in words; empty where there is only one, unless it is `always` to be told."""
    if len(event.days) < 2 and not always:
        return ""
    found = next(day for day in event.days if day.number == session.day)
    return (
        f"{when.weekday(found.date)} {when.short_day(found.date)}"
        if found.date
        else f"day {session.day}"
    )


def _slot(event: Event, session: Session) -> str:
    """`Thursday 20 May, 09:30 to 10:15, in Main hall`."""
    room = f"in {session.room.name}" if session.room else ""
    return ", ".join(part for part in (_day(event, session), _times(session), room) if part)


def _change(
    session: Session,
    kind: Kind,
    sentence: str,
    *told: Difference,
    has_page: bool = True,
    what: str = "session",
) -> Change:
    page = urls.session(session.id) if session.has_own_page else f"{urls.PROGRAMME}#{session.id}"
    return Change(
        part=Part.PROGRAMME,
        kind=kind,
        what=what,
        identity=session.id,
        subject=session.title,
        sentence=sentence,
        differences=told,
        address=page if has_page else "",
    )


class _Pair(Struct, frozen=True):
    """A session in both versions."""

    before: Event
    after: Event
    old: Session
    new: Session
    people: People

    @property
    def title(self) -> str:
        return quoted(self.new.title)

    def changes(self) -> Iterator[Change]:
        """What is different, the gravest first."""
        yield from self._status()
        yield from self._time()
        yield from self._room()
        yield from self._names()
        yield from self._people()
        yield from self._rest()

    def _status(self) -> Iterator[Change]:
        was, now = self.old.details, self.new.details
        note = f" {now.status_note}" if now.status_note else ""
        if was.status is now.status:
            if was.status_note != now.status_note:
                told = Difference(
                    "Note on its status", was.status_note or "", now.status_note or ""
                )
                yield _change(self.new, Kind.CHANGED, f"The note on {self.title} changes.", told)
        elif now.status is SessionStatus.CANCELLED:
            yield _change(self.new, Kind.CALLED_OFF, f"{self.title} is called off.{note}")
        elif was.status is SessionStatus.CANCELLED:
            yield _change(
                self.new,
                Kind.BACK,
                f"{self.title} takes place after all: {_slot(self.after, self.new)}.{note}",
            )
        else:
            words = (
                "is confirmed" if now.status is SessionStatus.CONFIRMED else "is provisional now"
            )
            yield _change(self.new, Kind.CHANGED, f"{self.title} {words}.{note}")

    def _time(self) -> Iterator[Change]:
        old, new = self.old, self.new
        if (old.day, old.start, old.end) == (new.day, new.start, new.end):
            return
        if (old.day, old.start) == (new.day, new.start):
            sentence = f"{self.title} ends at {when.clock(new.end)}, not {when.clock(old.end)}."
        elif old.day == new.day:
            day = f" ({_day(self.after, new)})" if _day(self.after, new) else ""
            sentence = f"{self.title}{day} moves from {_span(old)} to {_span(new)}."
        else:
            days = _day(self.before, old, always=True), _day(self.after, new, always=True)
            sentence = (
                f"{self.title} moves from {days[0]}, {_span(old)} to {days[1]}, {_span(new)}."
            )
        yield _change(new, Kind.MOVED, sentence)

    def _room(self) -> Iterator[Change]:
        if _room(self.old) == _room(self.new):
            return
        was = self.old.room.name if self.old.room else "no room"
        now = self.new.room.name if self.new.room else "no room"
        yield _change(self.new, Kind.MOVED, f"{self.title} moves from {was} to {now}.")

    def _names(self) -> Iterator[Change]:
        if self.old.title != self.new.title:
            yield _change(
                self.new, Kind.RENAMED, f"{quoted(self.old.title)} is now called {self.title}."
            )
        if self.old.id != self.new.id:
            sentence = f"The address of {self.title} changes. Links to the old one need an entry in data/redirects.yaml."
            told = Difference("Address", urls.session(self.old.id), urls.session(self.new.id))
            yield _change(self.new, Kind.RENAMED, sentence, told)

    def _people(self) -> Iterator[Change]:
        for old, new, tell in (
            (self.old.chairs, self.new.chairs, self._chaired),
            (self.old.speakers, self.new.speakers, self._spoken),
        ):
            come = [self.people.name(slug) for slug in new if slug not in old]
            gone = [self.people.name(slug, was=True) for slug in old if slug not in new]
            if come or gone:
                yield _change(self.new, Kind.PEOPLE, tell(come, gone))
            elif old != new:
                told = Difference(
                    "Order", *(", ".join(map(self.people.name, side)) for side in (old, new))
                )
                yield _change(
                    self.new, Kind.PEOPLE, f"The order of names in {self.title} changes.", told
                )

    def _chaired(self, come: list[str], gone: list[str]) -> str:
        if not come:
            return f"{self.title} is no longer chaired by {listed(gone)}."
        return (
            f"{self.title} is chaired by {listed(come)}{f', not {listed(gone)}' if gone else ''}."
        )

    def _spoken(self, come: list[str], gone: list[str]) -> str:
        leave = [f"{listed(gone)} {'leaves' if len(gone) == 1 else 'leave'}"] if gone else []
        join = [f"{listed(come)} {'joins' if len(come) == 1 else 'join'}"] if come else []
        return f"In {self.title}, {'; '.join(leave + join)}."

    def _rest(self) -> Iterator[Change]:
        old, new = self.old, self.new
        told = differences(old.details, new.details, TOLD_APART)
        tracks = (old.track.name if old.track else "", new.track.name if new.track else "")
        if tracks[0] != tracks[1]:
            told.append(Difference("Track", *tracks))
        if set(old.resources) != set(new.resources):
            told.append(Difference("Resources", ", ".join(old.resources), ", ".join(new.resources)))
        if old.details.sample != new.details.sample:
            words = "is a placeholder again" if new.details.sample else "is no longer a placeholder"
            yield _change(new, Kind.CHANGED, f"{self.title} {words}.")
        if told:
            fields = listed(difference.label.lower() for difference in told)
            yield _change(
                new,
                Kind.CHANGED,
                f"{self.title}: {fields} {'changes' if len(told) == 1 else 'change'}.",
                *told,
            )
        if words_changed := wording(old.details, new.details):
            yield _change(
                new,
                Kind.WORDING,
                f"The abstract of {self.title} is worded differently.",
                *words_changed,
            )
