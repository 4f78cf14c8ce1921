"""R: fields that are missing, unknown, or not what they should be."""

from microsite.diagnostics.words.entry import CatalogueEntry, error

ENTRIES: dict[str, CatalogueEntry] = {
    "R101": error(
        "{record} has no “{field}”.", "Add a line such as “{field}: {example}”. {meaning}"
    ),
    "R102": error("{record} has a line “{given}”, which we do not know.", "{suggestion}"),
    "R103": error("{which} should be text, but here is {found}.", "{advice}"),
    "R104": error("“{field}” is empty.", "Write something after the colon, or delete the line."),
    "R105": error("“{field}” is {length} characters long; {most} is the most.", "Shorten it."),
    "R106": error(
        "“{given}” cannot become part of a web address.",
        "Use small letters, digits and hyphens: “{better}”.",
    ),
    "R107": error(
        "“{field}” should be yes or no, not “{given}”.", "Write “{field}: yes” or “{field}: no”."
    ),
    "R108": error(
        "“{given}” is not a whole number.", "Write “{field}” in digits, such as {example}."
    ),
    "R109": error("“{given}” is not a number.", "Write “{field}” in digits, such as {example}."),
    "R110": error(
        "“{given}” is not an amount of money.",
        "Write “{field}” in digits, such as 345 or 345.00; the currency has its own line.",
    ),
    "R111": error("“{given}” is not a complete web address.", "{advice}"),
    "R112": error(
        "“{given}” is not an e-mail address.",
        "It should look like events@example.org, one address only.",
    ),
    "R113": error(
        "“{given}” is not a telephone number.",
        "Write digits and spaces only, such as 020 7946 0000 or +44 20 7946 0000; words go elsewhere.",
    ),
    "R114": error("“{given}” is not the name of a file in assets/.", "{advice}"),
    "R115": error(
        "“{given}” is not a picture that browsers show.", "Use a file that ends in {endings}."
    ),
    "R116": error(
        "“{given}” is not the short name of a language.",
        "Write it like en-GB (British English), cy (Welsh) or fr (French).",
    ),
    "R117": error(
        "“{given}” is not a colour we can read.",
        'Write it in straight quotes with a hash and six digits: "#1b4d89".',
    ),
    "R118": error(
        "“{given}” looks like more than one name.",
        'Write “{field}: {better}”. If it is one name, put it into square brackets: ["{given}"].',
    ),
    "R119": error("“{given}” is not one of the words for “{field}”.", "{suggestion}"),
    "R121": error("“{given}” is not a date we can read.", "{guess}"),
    "R122": error("“{given}” is not a date: {why}.", "Correct “{field}”."),
    "R123": error("“{given}” is not a time we can read.", "{guess}"),
    "R124": error(
        "“{given}” has no time of day.",
        "Write the day and the time, such as “{day} 09:30”, or “to be announced”.",
    ),
    "R125": error(
        "“{given}” is not a length we can read.",
        "Write minutes, such as “45 minutes” or “1 hour 30 minutes”.",
    ),
    "R126": error(
        "“{given}” is too long or too short for a session.",
        "Write a length between 1 minute and 24 hours.",
    ),
    "R127": error("“{given}” is not a time zone we know.", "{suggestion}"),
    "R128": error(
        "“{field}” should be a list, but here is {found}.",
        "Start each entry on a line of its own with a hyphen and a space: “- ”.",
    ),
    "R129": error(
        "{record} should be “name: value” lines, but here is {found}.",
        "Write each entry as lines such as “- id: {example}”, with the next lines lined up under “id”.",
    ),
    "R130": error(
        "“{field}” should be “name: value” lines, but here is {found}.",
        "Put each value on its own line below, indented, such as “{example}”.",
    ),
    "R131": error(
        "This file should hold a list, but here is {found}.",
        "Start it with a line “{key}:” and put the entries below, each with a hyphen in front.",
    ),
    "R132": error("“{given}” is not a line of event.md, so it cannot be a sample.", "{suggestion}"),
    "R133": error(
        "“{given}” is out of bounds.", "Write “{field}” as a whole number from {least} to {most}."
    ),
    "R134": error("“{given}” is not an address of this site that can lead elsewhere.", "{advice}"),
    "R135": error(
        "“{given}” is not a point of a photograph.",
        "Write how far it is from the left and from the top, such as “{field}: 50% 30%”.",
    ),
}
