"""Types of values: one parse function for each, and its JSON Schema."""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from functools import partial
from typing import Annotated, Any, NamedTuple, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from msgspec import Struct

from microsite.diagnostics.display import closest_match, did_you_mean
from microsite.project import read_patterns, read_words
from microsite.source.files import MAX_SLUG_LENGTH, SLUG, slugify
from microsite.source.nodes import truncate

AnyNumber = TypeVar("AnyNumber", int, Decimal)
Choice = TypeVar("Choice", bound=str)
Value = TypeVar("Value")


class ParseError(ValueError):
    """Raised by parse functions, with a code of the catalogue and facts for its message."""

    def __init__(self, code: str, given: object = "", **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = {"given": truncate(str(given), 100), **facts}


class ValueType(Struct, frozen=True, eq=False):
    """A type of value: the function that parses it, and the JSON Schema of what can be typed."""

    parse: Callable[[str], Any]  # raises `ParseError`
    schema: dict[str, Any]
    choices: tuple[str, ...] = ()  # words to choose from. Empty if anything can be typed.


class ListSyntax(Enum):
    """Ways to type a list. Several names on one line are an error."""

    ITEMS = "a list"
    ONE_OR_MORE = "a list, or one value"
    NAMES = "a list, or one name"


LONGEST_LINE = 400
MAX_LABEL = 60
WORDS = read_words("model", "types.ini")
KIND_SYNONYMS = dict(WORDS["kinds"])  # kinds of session, by other words that people type
CHOICE_SYNONYMS = KIND_SYNONYMS | dict(WORDS["choices"])  # all words to choose from, likewise
SUMMER_ZONES = dict(WORDS["summer"])  # time zones by the names of their summer time
ZONES = SUMMER_ZONES | dict(WORDS["zones"])
LONGEST_ADDRESS = 2000
WITHOUT_SCHEME = re.compile(r"www\.|([a-z0-9-]+\.)+[a-z]{2,}(/|$)", re.IGNORECASE)
COPY_AGAIN = "Copy it again from the address bar of a browser."
YES = frozenset(("yes", "true", "y", "on"))
NO = frozenset(("no", "false", "n", "off"))
YES_NO = ("yes", "no")
FORMS = list(read_patterns("model", "forms.txt"))  # of dates and lengths of time
ADVICE = list(read_patterns("model", "advice.txt"))  # with patterns of the values that it is for


class FocalPoint(NamedTuple):
    """Point of a photo to keep in view when it is cropped, in per cent from the left and top."""

    across: int
    down: int


def _match(pattern: str, text: str, code: str) -> re.Match[str]:
    """Return the match of a whole text, or raise an error of this code."""
    if match := re.fullmatch(pattern, text):
        return match
    raise ParseError(code, given=text)


def _match_form(name: str, text: str) -> re.Match[str] | None:
    """Return the match of the first form with this name, or None."""
    matches = (re.search(pattern, text) for form, pattern, _ in FORMS if form == name)
    return next(filter(None, matches), None)


def _reject(code: str, text: str) -> None:
    """Raise an error of this code, with the advice for the text, if there is any."""
    for advice, pattern, _ in ADVICE:
        if advice.startswith(code) and (match := re.match(pattern, text)):
            facts = {"advice": advice.removeprefix(f"{code} ").format(**match.groupdict())}
            raise ParseError(code, given=text, **facts)


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
    return int(_match(r"\d{1,3}(,\d{3})+|\d{1,9}", text, "R108")[0].replace(",", ""))


def parse_number(text: str) -> Decimal:
    """Return a decimal number: `6.5`."""
    return Decimal(_match(r"-?\d{1,9}(\.\d{1,9})?", text, "R109")[0])


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
    return _match(f"(?:mailto:)?({address})", text, "R112")[1]


def parse_contact(text: str) -> str:
    """Return an email or web address."""
    return parse_email(text) if "@" in text and "://" not in text else parse_web_address(text)


def parse_phone(text: str) -> str:
    """Return a telephone number as it is shown: digits, spaces, plus, brackets, hyphens."""
    _match(r"(?=(?:\D*\d){3,15}\D*$)\s*\+?[\d\s()\-]+", text, "R113")
    return " ".join(text.split())


def parse_asset(text: str) -> str:
    """Return the path of a file in `assets/`."""
    _reject("R114", text)
    return re.sub("^(assets/)+", "", text)


def parse_picture(text: str) -> str:
    """Return the path of an image in `assets/`."""
    asset = parse_asset(text)
    _reject("R115", text)
    return asset


def parse_focus(text: str) -> FocalPoint:
    """Return the focal point of a photo: `50% 30%`."""
    percentage = r"(100|0?\d{1,2})\s*%?"
    match = _match(rf"{percentage}(?:\s*,\s*|\s+){percentage}", text, "R135")
    return FocalPoint(int(match[1]), int(match[2]))


def parse_language(text: str) -> str:
    """Return a language tag such as `en-GB` or `cy`."""
    return _match(r"[A-Za-z]{2,3}(?!.*-[Uu][Kk]$)(-[A-Za-z0-9]{2,8})*", text, "R116")[0]


def parse_country(text: str) -> str:
    """Return the code of a country: `GB`."""
    if not re.fullmatch("[A-Za-z]{2}", text):
        advice = "Write its two letters, such as GB, PT or US."
        raise ParseError("R119", given=text, suggestion=advice)
    return text.upper()


def parse_colour(text: str) -> str:
    """Return a colour such as `#1b4d89`."""
    digits = _match(r"#?([0-9a-fA-F]{6}|[0-9a-fA-F]{3})", text, "R117")[1].lower()
    return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))


