"""The launch checklist: notes on what is still to do. They never stop a build."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from msgspec import Struct

from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.source_text import Span
from microsite.model.event import Day, Event, Session
from microsite.model.fields import Record
from microsite.model.records.event import Attendance, EventStatus
from microsite.model.records.programme import SessionKind, SessionStatus, Speaker

FEWEST_WORDS = 100
"""Below this the measure says little."""
_NOT_PROSE = re.compile(r"\s*(?:#|\||>|```|~~~|!\[|\[\^?[^\]]+\]:|\*\[|<|:::|!!!|---|===)")
_LIST_MARK = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+")
_SENTENCE_END = re.compile(r"(?<=[.!?])[”’\"')\]]*\s+(?=[“‘\"'(\[*]*[A-Z])")
_LINK_TARGET = re.compile(r"\]\([^)]*\)|\{[^}]*\}|`[^`]*`|https?://\S+|<[^>]*>")
_WORD = re.compile(r"[A-Za-z]+(?:[’'][A-Za-z]+)*")


class Reading(Struct, frozen=True):
    """Reading ease of a text, and its longest sentence."""

    score: int
    """About 0 (very hard) to 100 (very easy); 60 and more is plain English."""
    longest: Span
    """The sentence with the most words."""
    longest_words: int


def reading_ease(body: Span) -> Reading | None:
    """Return the reading ease of an English text in Markdown. None if it is too short."""
    sentences = [(span, words) for span in _sentences(body) if (words := _words(span.text))]
    count = sum(len(words) for _, words in sentences)
    if count < FEWEST_WORDS:
        return None
    syllables = sum(_syllables(word) for _, words in sentences for word in words)
    score = 206.835 - 1.015 * count / len(sentences) - 84.6 * syllables / count
    longest, words = max(sentences, key=lambda sentence: len(sentence[1]))
    return Reading(round(score), longest, len(words))


def _sentences(body: Span) -> Iterator[Span]:
    """Yield the sentences of paragraphs and list items, without headings, tables and code."""
    source, at = body.source, body.start
    for block in re.split(r"(\n[ \t]*(?:\n[ \t]*)*\n|\n(?=\s*(?:[-*+]|\d+[.)])\s))", body.text):
        start, at = at, at + len(block)
        if not block.strip() or _NOT_PROSE.match(block):
            continue
        if mark := _LIST_MARK.match(block):
            start += mark.end()
        while end := _SENTENCE_END.search(source.text, start, at):
            yield _trimmed(source.span(start, end.start()))
            start = end.end()
        yield _trimmed(source.span(start, at))


def _trimmed(span: Span) -> Span:
    text = span.text
    start = span.start + len(text) - len(text.lstrip())
    return span.source.span(start, max(start, span.start + len(text.rstrip())))


def _words(sentence: str) -> list[str]:
    return _WORD.findall(_LINK_TARGET.sub(" ", sentence))


def _syllables(word: str) -> int:
    """Return an estimate: groups of vowels, without a silent e."""
    plain = re.sub(r"[^a-z]", "", word.lower())
    plain = re.sub(
        r"(?:[^laeiouy]es|ed|[^laeiouy]e)$", lambda end: end[0][0] if end[0] != "ed" else "d", plain
    )
    return max(1, len(re.findall(r"[aeiouy]+", plain)))


LINK_STALE_AFTER = timedelta(days=183)
FIGURE_IS_STALE = timedelta(days=365)
MAX_GAP_MINUTES = 20
"""Minutes in which nothing is on, before it is worth a note."""
MAX_TITLE_LENGTH = 90
"""Characters that a card holds."""
MIN_READING_EASE = 40
MAX_SENTENCE_WORDS = 25

NEEDS_SPEAKERS = frozenset(
    (
        SessionKind.KEYNOTE,
        SessionKind.TALK,
        SessionKind.PANEL,
        SessionKind.DISCUSSION,
        SessionKind.LIGHTNING,
    )
)
NEEDS_CHAIR_OR_SPEAKER = frozenset((SessionKind.WORKSHOP, SessionKind.DEMONSTRATION))
"""Kinds that a chair can run alone."""
NEEDS_ABSTRACT = NEEDS_SPEAKERS | NEEDS_CHAIR_OR_SPEAKER | {SessionKind.POSTERS, SessionKind.TOUR}


SAMPLE_KINDS = {
    kind: kind for kind in "speaker session resource figure rate tier sponsor page".split()
} | {"news": "news post"}
"""Names in messages of the kinds of record that can be a sample."""


class Readiness(Struct, frozen=True):
    """What the checks read and report to."""

    event: Event
    as_of: date
    log: Log


def check_readiness(event: Event, as_of: date, log: Log) -> None:
    """Report K-codes, all notes, for what to do before launch, on a day in the event's zone."""
    for check in READINESS:
        check(Readiness(event, as_of, log))


