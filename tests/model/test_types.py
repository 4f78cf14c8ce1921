"""Values that each type of field accepts, and reasons for refusal."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from enum import StrEnum
from functools import partial
from pathlib import Path

import pytest

from microsite.apps.editor.entered import to_written
from microsite.model.dates import parse_date_or_number, parse_datetime, parse_time
from microsite.model.fields import input_fields
from microsite.model.money import parse_currency, parse_money
from microsite.model.parsing import ParseError
from microsite.model.records.event import EventRecord
from microsite.model.types import (
    LONGEST_ADDRESS,
    LONGEST_LINE,
    FocalPoint,
    parse_asset,
    parse_choice,
    parse_colour,
    parse_contact,
    parse_count,
    parse_email,
    parse_focus,
    parse_label,
    parse_language,
    parse_line,
    parse_markdown,
    parse_number,
    parse_phone,
    parse_picture,
    parse_slug,
    parse_web_address,
    parse_yes_no,
    several_names,
)
from tests.making import load, load_soundly, write_project

Parse = Callable[[str], object]


def refusal(parse: Parse, text: str) -> ParseError:
    with pytest.raises(ParseError) as caught:
        parse(text)
    return caught.value


@pytest.mark.parametrize(
    ("parse", "text", "value"),
    [
        (parse_line, "Opening plenary", "Opening plenary"),
        (parse_line, "  Opening \t\n plenary\u00a0", "Opening plenary"),
        (parse_line, "Cafe\u0301", "Café"),
        (parse_line, "大ホール", "大ホール"),
        (parse_line, "x" * LONGEST_LINE, "x" * LONGEST_LINE),
        (parse_markdown, "", ""),
        (parse_markdown, "One\n\n  two  \n", "One\n\n  two  \n"),
        (parse_markdown, "Cafe\u0301", "Café"),
        (parse_slug, "opening-plenary", "opening-plenary"),
        (parse_slug, "2027", "2027"),
        (parse_yes_no, "yes", True),
        (parse_yes_no, "True", True),
        (parse_yes_no, "ON", True),
        (parse_yes_no, "y", True),
        (parse_yes_no, "no", False),
        (parse_yes_no, "False", False),
        (parse_yes_no, "Off", False),
        (parse_yes_no, "n", False),
        (parse_count, "0", 0),
        (parse_count, "120", 120),
        (parse_count, "007", 7),
        (parse_count, "1,200", 1200),
        (parse_count, "1,234,567", 1234567),
        (parse_number, "6.5", Decimal("6.5")),
        (parse_number, "-20", Decimal(-20)),
        (parse_number, "0.123456789", Decimal("0.123456789")),
        (parse_money, "0", Decimal(0)),
        (parse_money, "345", Decimal(345)),
        (parse_money, "345.00", Decimal("345.00")),
        (parse_money, "1345", Decimal(1345)),
        (parse_money, "1,345", Decimal(1345)),
        (parse_money, "12,345.50", Decimal("12345.50")),
        (parse_money, "123,456,789", Decimal(123456789)),
        (parse_money, "999999999", Decimal(999999999)),
        (parse_money, "£345", Decimal(345)),
        (parse_money, "£ 1,345.00", Decimal("1345.00")),
        (parse_money, "€345", Decimal(345)),
        (parse_money, "$345", Decimal(345)),
        (parse_money, "345 GBP", Decimal(345)),
        (parse_money, "345EUR", Decimal(345)),
        (parse_money, "1,345 USD", Decimal(1345)),
        (parse_money, "120 CHF", Decimal(120)),
        (parse_money, "CHF 120", Decimal(120)),
        (parse_money, "1,200 kr", Decimal(1200)),
        (parse_money, "40.500", Decimal("40.5")),
        (parse_money, "free", Decimal(0)),
        (parse_currency, "gbp", "GBP"),
        (parse_currency, "KWD", "KWD"),
        (parse_web_address, "https://example.org/", "https://example.org/"),
        (parse_web_address, "http://example.org", "http://example.org"),
        (parse_web_address, "HTTPS://Example.org/A", "HTTPS://Example.org/A"),
        (parse_web_address, "https://example.org:8443/a?b=c&d#e", None),
        (parse_web_address, "https://[2001:db8::1]/", None),
        (parse_web_address, "https://example.org/a%20b", None),
        (parse_web_address, "https://bücher.example/é", None),
        (parse_web_address, "https://example.org/it's(1)", None),
        (parse_email, "events@example.org", "events@example.org"),
        (parse_email, "mailto:events@example.org", "events@example.org"),
        (parse_email, "o'neil+fair@mail.example.co.uk", None),
        (parse_contact, "events@example.org", "events@example.org"),
        (parse_contact, "mailto:events@example.org", "events@example.org"),
        (parse_contact, "https://example.org/contact", None),
        (parse_contact, "https://example.org/@team", None),
        (parse_phone, "020 7946 0000", None),
        (parse_phone, "+44 (0)20 7946-0000", None),
        (parse_phone, " 020  7946\t0000 ", "020 7946 0000"),
        (parse_phone, "999", None),
        (parse_asset, "downloads/slides.pdf", None),
        (parse_asset, "assets/images/venue.jpg", "images/venue.jpg"),
        (parse_asset, "assets/assets/venue.jpg", "venue.jpg"),
        (parse_asset, "a b (1).pdf", None),
        (parse_picture, "images/venue.jpg", None),
        (parse_picture, "assets/images/VENUE.JPEG", "images/VENUE.JPEG"),
        (parse_picture, "logo.svg", None),
        (parse_focus, "50% 30%", FocalPoint(50, 30)),
        (parse_focus, "50,30", FocalPoint(50, 30)),
        (parse_focus, "0 % , 100 %", FocalPoint(0, 100)),
        (parse_language, "en", None),
        (parse_language, "en-GB", None),
        (parse_language, "zh-Hant-TW", None),
        (parse_language, "cy", None),
        (parse_colour, "#1b4d89", "#1b4d89"),
        (parse_colour, "1B4D89", "#1b4d89"),
        (parse_colour, "#abc", "#aabbcc"),
        (parse_colour, "000", "#000000"),
    ],
)
def test_parse_returns_value_of_text(parse: Parse, text: str, value: object) -> None:
    """The value None in a case stands for the text itself."""
    assert parse(text) == (text if value is None else value)


@pytest.mark.parametrize(
    ("parse", "code", "text"),
    [
        (parse_line, "R104", ""),
        (parse_line, "R104", " \t\n\u00a0"),
        (parse_line, "R105", "x" * (LONGEST_LINE + 1)),
        (parse_label, "R105", "x" * 61),
        (parse_slug, "R106", ""),
        (parse_slug, "R106", "Opening"),
        (parse_slug, "R106", "opening plenary"),
        (parse_slug, "R106", "opening_plenary"),
        (parse_slug, "R106", "-opening"),
        (parse_slug, "R106", "opening-"),
        (parse_slug, "R106", "opening--plenary"),
        (parse_slug, "R106", "opening\n"),
        (parse_slug, "R106", "../opening"),
        (parse_slug, "R106", "café"),
        (parse_slug, "R106", "x" * 1000),
        (parse_yes_no, "R107", ""),
        (parse_yes_no, "R107", "1"),
        (parse_yes_no, "R107", "maybe"),
        (parse_count, "R108", ""),
        (parse_count, "R108", "-1"),
        (parse_count, "R108", "+1"),
        (parse_count, "R108", "1.0"),
        (parse_count, "R108", "1e3"),
        (parse_count, "R108", "12,34"),
        (parse_count, "R108", "1,2000"),
        (parse_count, "R108", ",200"),
        (parse_count, "R108", "about 100"),
        (parse_count, "R108", "1234567890"),
        (parse_number, "R109", ""),
        (parse_number, "R109", "6,5"),
        (parse_number, "R109", ".5"),
        (parse_number, "R109", "5."),
        (parse_number, "R109", "NaN"),
        (parse_number, "R109", "Infinity"),
        (parse_number, "R109", "1e9"),
        (parse_number, "R109", "20%"),
        (parse_money, "R110", ""),
        (parse_money, "R110", "from 345"),
        (parse_money, "R110", "-5"),
        (parse_money, "R110", "1,3456"),
        (parse_money, "R110", "1,34"),
        (parse_money, "R110", "13,45"),
        (parse_money, "R110", "1,345,6"),
        (parse_money, "R110", "1345,678"),
        (parse_money, "R110", "1234,567,890"),
        (parse_money, "R110", "1,,345"),
        (parse_money, "R110", ",345"),
        (parse_money, "R110", "0,345"),
        (parse_money, "R110", "1,345,"),
        (parse_money, "R110", "1.345,00"),
        (parse_money, "R110", "1 345"),
        (parse_money, "R110", "345.5"),
        (parse_money, "R110", "345.00,000"),
        (parse_money, "R110", "345."),
        (parse_money, "R110", ".50"),
        (parse_money, "R110", "1e3"),
        (parse_money, "R110", "1234567890"),
        (parse_money, "R110", "1,234,567,890"),
        (parse_money, "R110", "£"),
        (parse_money, "R110", "££345"),
        (parse_money, "R110", "345 XYZ"),
        (parse_money, "R110", "345 pounds"),
        (parse_money, "R110", "GBP"),
        (parse_money, "R110", "345 plus VAT"),
        (parse_web_address, "R111", ""),
        (parse_web_address, "R111", "example.org"),
        (parse_web_address, "R111", "www.example.org/guide"),
        (parse_web_address, "R111", "//example.org"),
        (parse_web_address, "R111", "https:/example.org"),
        (parse_web_address, "R111", "https://"),
        (parse_web_address, "R111", "https:///a"),
        (parse_web_address, "R111", "ftp://example.org"),
        (parse_web_address, "R111", "javascript:alert(1)"),
        (parse_web_address, "R111", "data:text/html,a"),
        (parse_web_address, "R111", "https://example.org/a b"),
        (parse_web_address, "R111", "https://example.org/a\tb"),
        (parse_web_address, "R111", "https://example.org/a\nb"),
        (parse_web_address, "R111", "https://example.org/\u2028"),
        (parse_web_address, "R111", "https://example.org/\x00"),
        (parse_web_address, "R111", 'https://example.org/"'),
        (parse_web_address, "R111", "“https://example.org/”"),
        (parse_web_address, "R111", "<https://example.org/>"),
        (parse_web_address, "R111", "https://example.org\\a"),
        (parse_web_address, "R111", "https://user@example.org/"),
        (parse_web_address, "R111", "https://user:pw@example.org/"),
        (parse_web_address, "R111", "https://@example.org/"),
        (parse_web_address, "R111", "https://example.org:0/"),
        (parse_web_address, "R111", "https://example.org:99999/"),
        (parse_web_address, "R111", "https://example.org:port/"),
        (parse_web_address, "R111", "https://[::1/"),
        (parse_web_address, "R105", "https://example.org/" + "x" * LONGEST_ADDRESS),
        (parse_email, "R112", ""),
        (parse_email, "R112", "events"),
        (parse_email, "R112", "events@example"),
        (parse_email, "R112", "events@@example.org"),
        (parse_email, "R112", "events @example.org"),
        (parse_email, "R112", "events@example.org, more@example.org"),
        (parse_email, "R112", "Events <events@example.org>"),
        (parse_email, "R112", "events@example.org\n"),
        (parse_email, "R112", "events@example.org?subject=x"),
        (parse_contact, "R112", "events@example"),
        (parse_contact, "R111", "example.org"),
        (parse_contact, "R111", "https://user@example.org/"),
        (parse_phone, "R113", ""),
        (parse_phone, "R113", "12"),
        (parse_phone, "R113", "020 7946 0000 ext 5"),
        (parse_phone, "R113", "tel:02079460000"),
        (parse_phone, "R113", "44+20"),
        (parse_phone, "R113", "1" * 16),
        (parse_asset, "R114", ""),
        (parse_asset, "R114", "/etc/passwd"),
        (parse_asset, "R114", "../secret.txt"),
        (parse_asset, "R114", "downloads/../../secret.txt"),
        (parse_asset, "R114", "./slides.pdf"),
        (parse_asset, "R114", "downloads//slides.pdf"),
        (parse_asset, "R114", "downloads/"),
        (parse_asset, "R114", "C:/slides.pdf"),
        (parse_asset, "R114", "downloads\\slides.pdf"),
        (parse_asset, "R114", "file:///slides.pdf"),
        (parse_asset, "R114", "https://example.org/slides.pdf"),
        (parse_picture, "R114", "../venue.jpg"),
        (parse_picture, "R115", "downloads/slides.pdf"),
        (parse_picture, "R115", "venue"),
        (parse_focus, "R135", ""),
        (parse_focus, "R135", "50%"),
        (parse_focus, "R135", "5030"),
        (parse_focus, "R135", "101% 0%"),
        (parse_focus, "R135", "-1% 0%"),
        (parse_focus, "R135", "left top"),
        (parse_language, "R116", ""),
        (parse_language, "R116", "English"),
        (parse_language, "R116", "en_GB"),
        (parse_language, "R116", "en-UK"),
        (parse_language, "R116", 'en" onload="'),
        (parse_colour, "R117", ""),
        (parse_colour, "R117", "blue"),
        (parse_colour, "R117", "#12345"),
        (parse_colour, "R117", "##123456"),
        (parse_colour, "R117", "#12345g"),
        (parse_colour, "R117", "rgb(0,0,0)"),
    ],
)
def test_parse_refuses_wrong_text(parse: Parse, code: str, text: str) -> None:
    assert refusal(parse, text).code == code


@pytest.mark.parametrize(
    ("parse", "text", "fact", "advice"),
    [
        (parse_slug, "Opening Plenary!", "better", "opening-plenary"),
        (
            parse_web_address,
            "www.a.org",
            "advice",
            "Write: https://www.a.org",
        ),
        (parse_asset, r"C:\pictures\a.jpg", "advice", "images/a.jpg"),
        (parse_picture, "a.txt", "advice", ".jpg"),
        (parse_picture, "a.heic", "advice", "Export it as JPEG"),
        (parse_picture, "a.eps", "advice", "SVG or PNG"),
        (parse_datetime, "20/05/2027 9am", "guess", "Did you mean 2027-05-20 09:00?"),
        (
            parse_datetime,
            "Thursday 20 May 2027 at 9am",
            "guess",
            "Did you mean 2027-05-20 09:00?",
        ),
        (parse_datetime, "2027-05-20 24:00", "guess", "Did you mean 2027-05-21 00:00?"),
        (parse_datetime, "2027-05-20 9am", "guess", "Did you mean 09:00?"),
        (parse_datetime, "20 May 2027", "day", "2027-05-20"),
        (parse_date_or_number, "0", "guess", "from 1"),
        (parse_date_or_number, "Thursday", "guess", "delete the line"),
        (parse_time, "12", "guess", "Did you mean 12:00?"),
        (
            parse_time,
            "9.00am to 2pm",
            "guess",
            "apart: “start: 09:00” and “end: 14:00”.",
        ),
        (parse_time, "09:40–10:05", "guess", "apart: “start: 09:40” and “end: 10:05”."),
        (parse_date_or_number, "Thursday", "guess", "such as 2027-06-10"),
        (parse_time, "9", "guess", "Did you mean 09:00?"),
    ],
)
def test_refusal_says_what_to_write(
    parse: Parse, text: str, fact: str, advice: str
) -> None:
    assert advice in str(refusal(parse, text).facts[fact])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("20 May 2027", "20 May 2027"),  # and not at 20:27
        ("20 May, 9am", "2027-05-20 09:00"),
        ("Thursday 20 May 2027 at 0930", "2027-05-20 09:30"),
        ("20 May 2027 24:00", "2027-05-21 00:00"),
        ("“20/5/27 9.30”", "2027-05-20 09:30"),
    ],
)
def test_entered_day_and_time_are_written_as_files_have_them(
    text: str, value: str
) -> None:
    assert to_written(input_fields(EventRecord)["starts"], text, 2027) == value


def test_several_names_are_those_between_commas_and_words() -> None:
    assert several_names("ann, bob and cy")["better"] == "[ann, bob, cy]"
    assert several_names("ann") == {}


class Shape(StrEnum):
    ROUND = "round"
    VERY_LONG = "very long"


@pytest.mark.parametrize(
    "text", ["very long", "Very Long", "VERY-LONG", "very_long", Shape.VERY_LONG]
)
def test_choice_ignores_case_hyphens_and_underscores(text: str) -> None:
    assert parse_choice(Shape, text) is Shape.VERY_LONG


def test_choice_suggests_the_nearest_word() -> None:
    validate = partial(parse_choice, Shape)

    assert refusal(validate, "rund").facts["suggestion"] == "Did you mean “round”?"
    assert (
        refusal(validate, "zzz").facts["suggestion"]
        == "You can write: round, very long."
    )
    assert refusal(validate, "zzz").code == "R119"


RATES = """\
currency: {currency}
rates:
  - id: a
    name: A
    price: "{price}"
  - id: b
    name: B
    prices:
      - {{amount: "{price}", until: 2027-01-31}}
      - {{amount: 400, from: 2027-02-01}}
  - id: c
    name: C
    prices: {{amount: "{price}"}}
