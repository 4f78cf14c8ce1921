"""Share cards: complete, legible, the same every time, and drawn only if something is new."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from datetime import date
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from PIL import Image, ImageChops

from microsite.build import build, check
from microsite.diagnostics.diagnostic import DiagnosticError
from microsite.model.records.event import Hero, Voice
from microsite.pages.drawing import CardDrawing, ShareCard
from microsite.pages.registry import build_pages
from microsite.project import BuildOptions, Project
from microsite.render import share_cards
from microsite.render.share_cards import (
    BODY_SIZE,
    DRAWING_BOTTOM,
    FONT,
    FOOT_BASELINE,
    FOOT_SIZE,
    HEIGHT,
    KERNING,
    MARGIN,
    MEASURE,
    SMALLEST,
    WIDTH,
    TextLine,
    card_artifacts,
    draw_card,
    fit_title,
    lay_out,
    list_names,
    missing_letter,
    open_font,
    printable,
)
from microsite.site.colours import Palette, contrast, scheme
from microsite.site.downloads import find_file
from tests.export_helpers import make_site
from tests.making import EVENT, sessions_yaml, write_project

ROOT = Path(__file__).parent.parent.parent
FILE = ROOT / "assets" / FONT
DATA = FILE.read_bytes()
CONTRAST_PAIRS = FILE.with_name(KERNING).read_bytes()
FACE = open_font(DATA, CONTRAST_PAIRS)
BRIGHT = scheme("#fcc22d", "#0f1926", Hero.BRIGHT).light
DEEP = scheme("#00645f", None, Hero.DEEP).light
DAY = (
    500,
    "M0 30h40c20 0 20 400 40 400h420M0 970h40c20 0 20-400 40-400h420",
    "M0 500h500",
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
    colours=BRIGHT,
)
LONG = (
    "A very long title of a session, as people write them to say everything at once and more, "
    * 4
)
LATIN = st.text(
    st.sampled_from("abcdefgh WMijŁńŷ,’ —"), min_size=1, max_size=200
).filter(lambda text: text.strip())
OTHER_SCRIPTS = ["東京", "Київ", "القاهرة", "Λάρισα", "Porto‑Novo", "🌊"]


def draw(card: ShareCard) -> bytes:
    return draw_card(card, DATA, CONTRAST_PAIRS)


def picture(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def colours_of(image: Image.Image) -> dict[str, int]:
    """Return the number of pixels of each colour of an image."""
    counts = image.convert("RGB").getcolors(100_000) or []
    return {"#" + bytes(colour).hex(): count for count, colour in counts}  # type: ignore[arg-type]


def right_end(line: TextLine) -> float:
    return line.x + FACE.width(line.text) * line.size


def check_layout(card: ShareCard) -> None:
    """Text stays inside the card, does not overlap, and is large enough to read."""
    lines, drawing_height = lay_out(card, FACE)
    body = [line for line in lines if line.baseline != FOOT_BASELINE]
    for line in lines:
        assert line.text == line.text.strip() != ""
        assert line.size >= FOOT_SIZE
        assert line.x >= MARGIN - 8
        assert right_end(line) <= WIDTH - MARGIN + 1
    for above, below in pairwise(body):
        assert below.baseline - above.baseline >= 0.7 * below.size
    end = body[-1].baseline + 0.2 * body[-1].size if body else 0
    if card.drawing:
        assert end < DRAWING_BOTTOM - drawing_height
        assert drawing_height > 70
    assert end < FOOT_BASELINE - FOOT_SIZE
    foot = sorted(
        (line for line in lines if line.baseline == FOOT_BASELINE),
        key=lambda line: line.x,
    )
    for left_line, right_line in pairwise(foot):
        assert right_end(left_line) < right_line.x


# Appearance


@pytest.mark.parametrize("colours", [BRIGHT, DEEP])
@pytest.mark.parametrize("title", ["A", "Opening plenary", LONG.strip(), "W" * 300])
def test_draw_card_makes_a_small_png_in_the_colours_of_the_event(
    colours: Palette, title: str
) -> None:
    data = draw(replace(CARD, title=title, colours=colours))
    image = picture(data)
    assert (image.format, image.size, image.mode) == ("PNG", (WIDTH, HEIGHT), "P")
    assert len(data) < 60_000
    assert image.info == {}
    counts = colours_of(image)
    assert colours_of(image.crop((0, 0, WIDTH, 30))).keys() == {colours.hero}
    assert {colours.on_hero, colours.subject} <= counts.keys()


@pytest.mark.parametrize("colours", [BRIGHT, DEEP])
def test_draw_card_sets_text_in_full_contrast(colours: Palette) -> None:
    """Most pixels of the letters have the colour of the ink, not a faint mix of it."""
    counts = colours_of(
        picture(draw(replace(CARD, drawing=None, windows=(), colours=colours)))
    )
    ink = counts.pop(colours.on_hero)
    del counts[colours.hero]
    assert ink > sum(counts.values())
    assert contrast(colours.on_hero, colours.hero) >= 7


def test_draw_card_shows_sessions_clearly_and_the_rest_of_the_day_faintly() -> None:
    clear, faint = (
        picture(draw(replace(CARD, windows=windows))).convert("L")
        for windows in ((), ((100, 150),))
    )
    top = DRAWING_BOTTOM - lay_out(CARD, FACE)[1]

    def darkest(image: Image.Image, start: int, end: int) -> int:
        counts = image.crop((start, top, end, DRAWING_BOTTOM)).histogram()
        return next(light for light, count in enumerate(counts) if count)

    assert darkest(faint, 250, 350) == darkest(clear, 250, 350)
    assert darkest(faint, 400, 1200) > darkest(clear, 400, 1200) + 60
    assert darkest(faint, 0, 200) > darkest(clear, 0, 200) + 60


@pytest.mark.parametrize(
    "windows",
    [((0, 500),), ((0, 1),), ((499, 500),), ((0, 10), (490, 500)), ((250, 250),)],
)
def test_draw_card_accepts_windows_at_the_edges(
    windows: tuple[tuple[int, int], ...],
) -> None:
    assert picture(draw(replace(CARD, windows=windows))).size == (WIDTH, HEIGHT)


def test_draw_card_places_letters_where_the_layout_says() -> None:
    """The ink of a title begins and ends, within a few pixels, where it was measured to."""
    card = replace(
        CARD,
        kicker="",
        lines=(),
        names=(),
        foot="",
        organiser="",
        drawing=None,
        title="Hamburg HH",
    )
    ((line,), _) = lay_out(card, FACE)
    image = picture(draw(card)).convert("RGB")
    ink = ImageChops.difference(
        image, Image.new("RGB", image.size, BRIGHT.hero)
    ).getbbox()
    assert ink
    assert abs(ink[0] - line.x) < line.size / 8
    assert abs(ink[2] - right_end(line)) < line.size / 8
    assert abs(ink[3] - line.baseline) < line.size / 3


# Layout


@pytest.mark.parametrize(
    "title",
    ["A", "Tackling county lines", "Opening plenary " * 2, LONG, "W" * 300, "i " * 200],
)
@pytest.mark.parametrize("kicker", ["", "Coasts in common", LONG])
@pytest.mark.parametrize("drawing", [None, DAY])
def test_lay_out_fits_any_title(
    title: str, kicker: str, drawing: CardDrawing | None
) -> None:
    for lines, names in (
        ((), ()),
        (CARD.lines, CARD.names),
        ((LONG,), ()),
        ((LONG, LONG), (LONG, LONG)),
    ):
        card = replace(
            CARD, title=title, kicker=kicker, drawing=drawing, lines=lines, names=names
        )
        check_layout(printable(card, FACE))


@settings(max_examples=60, deadline=None)
@given(
    LATIN, LATIN, st.lists(LATIN, max_size=2), st.lists(LATIN, max_size=9), LATIN, LATIN
)
def test_lay_out_fits_any_words(
    title: str,
    kicker: str,
    lines: list[str],
    names: list[str],
    foot: str,
    organiser: str,
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
    check_layout(printable(card, FACE))


@pytest.mark.parametrize(
    "title", ["", " ", "\u00a0", "\u0301", "i", "-", "\u2028", "A\tB\nC"]
)
def test_draw_card_works_with_hardly_any_title(title: str) -> None:
    for card in (
        CARD,
        replace(CARD, lines=(LONG, LONG), drawing=None, windows=(), kicker=""),
    ):
        assert picture(draw(replace(card, title=title))).size == (WIDTH, HEIGHT)


def test_lay_out_sets_short_titles_large_and_long_ones_whole() -> None:
    sizes = []
    for title in (
        "Panel",
        "What harbours sing when the engineer has gone home",
        "Nine words " * 9,
    ):
        lines, _ = lay_out(replace(CARD, title=title.strip()), FACE)
        rows = [line for line in lines if line.size >= SMALLEST]
        assert " ".join(line.text for line in rows) == title.strip()
        sizes.append(rows[0].size)
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > 100


@pytest.mark.parametrize("title", ["Tidewater 2025", "AV To Wa", "Coasts in common"])
def test_fit_title_keeps_one_line_where_that_is_large(title: str) -> None:
    assert fit_title(title, 152, 400, FACE) == (152, [title])


def test_fit_title_breaks_into_even_lines() -> None:
    title = "The programme is out, and it goes on until a quarter to two"
    _, rows = fit_title(title, 112, 260, FACE)
    widths = [FACE.width(row) for row in rows]
    assert len(rows) == 2
    assert max(widths) < 1.25 * min(widths)


def test_list_names_says_how_many_more_there_are() -> None:
    names = tuple(f"Speaker Number{number}" for number in range(1, 31))
    (text,) = list_names(names, FACE, CARD.more)
    assert text.startswith("Speaker Number1, Speaker Number2,")
    count = text.count("Speaker")
    assert text.endswith(f" and {30 - count} more")
    assert FACE.width(text) * BODY_SIZE <= MEASURE
    assert list_names(names[:2], FACE, CARD.more) == [
        "Speaker Number1, Speaker Number2"
    ]
    assert list_names((), FACE, CARD.more) == []


# Letters


@pytest.mark.parametrize(
    "name",
    [
        "Łucja Falochrońska",
        "Řehoř Přílivný",
        "Sống Thị Thủy Triều",
        "Þórhildur",
        "Siân Ŵŷ",
        "İlkay Gelgitoğlu",
    ],
)
def test_font_has_the_names_of_europe(name: str) -> None:
    assert FACE.has(name)


@pytest.mark.parametrize(
    "text", [*OTHER_SCRIPTS, "ليلى", "נעם", "Θάλεια", "Kim 🌊", "\0"]
)
def test_font_reports_letters_that_it_lacks(text: str) -> None:
    assert not FACE.has(text)


def test_font_kerns() -> None:
    assert FACE.width("To") < FACE.width("T") + FACE.width("o") - 0.03
    assert open_font(DATA, b"{}").width("To") > FACE.width("To")


def test_printable_shows_the_event_if_the_title_has_missing_letters() -> None:
    card = printable(replace(CARD, title="ليلى الموجاوي"), FACE)
    event = replace(
        CARD, title="Coasts in common", kicker="", lines=(), names=(), windows=()
    )
    assert card == event


def test_printable_leaves_out_texts_with_missing_letters() -> None:
    card = printable(
        replace(
            CARD,
            names=("Kim", "نعم"),
            lines=("Θάλεια", "Kim"),
            foot="東京",
            organiser="中文",
        ),
        FACE,
    )
    assert (card.title, card.names, "".join(card.lines)) == (CARD.title, (), "Kim")
    assert (card.foot, card.organiser) == ("", "")


@pytest.mark.parametrize("town", OTHER_SCRIPTS)
def test_draw_card_works_without_any_printable_text(town: str) -> None:
    card = replace(
        CARD, title=town, kicker=town, foot=f"20 May 2027, {town}", organiser=town
    )
    assert picture(draw(card)).size == (WIDTH, HEIGHT)
    assert lay_out(printable(card, FACE), FACE)[0] == []


@pytest.mark.parametrize("data", [b"", b"words", DATA[:2000], DATA[:200]])
def test_draw_card_reports_a_font_that_cannot_be_read(data: bytes) -> None:
    with pytest.raises(DiagnosticError) as error:
        draw_card(CARD, data)
    assert error.value.diagnostic.code == "T106"
    assert error.value.diagnostic.span.path == "assets/cards/sans.ttf"


@pytest.mark.parametrize(
    "kerning", [b"", b"[]", b'{"wide": "To"}', b'{"7": 7}', b"\xff"]
)
def test_draw_card_reports_kerning_that_cannot_be_read(kerning: bytes) -> None:
    with pytest.raises(DiagnosticError) as error:
        draw_card(CARD, DATA, kerning)
    assert error.value.diagnostic.code == "T106"


# Artifacts


def cards_of(pages: object) -> dict[str, tuple[str, bytes]]:
    artifacts = list(card_artifacts(pages, FILE))  # type: ignore[arg-type]
    return {
        artifact.path: (artifact.inputs, artifact.produce()) for artifact in artifacts
    }


def test_card_artifacts_has_the_card_that_each_page_names(tmp_path: Path) -> None:
    site = make_site(
        tmp_path,
        {
            "data/sessions.yaml": sessions_yaml(
                "start: 09:30\nabstract: Words.", "start: 11:00"
            )
        },
    )
    pages = tuple(build_pages(site))
    files = cards_of(pages)
    assert set(files) == {page.card.path for page in pages if page.card}
    for page in pages:
        assert page.head.card
        assert page.head.card.src.removeprefix("https://coasts.example/2027/") in files


def test_card_artifacts_change_only_with_what_a_card_shows(tmp_path: Path) -> None:
    def inputs(title: str) -> dict[str, str]:
        sessions = sessions_yaml(
            f"start: 09:30\nabstract: Words.\ntitle: {title}",
            "start: 11:00\nabstract: Words.",
        )
        pages = build_pages(make_site(tmp_path, {"data/sessions.yaml": sessions}))
        return {path: inputs for path, (inputs, _) in cards_of(tuple(pages)).items()}

    first_inputs = inputs("One")
    assert inputs("One") == first_inputs
    assert len(first_inputs.items() - inputs("Other").items()) == 1


def test_card_artifacts_change_with_the_font(tmp_path: Path) -> None:
    pages = tuple(build_pages(make_site(tmp_path, {})))
    other_font = tmp_path / "sans.ttf"
    other_font.write_bytes(DATA + b"\0")
    inputs = {artifact.inputs for artifact in card_artifacts(pages, other_font)}
    assert inputs.isdisjoint(
        known_inputs for known_inputs, _ in cards_of(pages).values()
    )


def test_build_draws_only_cards_that_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    titles: list[str] = []

    def recording_draw_card(card: ShareCard, font: bytes, kerning: bytes) -> bytes:
        titles.append(card.title)
        return draw_card(card, font, kerning)

    def titles_drawn_with(title: str) -> list[str]:
        sessions = sessions_yaml(
            f"start: 09:30\nabstract: Words.\ntitle: {title}",
            "start: 11:00\nabstract: Words.",
        )
        root = write_project(
            tmp_path,
            {"data/sessions.yaml": sessions},
            f"{EVENT}base_url: https://coasts.example/\n",
        )
        titles.clear()
        assert build(
            Project.at(root), BuildOptions(as_of=date(2027, 1, 15), jobs=1)
        ).published
        return list(titles)

    monkeypatch.setattr(share_cards, "draw_card", recording_draw_card)
    assert {"One", "Session 2"} <= set(titles_drawn_with("One"))
    assert titles_drawn_with("One") == []
    assert titles_drawn_with("Other") == ["Other"]


def test_draw_card_gives_the_same_bytes_every_time() -> None:
    program = (
        "from hashlib import sha256; from tests.render.test_share_cards import CARD, draw\n"
        "print(sha256(draw(CARD)).hexdigest())"
    )
    elsewhere = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**os.environ, "LC_ALL": "C", "TZ": "Pacific/Apia", "PYTHONHASHSEED": "7"},
        capture_output=True,
        text=True,
        check=True,
    )
    first = draw(CARD)
    draw(replace(CARD, colours=DEEP, title=LONG))
    assert draw(CARD) == first
    assert elsewhere.stdout.strip() == sha256(first).hexdigest()


@pytest.mark.parametrize("voice", [Voice.ALMANAC, Voice.POSTER])
def test_card_follows_the_voice(tmp_path: Path, voice: Voice) -> None:
    """An almanac is set in a serif on paper, with water; a poster in bold letters on ink."""
    theme = f"theme: {{voice: {voice}, accent: '#00645f', picture: images/hall.png}}\n"
    files = {"data/sessions.yaml": sessions_yaml("start: 09:30", "start: 11:00")}
    root = write_project(
        tmp_path, files, f"{EVENT}base_url: https://coasts.example/\n{theme}"
    )
    (root / "assets/images").mkdir(parents=True)
    Image.new("RGB", (900, 600), "#456").save(root / "assets/images/hall.png")
    outcome = build(
        Project.at(root), BuildOptions(as_of=date(2027, 1, 15), use_cache=False)
    )
    (card,) = {
        page.card for page in outcome.editions[0].pages if page.head.address == ""
    }
    font = find_file(outcome.editions[0].assets.folders, FONT)
    assert card
    assert font == ROOT / "assets" / "voices" / voice / FONT
    assert sorted(font.parent.glob("OFL-*.txt"))

    colours = scheme("#00645f", None, Hero.BRIGHT, voice)
    counts = colours_of(picture(draw_card(card, font.read_bytes())))
    is_almanac = voice is Voice.ALMANAC
    assert max(counts, key=lambda colour: counts[colour]) == (
        colours.light.tint if is_almanac else colours.light.deep
    )
    assert (
        picture(draw_card(replace(card, is_tide=False), DATA))
        != picture(draw_card(card, DATA))
    ) == (is_almanac)
    assert contrast(card.colours.hero, card.colours.on_hero) >= 7


def test_names_that_have_no_room_are_counted_in_the_language_of_the_site() -> None:
    names = tuple(f"Person Number {number}" for number in range(30))

    (line,) = list_names(names, FACE, "%(names)s a %(num)s arall")

    assert re.search(r" a \d\d arall$", line)


def test_narrow_spaces_of_french_numbers_are_drawn() -> None:
    assert (
        printable(replace(CARD, foot="1\u202f345\xa0€"), FACE).foot == "1\xa0345\xa0€"
    )


def test_letters_that_the_font_lacks_are_named() -> None:
    def letter(**texts: object) -> str:
        return missing_letter([SimpleNamespace(card=replace(CARD, **texts))], FILE)  # type: ignore[list-item]

    assert letter(title="Ŵythnos y Żółw – 1\u202f345,50\xa0€") == ""
    assert letter(lines=("Hall", "قاعة")) == "ا"
    assert missing_letter([SimpleNamespace(card=None)], FILE) == ""  # type: ignore[list-item]


def test_card_in_a_script_that_the_font_lacks_shows_the_drawing_alone() -> None:
    card = replace(
        CARD, title="مؤتمر", kicker="حدث", lines=(), names=(), foot="", organiser=""
    )

    assert lay_out(printable(card, FACE), FACE)[0] == []
    assert draw_card(card, FILE.read_bytes())[:4] == b"\x89PNG"


def test_check_names_a_letter_that_cards_leave_out(tmp_path: Path) -> None:
    event = (
        EVENT.replace("title: ", "title: مؤتمر ", 1)
        + "base_url: https://coasts.example/\n"
    )
    root = write_project(tmp_path, {"data/sessions.yaml": "sessions: []\n"}, event)

    outcome = check(Project.at(root), BuildOptions(as_of=date(2027, 1, 15)))

    (note,) = (diagnostic for diagnostic in outcome.log if diagnostic.code == "I110")
    assert "“ؤ”" in note.headline
    assert (note.span.path, note.span.line) == ("content/event.md", 2)
