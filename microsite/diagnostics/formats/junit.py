"""Diagnostics as a JUnit report, which most systems for tests can show."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from markupsafe import escape

from microsite.diagnostics.diagnostic import Diagnostic, Severity
from microsite.diagnostics.display import PathFormatter, sanitize, sanitize_all
from microsite.diagnostics.formats.text import format_location, render_text

XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'


def render_junit(
    diagnostics: Iterable[Diagnostic], format_path: PathFormatter = str
) -> str:
    """Return a report with a suite for each file.

    Errors are failed tests, and other diagnostics are skipped ones. A report without
    diagnostics has one test, which passes.
    """
    items = list(diagnostics)
    lines = [XML_DECLARATION, f'<testsuites name="Microsite" {_counts(items)}>']
    if not items:
        lines += _passed_suite()
    ordered = sorted(items, key=lambda item: item.span.path)
    for path, group in groupby(ordered, lambda item: item.span.path):
        name = sanitize(format_path(path))
        lines += _suite(name, list(group), format_path)
    lines.append("</testsuites>")
    return "".join(f"{line}\n" for line in lines)


def _passed_suite() -> Iterator[str]:
    yield f'  <testsuite name="content" {_counts([])}>'
    yield '    <testcase classname="content" name="No errors or warnings"/>'
    yield "  </testsuite>"


def _suite(
    file: str, items: list[Diagnostic], format_path: PathFormatter
) -> Iterator[str]:
    """Yield the lines of the suite of a file."""
    yield f'  <testsuite name="{escape(file)}" {_counts(items)}>'
    for item in items:
        yield from _case(file, item, format_path)
    yield "  </testsuite>"


def _case(file: str, item: Diagnostic, format_path: PathFormatter) -> Iterator[str]:
    """Yield the lines of the test of a diagnostic."""
    name = f"{item.code} {format_location(item.span, format_path)}"
    attributes = f'classname="{escape(file)}" name="{escape(name)}"'
    attributes += f' file="{escape(file)}"'
    if item.span.source.text:
        attributes += f' line="{item.span.line}"'
    yield f"    <testcase {attributes}>"

    if item.severity is Severity.ERROR:
        headline = escape(sanitize(item.headline))
        text = render_text([item], format_path).strip()
        details = escape(sanitize_all(text))
        failure = f'<failure type="{item.code}" message="{headline}">'
        yield f"      {failure}{details}</failure>"
    else:
        message = escape(sanitize(f"{item.severity}: {item.message}"))
        yield f'      <skipped message="{message}"/>'
    yield "    </testcase>"


def _counts(items: list[Diagnostic]) -> str:
    """Return the attributes of a suite that count its tests."""
    tests = max(1, len(items))
    failures = sum(item.severity is Severity.ERROR for item in items)
    skipped = len(items) - failures
    return f'tests="{tests}" failures="{failures}" errors="0" skipped="{skipped}"'
