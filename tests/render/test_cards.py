"""Share cards as pictures: whole, legible, the same every time, and drawn only where something on
them is new.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
from contextlib import suppress
from datetime import date
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from PIL import Image, ImageFont

from microsite.diagnostics.diagnostic import DiagnosticError
from microsite.pages.kinds import build_pages
from microsite.pages.share import HEIGHT, WIDTH, CardColours, CardDrawing, ShareCard
from microsite.pipeline import Options, build
from microsite.project import Project
from microsite.render import card_drawing, card_lettering, cards
from microsite.render.card_drawing import RAMP, Band, painted
from microsite.render.card_files import TYPEFACE, card_artifacts
from microsite.render.card_layout import (
    DRAWING_BOTTOM,
    FOOT,
    FOOT_BASELINE,
    LARGEST,
    MARGIN,
    SMALLEST,
    TRACKING,
    Layout,
    Setting,
    lay_out,
    listed,
    title_lines,
)
from microsite.render.card_lettering import Pen
from microsite.render.cards import draw, showable
from microsite.render.shelf import Shelf
from microsite.render.typeface import Typeface, read_typeface
from microsite.site.oklch import contrast
from microsite.site.strips import Strip, strip_of
from tests.exporting import make_site
from tests.making import EVENT, sessions_yaml, write_project

ROOT = Path(__file__).parent.parent.parent
FONT = (ROOT / "assets" / TYPEFACE).read_bytes()
FACE = read_typeface(FONT)
COLOURS = CardColours("#fcc22d", "#0f1926", "#0f1926", "#ffffff", "#0f1926")
DAY = CardDrawing(
    500, "M0 30h40c20 0 20 400 40 400h420M0 970h40c20 0 20-400 40-400h420", "M0 500h500"
)
CARD = ShareCard(
    name="programme/opening",
    kicker="Coasts in common",
    title="Opening plenary",
    lines=("Thursday 20 May 2027, 09:30 to 10:15, Hall",),
    names=("Kim Ebbtide", "A resident"),
    foot="Thursday 20 May 2027, London",
    organiser="Example Conferences",
    drawing=DAY,
    windows=((100, 150),),
    colours=COLOURS,
)
LONG = (
    "A very long title of a session, as people write them when they want to say everything at once, "
    * 4
)
LATIN = st.text(st.sampled_from("abcdefgh WMijŁńŷ,’ —"), min_size=1, max_size=200).filter(
    lambda text: text.strip()
)


def picture(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def right_end(setting: Setting) -> float:
    return setting.x + FACE.width(setting.text, TRACKING) * setting.size


def check_layout(layout: Layout) -> None:
    """Nothing leaves the card, nothing overlaps, nothing is too small to read."""
    body = [setting for setting in layout.settings if setting.baseline != FOOT_BASELINE]
    for setting in layout.settings:
        assert setting.text == setting.text.strip() != ""
        assert setting.size >= FOOT
        assert setting.x >= MARGIN - 8
        assert right_end(setting) <= WIDTH - MARGIN + 1
    for above, below in pairwise(body):
        assert below.baseline - above.baseline >= 0.7 * below.size
    end = body[-1].baseline + 0.2 * body[-1].size if body else 0
    if layout.drawing:
        top, height = layout.drawing
        assert end < top
        assert top + height == DRAWING_BOTTOM
        assert height > 70
    assert end < FOOT_BASELINE - FOOT
    foot = sorted(
        (setting for setting in layout.settings if setting.baseline == FOOT_BASELINE),
        key=lambda one: one.x,
    )
    for left, right in pairwise(foot):
        assert right_end(left) < right.x


# What it looks like


def test_a_card_is_a_small_png_of_the_size_that_is_told() -> None:
    data = draw(CARD, FONT)
    image = picture(data)
    assert (image.format, image.size, image.mode) == ("PNG", (WIDTH, HEIGHT), "P")
    assert len(data) < 80_000
    assert image.info == {}
    colours = image.convert("RGB")
    assert colours.getpixel((5, 5)) == (0xFC, 0xC2, 0x2D)
    seen = {colour for _, colour in colours.getcolors(100_000) or []}
    assert (0x0F, 0x19, 0x26) in seen
    assert (255, 255, 255) in seen


def test_the_window_stands_out() -> None:
    """Inside it the lines are as dark as without one; outside they step back."""
    clear, veiled = (
        picture(draw(replace(CARD, windows=windows), FONT)).convert("RGB")
        for windows in ((), ((100, 150),))
    )
    layout = lay_out(CARD, FACE)
    assert layout.drawing
    top, height = layout.drawing

    def darkest(image: Image.Image, left: int, right: int) -> int:
        counts = image.convert("L").crop((left, top, right, top + height)).histogram()
        return next(light for light, count in enumerate(counts) if count)

    assert darkest(veiled, 250, 350) == darkest(clear, 250, 350)
    assert darkest(veiled, 400, 1200) > darkest(clear, 400, 1200) + 60
    assert darkest(veiled, 0, 200) > darkest(clear, 0, 200) + 60


@pytest.mark.parametrize(
    "windows", [((0, 500),), ((0, 1),), ((499, 500),), ((0, 10), (490, 500)), ((250, 250),)]
)
def test_windows_at_the_edges(windows: tuple[tuple[int, int], ...]) -> None:
    assert picture(draw(replace(CARD, windows=windows), FONT)).size == (WIDTH, HEIGHT)


def test_letters_are_where_the_layout_says() -> None:
    """The ink of a title begins and ends, within a few pixels, where it was measured to."""
    card = replace(
        CARD, kicker="", lines=(), names=(), foot="", organiser="", drawing=None, title="Hamburg HH"
    )
    (setting,) = lay_out(card, FACE).settings
    ink = picture(draw(card, FONT)).point([0, *[255] * 255], "L").getbbox()
    assert ink is not None
    assert abs(ink[0] - setting.x) < setting.size / 8
    assert abs(ink[2] - right_end(setting)) < setting.size / 8
    assert abs(ink[3] - setting.baseline) < setting.size / 3


def test_words_can_be_read() -> None:
    """The darkest shade of the letters is the ink itself, not a faint mix of it."""
    image = picture(draw(CARD, FONT))
    palette = image.getpalette("RGB")
    assert palette is not None
    ink = "#" + "".join(f"{part:02x}" for part in palette[3 * (RAMP - 1) : 3 * RAMP])
    assert ink == COLOURS.ink
    assert contrast(ink, COLOURS.ground) >= 7
    counts = image.histogram()
    assert counts[RAMP - 1] > sum(counts[1 : RAMP - 1])


# Fitting


@pytest.mark.parametrize(
    "title", ["A", "Tackling county lines", "Opening plenary " * 2, LONG, "W" * 300, "i " * 200]
)
@pytest.mark.parametrize("kicker", ["", "Coasts in common", LONG])
@pytest.mark.parametrize("drawing", [None, DAY])
def test_any_title_fits(title: str, kicker: str, drawing: CardDrawing | None) -> None:
    for lines, names in (
        ((), ()),
        (CARD.lines, CARD.names),
        ((LONG,), ()),
        ((LONG, LONG), (LONG, LONG)),
    ):
        card = replace(
            CARD,
            title=title.strip(),
            kicker=kicker.strip(),
            drawing=drawing,
            lines=lines,
            names=names,
        )
        check_layout(lay_out(card, FACE))


@settings(max_examples=60, deadline=None)
@given(LATIN, LATIN, st.lists(LATIN, max_size=2), st.lists(LATIN, max_size=9), LATIN, LATIN)
def test_any_words_fit(
    title: str, kicker: str, lines: list[str], names: list[str], foot: str, organiser: str
) -> None:
    card = replace(
        CARD,
        title=" ".join(title.split()),
        kicker=" ".join(kicker.split()),
        lines=tuple(" ".join(line.split()) for line in lines),
        names=tuple(" ".join(name.split()) for name in names),
        foot=" ".join(foot.split()),
        organiser=" ".join(organiser.split()),
    )
    check_layout(lay_out(card, FACE))


def test_a_short_title_is_large_and_a_long_one_whole() -> None:
    sizes = []
    for title in ("Panel", "What harbours sing when the engineer has gone home", "Nine words " * 9):
        layout = lay_out(replace(CARD, title=title.strip()), FACE)
        rows = [setting for setting in layout.settings if setting.size >= SMALLEST]
        assert " ".join(setting.text for setting in rows) == title.strip()
        sizes.append(rows[0].size)
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > 100


@pytest.mark.parametrize("title", ["Tidewater 2025", "AV To Wa", "Coasts in common"])
def test_a_title_that_fits_one_line_has_one(title: str) -> None:
    """Letters may stand closer across a space than the sum of the words says."""
    assert title_lines(title, LARGEST, 400, FACE) == (LARGEST, [title])


def test_lines_of_a_title_are_even() -> None:
    layout = lay_out(
        replace(CARD, title="The programme is out, and it goes on until a quarter to two"), FACE
    )
    rows = [FACE.width(setting.text, TRACKING) for setting in layout.settings if setting.size > 60]
    assert len(rows) == 2
    assert max(rows) < 1.25 * min(rows)


def test_as_many_names_as_there_is_room_for() -> None:
    names = tuple(f"Speaker Number{number}" for number in range(1, 31))
    words = listed(names, 42, 1080, FACE)
    assert words.startswith("Speaker Number1, Speaker Number2,")
    count = words.count("Speaker")
    assert words.endswith(f" and {30 - count} more")
    assert FACE.width(words, TRACKING) * 42 <= 1080
    assert listed(names[:2], 42, 1080, FACE) == "Speaker Number1, Speaker Number2"


# Letters


def test_the_typeface_has_the_names_of_europe() -> None:
    for name in (
        "Łucja Falochrońska",
        "Řehoř Přílivný",
        "Sống Thị Thủy Triều",
        "Þórhildur",
        "Siân Ŵŷ",
        "İlkay Gelgitoğlu",
    ):
        assert FACE.has(name), name
    for name in ("ليلى", "נעם", "Θάλεια", "中文"):
        assert not FACE.has(name), name


def test_a_title_in_other_letters_shows_the_event() -> None:
    """Better than boxes: the picture of the whole event, and nothing of the page."""
    other = draw(replace(CARD, title="ليلى الموجاوي"), FONT)
    assert other == draw(
        replace(CARD, title="Coasts in common", kicker="", lines=(), names=(), windows=()), FONT
    )


def test_lines_in_other_letters_are_left_out() -> None:
    shown = showable(
        replace(CARD, names=("Kim", "نعم"), lines=("Θάλεια", "Kim"), foot="中文", organiser="中文"),
        FACE,
    )
    assert (shown.title, shown.names, shown.lines, shown.foot, shown.organiser) == (
        CARD.title,
        (),
        ("Kim",),
        "",
        "",
    )
    nothing = showable(replace(CARD, title="中文", kicker="中文"), FACE)
    assert nothing.title == ""
    assert picture(draw(nothing, FONT)).size == (WIDTH, HEIGHT)


@pytest.mark.parametrize("town", ["東京", "Київ", "القاهرة", "Λάρισα", "Porto\u2011Novo", "🌊"])
@pytest.mark.parametrize("title", ["Opening plenary", "ليلى الموجاوي"])
def test_draw_leaves_out_a_foot_in_other_letters(title: str, town: str) -> None:
    """With a title in other letters too, these once stopped the build."""
    drawn = draw(replace(CARD, title=title, foot=f"20 May 2027, {town}", organiser=town), FONT)
    assert drawn == draw(replace(CARD, title=title, foot="", organiser=""), FONT)


def test_the_measures_are_those_that_are_drawn() -> None:
    """What we read in the font is what FreeType reads."""
    drawn = ImageFont.truetype(io.BytesIO(FONT), 1000, layout_engine=ImageFont.Layout.BASIC)
    for character in "aMWi .,&ŁńŷếĐ€—’":
        assert FACE.advances[character] * 1000 == pytest.approx(drawn.getlength(character), abs=1)
    assert FACE.kerning["Ta"] < -0.05
    assert FACE.width("Ta", 0) < FACE.width("T", 0) + FACE.width("a", 0)
    assert FACE.places("", 0) == ((), 0.0)


def test_a_typeface_for_the_web_or_none_is_told() -> None:
    for data in (
        b"",
        b"words",
        (ROOT / "assets" / "fonts" / "sans.woff2").read_bytes(),
        FONT[:2000],
        FONT[:200],
    ):
        with pytest.raises(DiagnosticError) as told:
            draw(CARD, data)
        assert told.value.diagnostic.code == "T106"
        assert told.value.diagnostic.span.path == "assets/cards/sans.ttf"


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400), st.integers(0, 600), st.integers(0, 255))
def test_reading_a_typeface_raises_nothing_else(noise: bytes, at: int, byte: int) -> None:
    damaged = bytearray(FONT[:90_000])
    damaged[at] = byte
    for data in (noise, b"\0\1\0\0" + noise, bytes(damaged)):
        with suppress(ValueError):
            assert isinstance(read_typeface(data), Typeface)


# What many cards have in common


def test_the_drawing_and_what_stands_on_all_cards_is_packed_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Two cards of one day: the drawing, the name of the event and the foot are those of the first."""
    packed: list[int] = []

    def noting(rows: bytes | bytearray) -> Strip:
        packed.append(len(rows))
        return strip_of(rows)

    def strips_of(title: str) -> int:
        packed.clear()
        draw(replace(CARD, title=title), FONT)
        return len(packed)

    monkeypatch.setattr(cards, "strip_of", noting)
    for cache in (cards._packed, cards._packed_with_drawing, cards._blank):
        cache.cache_clear()
    assert strips_of("Opening plenary") > strips_of("Closing plenary") == 1
    assert strips_of("Opening plenary") == 0


