"""How records are called in sentences, without a name that must not be known."""

from __future__ import annotations

from collections.abc import Iterable

from microsite.model.dates import TO_BE_ANNOUNCED
from microsite.model.event import Event
from microsite.model.records.speakers import Speaker


def quoted(title: str) -> str:
    """`“Opening plenary”`."""
    return f"“{title}”"


def listed(words: Iterable[str]) -> str:
    """`one`, `one and two`, `one, two and three`."""
    given = list(words)
    return " and ".join([", ".join(given[:-1]), given[-1]]) if len(given) > 1 else "".join(given)


class People:
    """What the people of two versions are called. Whoever is protected in one of them is in both."""

    def __init__(self, before: Event, after: Event) -> None:
        self.old = {speaker.slug: speaker for speaker in before.speakers}
        self.new = {speaker.slug: speaker for speaker in after.speakers}

    def is_protected(self, slug: str) -> bool:
        """Whether the person must not be known."""
        return any(slug in people and people[slug].protected for people in (self.new, self.old))

    def name(self, slug: str, *, was: bool = False) -> str:
        """What a person is called now, or was."""
        people, others = (self.old, self.new) if was else (self.new, self.old)
        speaker = people.get(slug) or others[slug]
        if self.is_protected(slug):
            shown = [
                one.shown_as
                for one in (self.new.get(slug), self.old.get(slug))
                if one and one.shown_as
            ]
            return shown[0] if shown else "a protected person"
        return named(speaker)


def named(speaker: Speaker) -> str:
    """A name, or the role of somebody whose name is to be confirmed."""
    if speaker.name.casefold() not in TO_BE_ANNOUNCED:
        return speaker.name
    return (
        f"{speaker.role} (name to be confirmed)"
        if speaker.role
        else "somebody whose name is to be confirmed"
    )
