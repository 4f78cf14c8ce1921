"""What a command says: mistakes in the chosen format on standard output, and words for people."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from msgspec.structs import replace

from microsite.cli.command_line import program
from microsite.diagnostics.diagnostic import Diagnostic, Log, Severity
from microsite.diagnostics.sanitize import PathFormatter


def findings(log: Log, *, strict: bool, with_notes: bool) -> list[Diagnostic]:
    """What there is to tell, in order. Where warnings stop the build, they are told as errors."""
    found = (
        replace(each, severity=Severity.ERROR) if each.blocks_build(strict=strict) else each
        for each in log
    )
    return [each for each in found if with_notes or each.severity is not Severity.NOTE]


def tell(found: list[Diagnostic], form: str, seen: PathFormatter) -> None:
    """Write diagnostics: for people to standard error, for machines to standard output."""
    if form == "text":
        _tell_people(found, seen)
        return
    from microsite.diagnostics.formats import RENDERERS

    sys.stdout.write(RENDERERS[form](found, seen))
    sys.stdout.flush()
    if form == "github":
        _add_to_job_summary(found, seen)


def _tell_people(found: list[Diagnostic], seen: PathFormatter) -> None:
    if not found:
        return
    import shutil

    width = shutil.get_terminal_size().columns if sys.stderr.isatty() else None
    sys.stderr.write(told_to_people(found, seen, colour=takes_colour(sys.stderr), width=width))


def told_to_people(
    found: list[Diagnostic], seen: PathFormatter, *, colour: bool = False, width: int | None = None
) -> str:
    """Diagnostics in words; on a terminal so many cells wide, in a log without a width."""
    from microsite.diagnostics import terminal

    mistakes = [each for each in found if each.severity is not Severity.NOTE]
    notes = [each for each in found if each.severity is Severity.NOTE]
    told = ""
    if notes:  # first, so that the mistakes are what is seen at the end
        told = f"To do before launch\n\n{terminal.render_checklist(notes, seen, colour=colour)}"
    told += terminal.render(mistakes, seen, colour=colour, width=width)
    if mistakes:
        first = next((each for each in mistakes if each.severity is Severity.ERROR), mistakes[0])
        told += f"More about one of them: {program()} explain {first.code}\n\n"
    return told


def _add_to_job_summary(found: list[Diagnostic], seen: PathFormatter) -> None:
    """Add the table to the page of the job, where GitHub names a file for it."""
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if path:
        from microsite.diagnostics.formats import render_github_summary

        with Path(path).open("a", encoding="utf-8", errors="replace") as file:
            file.write(render_github_summary(found, seen))


def say(words: str) -> None:
    """A line for people."""
    sys.stderr.write(f"{words}\n")


def counted(found: Iterable[Diagnostic]) -> str:
    """`3 mistakes to put right, 1 warning`; empty where there is neither."""
    count = Counter(each.severity for each in found)
    parts = []
    if errors := count[Severity.ERROR]:
        parts.append(f"{plural(errors, 'mistake')} to put right")
    if warnings := count[Severity.WARNING]:
        parts.append(plural(warnings, "warning"))
    return ", ".join(parts)


def exit_code(found: Iterable[Diagnostic]) -> int:
    """0 without mistakes, 1 with some in the content, 2 where only the output folder or the disk
    refuses.
    """
    mistakes = [each for each in found if each.severity is Severity.ERROR]
    if not mistakes:
        return 0
    return 1 if any(each.is_content_error for each in mistakes) else 2


def plural(count: int, word: str) -> str:
    """`1 page`, `3 pages`, `1,200 pages`."""
    return f"{count:,} {word}{'' if count == 1 else 's'}"


def tell_timings(timings: Iterable[tuple[str, float]]) -> None:
    """The stages and their seconds."""
    for stage, seconds in timings:
        say(f"  {stage:<10} {seconds:8.3f} s")


def takes_colour(stream: TextIO) -> bool:
    """Whether colours can be seen there and are wanted."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" or not stream.isatty():
        return False
    return os.name != "nt" or "WT_SESSION" in os.environ or "TERM" in os.environ


@contextmanager
def working(words: str) -> Iterator[None]:
    """Words that stand on a terminal while there is work, and are gone afterwards; nothing in a
    log.
    """
    seen = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
    if seen:
        sys.stderr.write(words)
        sys.stderr.flush()
    try:
        yield
    finally:
        if seen:
            sys.stderr.write(f"\r{' ' * len(words)}\r")
            sys.stderr.flush()


@contextmanager
def counting(words: str) -> Iterator[Callable[[int, int], None]]:
    """What to call with how many are done, and of how many: the count stands on a terminal while
    there is work.
    """
    seen = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
    longest = 0

    def count(done: int, whole: int) -> None:
        nonlocal longest
        line = f"{words}: {done:,} of {whole:,} …"
        longest = max(longest, len(line))
        if seen:
            sys.stderr.write(f"\r{line}")
            sys.stderr.flush()

    try:
        yield count
    finally:
        if longest and seen:
            sys.stderr.write(f"\r{' ' * longest}\r")
            sys.stderr.flush()
