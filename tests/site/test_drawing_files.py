"""Tests of the drawings as files, and of the part of one that stands for each person."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from microsite.model.event import Day
from microsite.site.colours import scheme_of
from microsite.site.drawing import HEIGHT, draw_day
from microsite.site.graphics import TILE, Drawings, avatar_window, render_drawings
from tests.drawn import ONE_DAY, days, strokes
from tests.making import EVENT, load_soundly, sessions_yaml, write_project

SPEAKER = "name: {name}\nrole: Engineer\n"


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
    loaded = load_soundly(write_project(root, {**speakers, "data/sessions.yaml": sessions}, event))
    return render_drawings(loaded, scheme_of(loaded))


def view(path: str) -> tuple[int, int, int, int]:
    found = re.fullmatch(
        r"assets/drawing/day-1\.[0-9a-f]{8}\.svg#svgView\(viewBox\((\d+),(\d+),(\d+),(\d+)\)\)",
        path,
    )
    assert found
    x, y, width, height = map(int, found.groups())
    return x, y, width, height


def test_render_drawings_has_avatar_for_every_speaker(tmp_path: Path) -> None:
    avatars = drawings_of(tmp_path).avatars
    views = {slug: view(path) for slug, (path, _) in avatars.items()}
    assert views["kim"][0] < views["lee"][0]
    assert views["kim"][2:] == (760, 760)
    assert views["max"][2:] == (480, 480)
    assert views["noa"] == (0, 120, 760, 760)
    assert len({turn for _, turn in avatars.values()}) > 1


def test_render_drawings_files_are_well_formed_with_colours(tmp_path: Path) -> None:
    drawings = drawings_of(tmp_path, EVENT + 'theme:\n  accent: "#fcc22d"\n  ink: "#0f1926"\n')
    tile, band = drawings.contents[drawings.tiles[1]], drawings.contents[drawings.bands[1]]
    for content in (tile, band):
        svg = ET.fromstring(content)
        assert svg.attrib["viewBox"].endswith(f" {HEIGHT}")
        style = svg[0].text or ""
        assert "prefers-color-scheme:dark" in style
        assert "forced-colors:active" in style
        assert not re.search("script|http(?!://www.w3.org/2000/svg)|on[a-z]+=", content)
    assert 'stroke="#fcc22d"' in tile
    assert 'fill="#fcc22d"' in band
    other = drawings_of(tmp_path, EVENT + 'theme:\n  accent: "#ffd75e"\n')
    assert other.tiles[1] != drawings.tiles[1]


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
            tmp_path, {"content/speakers/kim.md": f"---\n{SPEAKER.format(name='Kim')}---\n"}
        )
    )
    assert render_drawings(event, scheme_of(event)) == Drawings({}, {}, {}, "", {}, {})


@given(days(), st.data())
@settings(deadline=None)
def test_avatar_window_is_square_inside_tile(given: Day, data: st.DataObject) -> None:
    drawing = draw_day(given, given.sessions, 10)
    if drawing is None:
        return
    session = replace(data.draw(st.sampled_from(given.sessions)), speakers=("a", "b", "c"))
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
        found.attrib["id"]: found.attrib["viewBox"] for found in svg if found.tag.endswith("view")
    }
    assert list(views) == ["talk", "loop-2"]
    assert len(set(views.values())) == len(views)
    assert "prefers-color-scheme:dark" in drawings.contents[drawings.rails]
    dates = sessions_yaml("day: 1\nstart: 09:00", "day: 2\nstart: 09:00")
    event = EVENT.replace("ends: 2027-05-20", "ends: 2027-05-21")
    loaded = load_soundly(write_project(tmp_path / "two", {"data/sessions.yaml": dates}, event))
    assert render_drawings(loaded, scheme_of(loaded)).rails == ""
    long = sessions_yaml(
        *[f"start: '{9 + number // 4:02}:{number % 4 * 15:02}'\nlength: 15" for number in range(25)]
    )
    loaded = load_soundly(write_project(tmp_path / "long", {"data/sessions.yaml": long}))
    assert render_drawings(loaded, scheme_of(loaded)).rails == ""
