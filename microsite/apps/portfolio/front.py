"""The front site of a portfolio: a site like any other, copied beside those of the
events.
"""

import json
import re
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from microsite.apps.portfolio.records import Portfolio
from microsite.apps.publish.online import files_in
from microsite.apps.publish.plan import make_plan, record_with
from microsite.apps.publish.targets import FolderInPlace
from microsite.build import (
    EditionSite,
    Outcome,
    cache_folder,
    create_editions,
    lay_out,
    read,
    render,
    write,
)
from microsite.cache import digest_of, open_cache
from microsite.diagnostics.diagnostic import Log, file_span
from microsite.exports.event_json import VERSION
from microsite.locales.locale import N_
from microsite.output.build_json import BUILD_JSON, digest_of_bytes, read_build_json
from microsite.pages import views
from microsite.pages.drawing import event_card
from microsite.pages.page import PageContent
from microsite.pages.rates import SponsorshipPage, sponsorship_view
from microsite.project import FRONT, BuildOptions, Project, read_file
from microsite.render.artifacts import Artifact, rendered_file
from microsite.site import urls
from microsite.site.feeds import Entry, Feed, entry_href, entry_id
from microsite.site.site import PageKind, Site
from microsite.source.files import slugify

EVENTS = "events/"
PEOPLE = "people/"
COMMON_KINDS = frozenset(
    {
        "team",
        "resources",
        "news",
        "post",
        "prose",
        "help",
        "contact",
        "search",
        "offline",
        "not_found",
    }
)
"""Names of the page kinds that the front site shares with the site of an event."""
REDIRECTS = "_redirects"
SITEMAP = "sitemap.xml"
FILES = {"events.ics": "calendar", REDIRECTS: "redirects", SITEMAP: "sitemaps"}
"""Files for all events, each with the part of an event that it needs."""
MAX_ENTRIES = 200  # in the feed of events
Event = dict[str, Any]  # event.json with more values, as `_read_event` returns it
Groups = dict[str, tuple[str, str, list[Event]]]  # kind, name and events, by address


class FrontPage(Struct, frozen=True):
    """Everything that the templates in templates/front/ may read."""

    root: str  # leads to the folder of all sites
    now: datetime
    ahead: list[Event]  # events of event.json that are not over, the next one first
    past: list[Event]  # the latest first
    overview: views.RichText
    groups: list[tuple[str, str, str, int]]  # kind, address, name and number of events
    shared: SponsorshipPage | None  # packages for all events


def build_front(portfolio: Portfolio, options: BuildOptions) -> Outcome:
    """Build the front site, and copy it if it has no errors: pages last, then
    deletions.
    """
    folder, output = portfolio.root / ".cache" / FRONT, portfolio.output
    files = (site / "event.json" for site in portfolio.sites)
    events_by_slug = {
        file.parent.name: _read_event(file) for file in files if file.exists()
    }
    events = sorted(
        filter(None, events_by_slug.values()), key=lambda event: event["order"]
    )
    project = Project(portfolio.root / FRONT, folder / "site", portfolio=portfolio.root)
    outcome = _build_site(portfolio, project, events, options)
    for slug in sorted(slug for slug, event in events_by_slug.items() if event is None):
        outcome.log.report("E209", file_span(f"events/{slug}"))
    if outcome.published is not None and _may_replace(
        output, project.output, outcome.log
    ):
        plan = make_plan(project.output, (output / BUILD_JSON).read_bytes())
        built = record_with(plan.built, sites=find_sites(portfolio))
        plan = replace(
            plan, built=built, deletions=(*plan.deletions, *plan.kept), kept={}
        )
        FolderInPlace(str(output), project, None, folder).publish(
            [plan], lambda _: None
        )
    return outcome


def _build_site(
    portfolio: Portfolio, project: Project, events: list[Event], options: BuildOptions
) -> Outcome:
    """Build the front site, with pages of all events instead of one."""
    outcome = Outcome()
    read(outcome, project)
    if not outcome.loaded:
        return outcome

    with open_cache(cache_folder(project, options)) as cache:
        create_editions(outcome, options, cache)
        for edition in outcome.editions:
            edition.site = _site(portfolio, events, edition.site)
        lay_out(outcome)
        if outcome.is_blocked(options):
            return outcome

        artifacts = _files(events, outcome.editions, render(outcome))
        if outcome.is_blocked(options):
            return outcome

        write(outcome, project, options, artifacts)
    return outcome


def _may_replace(output: Path, front: Path, log: Log) -> bool:
    """Return whether the front site may be copied to a folder. It has a build.json
    then.

    Without one, report O114 for a file that Microsite did not write and that would be
    replaced.
    """
    file = output / BUILD_JSON
    if file.exists():
        return True
    for path in sorted(files_in(front)):
        if (output / path).exists():
            log.report(
                "O114", file_span(f"{output.name}/{path}"), output=output, inside=path
            )
            return False
    output.mkdir(parents=True, exist_ok=True)
    file.write_bytes(record_with(b""))
    return True


