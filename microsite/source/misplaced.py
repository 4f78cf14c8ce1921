"""Advice on files that are not read: where they belong, and how to save them."""

import errno
from typing import Final, NamedTuple

ADVICE_BY_ENDING: Final = {
    ".docx": "To import it: {command} word {path} --as {kind}",
    ".xlsx": "To import it: {command} spreadsheet {path}",
    ".csv": "To import it: {command} spreadsheet {path}",
    ".txt": "If it is a page, put it into content/pages/ and name it “{name}.md”.",
    **dict.fromkeys(
        (".doc", ".odt", ".rtf", ".pages"),
        "Word documents are not read. Copy the text into a .md file.",
    ),
    **dict.fromkeys(
        (".jpg", ".jpeg", ".png", ".webp", ".gif", ".svg", ".avif", ".heic", ".pdf"),
        "Put images and downloads into assets/.",
    ),
    **dict.fromkeys(
        (".xls", ".ods"),
        "Spreadsheets are not read. The build reads .yaml files in data/.",
    ),
}
"""Advice on a file that is not read, by its ending in lower case."""
OTHER_ADVICE: Final = (
    "Put pages into content/pages/, news into content/news/, speakers into"
    " content/speakers/, the team into content/team/, and .yaml files into data/."
)
"""Advice on files with other endings."""

NO_PERMISSION = "you do not have permission to read it"
REASONS: Final = {
    errno.EACCES: NO_PERMISSION,
    errno.EPERM: NO_PERMISSION,
    errno.ENOENT: "it does not exist, or it is a broken link",
    errno.ELOOP: "it is a link to itself",
    errno.EIO: "the disk reports an error",
    errno.EISDIR: "it is a folder",
}
"""Reasons why a file cannot be read, by the error of the system."""

SAVE_FROM_WORD = "In Word, choose “Save as” and “Plain text”, with the encoding UTF-8."


class FileType(NamedTuple):
    """A type of file that is not text."""

    name: str
    """With its article: `a PDF`."""
    advice: str


IMAGE = FileType("an image", "Put images into assets/images/.")
FILE_TYPES: Final = {
    b"PK\x03\x04": FileType("a Word or Excel document", SAVE_FROM_WORD),
    b"\xd0\xcf\x11\xe0": FileType("an old Word document", SAVE_FROM_WORD),
    b"{\\rtf": FileType(
        "rich text (RTF)",
        "In TextEdit, choose “Format” and “Make Plain Text”, and save it again.",
    ),
    b"%PDF": FileType(
        "a PDF",
        "Copy its text into a plain text file. Put the PDF itself into assets/.",
    ),
    b"\x89PNG": IMAGE,
    b"\xff\xd8\xff": IMAGE,
    b"GIF8": IMAGE,
}
"""Types of files that are not text, by their first bytes."""
