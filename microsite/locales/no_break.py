"""Words of a page that belong on one line: no-break spaces join them."""

import re
from collections.abc import Iterable

from microsite.model.currencies import CURRENCIES

OTHER_HTML = r"""
    ((?:<(?:script|style|title|pre|code|option|textarea)\b[^<>]*>[^<]*
        |<[^<>]*>
        |\s(?![·:;?!»])
        |[A-Z](?!\w{2,}\s[A-Z\d])
        |[^<+\dA-Z\s«°º]+)++)
"""
"""Elements whose text stays as typed, tags, and the text between words to join."""

DATE = r"""
    \b\d{1,2}(?:\.|st|nd|rd|th|er)?(?:\sde)?\s(?:MONTHS)\b(?:(?:\sde)?\s\d{4}\b)?
"""
"""`20 May 2027`, `1er mai`, `3 de junio de 2027`. MONTHS are those of a language."""

PHONE = r"""
    (?:\+\d{1,3}|\b0\d{1,5})(?:\s\(?\d{1,8}\)?){1,5}\b
"""
"""`+44 20 7946 0000`, `0800 1111`."""

QUANTITY = rf"""
    \b\d[\d.,]*\s(?:million|billion|{"|".join(CURRENCIES)}|°[CF]|[ckm]?m²?|kg|ha)\b
"""
"""`1,345 EUR`, `3 million`, `61 °C`, `12 m²`."""

ROOM = r"""
    \b(?:Hall|Raum|Room|Saal|Sala|Salle|Stage|Studio)\s[A-Z]\b
    |\b[A-Z]\w{2,}\s\d{1,3}\b(?!\s\w|[.,:]\d)
"""
"""`Room A`, `Classroom 2`."""

PUNCTUATION = r"""
    \s[·:;?!»](?=[\s<),.»]|\Z)|«\s|[°º]\s\d
"""
"""A dot between links, or a mark of French, which begins no line; `« ` and `° 3`."""

PATTERNS = (OTHER_HTML, DATE, PHONE, QUANTITY, ROOM, PUNCTUATION)


def no_break_pattern(months: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern of words that belong on one line, with the months of a language.

    It also matches all other HTML, as its first group, which stays as it is.
    """
    pattern = "|".join(PATTERNS)
    return re.compile(pattern.replace("MONTHS", "|".join(months)), re.VERBOSE)
