"""Diagnostics as a JUnit report: a suite a file, a case a finding. Errors fail; others count as
skipped.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from microsite.diagnostics.diagnostic import Diagnostic, Severity
from microsite.diagnostics.sanitize import PathFormatter, project_path, sanitize
from microsite.diagnostics.terminal import format_location
from microsite.diagnostics.terminal import render as in_words


def render(diagnostics: Iterable[Diagnostic], seen: PathFormatter = project_path) -> str:
    """XML that CI servers read. Where there is nothing to tell, one case that passed says so."""
    found = sorted(diagnostics, key=lambda each: each.sort_key)
    suites = [
        _suite(path, list(group), seen)
        for path, group in groupby(found, lambda each: each.span.path)
    ]
    if not suites:
        case = '    <testcase classname="content" name="Everything was checked"/>\n'
        suites = [f'  <testsuite name="content" {_counts([])}>\n{case}  </testsuite>\n']
    body = "".join(suites)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="Microsite" {_counts(found)}>\n{body}</testsuites>\n'


def _counts(found: list[Diagnostic]) -> str:
    errors = sum(1 for each in found if each.severity is Severity.ERROR)
    cases = max(1, len(found))
    return f'tests="{cases}" failures="{errors}" errors="0" skipped="{len(found) - errors}"'


def _suite(path: str, found: list[Diagnostic], seen: PathFormatter) -> str:
    cases = "".join(_case(each, seen) for each in found)
    return f"  <testsuite name={_quoted(seen(path))} {_counts(found)}>\n{cases}  </testsuite>\n"


def _case(found: Diagnostic, seen: PathFormatter) -> str:
    name = f"{found.code} {format_location(found.span, seen)}"
    line = f" line={_quoted(str(found.span.line))}" if found.span.source.text else ""
    opening = (
        f"    <testcase classname={_quoted(seen(found.span.path))} name={_quoted(name)} "
        f"file={_quoted(seen(found.span.path))}{line}>"
    )
    if found.severity is Severity.ERROR:
        words = _text(in_words([found], seen).strip())
        inside = f"<failure type={_quoted(found.code)} message={_quoted(found.headline)}>{words}</failure>"
    else:
        message = f"{found.severity}: {found.headline} {found.help}".strip()
        inside = f"<skipped message={_quoted(message)}/>"
    return f"{opening}\n      {inside}\n    </testcase>\n"


def _text(text: str) -> str:
    lines = "\n".join(sanitize(line) for line in text.split("\n"))
    return lines.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _quoted(text: str) -> str:
    return '"' + _text(sanitize(text)).replace('"', "&quot;") + '"'
