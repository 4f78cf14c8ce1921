"""S: sessions and their place in the programme. W: what hangs together across the other files."""

from microsite.diagnostics.words.entry import CatalogueEntry, error, warning

ENTRIES: dict[str, CatalogueEntry] = {
    "S102": error(
        "“{title}” has a start but neither an end nor a length.",
        "Add a line such as “end: 10:15” or “length: 45 minutes”.",
    ),
    "S103": error(
        "“{owner}” names a speaker we cannot find: “{given}”.",
        "{suggestion} Speakers live in content/speakers/.",
    ),
    "S104": error(
        "“{owner}” names a chair we cannot find: “{given}”.",
        "{suggestion} Chairs have a file in content/speakers/ like everybody who speaks.",
    ),
    "S105": error(
        "“{owner}” is in a room we cannot find: “{given}”.",
        "{suggestion} Rooms are listed at the top of data/sessions.yaml.",
    ),
    "S106": error(
        "“{owner}” is in a track we cannot find: “{given}”.",
        "{suggestion} Tracks are listed at the top of data/sessions.yaml.",
    ),
    "S107": error(
        "“{owner}” names a resource we cannot find: “{given}”.",
        "{suggestion} Resources live in data/resources.yaml.",
    ),
    "S109": error("“{owner}” repeats a session we cannot find: “{given}”.", "{suggestion}"),
    "S110": error(
        "“{title}” ends at {end}, before it starts at {start}.",
        "Check both times. Only an end up to {new_day} is taken for the small hours of the next day; "
        "for a later one give the length instead.",
    ),
    "S111": error(
        "“{title}” is said to take {length} minutes, but from its start to its end it takes {minutes}.",
        "Keep the end or the length, and delete the other.",
    ),
    "S112": error(
        "“{given}” is not a day of this conference.",
        "{suggestion} The days come from “starts” and “ends” in content/event.md.",
    ),
    "S113": error(
        "The id “{id}” is already used for another {kind}, on line {line}.",
        "Give this one an id of its own.",
    ),
    "S114": warning(
        "{name} is in two places at once: “{first}” and “{second}”.",
        "Move one of the sessions, or take the name off one.",
    ),
    "S115": warning(
        "{room} is used twice at once: for “{first}” and “{second}”.",
        "Move one of them, or change its room. If they share the room on purpose, nothing needs to change.",
    ),
    "S116": error(
        "This day is described twice, first on line {first}.", "Keep one of the two entries."
    ),
    "S117": error(
        "The conference ends before it starts.", "Check “starts” and “ends” in content/event.md."
    ),
    "S118": error(
        "The conference has a start but no end.",
        "Add a line “ends: 2027-05-20 16:30” with its day and time.",
    ),
    "S119": error(
        "The conference would take {days} days; {most} is the most.",
        "Check the year and the month of “starts” and “ends”.",
    ),
    "S120": error(
        "“{title}” does not say on which day it is.",
        "The conference has more than one day, so add a line such as “day: {first}” or “day: 1”.",
    ),
    "S121": error(
        "“{given}” cannot be placed: the dates of the conference are still to be announced.",
        "Write the number of the day instead, such as “day: 1”, or set “starts” and “ends” in content/event.md.",
    ),
    "S122": warning(
        "“{title}” {turns} at {at}, but the conference {turns} at {event_at}.",
        "Check the time. If it is right, change “{turns}” in content/event.md.",
    ),
    "S123": warning(
        "“{title}” starts at {start}, which counts as the night after this day, hours after everything else.",
        "For the afternoon, write {meant}.",
    ),
    "S124": error(
        "“{owner}” names “{given}”, which could mean {choices}.",
        "Records share this name. Write the id of the one you mean.",
    ),
    "W101": error(
        "“{owner}” has a tier we cannot find: “{given}”.",
        "{suggestion} Tiers are listed in data/sponsors.yaml.",
    ),
    "W102": error(
        "“{given}” is not one of the kinds of resource.",
        "{suggestion} A new kind is added to “kinds” at the top of data/resources.yaml.",
    ),
    "W103": error(
        "“{title}” is said to take the place of itself.",
        "Name the older resource, or delete the line.",
    ),
    "W104": error(
        "The speaker “{slug}” is protected, but has no name to be shown by.",
        "Add a line such as “shown_as: An adviser with lived experience”.",
    ),
    "W105": error(
        "This speaker is protected, so “{field}” could give them away.", "Delete the line."
    ),
    "W106": error(
        "The rate “{name}” needs one price, or a list of prices.",
        "Write “price: 345”, or “prices:” with an amount and its days for each; not both.",
    ),
    "W107": error("A price of “{name}” ends before it starts.", "Check “from” and “until”."),
    "W108": error("Booking closes before it opens.", "Check “opens” and “closes” under “booking”."),
    "W109": error("More strokes are marked than there are.", "Check “strokes” and “marked”."),
    "W110": error(
        "The strokes of this figure do not say what they count.",
        "Add a line such as “key: One stroke, 1,000 people”.",
    ),
    "W111": error(
        "“custom_domain” is yes, but nothing says which domain.",
        "Add a line such as “base_url: https://conference.example/”, or take “custom_domain” out.",
    ),
    "W112": error(
        "The subsidised price of “{name}” is higher than its price.",
        "Check “price” and “subsidised_price”.",
    ),
    "W113": warning(
        "Booking closes after the conference is over.",
        "Check “closes” under “booking”: it is the last moment at which somebody can book.",
    ),
    "W114": warning(
        "“{name}” has two prices on {day}; the earlier one is shown.",
        "Let each price start the day after the one before it ends. Check “from” and “until”.",
    ),
    "W115": warning(
        "“{name}” has no price from {first} to {last}.",
        "Let each price start the day after the one before it ends. Check “from” and “until”.",
    ),
    "W116": error(
        "“{title}” was updated before it was published.", "Check “published” and “updated”."
    ),
    "W117": error(
        "“{given}” is in {found}, but the prices of this file are in {currency}.",
        "If they are in {found}, write “currency: {found}” at the top of the file; if not, write the "
        "amount alone.",
    ),
}
