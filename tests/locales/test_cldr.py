"""Dates, times, numbers, amounts and lists in other languages than British English."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from babel.localedata import locale_identifiers

from microsite.diagnostics.diagnostic import Log
from microsite.locales.locale import Locale

DAY, MOMENT = dt.date(2027, 5, 20), dt.datetime(2027, 5, 20, 14, 5, tzinfo=dt.UTC)

FORMATS = {
    "cy": (
        "20 Mai 2027",
        "Dydd Iau, 20 Mai",
        "Dydd Iau, 20 Mai 2027, 14:05",
        "2 awr, 30 munud",
        "£1,345.50",
    ),
    "fr": (
        "20 mai 2027",
        "jeudi 20 mai",
        "jeudi 20 mai 2027, 14:05",
        "2 heures 30 minutes",
        "1 345,50 £GB",
    ),
    "de": (
        "20. Mai 2027",
        "Donnerstag, 20. Mai",
        "Donnerstag, 20. Mai 2027, 14:05",
        "2 Stunden, 30 Minuten",
        "1.345,50 £",
    ),
    "es": (
        "20 de mayo de 2027",
        "jueves, 20 de mayo",
        "jueves, 20 de mayo de 2027, 14:05",
        "2 horas 30 minutos",
        "1.345,50 GBP",
    ),
    "pl": (
        "20 maja 2027",
        "czwartek, 20 maja",
        "czwartek, 20 maja 2027 14:05",
        "2 godziny 30 minut",
        "1 345,50 GBP",
    ),
    "ar": (
        "20 مايو 2027",
        "الخميس، 20 مايو",
        "الخميس، 20 مايو 2027، 2:05 م",
        "ساعتان 30 دقيقة",
        "1,345.50 UK£",
    ),
    "en-GB": (
        "20 May 2027",
        "Thursday 20 May",
        "Thursday 20 May 2027 at 14:05",
        "2 hours 30 minutes",
        "£1,345.50",
    ),
}
"""A date, a short date, a moment, a duration and an amount in each language."""


def with_plain_spaces(text: str) -> str:
    """Return a text with plain spaces, and without marks of direction."""
    return " ".join(text.replace("\u200f", "").split())


@pytest.mark.parametrize(("tag", "expected"), FORMATS.items(), ids=FORMATS)
def test_dates_durations_and_money_have_the_format_of_their_language(
    tag: str, expected: tuple[str, ...]
) -> None:
    locale = Locale.load(tag, (), Log())

    texts = (
        locale.date(DAY),
        locale.date(DAY, "short"),
        locale.datetime(MOMENT),
        locale.duration(150),
        locale.money(Decimal("1345.50"), "GBP"),
    )

    assert tuple(with_plain_spaces(text) for text in texts) == expected


@pytest.mark.parametrize(
    ("tag", "same_month", "same_year", "years"),
    [
        (
            "fr",
            "2–3 juin 2027",
            "30 juin – 2 juillet 2027",
            "31 décembre 2027 – 1er janvier 2028",
        ),
        (
            "de",
            "2.–3. Juni 2027",
            "30. Juni – 2. Juli 2027",
            "31. Dezember 2027 – 1. Januar 2028",
        ),
        (
            "pl",
            "2–3 czerwca 2027",
            "30 czerwca – 2 lipca 2027",
            "31 grudnia 2027 – 1 stycznia 2028",
        ),
        (
            "ar",
            "2–3 يونيو 2027",
            "30 يونيو – 2 يوليو 2027",
            "31 ديسمبر 2027 – 1 يناير 2028",
        ),
        (
            "en-US",
            "June 2 – 3, 2027",
            "June 30 – July 2, 2027",
            "December 31, 2027 – January 1, 2028",
        ),
    ],
)
def test_date_range_has_the_order_of_its_language(
    tag: str, same_month: str, same_year: str, years: str
) -> None:
    locale, day = Locale.load(tag, (), Log()), dt.date

    ranges = [
        locale.date_range(day(2027, 6, 2), day(2027, 6, 3)),
        locale.date_range(day(2027, 6, 30), day(2027, 7, 2)),
        locale.date_range(day(2027, 12, 31), day(2028, 1, 1)),
    ]

    assert [with_plain_spaces(text) for text in ranges] == [
        same_month,
        same_year,
        years,
    ]
    assert locale.date_range(DAY, DAY) == locale.date(DAY, "full")


def test_clock_digits_and_money_are_those_of_the_country() -> None:
    egypt, states = Locale.load("ar-EG", (), Log()), Locale.load("en-US", (), Log())

    assert egypt.date(DAY) == "٢٠ مايو ٢٠٢٧"
    assert with_plain_spaces(egypt.time(MOMENT)) == "٢:٠٥ م"
    assert with_plain_spaces(egypt.money(Decimal(345), "EGP")) == "٣٤٥ ج.م."
    assert states.time(MOMENT) == "2:05\N{NO-BREAK SPACE}PM"
    assert states.money(Decimal(345), "USD") == "$345"


def test_amounts_have_the_decimals_of_their_currency() -> None:
    german = Locale.load("de", (), Log())

    assert with_plain_spaces(german.money(Decimal(1200), "EUR")) == "1.200 €"
    assert with_plain_spaces(german.money(Decimal("1200.5"), "EUR")) == "1.200,50 €"
    assert with_plain_spaces(german.money(Decimal("1.5"), "KWD")) == "1,500 KWD"
    assert german.number(Decimal("5.50")) == "5,5"


@pytest.mark.parametrize(
    ("items", "welsh"),
    [
        (["Bangor", "Rhyl"], "Bangor a Rhyl"),
        (["Rhyl", "Abertawe"], "Rhyl ac Abertawe"),
        (["Bangor"], "Bangor"),
        ([], ""),
    ],
)
def test_and_in_welsh_depends_on_the_next_word(items: list[str], welsh: str) -> None:
    assert Locale.load("cy", (), Log()).list(items) == welsh


def test_list_in_english_has_commas_and_and() -> None:
    english = Locale.load("en-GB", (), Log())

    assert [english.list("abc"[:n]) for n in range(4)] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("oc", "dijòus 20 de mai de 2027 a 14h05"),
        ("co", "ghjovi 20 di maghju di u 2027 à 14:05"),
    ],
)
def test_moments_have_no_quotes_of_patterns(tag: str, expected: str) -> None:
    assert Locale.load(tag, (), Log()).datetime(MOMENT) == expected


def test_every_language_of_cldr_has_formats() -> None:
    for name in (name for name in locale_identifiers() if "_" not in name):
        locale = Locale.load(name, (), Log())
        assert locale.date(DAY, "short")
        assert locale.datetime(MOMENT)
        assert locale.date_range(DAY, DAY.replace(day=22))
        assert locale.duration(150)
        assert locale.money(Decimal("1.50"), "EUR")
        assert locale.list(["a", "b", "c"])


def test_a_language_without_data_has_english_formats(tmp_path: Path) -> None:
    assert (
        Locale.load("xx", (tmp_path,), Log()).date(DAY, "full")
        == "Thursday 20 May 2027"
    )
    assert Locale.load("cy-AR", (tmp_path,), Log()).date(DAY, "weekday") == "Dydd Iau"
