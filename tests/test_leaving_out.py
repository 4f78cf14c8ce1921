"""Features that are turned off: their files are not built, and no page links to them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from microsite.cli import main
from microsite.exports import event_json, ical, registry, schedule
from microsite.model.records.event import Extra
from microsite.pages import overview
from microsite.site import changelog as changes_feed
from microsite.site import feeds
from tests.built import ROOT, BuiltSite
from tests.making import EVENT, sessions_yaml
from tests.recording import BASE, Desk
from tests.standards import test_html

FILES = {
    "data/sessions.yaml": sessions_yaml(
        "id: opening\nday: 1\nstart: 09:30\nspeakers: [kim]\nresources: [wall]",
        "id: walls\nday: 1\nstart: 10:30\ntitle: Walls",
        "id: dykes\nday: 1\nstart: 11:30\ntitle: Dykes",
        "id: closing\nday: 2\nstart: 9:00\nabstract: See [the programme](site:programme).",
    ),
    "data/resources.yaml": "resources:\n"
    "  - {id: wall, title: Wall, kind: Guidance, published: 2026-01-02, url: 'https://example.org/a'}\n",
    "content/speakers/kim.md": "---\nname: Kim Ebbtide\n---\nKim.\n",
    "content/pages/privacy.md": "---\ntitle: Privacy\n---\nWe keep nothing.\n",
    "content/news/2027-01-05-open.md": "---\ntitle: Booking is open\ndate: 2027-01-05\n---\nBook.\n",
    "assets/images/logo.svg": (ROOT / "assets/images/logo.svg").read_text("utf-8"),
}
SETTINGS = f"""{EVENT.replace("ends: 2027-05-20", "ends: 2027-05-21")}\
base_url: {BASE}
security_contact: safe@coasts.example
theme:
  cards: no
venue:
  name: Example House
help_lines:
  - {{name: Example Helpline, about: For anybody, phone: 020 7946 0001}}
"""
RECORD = "data/published.txt"
FIRST, THEN, LATER = "2027-01-10", "2027-02-01", "2027-03-03"

FILES_OF = {
    Extra.CALENDARS: r"(^|/)(event|save-the-date|day-\d|session|reminder)\.ics$",
    Extra.FEEDS: r"(^|/)feed\.(xml|json)$",
    Extra.SEARCH: r"^search/(index\.(html|txt)|qr\.svg)$",
    Extra.TEXT_COPIES: r"\.html\.md$|^llms\.txt$",
    Extra.DATA_FILES: r"^(schedule\.(json|xml)|event\.json)$",
    Extra.WHOLE_EVENT: r"^event\.html$",
    Extra.QR_CODES: r"(^|/)qr\.svg$",
}
"""Return the paths of each feature."""
NAMED = {
    Extra.CALENDARS: r"(event|save-the-date|day-\d|session|reminder)\.ics|webcal:|type=\"text/calendar",
    Extra.FEEDS: r"feed\.(xml|json)|application/(atom|feed)\+",
    Extra.SEARCH: r"(?<![\w-])search/|assets/search\.|data-module=\"search",
    Extra.TEXT_COPIES: r"\.html\.md|llms\.txt|type=\"text/markdown",
    Extra.DATA_FILES: r"schedule\.(json|xml)|event\.json",
    Extra.WHOLE_EVENT: r"event\.html",
    Extra.QR_CODES: r"qr\.svg",
}
"""Link to a feature in a text."""
EVERYTHING = tuple(Extra)
CHOICES = [*((extra,) for extra in Extra), EVERYTHING]


def leave_out(desk: Desk, extras: tuple[Extra, ...]) -> None:
    desk.change(
        "content/event.md", "venue:\n", f"leave_out: [{', '.join(extras)}]\nvenue:\n"
    )


def files_of(output: Path) -> dict[str, bytes]:
    return {
        path.relative_to(output).as_posix(): path.read_bytes()
        for path in output.rglob("*")
        if path.is_file()
    }


def paths_of(extras: tuple[Extra, ...], files: dict[str, bytes]) -> set[str]:
    return {
        path for path in files for extra in extras if re.search(FILES_OF[extra], path)
    }


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project with every feature, and sessions that moved or disappeared since it was
    published.

    The optional features have never been published.
    """
    desk = Desk.at(tmp_path_factory.mktemp("changed"), FILES, SETTINGS)
    desk.record(FIRST)
    desk.change("data/sessions.yaml", "start: 10:30", "start: 10:45")
    desk.drop("dykes")
    desk.redirect("programme/dykes/", "site:programme")
    desk.redirect("agenda.html", "site:programme")
    desk.record(THEN)
    lines = (desk.root / RECORD).read_text("utf-8").splitlines(keepends=True)
    other_lines = [
        line
        for line in lines
        if not line.startswith(("address search/ ", "address event.html "))
    ]
    assert len(other_lines) == len(lines) - 2
    (desk.root / RECORD).write_text("".join(other_lines), encoding="utf-8")
    return desk.root


