"""The colours of an event, and its part of the stylesheet."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from time import process_time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import asdict, replace

from microsite.cache import Cache
from microsite.diagnostics.diagnostic import Log
from microsite.locales.locale import Locale
from microsite.model.records.event import Hero, Voice
from microsite.render.event_css import event_css
from microsite.site.colours import (
    BLACK,
    MARKS,
    TEXT,
    WHITE,
    Oklch,
    Palette,
    Scheme,
    contrast,
    luminance,
    nearest_with_contrast,
    parse,
    scheme,
    scheme_of,
)
from microsite.site.downloads import DownloadRegistry
from microsite.site.images import ImageRegistry
from microsite.site.site import Site
from microsite.site.state import start_of
from tests.making import EVENT, load_soundly, sessions_yaml, write_project

CONTRAST_PAIRS = {
    TEXT: "ink/ground ink/ground_2 ink_2/ground ink_2/ground_2 on_hero/hero title/hero "
    "on_deep/deep on_deep/deep_2 on_deep_2/deep on_deep_2/deep_2 core/deep on_alert/alert",
    MARKS: "edge/ground edge/ground_2 mark/ground mark/ground_2 hero_2/hero core/case",
}
"""Roles, each with that of its ground, by their least contrast in light and in dark."""
COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
HEROES = st.sampled_from(Hero)
VOICES = st.sampled_from(Voice)


def site_of(root: Path, theme: str = "", sessions: str = "") -> Site:
    files = {"data/sessions.yaml": sessions} if sessions else {}
    event = load_soundly(write_project(root, files, EVENT + theme))
    return Site(
        event=event,
        now=start_of(event, date(2027, 1, 1)),
        base_url=None,
        images=ImageRegistry(()),
        downloads=DownloadRegistry((), Cache(None)),
        log=Log(),
    )


def tokens_css(site: Site) -> str:
    return event_css(site)["TOKENS"]


def diagnostics_of(site: Site) -> list[tuple[str, int, str, str]]:
    return [
        (diagnostic.code, diagnostic.span.line, diagnostic.headline, diagnostic.help)
        for diagnostic in site.log
    ]


@pytest.mark.parametrize(
    "colour, lightness, chroma, hue",
    [
        ("#ff0000", 0.628, 0.2577, 29.2),
        ("#00ff00", 0.8664, 0.2948, 142.5),
        ("#0000ff", 0.452, 0.3132, 264.1),
    ],
)
def test_parse_agrees_with_css_colour_level_4(
    colour: str, lightness: float, chroma: float, hue: float
) -> None:
    parsed = parse(colour)
    assert parsed.lightness == pytest.approx(lightness, abs=1e-3)
    assert parsed.chroma == pytest.approx(chroma, abs=1e-3)
    assert parsed.hue == pytest.approx(hue, abs=0.1)
    assert parsed.hex() == colour


def test_event_css_has_colours_without_theme(tmp_path: Path) -> None:
    site = site_of(tmp_path)
    css = tokens_css(site)
    light, dark = re.findall(r":root\{([^}]*)\}", css)
    assert light.startswith("color-scheme:light dark;--ground:#")
    assert "--density:1;" in light
    for role in Palette.__struct_fields__:
        assert f"--{role.replace('_', '-')}:#" in light
    assert "@media (prefers-color-scheme:dark){:root{--ground:#" in css
    assert "--alert" in light
    assert "--alert" not in dark
    assert diagnostics_of(site) == []


def test_event_css_uses_colours_of_theme(tmp_path: Path) -> None:
    site = site_of(
        tmp_path, 'theme:\n  accent: "#fcc22d"\n  ink: "#0f1926"\n  density: 0.80\n'
    )
    css = tokens_css(site)
    assert "--hero:#fcc22d;" in css
    assert "--ink:#0f1926;" in css
    assert "--density:0.8;" in css
    assert diagnostics_of(site) == []


def test_c101_names_shade_and_other_hero_for_dark_accent(
    tmp_path: Path,
) -> None:
    site = site_of(tmp_path, 'theme:\n  accent: "#0b5f58"\n')
    css = tokens_css(site)
    [(code, line, headline, advice)] = diagnostics_of(site)
    match = re.search(r"--hero:(#\w+);", css)
    assert match
    assert (code, line) == ("C101", 10)
    assert (
        headline
        == f"The colour #0b5f58 is too dark for dark text on it. The site uses the shade {match[1]} instead."
    )
    assert advice.startswith(
        "To keep #0b5f58, add “hero: deep” to the theme. Or write accent:"
    )


def test_c101_suggests_no_other_hero_for_middling_accent(tmp_path: Path) -> None:
    site = site_of(tmp_path, 'theme:\n  accent: "#0b7f78"\n')
    tokens_css(site)
    [(_, _, _, advice)] = diagnostics_of(site)
    assert advice.startswith("Write accent: ")


def test_c101_reported_for_light_accent_on_deep_hero_and_light_ink(
    tmp_path: Path,
) -> None:
    site = site_of(
        tmp_path, 'theme:\n  accent: "#fcc22d"\n  ink: "#8899aa"\n  hero: deep\n'
    )
    tokens_css(site)
    assert [(code, line) for code, line, _, _ in diagnostics_of(site)] == [
        ("C101", 10),
        ("C101", 11),
    ]
    assert "too light for white text" in diagnostics_of(site)[0][2]
    assert "too light for text on the page" in diagnostics_of(site)[1][2]


@pytest.mark.parametrize(
    "density, css_density", [("3", "1.5"), ("0.1", "0.6"), ("-2", "0.6")]
)
def test_c102_reported_for_density_out_of_bounds(
    tmp_path: Path, density: str, css_density: str
) -> None:
    site = site_of(tmp_path, f"theme:\n  density: {density}\n")
    assert f"--density:{css_density};" in tokens_css(site)
    assert [code for code, *_ in diagnostics_of(site)] == ["C102"]


def test_event_css_has_title_widths_and_hours(tmp_path: Path) -> None:
    sessions = sessions_yaml(
        "start: 09:00\nkind: registration",
        "start: 10:00\nkind: keynote",
        "start: 12:00\nkind: lunch",
    )
    site = site_of(tmp_path, sessions=sessions)
    css = "".join(event_css(site).values())
    wide, narrow = re.search(r"--w1:([\d.]+);--w2:([\d.]+)", css).groups()  # type: ignore[union-attr]
    assert float(wide) >= float(narrow) > 1
    places = [float(place) for place in re.findall(r"\.at-\d+\{--x:([\d.]+)%\}", css)]
    assert len(places) == 3
    assert places == sorted(places)


def test_event_css_has_width_of_menu(tmp_path: Path) -> None:
    """A menu of few words needs the least width; more words need more."""
    narrow_width = event_css(site_of(tmp_path / "few"))["ROW"]
    pages = {
        f"content/pages/page-{n}.md": f"---\ntitle: A page of text {n}\nmenu: yes\n---\n"
        for n in range(9)
    }
    for name, text in pages.items():
        path = tmp_path / "many" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    wide_width = event_css(site_of(tmp_path / "many"))["ROW"]
    assert narrow_width == "60em"
    assert 90 < float(wide_width.removesuffix("em")) < 130


@pytest.mark.parametrize(
    ("language", "has_compounds"),
    [("fi", True), ("de-CH", True), ("fil", False), ("en-GB", False)],
)
def test_event_css_breaks_words_in_languages_with_compounds(
    language: str, has_compounds: bool, tmp_path: Path
) -> None:
    site = replace(site_of(tmp_path), locale=Locale(language))

    assert ("css/components/long_words.css" not in event_css(site)) is has_compounds


def test_event_css_leaves_out_parts_that_a_site_lacks(tmp_path: Path) -> None:
    exit_bar, link = "css/components/exit_bar.css", "css/components/header_language.css"
    assert {exit_bar, link} <= event_css(site_of(tmp_path / "plain")).keys()
    more = "exit_url: https://elsewhere.example/\n"
    stylesheets = event_css(site_of(tmp_path / "more", more))
    assert exit_bar not in stylesheets
    assert link in stylesheets


def test_event_css_has_readable_track_colours(tmp_path: Path) -> None:
    sessions = (
        "tracks:\n  - name: Hold the wall\n    colour: '#7a1f3d'\n  - name: Plain\n"
        + sessions_yaml("start: 09:00")
    )
    site = site_of(tmp_path, sessions=sessions)
    tracks = event_css(site)["TRACKS"]
    day, night = re.findall(r"\.track-hold-the-wall\{--track:(#\w+)\}", tracks)
    assert day == "#7a1f3d"
    assert contrast(night, scheme_of(site.event).dark.ground_2) >= 3
    assert ".track-plain" not in tracks


# Palettes


@given(COLOURS | st.none(), COLOURS | st.none(), HEROES, VOICES)
@example(WHITE, WHITE, Hero.BRIGHT, Voice.NOTICE)
@example(WHITE, WHITE, Hero.DEEP, Voice.NOTICE)
@example(BLACK, BLACK, Hero.BRIGHT, Voice.ALMANAC)
@example(BLACK, BLACK, Hero.DEEP, Voice.POSTER)
@settings(max_examples=600, deadline=None)
def test_scheme_meets_every_contrast_for_any_colours(
    accent: str | None, ink: str | None, hero: Hero, voice: Voice
) -> None:
    check_contrasts(scheme(accent, ink, hero, voice))


def check_contrasts(colours: Scheme) -> None:
    for palette in (colours.light, colours.dark):
        assert all(
            re.fullmatch("#[0-9a-f]{6}", colour) for colour in asdict(palette).values()
        )
        for least, pairs in CONTRAST_PAIRS.items():
            for pair in pairs.split():
                role, ground = (getattr(palette, name) for name in pair.split("/"))
                assert contrast(role, ground) >= least, pair
        on = (
            contrast(palette.subject, ground)
            for ground in (palette.case_hero, palette.hero)
        )
        assert max(on) >= MARKS, (
            "the bright line stands out from its casing, or both from the band"
        )


@pytest.mark.parametrize("hero", Hero)
@pytest.mark.parametrize("ink", ["#0f1926", "#2a1410", "#0c1f14", "#26103a"])
def test_scheme_meets_every_contrast_for_every_hue(ink: str, hero: Hero) -> None:
    for hue in range(0, 360, 3):
        for chroma in (0.04, 0.15, 0.3):
            check_contrasts(scheme(Oklch(0.8, chroma, hue).hex(), ink, hero))


@given(COLOURS, COLOURS, HEROES)
@settings(deadline=None)
def test_scheme_keeps_colour_with_enough_contrast(
    accent: str, ink: str, hero: Hero
) -> None:
    if hero is Hero.DEEP and contrast(accent, WHITE) >= 7:
        assert scheme(accent, ink, hero).light.hero == accent
    if hero is Hero.BRIGHT and contrast(accent, "#0f1926") >= 7:
        assert scheme(accent, "#0f1926", hero).light.hero == accent
    if contrast(ink, WHITE) >= 10:
        assert scheme(accent, ink, hero).light.ink == ink


@given(COLOURS, HEROES)
@settings(deadline=None)
def test_scheme_keeps_shade_it_suggested(accent: str, hero: Hero) -> None:
    shade = scheme(accent, "#0f1926", hero).light.hero
    assert scheme(shade, "#0f1926", hero).light.hero == shade


def test_scheme_correction_keeps_hue_and_is_minimal() -> None:
    colours = scheme("#0b7f78", "#0f1926", Hero.BRIGHT).light
    assert parse(colours.hero).hue == pytest.approx(parse("#0b7f78").hue, abs=2)
    assert 7 <= contrast(colours.hero, colours.on_hero) < 7.2


def test_scheme_darkens_text_rather_than_accent() -> None:
    accent, ink = "#e8833a", "#1d3557"
    colours = scheme(accent, ink, Hero.BRIGHT)
    assert contrast(accent, ink) < 7
    assert colours.light.hero == accent
    assert colours.light.ink == ink
    assert colours.light.on_hero != ink


def test_scheme_dark_hero_keeps_hue_unless_yellow() -> None:
    blue = scheme("#00468b", "#0f1926", Hero.DEEP)
    yellow = scheme("#fcc22d", "#0f1926", Hero.BRIGHT)
    assert parse(blue.dark.hero).hue == pytest.approx(parse("#00468b").hue, abs=6)
    assert parse(yellow.dark.hero).hue == pytest.approx(parse("#0f1926").hue, abs=6)
    assert yellow.dark.core == "#fcc22d"


def test_almanac_takes_its_dark_colour_from_the_ink_if_the_accent_is_yellow() -> None:
    """The dark shade of yellow is olive."""
    yellow = scheme("#fcc22d", "#0f1926", Hero.BRIGHT, Voice.ALMANAC).light
    green = scheme("#00645f", "#0f1926", Hero.DEEP, Voice.ALMANAC).light
    assert yellow.case == yellow.mark == yellow.ink
    assert green.case == "#00645f"


def test_scheme_of_grey_colours_is_grey() -> None:
    palettes = scheme("#c0c0c0", "#101010", Hero.BRIGHT)
    colours = asdict(palettes.light).items() | asdict(palettes.dark).items()
    assert all(
        parse(colour).chroma < 0.012 for role, colour in colours if role != "alert"
    )


@given(COLOURS)
def test_parse_and_hex_are_inverse(colour: str) -> None:
    assert parse(colour).hex() == colour


@given(COLOURS, COLOURS, st.floats(1, 21))
def test_nearest_with_contrast_meets_contrast_or_is_extreme(
    colour: str, against: str, least: float
) -> None:
    nearest = nearest_with_contrast(parse(colour), against, least)
    assert contrast(nearest, against) >= least or nearest in (BLACK, WHITE)


def test_contrast_is_that_of_wcag() -> None:
    assert contrast(BLACK, WHITE) == 21
    assert contrast("#777777", WHITE) == pytest.approx(4.48, abs=0.005)
    assert luminance((1, 0, 0)) == pytest.approx(0.2126)


def test_scheme_is_quick() -> None:
    best = min(_time_of_scheme(f"#8fd0{number:02x}") for number in range(20))
    assert best < 0.005
    start = process_time()
    scheme("#8fd000", None, Hero.BRIGHT)
    assert process_time() - start < 0.0005


def _time_of_scheme(accent: str) -> float:
    start = process_time()
    scheme(accent, None, Hero.BRIGHT)
    return process_time() - start
