"""The first site contains every fact from its organiser, and marks all others as samples."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from microsite.diagnostics.diagnostic import Log
from microsite.model.event import Event
from microsite.model.loader import load_event
from microsite.model.records.content import HOUSEKEEPING, SessionKind
from microsite.source.inheritance import read_sources

ROOT = Path(__file__).parents[1]
GOV = "https://www.gov.uk/government/publications/"
CRIMINAL_EXPLOITATION = (
    "criminal-exploitation-of-children-and-vulnerable-adults-county-lines"
)

BRIEFING = "Conference briefing (source to be confirmed)"
FIGURES = {
    "youngest-victims": ("Six", BRIEFING),
    "deal-lines": ("Over 2,000", "National Crime Agency"),
    "children-in-gangs": ("46,000", "The Children’s Society"),
    "exploited-in-london": ("4,000", "The Children’s Society"),
    "rise-in-referrals": ("807%", BRIEFING),
    "share-of-referrals": ("16%", BRIEFING),
    "government-investment": ("Up to £145m", "The Government"),
    "victims-and-families": ("£5m", "The Government"),
}
"""By id: the value as shown, and its source according to the organiser."""

RESOURCES = [
    ("Campaign", None, "The Children's Society Look Closer Campaign", None),
    (
        "Guidance",
        date(2021, 2, 12),
        "County Lines Exploitation: Applying All Our Health",
        None,
    ),
    (
        "News",
        date(2023, 3, 9),
        "Thousands more arrested in nationwide crack down on county lines",
        None,
    ),
    (
        "News",
        date(2023, 10, 20),
        "County lines gangs smashed in national police blitz",
        None,
    ),
    (
        "Guidance",
        date(2023, 10, 20),
        "Criminal Exploitation of Children and Vulnerable Adults: County Lines",
        f"{GOV}{CRIMINAL_EXPLOITATION}/{CRIMINAL_EXPLOITATION}",
    ),
    (
        "Guidance",
        date(2023, 11, 13),
        "Government County Lines Programme",
        f"{GOV}county-lines-programme/county-lines-programme-overview",
    ),
    (
        "News",
        date(2023, 12, 29),
        "Government exceeds target as over 2,100 more county lines closed",
        None,
    ),
    (
        "News",
        date(2024, 1, 30),
        "Experts demand accelerated change in multi-agency safeguarding practice",
        None,
    ),
]
"""Kind, day, title and verified address."""

SECTORS = [
    "Local authorities",
    "Children’s services",
    "Police",
    "Social care",
    "Education",
    "Youth offending",
    "Criminal justice",
    "Health",
    "Housing",
    "Third sector",
    "Other key statutory agencies",
]

OVERVIEW = [
    r"coercion",
    r"control",
    r"grooming",
    r"in care",
    r"school exclusion",
    r"pupil referral units \(PRUs\)",
    r"coronavirus pandemic",
    r"cost-of-living crisis",
    r"National Crime Agency",
    r"in the UK",
    r"The Children’s Society",
    r"in England",
    r"London alone",
    r"National Referral Mechanism \(NRM\)",
    r"in the country",
    r"law-enforcement",
    r"up to £145m over three years",
    r"support victims",
    r"families affected",
    r"money alone will not solve the problem",
    r"co-ordinate more closely",
    r"share more data",
    r"Local authorities and the police",
    r"protect and support",
    r"local safeguarding",
    r"to justice",
    r"Policy Foresight",
    r"in person",
    r"national picture",
    r"recent crises",
    r"experts and policymakers",
    r"innovative practice",
    r"intervene earlier",
    r"partnership working",
    r"lasting protection from exploitation and harm",
]
"""Facts of the overview other than figures and sectors."""

SETTLED_PAGES = {"about-policy-foresight", "why-this-conference"}
SETTLED_NEWS = {"programme-and-venue-to-be-announced", "where-our-figures-come-from"}


@cache
def read() -> tuple[Event, Log]:
    log = Log()
    event = load_event(read_sources(ROOT, log), log)
    assert event is not None
    return event, log


@pytest.fixture
def event() -> Event:
    return read()[0]


def overview(event: Event) -> str:
    """Return the text that explains the conference in full."""
    return next(page.body for page in event.pages if page.slug == "why-this-conference")


def sources() -> list[Path]:
    texts = [*ROOT.glob("content/**/*.md"), *ROOT.glob("data/*.yaml")]
    return sorted(texts)


def test_first_site_has_no_errors() -> None:
    assert [
        f"{diagnostic.span} {diagnostic.headline}" for diagnostic in read()[1]
    ] == []


def test_statistics_are_figures_with_a_source(event: Event) -> None:
    assert {
        figure.id: (figure.value, figure.source) for figure in event.figures
    } == FIGURES


def test_figures_without_source_are_samples(event: Event) -> None:
    assert [figure.id for figure in event.figures if figure.sample] == [
        "youngest-victims",
        "rise-in-referrals",
        "share-of-referrals",
    ]


def test_figures_have_no_invented_dates(event: Event) -> None:
    for figure in event.figures:
        assert (figure.published, figure.checked, figure.dated, figure.url) == (
            None,
            None,
            None,
            None,
        )


def test_four_figures_are_featured(event: Event) -> None:
    assert sum(figure.featured for figure in event.figures) == 4


@pytest.mark.parametrize("figure", FIGURES)
def test_overview_cites_every_figure(event: Event, figure: str) -> None:
    assert f"](figure:{figure})" in overview(event)


def test_overview_has_three_parts(event: Event) -> None:
    assert len(re.findall(r"^## ", overview(event), re.MULTILINE)) == 3


def test_overview_contains_all_facts_of_the_brief(event: Event) -> None:
    plain = re.sub(r"\]\([^)]*\)|\[", "", overview(event))
    missing = [words for words in OVERVIEW if not re.search(words, plain)]
    assert missing == []


@pytest.mark.parametrize("sector", SECTORS)
def test_overview_names_every_sector(event: Event, sector: str) -> None:
    assert sector.casefold() in overview(event).casefold()


def test_library_has_every_resource_of_the_brief(event: Event) -> None:
    assert [
        (resource.kind, resource.published, resource.title, resource.url)
        for resource in event.library.resources
    ] == RESOURCES


def test_library_resources_are_used_by_sessions(event: Event) -> None:
    identities = {
        identity for session in event.sessions for identity in session.resources
    }
    assert identities == {resource.id for resource in event.library.resources}


def test_texts_say_how_many_resources_can_be_read(event: Event) -> None:
    readable = [resource for resource in event.library.resources if resource.url]
    assert (len(readable), len(event.library.resources)) == (2, 8)
    for text in (event.library.introduction, overview(event)):
        assert "Two of the eight can be read now." in text


def test_texts_say_how_many_sources_are_missing(event: Event) -> None:
    assert sum(figure.source == BRIEFING for figure in event.figures) == 3
    about = next(
        page.body for page in event.pages if page.slug == "about-policy-foresight"
    )
    assert "Three sources are still to be confirmed." in about


TERMS = [
    "contextual safeguarding",
    "debt bondage",
    "disruption",
    "alternative provision",
    "looked-after child",
    "out-of-area placement",
    "missing episode",
    "return home interview",
    "MACE",
    "MASH",
    "information-sharing agreement",
    "section 45 defence",
    "conclusive grounds",
    "transitional safeguarding",
]


@pytest.mark.parametrize("term", TERMS)
def test_terms_of_the_field_are_used_and_explained(event: Event, term: str) -> None:
    sessions = " ".join(
        f"{session.record.summary} {session.record.abstract}"
        for session in event.sessions
    )
    glossary = next(page.body for page in event.pages if page.slug == "terms")
    assert term.casefold() in sessions.casefold()
    assert term.casefold() in glossary.casefold()


def test_glossary_has_twenty_terms(event: Event) -> None:
    glossary = next(page.body for page in event.pages if page.slug == "terms")
    assert len(re.findall(r"^:   ", glossary, re.MULTILINE)) >= 20


def test_every_delegate_has_a_place_in_a_workshop(event: Event) -> None:
    assert event.record.booking is not None
    places = event.record.booking.places
    for start in ("11:40", "14:55"):
        workshops = [
            session
            for session in event.sessions
            if session.record.kind is SessionKind.WORKSHOP
        ]
        capacities = [
            workshop.record.capacity or 0
            for workshop in workshops
            if f"{workshop.start:%H:%M}" == start
        ]
        assert sum(capacities) >= (places or 0)


def test_organiser_has_contact_details(event: Event) -> None:
    organiser = event.record.organiser
    assert (organiser.name, organiser.phone, organiser.email) == (
        "Policy Foresight",
        "01753 373096",
        "events@policyforesight.com",
    )
    assert event.record.copyright is not None
    assert "Policy Foresight Ltd" in event.record.copyright
    assert event.rates is not None
    assert "01753 373096" in event.rates.introduction
    assert "events@policyforesight.com" in event.rates.introduction


def test_event_invites_every_sector(event: Event) -> None:
    assert [audience.name for audience in event.record.audience] == SECTORS


def test_event_is_in_person(event: Event) -> None:
    assert event.record.attendance == "in person"


def test_facts_not_in_the_brief_are_samples(event: Event) -> None:
    assert {"title", "starts", "ends", "venue", "booking", "cpd"} <= set(
        event.record.sample
    )
    assert [session.id for session in event.sessions if not session.record.sample] == []
    assert [speaker.slug for speaker in event.speakers if not speaker.sample] == []
    assert [line.name for line in event.record.help_lines if not line.sample] == []
    assert event.rates is not None
    assert event.sponsorship is not None
    assert [rate.id for rate in event.rates.rates if not rate.sample] == []
    assert [tier.id for tier in event.sponsorship.tiers if not tier.sample] == []
    assert {page.slug for page in event.pages if not page.sample} == SETTLED_PAGES
    assert {post.slug for post in event.news if not post.sample} == SETTLED_NEWS


def test_facts_of_the_brief_are_not_samples(event: Event) -> None:
    assert not {"organiser", "audience", "outcomes", "attendance"} & set(
        event.record.sample
    )
    assert [
        resource.id for resource in event.library.resources if resource.sample
    ] == []


def test_sources_have_no_invented_links(event: Event) -> None:
    details = event.record
    assert details.base_url is None
    assert details.booking is not None
    assert details.booking.url is None
    assert details.venue is not None
    assert (details.venue.url, details.venue.postcode, details.venue.latitude) == (
        None,
        None,
        None,
    )


def test_sample_texts_say_that_they_are_provisional(event: Event) -> None:
    assert event.rates is not None
    assert event.sponsorship is not None
    assert event.record.venue is not None
    assert event.record.cpd is not None
    for text in (overview(event), event.rates.terms):
        assert "provisional" in text.casefold()
    assert event.record.cpd.statement.startswith("Planned: ")
    assert all(
        entry.text.startswith("Planned: ") for entry in event.record.venue.access
    )
    assert "venue" in event.record.sample
    assert "These packages are examples." in event.sponsorship.introduction
    assert "There is no online booking form yet." in event.rates.introduction


def test_speakers_have_roles_and_no_names(event: Event) -> None:
    assert 10 <= len(event.speakers) <= 14
    for speaker in event.speakers:
        assert speaker.name == "to be confirmed"
        assert speaker.role
        assert not speaker.organisation
        assert not speaker.photo
        assert not speaker.links
        assert len(speaker.biography.split()) >= 20


def test_speakers_all_take_part_in_a_session(event: Event) -> None:
    slugs = {slug for session in event.sessions for slug in session.people}
    assert slugs == {speaker.slug for speaker in event.speakers}


def test_experience_is_protected(event: Event) -> None:
    protected = [speaker for speaker in event.speakers if speaker.protected]
    assert [speaker.shown_as for speaker in protected] == [
        "Adviser with lived experience"
    ]


def test_programme_fills_the_day_without_gaps(event: Event) -> None:
    assert event.starts is not None
    assert event.ends is not None
    assert len(event.days) == 1
    assert event.days[0].date == date(2027, 5, 20)
    assert event.sessions[0].kind is SessionKind.REGISTRATION
    assert event.sessions[0].starts_at == event.starts
    assert event.sessions[-1].ends_at == event.ends
    kinds = [session.kind for session in event.sessions]
    for kind, least in (
        (SessionKind.KEYNOTE, 1),
        (SessionKind.PANEL, 3),
        (SessionKind.WORKSHOP, 6),
        (SessionKind.BREAK, 2),
        (SessionKind.LUNCH, 1),
        (SessionKind.QUESTIONS, 1),
        (SessionKind.NETWORKING, 1),
        (SessionKind.CLOSING, 1),
    ):
        assert kinds.count(kind) >= least, kind
    for session in event.sessions:
        if session.kind is SessionKind.PANEL:
            assert session.chairs
            assert len(session.speakers) >= 3


def test_workshops_run_three_at_once_and_again(event: Event) -> None:
    workshops = [
        session for session in event.sessions if session.kind is SessionKind.WORKSHOP
    ]
    first_round = [session for session in workshops if session.repeat_of is None]
    second_round = [session for session in workshops if session.repeat_of is not None]
    assert {session.repeat_of for session in second_round} == {
        session.id for session in first_round
    }
    for round_ in (first_round, second_round):
        assert len({session.starts_at for session in round_}) == 1
        assert len({session.room.name for session in round_ if session.room}) == 3


def test_cpd_hours_are_those_of_the_programme(event: Event) -> None:
    housekeeping = HOUSEKEEPING | {
        SessionKind.WELCOME,
        SessionKind.CLOSING,
        SessionKind.NETWORKING,
    }
    slots = {
        (s.start_minute, s.duration_minutes)
        for s in event.sessions
        if s.kind not in housekeeping
    }
    assert event.record.cpd is not None
    assert event.record.cpd.hours is not None
    assert event.record.cpd.hours * 60 == sum(minutes for _, minutes in slots)


def test_sessions_say_what_they_are_about(event: Event) -> None:
    talks = {
        SessionKind.KEYNOTE,
        SessionKind.TALK,
        SessionKind.PANEL,
        SessionKind.WORKSHOP,
    }
    for session in event.sessions:
        assert session.record.summary, session.id
        if session.kind in talks and session.repeat_of is None:
            words = re.sub(r"\]\([^)]*\)", "", session.record.abstract).split()
            assert 60 <= len(words) <= 150, session.id


def test_packages_run_from_headline_to_insert(event: Event) -> None:
    assert event.sponsorship is not None
    tiers = event.sponsorship.tiers
    assert (tiers[0].id, tiers[-1].id) == ("headline", "delegate-pack-insert")
    assert 6 <= len(tiers) <= 8
    for tier in tiers:
        assert tier.price is not None
        assert tier.subsidised_price is not None
        assert tier.subsidised_price < tier.price
        assert tier.available
        assert tier.benefits
    assert event.sponsorship.sponsors == ()
    words = f"{event.sponsorship.introduction} {event.sponsorship.subsidy}".casefold()
    for phrase in (
        "sponsorship, exhibition and marketing",
        "portfolio of public policy events",
        "headline sponsorship",
        "delegate pack",
        "raise your profile",
        "partnership",
        "public sector and non-commercial",
    ):
        assert phrase in words


def test_event_has_help_lines_and_an_exit(event: Event) -> None:
    numbers = {line.phone or line.text for line in event.record.help_lines}
    assert {"999", "101", "0800 1111", "0808 800 5000", "61016"} <= numbers
    assert [line.phone for line in event.record.help_lines if line.emergency] == ["999"]
    assert event.record.exit_url == "https://www.bbc.co.uk/weather"


@pytest.mark.parametrize("path", sources(), ids=lambda path: path.name)
def test_texts_never_call_children_anything_else(path: Path) -> None:
    assert not re.search(
        r"\b(runners?|mules?|foot soldiers?|criminal children)\b",
        path.read_text("utf-8"),
        re.IGNORECASE,
    )


@pytest.mark.parametrize("path", sources(), ids=lambda path: path.name)
def test_sources_contain_only_given_addresses(path: Path) -> None:
    text = path.read_text("utf-8")
    addresses = {url for *_, url in RESOURCES if url} | {
        "https://www.childline.org.uk/",
        "https://www.nspcc.org.uk/",
        "https://crimestoppers-uk.org/",
        "https://www.bbc.co.uk/weather",
    }
    assert set(re.findall(r"https?://[^\s)]+", text)) <= addresses
    assert set(re.findall(r"[\w.]+@[\w.]*\w", text)) <= {"events@policyforesight.com"}
