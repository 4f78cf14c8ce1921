"""The drawing on pages: whole, in windows, as portraits, and beside the timetable."""

from __future__ import annotations

import re
from pathlib import Path

from microsite.pages.drawing import (
    CAPTION,
    DayStripHighlight,
    audience_drawing,
    day_strip_highlight,
)
from microsite.pages.home import HomePage
from microsite.pages.page import Page
from microsite.pages.programme import ProgrammePage
from microsite.pages.registry import build_pages
from microsite.pages.session import SessionPage
from microsite.pages.speakers import SpeakerPage
from microsite.render.assets import drawing_artifacts
from microsite.site.site import Site
from microsite.site.urls import UrlContext
from tests.export_helpers import make_site
from tests.making import EVENT, sessions_yaml

SECTORS = ("Councils", "Engineers", "Schools", "Residents")
AUDIENCE = "audience:\n" + "".join(f"  - name: {sector}\n" for sector in SECTORS)
DRAWING = "drawing:\n  caption: What the lines mean.\n  subject: One resident\n"
DAY = (
    "start: 09:00\nkind: registration\nlength: 30 minutes",
    "start: 09:30\nkind: keynote\nspeakers: kim",
    "start: 10:15\nkind: workshop\nspeakers: lee",
    "start: 10:15\nkind: workshop\nspeakers: kim",
    "start: 10:15\nkind: workshop",
    "start: 11:00\nkind: lunch",
)
TWO_DAYS = ("start: 09:00\nday: 1", "start: 09:00\nday: 2")


def pages_of(site: Site, kind: str) -> list[Page]:
    return [page for page in build_pages(site) if page.template == f"pages/{kind}.html"]


def site_of(root: Path, *sessions: str, more: str = "", event: str = EVENT) -> Site:
    files = {
        f"content/speakers/{slug}.md": f"---\nname: {slug.title()}\nrole: Engineer\n---\n"
        for slug in ("kim", "lee", "noa")
    }
    if sessions:
        files["data/sessions.yaml"] = sessions_yaml(*sessions)
    return make_site(root, files, event + more)


def home_view(site: Site) -> HomePage:
    [page] = pages_of(site, "home")
    assert isinstance(page.view, HomePage)
    return page.view


def session_views(site: Site) -> dict[str, SessionPage]:
    views = [page.view for page in pages_of(site, "session")]
    return {view.session.id: view for view in views if isinstance(view, SessionPage)}


def shown(
    where: DayStripHighlight | None,
) -> tuple[list[str], list[tuple[str, str]], list[tuple[str, str]]]:
    assert where
    return (
        list(where.edges),
        [(v.x, v.width) for v in where.veils],
        [(label.time, label.anchor) for label in where.labels],
    )


def test_the_home_page_has_the_day_with_its_hours_and_its_meaning(tmp_path: Path) -> None:
    """Each hour leads into the programme and has a class of its own."""
    chart = home_view(site_of(tmp_path, *DAY, more=AUDIENCE + DRAWING)).chart
    assert chart
    assert [(mark.time, mark.words, mark.at) for mark in chart.marks] == [
        ("09:00", "Arrive", 1),
        ("09:30", "Keynote", 2),
        ("10:15", "Workshops", 3),
        ("11:00", "Lunch", 4),
    ]
    assert chart.marks[1].href == "programme/index.html#s2"
    assert chart.caption == "What the lines mean."
    assert chart.subject_label == "One resident"
    assert re.fullmatch(r"assets/drawing/day-1-band\.[0-9a-f]{8}\.svg", chart.strip.src)


def test_a_drawing_is_never_unexplained(tmp_path: Path) -> None:
    """The default caption names no group that is not invited."""
    chart = home_view(site_of(tmp_path, *DAY)).chart
    assert chart
    assert (chart.caption, chart.subject_label) == (CAPTION, "")


def test_an_event_without_sessions_has_no_drawing(tmp_path: Path) -> None:
    """Nor anything that needs one."""
    site = site_of(tmp_path)
    view = home_view(site)
    assert (view.chart, view.outline) == (None, ())
    assert [
        page.view.where for page in pages_of(site, "speaker") if isinstance(page.view, SpeakerPage)
    ] == [None] * 3
    assert [
        page.view.person.mark
        for page in pages_of(site, "speaker")
        if isinstance(page.view, SpeakerPage)
    ] == [None] * 3
    assert list(drawing_artifacts(site)) == []


