"""H: the record of what was published, and what it keeps."""

from microsite.diagnostics.words.entry import CatalogueEntry, error

ENTRIES: dict[str, CatalogueEntry] = {
    "H101": error(
        "Line {line} of the record of what was published is damaged.",
        "Take back the file as it was before, or delete this line: then what it says is forgotten.",
    ),
    "H102": error(
        "The page {old} was published, and is gone: links to it lead nowhere.",
        "Below “redirects:” in data/redirects.yaml add the line: {line}",
    ),
}
