"""Drawings in the timetable, drawings as files, and avatars."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from microsite.model.event import Day
from microsite.model.records.content import SessionKind
from microsite.site import graphics
from microsite.site.colours import scheme_of
from microsite.site.drawing import HEIGHT, draw_day, shape_of
from microsite.site.graphics import (
    CENTRE,
    DEPTH,
    FAN_WIDTH,
    TILE,
    WIDTH,
    Drawings,
    TimetableGraphic,
    avatar_window,
    render_drawings,
)
from tests.drawn import ONE_DAY, days, strokes
from tests.making import EVENT, load_soundly, sessions_yaml, write_project

LINES = range(3, 13)
SINGLE = sorted({shape_of(kind) for kind in SessionKind})
SPEAKER = "name: {name}\nrole: Engineer\n"


def piece(identity: str, lines: int) -> TimetableGraphic:
    [graphic] = graphics.timetable_graphics([identity], lines)
    return graphic


def ends(data: str, which: int) -> list[int]:
    """Return the x positions at which lines begin (0) or end (-1)."""
    return sorted({line[which][0] for line in strokes(data)})


def has_whole_height(graphic: TimetableGraphic) -> bool:
    lines = strokes(graphic.lines + graphic.subject + graphic.hollow)
    return all((line[0][1], line[-1][1]) == (0, DEPTH) for line in lines)


@pytest.mark.parametrize("lines", LINES)
def test_row_graphics_join_at_any_height(lines: int) -> None:
    bundle = ends(piece("chair", lines).lines, 0)
    for identity in SINGLE:
        graphic = piece(identity, lines)
        assert has_whole_height(graphic)
        assert ends(graphic.lines, -1) == bundle, identity
        assert identity == "arrive" or ends(graphic.lines, 0) == bundle, identity
        assert ends(graphic.subject, 0) == ends(graphic.subject, -1) == [CENTRE]


@pytest.mark.parametrize("lines", LINES)
@pytest.mark.parametrize("columns", range(2, 13))
def test_fan_leads_from_bundle_to_each_column(columns: int, lines: int) -> None:
    fan = piece(f"fan-{columns}", lines)
    assert fan.view_box == f"0 0 {FAN_WIDTH} {DEPTH}"
    assert has_whole_height(fan)
    assert ends(fan.lines, 0) == ends(piece("chair", lines).lines, 0)
    origins = [FAN_WIDTH * column // columns for column in range(columns)]
    assert ends(fan.subject, -1) == [origin + CENTRE for origin in origins]
    below = [
        origin + x
        for column, origin in enumerate(origins)
        for x in ends(piece(graphics.group_id(column, columns, lines), lines).lines, 0)
    ]
    assert ends(fan.lines, -1) == sorted(below)
    assert len(strokes(fan.lines)) == lines


@given(st.integers(2, 80), st.data(), st.sampled_from(LINES))
def test_branch_row_has_one_bright_branch(
    count: int, data: st.DataObject, lines: int
) -> None:
    index = data.draw(st.integers(0, count - 1))
    fork, run = (
        piece(f"fork-{min(count, graphics.MAX_BRANCHES)}", lines),
        piece(graphics.branch_row_id(index, count), lines),
    )
    assert ends(fork.subject, -1) == sorted(ends(run.subject, 0) + ends(run.hollow, 0))
    assert ends(fork.lines, -1) == ends(run.lines, 0)
    assert len(ends(run.subject, 0)) == 1
    assert has_whole_height(run)


@given(st.integers(2, 80), st.sampled_from(LINES))
def test_loop_parts_and_meets_again(count: int, lines: int) -> None:
    loop, chair = (
        piece(graphics.outline_id(["panel"] * count), lines),
        piece("chair", lines),
    )
    assert has_whole_height(loop)
    for which in (0, -1):
        assert ends(loop.lines, which) == ends(chair.lines, which)
        assert ends(loop.subject, which) == [CENTRE]
    assert len(strokes(loop.subject)) == min(count, 4)


def test_branch_rows_follow_order_of_fork() -> None:
    for count in range(2, 5):
        branches = [
            ends(piece(graphics.branch_row_id(index, count), 10).subject, 0)[0]
            for index in range(count)
        ]
        assert branches == ends(
            piece(f"fork-{min(count, graphics.MAX_BRANCHES)}", 10).subject, -1
        )


@given(st.integers(2, 80), st.sampled_from(LINES))
def test_graphics_stay_inside_their_box(count: int, lines: int) -> None:
    for identity in (
        *SINGLE,
        graphics.outline_id(["talk"] * count),
        f"fork-{min(count, graphics.MAX_BRANCHES)}",
        graphics.branch_row_id(count - 1, count),
    ):
        graphic = piece(identity, lines)
        for line in strokes(graphic.lines + graphic.subject + graphic.hollow):
            assert all(0 <= x <= WIDTH and 0 <= y <= DEPTH for x, y in line), identity


def test_timetable_graphics_returns_each_piece_once() -> None:
    assert [
        graphic.id
        for graphic in graphics.timetable_graphics(["panel", "", "break", "panel"], 10)
    ] == [
        "panel",
        "break",
    ]


# Drawings as files


def drawings_of(root: Path, event: str = EVENT) -> Drawings:
    speakers = {
        f"content/speakers/{slug}.md": f"---\n{SPEAKER.format(name=slug.title())}---\n"
        for slug in ("kim", "lee", "max", "noa")
    }
    sessions = sessions_yaml(
        "start: 09:00\nspeakers: [kim, lee]",
        "start: 10:00\nspeakers: max\nkind: workshop",
        "start: 10:00\nspeakers: kim\nkind: workshop",
    )
    loaded_event = load_soundly(
        write_project(root, {**speakers, "data/sessions.yaml": sessions}, event)
    )
    return render_drawings(loaded_event, scheme_of(loaded_event))


def view(path: str) -> tuple[int, int, int, int]:
    match = re.fullmatch(
        r"assets/drawing/day-1\.[0-9a-f]{8}\.svg#svgView\(viewBox\((\d+),(\d+),(\d+),(\d+)\)\)",
        path,
    )
    assert match
    x, y, width, height = map(int, match.groups())
    return x, y, width, height


def test_render_drawings_has_avatar_for_every_speaker(tmp_path: Path) -> None:
    avatars = drawings_of(tmp_path).avatars
    views = {slug: view(path) for slug, path in avatars.items()}
    assert views["kim"][0] < views["lee"][0]
    assert views["kim"][2:] == (760, 760)
    assert views["max"][2:] == (480, 480)
    assert views["noa"] == (0, 120, 760, 760)


def test_render_drawings_files_are_well_formed_with_colours(tmp_path: Path) -> None:
    drawings = drawings_of(
        tmp_path, EVENT + 'theme:\n  accent: "#fcc22d"\n  ink: "#0f1926"\n'
    )
    tile, band = (
        drawings.contents[drawings.tiles[1]],
        drawings.contents[drawings.bands[1]],
    )
    for content in (tile, band):
        svg = ET.fromstring(content)
        assert svg.attrib["viewBox"].endswith(f" {HEIGHT}")
        style = svg[0].text or ""
        assert "prefers-color-scheme:dark" in style
        assert "forced-colors:active" in style
        assert "forced-colors:active) and (prefers-color-scheme:dark" in style
        assert "Canvas" not in style  # of a picture, it may be white on a dark page
        assert not re.search("script|http(?!://www.w3.org/2000/svg)|on[a-z]+=", content)
    assert 'stroke="#fcc22d"' in tile
    assert 'fill="#fcc22d"' in band
    other_drawings = drawings_of(tmp_path, EVENT + 'theme:\n  accent: "#ffd75e"\n')
    assert other_drawings.tiles[1] != drawings.tiles[1]


def test_tile_is_drawing_ten_times_as_wide(tmp_path: Path) -> None:
    drawings = drawings_of(tmp_path)
    [small, *_] = strokes(drawings.days[1].lines)
    [large, *_] = strokes(
        re.findall(r'id="l" d="([^"]+)"', drawings.contents[drawings.tiles[1]])[0]
    )
    assert large == [(x * TILE, y) for x, y in small]


def test_render_drawings_is_empty_without_sessions(tmp_path: Path) -> None:
    event = load_soundly(
        write_project(
            tmp_path,
            {"content/speakers/kim.md": f"---\n{SPEAKER.format(name='Kim')}---\n"},
        )
    )
    assert render_drawings(event, scheme_of(event)) == Drawings(
        {}, {}, {}, "", {}, None, None, "", {}
    )


@given(days(), st.data())
@settings(deadline=None)
def test_avatar_window_is_square_inside_tile(day_: Day, data: st.DataObject) -> None:
    drawing = draw_day(day_, day_.sessions, 10)
    if drawing is None:
        return
    session = replace(
        data.draw(st.sampled_from(day_.sessions)), speakers=("a", "b", "c")
    )
    x, y, side = avatar_window(drawing, session, data.draw(st.integers(0, 2)))
    assert 0 <= x <= max(0, TILE * drawing.width - side)
    assert 0 <= y <= HEIGHT - side


def test_avatar_window_is_centred_on_talk() -> None:
    drawing = draw_day(ONE_DAY, ONE_DAY.sessions, 10)
    assert drawing
    keynote = replace(ONE_DAY.sessions[2], speakers=("kim",))
    x, _, side = avatar_window(drawing, keynote, 0)
    assert x + side // 2 == TILE * drawing.x(keynote.start_minute + 15)


def test_rails_file_has_view_for_each_piece_of_short_single_day(tmp_path: Path) -> None:
    drawings = drawings_of(tmp_path / "one")
    assert drawings.rails
    svg = ET.fromstring(drawings.contents[drawings.rails])
    views = {
        element.attrib["id"]: element.attrib["viewBox"]
        for element in svg
        if element.tag.endswith("view")
    }
    assert list(views) == ["talk", "loop-2"]
    assert len(set(views.values())) == len(views)
    assert "prefers-color-scheme:dark" in drawings.contents[drawings.rails]
    dates = sessions_yaml("day: 1\nstart: 09:00", "day: 2\nstart: 09:00")
    event = EVENT.replace("ends: 2027-05-20", "ends: 2027-05-21")
    loaded_event = load_soundly(
        write_project(tmp_path / "two", {"data/sessions.yaml": dates}, event)
    )
    assert render_drawings(loaded_event, scheme_of(loaded_event)).rails == ""
    long = sessions_yaml(
        *[
            f"start: '{9 + number // 4:02}:{number % 4 * 15:02}'\nlength: 15"
            for number in range(25)
        ]
    )
    loaded_event = load_soundly(
        write_project(tmp_path / "long", {"data/sessions.yaml": long})
    )
    assert render_drawings(loaded_event, scheme_of(loaded_event)).rails == ""