def test_each_of_several_days_stands_small_beside_its_outline(tmp_path: Path) -> None:
    """Small, from a file that is published."""
    site = site_of(tmp_path, *TWO_DAYS, event=EVENT.replace("2027-05-20 17:00", "2027-05-21 17:00"))
    view = home_view(site)
    assert view.chart
    first, second = view.outline
    assert first.strip == view.chart.strip
    paths = {artifact.path: artifact.produce() for artifact in drawing_artifacts(site)}
    for day in (first, second):
        assert day.strip
        assert paths[day.strip.src].startswith(b"<svg ")


def test_a_session_shows_where_in_the_day_it_is(tmp_path: Path) -> None:
    """All but its window is veiled; the time stands beside it."""
    views = session_views(site_of(tmp_path, *DAY))
    edges, veils, labels = shown(views["s2"].where)
    assert edges == ["26.29%", "44.22%"]
    assert veils == [("0%", "26.29%"), ("44.22%", "55.78%")]
    assert labels == [("09:30", "end")]
    strip = views["s2"].where
    assert strip
    assert re.fullmatch(r"\.\./\.\./assets/drawing/day-1-band\.[0-9a-f]{8}\.svg", strip.strip.src)


def test_a_speaker_shows_every_session_of_the_day(tmp_path: Path) -> None:
    """Sessions that follow directly share a window; without sessions there is none."""
    pages = {
        page.view.person.slug: page.view
        for page in pages_of(site_of(tmp_path, *DAY), "speaker")
        if isinstance(page.view, SpeakerPage)
    }
    edges, veils, labels = shown(pages["kim"].where)
    assert edges == ["26.29%", "62.15%"]
    assert veils == [("0%", "26.29%"), ("62.15%", "37.85%")]
    assert [time for time, _ in labels] == ["09:30"]
    assert pages["noa"].where is None


def test_the_time_of_a_session_at_the_very_start_stands_after_it(tmp_path: Path) -> None:
    """There is no room before it."""
    sessions = ("start: 09:00\nlength: 30 minutes", "start: 09:30\nlength: 8 hours")
    [_, _, labels] = shown(session_views(site_of(tmp_path, *sessions))["s1"].where)
    assert labels == [("09:00", "start")]


def test_a_time_is_left_out_where_there_is_no_room_for_it(tmp_path: Path) -> None:
    """Sessions at the start that leave none after them; and on phones, those that have little
    before them.
    """
    sessions = (
        "start: 09:00\nlength: 30 minutes",
        "start: 09:35\nlength: 30 minutes",
        "start: 10:15\nlength: 7 hours",
    )
    site = site_of(tmp_path, *sessions)
    where = day_strip_highlight(
        site, UrlContext.for_page("speakers/kim/"), [site.event.sessions[0], site.event.sessions[2]]
    )
    assert where is not None
    assert [label.time for label in where.labels] == []
    second, third = (
        day_strip_highlight(site, UrlContext.for_page("speakers/kim/"), [one])
        for one in site.event.sessions[1:]
    )
    assert second is not None and third is not None
    told = [
        (label.time, label.anchor, label.has_narrow_room)
        for where in (second, third)
        for label in where.labels
    ]
    assert told == [("09:35", "end", False), ("10:15", "end", True)]


def test_who_has_no_photo_is_shown_by_the_drawing(tmp_path: Path) -> None:
    """From a file that is published, only where somebody needs it."""
    site = site_of(tmp_path, *DAY)
    marks = [
        page.view.person.mark
        for page in pages_of(site, "speaker")
        if isinstance(page.view, SpeakerPage)
    ]
    paths = [artifact.path for artifact in drawing_artifacts(site)]
    assert len(set(marks)) == 3
    for mark in marks:
        assert mark
        assert mark.src.removeprefix("../../").partition("#")[0] in paths
        assert mark.turn in range(4)
    assert [path.partition(".")[0] for path in paths] == [
        f"assets/drawing/{name}" for name in ("day-1-band", "rails", "day-1")
    ]


