"""L: links that lead nowhere. P: text that will not come out as it was meant."""

from microsite.diagnostics.words.entry import CatalogueEntry, error, warning

ENTRIES: dict[str, CatalogueEntry] = {
    "L101": error("This link leads to a {scheme} we cannot find: “{name}”.", "{suggestion}"),
    "L102": error(
        "This link leads to a heading we cannot find: “#{name}”.",
        "{suggestion} A heading's name is its words in small letters with hyphens between them.",
    ),
    "L103": error(
        "The address of the link “{words}” cannot be used.",
        "Links start with https:// and a complete address, mailto: or tel:, or name something of this site, such "
        "as “session:opening”.",
    ),
    "L104": error(
        "“{target}” is not an address that works on every page.",
        "For a page of this site write what it is and its name, such as “page:privacy”, “speaker:kim” or "
        "“site:programme”; for another site start with https://.",
    ),
    "L105": error(
        "This link has no words: nobody can see or hear it.",
        "Write them in the square brackets: [words]({target}).",
    ),
    "L106": warning(
        "A link should say where it leads; “{words}” does not.",
        "Use the name of what it leads to as the words of the link.",
    ),
    "L107": error(
        "This link leads to a file on somebody’s own computer, which no visitor can open.",
        "Copy the file into assets/downloads/, and write (file:downloads/{name}) in the place of the address.",
    ),
    "L108": warning(
        "The text says “{words}”, but the figure it cites, “{name}”, is {value}.",
        "Put the right number here, or correct it in data/figures.yaml.",
    ),
    "L109": error(
        "“{name}” is not a picture of this project.",
        "Copy the picture into assets/images/ and write ![what it shows](images/name.jpg).",
    ),
    "L111": error(
        "This redirect leads back to itself: {way}.",
        "Let one of them lead to a page that is there.",
    ),
    "L112": error(
        "“{old}” cannot be forwarded, because {what} is at that address.",
        "Delete this entry, or give what is there another name.",
    ),
    "P101": error(
        "“<{tag}>” is not allowed in text, so it would not be shown.",
        "Delete it. Text is written in Markdown; to show the sign itself, put it between backticks.",
    ),
    "P106": error(
        "This text is longer than {most} characters, and only what comes before would be read by anybody.",
        "Divide it into several pages.",
    ),
    "P107": error(
        "There are so many signs “{sign}” from here on that this cannot be meant as text.",
        "Delete what was pasted by accident. What is to be shown as it stands goes into a file to download.",
    ),
    "P108": warning(
        "“{sign}” is opened here and never closed, so what follows may come out wrong.",
        "Write {end} where it ends, or delete it.",
    ),
    "P102": error("This heading has no words.", "Write some after the #, or delete the line."),
    "P103": warning(
        "The heading “{title}” skips a level, which confuses people who listen to the page.",
        "Start it with {right} instead of {given}.",
    ),
    "P104": error(
        "The picture “{name}” has no words for those who cannot see it.",
        "Say what it shows between the square brackets: ![what it shows]({name}).",
    ),
    "P105": warning(
        "“{title}” is a line in bold; people who listen to the page cannot tell that it is a heading.",
        "If it is one, start it with ## and take the asterisks away.",
    ),
}