def parse_old_address(text: str) -> str:
    """Return a former path of this site: `agenda.html`; without an ending it is a folder."""
    _reject("R134", text)
    path = text.removeprefix("/")
    return path if path.endswith("/") or "." in path.rpartition("/")[2] else f"{path}/"


def parse_new_address(text: str) -> str:
    """Return a link of the project, or a web address."""
    line = parse_line(text)
    return parse_web_address(line) if re.match(r"https?:", line, re.IGNORECASE) else line


SECRET = re.compile(
    r"(?:^|//)[^/\s:@]*:[^/\s@]+@|(?:key|pass|secret|token)\w{0,99}=|\b(?:nfp_|ghp_|AKIA)\w{9}"
    r"|^(?=.*\d)(?=.*[A-Z])(?=.*[a-z])[\w-]{32,}$"
)  # passwords in addresses, and keys and tokens in the form that hosts give them
SECRET_NAMES = re.compile(r"pass(?:word|phrase)|secret|token|(?:access|api)_?key", re.IGNORECASE)


def parse_target(pattern: str, text: str) -> str:
    """Return a place to publish to, which must not contain a secret."""
    if SECRET.search(text):
        raise ParseError("R138")
    return _match(pattern, text, "R137")[0]


def several_names(text: str) -> dict[str, str]:
    """Return the facts for R118 of several names that are typed as one; none for a single name."""
    parts = re.split(r"[,;]| and | & ", text)
    if len(parts) == 1:
        return {}
    advice = f'If it is one name, put it in square brackets: ["{text}"].'
    names = filter(None, (part.strip("[]() ") for part in parts))
    return {"given": truncate(text, 100), "better": f"[{', '.join(names)}]", "otherwise": advice}


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


TO_BE_ANNOUNCED = ("to be announced", "tba", "to be confirmed", "tbc", "tbd", "n.n.", "n. n.")
MONTHS = "January February March April May June July".split()
MONTHS += "August September October November December".split()
WITH_TIME = re.compile(
    r"(?i)(.{1,60}?)[\s,]{1,9}(?:at\s{1,9})?"
    r"((?!20\d\d$)\d{1,2}(?:[.:h]?\d{2})?\s?(?:[ap]\.?m\.?)?|noon|midday|midnight)"
)  # a day with a time behind it, which is not the year
TIME_WORDS = {"noon": time(12), "midday": time(12), "midnight": time(0)}


