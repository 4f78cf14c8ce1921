"""C: colours and spacing that had to be changed to be easy to read."""

from microsite.diagnostics.words.entry import CatalogueEntry, warning

ENTRIES: dict[str, CatalogueEntry] = {
    "C101": warning("The colour {given} is {fault}; its shade {used} is used instead.", "{advice}"),
    "C102": warning(
        "The density {given} is out of bounds; {used} is used instead.",
        "Write a number from {least} to {most}: 1 is normal, less is tighter.",
    ),
}
