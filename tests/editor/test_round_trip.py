"""Every form, opened and sent back as a browser does it: none is refused, and no byte changes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from microsite.apps.editor.content import SCREEN_KINDS
from microsite.apps.editor.records import ProjectRecords
from microsite.project import Project
from tests.editor.served import Served, served
from tests.making import EVENT, write_project

ROOT = Path(__file__).resolve().parent.parent.parent
SITES = {
    "first": ROOT,
    "tidewater": ROOT / "examples" / "tidewater",
    "starter": ROOT / "microsite" / "apps" / "new" / "starters" / "site",
}
MANY = 61
"""Speakers of a session, and prices of a rate, that have given more than 100 parts."""


def copy_of(root: Path, folder: Path) -> Path:
    """Return a copy of the sources of a site."""
    for name in ("content", "data", "assets", "pages", "locales"):
        if (root / name).is_dir():
            shutil.copytree(root / name, folder / name)
    return folder


def bytes_of(root: Path) -> dict[str, bytes]:
    """Return the sources of a site by path."""
    folders = [root / "content", root / "data"]
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


def addresses(root: Path) -> Iterator[str]:
    """Yield the address of the form of each record."""
    records = ProjectRecords(Project.at(root))
    for kind in SCREEN_KINDS:
        for entry in records.all_of(kind):
            yield f"record/{kind}/{quote(entry.id, safe='')}"


@pytest.mark.parametrize("name", SITES)
def test_form_that_is_sent_back_changes_nothing(name: str, tmp_path: Path) -> None:
    root = copy_of(SITES[name], tmp_path / "site")
    before = bytes_of(root)

    with served(root) as server:
        for address in addresses(root):
            form = server.open_form(address)
            assert form.is_multipart
            assert server.submit(address, form).endswith("?saved=0"), address
            assert bytes_of(root) == before, address


def test_event_form_sets_title_dates_and_venue(tmp_path: Path) -> None:
    root = copy_of(ROOT, tmp_path / "site")

    with served(root) as server:
        form = server.open_form("record/event/")
        form.fill("title", "Harbour lights")
        form.fill("venue.name", "The Boathouse")
        server.submit("record/event/", form)

        event = server.text("content/event.md")

    assert len(form.controls) > 100
    assert "\ntitle: Harbour lights\n" in event
    assert "\n  name: The Boathouse\n" in event


@pytest.fixture
def large(tmp_path: Path) -> Iterator[Served]:
    """Serve a site with more controls in a form than a server takes by default."""
    people = [f"Person {number}" for number in range(MANY)]
    names = "".join(f"      - {name}\n" for name in people)
    speakers = {
        f"content/speakers/person-{number}.md": f"---\nname: {name}\n---\nWords.\n"
        for number, name in enumerate(people)
    }
    prices = "".join(
        f"      - label: Price {number}\n        amount: {number + 1}\n"
        for number in range(18)
    )
    files = {
        **speakers,
        "data/sessions.yaml": "sessions:\n  - id: choir\n    title: Choir\n"
        "    start: 09:30\n    end: 10:30\n    speakers:\n" + names,
        "data/rates.yaml": "rates:\n  - name: Standard\n    prices:\n" + prices,
    }
    with served(write_project(tmp_path / "site", files, EVENT)) as server:
        yield server


@pytest.mark.parametrize("address", ["record/session/choir", "record/rate/standard"])
def test_form_of_a_large_record_is_saved(large: Served, address: str) -> None:
    before = bytes_of(large.root)
    form = large.open_form(address)

    assert large.submit(address, form).endswith("?saved=0")

    assert bytes_of(large.root) == before
