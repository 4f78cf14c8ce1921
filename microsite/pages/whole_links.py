"""Texts of the project made ready for the one file that holds everything: links lead to places in
it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Protocol, TypeVar

from markupsafe import Markup, escape
from msgspec import Struct, field

from microsite.site import urls
from microsite.site.disclosure import absolute
from microsite.site.prose import ROOT_PLACEHOLDER, Prose
from microsite.site.site import Site

LINK = re.compile(r"<a\b([^>]*)>(.*?)</a>", re.DOTALL)
HREF = re.compile(r'href="([^"]*)"')
PICTURE = re.compile(r'<img\b[^>]*?alt="([^"]*)"[^>]*>')
ANCHOR = re.compile(' id="[^"]*"')
"""Starts with what few places hold: clean HTML has one space before each attribute."""
HEADING = re.compile(r"<(/?)h([2-6])\b")


class Citing(Protocol):
    """Something with a text."""

    @property
    def cited(self) -> tuple[str, ...]:
        """The ids of the figures that it cites."""


InFull = TypeVar("InFull", bound=Citing)


class Inside(Struct):
    """The inside of the file."""

    site: Site
    cited: dict[str, None] = field(default_factory=dict)
    """Ids of the figures that texts cite, each once, in order."""
    _places: dict[str, str] = field(default_factory=dict)
    """Files and anchors of the site, and where in this file they are."""

    def __post_init__(self) -> None:
        self._places = dict(_places(self.site))

    def cite(self, figures: Iterable[str]) -> None:
        """A text cites these figures."""
        self.cited.update(dict.fromkeys(figures))

    def citing(self, told: Iterable[InFull]) -> Iterator[InFull]:
        """What is told, with a note of the figures that it cites."""
        for each in told:
            self.cite(each.cited)
            yield each

    def html(self, prose: Prose, level: int) -> Markup:
        """A text with its links inside the file, its headings from a level down, and its pictures in words.

        Anchors of its own are taken out, as another text may have the same.
        """
        text = ANCHOR.sub("", PICTURE.sub(r"[\1]", prose.html))
        text = HEADING.sub(lambda found: f"<{found[1]}h{min(6, int(found[2]) - 2 + level)}", text)
        return Markup(LINK.sub(self._link, text))  # noqa: S704 - it was cleaned when it was made

    def _link(self, link: re.Match[str]) -> str:
        href = HREF.search(link[1])
        target = self._target(unescape(href[1])) if href else None
        return f'<a href="{escape(target)}">{link[2]}</a>' if target else link[2]

    def _target(self, target: str) -> str | None:
        """Where a link leads from here; None where that is a place that the file does not have."""
        if target.startswith("#figure-"):
            return target
        if target.startswith("#"):
            return None
        if not target.startswith(ROOT_PLACEHOLDER):
            return target
        address = target.removeprefix(ROOT_PLACEHOLDER)
        place = self._places.get(address) or self._places.get(address.partition("#")[0])
        return place or absolute(self.site, address) or address


def _places(site: Site) -> Iterator[tuple[str, str]]:
    programme, resources = urls.output_path(urls.PROGRAMME), urls.output_path(urls.RESOURCES)
    for session in site.event.sessions:
        yield urls.output_path(urls.session(session.id)), f"#session-{session.id}"
        yield f"{programme}#{session.id}", f"#session-{session.id}"
    for speaker in site.event.speakers:
        yield urls.output_path(urls.speaker(speaker.slug)), f"#speaker-{speaker.slug}"
    for resource in site.event.library.resources:
        yield f"{resources}#{resource.id}", f"#resource-{resource.id}"
    for name in ("programme", "speakers", "resources", "venue", "contact", "help"):
        if name in site.sections:
            yield urls.output_path(site.sections[name]), f"#{name}"
