"""The event as everybody may know it. Only this module hides protected people."""

from collections.abc import Callable
from typing import TypeVar

from msgspec import structs

from microsite.model.event import Event
from microsite.model.fields import fields_of
from microsite.model.records.content import Speaker

AnyPerson = TypeVar("AnyPerson", bound=Speaker)


def public_event(event: Event, is_private: Callable[[str], bool]) -> Event:
    """Return an event without anything that must not be known.

    Protected people have the name that is shown, and only the texts that are written
    for visitors. What was published of them earlier is left out, if `is_private` finds
    a private word in it.
    """
    if not any(person.protected for person in people_of(event)):
        return event

    speakers = tuple(public_person(speaker) for speaker in event.speakers)
    members = tuple(public_person(member) for member in event.records["member"])
    return structs.replace(
        event,
        speakers=speakers,
        records=event.records | {"speaker": speakers, "member": members},
        published=event.published.without(is_private),
    )


def people_of(event: Event) -> tuple[Speaker, ...]:
    """Return the speakers and chairs, then the members of the team."""
    return (*event.speakers, *event.records["member"])


def public_person(person: AnyPerson) -> AnyPerson:
    """Return a person as everybody may know them.

    The node stays, for the places of messages.
    """
    if not person.protected:
        return person
    hidden = {
        name: field.default
        for name, field in fields_of(type(person)).items()
        if field.private
    }
    return structs.replace(person, name=person.shown_as or "", custom=(), **hidden)
