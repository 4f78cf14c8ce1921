"""Currencies of ISO 4217, and amounts of money as people type them."""

import re
from decimal import Decimal
from pathlib import Path
from typing import Annotated, NamedTuple

from microsite.diagnostics.display import closest_match
from microsite.model.parsing import ParseError, ValueType
from microsite.model.types import text_type


class CurrencyFacts(NamedTuple):
    """A line of `currencies.txt`, which is in the order of likelihood."""

    code: str
    decimals: int
    sign: str  # `A$`: the sign in English, which no other currency has
    short_sign: str  # `$`: the sign that people may type
    name: str


LINES = (
    Path(__file__)
    .with_name("currencies.txt")
    .read_text(encoding="utf-8")
    .splitlines()[1:]
)
ROWS = (line.split(" ", 4) for line in LINES)
CURRENCIES = {
    code: CurrencyFacts(code, int(units), *texts) for code, units, *texts in ROWS
}
MARK = r"[^\W\d]{1,3}|[^\W\d]{0,2}[^\w\s.,+-]"
AMOUNT = re.compile(
    rf"(?:({MARK})\s*)?((?:\d{{1,9}}|[1-9]\d{{0,2}}(?:,\d{{3}}){{1,2}})(?:\.(\d{{2,3}}))?)"
    rf"(?:\s*({MARK}))?"
)


def parse_currency(text: str) -> str:
    """Return the code of a currency: `GBP`."""
    if text.upper() in CURRENCIES:
        return text.upper()
    codes = {row.name.upper(): row.code for row in CURRENCIES.values()}
    codes |= {code: code for code in CURRENCIES}
    near = closest_match(text.upper(), [*CURRENCIES][:20]) or closest_match(
        text.upper(), codes
    )
    code = [*_meant_by(text), codes.get(near or "")][0]
    advice = "Write its three letters, such as GBP, EUR or USD."
    suggestion = f"Did you mean “{code}” ({CURRENCIES[code].name})?" if code else advice
    raise ParseError("R119", given=text, suggestion=suggestion)


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
    rows = CURRENCIES.items()
    return [
        code
        for code, row in rows
        if sign in (code, code.lower(), row.sign, row.short_sign)
    ]


def parse_money(text: str) -> Decimal:
    """Return an amount of money: `345`, `345.00`, `£1,345`, `120 CHF`, `free`."""
    return parse_amount(text)[0]


Currency = Annotated[str, text_type(parse_currency, "^[A-Za-z]{3}$", "GBP")]
Money = Annotated[
    Decimal, ValueType(parse_money, {"type": ["number", "string"], "examples": [45]})
]
