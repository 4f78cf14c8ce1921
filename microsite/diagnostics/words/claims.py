"""D: words that are wrong, or that go stale. Each can be called ok where it stands."""

from microsite.diagnostics.words.entry import CatalogueEntry, warning

ENTRIES: dict[str, CatalogueEntry] = {
    "D101": warning(
        "“{words}” cannot be: {day} is a {weekday}.",
        "Write “{weekday}”, or put the day right. {hint}",
    ),
    "D102": warning("There is no {day}.", "Put the day right."),
    "D103": warning(
        "On {day} the clocks in {city} show {right}, not {given}.",
        "Write “{right}”, or “{city} time”.",
    ),
    "D104": warning(
        "“{words}” is out of date: the early rate ended on {ended}.",
        "Take it out, or say that it has ended. The prices on the site change by themselves.",
    ),
    "D105": warning(
        "“{words}” is a rate that data/rates.yaml does not have.",
        "Add it there, with the days on which it holds, or take these words out.",
    ),
    "D106": warning(
        "“{words}” means something else when time has passed, and the page does not say when it was written.",
        "{better}",
    ),
    "D107": warning(
        "“{words}” is not true on {day}: {state}.",
        "Take it out: the site says by itself how booking stands.",
    ),
    "D108": warning(
        "“{words}” is not a price of {what}: data/rates.yaml has {prices}.",
        "Put the right price here, or leave it to the page of rates.",
    ),
    "D109": warning(
        "The text says “{words}”, but {what} {right}.",
        "Put the right day here, or correct the settings.",
    ),
    "D110": warning(
        "The statement of the figure “{name}” does not hold its value, “{value}”.",
        "Put the right number into both.",
    ),
    "D111": warning(
        "“{words}”: in {other}, the number is {number}.",
        "Put the right number into both. A figure that is cited as [{number}](figure:name) is checked by itself.",
    ),
    "D112": warning(
        "The comment “ok: {given}” keeps nothing from being told.",
        "{why} Delete the comment, or put it where it belongs.",
    ),
}