def _read_event(path: Path) -> Event | None:
    """Return the event of event.json with more values; None if another version wrote
    it.
    """
    try:
        data = json.loads(read_file(path))
    except ValueError:  # it is damaged
        return None
    if data.get("version") != VERSION:
        return None
    url = data["url"] or ""
    event: Event = {
        "subjects": [],
        "sectors": [],
        "slug": path.parent.name,
        **data["event"],
    }
    event["sessions"] = [
        {
            "title": session["title"],
            "href": urls.output_path(session["url"].removeprefix(url)),
            "people": session["chairs"] + session["speakers"],
        }
        for session in data["sessions"]
    ]
    event["people"] = [
        person for person in data["people"] if person["name"] and person["url"]
    ]
    sponsors = data["sponsors"] or {"sponsors": ()}
    event["sponsors"] = [sponsor["name"] for sponsor in sponsors["sponsors"]]
    event["sponsorship"] = path.with_name(urls.SPONSORSHIP[:-1]).exists()
    times = [event[name] for name in ("starts", "ends") if event[name]]
    days = sorted(date.fromisoformat(time[:10]) for time in times)
    event |= {
        "days": days,
        "ends": datetime.fromisoformat(times[-1]) if times else None,
    }
    for key, name in {"calendar": urls.SAVE_THE_DATE, "redirects": REDIRECTS}.items():
        event[key] = (
            read_file(file).decode() if (file := path.with_name(name)).exists() else ""
        )
    files = [*path.parent.glob(SITEMAP), *sorted(path.parent.glob(f"*/{SITEMAP}"))]
    event["sitemaps"] = [
        f"{url}{file.relative_to(path.parent).as_posix()}" for file in files
    ]
    return event | {"order": (not days, days[:1], event["slug"])}


def _groups(portfolio: Portfolio, events: list[Event], site: Site) -> Groups:
    """Return groups of events, and the events of each person.

    Report E208 for another person.
    """
    titles = {
        slug: series.title
        for series in portfolio.record.series
        for slug in series.events
    }
    groups: Groups = {}
    for event in events:
        town, is_online = (
            (event["venue"] or {}).get("town"),
            event["attendance"] == "online",
        )
        event["places"] = list(
            filter(None, [site.gettext("Online") if is_online else town])
        )
        event["series"] = [titles[event["slug"]]] if event["slug"] in titles else []
        event["years"] = [str(day.year) for day in event["days"][:1]]
        for kind in ("subjects", "sectors", "places", "series", "years"):
            for name in event[kind]:
                address = f"{EVENTS}{kind}/{slugify(name) or digest_of(name, 4)}/"
                groups.setdefault(address, (kind, name, []))[2].append(event)
        for person in event["people"]:
            id_, name = person["id"], person["name"]
            _, label, person_events = groups.setdefault(
                f"{PEOPLE}{id_}/", ("people", name, [])
            )
            if name == label:
                person_events.append(event)
            else:
                span = file_span(f"events/{event['slug']}")
                site.log.report("E208", span, id=id_, name=name, known=label)
    pairs = sorted(groups.items())
    return {
        address: group
        for address, group in pairs
        if group[0] != "people" or group[2][1:]
    }


def _site(portfolio: Portfolio, events: list[Event], site: Site) -> Site:
    """Return the site of a portfolio, with pages of all events instead of one."""
    groups = _groups(portfolio, events, site)
    kinds = [*_page_kinds(events, groups, site)]
    for kind in site.page_kinds:
        if kind.name == "search":
            kinds.append(replace(kind, is_shown=lambda _: True))
        elif kind.name in COMMON_KINDS:
            kinds.append(kind)
    own_feeds = tuple(feed for feed in [_feed(events, site)] if feed.entries)
    site = replace(site, page_kinds=tuple(kinds), own_feeds=own_feeds, results={})
    # In shared texts
    for name in ("programme", "speakers", "venue", "rates", "recordings"):
        site.sections.setdefault(name, EVENTS)
    return site


