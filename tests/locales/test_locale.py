"""Days and times in words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from microsite.locales.locale import ENGLISH


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2027-05-20", "2027-05-20", "Thursday 20 May 2027"),
        ("2027-06-02", "2027-06-03", "2 and 3 June 2027"),
        ("2027-06-02", "2027-06-05", "2 to 5 June 2027"),
        ("2027-06-30", "2027-07-02", "30 June to 2 July 2027"),
        ("2027-12-31", "2028-01-01", "31 December 2027 to 1 January 2028"),
    ],
)
def test_date_range_leaves_out_what_both_days_share(
    first: str, last: str, words: str
) -> None:
    assert (
        ENGLISH.date_range(date.fromisoformat(first), date.fromisoformat(last)) == words
    )


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (1, "1 minute"),
        (45, "45 minutes"),
        (60, "1 hour"),
        (150, "2 hours 30 minutes"),
    ],
)
def test_duration_is_in_hours_and_minutes(minutes: int, words: str) -> None:
    assert ENGLISH.duration(minutes) == words


@pytest.mark.parametrize(
    ("amount", "currency", "words"),
    [
        ("345", "GBP", "£345"),
        ("1345.50", "EUR", "€1,345.50"),
        ("0", "USD", "$0"),
        ("12000.00", "GBP", "£12,000"),
    ],
)
def test_money_has_its_sign_and_decimals_if_it_needs_them(
    amount: str, currency: str, words: str
) -> None:
    assert ENGLISH.money(Decimal(amount), currency) == words
