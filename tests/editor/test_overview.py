"""The overview of the editor, and its preview of another day."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.editor.boards import PROGRAMME, TWO_DAYS, EditorServer, editor, write_board

BOOKING = """\
booking:
  url: https://tickets.example/coasts
  opens: 2027-01-10 09:00
"""
RATES = """\
currency: GBP
rates:
  - id: all
    name: Everybody
    prices:
      - {label: Early, amount: 100, until: 2027-02-28}
      - {label: Full, amount: 150, from: 2027-03-01}
"""


def serve(folder: Path) -> Iterator[EditorServer]:
    write_board(folder, event=TWO_DAYS + BOOKING)
    (folder / "data/rates.yaml").write_text(RATES)
    news = folder / "content/news"
    news.mkdir()
    (news / "2027-02-01-ferries.md").write_text(
        "---\ntitle: Ferries\ndate: 2027-02-01\n---\nBoats.\n"
    )
    (news / "2027-02-02-huts.md").write_text(
        "---\ntitle: Huts\ndate: 2027-02-02\ndraft: yes\n---\nSoon.\n"
    )
    with editor(folder) as running:
        show_day(running, "2027-01-01")
        yield running


@pytest.fixture
def server(tmp_path: Path) -> Iterator[EditorServer]:
    yield from serve(tmp_path)


@pytest.fixture(scope="module")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EditorServer]:
    """Serve a site for tests that change nothing."""
    yield from serve(tmp_path_factory.mktemp("site"))


def show_day(server: EditorServer, day: str) -> int:
    return server.send("preview", day=day)[0]


def overview(server: EditorServer) -> str:
    return server.page("")


def test_overview_lists_what_comes_up(shared_server: EditorServer) -> None:
    page = overview(shared_server)
    coming, _, drafts = page.partition("Coming up")[2].partition("Drafts")
    assert "The site changes next on Sunday 10 January 2027 at 09:00." in coming
    assert re.findall(r'<li><a href="[^"]*">([^<]+)</a>', coming) == [
        "Booking opens",
        "“Ferries” is due",
        "“Full” begins: Everybody £150",
        "Day 1 of the conference begins",
        "Day 2 of the conference begins",
        "The conference is over",
    ]
    assert "Huts" in drafts


def test_overview_says_which_changes_have_to_be_published(
    shared_server: EditorServer,
) -> None:
    """A script shows another price on its day, but a post is on no page before a build."""
    before = (shared_server.state.project.output / "index.html").read_text("utf-8")
    assert "data-since" in before
    assert "Ferries" not in before

    coming = overview(shared_server).partition("Coming up")[2]
    assert "by itself" not in coming
    assert "Publish it</a> again then." in coming
    (post,) = re.findall(r"<li>.*?</li>", coming, re.DOTALL)[1:2]
    assert "Ferries" in post
    assert "It appears when you publish on this day or later." in post
    assert coming.count("It appears when you publish") == 1


def test_overview_links_tasks_to_their_forms(shared_server: EditorServer) -> None:
    page = overview(shared_server)
    assert re.search(r'<a href="/_edit/record/speaker/kim#f-photo">[^<]*photo', page)
    assert "The preview is up to date. No errors." in page


def test_overview_links_what_is_missing_to_the_empty_field(
    server: EditorServer,
) -> None:
    root = server.state.project.root
    speaker = "---\nname: Alex Example\nrole: Pilot\n---\n"
    (root / "content/speakers/alex.md").write_text(speaker)
    no_abstract = PROGRAMME.replace("abstract: |", "summary: |")
    (root / "data/sessions.yaml").write_text(no_abstract)
    server.rebuilder.rebuild()

    page = overview(server)

    assert re.search(
        r'"/_edit/record/speaker/alex#f-biography">[^<]*no biography', page
    )
    assert re.search(r'"/_edit/record/session/tides#f-abstract">[^<]*no abstract', page)


def test_overview_links_errors_to_their_fields(server: EditorServer) -> None:
    broken_programme = PROGRAMME.replace("start: 10:15", "start: early")
    (server.state.project.root / "data/sessions.yaml").write_text(broken_programme)
    server.rebuilder.rebuild()
    page = overview(server)
    assert "Preview not updated: 1 problem to fix" in page
    assert (
        '<a href="/_edit/record/session/coffee#f-start">“early” is not a time' in page
    )


def test_overview_waits_for_the_build_of_the_last_change(server: EditorServer) -> None:
    programme = server.state.project.root / "data/sessions.yaml"
    programme.write_text(PROGRAMME.replace("room: Room A", "room: Main hall"))
    server.loop.call_soon_threadsafe(
        lambda: server.loop.run_in_executor(None, server.rebuilder.rebuild)
    )
    assert "No errors" in overview(server)
    assert server.state.latest
    texts = server.state.latest.outcome.loaded[0].sources.texts
    assert any("room: Main hall\n    speakers: sam" in text.text for text in texts)


def test_another_day_is_shown_and_said(server: EditorServer) -> None:
    assert show_day(server, "20 March 2027") == 302
    assert "The preview shows the site on Saturday 20 March 2027." in server.page(
        "content"
    )
    rates = (server.state.project.output / "rates/index.html").read_text()
    assert "£150" in rates
    assert "“Full” begins" not in overview(server)
    assert show_day(server, "") == 302
    assert "The preview shows the site on" not in server.page("content")


@pytest.mark.parametrize("day", ["some day", "Monday 20 May 2027"])
def test_wrong_days_are_refused(shared_server: EditorServer, day: str) -> None:
    status, page = shared_server.send("preview", day=day)
    assert status == 422
    assert "The day was not changed" in page
    assert f'value="{day}"' in page


def test_preview_frames_only_pages_of_the_site(shared_server: EditorServer) -> None:
    page = shared_server.page("preview?path=/programme/&width=390&theme=dark")
    assert 'src="/programme/" height="800" width="390" data-theme="dark"' in page
    for path in ("https://elsewhere.example/", "//elsewhere.example/", "/_edit/undo"):
        assert 'src="/"' in shared_server.page(f"preview?path={path}")
    _, headers, _ = shared_server.ask("/", method="GET")
    assert headers["Content-Security-Policy"] == "frame-ancestors 'self'"


def test_overview_lists_the_errors_of_a_broken_event(tmp_path: Path) -> None:
    with editor(write_board(tmp_path, event="title: [\n")) as server:
        server.rebuilder.rebuild()
        page = overview(server)
        assert "to fix" in page
        assert "content/event.md, line" in page
        assert 'src="/"' in server.page("preview")