@pytest.mark.parametrize(
    "drawing", [DAY, CardDrawing(400, "M0 0h400", "M0 100c0 0 0 800 0 800c0 0 0-800 0-800h400")]
)
def test_a_card_from_strips_is_the_card_drawn_as_a_whole(drawing: CardDrawing) -> None:
    """Where letters hang into the drawing too: then both are one strip."""
    card = replace(CARD, drawing=drawing)
    layout = lay_out(card, FACE)
    assert layout.drawing
    low = replace(layout.settings[1], baseline=layout.drawing[0] + 5)
    for settings_ in (layout.settings, (*layout.settings, low)):
        band = Band(drawing, card.windows, *layout.drawing, COLOURS)
        shown = replace(layout, settings=settings_)
        whole = Image.new("L", (1 + WIDTH, HEIGHT))
        whole.paste(painted(band), (1, band.top))
        for setting in settings_:
            line = card_lettering.inked(Pen(FACE), setting)
            for shape, x, y in line.letters if line else ():
                whole.paste(RAMP - 1, (1 + x, y), shape)
        made_of_strips = picture(cards._png(card, shown, FACE))
        assert made_of_strips.tobytes() == whole.crop((1, 0, 1 + WIDTH, HEIGHT)).tobytes()


# The same again, and only where it is new


