"""Pages and links for people who attend: questions, feedback and what to do on the day."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import quote, urlsplit

from microsite.model.event import Session
from microsite.pages.views import Link
from microsite.site.formatting import format_date, format_time
from microsite.site.site import Site
from microsite.site.state import FEEDBACK_DAYS, cancellation_label, start_of

QUESTIONS_OPEN_BEFORE = timedelta(minutes=15)


def contact_links(site: Site, session: Session) -> Iterator[Link]:
    """Yield the links to ask a question and to give feedback, with their times in words.

    A session with a protected person has only those that are typed for it.
    """
    starts, ends = session.starts_at, session.ends_at
    if starts is None or ends is None or session.is_cancelled or cancellation_label(site):
        return
    opens, last_day = starts - QUESTIONS_OPEN_BEFORE, ends.date() + FEEDBACK_DAYS
    closes = start_of(site.event, last_day + timedelta(days=1))
    is_private = any(site.speakers[slug].protected for slug in session.people)
    for name, label, since, until, when in (
        (
            "questions",
            "Ask a question",
            opens,
            ends,
            f"{format_time(opens)} to {format_time(ends)}",
        ),
        ("feedback", "Tell us how it was", ends, closes, f"until {format_date(last_day)}"),
    ):
        target = getattr(session.record, name)
        target = target or ("" if is_private else getattr(site.event.record, name))
        if target and site.now < until:
            moments = (moment.isoformat(timespec="minutes") for moment in (since, until))
            yield Link(label, *_opened(target, f"{label}: {session.title}", when), "", *moments)


def _opened(target: str, subject: str, when: str) -> tuple[str, str]:
    """Return the address that a link opens, and a text with its times and its place."""
    if "://" in target:
        return target, f"{when}, at {urlsplit(target).hostname}"
    return f"mailto:{target}?subject={quote(subject)}", f"{when}, by email"
