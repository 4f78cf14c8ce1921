"""E: editions of a series that do not lie side by side."""

from microsite.diagnostics.words.entry import CatalogueEntry, error

ENTRIES: dict[str, CatalogueEntry] = {
    "E101": error(
        "This edition has no place in its series.",
        "Write the address of the series and one folder more, such as “base_url: {better}”.",
    ),
    "E102": error(
        "There are past editions, but nothing says what they are editions of.",
        "Add “series:” with “name” and “url” to content/event.md, or take the folder editions/ away.",
    ),
    "E103": error(
        "This past edition does not belong to the series of the present one.",
        "Give it the same “series: url” as content/event.md: “{url}”.",
    ),
    "E104": error(
        "Two editions have the same address, “{folder}”.",
        "The other one is {other}. Give each its own folder at the end of “base_url”.",
    ),
}
