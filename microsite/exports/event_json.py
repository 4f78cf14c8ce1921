"""event.json: the fields of records that are declared as exported; see
`docs/event-json.md`.
"""

from collections.abc import Iterator
from datetime import datetime, time, tzinfo
from typing import Any

from msgspec.structs import replace

from microsite import __version__
from microsite.model.event import Session, prices_of
from microsite.model.fields import Exported, Record, fields_of
from microsite.model.records import content
from microsite.model.records import event as event_records
from microsite.render.artifacts import Artifact, json_file
from microsite.site import state, urls
from microsite.site.site import Site

PATH = "event.json"
VERSION = 1
"""Raised when a field is removed or changes its meaning; new ones may come any time."""
Json = dict[str, Any]


def event_json(site: Site) -> Iterator[Artifact]:
    """Yield the whole event as one file."""
    event, details = site.event, site.event.record
    sponsorship = event.sponsorship
    find_tier = event.references["tier"].find
    resources = event.library.resources
    groups = site.sessions_by_resource.items()
    uses = {id_: [session.id for session in sessions] for id_, sessions in groups}
    rates = event.rates and replace(
        event.rates, currency=event.currency_of(event.rates)
    )
    posts = [post for post in site.news if not post.draft]
    news = [
        _fields(post, id=post.slug, url=_url(site, urls.news(post.slug)))
        for post in posts
    ]
    document = {
        "version": VERSION,
        "generator": f"Microsite {__version__}",
        "url": site.base_url,
        "event": _fields(
            details,
            timezone=event.zone.key,
            starts=event.starts,
            ends=event.ends,
            venue=details.venue,
            organiser=details.organiser,
            booking=details.booking and _dated_part(event.zone, details.booking),
            audience=details.audience,
        ),
        "days": [
            {
                "number": day.number,
                "date": day.date,
                "title": day.title,
                "note": day.note,
            }
            for day in event.days
        ],
        "rooms": [{"id": room.slug} | _fields(room) for room in event.rooms],
        "tracks": [{"id": track.slug} | _fields(track) for track in event.tracks],
        "sessions": [_session(site, session) for session in site.sessions.values()],
        "people": [_person(site, speaker) for speaker in event.speakers],
        "resources": [
            _fields(item, sessions=uses.get(item.id, [])) for item in resources
        ],
        "figures": [_fields(figure) for figure in event.figures],
        "rates": rates and _fields(rates, rates=[_rate(rate) for rate in rates.rates]),
        "sponsors": (
            sponsorship
            and {
                "tiers": sponsorship.tiers,
                "sponsors": [
                    _fields(item, tier=find_tier(item.tier))
                    for item in sponsorship.sponsors
                ],
            }
        ),
        "news": news,
        "pages": [
            _fields(page, id=page.slug, url=_url(site, urls.page(page.slug)))
            | ({"call": _dated_part(event.zone, page.call)} if page.call else {})
            for page in event.pages
        ],
    }
    if members := event.records["member"]:
        document["team"] = [_person(site, member) for member in members]
    if organisations := event.records["organisation"]:
        document["organisations"] = organisations
    yield json_file(PATH, document, default=_json_value)


def _fields(record: Record, **computed: Any) -> Json:
    """Return the exported fields of a record, then computed ones, then if it is
    provisional.

    A computed value takes the place of the field of its name.
    """
    fields = fields_of(type(record))
    values = {name: getattr(record, name) for name in fields}

    document: Json = {}
    for name, value in values.items():
        exported = fields[name].exported
        if exported is Exported.NO or name in computed:
            continue
        if value or exported is Exported.YES:
            document[name] = value

    document |= computed

    custom = {field.name: value for field, value in record.custom if field.is_exported}
    if custom:
        document["custom"] = custom

    if "sample" in values:
        document["provisional"] = values["sample"]
    return document


def _dated_part(zone: tzinfo, part: event_records.Booking | content.Call) -> Json:
    """Return a part whose moments are typed in the zone of the event."""
    opens, closes = (
        moment and moment.replace(tzinfo=zone) for moment in (part.opens, part.closes)
    )
    return _fields(part, opens=opens, closes=closes)


def _json_value(value: Any) -> Any:
    """Return a value as JSON has it: moments with their offset, amounts as
    exact text.
    """
    if isinstance(value, Record):
        return _fields(value)
    if isinstance(value, datetime | time):
        return value.isoformat(timespec="minutes")
    return str(value)


def _session(site: Site, session: Session) -> Json:
    details, slides, links = (
        session.record,
        site.slides(session),
        _links(site, session.record),
    )
    return _fields(
        details,
        **({"kind": session.own_kind.name} if session.own_kind else {}),
        day=session.day or None,
        start=details.start,
        end=session.end if session.is_scheduled else None,
        starts=session.starts_at,
        ends=session.ends_at,
        minutes=session.duration_minutes or None,
        room=session.room and session.room.slug,
        rooms=[room.slug for room in session.rooms],
        track=session.track and session.track.slug,
        chairs=session.chairs,
        speakers=session.speakers,
        access=session.access,
        abstract_html=site.prose(details, "abstract").html.replace(
            urls.ROOT, site.base_url or ""
        ),
        resources=session.resources,
        repeat_of=session.repeat_of,
        **({"links": links} if links else {}),
        slides=_url(site, slides) if slides else None,
        recording=details.recording[0] if details.recording else None,
        **({"recordings": details.recording} if details.recording[1:] else {}),
        url=_url(site, urls.session_address(site.event, session)),
    )


def _person(site: Site, speaker: content.Speaker) -> Json:
    """Return a person. A protected person has no address."""
    is_known = speaker.is_named or speaker.protected
    biography = site.body(speaker).html.replace(urls.ROOT, site.base_url or "")
    public = _fields(
        speaker,
        url=None if speaker.protected else _url(site, urls.person(speaker)),
        links=_links(site, speaker),
        biography_html=biography,
    )
    return {"id": speaker.slug, "name": speaker.name if is_known else None} | public


def _rate(rate: event_records.Rate) -> Json:
    prices = list[Json]()
    for price in prices_of(rate):
        days = {"from": price.starts, "until": price.until}
        currency = {"currency": price.currency} if price.currency else {}
        prices.append({"label": price.label, "amount": price.amount} | days | currency)
    return _fields(rate, prices=prices)


def _links(site: Site, record: content.SessionRecord | content.Speaker) -> list[Json]:
    return [
        {"label": label, "url": _url(site, url)} for label, url in site.links(record)
    ]


def _url(site: Site, address: str) -> str:
    """Return an absolute address where the site's is known, otherwise relative to
    event.json.
    """
    if "://" in address:
        return address
    relative = urls.output_path(address) if address.endswith("/") else address
    return state.absolute(site, address) or relative
