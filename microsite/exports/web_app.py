"""A web app: its manifest, its icons, and the service worker, which keeps pages on
devices.

The version of the worker is a digest of all files, so that browsers replace it after
any change.
"""

import json
import re
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path, PurePosixPath

from microsite.cache import digest_of, digest_of_values
from microsite.project import drawing_digest, read_file
from microsite.render import share_cards
from microsite.render.artifacts import Artifact, rendered_file, text_file
from microsite.render.templates import Templates
from microsite.site import urls
from microsite.site.colours import scheme_of
from microsite.site.downloads import find_file
from microsite.site.images import has_package
from microsite.site.site import Site

ICON_SIZES = (192, 512)  # pixels, as phones ask for
PRECACHE = (urls.HOME, urls.PROGRAMME, urls.VENUE, urls.TODAY, urls.HELP, urls.OFFLINE)
"""Without these pages, the worker is not installed."""
STYLE_FILES = re.compile(r"(?:\.\./)?assets/(css/|fonts/.*\.woff2$|js\.|icon\.)")
FRAGMENT_FILES = re.compile(r"assets/drawing/|search/index\.txt$|event\.ics$")
PICTURES = re.compile(r"(?:\.\./)?assets/images/.*\.(avif|webp|svg)$")
MAX_FILES = 500  # the worker itself stops earlier where they are large


def web_manifest(site: Site, templates: Templates) -> Iterator[Artifact]:
    """Yield manifest.webmanifest and its icons."""
    event = site.event.record
    colours = scheme_of(site.event).light
    files = {size: file for size in ICON_SIZES if (file := icon(site, size))}
    views = {
        "title": event.title,
        "description": event.description,
        "theme": colours.hero,
        "ground": colours.ground,
        "icons": [(file.path, size) for size, file in files.items()],
    }
    yield from rendered_file(
        "manifest.webmanifest", "files/manifest.json", site, templates, views
    )
    yield from files.values()


def icon(site: Site, size: int) -> Artifact | None:
    """Return the project's icon of a size or the mark; None if the extra `images` is
    missing.
    """
    if path := find_file(site.images.folders, f"icon-{size}.png"):
        data = read_file(path)
        digest, produce = digest_of(data, 4), partial(bytes, data)
    elif not has_package("PIL"):
        return None
    else:
        colours = scheme_of(site.event).card
        digest = digest_of_values(drawing_digest(share_cards.__file__), colours)[:8]
        produce = partial(share_cards.icon_png, size, colours)
    return Artifact(f"assets/icons/icon-{size}.{digest}.png", f"icon {digest}", produce)


def service_worker(site: Site, artifacts: Iterable[Artifact]) -> Artifact:
    """Return sw.js, for all other files of the site."""
    if not site.event.record.offline:
        return text_file(urls.WORKER, _script("remove_offline_copies"))
    inputs = {artifact.path: artifact.inputs for artifact in artifacts}
    first = [path for path in map(urls.output_path, PRECACHE) if path in inputs]
    first += sorted(filter(STYLE_FILES.match, inputs))
    paths = dict.fromkeys(
        [*first, *(path for path in _rest(site, inputs) if path in inputs)]
    )
    script = f'const ASSETS = "{site.images.shared}assets/";\n'
    for name, files in (
        ("PRECACHE", first),
        ("RUNTIME", list(paths)[len(first) : MAX_FILES]),
    ):
        digests = {path: digest_of(inputs[path], 4) for path in files}
        text = json.dumps(digests, ensure_ascii=False, indent=1).replace("\n ", "\n")
        script += f"const {name} = {text};\n"
    script += _script("service_worker")
    return text_file(
        urls.WORKER, f'const VERSION = "{digest_of(script, 8)}";\n{script}'
    )


def _rest(site: Site, inputs: dict[str, str]) -> Iterable[str]:
    """Yield what else is kept: sessions, people, small parts, other pages, then
    pictures.
    """
    sessions = [urls.session(session.id) for session in site.event.sessions]
    people = [urls.speaker(speaker.slug) for speaker in site.event.speakers]
    yield from map(urls.output_path, (*sessions, urls.SPEAKERS, *people))
    yield from sorted(filter(FRAGMENT_FILES.match, inputs))
    logo = PurePosixPath(site.event.record.organiser.logo or "no logo").with_suffix("")
    logos = tuple(f"{site.images.shared}assets/{logo}{mark}" for mark in ".-")
    yield from sorted(path for path in inputs if path.startswith(logos))
    if file := icon(site, ICON_SIZES[0]):
        yield file.path
    yield from sorted(
        path for path in inputs if path.endswith(".html") and path != urls.NOT_FOUND
    )
    yield from sorted(filter(PICTURES.match, inputs))


def _script(name: str) -> str:
    return (Path(__file__).parent / "worker" / f"{name}.js").read_text(encoding="utf-8")
