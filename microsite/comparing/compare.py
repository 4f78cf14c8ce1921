"""All changes between two versions of an event."""

from __future__ import annotations

from collections.abc import Callable

from microsite.comparing.change import Comparison, in_order, without
from microsite.comparing.naming import People
from microsite.comparing.programme import programme_changes
from microsite.comparing.records import people_changes, record_changes
from microsite.comparing.settings import event_changes
from microsite.model.event import Event


def compare(before: Event, after: Event, is_private: Callable[[str], bool]) -> Comparison:
    """What changed. Nothing for which `is_private` answers yes is repeated: a comparison may be
    published.
    """
    people = People(before, after)
    changes = [
        *event_changes(before, after),
        *programme_changes(before, after, people),
        *people_changes(before, after, people),
        *record_changes(before, after),
    ]
    return in_order([without(is_private, change) for change in changes])
