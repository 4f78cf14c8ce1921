"""Words that importers know, in the languages of most imports."""

from typing import Final

from microsite.model.records.content import SessionKind

ORGANISATION_WORDS: Final = (
    # English
    "trust",
    "foundation",
    "charity",
    "university",
    "college",
    "school",
    "academy",
    "institute",
    "association",
    "society",
    "council",
    "government",
    "department",
    "office",
    "ministry",
    "agency",
    "authority",
    "commission",
    "police",
    "service",
    "services",
    "hospital",
    "group",
    "network",
    "partnership",
    "ltd",
    "limited",
    "llp",
    "plc",
    "inc",
    "gmbh",
    "the",
    "for",
    "and",
    # German
    "institut",
    "amt",
    "landkreis",
    "und",
    # French
    "université",
    "école",
    "bibliothèque",
    "fondation",
    "mairie",
    "et",
    # Spanish
    "universidad",
    "fundación",
    "asociación",
    "ayuntamiento",
    # Polish
    "uniwersytet",
    "fundacja",
    "stowarzyszenie",
    # Welsh
    "prifysgol",
    "cyngor",
    "elusen",
)
"""Words in names of organisations, which names of people lack."""

ORGANISATION_ENDINGS: Final = (
    "bibliothek",
    "bücherei",
    "universität",
    "hochschule",
    "schule",
    "verein",
    "verband",
    "stiftung",
    "museum",
    "gesellschaft",
    "ministerium",
)
"""Ends of German words in names of organisations: `Stadtbibliothek`."""

TITLE_WORDS: Final = {
    SessionKind.KEYNOTE: ("keynote",),
    SessionKind.PANEL: ("panel", "podium", "podiumsdiskussion"),
    SessionKind.WORKSHOP: ("workshop",),
    SessionKind.LUNCH: (
        "lunch",
        "mittagessen",
        "mittagspause",
        "déjeuner",
        "almuerzo",
        "obiad",
        "cinio",
    ),
    SessionKind.BREAK: (
        "break",
        "breakfast",
        "coffee",
        "tea",
        "refreshments",
        r"\w{0,20}pause",
        "pausa",
        "przerwa",
        "egwyl",
    ),
    SessionKind.REGISTRATION: (
        "registration",
        "arrival",
        "anmeldung",
        "ankunft",
        "accueil",
        "inscription",
        "inscripción",
        "rejestracja",
        "cofrestru",
    ),
    SessionKind.WELCOME: (
        "welcome",
        "begrüßung",
        "willkommen",
        "bienvenue",
        "bienvenida",
        "powitanie",
        "croeso",
    ),
    SessionKind.QUESTIONS: (
        "questions",
        "q&a",
        "fragen",
        "preguntas",
        "pytania",
        "cwestiynau",
    ),
    SessionKind.NETWORKING: (
        "networking",
        "drinks",
        "abendessen",
        "empfang",
        "umtrunk",
        "dîner",
        "cena",
        "kolacja",
    ),
    SessionKind.CLOSING: (
        "closing",
        "close",
        "verabschiedung",
        "abschluss",
        "clôture",
        "clausura",
    ),
}
"""Words in titles that suggest a kind of session, as regular expressions.

The first kind with a match counts.
"""

KINDS_WITH_SPEAKERS: Final = frozenset(
    {SessionKind.KEYNOTE, SessionKind.PANEL, SessionKind.WORKSHOP}
)
"""Kinds that the title of a session with speakers can suggest."""

KINDS_OF_OTHER_SYSTEMS: Final = {
    "podium": SessionKind.PANEL,
    "lightning": SessionKind.LIGHTNING,
    "poster": SessionKind.POSTERS,
    "demo": SessionKind.DEMONSTRATION,
    "party": SessionKind.SOCIAL,
    **{kind.value: kind for kind in SessionKind if kind is not SessionKind.TALK},
}
"""Kinds of session by words in the types of other systems. The first counts."""
