"""Files of Word and Excel are archives. Whether one can be opened without harm, before anything
reads it.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from pathlib import Path

LARGEST_FILE = 50 * 1024 * 1024
"""Bytes of the file."""
LARGEST_WHOLE = 300 * 1024 * 1024
"""Bytes of all its parts, unpacked."""
LARGEST_TEXT = 40 * 1024 * 1024
"""Bytes of one part that holds text, unpacked."""
MOST_PARTS = 5000
DECLARATION = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OSError,
    KeyError,
)
"""What reading a part of a broken archive raises."""


class CannotImport(Exception):
    """The file cannot be taken in. The text says why, and what to do."""


def read_office(path: Path, program: str, ending: str, main_part: str) -> bytes:
    """The bytes of a file of Word or Excel that is safe to open. Raises CannotImport."""
    data = read_bytes_of(path)
    save_as = f"Open it in {program}, and save it as {ending}, without a password."
    if data.startswith(OLD_OFFICE):
        raise CannotImport(f"“{path.name}” is of an old kind, or has a password. {save_as}")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _look_through(archive, path.name)
            if not any(re.fullmatch(main_part, name) for name in archive.namelist()):
                raise CannotImport(f"“{path.name}” is not a file of {program}. {save_as}")
    except FAULTS:
        raise CannotImport(
            f"“{path.name}” is not a file of {program}, or it is damaged. {save_as}"
        ) from None
    return data


def read_bytes_of(path: Path) -> bytes:
    """The bytes of a file that somebody named. Raises CannotImport."""
    try:
        if not path.is_file():
            raise CannotImport(f"There is no file “{path}”. Check how it is spelt.")
        if path.stat().st_size > LARGEST_FILE:
            raise CannotImport(
                f"“{path.name}” is larger than {LARGEST_FILE // 1024 // 1024} MB. Make it smaller first."
            )
        return path.read_bytes()
    except (OSError, ValueError) as failure:
        raise CannotImport(
            f"“{path}” cannot be read: {getattr(failure, 'strerror', None) or failure}."
        ) from None


def _look_through(archive: zipfile.ZipFile, name: str) -> None:
    """Refuse what unpacks to more than can be meant, and text that declares what it would pull in."""
    parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_WHOLE:
        raise CannotImport(f"“{name}” unpacks to more than such a file should. It is not opened.")
    for part in parts:
        if part.filename.lower().endswith((".xml", ".rels", ".vml")):
            if part.file_size > LARGEST_TEXT:
                raise CannotImport(
                    f"“{name}” holds more text than can be read at once. Divide it first."
                )
            text = archive.read(part)
            if DECLARATION.search(text) or DECLARATION.search(text.replace(b"\0", b"")):
                raise CannotImport(
                    f"“{name}” holds what no file of Office should (a document type). It is not opened."
                )
