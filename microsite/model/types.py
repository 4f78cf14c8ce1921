"""Types of values: one parse function for each, and its JSON Schema."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date, datetime, time
from decimal import Decimal
from functools import partial
from typing import Annotated, Any, NamedTuple, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from microsite.diagnostics.display import closest_match, did_you_mean
from microsite.model import dates
from microsite.model.choices import CHOICE_SYNONYMS, ZONES
from microsite.model.parsing import ListSyntax, ParseError, ValueType, match_whole
from microsite.source.files import MAX_SLUG_LENGTH, SLUG, slugify
from microsite.source.nodes import truncate

AnyNumber = TypeVar("AnyNumber", int, Decimal)
Choice = TypeVar("Choice", bound=str)
Value = TypeVar("Value")

LONGEST_LINE = 400
MAX_LABEL = 60
LONGEST_ADDRESS = 2000
WITHOUT_SCHEME = re.compile(r"www\.|([a-z0-9-]+\.)+[a-z]{2,}(/|$)", re.IGNORECASE)
COPY_AGAIN = "Copy it again from the address bar of a browser."
YES = frozenset(("yes", "true", "y", "on"))
NO = frozenset(("no", "false", "n", "off"))
YES_NO = ("yes", "no")
PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".svg", ".avif")
NEEDED_ADDRESSES = re.compile(
    r"\.|assets/(?:css|fonts|icons|js)/"
    r"|(?:CNAME|_headers|_redirects|build\.json|robots\.txt|sw\.js|staticwebapp\.config\.json|"
    r"web\.config)$"
)
"""Addresses that the site or its host needs, so that they cannot be redirected."""


class FocalPoint(NamedTuple):
    """Point of a photo to keep in view when it is cropped, in per cent from the left
    and top.
    """

    across: int
    down: int


def parse_line(text: str, most: int = LONGEST_LINE) -> str:
    """Return one line: white space folded, letters composed."""
    line = unicodedata.normalize("NFC", " ".join(text.split()))
    if not line:
        raise ParseError("R104")
    if len(line) > most:
        raise ParseError("R105", length=len(line), most=most)
    return line


parse_label = partial(parse_line, most=MAX_LABEL)


def parse_markdown(text: str) -> str:
    """Return Markdown as it is typed, letters composed."""
    return unicodedata.normalize("NFC", text)


def parse_slug(text: str) -> str:
    """Return an id for addresses and references: `opening-plenary`."""
    if not SLUG.match(text) or len(text) > MAX_SLUG_LENGTH:
        raise ParseError("R106", given=text, better=slugify(text) or "opening-plenary")
    return text


def parse_yes_no(text: str) -> bool:
    """Return whether the text says yes, in any common form."""
    if text.lower() not in YES | NO:
        raise ParseError("R107", given=text)
    return text.lower() in YES


def parse_count(text: str) -> int:
    """Return a whole number from 0: `1,200`."""
    return int(
        match_whole(r"\d{1,3}(,\d{3})+|\d{1,9}", text, "R108")[0].replace(",", "")
    )


def parse_number(text: str) -> Decimal:
    """Return a decimal number: `6.5`."""
    return Decimal(match_whole(r"-?\d{1,9}(\.\d{1,9})?", text, "R109")[0])


def parse_in_range(
    parse: Callable[[str], AnyNumber], least: int, most: int, text: str
) -> AnyNumber:
    """Return a number between two others."""
    number = parse(text)
    if not least <= number <= most:
        raise ParseError("R133", given=number, least=least, most=most)
    return number


parse_stroke_count = partial(parse_in_range, parse_count, 1, 150)
"""More strokes could not be distinguished on a phone."""
parse_latitude = partial(parse_in_range, parse_number, -90, 90)
parse_longitude = partial(parse_in_range, parse_number, -180, 180)


def parse_web_address(text: str) -> str:
    """Return an https or http address."""
    if len(text) > LONGEST_ADDRESS:
        raise ParseError("R105", length=len(text), most=LONGEST_ADDRESS)
    try:
        parts = urlsplit(text)
        is_whole = parts.hostname and parts.port != 0 and parts.username is None
    except ValueError:
        raise ParseError("R111", given=text, advice=COPY_AGAIN) from None
    is_clean = not re.search(r"[\s<>\"“”‘’\x00-\x1f\\]", text)
    address_inside = re.search(r".(https?://[^\s<>\"“”‘’]+)", text)
    if address_inside and not is_clean:
        advice = f"Write: {address_inside[1].rstrip('.,;')}"
    elif is_clean and WITHOUT_SCHEME.match(text):
        advice = f"Write: https://{text}"
    elif parts.scheme.lower() not in ("http", "https"):
        advice = "Start it with https://."
    elif not (is_clean and is_whole):
        advice = COPY_AGAIN
    else:
        return text
    raise ParseError("R111", given=text, advice=advice)


def parse_email(text: str) -> str:
    """Return an email address, without `mailto:`."""
    address = r"[^\s@<>\",;:()\[\]\\]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+"
    return match_whole(f"(?:mailto:)?({address})", text, "R112")[1]


def parse_contact(text: str) -> str:
    """Return an email or web address."""
    return (
        parse_email(text)
        if "@" in text and "://" not in text
        else parse_web_address(text)
    )


def parse_phone(text: str) -> str:
    """Return a telephone number as it is shown: digits, spaces, plus, brackets,
    hyphens.
    """
    match_whole(r"(?=(?:\D*\d){3,15}\D*$)\s*\+?[\d\s()\-]+", text, "R113")
    return " ".join(text.split())


def parse_asset(text: str) -> str:
    """Return the path of a file in `assets/`."""
    if "\\" in text or re.match(r"[A-Za-z]:|file:", text):
        name = re.split(r"[\\/]", text)[-1]
        advice = f"Copy the file into assets/images/ and write images/{name}."
    elif re.match(r"https?:", text):
        advice = (
            "Save the file into assets/ first. The site loads no files from other"
            " sites."
        )
    elif any(part in ("", ".", "..") for part in text.split("/")):
        advice = "Write its path inside assets/, such as images/venue.jpg."
    else:
        return re.sub("^(assets/)+", "", text)
    raise ParseError("R114", given=text, advice=advice)


def parse_picture(text: str) -> str:
    """Return the path of an image in `assets/`."""
    asset = parse_asset(text)
    if not asset.lower().endswith(PICTURES):
        advice = f"Use a file that ends in {', '.join(PICTURES)}."
        warning = "Renaming it does not help."
        if asset.lower().endswith((".heic", ".heif")):
            advice = f"Export it as JPEG from Photos on the iPhone or Mac. {warning}"
        elif asset.lower().endswith((".eps", ".ai", ".pdf", ".psd")):
            advice = f"Ask for it as SVG or PNG. {warning}"
        raise ParseError("R115", given=text, advice=advice)
    return asset


def parse_focus(text: str) -> FocalPoint:
    """Return the focal point of a photo: `50% 30%`."""
    percentage = r"(100|0?\d{1,2})\s*%?"
    match = match_whole(rf"{percentage}(?:\s*,\s*|\s+){percentage}", text, "R135")
    return FocalPoint(int(match[1]), int(match[2]))


def parse_language(text: str) -> str:
    """Return a language tag such as `en-GB` or `cy`."""
    return match_whole(
        r"[A-Za-z]{2,3}(?!.*-[Uu][Kk]$)(-[A-Za-z0-9]{2,8})*", text, "R116"
    )[0]


def parse_country(text: str) -> str:
    """Return the code of a country: `GB`."""
    if not re.fullmatch("[A-Za-z]{2}", text):
        advice = "Write its two letters, such as GB, PT or US."
        raise ParseError("R119", given=text, suggestion=advice)
    return text.upper()


def parse_colour(text: str) -> str:
    """Return a colour such as `#1b4d89`."""
    digits = match_whole(r"#?([0-9a-fA-F]{6}|[0-9a-fA-F]{3})", text, "R117")[1].lower()
    return "#" + (
        digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    )


def parse_old_address(text: str) -> str:
    """Return a former path of this site: `agenda.html`; without an ending it is a
    folder.
    """
    path = text.removeprefix("/")
    parts = path.removesuffix("/").split("/")
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", text):
        advice = "Leave out the name of the site. Write only the part after it."
    elif "?" in path or "#" in path:
        advice = "Leave out the question mark or the #, and the text after it."
    elif any(part.strip(".") == "" for part in parts):
        advice = "Write it from the root of the site, such as speakers/j-smith/."
    elif not re.fullmatch(r"[A-Za-z0-9._~/-]+", path):
        advice = "Use only letters, digits, hyphens and dots."
    elif NEEDED_ADDRESSES.match(path):
        advice = "The site or its host uses this address."
    else:
        return path if path.endswith("/") or "." in parts[-1] else f"{path}/"
    raise ParseError("R134", given=text, advice=advice)


def parse_new_address(text: str) -> str:
    """Return a link of the project, or a web address."""
    line = parse_line(text)
    return (
        parse_web_address(line) if re.match(r"https?:", line, re.IGNORECASE) else line
    )


SECRET = re.compile(
    r"(?:^|//)[^/\s:@]*:[^/\s@]+@|(?:key|pass|secret|token)\w{0,99}=|\b(?:nfp_|ghp_|AKIA)\w{9}"
    r"|^(?=.*\d)(?=.*[A-Z])(?=.*[a-z])[\w-]{32,}$"
)  # passwords in addresses, and keys and tokens in the form that hosts give them
SECRET_NAMES = re.compile(
    r"pass(?:word|phrase)|secret|token|(?:access|api)_?key", re.IGNORECASE
)


def parse_target(pattern: str, text: str) -> str:
    """Return a place to publish to, which must not contain a secret."""
    if SECRET.search(text):
        raise ParseError("R138")
    return match_whole(pattern, text, "R137")[0]


def several_names(text: str) -> dict[str, str]:
    """Return the facts for R118 of several names that are typed as one; none for a
    single name.
    """
    parts = re.split(r"[,;]| and | & ", text)
    if len(parts) == 1:
        return {}
    advice = f'If it is one name, put it in square brackets: ["{text}"].'
    names = filter(None, (part.strip("[]() ") for part in parts))
    return {
        "given": truncate(text, 100),
        "better": f"[{', '.join(names)}]",
        "otherwise": advice,
    }


def parse_choice(choices: Iterable[Choice], text: str) -> Choice:
    """Return one of several words. Case, hyphens and underscores do not matter."""
    words = _words(text)
    for choice in choices:
        if choice == text or _words(choice) == words:
            return choice
    suggestion = did_you_mean(CHOICE_SYNONYMS.get(" ".join(words), text), choices)
    raise ParseError("R119", given=text, suggestion=suggestion)


def _words(text: str) -> list[str]:
    return text.casefold().replace("-", " ").replace("_", " ").split()


def parse_time_zone(text: str) -> str:
    """Return a time zone by its IANA name, such as `Europe/London`."""
    lowered = text.lower()
    guess = ZONES.get(lowered)
    if guess is None:
        with suppress(OSError, ValueError, KeyError):
            return ZoneInfo(text).key
        zones = sorted(
            name for name in available_timezones() if re.match("(?!Etc/).*/", name)
        )
        cities = {zone.rpartition("/")[2].lower(): zone for zone in zones}
        words = [lowered.replace(" ", "_"), *re.findall(r"[^\W\d_]+", lowered)]
        city = next((cities[word] for word in words if word in cities), None)
        guess = city or closest_match(text, zones)
    advice = "Write a time zone such as Europe/London or America/New_York."
    suggestion = f"Did you mean “{guess}”?" if guess else advice
    raise ParseError("R127", given=text, suggestion=suggestion)


def choice_type(*words: str) -> ValueType:
    """Return a type of value that is one of several words."""
    return ValueType(partial(parse_choice, words), {}, words)


def text_type(
    parse: Callable[[str], Any], pattern: str = "", example: str = "", **schema: Any
) -> ValueType:
    """Return a type of value that is typed as text."""
    schema |= {"pattern": pattern} if pattern else {}
    schema |= {"examples": [example]} if example else {}
    return ValueType(parse, {"type": "string", **schema})


Line = Annotated[str, text_type(parse_line)]
Label = Annotated[str, text_type(parse_label)]
Markdown = Annotated[str, text_type(parse_markdown, description="Markdown")]
Slug = Annotated[
    str, text_type(parse_slug, r"^[a-z0-9]+(-[a-z0-9]+)*$", "opening-plenary")
]
Reference = Annotated[str, text_type(parse_line)]
YesNo = Annotated[
    bool, ValueType(parse_yes_no, {"enum": [True, False, "yes", "no"]}, YES_NO)
]
Count = Annotated[int, ValueType(parse_count, {"type": "integer", "minimum": 0})]
Number = Annotated[Decimal, ValueType(parse_number, {"type": "number"})]
Latitude = Annotated[Decimal, ValueType(parse_latitude, {"type": "number"})]
Longitude = Annotated[Decimal, ValueType(parse_longitude, {"type": "number"})]
WebAddress = Annotated[
    str, text_type(parse_web_address, r"^https?://", "https://example.org/")
]
Email = Annotated[str, text_type(parse_email, example="events@example.org")]
Contact = Annotated[str, text_type(parse_contact, example="security@example.org")]
Phone = Annotated[str, text_type(parse_phone, example="020 7946 0000")]
Asset = Annotated[str, text_type(parse_asset, example="downloads/slides.pdf")]
Picture = Annotated[str, text_type(parse_picture, example="images/venue.jpg")]
FocusPoint = Annotated[
    FocalPoint, text_type(parse_focus, r"^\d{1,3}\s*%?[\s,]+\d{1,3}\s*%?$", "50% 30%")
]
Country = Annotated[str, text_type(parse_country, r"^[A-Za-z]{2}$", "GB")]
Language = Annotated[str, text_type(parse_language, example="en-GB")]
Colour = Annotated[str, text_type(parse_colour, r"^#[0-9a-fA-F]{3,6}$", "#1b4d89")]
StrokeCount = Annotated[
    int, ValueType(parse_stroke_count, {"type": "integer", "minimum": 0})
]
HostFolder = Annotated[
    str, text_type(partial(parse_target, r"\w[^:/\s]*:.*[^/.~\s]/?"))
]
HostedSite = Annotated[str, text_type(partial(parse_target, r"[A-Za-z0-9][\w.-]*"))]
OldAddress = Annotated[str, ValueType(parse_old_address, {})]
NewAddress = Annotated[str, text_type(parse_new_address)]
Day = Annotated[date, text_type(dates.parse_date, r"^\d{4}-\d{2}-\d{2}$", "2027-05-20")]
TimeOfDay = Annotated[time, text_type(dates.parse_time, r"^\d{1,2}:\d{2}$", "09:30")]
LocalDateTime = Annotated[
    datetime | None, text_type(dates.parse_datetime, example="2027-05-20 09:30")
]
Duration = Annotated[int, text_type(dates.parse_duration, example="45 minutes")]
TimeZone = Annotated[str, text_type(parse_time_zone, example="Europe/London")]
DayOrNumber = Annotated[
    date | int,
    text_type(
        dates.parse_date_or_number, r"^(\d{4}-\d{2}-\d{2}|\d{1,2})$", "2027-05-20"
    ),
]

OneOrMore = Annotated[tuple[Value, ...], ListSyntax.ONE_OR_MORE]
NameList = Annotated[tuple[Value, ...], ListSyntax.NAMES]
Lines = OneOrMore[Line]