"""
SPONSORS = """\
currency: {currency}
tiers:
  - id: a
    name: A
    price: "{price}"
    subsidised_price: "{price}"
    benefits: [{{name: Vouchers, amount: $5 each}}]
"""


@pytest.mark.parametrize(
    ("currency", "price"),
    [
        ("GBP", "£345"),
        ("GBP", "345 GBP"),
        ("EUR", "€345"),
        ("USD", "$345 USD"),
        ("EUR", "“€345”"),
    ],
)
def test_price_may_name_the_currency_of_its_file(
    tmp_path: Path, currency: str, price: str
) -> None:
    event = load_soundly(
        write_project(
            tmp_path,
            {
                "data/rates.yaml": RATES.format(currency=currency, price=price),
                "data/sponsors.yaml": SPONSORS.format(currency=currency, price=price),
            },
        )
    )

    assert event.rates is not None and event.rates.rates[0].price == 345


@pytest.mark.parametrize(
    ("currency", "price", "price_currency"),
    [
        ("GBP", "$345", "USD"),
        ("GBP", "345 USD", "USD"),
        ("EUR", "£345", "GBP"),
        ("USD", "345EUR", "EUR"),
        ("GBP", "£345 EUR", "EUR"),
        ("GBP", "$345 GBP", "USD"),
    ],
)
def test_price_in_another_currency_than_its_file_is_a_mistake(
    tmp_path: Path, currency: str, price: str, price_currency: str
) -> None:
    _, log = load(
        write_project(
            tmp_path,
            {
                "data/rates.yaml": RATES.format(currency=currency, price=price),
                "data/sponsors.yaml": SPONSORS.format(currency=currency, price=price),
            },
        )
    )

    assert [
        (diagnostic.code, diagnostic.span.path, diagnostic.span.line)
        for diagnostic in log
    ] == [
        ("W117", "data/rates.yaml", 5),
        ("W117", "data/rates.yaml", 9),
        ("W117", "data/rates.yaml", 13),
        ("W117", "data/sponsors.yaml", 5),
        ("W117", "data/sponsors.yaml", 6),
    ]
    assert next(iter(log)).headline == (
        f"“{price}” is in {price_currency}, but this price is in {currency}."
    )


def test_price_without_a_currency_line_is_in_pounds(tmp_path: Path) -> None:
    rates = "rates:\n  - {id: a, name: A, price: $345}\n"
    _, log = load(write_project(tmp_path, {"data/rates.yaml": rates}))

    assert [(diagnostic.code, diagnostic.span.line) for diagnostic in log] == [
        ("W117", 2)
    ]


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("GPB", "Did you mean “GBP” (British Pound)?"),
        ("$", "Did you mean “USD” (US Dollar)?"),
        ("Swiss franc", "Did you mean “CHF” (Swiss Franc)?"),
        ("DEM", "Write its three letters, such as GBP, EUR or USD."),
    ],
)
def test_unknown_currency_has_a_suggestion(text: str, suggestion: str) -> None:
    assert refusal(parse_currency, text).facts["suggestion"] == suggestion


def test_innermost_currency_holds(tmp_path: Path) -> None:
    rates = """\
currency: EUR
rates:
  - {id: a, name: A, price: €345}
  - {id: b, name: B, currency: CHF, price: 345 CHF}
  - id: c
    name: C
    currency: CHF
    prices: [{amount: ¥4000, currency: JPY}, {amount: 30 CHF}]
"""
    tiers = "tiers: [{id: a, name: A, price: $5}, {id: b, name: B, currency: NOK, price: 5 kr}]"
    files = {"data/rates.yaml": rates, "data/sponsors.yaml": tiers}
    _, log = load(write_project(tmp_path, files))

    assert [diagnostic.headline for diagnostic in log] == [
        "“$5” is in USD, but this price is in GBP."
    ]