def made(pages: object, shelf: Shelf | None = None) -> dict[str, tuple[str, bytes]]:
    artifacts = list(card_artifacts(pages, ROOT / "assets" / TYPEFACE, shelf or Shelf(None)))  # type: ignore[arg-type]
    return {artifact.path: (artifact.inputs, artifact.produce()) for artifact in artifacts}


def test_each_card_of_a_site_is_made_once_and_is_where_its_page_says(tmp_path: Path) -> None:
    site = make_site(
        tmp_path,
        {"data/sessions.yaml": sessions_yaml("start: 09:30\nabstract: Words.", "start: 11:00")},
    )
    pages = tuple(build_pages(site))
    files = made(pages)
    assert set(files) == {page.card.path for page in pages if page.card}
    for page in pages:
        assert page.head.card
        assert page.head.card.url.removeprefix("https://coasts.example/2027/") in files


def test_a_card_is_made_of_something_else_only_where_it_shows_something_else(
    tmp_path: Path,
) -> None:
    """By which whoever publishes knows what is to be drawn."""

    def made_of(title: str) -> dict[str, str]:
        sessions = sessions_yaml(
            f"start: 09:30\nabstract: Words.\ntitle: {title}", "start: 11:00\nabstract: Words."
        )
        pages = build_pages(make_site(tmp_path, {"data/sessions.yaml": sessions}))
        return {path: inputs for path, (inputs, _) in made(tuple(pages)).items()}

    one = made_of("One")
    assert made_of("One") == one
    assert len(one.items() - made_of("Other").items()) == 1


