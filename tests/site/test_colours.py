"""The event's own part of the stylesheet, and what is said of colours that had to change."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from microsite.diagnostics.diagnostic import Log
from microsite.site.colours import contrast, event_css, scheme_of, tokens_css
from microsite.site.downloads import DownloadRegistry
from microsite.site.images import ImageRegistry
from microsite.site.site import Site
from microsite.site.state import start_of
from tests.making import EVENT, load_soundly, sessions_yaml, write_project


def site_of(root: Path, theme: str = "", sessions: str = "") -> Site:
    files = {"data/sessions.yaml": sessions} if sessions else {}
    event = load_soundly(write_project(root, files, EVENT + theme))
    return Site(
        event=event,
        now=start_of(event, date(2027, 1, 1)),
        base_url=None,
        images=ImageRegistry(()),
        downloads=DownloadRegistry(()),
        log=Log(),
    )


def told(site: Site) -> list[tuple[str, int, str, str]]:
    return [(found.code, found.span.line, found.headline, found.help) for found in site.log]


def test_an_event_without_a_theme_has_colours(tmp_path: Path) -> None:
    """Light first; in the dark only what differs; and nothing to be said of it."""
    site = site_of(tmp_path)
    css = tokens_css(site.event, site.log)
    light, dark = re.findall(r":root\{([^}]*)\}", css)
    assert light.startswith("color-scheme:light dark;--ground:#")
    assert "--density:1;" in light
    assert "@media (prefers-color-scheme:dark){:root{--ground:#" in css
    assert "--alert" in light
    assert "--alert" not in dark
    assert told(site) == []


def test_colours_of_the_theme_are_used_as_they_are(tmp_path: Path) -> None:
    """Exactly, where they can be read."""
    site = site_of(tmp_path, 'theme:\n  accent: "#fcc22d"\n  ink: "#0f1926"\n  density: 0.80\n')
    css = tokens_css(site.event, site.log)
    assert "--hero:#fcc22d;" in css
    assert "--ink:#0f1926;" in css
    assert "--density:0.8;" in css
    assert told(site) == []


def test_an_accent_that_is_too_dark_is_told_with_its_shade_and_the_other_way(
    tmp_path: Path,
) -> None:
    """At its line, with the shade, and with the hero that would keep it."""
    site = site_of(tmp_path, 'theme:\n  accent: "#0b5f58"\n')
    css = tokens_css(site.event, site.log)
    [(code, line, headline, advice)] = told(site)
    used = re.search(r"--hero:(#\w+);", css)
    assert used
    assert (code, line) == ("C101", 10)
    assert (
        headline
        == f"The colour #0b5f58 is too dark for dark words on it; its shade {used[1]} is used instead."
    )
    assert advice.startswith(
        "With a line “hero: deep” in the theme, #0b5f58 is used as it is. Or else write accent:"
    )


def test_an_accent_that_fits_neither_way_is_told_without_a_promise(tmp_path: Path) -> None:
    """A middling colour passes with white words no more than with dark ones."""
    site = site_of(tmp_path, 'theme:\n  accent: "#0b7f78"\n')
    tokens_css(site.event, site.log)
    [(_, _, _, advice)] = told(site)
    assert advice.startswith("Write accent: ")


def test_a_light_accent_on_a_deep_band_and_a_light_ink_are_told(tmp_path: Path) -> None:
    """Each at its own line."""
    site = site_of(tmp_path, 'theme:\n  accent: "#fcc22d"\n  ink: "#8899aa"\n  hero: deep\n')
    tokens_css(site.event, site.log)
    assert [(code, line) for code, line, _, _ in told(site)] == [("C101", 10), ("C101", 11)]
    assert "too light for white words" in told(site)[0][2]
    assert "too light for words on the page" in told(site)[1][2]


@pytest.mark.parametrize("given, used", [("3", "1.5"), ("0.1", "0.6"), ("-2", "0.6")])
def test_a_density_out_of_bounds_is_told(tmp_path: Path, given: str, used: str) -> None:
    """And the nearest is used."""
    site = site_of(tmp_path, f"theme:\n  density: {given}\n")
    assert f"--density:{used};" in tokens_css(site.event, site.log)
    assert [code for code, *_ in told(site)] == ["C102"]


def test_title_and_hours_are_in_the_stylesheet(tmp_path: Path) -> None:
    """The lines of the title in ems, and the distance of each hour of the first day."""
    sessions = sessions_yaml(
        "start: 09:00\nkind: registration",
        "start: 10:00\nkind: keynote",
        "start: 12:00\nkind: lunch",
    )
    site = site_of(tmp_path, sessions=sessions)
    css = "".join(event_css(site.event, site.drawings.first_day, site.log).values())
    wide, narrow = re.search(r"--w1:([\d.]+);--w2:([\d.]+)", css).groups()  # type: ignore[union-attr]
    assert float(wide) >= float(narrow) > 1
    places = [float(place) for place in re.findall(r"\.at-\d+\{--x:([\d.]+)%\}", css)]
    assert len(places) == 3
    assert places == sorted(places)


def test_tracks_with_a_colour_have_it_in_shades_that_stand_out(tmp_path: Path) -> None:
    """As it is where that does; lighter in the dark; nothing for a track without one."""
    sessions = (
        "tracks:\n  - name: Hold the wall\n    colour: '#7a1f3d'\n  - name: Plain\n"
        + sessions_yaml("start: 09:00")
    )
    site = site_of(tmp_path, sessions=sessions)
    tracks = event_css(site.event, site.drawings.first_day, site.log)["TRACKS"]
    day, night = re.findall(r"\.track-hold-the-wall\{--track:(#\w+)\}", tracks)
    assert day == "#7a1f3d"
    assert contrast(night, scheme_of(site.event).dark.ground_2) >= 3
    assert ".track-plain" not in tracks
