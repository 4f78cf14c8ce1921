"""The kinds of value a field may hold, and how each reads what was typed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, NamedTuple, TypeVar
from urllib.parse import urlsplit

from microsite.diagnostics.suggestions import did_you_mean, list_choices
from microsite.model.rules import After, Before, ForEditors
from microsite.source.files import MAX_SLUG_LENGTH, SLUG, slugify


class ParseError(ValueError):
    """What a field raises when it cannot make sense of what was typed."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


def text_only(given: Any) -> str:
    """The text that was typed; refused where nothing, a list or a block stands instead."""
    if given is None:
        raise ParseError("R104")
    if isinstance(given, str):
        return given.strip()
    advice = "Write one text, on the line of its name."
    if isinstance(given, list):
        if all(isinstance(item, str) for item in given):
            advice += f' If the brackets belong to it, put all of it in straight quotes: "[{", ".join(given)}]"'
        raise ParseError("R103", found="a list", advice=advice)
    if len(given) == 1:
        name, value = next(iter(given.items()))
        advice = f'If it is one text, put all of it in straight quotes: "{name}: {value}"'
    raise ParseError("R103", found="a block of “name: value” lines", advice=advice)


def reads(parse: Callable[[str], Any]) -> Callable[[Any], Any]:
    """A validator from a function on text; values that are already made pass through."""

    def validate(given: Any) -> Any:
        if given is None or isinstance(given, (str, list, dict)):
            return parse(text_only(given))
        return given

    return validate


LONGEST_LINE = 400
LONGEST_ADDRESS = 2000
YES = frozenset(("yes", "true", "y", "on"))
NO = frozenset(("no", "false", "n", "off"))
PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".svg", ".avif")


class FocalPoint(NamedTuple):
    """The point of a picture that must stay in sight when its sides are cut off."""

    across: int
    """From the left, in per cent of the width, 0 to 100."""
    down: int
    """From the top, in per cent of the height, 0 to 100."""


def parse_line(given: str) -> str:
    """Words on one line: white space folded, letters composed."""
    line = unicodedata.normalize("NFC", " ".join(given.split()))
    if not line:
        raise ParseError("R104")
    if len(line) > LONGEST_LINE:
        raise ParseError("R105", length=len(line), most=LONGEST_LINE)
    return line


def parse_markdown(given: str) -> str:
    """Markdown, as typed."""
    return unicodedata.normalize("NFC", given)


def parse_slug(given: str) -> str:
    """The name of a record in addresses and references: `opening-plenary`."""
    if not SLUG.match(given) or len(given) > MAX_SLUG_LENGTH:
        raise ParseError("R106", given=given, better=slugify(given) or "opening-plenary")
    return given


def parse_yes_no(given: str) -> bool:
    """`yes` or `no`, in any of the ways people write them."""
    if given.lower() in YES:
        return True
    if given.lower() in NO:
        return False
    raise ParseError("R107", given=given)


def parse_count(given: str) -> int:
    """A whole number, not below nought."""
    if re.fullmatch(r"\d{1,3}(,\d{3})+|\d{1,9}", given):
        return int(given.replace(",", ""))
    raise ParseError("R108", given=given)


def parse_number(given: str) -> Decimal:
    """A decimal number: `6.5`."""
    if re.fullmatch(r"-?\d{1,9}(\.\d{1,9})?", given):
        return Decimal(given)
    raise ParseError("R109", given=given)


def parse_money(given: str) -> Decimal:
    """An amount of money: `345`, `345.00`, `£1,345`.

    The currency is the file's: `check_currencies` compares it with the one that is typed.
    """
    plain = re.sub(r"^[£$€]\s*|\s*(?:GBP|EUR|USD)$", "", given)
    if re.fullmatch(r"(\d{1,9}|[1-9]\d{0,2}(,\d{3}){1,2})(\.\d{2})?", plain):
        return Decimal(plain.replace(",", ""))
    raise ParseError("R110", given=given)


