"""Templates: found in layers, strict about what they read, and hashed with everything they include."""

from __future__ import annotations

import re
from pathlib import Path

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
)

from microsite.diagnostics.diagnostic import Diagnostic, DiagnosticError, Log, diagnose, file_span
from microsite.diagnostics.source_text import SourceText, Span
from microsite.digests import digest_of

REFERENCE = re.compile(r"\{%[-+]?\s*(?:extends|include|import|from)\s+(?:[\"']([^\"']+)[\"'])?")
"""What one template says of another. Names are written out, so that what a page is made of can be
told at a glance.
"""


class Templates:
    """Templates of a project: its own in front of the theme's, file by file."""

    def __init__(self, folders: tuple[Path, ...]) -> None:
        self.folders = folders
        self.environment = Environment(
            loader=FileSystemLoader(folders, encoding="utf-8"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
            cache_size=-1,
        )
        self._closures: dict[str, str] = {}
        self._sources: dict[str, SourceText] = {}

    def digest(self, name: str, log: Log) -> str | None:
        """A digest of a template and of all it extends, includes and imports.

        None, with a T-code, where one of them is missing.
        """
        if name not in self._closures:
            seen: dict[str, str] = {}
            if not self._reach(name, file_span(f"templates/{name}"), seen, log):
                return None
            texts = "".join(f"{reached}\0{seen[reached]}\0" for reached in sorted(seen))
            self._closures[name] = digest_of(texts)
        return self._closures[name]

    def _reach(self, name: str, wanted_at: Span, seen: dict[str, str], log: Log) -> bool:
        """Add a template, and all it leads to, to `seen`; False, with reports, where one is
        missing.
        """
        if name in seen:
            return True
        source = self.source(name)
        if source is None:
            log.report("T103", wanted_at, name=name)
            return False
        seen[name] = source.text
        found = True
        for match in REFERENCE.finditer(source.text):
            if match[1] is None:
                log.report("T105", source.span(match.start(), match.end()))
                found = False
            else:
                found = (
                    self._reach(match[1], source.span(match.start(1), match.end(1)), seen, log)
                    and found
                )
        return found

    def source(self, name: str) -> SourceText | None:
        """The text of a template; None where there is none, or it is not UTF-8."""
        if name not in self._sources:
            assert self.environment.loader is not None
            try:
                text, _, _ = self.environment.loader.get_source(self.environment, name)
            except (TemplateNotFound, UnicodeDecodeError, OSError):
                return None
            self._sources[name] = SourceText(f"templates/{name}", text)
        return self._sources[name]

    def render(self, name: str, **views: object) -> str:
        """The page. Raises Reported, with a T-code, where the template fails."""
        try:
            return self.environment.get_template(name).render(**views)
        except TemplateSyntaxError as failure:
            source = self.source(failure.name or name)
            span = source.line_span(failure.lineno) if source else file_span(f"templates/{name}")
            raise DiagnosticError(
                diagnose("T101", span, reason=_sentence(failure.message))
            ) from failure
        except Exception as failure:
            raise DiagnosticError(self._blame(name, failure)) from failure

    def _blame(self, name: str, failure: Exception) -> Diagnostic:
        """Where in the templates a failure happened, and what it was."""
        from traceback import walk_tb

        span = file_span(f"templates/{name}")
        for frame, line in walk_tb(failure.__traceback__):
            file = frame.f_code.co_filename
            for folder in self.folders:
                if Path(file).is_relative_to(folder):
                    source = self.source(Path(file).relative_to(folder).as_posix())
                    if source is not None:
                        span = source.line_span(min(line, len(source.line_starts)))
        reason = (
            _sentence(failure.message or "")
            if isinstance(failure, TemplateError)
            else _sentence(str(failure))
        )
        return diagnose("T102", span, reason=reason or type(failure).__name__)


def _sentence(message: str | None) -> str:
    """Jinja's reason, without the module paths of the engine."""
    text = " ".join((message or "").split()).replace("microsite.pages.", "")
    return text.rstrip(".") or "it could not be read"
