"""Old addresses and where they lead now, each link checked."""

from __future__ import annotations

import re

from microsite.diagnostics.suggest import did_you_mean
from microsite.model.redirects import Redirect
from microsite.site.hosting import Forwarding
from microsite.site.markdown import LINK_SCHEMES
from microsite.site.site import Site


def forwardings(site: Site) -> tuple[Forwarding, ...]:
    """Each old address that leads somewhere, in the order in which they are written.

    Reports L101, L102 and L104 for those that do not.
    """
    found = ((redirect.old, _target(site, redirect)) for redirect in site.event.redirects)
    return tuple(Forwarding(old, new) for old, new in found if new is not None)


def _target(site: Site, redirect: Redirect) -> str | None:
    """An address relative to the root, or a whole one; None, with a report, where it leads nowhere."""
    place = redirect.place("to")
    if re.match(r"https?://[^\s/]", redirect.to, re.IGNORECASE):
        return redirect.to
    scheme, _, name = redirect.to.partition(":")
    name, mark, fragment = name.strip().partition("#")
    if scheme not in LINK_SCHEMES or scheme == "figure":
        site.log.report("L104", place, target=redirect.to)
        return None
    address = site.address(scheme, name)
    if address is None:
        if not site.excuses(scheme, name):
            site.log.report("L101", place, scheme=scheme, name=name, suggestion=did_you_mean(name, site.names(scheme)))
        return None
    anchors = site.anchors(scheme, name) if fragment else None
    if anchors is not None and fragment not in anchors:
        site.log.report("L102", place, name=fragment, suggestion=did_you_mean(fragment, anchors))
        return None
    return re.sub(r"(?<![^/])index\.html(?=#|$)", "", address) + mark + fragment
