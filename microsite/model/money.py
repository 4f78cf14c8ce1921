"""Currencies and amounts of money, as people type them."""

import re
from decimal import Decimal
from typing import Annotated

from microsite.diagnostics.display import closest_match
from microsite.model.currencies import CURRENCIES
from microsite.model.parsing import ParseError, ValueType
from microsite.model.types import text_type

LIKELY = 20
"""Number of currencies that are guessed before all others."""
MARK = r"[^\W\d]{1,3}|[^\W\d]{0,2}[^\w\s.,+-]"
AMOUNT = re.compile(
    rf"(?:({MARK})\s*)?((?:\d{{1,9}}|[1-9]\d{{0,2}}(?:,\d{{3}}){{1,2}})(?:\.(\d{{2,3}}))?)"
    rf"(?:\s*({MARK}))?"
)


def parse_currency(text: str) -> str:
    """Return the code of a currency: `GBP`."""
    if text.upper() in CURRENCIES:
        return text.upper()
    code = _guess_currency(text)
    if code:
        suggestion = f"Did you mean “{code}” ({CURRENCIES[code].name})?"
    else:
        suggestion = "Write its three letters, such as GBP, EUR or USD."
    raise ParseError("R119", given=text, suggestion=suggestion)


def _guess_currency(text: str) -> str | None:
    """Return the code of the currency that a sign, a name or a misspelt code means."""
    codes = _meant_by(text)
    if codes:
        return codes[0]
    likely = list(CURRENCIES)[:LIKELY]
    code = closest_match(text.upper(), likely)
    if code:
        return code
    codes_by_word = {row.name.upper(): row.code for row in CURRENCIES.values()}
    codes_by_word |= {code: code for code in CURRENCIES}
    word = closest_match(text.upper(), codes_by_word)
    return codes_by_word[word] if word else None


def parse_amount(text: str) -> tuple[Decimal, int, list[list[str]]]:
    """Return an amount, its decimals, and the currencies that each sign or code beside
    it means.
    """
    match = AMOUNT.fullmatch("0" if text.lower() == "free" else text)
    codes = [_meant_by(sign) for sign in match.group(1, 4) if sign] if match else []
    if match is None or not all(codes):
        raise ParseError("R110", given=text)
    return Decimal(match[2].replace(",", "")), len(match[3] or ""), codes


def _meant_by(sign: str) -> list[str]:
    """Return the codes of the currencies that a sign or a code can mean."""
    codes = []
    for code, row in CURRENCIES.items():
        if sign in (code, code.lower(), row.sign, row.short_sign):
            codes.append(code)
    return codes


def parse_money(text: str) -> Decimal:
    """Return an amount of money: `345`, `345.00`, `£1,345`, `120 CHF`, `free`."""
    return parse_amount(text)[0]


Currency = Annotated[str, text_type(parse_currency, "^[A-Za-z]{3}$", "GBP")]
Money = Annotated[
    Decimal, ValueType(parse_money, {"type": ["number", "string"], "examples": [45]})
]