@pytest.fixture(scope="module")
def full(changed: Path) -> dict[str, bytes]:
    """Return the files of a build with all features."""
    return files_of(Desk(changed).built(LATER))


@pytest.fixture
def desk(changed: Path, tmp_path: Path) -> Desk:
    """Return a copy of the project that tests may change."""
    return Desk(changed).copy(tmp_path / "site")


@pytest.mark.parametrize("extra", Extra)
def test_everything_is_made_unless_it_is_left_out(
    full: dict[str, bytes], extra: Extra
) -> None:
    paths = paths_of((extra,), full)
    assert paths
    pattern = re.compile(NAMED[extra].encode())
    assert [
        path
        for path, data in full.items()
        if path not in paths and pattern.search(data)
    ] or extra == "data files"


def test_full_site_has_every_optional_feature(
    full: dict[str, bytes],
) -> None:
    names = """
        event.ics save-the-date.ics programme/day-1.ics programme/opening/session.ics programme/dykes/session.ics
        news/feed.xml resources/guidance/feed.json programme/changes/feed.xml llms.txt index.html.md
        search/index.html schedule.json schedule.xml event.json event.html
    """
    assert set(names.split()) <= set(full)


@pytest.fixture(
    scope="module",
    params=CHOICES,
    ids=lambda extras: " and ".join(extras).replace(" ", "_"),
)
def chosen(
    request: pytest.FixtureRequest,
    changed: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[tuple[Extra, ...], Path]:
    """Return some features, and the output of the project without them."""
    desk = Desk(changed).copy(tmp_path_factory.mktemp("chosen") / "site")
    leave_out(desk, request.param)
    return request.param, desk.built(LATER)


def test_site_without_optional_features_has_all_other_files(
    chosen: tuple[tuple[Extra, ...], Path], full: dict[str, bytes]
) -> None:
    extras, output = chosen
    assert set(files_of(output)) == set(full) - paths_of(extras, full)


def test_left_out_feature_is_not_mentioned(
    chosen: tuple[tuple[Extra, ...], Path],
) -> None:
    extras, output = chosen
    for path, data in files_of(output).items():
        for extra in extras:
            match = re.search(NAMED[extra].encode(), data)
            assert match is None, (path, match[0])


def test_links_lead_to_existing_targets(
    chosen: tuple[tuple[Extra, ...], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    _, output = chosen
    site = BuiltSite("left out", output)
    test_html.test_links_lead_to_existing_targets(site)
    test_html.test_pages_are_well_formed(site)
    assert b'<p class="actions">\n</p>' not in b"".join(
        path.read_bytes() for path in site.pages()
    )
    assert main(["verify", str(output), "--root", str(output.parent)]) == 0, (
        capsys.readouterr()
    )


def test_left_out_feature_is_not_computed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(name: str) -> Callable[..., Any]:
        return lambda *_, **__: pytest.fail(f"{name} is worked out")

    for module, name in (
        (ical, "_Calendars"),
        (schedule, "_Sessions"),
        (event_json, "_fields"),
        (feeds, "_post_entry"),
        (feeds, "_resource_entry"),
        (changes_feed, "_changes_feed"),
        (registry, "search_index"),
        (registry, "_list_views"),
        (registry, "_render_copy"),
        (overview, "LinkedTexts"),
    ):
        monkeypatch.setattr(module, name, never(f"{module.__name__}.{name}"))
    leave_out(desk, EVERYTHING)
    desk.built(LATER)


def test_left_out_feature_files_are_removed(desk: Desk, full: dict[str, bytes]) -> None:
    """A cached build also leaves it out, and brings it back."""
    desk.built(LATER)
    leave_out(desk, EVERYTHING)
    fewer = files_of(desk.built(LATER))
    assert set(fewer) == set(full) - paths_of(EVERYTHING, full)
    desk.change("content/event.md", f"leave_out: [{', '.join(EVERYTHING)}]\n", "")
    assert files_of(desk.built(LATER)) == full


def test_llms_txt_lists_no_data_files_when_left_out(desk: Desk) -> None:
    leave_out(desk, (Extra.CALENDARS, Extra.FEEDS, Extra.DATA_FILES))
    assert "## Data" not in (desk.built(LATER) / "llms.txt").read_text("utf-8")


def test_link_to_search_is_an_error_when_left_out(desk: Desk) -> None:
    desk.change(
        "content/pages/privacy.md", "We keep nothing.", "[Search](site:search) for it."
    )
    assert desk.errors(LATER) == []
    leave_out(desk, (Extra.SEARCH,))
    assert [
        (diagnostic.code, diagnostic.span.path) for diagnostic in desk.errors(LATER)
    ] == [("L101", "content/pages/privacy.md")]


def test_pages_that_were_published_lead_to_what_stands_in_for_them(desk: Desk) -> None:
    desk.record(LATER)
    leave_out(desk, EVERYTHING)
    assert desk.errors(LATER) == []
    output = desk.built(LATER)
    assert 'content="0; url=../index.html"' in (output / "search/index.html").read_text(
        "utf-8"
    )
    assert 'content="0; url=programme/index.html"' in (output / "event.html").read_text(
        "utf-8"
    )
    assert (
        "/2027/event.html /2027/programme/ 301"
        in (output / "_redirects").read_text("utf-8").splitlines()
    )
    assert main(["check", "--root", str(desk.root), "--as-of", LATER]) == 0


def test_old_address_leads_to_the_page_or_redirect_that_has_it_now(desk: Desk) -> None:
    desk.record(LATER)
    leave_out(desk, EVERYTHING)
    desk.redirect("event.html", "site:speakers")
    text = "---\ntitle: How to find things\n---\nLook.\n"
    (desk.root / "content/pages/search.md").write_text(text, encoding="utf-8")
    output = desk.built(LATER)
    assert "How to find things" in (output / "search/index.html").read_text("utf-8")
    assert 'content="0; url=speakers/index.html"' in (output / "event.html").read_text(
        "utf-8"
    )


def test_calendars_of_a_former_folder_lead_nowhere_where_there_are_none(
    desk: Desk,
) -> None:
    desk.record(LATER)
    series = f"series: {{name: Coasts, url: '{BASE.removesuffix('2027/')}'}}\n"
    desk.change("content/event.md", "venue:\n", f"{series}venue:\n")
    assert (
        "/event.ics /2027/event.ics 301"
        in (desk.built(LATER) / "_redirects").read_text("utf-8").splitlines()
    )
    leave_out(desk, (Extra.CALENDARS,))
    assert ".ics" not in (desk.built(LATER) / "_redirects").read_text("utf-8")
