"""Diagnostics, their catalogue of messages, suppressions, and the log of a build."""

import os
import re
import traceback
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import Any

from msgspec import Struct

from microsite.diagnostics.source_text import SourceText, Span
from microsite.up_to_date import program

ENTRY = re.compile(
    r"^([A-Z]\d{3}) (error|warning|note): (.+?)(?:\n  help: (.+?))?(?=\n[A-Z#\n]|\Z)",
    re.MULTILINE | re.DOTALL,
)
"""An entry in the texts of messages: its code, severity, headline and help."""
COMMENT = re.compile(
    r"(?:<!--|(?<!\S)#)[ \t]*ok:[ \t]*([A-Z]\d{3}(?:[ \t,]+[A-Z]\d{3})*)"
)
"""Suppressed codes: `# ok: D106` in YAML and `<!-- ok: D106, D107 -->` in Markdown."""

Notes = Iterable[tuple[str, Span]]
Condition = Callable[["Diagnostic"], bool]


class Severity(StrEnum):
    """Importance of a diagnostic."""

    ERROR = "error"  # nothing is published until it is fixed
    WARNING = "warning"  # the site is published, except with `--strict`
    NOTE = "note"  # something to do before launch; only `check` reports it


class CatalogueEntry(Struct, frozen=True):
    """The message of one code, with the names of facts in braces."""

    severity: Severity
    headline: str
    help: str = ""

    @property
    def template(self) -> str:
        """Headline with `…` in place of each fact."""
        text = re.sub(r"(?:\{[^{}]*\})+", "…", self.headline)
        return " ".join(text.replace("{{", "{").replace("}}", "}").split())


FILES = sorted(Path(__file__).with_name("messages").glob("*.txt"))
MESSAGES = "\n".join(file.read_text(encoding="utf-8") for file in FILES)
CATALOGUE = {
    code: CatalogueEntry(
        Severity(kind), " ".join(headline.split()), " ".join(advice.split())
    )
    for code, kind, headline, advice in ENTRY.findall(MESSAGES)
}
"""Messages by code, from `messages/`."""
SUBJECTS = dict(re.findall("^# ([A-Z][0-9][0-9]): (.+)", MESSAGES, re.MULTILINE))
"""Subjects of the checklist, in order, by the first three characters of a code."""


class Suppression(Struct, frozen=True):
    """One suppressed code."""

    code: str
    span: Span  # the code in its comment
    lines: tuple[int, ...]
    """Line of the comment and, if it stands alone, of the next text."""


def find_suppressions(source: SourceText) -> Iterator[Suppression]:
    """Find the suppressions in a source file."""
    if "ok:" not in source.text:
        return
    for comment in COMMENT.finditer(source.text):
        lines = tuple(_suppressed_lines(source, comment.start()))
        start = comment.start(1)
        for code in re.finditer(r"\w+", comment[1]):
            span = source.span(start + code.start(), start + code.end())
            yield Suppression(code[0], span, lines)


def _suppressed_lines(source: SourceText, offset: int) -> Iterator[int]:
    """Yield the lines to which the comment at an offset applies."""
    line = source.line_of(offset)
    yield line
    text_before = source.text[source.line_starts[line - 1] : offset]
    if text_before.strip():
        return
    for below in range(line + 1, len(source.line_starts) + 1):
        text = source.line_text(below).strip()
        if text and not COMMENT.match(text):
            yield below
            return


class Confidence(StrEnum):
    """Certainty of a fix. Only certain ones are applied without asking."""

    CERTAIN = "certain"
    LIKELY = "likely"


class Fix(Struct, frozen=True):
    """An edit that cures a diagnostic: replace the text of a span."""

    span: Span
    replacement: str
    confidence: Confidence = Confidence.CERTAIN


class Diagnostic(Struct, frozen=True):
    """One error, warning or note, as plain data."""

    code: str
    severity: Severity
    headline: str
    span: Span
    help: str = ""  # next action, in words for editors
    notes: tuple[tuple[str, Span], ...] = ()  # related places, each with a few words
    fix: Fix | None = None

    @property
    def message(self) -> str:
        """The headline and the help, on one line."""
        return f"{self.headline} {self.help}".rstrip()

    @property
    def is_content_error(self) -> bool:
        """`False` for codes about the output folder, the disk or permissions."""
        return not self.code.startswith(("O11", "O12"))

    def blocks_build(self, *, strict: bool) -> bool:
        """Return whether nothing may be published.

        With `strict`, that is also so for warnings about the sources.
        """
        if self.severity is Severity.ERROR:
            return True
        is_warning = self.severity is Severity.WARNING
        return strict and is_warning and self.is_content_error

    @property
    def sort_key(self) -> tuple[str, int, str, str]:
        """Order of reports: by file, place and code."""
        return (self.span.path, self.span.start, self.code, self.headline)