def test_the_invited_come_together_round_whom_it_is_for(tmp_path: Path) -> None:
    """A row each; the subject in the middle; each line from its row to one place."""
    found = audience_drawing(site_of(tmp_path, more=AUDIENCE + DRAWING))
    assert found
    assert [row.label for row in found.rows] == [
        "Councils",
        "Engineers",
        "One resident",
        "Schools",
        "Residents",
    ]
    assert [row.is_subject for row in found.rows] == [False, False, True, False, False]
    assert found.subject == "M0 500H1000"
    starts = [int(y) for y in re.findall(r"M0 (\d+)C", found.lines)]
    ends = [int(y) for y in re.findall(r"860 (\d+)H", found.lines)]
    assert starts == [100, 300, 700, 900]
    assert ends == [470, 485, 515, 530]
    assert audience_drawing(site_of(tmp_path)) is None


def test_a_hundred_sectors_still_come_together(tmp_path: Path) -> None:
    """Inside the box."""
    sectors = "audience:\n" + "".join(f"  - name: Sector {number}\n" for number in range(100))
    found = audience_drawing(site_of(tmp_path, more=sectors))
    assert found
    assert all(0 <= int(y) <= 1000 for y in re.findall(r"860 (-?\d+)H", found.lines))
    assert len(found.rows) == 101


def test_every_row_of_the_programme_has_its_piece(tmp_path: Path) -> None:
    """One session: its kind. Several: a lead, a fork on narrow screens, a fan to three columns and
    back.
    """
    [page] = pages_of(site_of(tmp_path, *DAY), "programme")
    view = page.view
    assert isinstance(view, ProgrammePage)
    slots = view.days[0].slots
    assert [(slot.rail, slot.fork, slot.opens, slot.closes, slot.abreast) for slot in slots] == [
        ("arrive", "", "", "", 1),
        ("keynote", "", "", "", 1),
        ("chair", "fork-3", "fan-3", "fan-3", 3),
        ("break", "", "", "", 1),
    ]
    assert [(cell.rail, cell.run) for cell in slots[2].cells] == [
        ("group-3", "run-3-1"),
        ("group-3", "run-3-2"),
        ("group-4", "run-3-3"),
    ]
    used = {name for slot in slots for name in (slot.rail, slot.fork, slot.opens, slot.closes)}
    used |= {name for slot in slots for cell in slot.cells for name in (cell.rail, cell.run)}
    assert {rail.id for rail in view.rails} == used - {""}


def test_tracks_open_once_and_close_once(tmp_path: Path) -> None:
    """Slots that stand in columns lie between one fan and another."""
    tracks = ("One", "Two")
    sessions = sessions_yaml(
        "start: 09:00\nkind: keynote\nlength: 60 minutes",
        "start: 10:00\ntrack: One\nlength: 30 minutes",
        "start: 10:00\ntrack: Two\nlength: 60 minutes",
        "start: 10:30\ntrack: One\nlength: 30 minutes",
        "start: 11:00\nkind: lunch\nlength: 60 minutes",
        tracks=tracks,
    )
    [page] = pages_of(make_site(tmp_path, {"data/sessions.yaml": sessions}), "programme")
    view = page.view
    assert isinstance(view, ProgrammePage)
    assert view.days[0].columns == tracks
    assert [(slot.opens, slot.closes) for slot in view.days[0].slots] == [
        ("", ""),
        ("fan-2", ""),
        ("", "fan-2"),
        ("", ""),
    ]


def test_a_figure_is_drawn_where_it_says_how(tmp_path: Path) -> None:
    """Marked strokes first, in the middle; the others after them, below; nothing where there are
    none.
    """
    figure = "  - id: {id}\n    value: '46'\n    statement: A fact.\n    source: Somebody\n    featured: yes\n{more}"
    rows = {
        "some": "    strokes: 46\n    marked: 4\n    key: One stroke, one home\n",
        "none": "    strokes: 46\n    key: One stroke, one home\n",
        "all": "    strokes: 3\n    marked: 3\n    key: One stroke, one home\n",
        "plain": "",
    }
    text = "figures:\n" + "".join(figure.format(id=name, more=more) for name, more in rows.items())
    figures = home_view(make_site(tmp_path, {"data/figures.yaml": text})).figures
    assert [(f.hatch.view_box, f.hatch.marked, f.hatch.rest) for f in figures if f.hatch] == [
        ("0 0 46 4", "M0 2H4", "M4 3H46"),
        ("0 0 46 4", "", "M0 3H46"),
        ("0 0 3 4", "M0 2H3", ""),
    ]
    assert figures[3].hatch is None
