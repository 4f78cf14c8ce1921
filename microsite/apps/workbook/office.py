"""Files to import: read within limits; archives of Word and Excel are checked before
use.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MAX_FILE_BYTES = 50 * 1024 * 1024
MAX_UNPACKED_BYTES = 300 * 1024 * 1024
MAX_TEXT_BYTES = 40 * 1024 * 1024  # of one unpacked part
MAX_PARTS = 5000
DOCUMENT_TYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)


class CannotImportError(Exception):
    """The file cannot be imported. The text says why, and gives the fix."""


def read_file(path: Path) -> bytes:
    """Read a file. Raises CannotImportError."""
    try:
        if not path.is_file():
            raise CannotImportError(f"There is no file “{path}”. Check the spelling.")
        if path.stat().st_size > MAX_FILE_BYTES:
            limit = f"{MAX_FILE_BYTES // 1024 // 1024} MB"
            raise CannotImportError(
                f"“{path.name}” is larger than {limit}. Make it smaller first."
            )
        return path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise CannotImportError(f"“{path}” cannot be read: {reason}.") from None


@contextmanager
def open_office(
    path: Path, application: str, ending: str, main_part: str
) -> Iterator[bytes]:
    """Yield the bytes of a Word or Excel file that is safe to open. Raises
    CannotImportError.

    It also replaces any error that a library raises for a damaged file.
    """
    data = read_file(path)
    save_as = f"Open it in {application}, and save it as {ending}, without a password."
    kind = f"{'an' if application == 'Excel' else 'a'} {application} document"
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise CannotImportError(
            f"“{path.name}” is in an old format or has a password. {save_as}"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            problem, names = next(archive_problems(archive), ""), archive.namelist()
    except Exception:  # noqa: BLE001  (zipfile raises anything for a damaged file)
        problem = f"“{path.name}” is not {kind}, or it is damaged. {save_as}"
        raise CannotImportError(problem) from None
    if problem:
        raise CannotImportError(f"“{path.name}” {problem}")
    if not any(re.fullmatch(main_part, name) for name in names):
        raise CannotImportError(f"“{path.name}” is not {kind}. {save_as}")
    try:
        yield data
    except (CannotImportError, ModuleNotFoundError):
        raise
    except Exception:  # noqa: BLE001
        remedy = f"Open it in {application} and save it again."
        problem = f"“{path.name}” cannot be read and may be damaged. {remedy}"
        raise CannotImportError(problem) from None


def archive_problems(archive: zipfile.ZipFile) -> Iterator[str]:
    """Yield why an archive is not safe: its size, or external entities in its text."""
    parts = archive.infolist()
    if (
        len(parts) > MAX_PARTS
        or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES
    ):
        yield "is too large when unpacked, so it was not opened."
    for part in parts:
        if "/media/" not in part.filename:  # a document may have parts with any ending
            if part.file_size > MAX_TEXT_BYTES:
                yield "contains too much text. Divide it first."
            if DOCUMENT_TYPE.search(archive.read(part).replace(b"\0", b"")):
                yield (
                    "contains a document type, which no Office file needs, so it was"
                    " not opened."
                )
