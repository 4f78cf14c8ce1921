"""The drawing on pages: whole, in parts, as avatars, and in the timetable."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from microsite.pages.drawing import (
    CAPTION,
    DayStripHighlight,
    audience_drawing,
)
from microsite.pages.overview import HomePage
from microsite.pages.page import Page
from microsite.pages.programme import ProgrammePage, SessionPage, SpeakerPage
from microsite.pages.registry import build_pages
from microsite.project import ENGINE_HOME
from microsite.render.assets import drawing_artifacts
from microsite.render.templates import Templates
from microsite.site.site import Site
from microsite.site.urls import ROOT
from tests.export_helpers import html_of, make_site
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


def highlight_marks(
    highlight: DayStripHighlight | None,
) -> tuple[list[str], list[tuple[str, str]]]:
    assert highlight
    return list(highlight.edges), list(highlight.veils)


def test_chart_has_hours_and_caption(tmp_path: Path) -> None:
    chart = home_view(site_of(tmp_path, *DAY, more=AUDIENCE + DRAWING)).chart
    assert chart
    assert [(mark.about, mark.label) for mark in chart.marks] == [
        ("09:00", "Arrive"),
        ("09:30", "Keynote"),
        ("10:15", "Workshops"),
        ("11:00", "Lunch"),
    ]
    assert chart.marks[1].href == f"{ROOT}programme/index.html#s2"
    assert chart.caption == "What the lines mean."
    assert chart.subject_label == "One resident"
    assert re.fullmatch(
        rf"{ROOT}assets/drawing/day-1-band\.[0-9a-f]{{8}}\.svg#wide", chart.src
    )
    assert re.fullmatch(
        rf"{ROOT}assets/drawing/phone\.[0-9a-f]{{8}}\.svg#wide", chart.phone_src
    )


def test_chart_has_default_caption(tmp_path: Path) -> None:
    chart = home_view(site_of(tmp_path, *DAY)).chart
    assert chart
    assert (chart.caption, chart.subject_label) == (CAPTION, "")


def test_drawings_are_missing_without_sessions(tmp_path: Path) -> None:
    site = site_of(tmp_path)
    view = home_view(site)
    assert (view.chart, view.outline) == (None, ())
    assert [
        page.view.day_strip_highlight
        for page in pages_of(site, "speaker")
        if isinstance(page.view, SpeakerPage)
    ] == [None] * 3
    assert [
        page.view.person.mark
        for page in pages_of(site, "speaker")
        if isinstance(page.view, SpeakerPage)
    ] == [""] * 3
    assert list(drawing_artifacts(site)) == []


def test_outline_has_strip_of_each_of_several_days(tmp_path: Path) -> None:
    site = site_of(
        tmp_path, *TWO_DAYS, event=EVENT.replace("2027-05-20 17:00", "2027-05-21 17:00")
    )
    view = home_view(site)
    assert view.chart
    first, second = view.outline
    assert first.strip and first.strip.src == view.chart.src.partition("#")[0]
    paths = {artifact.path: artifact.produce() for artifact in drawing_artifacts(site)}
    for day in (first, second):
        assert day.strip
        assert paths[day.strip.src.removeprefix(ROOT)].startswith(b"<svg ")


def test_outline_has_the_date_of_a_day_with_a_title(tmp_path: Path) -> None:
    days = "days: [{day: 2027-05-20, title: The water comes}]\n"
    files = {"data/sessions.yaml": sessions_yaml(*TWO_DAYS) + days}
    event = EVENT.replace("2027-05-20 17:00", "2027-05-21 17:00")
    home = html_of(make_site(tmp_path, files, event), "")
    heading = '<h3><a href="programme/index.html#day-1">Thursday 20 May 2027</a></h3>'
    assert f"{heading}<p>The water comes</p>" in home


def test_session_page_highlights_session_in_its_day(tmp_path: Path) -> None:
    views = session_views(site_of(tmp_path, *DAY))
    edges, veils = highlight_marks(views["s2"].day_strip_highlight)
    assert edges == ["26.29%", "44.22%"]
    assert veils == [("0%", "26.29%"), ("44.22%", "55.78%")]
    strip = views["s2"].day_strip_highlight
    assert strip
    assert re.fullmatch(
        rf"{ROOT}assets/drawing/day-1-band\.[0-9a-f]{{8}}\.svg", strip.strip.src
    )


def test_speaker_page_highlights_all_sessions_of_day(tmp_path: Path) -> None:
    pages = {
        page.view.person.slug: page.view
        for page in pages_of(site_of(tmp_path, *DAY), "speaker")
        if isinstance(page.view, SpeakerPage)
    }
    edges, veils = highlight_marks(pages["kim"].day_strip_highlight)
    assert edges == ["26.29%", "62.15%"]
    assert veils == [("0%", "26.29%"), ("62.15%", "37.85%")]
    assert pages["noa"].day_strip_highlight is None


def test_speaker_without_photo_has_placeholder_avatar(tmp_path: Path) -> None:
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
        assert mark.removeprefix(ROOT).partition("#")[0] in paths
    assert [path.partition(".")[0] for path in paths] == [
        f"assets/drawing/{name}" for name in ("day-1", "day-1-band", "rails", "phone")
    ]


def test_audience_drawing_has_row_for_each_sector_around_subject(
    tmp_path: Path,
) -> None:
    drawing = audience_drawing(site_of(tmp_path, more=AUDIENCE + DRAWING))
    assert drawing
    assert [row.title for row in drawing.rows] == [
        "Councils",
        "Engineers",
        "Schools",
        "Residents",
    ]
    assert (drawing.subject_label, drawing.subject_row) == ("One resident", 2)
    assert drawing.subject == "M0 500H1000"
    starts = [int(y) for y in re.findall(r"M0 (\d+)C", drawing.lines)]
    ends = [int(y) for y in re.findall(r"860 (\d+)H", drawing.lines)]
    assert starts == [100, 300, 700, 900]
    assert ends == [470, 485, 515, 530]
    assert audience_drawing(site_of(tmp_path)) is None


def test_audience_drawing_fits_a_hundred_sectors(tmp_path: Path) -> None:
    sectors = "audience:\n" + "".join(
        f"  - name: Sector {number}\n" for number in range(100)
    )
    drawing = audience_drawing(site_of(tmp_path, more=sectors))
    assert drawing
    assert all(0 <= int(y) <= 1000 for y in re.findall(r"860 (-?\d+)H", drawing.lines))
    assert len(drawing.rows) == 100


@pytest.mark.parametrize(
    "count, columns", [(1, 1), (2, 2), (3, 3), (4, 2), (5, 3), (6, 3), (7, 3), (11, 3)]
)
def test_columns_are_wide_enough_for_words(
    tmp_path: Path, count: int, columns: int
) -> None:
    site = site_of(
        tmp_path, *["start: 10:00"] * count, more="programme: {size: small}\n"
    )
    [page] = pages_of(site, "programme")
    assert isinstance(page.view, ProgrammePage)
    assert page.view.days[0].slots[0].column_count == columns


def test_programme_has_graphic_for_every_slot(tmp_path: Path) -> None:
    [page] = pages_of(site_of(tmp_path, *DAY), "programme")
    view = page.view
    assert isinstance(view, ProgrammePage)
    slots = view.days[0].slots
    assert [
        (slot.rail, slot.branch_graphic, slot.opens, slot.closes, slot.column_count)
        for slot in slots
    ] == [
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
    graphic_ids = {
        name
        for slot in slots
        for name in (slot.rail, slot.branch_graphic, slot.opens, slot.closes)
    }
    graphic_ids |= {
        name for slot in slots for cell in slot.cells for name in (cell.rail, cell.run)
    }
    assert {rail.id for rail in view.rails} == graphic_ids - {""}


def test_programme_columns_open_and_close_once(tmp_path: Path) -> None:
    tracks = ("One", "Two")
    sessions = sessions_yaml(
        "start: 09:00\nkind: keynote\nlength: 60 minutes",
        "start: 10:00\ntrack: One\nlength: 30 minutes",
        "start: 10:00\ntrack: Two\nlength: 60 minutes",
        "start: 10:30\ntrack: One\nlength: 30 minutes",
        "start: 11:00\nkind: lunch\nlength: 60 minutes",
        tracks=tracks,
    )
    [page] = pages_of(
        make_site(tmp_path, {"data/sessions.yaml": sessions}), "programme"
    )
    view = page.view
    assert isinstance(view, ProgrammePage)
    assert view.days[0].columns == tracks
    assert [(slot.opens, slot.closes) for slot in view.days[0].slots] == [
        ("", ""),
        ("fan-2", ""),
        ("", "fan-2"),
        ("", ""),
    ]


def test_figure_has_stroke_chart_when_given(tmp_path: Path) -> None:
    figure = "  - id: {id}\n    value: '46'\n    statement: A fact.\n    source: Somebody\n    featured: yes\n{more}"
    rows = {
        "some": "    strokes: 46\n    marked: 4\n    key: One stroke, one home\n",
        "none": "    strokes: 46\n    key: One stroke, one home\n",
        "all": "    strokes: 3\n    marked: 3\n    key: One stroke, one home\n",
        "plain": "",
    }
    text = "figures:\n" + "".join(
        figure.format(id=name, more=more) for name, more in rows.items()
    )
    figures = home_view(make_site(tmp_path, {"data/figures.yaml": text})).figures
    templates = Templates((ENGINE_HOME / "templates",))
    macro = templates.environment.get_template("components/figure.html").module.figure  # type: ignore[attr-defined]
    charts = [
        re.findall(r'(?:viewBox| d)="([^"]*)"', macro(figure)) for figure in figures
    ]
    assert charts == [
        ["0 0 46 4", "M0 2H4", "M4 3H46"],
        ["0 0 46 4", "M0 3H46"],
        ["0 0 3 4", "M0 2H3"],
        [],
    ]
