"""Two versions of a tiny built site, and their publication."""

from __future__ import annotations

import shutil
from pathlib import Path

from microsite.apps.publish.plan import make_plan
from microsite.apps.publish.targets import TARGETS, FolderInPlace, Target
from microsite.output.build_json import BUILD_JSON, digest_of_bytes, write_build_json
from microsite.project import Project

FIRST = {
    "index.html": "home 1",
    "404.html": "lost",
    ".htaccess": "rules",
    "event.ics": "calendar 1",
    "sw.js": "worker 1",
    "programme/opening/index.html": "opening",
    "programme/old talk [1]/index.html": "called off",
    "assets/css/site.11111111.css": "old looks",
    "assets/images/é.22222222.png": "picture",
}
SECOND = {
    "index.html": "home 2",
    "404.html": "lost",
    ".htaccess": "rules",
    "event.ics": "calendar 2",
    "sw.js": "worker 2",
    "programme/opening/index.html": "opening",
    "programme/closing/index.html": "new",
    "assets/css/site.33333333.css": "new looks",
    "assets/images/é.22222222.png": "picture",
}
OLD_STYLE = {"assets/css/site.11111111.css": "old looks"}
"""A file with a fingerprint, which stays for one build."""
GONE = ["programme/old talk [1]/index.html"]


def built_site(folder: Path, files: dict[str, str]) -> Path:
    """Create a built site."""
    shutil.rmtree(folder, ignore_errors=True)
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    digests = {path: digest_of_bytes(text.encode()) for path, text in files.items()}
    (folder / BUILD_JSON).write_bytes(
        write_build_json({"engine": "1", "as_of": "2027-01-15"}, digests)
    )
    return folder


def files_of(folder: Path) -> dict[str, str]:
    """Return the files of a folder by path, without the record."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path != folder / BUILD_JSON
    }


def target_of(kind: str, place: str, output: Path) -> Target:
    """Return a target for a built site."""
    work = output.parent / "work"
    work.mkdir(exist_ok=True)
    chosen = FolderInPlace if kind == "in place" else TARGETS[kind]
    return chosen(place, Project.at(output.parent / "project", output), None, work)


def publish(kind: str, place: str, output: Path) -> None:
    """Publish a built site, without questions."""
    target = target_of(kind, place, output)
    target.publish([make_plan(output, target.fetch())], lambda count: None)
