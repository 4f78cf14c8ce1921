"""Output of commands: diagnostics, and messages on standard error."""

import os
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from msgspec.structs import replace

from microsite.diagnostics import formats
from microsite.diagnostics.diagnostic import Diagnostic, Log, Severity
from microsite.diagnostics.display import PathFormatter
from microsite.up_to_date import program

MAX_LISTED = 20  # number of lines of a list that are printed


def echo(message: str) -> None:
    """Print a message for people."""
    sys.stderr.write(f"{message}\n")


def ask(prompt: str) -> str:
    """Return the line that a person types; empty at the end of the input."""
    sys.stderr.write(prompt)
    sys.stderr.flush()
    return sys.stdin.readline()


def sorted_diagnostics(
    log: Log, *, strict: bool, with_notes: bool = False
) -> list[Diagnostic]:
    """Return the diagnostics in order.

    With `strict`, warnings that block a build become errors.
    """
    diagnostics: list[Diagnostic] = []
    for diagnostic in log:
        if diagnostic.severity is Severity.NOTE and not with_notes:
            continue
        if diagnostic.blocks_build(strict=strict):
            diagnostics.append(replace(diagnostic, severity=Severity.ERROR))
        else:
            diagnostics.append(diagnostic)
    return diagnostics


def errors_of(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return the errors in order."""
    return [error for error in diagnostics if error.severity is Severity.ERROR]


def print_diagnostics(
    diagnostics: Sequence[Diagnostic],
    format_path: PathFormatter,
    output_format: str = "text",
) -> None:
    """Print diagnostics.

    Text for people goes to standard error, other formats to standard output.
    """
    if output_format == "text":
        sys.stderr.write(render_for_people(diagnostics, format_path, sys.stderr))
        return
    sys.stdout.write(formats.RENDERERS[output_format](diagnostics, format_path))
    sys.stdout.flush()
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if output_format == "github" and summary:
        with Path(summary).open("a", encoding="utf-8", errors="replace") as file:
            file.write(formats.render_github_summary(diagnostics, format_path))


def render_for_people(
    diagnostics: Sequence[Diagnostic],
    format_path: PathFormatter,
    stream: TextIO | None = None,
) -> str:
    """Return diagnostics as text, for a stream or for a log."""
    colour = stream is not None and supports_colour(stream)
    width = None
    if stream and stream.isatty():
        width = shutil.get_terminal_size().columns
    problems: list[Diagnostic] = []
    notes: list[Diagnostic] = []
    for diagnostic in diagnostics:
        if diagnostic.severity is Severity.NOTE:
            notes.append(diagnostic)
        else:
            problems.append(diagnostic)

    text = ""
    if problems:
        problems.sort(key=lambda problem: problem.severity is not Severity.ERROR)
        text = formats.render_text(problems, format_path, colour=colour, width=width)
        text += (
            f"For more about an error or warning: {program()} explain"
            f" {problems[0].code}\n\n"
        )
    if notes:
        checklist = formats.render_checklist(notes, format_path, colour=colour)
        text += f"To do\n\n{checklist}"
    return text


def format_counts(diagnostics: Iterable[Diagnostic]) -> str:
    """Return `3 errors to fix, 1 warning`; an empty text without either."""
    counts = Counter(diagnostic.severity for diagnostic in diagnostics)
    errors = counts[Severity.ERROR]
    warnings = counts[Severity.WARNING]
    return join_counts(
        (errors, f"{plural(errors, 'error')} to fix"),
        (warnings, plural(warnings, "warning")),
    )


def join_counts(*counts: tuple[int, str], separator: str = ", ") -> str:
    """Join the texts whose count is not zero."""
    return separator.join(text for count, text in counts if count)


def exit_code(diagnostics: Iterable[Diagnostic]) -> int:
    """Return 0 without errors, 1 for errors in the content, else 2.

    2 means that the machine is to blame for all errors.
    """
    errors = errors_of(diagnostics)
    if not errors:
        return 0
    has_content_errors = any(error.is_content_error for error in errors)
    return 1 if has_content_errors else 2


def plural(count: int, word: str) -> str:
    """Return `1 page`, `3 pages`, `1,200 pages`."""
    return f"{count:,} {word}{'' if count == 1 else 's'}"


def print_list(lines: list[str]) -> None:
    """Print indented lines, and the number of those beyond a limit."""
    for line in lines[:MAX_LISTED]:
        echo(f"  {line}")
    if len(lines) > MAX_LISTED:
        echo(f"  and {len(lines) - MAX_LISTED:,} more")


def print_timings(timings: dict[str, float]) -> None:
    """Print the steps of a build and their seconds."""
    for step, seconds in timings.items():
        echo(f"  {step:<10} {seconds:8.3f} s")


def supports_colour(stream: TextIO) -> bool:
    """Return True if colours can be seen there and are wanted."""
    is_dumb = os.environ.get("TERM") == "dumb"
    if os.environ.get("NO_COLOR") or is_dumb or not stream.isatty():
        return False
    return os.name != "nt" or "WT_SESSION" in os.environ or "TERM" in os.environ


@contextmanager
def spinner(message: str = "") -> Iterator[Callable[[str], None]]:
    """Show a message on a terminal until the end.

    Yield a function that replaces it.
    """
    is_visible = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
    longest = 0

    def show(line: str) -> None:
        nonlocal longest
        if is_visible and line:
            sys.stderr.write(f"\r{line}" if longest else line)
            sys.stderr.flush()
            longest = max(longest, len(line))

    show(message)
    try:
        yield show
    finally:
        if longest:
            show(f"{' ' * longest}\r")
