"""The front site of a portfolio: a site like any other, copied beside those of the events."""

import json
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from msgspec import Struct, convert
from msgspec.structs import replace

from microsite.build import EditionSite, Outcome, build
from microsite.model.records.event import Extra
from microsite.pages import views
from microsite.pages.drawing import event_card
from microsite.pages.page import Page, make_page
from microsite.portfolio.records import Portfolio
from microsite.project import FRONT, BuildOptions, Project, read_file, read_words
from microsite.publish.build_json import BUILD_JSON, find_sites
from microsite.publishing.plan import make_plan
from microsite.publishing.targets import FolderInPlace
from microsite.render.artifacts import Artifact, rendered_file
from microsite.site import urls
from microsite.site.site import PageKind, Site
from microsite.site.urls import UrlContext
from microsite.source.files import slugify

WORDS = {name: dict(words) for name, words in read_words("portfolio", "front.ini").items()}
KEPT = "team resources sponsorship news post prose help contact search offline not_found".split()
"""Kinds of pages that the front site has in common with the site of an event."""
EVENTS, REDIRECTS, SITEMAP, PAGES_SITEMAP = (
    "events/ _redirects sitemap.xml pages-sitemap.xml".split()
)
FILES = {"events.ics": "calendar", REDIRECTS: "redirects", SITEMAP: "sitemaps"}
"""Files for all events, each with the part of an event that it needs."""
Groups = dict[tuple[str, str], tuple[str, list[dict[str, Any]]]]  # name, events; by kind and slug


class FrontPage(Struct, frozen=True):
    """Everything that the templates in templates/front/ may read."""

    root: str  # leads to the folder of all sites
    now: datetime
    ahead: list[dict[str, Any]]  # events of event.json that are not over, the next one first
    past: list[dict[str, Any]]  # the latest first
    overview: views.RichText
    groups: list[tuple[str, str, str, int]]  # kind, address, name and number of events


def build_front(portfolio: Portfolio, options: BuildOptions) -> Outcome:
    """Build the front site, and copy it if it has no errors: pages last, then deletions."""
    folder, output = portfolio.root / ".cache" / FRONT, portfolio.output
    events = sorted(map(_read_event, output.glob("*/event.json")), key=lambda it: it["order"])
    project = Project(portfolio.root / FRONT, folder / "site", portfolio=portfolio.root)
    adapt, export = partial(_site, portfolio, events), partial(_files, events)
    outcome = build(project, replace(options, adapt=adapt, export=export))
    if outcome.published is not None:
        there = output / BUILD_JSON
        plan = make_plan(project.output, there.read_bytes() if there.exists() else b"")
        record = json.loads(plan.built) | {"sites": find_sites(output)}
        built = f"{json.dumps(record, ensure_ascii=False, indent=2)}\n".encode()
        plan = replace(plan, built=built, gone=(*plan.gone, *plan.kept), kept={})
        FolderInPlace(str(output), project, None, folder).publish([plan], lambda _: None)
    return outcome


def _read_event(path: Path) -> dict[str, Any]:
    """Return what the templates need of an event.json: its event with a few more values."""
    whole = json.loads(path.read_bytes())
    event: dict[str, Any] = {"subjects": [], "sectors": [], "slug": path.parent.name}
    event |= whole["event"]
    times = [event[name] for name in ("starts", "ends") if event[name]]
    days = sorted(date.fromisoformat(time[:10]) for time in times)
    event |= {"days": days, "ends": datetime.fromisoformat(times[-1]) if times else None}
    for name, file in {"calendar": urls.SAVE_THE_DATE, "redirects": REDIRECTS}.items():
        event[name] = read_file(it).decode() if (it := path.with_name(file)).exists() else ""
    found = [*path.parent.glob(SITEMAP), *sorted(path.parent.glob(f"*/{SITEMAP}"))]
    own = (it.relative_to(path.parent).as_posix() for it in found)
    event["sitemaps"] = [f"{whole['url'] or ''}{it}" for it in own]
    return event | {"order": (not days, days[:1], event["slug"])}


def _site(portfolio: Portfolio, events: list[dict[str, Any]], site: Site) -> Site:
    """Return the site of a portfolio, with pages of all events in place of those of one."""
    groups: Groups = {}
    series = {slug: it.title for it in portfolio.record.series for slug in it.events}
    for event in events:
        town, is_online = (event["venue"] or {}).get("town"), event["attendance"] == "online"
        place = site.gettext("Online") if is_online else town
        years = {str(day.year) for day in event["days"][:1]}
        names: dict[str, Any] = {kind: event[kind] for kind in ("subjects", "sectors")}
        names |= {"places": [place], "series": [series.get(event["slug"])], "years": years}
        event["places"] = [place] if place else []
        for kind, name in ((kind, it) for kind, own in names.items() for it in own if it):
            groups.setdefault((kind, slugify(name)), (name, []))[1].append(event)
    places = {f"{EVENTS}{kind}/{slug}/": it for (kind, slug), it in sorted(groups.items())}
    shown = [(path.split("/")[1], path, name, len(own)) for path, (name, own) in places.items()]

    def page(site: Site, at: UrlContext, kind: str) -> Page:
        name, own = places.get(at.address, (site.event.record.title, events))
        title = {"home": name, "events": ""}.get(kind, site.gettext("Events: %(name)s", name=name))
        ahead = [it for it in own if it["ends"] is None or it["ends"] > site.now]
        past = [it for it in reversed(own) if it not in ahead]
        overview, root = views.rich_text(site, at, site.overview()), at.root + site.images.shared
        view = FrontPage(root, site.now, ahead, past, overview, shown)
        about: Any = {"description": site.event.record.description, "card": event_card(site)}
        built = make_page(site, kind, at, view, title=title, **(about if kind == "home" else {}))
        return replace(built, template=f"front/{kind}.html")

    own: dict[str, dict[str, Any]] = {"home": {"address": urls.HOME}, "events": {"address": EVENTS}}
    own["event_group"] = {"addresses": lambda _: places}
    given = ({"name": it, "page": partial(page, kind=it)} | own[it] | WORDS[it] for it in own)
    kinds = [convert(it, PageKind, strict=False) for it in given]
    always: dict[str, Any] = {"is_shown": lambda it: not it.event.record.leaves_out(Extra.SEARCH)}
    for it in site.page_kinds:
        kinds += [replace(it, **always) if it.name == "search" else it] if it.name in KEPT else []
    site = replace(site, page_kinds=tuple(kinds), results={})
    for name in ("programme", "speakers", "venue", "rates", "recordings"):  # in shared texts
        site.sections.setdefault(name, EVENTS)
    return site


def _files(
    events: list[dict[str, Any]], editions: list[EditionSite], built: list[Artifact]
) -> list[Artifact]:
    """Return the files of the front site, with those that serve all events."""
    main, files = editions[0], {it.path: it for it in built}
    if SITEMAP in files:
        files[PAGES_SITEMAP] = replace(files[SITEMAP], path=PAGES_SITEMAP)
    views: dict[str, Any] = {
        "title": main.site.event.record.title,
        "base_url": main.site.base_url,
        "rules": files[REDIRECTS].produce().decode() if REDIRECTS in files else "",
        "sitemaps": [it for it in sorted(files) if it.endswith(SITEMAP) and it != SITEMAP],
    }
    for path, name in FILES.items():
        views["events"] = [it for it in events if it[name]]
        if views["events"] or path in files:
            found = rendered_file(path, f"front/{name}.txt", main.site, main.templates, views)
            files |= {it.path: it for it in found}
    return list(files.values())
