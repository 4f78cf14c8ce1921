"""First screen of the editor: what is wrong, left to do and coming up; the site on
another day.
"""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import Any
from urllib.parse import urlencode

from msgspec import Struct

from microsite.apps.editor.content import SCREEN_KINDS
from microsite.apps.editor.entered import EnteredError, to_date
from microsite.apps.editor.problems import Problem, problem_of
from microsite.apps.editor.records import ProjectRecords
from microsite.apps.editor.saving import locate
from microsite.apps.editor.security import PREFIX, EditHandler, record_address
from microsite.apps.linkcheck.check import CACHE_FILE, links_of
from microsite.build import Outcome
from microsite.diagnostics.diagnostic import Log, Severity
from microsite.lint.lint import run_lint
from microsite.locales.locale import ENGLISH
from microsite.model.event import Event, prices_of
from microsite.model.readiness import check_readiness
from microsite.saving.journal import entry_paths
from microsite.site.state import start_of
from microsite.source.inheritance import read_sources
from microsite.up_to_date import program


class DatedChange(Struct, frozen=True):
    """A change of the site on a date that is already entered."""

    moment: datetime
    text: str
    url: str
    needs_publishing: bool = False  # False if the scripts of the pages make the change


class OverviewHandler(EditHandler):
    """The first screen."""

    async def get(self) -> None:
        """Send the state of the site, once the preview has built it."""
        outcome = await self.outcome()
        event = outcome.loaded[0].event if outcome.loaded else None
        links = links_of(outcome.loaded[0].sources) if outcome.loaded else ()
        now = outcome.moment
        changes = (
            sorted(dated_changes(event), key=attrgetter("moment")) if event else ()
        )
        cache = self.project.cache / CACHE_FILE
        day = date.fromtimestamp(cache.stat().st_mtime) if cache.is_file() else None  # noqa: DTZ012
        self.page(
            "overview.html",
            outcome=outcome,
            event=event,
            **await asyncio.to_thread(self.sort, outcome, event),
            coming=[change for change in changes if now and change.moment > now],
            when=ENGLISH.moment,
            link_count=len({link.address for link in links}),
            links_checked=ENGLISH.date(day, "full") if day else "",
            command=program(),
            is_first_start=not entry_paths(self.project),
        )

    async def outcome(self) -> Outcome:
        """Return the last build, once it contains what is in the files now."""
        for _ in range(40):
            latest = self.state.preview.latest
            if latest is not None and await asyncio.to_thread(
                self.is_current, latest.outcome
            ):
                return latest.outcome
            await asyncio.sleep(0.25)
        return self.state.outcome

    def is_current(self, outcome: Outcome) -> bool:
        """Return whether a build has read the files as they are now."""
        if not outcome.loaded:
            return True
        sources = (outcome.loaded[0].sources, read_sources(self.project.root, Log()))
        before, now = (
            {text.path: text.text for text in source.texts} for source in sources
        )
        return before == now

    def sort(self, outcome: Outcome, event: Event | None) -> dict[str, Any]:
        """Return the lists of diagnostics, and the tasks by kind of record."""
        notes = Log()
        if event and outcome.as_of:
            check_readiness(event, outcome.as_of, notes)
            run_lint(event, outcome.loaded[0].sources, outcome.as_of, notes, dated=True)
        records = ProjectRecords(self.project)
        lists: dict[str, list[Problem]] = {"errors": [], "warnings": [], "wording": []}
        tasks: dict[str, list[Problem]] = {}
        for diagnostic in (*outcome.log, *notes):
            place = locate(diagnostic, records.file(diagnostic.span.path))
            item = problem_of(place)
            if diagnostic.severity is Severity.ERROR:
                lists["errors"].append(item)
            elif diagnostic.code[0] == "D":
                lists["wording"].append(item)
            elif diagnostic.severity is Severity.WARNING:
                lists["warnings"].append(item)
            else:
                name = (
                    SCREEN_KINDS[place.kind].many
                    if place.kind in SCREEN_KINDS
                    else "Other"
                )
                tasks.setdefault(name, []).append(item)
        return {**lists, "tasks": tasks}


def dated_changes(event: Event) -> Iterator[DatedChange]:
    """Yield the changes of the site on dates that are entered, without drafts."""
    form = record_address("event")
    booking = event.record.booking
    for post in event.news:
        if not post.draft:
            url = record_address("news", post.slug)
            text = f"“{post.title}” is due"
            yield DatedChange(
                start_of(event, post.date), text, url, needs_publishing=True
            )
    for key in ("opens", "closes"):
        if booking and (clock_time := getattr(booking, key)):
            moment = clock_time.replace(tzinfo=event.zone)
            yield DatedChange(moment, f"Booking {key}", f"{form}#f-booking-{key}")
    for day in event.days:
        if day.date and day.sessions:
            name = f"“{day.title}”" if day.title else f"Day {day.number}"
            url = f"{PREFIX}board?day={day.number}"
            yield DatedChange(
                start_of(event, day.date), f"{name} of the conference begins", url
            )
    if event.ends_at_latest:
        yield DatedChange(
            event.ends_at_latest, "The conference is over", f"{form}#f-ends"
        )
    yield from price_changes(event)


def price_changes(event: Event) -> Iterator[DatedChange]:
    """Yield the days on which prices begin and end, with all rates that change alike in
    one.
    """
    if event.rates is None or not event.is_confirmed("booking"):
        return
    changes: dict[tuple[date, str], list[str]] = {}
    for rate in event.rates.rates:
        prices = prices_of(rate)
        starts = {price.starts for price in prices}
        for price in prices:
            label = f"“{price.label}”" if price.label else "A price"
            amount = ENGLISH.money(
                price.amount, event.currency_of(price, rate, event.rates)
            )
            if price.starts:
                rates = changes.setdefault((price.starts, f"{label} begins"), [])
                rates.append(f"{rate.name} {amount}")
            after = price.until and price.until + timedelta(days=1)
            if after and after not in starts:
                changes.setdefault((after, f"{label} has ended"), []).append(rate.name)
    for (day, text), rates in changes.items():
        words = f"{text}: {', '.join(rates)}"
        yield DatedChange(start_of(event, day), words, f"{PREFIX}content/rate")


class PreviewScreenHandler(EditHandler):
    """The site in a frame: on any day, in any width, light or dark."""

    def get(self, problems: Sequence[Problem] = ()) -> None:
        """Send the frame, with what is wrong about a day."""
        as_of = self.state.outcome.as_of
        path = self.get_argument("path", "") or "/"
        is_own = path.startswith("/") and not path.startswith(("//", "/\\", PREFIX))
        self.page(
            "preview.html",
            site=path if is_own else "/",
            shown=ENGLISH.date(as_of, "full") if as_of else "",
            problems=problems,
        )

    async def post(self) -> None:
        """Build the preview for another day; without one, for today."""
        text = self.get_body_argument("day", "").strip()
        try:
            day = parse_day(text) if text else None
        except EnteredError as problem:
            self.get([Problem(str(problem), url="#day")])
            return
        await asyncio.to_thread(self.state.preview.change_options, as_of=day)
        values = {
            name: self.get_body_argument(name, "")
            for name in ("path", "width", "theme")
        }
        self.redirect(f"{PREFIX}preview?{urlencode(values)}")


def parse_day(text: str) -> date:
    """Return a day, or a day and time. Raises EnteredError."""
    try:
        return datetime.strptime(text, "%Y-%m-%d %H:%M")  # noqa: DTZ007
    except ValueError:
        day = to_date(text)
    if day is None:
        raise EnteredError("Enter a day such as 20 May 2027.")
    return day
