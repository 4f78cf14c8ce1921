"""I: pictures and downloads that are missing, or not fit to publish."""

from microsite.diagnostics.words.entry import CatalogueEntry, error, warning

ENTRIES: dict[str, CatalogueEntry] = {
    "I101": error(
        "There is no picture “{name}” in assets/.",
        "{suggestion} Copy the file into assets/images/, or correct the name; small and capital letters count.",
    ),
    "I102": error(
        "The picture “{name}” is {size}; 30 MB is the most.",
        "Save it smaller, about 2,000 pixels wide.",
    ),
    "I103": error(
        "“{name}” cannot be read as a picture.",
        "Open it in an image program and save it again as JPEG, PNG or WebP.",
    ),
    "I104": error(
        "The picture “{name}” is {width} by {height} pixels, too many to open safely.",
        "Save it smaller, about 2,000 pixels wide.",
    ),
    "I105": error(
        "The drawing “{name}” holds {what}, which could act by itself or load something.",
        "Export it again as a plain SVG, or use a PNG.",
    ),
    "I106": warning(
        "The picture “{name}” has no words for those who cannot see it.",
        "Add a line “{field}: …” that says what it shows.",
    ),
    "I107": error(
        "There is no file “{name}” in assets/.",
        "{suggestion} Copy the file into assets/, or correct the name; small and capital letters count.",
    ),
}
