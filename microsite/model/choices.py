"""Other words that people type for choices and time zones, in lower case."""

from typing import Final

KIND_SYNONYMS: Final = {
    "plenary": "keynote",
    "speech": "talk",
    "presentation": "talk",
    "lecture": "talk",
    "coffee": "break",
    "tea": "break",
    "refreshments": "break",
    "q&a": "questions",
}
"""Kinds of session."""
CHOICE_SYNONYMS: Final = KIND_SYNONYMS | {
    "in person and online": "hybrid",
    "online and in person": "hybrid",
    "both": "hybrid",
    "blended": "hybrid",
    "virtual": "online",
    "face to face": "in person",
}
"""All words to choose from, kinds of session among them."""
SUMMER_ZONES: Final = {
    "bst": "Europe/London",
    "cest": "Europe/Paris",
    "eest": "Europe/Helsinki",
    "edt": "America/New_York",
    "cdt": "America/Chicago",
    "mdt": "America/Denver",
    "pdt": "America/Los_Angeles",
    "aedt": "Australia/Sydney",
}
"""Time zones by the names of their summer time.

Those of winter time mean other things elsewhere.
"""
ZONES: Final = SUMMER_ZONES | {
    "gmt": "Europe/London",
    "uk": "Europe/London",
    "cet": "Europe/Paris",
    "est": "America/New_York",
    "pst": "America/Los_Angeles",
}
"""Time zones by all their names. Zones such as GMT have no summer time."""
