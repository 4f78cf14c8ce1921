"""Notes as a checklist of what is left to do before launch."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from microsite.diagnostics.diagnostic import SUBJECTS, Diagnostic
from microsite.diagnostics.display import PathFormatter, sanitize
from microsite.diagnostics.formats.text import BOLD, apply_style, format_location

MAX_LISTED = 10  # notes with the same code that are listed


def render_checklist(
    notes: Iterable[Diagnostic],
    format_path: PathFormatter = str,
    *,
    colour: bool = False,
) -> str:
    """Return notes by subject and code."""
    ordered = sorted(notes, key=lambda note: (note.code, note.sort_key))
    lines: list[str] = []
    for subject, group in groupby(ordered, lambda note: note.code[:3]):
        of_subject = list(group)
        heading = f"{SUBJECTS[subject]} ({len(of_subject)})"
        lines.append(apply_style(heading, BOLD, has_colours=colour))
        for _, of_code in groupby(of_subject, lambda note: note.code):
            lines += _lines(list(of_code), format_path)
        lines.append("")
    return "".join(f"{line}\n" for line in lines)


def _lines(notes: list[Diagnostic], format_path: PathFormatter) -> Iterator[str]:
    """Yield the lines of notes with the same code.

    Help that is the same for all of them appears once, below them.
    """
    helps = {note.help for note in notes}
    shared_help = helps.pop() if len(helps) == 1 else ""

    for note in notes[:MAX_LISTED]:
        text = note.headline if shared_help else note.message
        yield f"  {format_location(note.span, format_path)}  {sanitize(text)}"
    if len(notes) > MAX_LISTED:
        yield f"  and {len(notes) - MAX_LISTED} more like these"
    if shared_help:
        yield f"    {notes[0].code}: {sanitize(shared_help)}"