def parse_date(text: str) -> date:
    """Return a date such as `2026-06-10`."""
    numbers = _date_numbers(text)
    guess = _existing_date(numbers)
    if numbers is None or (guess and not re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", text)):
        advice = "Write the year, month and day, such as 2027-06-10."
        raise ParseError("R121", given=text, guess=f"Did you mean {guess}?" if guess else advice)
    year, month, _ = numbers
    if not 1 <= month <= 12:
        raise ParseError("R122", given=text, why=f"there is no month {month}")
    if not 1900 <= year <= 2200:
        raise ParseError("R122", given=text, why=f"{year} is not a likely year")
    if guess is None:
        _, days = monthrange(year, month)
        raise ParseError("R122", given=text, why=f"{MONTHS[month - 1]} {year} has {days} days")
    return guess


def _date_numbers(text: str) -> tuple[int, int, int] | None:
    """Return year, month and day of a text in any form, also those of a day that does not exist."""
    match = _match_form("date", text)
    word = match["month"].lower() if match else ""
    numbers = (number for number, name in enumerate(MONTHS, 1) if name.lower().startswith(word))
    month = int(word) if word.isdigit() else next(numbers, None)
    if match is None or month is None:
        return None
    return int(f"20{match['year']}"[-4:]), month, int(match["day"])


def guess_date(text: str) -> date | None:
    """Return the probable date of a text in another form."""
    return _existing_date(_date_numbers(text))


def _existing_date(numbers: tuple[int, int, int] | None) -> date | None:
    with suppress(ValueError):
        return date(*numbers) if numbers else None
    return None


def parse_time(text: str) -> time:
    """Return a time on the 24-hour clock, such as `09:30`."""
    match = re.fullmatch(r"(\d{1,2}):(\d{2})", text)
    if match and int(match[1]) < 24 and int(match[2]) < 60:
        return time(int(match[1]), int(match[2]))
    raise ParseError("R123", given=text, guess=_suggest_time(text))


def guess_time(text: str) -> time | None:
    """Return the time that a text in another form means, if there is only one."""
    times = _likely_times(text)
    return times[0] if len(times) == 1 else None


def guess_times(text: str) -> list[time] | None:
    """Return the start and the end that a text such as `9.30 - 10.15` means."""
    parts = re.split(r"-|–|—|\bto\b|\buntil\b", text.lower())
    times = [clock for part in parts if (clock := guess_time(part))]
    return times if len(times) == len(parts) == 2 else None


def _likely_times(text: str) -> list[time]:
    """Return the times that a text may mean: for `9:5`, which lacks a digit, two."""
    lowered = text.strip().lower()
    if word := TIME_WORDS.get(lowered.removeprefix("12 ")):
        return [word]
    match = re.fullmatch(
        r"(2[0-4]|[01]?\d)(?:[.,:h ]?([0-5]\d)(?::\d\d)?|[.,:h ]([0-5]))?\s*([ap])?\.?m?\.?"
        r"(?:\s*(?:hrs|hours|o.clock|uhr))?",
        lowered,
    )
    if not match or not (any(match.groups()[1:]) or lowered.strip(" uhr").isdecimal()):
        return []
    hour, digit, half = int(match[1]), match[3], match[4]
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    minutes = {int(digit), 10 * int(digit)} if digit else {int(match[2] or 0)}
    return [time(hour % 24, minute) for minute in sorted(minutes)]


def _suggest_time(text: str) -> str:
    """Return a sentence with the probable time, or with how to write one."""
    if times := guess_times(text):
        first, last = (f"{clock:%H:%M}" for clock in times)
        return f"Write the start and the end apart: “start: {first}” and “end: {last}”."
    if likely_times := _likely_times(text):
        return f"Did you mean {' or '.join(f'{clock:%H:%M}' for clock in likely_times)}?"
    return "Use the 24-hour clock, from 00:00 to 23:59, such as 09:30 or 14:05."


def parse_datetime(text: str) -> datetime | None:
    """Return a day and time without zone, `2027-05-20 09:30`. None for “to be announced”."""
    if text.lower() in TO_BE_ANNOUNCED:
        return None
    spaced = re.sub(r"(?<=\d)T(?=\d)", " ", text)
    day, _, clock = spaced.partition(" ")
    if clock and re.fullmatch(r"\d{4}-[\d-]+", day) and not clock.startswith("24"):
        return datetime.combine(parse_date(day), parse_time(clock.strip()))
    if moment := guess_datetime(spaced):
        raise ParseError("R121", given=text, guess=f"Did you mean {moment:%Y-%m-%d %H:%M}?")
    raise ParseError("R124", given=text, day=guess_date(spaced) or parse_date(text))


def guess_datetime(text: str, read: Callable[[str], date | None] = guess_date) -> datetime | None:
    """Return the probable day and time of a text. At 24:00, the next day starts."""
    match = WITH_TIME.fullmatch(text)
    if match and (day := read(match[1])) and (clock := guess_time(match[2])):
        return datetime.combine(day, clock) + timedelta(days=match[2].startswith("24"))
    return None


def parse_duration(text: str) -> int:
    """Return whole minutes: `45`, `45 minutes`, `1 hour 30 minutes`, `1:30`."""
    match = _match_form("length", text.lower().strip(" ."))
    if match is None:
        raise ParseError("R125", given=text)
    groups = match.groupdict()
    minutes = int(groups.get("h") or 0) * 60 + int(groups["m"] or 0)
    if not 0 < minutes <= 24 * 60:
        raise ParseError("R126", given=text)
    return minutes


def parse_time_zone(text: str) -> str:
    """Return a time zone by its IANA name, such as `Europe/London`."""
    lowered = text.lower()
    guess = ZONES.get(lowered)
    if guess is None:
        with suppress(OSError, ValueError, KeyError):
            return ZoneInfo(text).key
        zones = sorted(name for name in available_timezones() if re.match("(?!Etc/).*/", name))
        cities = {zone.rpartition("/")[2].lower(): zone for zone in zones}
        words = [lowered.replace(" ", "_"), *re.findall(r"[^\W\d_]+", lowered)]
        city = next((cities[word] for word in words if word in cities), None)
        guess = city or closest_match(text, zones)
    advice = "Write a time zone such as Europe/London or America/New_York."
    suggestion = f"Did you mean “{guess}”?" if guess else advice
    raise ParseError("R127", given=text, suggestion=suggestion)


def parse_date_or_number(text: str) -> date | int:
    """Return a day of the event: its date, or its number from 1."""
    if text.isalpha() or text in ("0", "00"):
        guess = "Write a date such as 2027-06-10, or the number of the day, from 1."
        guess += " If the conference lasts one day, delete the line."
        raise ParseError("R121", given=text, guess=guess)
    return int(text) if re.fullmatch(r"\d{1,2}", text) else parse_date(text)


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
Slug = Annotated[str, text_type(parse_slug, r"^[a-z0-9]+(-[a-z0-9]+)*$", "opening-plenary")]
Reference = Annotated[str, text_type(parse_line)]
YesNo = Annotated[bool, ValueType(parse_yes_no, {"enum": [True, False, "yes", "no"]}, YES_NO)]
Count = Annotated[int, ValueType(parse_count, {"type": "integer", "minimum": 0})]
Number = Annotated[Decimal, ValueType(parse_number, {"type": "number"})]
Latitude = Annotated[Decimal, ValueType(parse_latitude, {"type": "number"})]
Longitude = Annotated[Decimal, ValueType(parse_longitude, {"type": "number"})]
WebAddress = Annotated[str, text_type(parse_web_address, r"^https?://", "https://example.org/")]
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
StrokeCount = Annotated[int, ValueType(parse_stroke_count, {"type": "integer", "minimum": 0})]
HostFolder = Annotated[str, text_type(partial(parse_target, r"\w[^:/\s]*:.*[^/.~\s]/?"))]
HostedSite = Annotated[str, text_type(partial(parse_target, r"[A-Za-z0-9][\w.-]*"))]
OldAddress = Annotated[str, ValueType(parse_old_address, {})]
NewAddress = Annotated[str, text_type(parse_new_address)]
Day = Annotated[date, text_type(parse_date, r"^\d{4}-\d{2}-\d{2}$", "2027-05-20")]
TimeOfDay = Annotated[time, text_type(parse_time, r"^\d{1,2}:\d{2}$", "09:30")]
LocalDateTime = Annotated[datetime | None, text_type(parse_datetime, example="2027-05-20 09:30")]
Duration = Annotated[int, text_type(parse_duration, example="45 minutes")]
TimeZone = Annotated[str, text_type(parse_time_zone, example="Europe/London")]
DayOrNumber = Annotated[
    date | int, text_type(parse_date_or_number, r"^(\d{4}-\d{2}-\d{2}|\d{1,2})$", "2027-05-20")
]

OneOrMore = Annotated[tuple[Value, ...], ListSyntax.ONE_OR_MORE]
NameList = Annotated[tuple[Value, ...], ListSyntax.NAMES]
Lines = OneOrMore[Line]
