"""What of an event is changed often and read by few pieces of its site, so that it is noted who
reads it.
"""

from __future__ import annotations

from collections.abc import Iterator

from microsite.model.conference import Event
from microsite.model.record import Record


def noted_fields(event: Event) -> Iterator[tuple[str, Record, str]]:
    """A name that no other has, the record, and its field."""
    for name, record in _records(event):
        yield from ((f"{name} {field}", record, field) for field in record.noted_fields)


def long_texts(event: Event) -> Iterator[str]:
    """The texts in Markdown."""
    for _, record in _records(event):
        yield from (getattr(record, field) for field in record.long_fields)


def _records(event: Event) -> Iterator[tuple[str, Record]]:
    yield "event", event.details
    yield "resources", event.library.details
    yield from ((f"session {session.id}", session.details) for session in event.sessions)
    yield from ((f"speaker {speaker.slug}", speaker) for speaker in event.speakers)
    yield from ((f"page {page.slug}", page) for page in event.pages)
    yield from ((f"news {post.slug}", post) for post in event.news)
    if event.rates is not None:
        yield "rates", event.rates.details
    if event.sponsorship is not None:
        yield "sponsors", event.sponsorship.details
        yield from ((f"sponsor {sponsor.id}", sponsor) for sponsor in event.sponsorship.sponsors)