def check_samples(at: Readiness) -> None:
    """Report records and fields that contain placeholders."""
    for kind, name in SAMPLE_KINDS.items():
        for record in at.event.records[kind]:
            if record.sample:
                at.log.report("K101", record.span("sample"), kind=name, name=_name_of(record))
    details = at.event.record
    for index, field in enumerate(details.sample):
        at.log.report("K102", details.span("sample", index), field=field)
    for index, line in enumerate(details.help_lines):
        if line.sample:
            at.log.report("K145", details.span("help_lines", index, "sample"), name=line.name)


def _name_of(record: Record) -> str:
    """Return the title of a record; of a speaker without a name, the name of the file."""
    if isinstance(record, Speaker):
        return record.name if record.is_named else record.slug
    return str(
        getattr(record, "title", None) or getattr(record, "name", None) or getattr(record, "id", "")
    )


def check_provisional(at: Readiness) -> None:
    """Report provisional sessions and news drafts."""
    for session in at.event.sessions:
        if session.record.status is SessionStatus.PROVISIONAL and not session.record.sample:
            at.log.report("K103", session.span("status"), title=session.title)
    for post in at.event.news:
        if post.draft:
            at.log.report("K104", post.span("draft"), title=post.title)


def check_speakers(at: Readiness) -> None:
    """Report speakers without session, name, photo, role or biography; never protected facts."""
    appearing = {slug for session in at.event.sessions for slug in session.people}
    for speaker in at.event.speakers:
        name = _name_of(speaker)
        if speaker.slug not in appearing:
            place = speaker.span("protected" if speaker.protected else "name")
            at.log.report("K115", place, name=f"“{name}”")
        if speaker.protected:
            continue
        if not speaker.is_named:
            at.log.report("K111", speaker.span("name"), slug=speaker.slug)
            continue
        facts = {"K112": speaker.photo, "K113": speaker.role, "K114": speaker.biography.strip()}
        for code, fact in facts.items():
            if not fact:
                at.log.report(code, speaker.span("name"), name=name)


def check_sessions(at: Readiness) -> None:
    """Report sessions that lack speakers, a chair or an abstract."""
    for session in at.event.sessions:
        if session.is_cancelled:
            continue
        facts: dict[str, Any] = {"kind": session.kind, "title": session.title}
        nobody = session.kind in NEEDS_CHAIR_OR_SPEAKER and not session.people
        if nobody or (session.kind in NEEDS_SPEAKERS and not session.speakers):
            at.log.report("K121", session.span("title"), **facts)
        has_abstract = session.record.abstract.strip() or session.repeat_of
        if session.kind in NEEDS_ABSTRACT and not has_abstract:
            at.log.report("K122", session.span("title"), **facts)
        if session.kind is SessionKind.PANEL and not session.chairs:
            at.log.report("K123", session.span("title"), **facts)


def check_gaps(at: Readiness) -> None:
    """Report times between two sessions of a day in which nothing is on."""
    for day in at.event.days:
        for before, after in _gaps(day):
            start, end = (f"{m // 60 % 24:02}:{m % 60:02}" for m in (before, after.start_minute))
            on_day = f" on day {day.number}" if len(at.event.days) > 1 else ""
            at.log.report("K124", after.span("start"), start=start, end=end, day=on_day)


