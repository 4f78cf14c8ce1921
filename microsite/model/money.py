"""Currencies of ISO 4217, and amounts of money as people type them."""

import re
from decimal import Decimal
from pathlib import Path
from typing import Annotated, NamedTuple

from microsite.diagnostics.display import closest_match
from microsite.model.types import ParseError, ValueType, text_type


class CurrencyFacts(NamedTuple):
    """A line of `currencies.txt`, which is in the order of likelihood."""

    code: str
    decimals: int
    sign: str  # `A$`: the sign in English, which no other currency has
    short_sign: str  # `$`: the sign that people may type
    name: str


LINES = Path(__file__).with_name("currencies.txt").read_text(encoding="utf-8").splitlines()[1:]
ROWS = (line.split(" ", 4) for line in LINES)
CURRENCIES = {code: CurrencyFacts(code, int(units), *texts) for code, units, *texts in ROWS}
MARK = r"[^\W\d]{1,3}|[^\W\d]{0,2}[^\w\s.,+-]"
AMOUNT = re.compile(
    rf"(?:({MARK})\s*)?((?:\d{{1,9}}|[1-9]\d{{0,2}}(?:,\d{{3}}){{1,2}})(?:\.(\d{{2,3}}))?)"
    rf"(?:\s*({MARK}))?"
)


def parse_currency(given: str) -> str:
    """Return the code of a currency: `GBP`."""
    if given.upper() in CURRENCIES:
        return given.upper()
    names = {it.name.upper(): it.code for it in CURRENCIES.values()} | {it: it for it in CURRENCIES}
    near = closest_match(given.upper(), [*CURRENCIES][:20]) or closest_match(given.upper(), names)
    meant = [*_meant_by(given), names.get(near or "")][0]
    advice = "Write its three letters, such as GBP, EUR or USD."
    suggestion = f"Did you mean “{meant}” ({CURRENCIES[meant].name})?" if meant else advice
    raise ParseError("R119", given=given, suggestion=suggestion)


def parse_amount(given: str) -> tuple[Decimal, int, list[list[str]]]:
    """Return an amount, its decimals, and the currencies that each sign or code beside it means."""
    match = AMOUNT.fullmatch("0" if given.lower() == "free" else given)
    meant = [_meant_by(sign) for sign in match.group(1, 4) if sign] if match else []
    if match is None or not all(meant):
        raise ParseError("R110", given=given)
    return Decimal(match[2].replace(",", "")), len(match[3] or ""), meant


def _meant_by(sign: str) -> list[str]:
    known = CURRENCIES.values()
    return [it.code for it in known if sign in (it.code, it.code.lower(), it.sign, it.short_sign)]


def parse_money(given: str) -> Decimal:
    """Return an amount of money: `345`, `345.00`, `£1,345`, `120 CHF`, `free`."""
    return parse_amount(given)[0]


Currency = Annotated[str, text_type(parse_currency, "^[A-Za-z]{3}$", "GBP")]
Money = Annotated[Decimal, ValueType(parse_money, {"type": ["number", "string"], "examples": [45]})]
