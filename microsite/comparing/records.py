"""What changed in everything but the programme: records that are added, gone, renamed or different."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from msgspec import Struct

from microsite.comparing.change import Change, Difference, Kind, Part
from microsite.comparing.fields import differences, wording
from microsite.comparing.naming import People, listed, named, quoted
from microsite.model.event import Event, Session
from microsite.model.records.speakers import Speaker
from microsite.site import urls


def no_money(_event: Event) -> str:
    """For records that have no price."""
    return ""


class Group(Struct, frozen=True, kw_only=True):
    """A kind of record, and how it is told of."""

    part: Part
    what: str
    records: Callable[[Event], Iterable[Any]]
    identity: Callable[[Any], str]
    title: str
    """The field that it is called by."""
    address: Callable[[Any], str]
    currency: Callable[[Event], str] = no_money
    """In which its prices are; each price that changes is told of by itself."""


def _money(event: Event) -> str:
    return event.rates.details.currency.value if event.rates else ""


def _sponsor_money(event: Event) -> str:
    return event.sponsorship.details.currency.value if event.sponsorship else ""


GROUPS = (
    Group(
        part=Part.PROGRAMME,
        what="room",
        records=lambda event: event.rooms,
        identity=lambda room: room.id or room.name,
        title="name",
        address=lambda _: urls.PROGRAMME,
    ),
    Group(
        part=Part.PROGRAMME,
        what="track",
        records=lambda event: event.tracks,
        identity=lambda track: track.id or track.name,
        title="name",
        address=lambda _: urls.PROGRAMME,
    ),
    Group(
        part=Part.PRICES,
        what="rate",
        records=lambda event: event.rates.rates if event.rates else (),
        identity=lambda rate: rate.id,
        title="name",
        address=lambda _: urls.RATES,
        currency=_money,
    ),
    Group(
        part=Part.SPONSORS,
        what="package",
        records=lambda event: event.sponsorship.tiers if event.sponsorship else (),
        identity=lambda tier: tier.id,
        title="name",
        address=lambda _: urls.SPONSORSHIP,
        currency=_sponsor_money,
    ),
    Group(
        part=Part.SPONSORS,
        what="sponsor",
        records=lambda event: event.sponsorship.sponsors if event.sponsorship else (),
        identity=lambda sponsor: sponsor.id,
        title="name",
        address=lambda _: urls.SPONSORSHIP,
    ),
    Group(
        part=Part.RESOURCES,
        what="resource",
        records=lambda event: event.library.resources,
        identity=lambda resource: resource.id,
        title="title",
        address=lambda resource: f"{urls.RESOURCES}#{resource.id}",
    ),
    Group(
        part=Part.RESOURCES,
        what="figure",
        records=lambda event: event.figures,
        identity=lambda figure: figure.id,
        title="statement",
        address=lambda _: urls.HOME,
    ),
    Group(
        part=Part.TEXTS,
        what="page",
        records=lambda event: event.pages,
        identity=lambda page: page.slug,
        title="title",
        address=lambda page: urls.page(page.slug),
    ),
    Group(
        part=Part.TEXTS,
        what="news post",
        records=lambda event: event.news,
        identity=lambda post: post.slug,
        title="title",
        address=lambda post: urls.news(post.slug),
    ),
    Group(
        part=Part.TEXTS,
        what="redirect",
        records=lambda event: event.redirects,
        identity=lambda redirect: redirect.old,
        title="old",
        address=lambda redirect: redirect.old,
    ),
)


def record_changes(before: Event, after: Event) -> Iterator[Change]:
    """Every change of a record other than sessions and people."""
    for group in GROUPS:
        old = {group.identity(record): record for record in group.records(before)}
        new = {group.identity(record): record for record in group.records(after)}
        for identity, record in new.items():
            if identity in old:
                yield from _pair(group, identity, old[identity], record, group.currency(after))
            else:
                sentence = f"The {group.what} {quoted(getattr(record, group.title))} is added."
                yield _change(group, Kind.ADDED, identity, record, sentence, has_page=True)
        for identity, record in old.items():
            if identity not in new:
                sentence = f"The {group.what} {quoted(getattr(record, group.title))} is taken out."
                yield _change(group, Kind.GONE, identity, record, sentence, has_page=False)


def _change(
    group: Group,
    kind: Kind,
    identity: str,
    record: Any,
    sentence: str,
    *told: Difference,
    has_page: bool = True,
) -> Change:
    return Change(
        part=group.part,
        kind=kind,
        what=group.what,
        identity=identity,
        subject=getattr(record, group.title),
        sentence=sentence,
        differences=told,
        address=group.address(record) if has_page else "",
    )


def _pair(group: Group, identity: str, old: Any, new: Any, currency: str) -> Iterator[Change]:
    title = quoted(getattr(new, group.title))
    if getattr(old, group.title) != getattr(new, group.title):
        sentence = f"The {group.what} {quoted(getattr(old, group.title))} is now called {title}."
        yield _change(group, Kind.RENAMED, identity, new, sentence)
    told = differences(old, new, frozenset((group.title,)), currency)
    for some in (
        [[each] for each in told] if group.currency is not no_money else [told] if told else []
    ):
        yield _change(
            group,
            Kind.CHANGED,
            identity,
            new,
            f"The {group.what} {title}: {_changed(some)}.",
            *some,
        )
    if getattr(old, "sample", False) != getattr(new, "sample", False):
        words = "is a placeholder again" if new.sample else "is no longer a placeholder"
        yield _change(group, Kind.CHANGED, identity, new, f"The {group.what} {title} {words}.")
    if words_changed := wording(old, new):
        sentence = f"The {group.what} {title} is worded differently."
        yield _change(group, Kind.WORDING, identity, new, sentence, *words_changed)


def _changed(told: list[Difference]) -> str:
    """One difference told whole, more of them by name."""
    if len(told) == 1 and len(told[0].before) + len(told[0].after) < 100:
        one = told[0]
        label = one.label[0].lower() + one.label[1:]
        if not one.before:
            return f"{label} is given: {one.after.rstrip('.')}"
        return (
            f"{label} is {one.after}, not {one.before}"
            if one.after
            else f"{label} is no longer given ({one.before})"
        )
    labels = list(
        dict.fromkeys(difference.label[0].lower() + difference.label[1:] for difference in told)
    )
    return f"{listed(labels)} {'changes' if len(labels) == 1 else 'change'}"


def people_changes(before: Event, after: Event, people: People) -> Iterator[Change]:
    """Every change of a person."""
    renamed = _new_slugs(people)
    for slug, speaker in people.new.items():
        earlier = people.old.get(renamed.get(slug, slug))
        if earlier is None:
            yield _person(
                people, slug, Kind.ADDED, f"{people.name(slug)} is added{_part(after, slug)}."
            )
        else:
            yield from _same_person(people, earlier, speaker)
    for slug in people.old:
        if slug not in people.new and slug not in renamed.values():
            sentence = f"{people.name(slug, was=True)} is taken out{_part(before, slug, was=True)}."
            yield _person(people, slug, Kind.GONE, sentence, has_page=False)


def _new_slugs(people: People) -> dict[str, str]:
    """File names that changed: by the new one, the old one. The name stayed the same."""
    gone = {named(speaker): slug for slug, speaker in people.old.items() if slug not in people.new}
    come = {slug: named(speaker) for slug, speaker in people.new.items() if slug not in people.old}
    return {slug: gone[name] for slug, name in come.items() if name in gone}


def _part(event: Event, slug: str, *, was: bool = False) -> str:
    """In which sessions somebody takes part."""
    sessions: list[Session] = [session for session in event.sessions if slug in session.people]
    titles = listed(quoted(session.title) for session in sessions)
    return f"; {'was' if was else 'takes part'} in {titles}" if titles else ""


def _person(
    people: People, slug: str, kind: Kind, sentence: str, *told: Difference, has_page: bool = True
) -> Change:
    is_secret = people.is_protected(slug)
    return Change(
        part=Part.PEOPLE,
        kind=kind,
        what="speaker",
        identity="" if is_secret else slug,
        subject=people.name(slug, was=slug not in people.new),
        sentence=sentence[0].upper() + sentence[1:],
        differences=() if is_secret else told,
        address=urls.speaker(slug) if has_page and not is_secret else "",
    )


def _same_person(people: People, old: Speaker, new: Speaker) -> Iterator[Change]:
    slug, name = new.slug, people.name(new.slug)
    if people.is_protected(slug) or people.is_protected(old.slug):
        if old.protected != new.protected:
            words = "is protected now" if new.protected else "is no longer protected"
            yield _person(people, slug, Kind.CHANGED, f"{name} {words}.")
        if old.biography != new.biography or differences(old, new, frozenset(("name",))):
            yield _person(
                people, slug, Kind.CHANGED, f"What is said of {name} changes. It is not shown here."
            )
        return
    if named(old) != name:
        yield _person(people, slug, Kind.RENAMED, f"{named(old)} is now {name}.")
    if old.slug != slug:
        told = Difference("Address", urls.speaker(old.slug), urls.speaker(slug))
        sentence = f"The address of {name} changes. Links to the old one need an entry in data/redirects.yaml."
        yield _person(people, slug, Kind.RENAMED, sentence, told)
    if fields := differences(old, new, frozenset(("name",))):
        yield _person(people, slug, Kind.CHANGED, f"{name}: {_changed(fields)}.", *fields)
    if old.sample != new.sample:
        words = "is a placeholder again" if new.sample else "is no longer a placeholder"
        yield _person(people, slug, Kind.CHANGED, f"{name} {words}.")
    if words_changed := wording(old, new):
        yield _person(
            people,
            slug,
            Kind.WORDING,
            f"The biography of {name} is worded differently.",
            *words_changed,
        )
