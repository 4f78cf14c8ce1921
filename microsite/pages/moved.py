"""What a session says of its own change: that it has moved, or was called off, and since when."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from microsite.model.records.sessions import SessionStatus
from microsite.model.snapshots import PublishedEvent, PublishedSession, Version
from microsite.site import formatting
from microsite.site.history import history
from microsite.site.site import Site
from microsite.site.state import is_over


def change_words(site: Site, identity: str) -> str:
    """`Moved on 3 March 2027 from 10:30 to 11:00.`; empty where it is as it was first published, or
    all is over.

    Of several moves the last is told.
    """
    past = history(site).sessions.get(identity)
    if past is None or is_over(site.event, site.moment):
        return ""
    for before, after in reversed(list(pairwise(past.versions))):
        if before.known is None or after.known is None:
            continue
        on = f" on {formatting.format_date(after.since)}" if after.since else ""
        if past.versions[-1].known.status is SessionStatus.CANCELLED:  # type: ignore[union-attr]
            if before.known.status is not SessionStatus.CANCELLED is after.known.status:
                return f"Called off{on}." if on else ""
        elif words := _move(
            before.known, after.known, along=_moves(history(site).event, after.since)
        ):
            return f"{words[0]}{on} {words[1]}."
    return ""


def _moves(event: tuple[Version[PublishedEvent], ...], since: date | None) -> bool:
    """Whether the whole conference moved on a day."""
    return any(
        before.known
        and after.known
        and after.since == since
        and before.known.starts != after.known.starts
        for before, after in pairwise(event)
    )


def _move(old: PublishedSession, new: PublishedSession, *, along: bool) -> tuple[str, str] | None:
    """What became of the time and the place: what happened, and from where to where; None where
    both are the same.

    A session that keeps its times while the whole conference moves to other days does not move.
    """
    days = (
        old.day != new.day and isinstance(old.day, date) and isinstance(new.day, date) and not along
    )
    starts, rooms = old.start != new.start, old.room_id != new.room_id
    if not (days or starts or rooms):
        if old.end == new.end:
            return None
        return (
            "Changed",
            f"to end at {formatting.format_time(new.end)}, not {formatting.format_time(old.end)}",
        )
    sides = []
    for one in (old, new):
        day = (
            f"{formatting.format_weekday(one.day)} {formatting.format_short_date(one.day)}"
            if days and isinstance(one.day, date)
            else ""
        )
        time = ", ".join(
            part
            for part in (day, formatting.format_time(one.start) if starts or days else "")
            if part
        )
        room = one.room or "no room"
        sides.append((f"{time} in {room}" if time else room) if rooms else time)
    return "Moved", f"from {sides[0]} to {sides[1]}"
