"""Text of share cards: the page's title and confirmed facts only."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from microsite.pages.drawing import ShareCard, event_card
from microsite.pages.page import Page
from microsite.pages.registry import build_pages
from microsite.site.site import Site
from tests.export_helpers import BASE_URL, html_of, make_site
from tests.making import EVENT, sessions_yaml

VENUE = "venue:\n  name: Example House\n  town: London\n"
KIM = "---\nname: Kim Ebbtide\nrole: Harbour master\norganisation: Example Port\n---\nKim.\n"
GUARDED = (
    "---\nname: Hidden Person\nprotected: yes\nshown_as: A resident\n---\nWords.\n"
)
UNNAMED = "---\nname: to be confirmed\nrole: Chief engineer\n---\nWords.\n"
PLACEHOLDER = "---\nname: Sam Ple\nrole: Speaker\nsample: yes\n---\nWords.\n"
SESSION = """\
id: opening
title: Opening plenary
start: 09:30
speakers: [kim, guarded, unnamed, placeholder]
abstract: Hello."""
FILES = {
    "content/speakers/kim.md": KIM,
    "content/speakers/guarded.md": GUARDED,
    "content/speakers/unnamed.md": UNNAMED,
    "content/speakers/placeholder.md": PLACEHOLDER,
    "content/pages/safeguarding.md": "---\ntitle: Safeguarding\n---\nWords.\n",
    "content/news/2027-01-10-open.md": "---\ntitle: Booking is open\ndate: 2027-01-10\n---\nBook.\n",
}


def site_with(
    root: Path,
    session: str = SESSION,
    event: str = EVENT + VENUE,
    base_url: str | None = BASE_URL,
) -> Site:
    return make_site(
        root,
        FILES | {"data/sessions.yaml": sessions_yaml(session, rooms=("Hall",))},
        event,
        base_url,
    )


def pages_of(site: Site) -> dict[str, Page]:
    return {page.head.address: page for page in build_pages(site)}


def card_of(site: Site, address: str) -> ShareCard:
    card = pages_of(site)[address].card
    assert isinstance(card, ShareCard)
    return card


def test_page_card_has_title_of_its_page(tmp_path: Path) -> None:
    site = site_with(tmp_path)
    pages = pages_of(site)
    paths = set()
    for address, page in pages.items():
        assert isinstance(page.card, ShareCard)
        assert page.head.card is not None
        assert page.head.card.src == f"{BASE_URL}{page.card.path}"
        assert (page.head.card.width, page.head.card.height) == (1200, 630)
        assert page.card.title in page.head.card.alt
        if page.card is not event_card(site):
            assert page.card.title == page.head.title
            assert page.card.kicker == "Coasts in common"
            assert page.card.path not in paths
            assert page.card.path.startswith(
                f"assets/cards/{address.removesuffix('.html').strip('/')}."
            )
        paths.add(page.card.path)
    addresses = {
        address for address, page in pages.items() if page.card is event_card(site)
    }
    assert addresses == {
        "",
        "404.html",
        "speakers/guarded/",
        "speakers/unnamed/",
        "speakers/placeholder/",
    }


def test_card_is_missing_without_base_url(tmp_path: Path) -> None:
    """Crawlers need the absolute address of a picture."""
    for page in pages_of(site_with(tmp_path, base_url=None)).values():
        assert page.card is None
        assert page.head.card is None


def test_page_for_frames_names_its_address(tmp_path: Path) -> None:
    site = site_with(tmp_path, event=f"{EVENT}embeds: yes\n")
    for place in ("embed/programme/", "embed/session/opening/"):
        assert f'<link rel="canonical" href="{BASE_URL}{place}">' in html_of(
            site, place
        )


def test_card_is_missing_if_theme_turns_cards_off(tmp_path: Path) -> None:
    assert not any(
        page.card
        for page in pages_of(
            site_with(tmp_path, event=EVENT + "theme:\n  cards: no\n")
        ).values()
    )


def test_session_card_has_time_room_and_people(tmp_path: Path) -> None:
    card = card_of(site_with(tmp_path, SESSION + "\nroom: Hall"), "programme/opening/")
    assert card.lines == ("Thursday 20 May 2027, 09:30 to 10:15, Hall",)
    assert card.names == ("Kim Ebbtide", "A resident")
    assert card.foot == "Thursday 20 May 2027, London"
    assert len(card.windows) == 1


@pytest.mark.parametrize(
    ("session", "event", "line"),
    [
        ("status: provisional", "", "Talk. Provisional"),
        ("sample: yes", "", "Talk. Provisional"),
        ("status: cancelled", "", "Cancelled"),
        ("", "sample: [starts]\n", "Talk. Provisional"),
        ("", "status: postponed\n", "Talk"),
    ],
)
def test_session_card_omits_unconfirmed_time(
    tmp_path: Path, session: str, event: str, line: str
) -> None:
    card = card_of(
        site_with(tmp_path, f"{SESSION}\n{session}", EVENT + VENUE + event),
        "programme/opening/",
    )
    assert card.lines == (line,)
    assert "09:30" not in repr((card.lines, card.names, card.foot, card.words))


@pytest.mark.parametrize(
    ("event", "foot"),
    [
        ("", "Thursday 20 May 2027, London"),
        ("sample: [starts]\n", "London"),
        ("sample: [venue]\n", "Thursday 20 May 2027"),
        ("sample: [starts, venue]\n", "coasts.example/2027"),
        ("attendance: online\n", "Thursday 20 May 2027, online"),
        ("attendance: online\nsample: [starts]\n", "Online"),
        ("status: cancelled\n", "Cancelled"),
        ("status: postponed\n", "Postponed"),
    ],
)
def test_card_foot_has_confirmed_date_and_place(
    tmp_path: Path, event: str, foot: str
) -> None:
    site = site_with(tmp_path, event=EVENT + VENUE + event)
    assert {
        page.card.foot
        for page in pages_of(site).values()
        if isinstance(page.card, ShareCard)
    } == {foot}


def test_event_card_omits_sample_organiser(tmp_path: Path) -> None:
    assert card_of(site_with(tmp_path), "").organiser == "Example Conferences"
    assert (
        card_of(
            site_with(tmp_path, event=EVENT + "sample: [organiser]\n"), ""
        ).organiser
        == ""
    )


def test_speaker_card_has_name_and_role(tmp_path: Path) -> None:
    card = card_of(site_with(tmp_path), "speakers/kim/")
    assert (card.title, card.lines) == (
        "Kim Ebbtide",
        ("Harbour master, Example Port",),
    )


def test_cards_do_not_name_protected_or_sample_people(tmp_path: Path) -> None:
    for page in pages_of(site_with(tmp_path)).values():
        for secret in ("Hidden", "Sam Ple"):
            assert secret not in repr((page.card, page.head.card))


def test_news_card_has_date(tmp_path: Path) -> None:
    assert card_of(site_with(tmp_path), "news/open/").lines == ("10 January 2027",)


def test_card_does_not_depend_on_day_of_build(tmp_path: Path) -> None:
    files = FILES | {"data/sessions.yaml": sessions_yaml(SESSION)}
    cards = [
        {
            address: page.card
            for address, page in pages_of(make_site(tmp_path, files, as_of=day)).items()
            if address != "today/"  # which ends with the event
        }
        for day in (date(2027, 1, 15), date(2027, 5, 20), date(2028, 1, 1))
    ]
    assert cards[0] == cards[1] == cards[2]


def test_card_path_changes_with_content(tmp_path: Path) -> None:
    """The file name depends on text, colours and drawing."""
    home = card_of(site_with(tmp_path), "").path
    for number, (session, event) in enumerate(
        [
            (SESSION, EVENT.replace("Coasts in common", "Coasts apart") + VENUE),
            (SESSION, EVENT + VENUE + "strapline: Words\n"),
            (SESSION, EVENT + VENUE + 'theme:\n  accent: "#ffcc00"\n'),
            (SESSION + "\nlength: 2 hours", EVENT + VENUE),
        ]
    ):
        assert (
            card_of(site_with(tmp_path / str(number), session, event), "").path != home
        )


def test_speaker_card_joins_windows_of_touching_sessions(tmp_path: Path) -> None:
    sessions = sessions_yaml(
        *(
            f"start: {start}\nlength: 30 minutes\nspeakers: [kim]"
            for start in ("09:00", "09:30", "11:00")
        ),
        rooms=(),
    )
    card = card_of(
        make_site(
            tmp_path, {"content/speakers/kim.md": KIM, "data/sessions.yaml": sessions}
        ),
        "speakers/kim/",
    )
    assert len(card.windows) == 2
    assert card.windows == tuple(sorted(card.windows))
