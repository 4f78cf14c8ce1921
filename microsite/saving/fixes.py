"""Automatic fixes, for `check --fix`: of certain errors, and of links to
renamed pages.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress

from msgspec import Struct

from microsite.diagnostics.diagnostic import Confidence, Fix, Log
from microsite.model.kinds import RECORD_KINDS
from microsite.pages.publication_record import MissingUrl
from microsite.project import Project
from microsite.saving.text_file import TextFile, source_files
from microsite.saving.yaml_edits import CannotEditError, data_path, insert_entries
from microsite.source.decode import decode_bytes, decode_text
from microsite.source.edits import TextEdit
from microsite.source.reader import parse_text


class Repair(Struct, frozen=True):
    """The fixes of one file."""

    data: bytes | None  # on the disk; None for a new file
    before: TextFile
    after: TextFile
    count: int
    is_resaved: bool = False
    """True if the file was converted from an old Windows encoding to UTF-8."""


def find_repairs(project: Project) -> Iterator[Repair]:
    """Yield the fixes of every certain error of the project's files."""
    for file in source_files(project.root):
        before = TextFile.read(file)
        if before is not None and (repair := fix_text(before, file.slug)):
            yield repair


def fix_text(before: TextFile, slug: str) -> Repair | None:
    """Fix the certain errors of a file in memory. None if there are none."""
    current = before
    count = 0
    is_resaved = False
    seen_data = {before.data}
    for _ in range(200):  # each pass may uncover errors hidden by earlier ones
        log = Log()
        if source := decode_bytes(before.path, current.data, log):
            parse_text(source, slug, log)
        codes = {diagnostic.code for diagnostic in log}
        # Windows, and every letter is known
        if "F116" in codes and "F121" not in codes:
            text = decode_text(before.path, current.data, Log()) or ""
            after = TextFile.from_bytes(before.path, text.encode())
            fix_count = 1
            is_resaved = True
        else:
            fixes = [diagnostic.fix for diagnostic in log if diagnostic.fix is not None]
            edits = _certain_edits(fixes, current.text)
            after = current.with_edits(edits) if edits else None
            fix_count = len(edits)
        if after is None or after.data in seen_data:
            break
        seen_data.add(after.data)
        current = after
        count += fix_count
    return Repair(before.data, before, current, count, is_resaved) if count else None


def _certain_edits(fixes: list[Fix], text: str) -> list[TextEdit]:
    """Return edits that do not touch each other; the others wait for the next round."""
    edits: list[TextEdit] = []
    certain_fixes = [fix for fix in fixes if fix.confidence is Confidence.CERTAIN]
    for fix in sorted(certain_fixes, key=lambda fix: (fix.span.start, fix.span.end)):
        start, end = fix.span.start, fix.span.end
        if text[start:end] != fix.replacement and (not edits or start > edits[-1].end):
            edits.append(TextEdit(start, end, fix.replacement))
    return edits


def missing_redirects(
    project: Project, missing_urls: Iterable[MissingUrl]
) -> Iterator[Repair]:
    """Yield the file of redirects with one for each lost address with a certain
    target.
    """
    entries = [
        {"from": url.old, "to": url.to} for url in missing_urls if url.is_certain
    ]
    kind = RECORD_KINDS["redirect"]
    file = next(
        (file for file in source_files(project.root) if file.slug == "redirects"), None
    )
    before = TextFile.read(file) if file else TextFile(data_path(kind.file, ()))
    if before is not None and entries:
        with suppress(CannotEditError):
            after = insert_entries(before, kind, entries)
            yield Repair(before.data if file else None, before, after, len(entries))
