"""Files to import: read within limits; archives of Word and Excel are checked before use."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

MAX_FILE_BYTES = 50 * 1024 * 1024
MAX_UNPACKED_BYTES = 300 * 1024 * 1024
MAX_TEXT_BYTES = 40 * 1024 * 1024
"""Bytes of one unpacked part that contains text."""
MAX_PARTS = 5000
DOCUMENT_TYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
OLD_OFFICE = b"\xd0\xcf\x11\xe0"


class CannotImportError(Exception):
    """The file cannot be imported. The text says why, and gives the fix."""


def read_file(path: Path) -> bytes:
    """Read a file. Raises CannotImportError."""
    try:
        if not path.is_file():
            raise CannotImportError(f"There is no file “{path}”. Check how it is spelt.")
        if path.stat().st_size > MAX_FILE_BYTES:
            limit = MAX_FILE_BYTES // 1024 // 1024
            raise CannotImportError(
                f"“{path.name}” is larger than {limit} MB. Make it smaller first."
            )
        return path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise CannotImportError(f"“{path}” cannot be read: {reason}.") from None


def read_office(path: Path, program: str, ending: str, main_part: str) -> bytes:
    """Read a file of Word or Excel that is safe to open. Raises CannotImportError."""
    data = read_file(path)
    save_as = f"Open it in {program}, and save it as {ending}, without a password."
    if data.startswith(OLD_OFFICE):
        raise CannotImportError(f"“{path.name}” is of an old kind, or has a password. {save_as}")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check_archive(archive, path.name)
            names = archive.namelist()
    except CannotImportError:
        raise
    except Exception:  # noqa: BLE001  (zipfile raises anything for a damaged file)
        raise CannotImportError(
            f"“{path.name}” is not a file of {program}, or it is damaged. {save_as}"
        ) from None
    if not any(re.fullmatch(main_part, name) for name in names):
        raise CannotImportError(f"“{path.name}” is not a file of {program}. {save_as}")
    return data


def check_archive(archive: zipfile.ZipFile, name: str) -> None:
    """Reject an archive that unpacks to too much, or whose text declares external entities."""
    parts = archive.infolist()
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
        raise CannotImportError(
            f"“{name}” unpacks to more than such a file should. It is not opened."
        )
    for part in parts:
        if not part.filename.lower().endswith((".xml", ".rels", ".vml")):
            continue
        if part.file_size > MAX_TEXT_BYTES:
            raise CannotImportError(
                f"“{name}” holds more text than can be read at once. Divide it first."
            )
        text = archive.read(part)
        if DOCUMENT_TYPE.search(text) or DOCUMENT_TYPE.search(text.replace(b"\0", b"")):
            raise CannotImportError(
                f"“{name}” holds what no file of Office should (a document type). It is not opened."
            )