def _gaps(day: Day) -> Iterable[tuple[int, Session]]:
    """Yield the minute at which everything has ended, and the session that starts long after."""
    finish: int | None = None
    for session in day.sessions:
        if session.is_cancelled:
            continue
        if finish is not None and session.start_minute - finish > MAX_GAP_MINUTES:
            yield finish, session
        finish = max(finish or 0, session.end_minute)


def check_resources(at: Readiness) -> None:
    """Report resources without an address, or with a link that was not checked lately."""
    for resource in at.event.library.resources:
        title, checked = resource.title, resource.checked
        if resource.url is None:
            at.log.report("K131", resource.span("title"), title=title)
        elif checked is None:
            at.log.report("K132", resource.span("url"), title=title)
        elif at.as_of - checked > LINK_STALE_AFTER:
            at.log.report("K133", resource.span("checked"), title=title, checked=checked)


def check_figures(at: Readiness) -> None:
    """Report figures whose source is missing or was not checked lately."""
    for figure in at.event.figures:
        name, checked = figure.id, figure.checked
        if figure.url is None:
            at.log.report("K136", figure.span("source"), name=name)
        if figure.published is None and figure.dated is None:
            at.log.report("K137", figure.span("value"), name=name)
        if checked is None:
            at.log.report("K138", figure.span("value"), name=name)
        elif at.as_of - checked > FIGURE_IS_STALE:
            at.log.report("K139", figure.span("checked"), name=name, checked=checked)


def check_event(at: Readiness) -> None:
    """Report missing facts: dates, venue, booking and address of the site."""
    event, details = at.event, at.event.record
    is_online = (
        details.attendance is Attendance.ONLINE or details.status is EventStatus.MOVED_ONLINE
    )
    if event.starts is None:
        at.log.report("K141", details.span("starts"))
    if details.venue is None and not is_online:
        at.log.report("K142", details.span("title"))
    if details.venue is not None and not details.venue.access and not is_online:
        at.log.report("K147", details.span("venue"))
    if details.online_url is None and (is_online or details.attendance is Attendance.HYBRID):
        at.log.report("K143", details.span("attendance"))
    goes_ahead = details.status not in (EventStatus.CANCELLED, EventStatus.POSTPONED)
    lies_ahead = event.ends is None or event.ends.date() >= at.as_of
    if (details.booking is None or details.booking.url is None) and goes_ahead and lies_ahead:
        at.log.report("K144", details.span("booking"))
    if details.base_url is None:
        at.log.report("K146", details.span("title"))


def check_tiers(at: Readiness) -> None:
    """Report empty tiers, and tiers that are not offered and have no sponsor."""
    used = {sponsor.tier.casefold() for sponsor in at.event.records["sponsor"]}
    for tier in at.event.records["tier"]:
        if tier.offered and not tier.benefits:
            at.log.report("K151", tier.span("name"), name=tier.name)
        if not tier.offered and used.isdisjoint((tier.id.casefold(), tier.name.casefold())):
            at.log.report("K152", tier.span("offered"), name=tier.name)


def check_wording(at: Readiness) -> None:
    """Report titles that cards cut off, and an overview that is hard to read."""
    event = at.event
    for record in (event.record, *event.records["session"], *event.pages, *event.news):
        if (length := len(record.title)) > MAX_TITLE_LENGTH:
            at.log.report("K161", record.span("title"), length=length, most=MAX_TITLE_LENGTH)
    if not event.record.languages[0].lower().startswith("en"):
        return
    reading = reading_ease(event.overview)
    if reading is not None and reading.score < MIN_READING_EASE:
        advice = "Use shorter words."
        if reading.longest_words > MAX_SENTENCE_WORDS:
            count = reading.longest_words
            advice = f"This sentence has {count} words: split it, and use shorter words."
        at.log.report("K162", reading.longest, score=reading.score, advice=advice)


READINESS: tuple[Callable[[Readiness], None], ...] = (
    check_samples,
    check_provisional,
    check_speakers,
    check_sessions,
    check_gaps,
    check_resources,
    check_figures,
    check_event,
    check_tiers,
    check_wording,
)
