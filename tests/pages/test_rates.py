"""Prices in any currency, with VAT or another tax, or free."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from microsite.pages.overview import build_home
from microsite.pages.rates import booking_status_text, rates_view, sponsorship_view
from microsite.site.site import Site
from microsite.site.state import change_times
from microsite.site.structured_data import event_node
from microsite.site.urls import CASE, HOME, RATES, SPONSORSHIP, WHOLE_EVENT
from tests.export_helpers import export_files, html_of, make_site
from tests.making import EVENT, sessions_yaml

BOOKING = "booking: {url: https://booking.example/}\nvenue: {name: Example House}\n"


def rates(root: Path, text: str, event: str = EVENT + BOOKING) -> tuple[Site, Any]:
    """Return a site with these rates, and the view of their page."""
    site = make_site(root, {"data/rates.yaml": text}, event)
    return site, rates_view(site)


def test_rates_that_are_still_to_be_written_are_not_on_the_home_page(
    tmp_path: Path,
) -> None:
    site = make_site(
        tmp_path, {"data/rates.yaml": "currency: GBP\nvat: excluded\nrates:\n"}
    )

    assert 'id="rates"' not in html_of(site, HOME)


def test_rates_have_currencies_side_by_side(tmp_path: Path) -> None:
    site, view = rates(
        tmp_path,
        "vat: included\nrates:\n"
        "- {id: a, name: A, price: 345}\n"
        "- {id: b, name: B, price: 395, currency: CHF}\n"
        "- {id: c, name: C, price: '64,000', currency: JPY}\n"
        "- {id: d, name: D, price: 40.250, currency: KWD}\n"
        "- {id: e, name: E, price: 295, currency: AUD}\n",
        EVENT + BOOKING + "currency: EUR\n",
    )

    amounts = [
        row.prices[0].amount.replace("\N{NO-BREAK SPACE}", " ")
        for row in view.rates.rows
    ]
    assert amounts == ["€345", "CHF 395", "JP¥64,000", "KWD 40.250", "A$295"]
    offers = event_node(site)["offers"]  # type: ignore[index]
    assert [(offer["price"], offer["priceCurrency"]) for offer in offers] == [
        ("345.00", "EUR"),
        ("395.00", "CHF"),
        ("64000", "JPY"),
        ("40.250", "KWD"),
        ("295.00", "AUD"),
    ]
    exported_rates = json.loads(export_files(site)["event.json"])["rates"]
    assert exported_rates["currency"] == "EUR"
    assert [rate.get("currency") for rate in exported_rates["rates"]] == [
        None,
        "CHF",
        "JPY",
        "KWD",
        "AUD",
    ]


def test_total_is_rounded_to_the_minor_unit(tmp_path: Path) -> None:
    _, view = rates(
        tmp_path,
        "vat_percent: 8\nvat_name: Consumption tax\ncurrency: JPY\nrates:\n"
        "- {id: a, name: A, price: 12345}\n",
    )

    assert view.rates.rows[0].prices[0].with_vat == "JP¥13,333"
    assert view.rates.tax == "Consumption tax"


@pytest.mark.parametrize(
    ("settings", "sentence", "note"),
    [
        (
            "vat: excluded",
            "Prices are for one place. VAT at 20% is added.",
            "£9 plus VAT",
        ),
        (
            "vat: included\nvat_name: GST\nvat_percent: 15",
            "Prices are for one place and include GST at 15%.",
            "£9 including GST",
        ),
        ("vat: exempt", "Prices are for one place. No VAT is charged.", "£9"),
        ("vat: none", "Prices are for one place.", "£9"),
    ],
)
def test_rates_have_sentence_and_note_about_tax(
    tmp_path: Path, settings: str, sentence: str, note: str
) -> None:
    site, view = rates(tmp_path, f"{settings}\nrates: [{{id: a, name: A, price: 9}}]\n")

    assert view.vat == sentence
    home = build_home(site).view
    assert home.facts[2].value == note  # type: ignore[attr-defined]


def test_free_places_cost_nothing(tmp_path: Path) -> None:
    site, view = rates(tmp_path, "rates:\n- {id: a, name: A, price: free}\n")

    assert (
        view.rates.rows[0].prices[0].amount,
        view.rates.rows[0].prices[0].with_vat,
    ) == (
        "Free",
        "",
    )
    home = build_home(site).view
    assert home.facts[2].value == "Free"  # type: ignore[attr-defined]
    assert event_node(site)["isAccessibleForFree"] is True  # type: ignore[index]


def test_home_page_has_range_of_each_currency(tmp_path: Path) -> None:
    site, _ = rates(
        tmp_path,
        "rates:\n- {id: a, name: A, prices: [{label: Pounds, amount: 90},"
        " {label: Euros, amount: 100, currency: EUR}]}\n- {id: b, name: B, price: 45}\n",
    )

    home = build_home(site).view
    assert home.facts[2].value == "£45 to £90, €100 plus VAT"  # type: ignore[attr-defined]
    (lowest,) = home.prices  # type: ignore[attr-defined]
    assert [price.title for price in lowest.value.prices] == ["£45", "£90"]


@pytest.mark.parametrize(
    "prices, note",
    [
        ("price: 50", "Early until 31 March 2027, plus VAT"),
        ("prices: [{amount: 70, label: Late}]", "plus VAT"),
    ],
)
def test_cost_on_the_home_page_has_the_last_day_of_its_prices(
    tmp_path: Path, prices: str, note: str
) -> None:
    """Prices of several periods have no last day in common. A price without a period is in each."""
    early = "prices: [{amount: 60, label: Early, until: 2027-03-31}, {amount: 90, label: Late}]"
    site, _ = rates(
        tmp_path,
        f"rates:\n- {{id: a, name: A, {early}}}\n- {{id: b, name: B, {prices}}}\n",
    )
    assert f'<p class="small">{note}</p>' in html_of(site, "")


def test_cost_on_the_home_page_has_no_empty_line_and_smaller_long_prices(
    tmp_path: Path,
) -> None:
    text = "currency: EUR\nvat: none\nrates: [{id: a, name: A, price: 1049.50}]\n"
    site, _ = rates(tmp_path, text)
    assert re.search(
        r'<div[^>]*>\s*<ul class="prices prices--long">', html_of(site, "")
    )


def test_cost_on_the_home_page_leads_to_all_rates(tmp_path: Path) -> None:
    site, _ = rates(
        tmp_path,
        "rates:\n- {id: a, name: A, price: 100}\n- {id: b, name: B, price: 50}\n",
    )
    cost = '<dt>Cost</dt><dd><a href="rates/index.html">£50 to £100 plus VAT</a>'
    assert cost in html_of(site, "")


def test_packages_have_their_own_currencies(tmp_path: Path) -> None:
    tiers = (
        "currency: USD\ntiers:\n- {id: a, name: A, price: 5000}\n"
        "- {id: b, name: B, price: 4000, subsidised_price: 3000, currency: PLN}\n"
    )
    site = make_site(tmp_path, {"data/sponsors.yaml": tiers}, EVENT)
    view = sponsorship_view(site)
    assert view
    (group,) = view.packages
    prices = [(tier.price, tier.subsidised_price) for tier in group.tiers]
    assert [
        tuple(price.replace("\N{NO-BREAK SPACE}", " ") for price in pair)
        for pair in prices
    ] == [
        ("$5,000", ""),
        ("PLN 4,000", "PLN 3,000"),
    ]


SPONSORS = """\
tiers: [{id: main, name: Main}]
sponsors:
- id: tide
  name: Tide Ltd
  tier: main
  jobs:
  - {title: Diver, url: https://tide.example/1, closes: 2027-01-14}
  - {title: Pilot, url: https://tide.example/2, closes: 2027-01-15}
  - {title: Cook, url: https://tide.example/3}
"""


def test_jobs_are_gone_after_their_last_day(tmp_path: Path) -> None:
    site = make_site(tmp_path, {"data/sponsors.yaml": SPONSORS}, EVENT)

    html = html_of(site, SPONSORSHIP)
    assert "Diver" not in html
    assert (
        '<li data-before="2027-01-16T00:00+00:00"><a href="https://tide.example/2">Pilot</a>'
        in html
    )
    assert "until 15 January 2027" in html
    assert '<li><a href="https://tide.example/3">Cook</a></li>' in html
    assert [f"{moment:%d %H:%M}" for moment in change_times(site.event)][:2] == [
        "15 00:00",
        "16 00:00",
    ]


def test_packages_can_be_asked_for_until_the_last_day_of_the_offer(
    tmp_path: Path,
) -> None:
    tiers = "closes: 2027-03-31\ntiers: [{id: main, name: Main, price: 500, available: 2}]\n"
    event = EVENT.replace("organiser:", "organiser:\n  email: events@coasts.example")
    for day, is_offered in ((date(2027, 3, 31), True), (date(2027, 4, 1), False)):
        site = make_site(tmp_path, {"data/sponsors.yaml": tiers}, event, as_of=day)
        html = html_of(site, SPONSORSHIP)
        assert ("?subject=Main" in html, "Until</dt>" in html) == (
            is_offered,
            is_offered,
        )
        closed = '<p class="lead"{}>Closed on 31 March 2027.</p>'
        hidden = ' data-since="2027-04-01T00:00+01:00" hidden'
        assert closed.format(hidden if is_offered else "") in html
        assert "£500" in html
        assert change_times(site.event)[0].date() == date(2027, 4, 1)


def test_planned_booking_is_not_mentioned_on_the_day(tmp_path: Path) -> None:
    """Booking with sample dates never opens, but “not open yet” is wrong once the event is on."""
    files = {"data/sessions.yaml": sessions_yaml("start: 09:00")}
    site = make_site(tmp_path, files, f"{EVENT}{BOOKING}sample: [booking]\n")
    at = [datetime(2027, 5, day, 9, tzinfo=site.event.zone) for day in (19, 20)]
    assert [booking_status_text(site, moment) for moment in at] == [
        "Booking is not open yet",
        "",
    ]


def test_terms_and_steps_open_from_their_titles(tmp_path: Path) -> None:
    event = EVENT + "booking:\n  steps: [{title: Invoice, text: We send it.}]\n"
    terms = """terms: |
  Please read them.

  - **Refunds.** None after *14 days*.
  - **A colleague instead?** Yes.
  - Without a title.
  - **Nested.**
      - **Inner:** opens.
rates: [{id: a, name: A, price: 1}]
"""
    page = html_of(make_site(tmp_path, {"data/rates.yaml": terms}, event), "rates/")

    assert "<li><details><summary>Invoice</summary>We send it.</details></li>" in page
    for title, text in (
        ("Refunds", " None after <em>14 days</em>."),
        ("A colleague instead?", " Yes."),
        ("Inner", " opens."),
    ):
        assert f"<li><details><summary>{title}</summary>{text}</details></li>" in page
    assert "<li>Without a title.</li>" in page
    assert "<li><strong>Nested.</strong>" in page


def test_terms_in_paragraphs_open_too(tmp_path: Path) -> None:
    terms = "terms: |\n  - **Refunds.** None.\n\n  - **Visas.** Ask.\n\n    Early.\nrates: [{id: a, name: A, price: 1}]\n"
    page = html_of(
        make_site(tmp_path, {"data/rates.yaml": terms}, EVENT + BOOKING), "rates/"
    )

    assert "<li><details><summary>Refunds</summary><p> None.</p>" in page
    assert page.count("</details></li>") == 2


def test_page_of_an_event_without_rates_is_about_booking(tmp_path: Path) -> None:
    site = make_site(tmp_path, {}, EVENT + BOOKING)
    page = html_of(site, RATES)
    assert re.search(r"<h1[^>]*>\s*Booking\s*</h1>", page)
    assert "How to book a place at Coasts in common." in page and "Rates" not in page
    assert 'href="../rates/index.html" aria-current="page">Booking</a>' in page


def test_site_has_one_page_of_rates_and_booking(tmp_path: Path) -> None:
    rates_file = {"data/rates.yaml": "rates: [{id: all, name: All, price: 0}]\n"}
    site = make_site(tmp_path, rates_file, EVENT + BOOKING)
    menu = html_of(site, HOME).partition("<main")[0]
    assert menu.count('href="rates/index.html"') == menu.count(">Rates</a>") == 1


@pytest.mark.parametrize("full, is_offered", [("no", True), ("yes", False)])
def test_no_price_is_offered_today_while_no_place_is_left(
    tmp_path: Path, full: str, is_offered: bool
) -> None:
    prices = (
        "prices: [{amount: 90, until: 2027-03-01}, {amount: 120, from: 2027-03-02}]"
    )
    booking = BOOKING.replace("booking: {", f"booking: {{full: {full}, ")
    _, view = rates(
        tmp_path, f"rates:\n- id: a\n  name: A\n  {prices}\n", EVENT + booking
    )
    (row,) = view.rates.rows
    assert any(price.offered for price in row.prices) is is_offered


def test_price_that_never_changes_is_named_once(tmp_path: Path) -> None:
    """In pages, in the email to the budget holder, and in the file with everything."""
    text = """vat: none
rates:
- {id: a, name: A, prices: [{label: Early, amount: 60, until: 2027-03-31}, {label: Late, amount: 90, from: 2027-04-01}]}
- {id: b, name: B, price: 50}
- {id: c, name: C, prices: [{label: Early, amount: 40, until: 2027-03-31}, {label: Late, amount: 40, from: 2027-04-01}]}
"""
    event = EVENT + BOOKING + "outcomes: [{title: Tides}]\n"
    files = {
        "data/rates.yaml": text,
        "data/sessions.yaml": sessions_yaml("start: 09:00"),
    }
    site = make_site(tmp_path, files, event)
    view: Any = rates_view(site)

    amounts = [[price.amount for price in row.prices] for row in view.rates.rows]
    assert amounts == [["£60", "£90"], ["£50"], ["£40"]]
    page, case = html_of(site, RATES), html_of(site, CASE)
    for amount in ("£50", "£40"):
        assert f'<td colspan="2"><b>{amount}</b></td>' in page
        assert f'<td colspan="2"><b>{amount}</b></td>' in case
    assert "- A: £60 (Early), £90 (Late)\r\n" in unquote(
        case
    ) and "- B: £50\r\n" in unquote(case)
    whole_event = html_of(site, WHOLE_EVENT)
    assert re.search(r"<dt>B</dt>\s*<dd><b>£50</b></dd>", whole_event)


@pytest.mark.parametrize(
    "first, second, periods",
    [
        ("until: 2027-03-01", "", ["until 1 March 2027", "from 2 March 2027"]),
        ("", "from: 2027-03-02", ["until 1 March 2027", "from 2 March 2027"]),
        (
            "from: 2027-01-04",
            "from: 2027-03-02",
            ["from 4 January 2027 to 1 March 2027", "from 2 March 2027"],
        ),
        (
            "until: 2027-03-01",
            "until: 2027-05-01",
            ["until 1 March 2027", "from 2 March 2027 to 1 May 2027"],
        ),
    ],
)
def test_prices_without_all_days_take_over_from_each_other(
    tmp_path: Path, first: str, second: str, periods: list[str]
) -> None:
    """None is left out, and each is today's price on its days."""
    days = [f", {words}" if words else "" for words in (first, second)]
    prices = f"[{{label: Early, amount: 90{days[0]}}}, {{label: Late, amount: 120{days[1]}}}]"
    text = f"rates:\n- {{id: a, name: A, prices: {prices}}}\n- {{id: b, name: B, price: 5}}\n"
    _, view = rates(tmp_path, text)
    assert [period.text for period in view.rates.periods] == periods
    (row, constant) = view.rates.rows
    assert [price.amount for price in row.prices] == ["£90", "£120"]
    assert [price.amount for price in constant.prices] == ["£5"]
    assert row.prices[0].offered.until.startswith("2027-03-02")


def test_no_price_is_today_s_before_booking_opens(tmp_path: Path) -> None:
    """It is, from the moment at which booking opens."""
    prices = (
        "prices: [{amount: 90, until: 2027-03-01}, {amount: 120, from: 2027-03-02}]"
    )
    booking = BOOKING.replace("booking: {", "booking: {opens: 2027-02-01 09:00, ")
    _, view = rates(
        tmp_path, f"rates:\n- id: a\n  name: A\n  {prices}\n", EVENT + booking
    )
    periods = [(it.offered.since, it.offered.until) for it in view.rates.rows[0].prices]
    assert periods == [
        ("2027-02-01T09:00+00:00", "2027-03-02T00:00+00:00"),
        ("2027-03-02T00:00+00:00", "2027-05-20T17:00+01:00"),
    ]
