"""What is still to do before launch, as a list: notes by subject, a line each, each cure told once."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from microsite.diagnostics.diagnostic import Diagnostic
from microsite.diagnostics.sanitize import PathFormatter, project_path, sanitize
from microsite.diagnostics.terminal import BOLD, format_location
from microsite.diagnostics.words.readiness import SUBJECTS


def render(
    notes: Iterable[Diagnostic], seen: PathFormatter = project_path, *, colour: bool = False
) -> str:
    """The notes by subject and code; below those of a code what to do, once where it is the same
    for all.
    """
    ordered = sorted(notes, key=lambda found: (found.code, found.sort_key))
    parts = []
    for subject, group in groupby(ordered, lambda found: found.code[:3]):
        found = list(group)
        title = f"{SUBJECTS[subject]} ({len(found)})"
        parts.append(f"\x1b[{BOLD}m{title}\x1b[0m" if colour else title)
        for _, alike in groupby(found, lambda each: each.code):
            parts += _alike(list(alike), seen)
        parts.append("")
    return "\n".join(parts) + "\n" if parts else ""


def _alike(found: list[Diagnostic], seen: PathFormatter) -> list[str]:
    """The lines of one code."""
    shared = found[0].help if all(each.help == found[0].help for each in found) else ""
    lines = []
    for each in found:
        own = f" {each.help}" if each.help and not shared else ""
        lines.append(f"  {format_location(each.span, seen)}  {sanitize(each.headline + own)}")
    if shared:
        lines.append(f"    {found[0].code}: {sanitize(shared)}")
    return lines