def parse_web_address(given: str) -> str:
    """An address on the web, https or http."""
    if len(given) > LONGEST_ADDRESS:
        raise ParseError("R105", length=len(given), most=LONGEST_ADDRESS)
    try:
        parts = urlsplit(given)
        port_is_sound = parts.port is None or parts.port > 0
    except ValueError:
        raise ParseError(
            "R111", given=given, advice="Copy it again from the address bar of a browser."
        ) from None
    if re.search(r"[\s<>\"“”‘’\x00-\x1f\\]", given):
        raise ParseError(
            "R111", given=given, advice="Take the spaces and quotation marks out of it."
        )
    if re.match(r"www\.|[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}(/|$)", given, re.IGNORECASE):
        raise ParseError(
            "R111", given=given, advice=f"Write it with https in front: https://{given}"
        )
    if parts.scheme.lower() not in ("http", "https"):
        raise ParseError("R111", given=given, advice="It has to start with https://.")
    if not parts.hostname or not port_is_sound or parts.username is not None:
        raise ParseError(
            "R111", given=given, advice="Copy it again from the address bar of a browser."
        )
    return given


def parse_email(given: str) -> str:
    """An e-mail address."""
    plain = given.removeprefix("mailto:")
    if not re.fullmatch(r"[^\s@<>\",;:()\[\]\\]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", plain):
        raise ParseError("R112", given=given)
    return plain


def parse_contact(given: str) -> str:
    """An e-mail address, or an address on the web."""
    return parse_email(given) if "@" in given and "://" not in given else parse_web_address(given)


def parse_phone(given: str) -> str:
    """A telephone number as it is to be shown: digits, spaces, a plus, brackets, hyphens."""
    plain = " ".join(given.split())
    digits = re.sub(r"\D", "", plain)
    if not re.fullmatch(r"\+?[\d ()\-]+", plain) or not 3 <= len(digits) <= 15:
        raise ParseError("R113", given=given)
    return plain


def parse_asset(given: str) -> str:
    """The name of a file inside `assets/`, with `/` between folders."""
    if "\\" in given or re.match(r"[A-Za-z]:|file:", given):
        name = re.split(r"[\\/]", given)[-1]
        raise ParseError(
            "R114",
            given=given,
            advice=f"Copy the file into assets/images/ and write images/{name}.",
        )
    if re.match(r"https?:", given):
        raise ParseError(
            "R114",
            given=given,
            advice="Save the file into assets/ first: the site loads nothing from elsewhere.",
        )
    parts = given.split("/")
    if given.startswith("/") or any(part in ("", ".", "..") for part in parts):
        raise ParseError(
            "R114", given=given, advice="Write its place inside assets/, such as images/venue.jpg."
        )
    return given.removeprefix("assets/")


def parse_picture(given: str) -> str:
    """The name of a picture inside `assets/`."""
    asset = parse_asset(given)
    if not asset.lower().endswith(PICTURES):
        raise ParseError("R115", given=given, endings=", ".join(PICTURES))
    return asset


def parse_focus(given: str) -> FocalPoint:
    """The point of a picture that matters most: `50% 30%`."""
    match = re.fullmatch(r"(\d{1,3})\s*%?(?:\s*,\s*|\s+)(\d{1,3})\s*%?", given)
    if match and int(match[1]) <= 100 and int(match[2]) <= 100:
        return FocalPoint(int(match[1]), int(match[2]))
    raise ParseError("R135", given=given)


def parse_language(given: str) -> str:
    """A language tag such as `en-GB` or `cy`."""
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", given) or given.lower().endswith(
        "-uk"
    ):
        raise ParseError("R116", given=given)
    return given


def parse_colour(given: str) -> str:
    """A colour as `#1b4d89`."""
    match = re.fullmatch(r"#?([0-9a-fA-F]{6}|[0-9a-fA-F]{3})", given)
    if not match:
        raise ParseError("R117", given=given)
    digits = match[1].lower()
    return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))


def listed(given: Any) -> Any:
    """A list; one value alone is a list of one."""
    return [given] if isinstance(given, (str, dict)) else given


