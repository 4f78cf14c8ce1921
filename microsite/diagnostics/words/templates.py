"""T: templates and stylesheets that cannot be used."""

from microsite.diagnostics.words.entry import CatalogueEntry, error

ENTRIES: dict[str, CatalogueEntry] = {
    "T101": error(
        "This template cannot be read: {reason}.",
        "Put this line right, or delete the file to use the one that comes with Microsite.",
    ),
    "T102": error(
        "This template fails when a page is made from it: {reason}.",
        "docs/template-reference.md lists what each template may read.",
    ),
    "T103": error(
        "There is no template “{name}”.", "Correct the name, or put the file back into templates/."
    ),
    "T104": error(
        "The stylesheet names a file that is not there: {name}.",
        "{suggestion} Correct the name, or put the file into assets/.",
    ),
    "T105": error(
        "What this template takes in is not written out by name.",
        'Write the name of the template in quotation marks, such as {{% include "layout/footer.html" %}}.',
    ),
    "T106": error(
        "The typeface of the share cards cannot be read.",
        "Put a TrueType or OpenType file there, or delete it to use the one that comes with Microsite.",
    ),
}
