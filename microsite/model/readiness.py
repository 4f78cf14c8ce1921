"""The launch checklist: notes on what is still to do. They never stop a build."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.source_text import Span
from microsite.model.checks import Checker
from microsite.model.event import Event
from microsite.model.records.content import SessionKind, SessionStatus
from microsite.model.records.event import Attendance, EventStatus
from microsite.model.schedule import clock

_NOT_PROSE = re.compile(
    r"\s*(?:#|\||>|```|~~~|!\[|\[\^?[^\]]+\]:|\*\[|<|:::|!!!|---|===)"
)
_LIST_MARK = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+")
_SENTENCE_END = re.compile(r"(?<=[.!?])[”’\"')\]]*\s+(?=[“‘\"'(\[*]*[A-Z])")
_LINK_TARGET = re.compile(r"\]\([^)\]]*\)|\{[^{}]*\}|`[^`]*`|https?://\S+|<[^<>]*>")
_WORD = re.compile(r"[A-Za-z]+(?:[’'][A-Za-z]+)*")


def reading_ease(sentences: list[tuple[Span, list[str]]]) -> int | None:
    """Return the reading ease of an English text by its sentences. None if it is too
    short.

    It is about 0 (very hard) to 100 (very easy); 60 and more is plain English.
    """
    words = [word for _, words in sentences for word in words]
    if len(words) < 100:  # the measure says little
        return None
    count = sum(bool(words) for _, words in sentences)
    letters = (re.sub(r"[^a-z]", "", word.lower()) for word in words)
    voiced = (re.sub(r"(?<=[^laeiouy])es?$|e(?=d$)", "", word) for word in letters)
    syllables = sum(max(1, len(re.findall(r"[aeiouy]+", word))) for word in voiced)
    return round(206.835 - 1.015 * len(words) / count - 84.6 * syllables / len(words))


def sentences_of(body: Span) -> Iterator[tuple[Span, list[str]]]:
    """Yield the sentences of paragraphs and list items in Markdown, each with its
    words.
    """
    source, at = body.source, body.start
    for block in re.split(
        r"(\n[ \t]*(?:\n[ \t]*)*\n|\n(?=\s*(?:[-*+]|\d+[.)])\s))", body.text
    ):
        start, at = at, at + len(block)
        if not block.strip() or _NOT_PROSE.match(block):
            continue
        if mark := _LIST_MARK.match(block):
            start += mark.end()
        gaps = [*_SENTENCE_END.finditer(source.text, start, at)]
        starts = [start, *(gap.end() for gap in gaps)]
        for first, last in zip(
            starts, [*(gap.start() for gap in gaps), at], strict=True
        ):
            text = source.text[first:last]
            begin = last - len(text.lstrip())
            span = source.span(begin, max(begin, first + len(text.rstrip())))
            yield span, _WORD.findall(_LINK_TARGET.sub(" ", span.text))


UK_PHONE = re.compile(r"(?:0|\+44\D*0?)\D*[1237]")
"""British numbers, without the kinds that may be shorter."""
LINK_STALE_AFTER = timedelta(days=183)
MAX_GAP_MINUTES = 20  # minutes in which nothing is on, before it is worth a note
MAX_TITLE_LENGTH = 90  # characters that a card holds
NEEDS_SPEAKERS = {"keynote", "talk", "panel", "discussion", "lightning talks"}
NEEDS_CHAIR_OR_SPEAKER = {"workshop", "demonstration"}
"""Kinds that a chair can run alone."""
NEEDS_ABSTRACT = NEEDS_SPEAKERS | NEEDS_CHAIR_OR_SPEAKER | {"posters", "tour"}


def check_readiness(event: Event, as_of: date, log: Log) -> None:
    """Report K-codes, all notes, for what to do before launch, on a day in the event's
    zone.
    """
    at = Checker(event, log)
    check_provisional(at, as_of)
    check_speakers(at)
    check_sessions(at)
    check_gaps(at)
    check_sources(at, as_of)
    check_event(at, as_of)
    check_tiers(at)
    check_wording(at)


def check_provisional(at: Checker, as_of: date) -> None:
    """Report placeholders, provisional sessions, and news that is not published yet."""
    for kind in "speaker session resource figure rate tier sponsor page news".split():
        name = "news post" if kind == "news" else kind
        for record in at.event.records[kind]:
            at.report_if(record.sample, "K101", record, "sample", kind=name)
    details = at.event.record
    for index, field in enumerate(details.sample):
        at.report("K102", details, "sample", index, field=field)
    for line in details.help_lines:
        at.report_if(line.sample, "K145", line, "sample")
    for record in at.event.records["session"]:
        is_provisional = record.status is SessionStatus.PROVISIONAL
        at.report_if(is_provisional and not record.sample, "K103", record, "status")
    for post in at.event.news:
        at.report_if(post.draft, "K104", post, "draft")
        at.report_if(not post.draft and post.date > as_of, "K105", post, "date")


def check_speakers(at: Checker) -> None:
    """Report speakers without session, name, photo, role or biography; never protected
    facts.
    """
    sessions = (*at.event.sessions, *at.event.unscheduled)
    appearing = {slug for session in sessions for slug in session.people}
    for speaker in at.event.speakers:
        field = "protected" if speaker.protected else "name"
        at.report_if(speaker.slug not in appearing, "K115", speaker, field)
        at.report_if(
            not speaker.is_named and not speaker.protected, "K111", speaker, "name"
        )
        if speaker.is_named:
            at.report_if(not speaker.photo, "K112", speaker, "name")
            at.report_if(not speaker.role, "K113", speaker, "name")
            at.report_if(not speaker.biography.strip(), "K114", speaker, "name")
        has_text = speaker.summary or speaker.biography.strip()
        if speaker.protected and has_text:
            at.report(
                "K116", speaker, "protected", shown_as=speaker.shown_as or speaker.slug
            )


def check_sessions(at: Checker) -> None:
    """Report sessions that lack a time, speakers, a chair or an abstract."""
    sessions = (*at.event.sessions, *at.event.unscheduled)
    for session in (session for session in sessions if not session.is_cancelled):
        at.report_if(not session.is_scheduled, "K125", session.record, "title")
        record, kind = session.record, session.kind
        nobody = kind in NEEDS_CHAIR_OR_SPEAKER and not session.people
        silent = kind in NEEDS_SPEAKERS and not session.speakers
        at.report_if(nobody or silent, "K121", record, "title")
        has_abstract = record.abstract.strip() or session.repeat_of
        at.report_if(
            kind in NEEDS_ABSTRACT and not has_abstract, "K122", record, "title"
        )
        at.report_if(
            kind is SessionKind.PANEL and not session.chairs, "K123", record, "title"
        )


def check_gaps(at: Checker) -> None:
    """Report times between two sessions of a day in which nothing is on."""
    for day in at.event.days:
        finish = None
        for session in (
            session for session in day.sessions if not session.is_cancelled
        ):
            start = session.start_minute
            if finish is not None and start - finish > MAX_GAP_MINUTES:
                on_day = f" on day {day.number}" if len(at.event.days) > 1 else ""
                facts = {"start": clock(finish), "end": clock(start), "day": on_day}
                at.report("K124", session.record, "start", **facts)
            finish = max(finish or 0, session.end_minute)


def check_sources(at: Checker, as_of: date) -> None:
    """Report resources and figures without an address, or that were not checked
    lately.
    """
    for resource in at.event.library.resources:
        url, checked = resource.url, resource.checked
        is_stale = checked and as_of - checked > LINK_STALE_AFTER
        at.report_if(url is None, "K131", resource, "title")
        at.report_if(url and not checked, "K132", resource, "url")
        at.report_if(url and is_stale, "K133", resource, "checked")
    for figure in at.event.figures:
        is_stale = figure.checked and as_of - figure.checked > timedelta(days=365)
        at.report_if(figure.url is None, "K136", figure, "source")
        at.report_if(not figure.published and not figure.dated, "K137", figure, "value")
        at.report_if(not figure.checked, "K138", figure, "value")
        at.report_if(is_stale, "K139", figure, "checked")


def check_event(at: Checker, as_of: date) -> None:
    """Report missing facts of the event, and British phone numbers of unusual
    length.
    """
    details, venue, status = (
        at.event.record,
        at.event.record.venue,
        at.event.record.status,
    )
    is_online = (
        details.attendance is Attendance.ONLINE or status is EventStatus.MOVED_ONLINE
    )
    has_stream = is_online or details.attendance is Attendance.HYBRID
    goes_ahead = status not in (EventStatus.CANCELLED, EventStatus.POSTPONED)
    lies_ahead = details.ends is None or details.ends.date() >= as_of
    can_be_booked = details.booking and details.booking.url
    at.report_if(details.starts is None, "K141", details, "starts")
    at.report_if(not venue and not is_online, "K142", details, "title")
    at.report_if(venue and not venue.access and not is_online, "K147", details, "venue")
    at.report_if(
        has_stream and details.online_url is None, "K143", details, "attendance"
    )
    at.report_if(
        goes_ahead and lies_ahead and not can_be_booked, "K144", details, "booking"
    )
    at.report_if(details.base_url is None, "K146", details, "title")
    for record in (details.organiser, *details.help_lines):
        phone = str(getattr(record, "phone", ""))
        digits = re.sub(r"\+44|\D", "", phone).lstrip("0")
        is_british = UK_PHONE.match(phone) and details.timezone == "Europe/London"
        at.report_if(is_british and len(digits) != 10, "K148", record, "phone")


def check_tiers(at: Checker) -> None:
    """Report tiers that are empty, or neither offered nor used."""
    used_tiers = {sponsor.tier.casefold() for sponsor in at.event.records["sponsor"]}
    for tier in at.event.records["tier"]:
        is_unused = used_tiers.isdisjoint((tier.id.casefold(), tier.name.casefold()))
        at.report_if(tier.offered and not tier.benefits, "K151", tier, "name")
        at.report_if(not tier.offered and is_unused, "K152", tier, "offered")


def check_wording(at: Checker) -> None:
    """Report titles that cards cut off, and an overview that is hard to read."""
    event = at.event
    for record in (event.record, *event.records["session"], *event.pages, *event.news):
        length = len(record.title)
        is_long = length > MAX_TITLE_LENGTH
        at.report_if(
            is_long, "K161", record, "title", length=length, most=MAX_TITLE_LENGTH
        )
    is_english = event.record.languages[0].lower().startswith("en")
    sentences = list(sentences_of(event.overview)) if is_english else []
    score = reading_ease(sentences)
    if score is not None and score < 40:
        longest, words = max(sentences, key=lambda sentence: len(sentence[1]))
        advice = "Use shorter words."
        if len(words) > 25:
            advice = (
                f"This sentence has {len(words)} words. Split it, and use shorter"
                " words."
            )
        at.log.report("K162", longest, score=score, advice=advice)
