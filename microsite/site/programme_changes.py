"""Changes of the sessions and settings between two versions of an event, in words."""

from collections.abc import Container, Iterator
from datetime import date
from functools import partial
from itertools import starmap

from microsite.locales.locale import ENGLISH, N_, Locale
from microsite.model.event import Session
from microsite.model.published import PublishedSession
from microsite.model.records.content import SessionStatus
from microsite.site import changes, urls

MOVES = N_("“%(title)s” moves from %(before)s to %(after)s.")
TIME_IS_OPEN = N_("“%(title)s” has no time for now. It was %(slot)s.")


class ComparedSession(PublishedSession, frozen=True, kw_only=True):
    """A session in one of two versions; `day` is the number of its conference day."""

    id: str
    day_name: str
    has_other_days: bool
    address: str = ""
    locale: Locale = ENGLISH
    session: Session | None = None
    """None for one known only from the record of what was published."""

    @property
    def is_scheduled(self) -> bool:
        return self.session is None or self.session.is_scheduled

    @property
    def keys(self) -> tuple[object, ...]:
        """Title, and time with room: each identifies a session with another id."""
        if self.session is None:
            return ()
        slot = (self.day, self.start, self.end, self.room_id, self.session.kind)
        return (self.title.casefold(), slot)

    @property
    def times(self) -> str:
        """`09:30–10:15`."""
        return f"{self.locale.time(self.start)}–{self.locale.time(self.end)}"

    @property
    def slot(self) -> str:
        """`Thursday 20 May, 09:30 to 10:15, in Main hall`.

        The day is only in programmes of several days.
        """
        gettext = self.locale.gettext
        slot = self.locale.time_range(self.start, self.end)
        if not self.is_scheduled:
            slot = gettext("not scheduled yet")
        elif self.has_other_days:
            slot = gettext("%(date)s, %(time)s", date=self.day_name, time=slot)
        if self.room:
            slot = gettext("%(time)s, in %(room)s", time=slot, room=self.room)
        return slot


def name_day(number: int, day: date | None, locale: Locale = ENGLISH) -> str:
    """Return `Thursday 20 May`, or `day 2` while dates are to be announced."""
    if day is None:
        return locale.gettext("day %(number)s", number=number)
    return locale.date(day, "short")


def programme_changes(
    old: dict[str, ComparedSession],
    new: dict[str, ComparedSession],
    people: changes.PeopleNames,
    unscheduled_ids: Container[str] = (),
) -> Iterator[changes.Change]:
    """Yield every change of a session.

    One without a time any more may be in `unscheduled_ids`.
    """
    for before, after in changes.pair_records(old, new, lambda session: session.keys):
        session = after or before
        assert session is not None
        about = (session.id, session.title, session.address if after else "")
        change = partial(changes.Change, changes.Section.PROGRAMME, "session", *about)
        gettext = partial(
            session.locale.gettext, title=session.title, slot=session.slot
        )
        if before is None:
            yield change(
                changes.ChangeKind.ADDED, gettext("“%(title)s” is added: %(slot)s.")
            )
        elif after is None and session.id in unscheduled_ids:
            yield change(changes.ChangeKind.MOVED, gettext(TIME_IS_OPEN))
        elif after is None:
            sentence = gettext("“%(title)s” is removed. It was %(slot)s.")
            yield change(changes.ChangeKind.REMOVED, sentence)
        else:
            yield from starmap(change, _session_changes(before, after, people))


def _session_changes(
    old: ComparedSession, new: ComparedSession, people: changes.PeopleNames
) -> Iterator[changes.Words]:
    title = f"“{new.title}”"
    gettext = partial(new.locale.gettext, title=new.title)
    yield from _status_change(old, new)
    times = [(side.is_scheduled, side.day, side.start, side.end) for side in (old, new)]
    if times[0] != times[1]:
        yield changes.ChangeKind.MOVED, _move(old, new)
    if old.room_id != new.room_id:
        rooms = {
            "before": old.room or gettext("no room"),
            "after": new.room or gettext("no room"),
        }
        yield changes.ChangeKind.MOVED, gettext(MOVES, **rooms)
    if old.title != new.title:
        sentence = gettext("“%(before)s” is now called “%(title)s”.", before=old.title)
        yield changes.ChangeKind.RENAMED, sentence
    if old.id != new.id:
        yield changes.address_change(title, urls.session(old.id), urls.session(new.id))
    for role in ("chairs", "speakers"):
        yield from _people_change(old, new, people, role)
    before, after = old.session, new.session
    if before is None or after is None:
        return
    yield from changes.sample_change(title, before.record, after.record)
    differences = changes.field_differences(before.record, after.record)
    tracks = [
        session.track.name if session.track else "" for session in (before, after)
    ]
    if tracks[0] != tracks[1]:
        differences.append(changes.Difference("Track", *tracks))
    if set(before.resources) != set(after.resources):
        resources = (", ".join(session.resources) for session in (before, after))
        differences.append(changes.Difference("Resources", *resources))
    if differences:
        labels = ENGLISH.list([difference.label.lower() for difference in differences])
        verb = "changes" if len(differences) == 1 else "change"
        yield (
            changes.ChangeKind.CHANGED,
            f"{title}: {labels} {verb}.",
            tuple(differences),
        )
    yield from changes.wording_change(
        f"The abstract of {title}", before.record, after.record
    )


