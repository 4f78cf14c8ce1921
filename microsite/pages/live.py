"""What scripts need to tell, on the day, what is on now."""

from __future__ import annotations

from datetime import datetime, time

from msgspec import Struct

from microsite.site import urls
from microsite.site.disclosure import is_cancelled_or_postponed
from microsite.site.site import Site
from microsite.site.state import is_over
from microsite.site.urls import UrlContext


class Live(Struct, frozen=True):
    """When the event is on, and where its programme is."""

    programme: str
    """The way to the programme; empty on the programme itself."""
    begins: str
    """The first midnight of its days, as machines read it, with zone offset."""
    ends: str


def live(site: Site, at: UrlContext) -> Live | None:
    """None while there are no dates, where nothing takes place at them, and once it is over."""
    event = site.event
    if (
        event.starts is None
        or event.ends is None
        or not event.sessions
        or is_cancelled_or_postponed(site)
        or is_over(event, site.moment)
    ):
        return None
    begins = datetime.combine(event.starts.date(), time(), event.zone)
    ends = max(
        (session.ends_at for session in event.sessions if session.ends_at), default=event.ends
    )
    programme = "" if at.address == urls.PROGRAMME else at.url_for(urls.PROGRAMME)
    return Live(programme, begins.isoformat(timespec="minutes"), ends.isoformat(timespec="minutes"))
