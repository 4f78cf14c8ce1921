"""The service worker: its files, and the reasons for a new version."""

from __future__ import annotations

import json
import re
from pathlib import Path

from microsite.exports.web_app import MAX_FILES, service_worker
from microsite.render.artifacts import Artifact
from microsite.site import urls
from microsite.site.site import Site
from tests.export_helpers import make_site
from tests.making import EVENT, sessions_yaml

FILES = {
    "data/sessions.yaml": sessions_yaml("id: opening\nstart: 09:30\nspeakers: kim"),
    "content/speakers/kim.md": "---\nname: Kim Ebbtide\n---\n",
    "content/pages/privacy.md": "---\ntitle: Privacy\n---\nText.\n",
}
PATHS = (
    "index.html",
    "offline/index.html",
    "programme/index.html",
    "programme/opening/index.html",
    "speakers/index.html",
    "speakers/kim/index.html",
    "privacy/index.html",
    "event.html",
    "404.html",
    "event.ics",
    "programme/opening/session.ics",
    "feed.xml",
    "assets/css/site.aaaa.css",
    "assets/fonts/sans.aaaa.woff2",
    "assets/fonts/OFL.aaaa.txt",
    "assets/js.aaaa/site.js",
    "assets/drawing/day-1.aaaa.svg",
    "search/index.txt",
    "search/rest.json",
    "assets/images/people/kim.aaaa.webp",
    "assets/downloads/slides.aaaa.pdf",
)


def artifacts_at(*paths: str, inputs: str = "1") -> list[Artifact]:
    return [Artifact(path, inputs, bytes) for path in paths]


def text(site: Site, artifacts: list[Artifact]) -> str:
    worker = service_worker(site, artifacts)
    assert worker.path == urls.WORKER == "sw.js"
    return worker.produce().decode()


def paths_in(script: str, name: str) -> list[str]:
    match = re.search(
        rf"^const {name} = (\{{.*?\}});$", script, re.MULTILINE | re.DOTALL
    )
    assert match
    return list(json.loads(match[1]))


def version(script: str) -> str:
    match = re.search(r'^const VERSION = "(\w+)";$', script, re.MULTILINE)
    assert match
    return match[1]


def test_service_worker_lists_important_files_first(tmp_path: Path) -> None:
    script = text(make_site(tmp_path, FILES), artifacts_at(*PATHS))
    assert paths_in(script, "PRECACHE") == [
        "index.html",
        "programme/index.html",
        "offline/index.html",
        "assets/css/site.aaaa.css",
        "assets/fonts/sans.aaaa.woff2",
        "assets/js.aaaa/site.js",
    ]
    assert paths_in(script, "RUNTIME") == [
        "programme/opening/index.html",
        "speakers/index.html",
        "speakers/kim/index.html",
        "assets/drawing/day-1.aaaa.svg",
        "event.ics",
        "search/index.txt",
        "event.html",
        "privacy/index.html",
        "assets/images/people/kim.aaaa.webp",
    ]


def test_service_worker_lists_logo_in_any_format(tmp_path: Path) -> None:
    event = EVENT.replace(
        "  name: Example Conferences",
        "  name: Example Conferences\n  logo: images/logo.png",
    )
    logos = (
        "assets/images/logo-144.aaaa.webp",
        "assets/images/logo.aaaa.png",
        "assets/images/logos.aaaa.png",
    )
    then = paths_in(
        text(make_site(tmp_path, FILES, event), artifacts_at(*PATHS, *logos)), "RUNTIME"
    )
    assert [path for path in then if "logo" in path] == list(logos[:2])


def test_service_worker_version_changes_with_files(tmp_path: Path) -> None:
    site = make_site(tmp_path, FILES)
    first = version(text(site, artifacts_at(*PATHS)))
    assert version(text(site, artifacts_at(*PATHS))) == first
    assert version(text(site, artifacts_at(*reversed(PATHS)))) == first
    changed_artifacts = [*artifacts_at(*PATHS[1:]), *artifacts_at(PATHS[0], inputs="2")]
    assert version(text(site, changed_artifacts)) != first
    assert (
        version(text(site, artifacts_at(*PATHS[:-1]))) == first
    )  # a download is not cached


def test_service_worker_limits_number_of_files(tmp_path: Path) -> None:
    paths = tuple(f"pages/{number}/index.html" for number in range(2 * MAX_FILES))
    script = text(make_site(tmp_path, FILES), artifacts_at(*PATHS, *paths))
    assert (
        len(paths_in(script, "PRECACHE")) + len(paths_in(script, "RUNTIME"))
        == MAX_FILES
    )


def test_service_worker_counts_each_page_once(tmp_path: Path) -> None:
    paths = tuple(f"zebra/{number}/index.html" for number in range(2 * MAX_FILES))
    script = text(make_site(tmp_path, FILES), artifacts_at(*PATHS, *paths))
    assert (
        len(paths_in(script, "PRECACHE")) + len(paths_in(script, "RUNTIME"))
        == MAX_FILES
    )


def test_service_worker_deletes_copies_when_switched_off(tmp_path: Path) -> None:
    script = text(
        make_site(tmp_path, FILES, f"{EVENT}offline: no\n"), artifacts_at(*PATHS)
    )
    assert "registration.unregister()" in script
    assert "caches.delete" in script
    assert '"fetch"' not in script
    assert "VERSION" not in script