def _page_kinds(
    events: list[Event], groups: Groups, site: Site
) -> tuple[PageKind, ...]:
    """Return the page kinds that only the front site has, in the order of the menu."""
    people = [address for address in groups if address.startswith(PEOPLE)]
    event_groups = [address for address in groups if address not in people]
    is_sponsored = bool(
        site.event.sponsorship or any(event["sponsorship"] for event in events)
    )
    page = partial(_page, events, groups)
    return (
        PageKind(
            name="home",
            address=urls.HOME,
            view=partial(page, "home"),
            label=N_("Home"),
            about=N_("The next events, and the ways to find all others"),
            in_offline_list=True,
            in_not_found_list=True,
        ),
        PageKind(
            name="events",
            address=EVENTS,
            view=partial(page, "events", address=EVENTS),
            label=N_("Events"),
            description=N_(
                "Upcoming events of {event}, by date, subject, sector and place."
            ),
            about=N_("Every event, by date, subject, sector and place"),
            in_menu=True,
            in_offline_list=True,
            in_not_found_list=True,
        ),
        PageKind(
            name="event_group",
            addresses=lambda _: event_groups,
            view=partial(page, "event_group"),
            description=N_("{title}: {event}."),
            parent="events",
        ),
        PageKind(
            name="people",
            address=PEOPLE,
            view=partial(page, "people", address=PEOPLE),
            is_shown=lambda _: bool(people),
            label=N_("Speakers"),
            description=N_("People who speak at several events of {event}."),
            about=N_("People who speak at several events"),
            in_footer=True,
            in_not_found_list=True,
        ),
        PageKind(
            name="person",
            addresses=lambda _: people,
            view=partial(page, "person"),
            description=N_("Events of {event}: {title}."),
            parent="people",
        ),
        PageKind(
            name="sponsorship",
            address=urls.SPONSORSHIP,
            view=partial(page, "sponsorship", address=urls.SPONSORSHIP),
            is_shown=lambda _: is_sponsored,
            label=N_("Sponsorship"),
            title=N_("Sponsorship and exhibition"),
            description=N_(
                "Sponsorship of the events of {event}: packages, prices and dates."
            ),
            about=N_("Packages for sponsors, and the events that they can support"),
            in_menu=True,
        ),
    )


def _page(
    events: list[Event],
    groups: Groups,
    kind: str,
    site: Site,
    address: str = urls.HOME,
) -> PageContent:
    """Return a page of all events, or of those of the group or the person at an
    address.
    """
    is_home = address == urls.HOME
    title = site.event.record.title if is_home else ""
    _, name, events = groups.get(address, ("", title, events))
    rows = [
        (group, path, label, len(inside))
        for path, (group, label, inside) in groups.items()
    ]
    view = FrontPage(
        root=urls.asset_url(site.images.shared),
        now=site.now,
        ahead=[
            event
            for event in events
            if event["ends"] is None or event["ends"] > site.now
        ],
        past=[
            event
            for event in reversed(events)
            if event["ends"] and event["ends"] <= site.now
        ],
        overview=views.rich_text(site, site.overview()),
        groups=rows if address in (urls.HOME, EVENTS, PEOPLE) else [],
        shared=sponsorship_view(site) if kind == "sponsorship" else None,
    )
    return PageContent(
        view,
        title=(
            site.gettext("Events: %(name)s", name=name)
            if kind == "event_group"
            else name
        ),
        description=site.event.record.description if is_home else "",
        card=event_card(site) if is_home else None,
        template=f"front/{kind}.html",
    )


def _feed(events: list[Event], site: Site) -> Feed:
    """Return the feed of events, by the days of their last changes as their calendars
    have them.
    """
    entries = [
        Entry(
            id=entry_id(site, f"{event['slug']}/"),
            title=event["title"],
            href=entry_href(site, EVENTS, f"{event['slug']}/"),
            published=(day := date.fromisoformat(match[1])),
            changed=day,
            summary=(
                f"{site.locale.date_range(days[0], days[-1])}. {event['description']}"
            ),
        )
        for event in events
        if (days := event["days"])
        and (match := re.search(r"\nDTSTAMP:(\d{8})", event["calendar"]))
    ]
    entries.sort(key=lambda entry: entry.changed, reverse=True)
    title = site.gettext("%(event)s: events", event=site.event.record.title)
    return Feed(
        title=title, folder=EVENTS, page=EVENTS, entries=tuple(entries[:MAX_ENTRIES])
    )


def _files(
    events: list[Event], sites: list[EditionSite], items: list[Artifact]
) -> list[Artifact]:
    """Return the files of the front site: its own, and the calendar and lists of all
    events.
    """
    main = sites[0]
    files = {item.path: item for item in items}
    if SITEMAP in files:
        path = f"pages-{SITEMAP}"
        files[path] = replace(files[SITEMAP], path=path)
    views: dict[str, Any] = {
        "title": main.site.event.record.title,
        "base_url": main.site.base_url,
        "rules": files[REDIRECTS].produce().decode() if REDIRECTS in files else "",
        "sitemaps": [
            path for path in sorted(files) if path.endswith(SITEMAP) and path != SITEMAP
        ],
    }
    for path, name in FILES.items():
        views["events"] = [event for event in events if event[name]]
        if views["events"] or path in files:
            new_files = rendered_file(
                path, f"front/{name}.txt", main.site, main.templates, views
            )
            files |= {file.path: file for file in new_files}
    return list(files.values())


def find_sites(portfolio: Portfolio) -> dict[str, str]:
    """Return a digest of the files of the site of each event, by its name.

    It does not depend on the day or the commit, so that an equal site is not sent
    again.
    """
    sites = {}
    for folder in portfolio.sites:
        file = folder / BUILD_JSON
        if file.exists() and (build := read_build_json(file.read_bytes())):
            content = json.dumps(build.files, sort_keys=True).encode()
            sites[folder.name] = digest_of_bytes(content)
    return sites
