"""Puts right what can be put right without asking: `check --fix`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from microsite.diagnostics.diagnostic import Confidence, Fix, Log
from microsite.editing.original import Original
from microsite.editing.saving import Backups, Overtaken, replace_file
from microsite.editing.trial import found_files
from microsite.project import Project
from microsite.source.decode import decode_bytes, read_bytes
from microsite.source.files import SourceFile
from microsite.source.front_matter import parse_markdown_file
from microsite.source.yaml_parser import parse_yaml
from microsite.source.yaml_repair.patched_text import TextEdit

MOST_ROUNDS = 200
"""How often a file is read again, to find what a mistake before it was hiding."""
OLD_WINDOWS, LOST_LETTER = "F116", "F121"


class Repair(Struct, frozen=True):
    """What was put right in one file."""

    path: str
    """Relative to the project."""
    before: Original
    after: Original
    places: int
    """How many mistakes were put right."""
    is_resaved: bool
    """Whether the file, which was saved in an old Windows format, is UTF-8 now."""
    is_saved: bool = True
    """False where somebody else saved the file in the meantime: then it is left alone."""


def repair_project(project: Project, backups: Backups) -> Iterator[Repair]:
    """Put right every certain mistake of the project's files; what is not certain stays as it is."""
    for file in found_files(project.root):
        data = read_bytes(file, Log())
        found = None if data is None else repaired(file, data)
        if found is not None:
            backups.keep(found.path, found.before.data)
            try:
                replace_file(Path(file.real_path), found.before.data, found.after.data)
            except Overtaken:
                found = Repair(
                    found.path,
                    found.before,
                    found.after,
                    found.places,
                    found.is_resaved,
                    is_saved=False,
                )
            yield found


def repaired(file: SourceFile, data: bytes) -> Repair | None:
    """The bytes of a file put right in memory; None where there is nothing certain to do."""
    before = original = Original.of(file.path, data)
    if before is None or original is None:
        return None
    places, is_resaved, seen = 0, False, {data}
    for _ in range(MOST_ROUNDS):
        log = _told_of(file, original.data)
        codes = {found.code for found in log}
        after: Original | None
        if OLD_WINDOWS in codes and LOST_LETTER not in codes:
            after, count, is_resaved = original.as_utf8(), 1, True
        else:
            edits = _edits([found.fix for found in log if found.fix is not None], original.text)
            after, count = (original.edited(edits) if edits else None), len(edits)
        if after is None or after.data in seen:
            break
        seen.add(after.data)
        original, places = after, places + count
    return None if original is before else Repair(file.path, before, original, places, is_resaved)


def _told_of(file: SourceFile, data: bytes) -> Log:
    """What is wrong with the form of a file, whatever its words say."""
    log = Log()
    source = decode_bytes(file.path, data, log)
    if source is not None and file.path.endswith((".yaml", ".yml")):
        parse_yaml(source, log)
    elif source is not None:
        parse_markdown_file(source, file.slug, log)
    return log


def _edits(fixes: list[Fix], text: str) -> list[TextEdit]:
    """The certain ones, as edits that do not touch each other; the others wait for the next round."""
    chosen: list[TextEdit] = []
    reached = -1
    for fix in sorted(fixes, key=lambda fix: (fix.span.start, fix.span.end)):
        start, end = fix.span.start, fix.span.end
        if (
            fix.confidence is Confidence.CERTAIN
            and start > reached
            and text[start:end] != fix.replacement
        ):
            chosen.append(TextEdit(start, end, fix.replacement))
            reached = end
    return chosen