def diagnose(
    code: str, span: Span, *, notes: Notes = (), fix: Fix | None = None, **facts: object
) -> Diagnostic:
    """Return a diagnostic with the message of a code.

    Raise `KeyError` for a missing fact.
    """
    entry = CATALOGUE[code]
    facts.setdefault("program", program())
    headline = entry.headline.format(**facts)
    advice = entry.help.format(**facts)
    return Diagnostic(
        code=code,
        severity=entry.severity,
        headline=" ".join(headline.split()),
        span=span,
        help=" ".join(advice.split()),
        notes=tuple(notes),
        fix=fix,
    )


class Log:
    """Collector of diagnostics. Drops duplicates and what a comment suppresses."""

    def __init__(self, parent: "Log | None" = None, wants: Condition = bool) -> None:
        """Pass on to the parent what it wants."""
        self._parent = parent
        self._wants = wants
        self._diagnostics: dict[tuple[str, int, str, str], Diagnostic] = {}
        self._suppressions: dict[tuple[str, str], list[Suppression]] = {}
        """By path and text of a file."""
        self.used_suppressions: set[Suppression] = set()

    def report(self, code: str, span: Span, **facts: Any) -> None:
        """Add a diagnostic with the message of a code; see `diagnose`."""
        self.add(diagnose(code, span, **facts))

    def add(self, diagnostic: Diagnostic) -> None:
        """Add a diagnostic. Errors cannot be suppressed."""
        if diagnostic.severity is Severity.ERROR or not self._is_suppressed(diagnostic):
            self._diagnostics.setdefault(diagnostic.sort_key, diagnostic)
        if self._parent is not None and self._wants(diagnostic):
            self._parent.add(diagnostic)

    def withdraw(self, code: str, path: str | None) -> None:
        """Remove what another message about a file says better."""
        for key, diagnostic in list(self._diagnostics.items()):
            if diagnostic.code == code and diagnostic.span.path == path:
                del self._diagnostics[key]

    def _is_suppressed(self, diagnostic: Diagnostic) -> bool:
        span = diagnostic.span
        file = (span.path, span.source.text)
        if file not in self._suppressions:
            self._suppressions[file] = list(find_suppressions(span.source))

        is_suppressed = False
        for suppression in self._suppressions[file]:
            if suppression.code != diagnostic.code:
                continue
            if span.line in suppression.lines or span.end_line in suppression.lines:
                self.used_suppressions.add(suppression)
                is_suppressed = True
        return is_suppressed

    def __iter__(self) -> Iterator[Diagnostic]:
        return (self._diagnostics[key] for key in sorted(self._diagnostics))

    def __len__(self) -> int:
        return len(self._diagnostics)

    def is_blocked(self, *, strict: bool) -> bool:
        return any(item.blocks_build(strict=strict) for item in self)

    @property
    def errors(self) -> int:
        return sum(
            item.severity is Severity.ERROR for item in self._diagnostics.values()
        )


class DiagnosticError(Exception):
    """Carries a diagnostic to where a log is at hand."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.headline)
        self.diagnostic = diagnostic


class Guard(Struct):
    """Context that reports exceptions (O106).

    Missing packages and errors of the system are raised again.
    """

    log: Log
    span: Span

    def __enter__(self) -> None:
        """Enter the context."""

    def __exit__(self, _: object, error: BaseException | None, trace: object) -> bool:
        """Report the exception. Return `False` if it must be raised again."""
        if isinstance(error, DiagnosticError):
            self.log.add(error.diagnostic)
            return True
        if not isinstance(error, Exception):
            return False
        if isinstance(error, OSError | ModuleNotFoundError):
            return False
        if os.environ.get("MICROSITE_DEBUG") == "1":
            traceback.print_exception(error)
        reason = f"{type(error).__name__}: {error}"
        self.log.report("O106", self.span, reason=reason[:200])
        return True


def file_span(path: str | PurePosixPath) -> Span:
    """Return a span for a file whose text is not available."""
    return SourceText(str(path), "").file_span