def listed_names(given: Any) -> Any:
    """A list of names; names that share one line by mistake are refused."""
    if isinstance(given, str):
        if "," in given or ";" in given or " and " in given:
            names = [
                part.strip()
                for part in re.split(r"[,;]| and ", given.strip("[]()"))
                if part.strip()
            ]
            raise ParseError("R118", given=given, better=f"[{', '.join(names)}]")
        return [given]
    return given


Choice = TypeVar("Choice", bound=StrEnum)


def chosen_from(choices: type[Choice]) -> Callable[[Any], Any]:
    """A validator for one of some words; case, hyphens and underscores do not matter."""
    by_folded = {_folded(choice.value): choice for choice in choices}

    def validate(given: Any) -> Any:
        if isinstance(given, choices):
            return given
        typed = text_only(given)
        if found := by_folded.get(_folded(typed)):
            return found
        words = [choice.value for choice in choices]
        nearest = did_you_mean(typed, words)
        raise ParseError(
            "R119",
            given=typed,
            suggestion=nearest if nearest.startswith("Did") else list_choices(words),
        )

    return validate


def _folded(word: str) -> str:
    return re.sub(r"[\s_\-]+", " ", word.strip().casefold())


def is_short(line: str) -> str:
    """Refuses a label that would not fit where it is shown."""
    if len(line) > 60:
        raise ParseError("R105", length=len(line), most=60)
    return line


def text_schema(pattern: str | None = None, example: str = "", **more: Any) -> ForEditors:
    """What an editor that completes from a JSON Schema is told of a field typed as text."""
    schema: dict[str, Any] = {"type": "string", **more}
    if pattern:
        schema["pattern"] = pattern
    if example:
        schema["examples"] = [example]
    return ForEditors(schema)


Line = Annotated[str, Before(reads(parse_line)), text_schema()]
Label = Annotated[Line, After(is_short)]
Prose = Annotated[str, Before(reads(parse_markdown)), text_schema(description="Markdown")]
Slug = Annotated[
    str, Before(reads(parse_slug)), text_schema(r"^[a-z0-9]+(-[a-z0-9]+)*$", "opening-plenary")
]
Reference = Annotated[str, Before(reads(parse_line)), text_schema()]
YesNo = Annotated[
    bool, Before(reads(parse_yes_no)), ForEditors({"enum": [True, False, "yes", "no"]})
]
Count = Annotated[int, Before(reads(parse_count)), ForEditors({"type": "integer", "minimum": 0})]
Number = Annotated[Decimal, Before(reads(parse_number)), ForEditors({"type": "number"})]
Money = Annotated[
    Decimal,
    Before(reads(parse_money)),
    ForEditors({"type": ["number", "string"], "examples": [345]}),
]
WebAddress = Annotated[
    str, Before(reads(parse_web_address)), text_schema(r"^https?://", "https://example.org/")
]
Email = Annotated[str, Before(reads(parse_email)), text_schema(None, "events@example.org")]
Contact = Annotated[str, Before(reads(parse_contact)), text_schema(None, "security@example.org")]
Phone = Annotated[str, Before(reads(parse_phone)), text_schema(None, "020 7946 0000")]
Asset = Annotated[str, Before(reads(parse_asset)), text_schema(None, "downloads/slides.pdf")]
Picture = Annotated[str, Before(reads(parse_picture)), text_schema(None, "images/venue.jpg")]
FocusPoint = Annotated[
    FocalPoint,
    Before(reads(parse_focus)),
    text_schema(r"^\d{1,3}\s*%?[\s,]+\d{1,3}\s*%?$", "50% 30%"),
]
Language = Annotated[str, Before(reads(parse_language)), text_schema(None, "en-GB")]
Colour = Annotated[str, Before(reads(parse_colour)), text_schema(r"^#[0-9a-fA-F]{3,6}$", "#1b4d89")]
Names = Annotated[tuple[Reference, ...], Before(listed_names)]
Lines = Annotated[tuple[Line, ...], Before(listed)]