def _status_change(
    old: ComparedSession, new: ComparedSession
) -> Iterator[changes.Words]:
    gettext = partial(new.locale.gettext, title=new.title)
    notes = [
        (side.session and side.session.record.status_note) or "" for side in (old, new)
    ]
    note = f" {notes[1]}" if notes[1] else ""
    if old.status is new.status:
        if notes[0] != notes[1]:
            difference = changes.Difference("Note on its status", *notes)
            yield (
                changes.ChangeKind.CHANGED,
                f"The note on “{new.title}” changes.",
                (difference,),
            )
    elif new.status is SessionStatus.CANCELLED:
        yield changes.ChangeKind.CANCELLED, gettext("“%(title)s” is cancelled.") + note
    elif old.status is SessionStatus.CANCELLED:
        sentence = gettext("“%(title)s” will go ahead: %(slot)s.", slot=new.slot)
        yield changes.ChangeKind.REINSTATED, sentence + note
    elif new.status is SessionStatus.CONFIRMED:
        yield changes.ChangeKind.CHANGED, gettext("“%(title)s” is confirmed.") + note
    else:
        yield (
            changes.ChangeKind.CHANGED,
            gettext("“%(title)s” is now provisional.") + note,
        )


def _move(old: ComparedSession, new: ComparedSession) -> str:
    locale = new.locale
    if not new.is_scheduled:
        return locale.gettext(TIME_IS_OPEN, title=new.title, slot=old.slot)
    if not old.is_scheduled:
        text = N_("“%(title)s” is scheduled: %(slot)s.")
        return locale.gettext(text, title=new.title, slot=new.slot)

    text = MOVES
    before = old.times
    after = new.times
    if (old.day, old.start) == (new.day, new.start):
        text = N_("“%(title)s” ends at %(after)s, not %(before)s.")
        before = locale.time(old.end)
        after = locale.time(new.end)
    elif old.day == new.day and new.has_other_days:
        text = N_("“%(title)s” (%(day)s) moves from %(before)s to %(after)s.")
    elif old.day != new.day:
        before = f"{old.day_name}, {old.times}"
        after = f"{new.day_name}, {new.times}"
    return locale.gettext(
        text, title=new.title, day=new.day_name, before=before, after=after
    )


def _people_change(
    before: ComparedSession,
    after: ComparedSession,
    people: changes.PeopleNames,
    role: str,
) -> Iterator[changes.Words]:
    old = getattr(before, role)
    new = getattr(after, role)
    if old == new:
        return
    locale = after.locale
    gettext = partial(locale.gettext, title=after.title)
    joiners = [people.name(slug) for slug in new if slug not in old]
    leavers = [people.name(slug, old=True) for slug in old if slug not in new]
    if not joiners and not leavers:
        difference = changes.Difference(
            label="Order",
            before=", ".join(people.name(slug) for slug in old),
            after=", ".join(people.name(slug) for slug in new),
        )
        sentence = gettext("The order of names in “%(title)s” changes.")
        yield changes.ChangeKind.PEOPLE, sentence, (difference,)
        return

    new_list = locale.list(joiners)
    old_list = locale.list(leavers)
    if role == "speakers":
        leave = locale.ngettext(
            "%(names)s leaves", "%(names)s leave", len(leavers), names=old_list
        )
        join = locale.ngettext(
            "%(names)s joins", "%(names)s join", len(joiners), names=new_list
        )
        parts = []
        if leavers:
            parts.append(leave)
        if joiners:
            parts.append(join)
        sentence = gettext("In “%(title)s”, %(changes)s.", changes="; ".join(parts))
    else:
        text = N_("“%(title)s” is no longer chaired by %(others)s.")
        if joiners:
            text = N_("“%(title)s” is chaired by %(names)s.")
        if joiners and leavers:
            text = N_("“%(title)s” is chaired by %(names)s, not %(others)s.")
        sentence = gettext(text, names=new_list, others=old_list)
    yield changes.ChangeKind.PEOPLE, sentence