def test_only_what_changed_is_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []

    def noting(card: ShareCard, font: bytes, shelf: Shelf) -> bytes:
        drawn.append(card.title)
        return draw(card, font, shelf)

    def drawn_with(title: str) -> list[str]:
        sessions = sessions_yaml(
            f"start: 09:30\nabstract: Words.\ntitle: {title}", "start: 11:00\nabstract: Words."
        )
        root = write_project(
            tmp_path,
            {"data/sessions.yaml": sessions},
            f"{EVENT}base_url: https://coasts.example/\n",
        )
        drawn.clear()
        assert build(Project.at(root), Options(as_of=date(2027, 1, 15), jobs=1)).published
        return list(drawn)

    monkeypatch.setattr(cards, "draw", noting)
    assert {"One", "Session 2"} <= set(drawn_with("One"))
    assert drawn_with("One") == []
    assert drawn_with("Other") == ["Other"]


def test_a_day_is_drawn_once_for_all_builds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cards are made by one process after another, and each of them shows a day."""
    painted_for: list[int] = []
    paint = card_drawing._paint

    def noting(drawing: CardDrawing, height: int) -> bytes:
        painted_for.append(height)
        return paint(drawing, height)

    monkeypatch.setattr(card_drawing, "_paint", noting)
    monkeypatch.setattr(card_drawing, "MOST", 1)
    shelf = tmp_path / "shelf"
    cards_made = []
    for title in ("Kim Example", "Kim Sample", "Kim Example"):
        for cache in (cards._packed_with_drawing, card_drawing.palette):
            cache.cache_clear()
        card_drawing._known.clear()
        cards_made.append(draw(replace(CARD, title=title), FONT, Shelf(shelf)))
    assert len(painted_for) == 1
    assert cards_made[0] == cards_made[2] == draw(replace(CARD, title="Kim Example"), FONT)

    for kept in shelf.iterdir():
        kept.write_bytes(kept.read_bytes()[:-1] + b"\0")
    cards._packed_with_drawing.cache_clear()
    card_drawing._known.clear()
    assert draw(replace(CARD, title="Kim Example"), FONT, Shelf(shelf)) == cards_made[0]
    assert len(painted_for) == 2


def test_a_letter_is_drawn_once_for_all_builds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rendered: list[str] = []
    render = card_lettering._rendered

    def noting(face: Typeface, character: str) -> bytes:
        rendered.append(character)
        return render(face, character)

    monkeypatch.setattr(card_lettering, "_rendered", noting)

    def drawn(title: str) -> bytes:
        for cache in (
            cards._packed,
            card_lettering.inked,
            card_lettering._alphabet,
            card_lettering._large,
        ):
            cache.cache_clear()
        return draw(replace(CARD, title=title), FONT, Shelf(tmp_path / "shelf"))

    first = drawn("Tides")
    assert {"T", "i", "d", "e", "s"} <= set(rendered)
    assert len(rendered) == len(set(rendered))
    rendered.clear()
    assert drawn("Tides") == first
    assert rendered == []
    drawn("Zephyr")
    assert set(rendered) <= set("Zephyr")
    assert "Z" in rendered
    for kept in (tmp_path / "shelf").iterdir():
        kept.write_bytes(kept.read_bytes()[:-1] + b"\0")
    assert drawn("Tides") == first


@pytest.mark.parametrize("character", ["Ễ", "Ặ", "Ķ", "j", "W"])
def test_a_letter_is_drawn_whole(character: str) -> None:
    """With all its accents, above and below."""
    large = ImageFont.truetype(
        io.BytesIO(FONT), card_lettering.LARGE, layout_engine=ImageFont.Layout.BASIC
    )
    _, top, _, bottom = large.getbbox(character, anchor="ls")
    shown = card_lettering._large(Pen(FACE), character)

    assert shown is not None
    shape, _, above = shown
    blank = card_lettering.BLANK
    assert (above + blank, above + shape.height - blank) == pytest.approx((top, bottom), abs=2)


def test_another_typeface_is_another_card(tmp_path: Path) -> None:
    pages = tuple(build_pages(make_site(tmp_path, {})))
    other = tmp_path / "sans.ttf"
    other.write_bytes(FONT + b"\0")
    inputs = {artifact.inputs for artifact in card_artifacts(pages, other, Shelf(None))}
    assert inputs.isdisjoint(known for known, _ in made(pages).values())


def test_the_same_bytes_every_time(tmp_path: Path) -> None:
    program = (
        "from hashlib import sha256; from tests.render.test_cards import CARD, FONT, draw\n"
        "print(sha256(draw(CARD, FONT)).hexdigest())"
    )
    elsewhere = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**os.environ, "LC_ALL": "C", "TZ": "Pacific/Apia", "PYTHONHASHSEED": "7"},
        capture_output=True,
        text=True,
        check=True,
    )
    first = draw(CARD, FONT)
    for cache in (
        cards._packed,
        cards._packed_with_drawing,
        card_lettering.inked,
        card_lettering._alphabet,
    ):
        cache.cache_clear()
    card_drawing._known.clear()
    assert draw(CARD, FONT) == first
    assert elsewhere.stdout.strip() == sha256(first).hexdigest()
