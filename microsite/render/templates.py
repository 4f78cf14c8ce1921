"""Templates: found in layers, strict about what they read, and hashed with everything they include."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from traceback import walk_tb

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    meta,
)

from microsite.diagnostics.diagnostic import Diagnostic, Log, Reported, diagnose, nowhere
from microsite.text import SourceText, Span


@dataclass(slots=True)
class Templates:
    """The templates of a project: its own in front of the theme's, file by file."""

    folders: tuple[Path, ...]
    environment: Environment = field(init=False)
    _closures: dict[str, str] = field(default_factory=dict)
    _sources: dict[str, SourceText] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.environment = Environment(
            loader=FileSystemLoader(self.folders, encoding="utf-8"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
            cache_size=-1,
        )

    def digest(self, name: str, log: Log) -> str | None:
        """A digest of a template and of all it extends, includes and imports.

        None, with a T-code, where one of them is missing or has a mistake in it.
        """
        if name not in self._closures:
            digest = self._closure(name, log, nowhere(f"templates/{name}"))
            if digest is None:
                return None
            self._closures[name] = digest
        return self._closures[name]

    def _closure(self, name: str, log: Log, wanted_at: Span) -> str | None:
        """Hash every template that `name` can reach."""
        seen: dict[str, str] = {}
        waiting = [(name, wanted_at)]
        sound = True
        while waiting:
            current, at = waiting.pop()
            if current in seen:
                continue
            source = self.source(current)
            if source is None:
                log.report("T103", at, name=current)
                sound = False
                continue
            seen[current] = source.text
            try:
                tree = self.environment.parse(source.text, current)
            except TemplateSyntaxError as failure:
                reason = _sentence(failure.message)
                log.report("T101", source.line_span(failure.lineno), reason=reason)
                sound = False
                continue
            for reference in meta.find_referenced_templates(tree):
                if reference is not None:
                    waiting.append((reference, source.span(0, len(source.text)).find(reference)))
        if not sound:
            return None
        digest = hashlib.blake2b(digest_size=16)
        for reached in sorted(seen):
            digest.update(f"{reached}\0{seen[reached]}\0".encode())
        return digest.hexdigest()

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
        except Exception as failure:
            raise Reported(self._blame(name, failure)) from failure

    def _blame(self, name: str, failure: Exception) -> Diagnostic:
        """Where in the templates a failure happened, and what it was."""
        span = nowhere(f"templates/{name}")
        for frame, line in walk_tb(failure.__traceback__):
            file = frame.f_code.co_filename
            for folder in self.folders:
                if Path(file).is_relative_to(folder):
                    source = self.source(Path(file).relative_to(folder).as_posix())
                    if source is not None:
                        span = source.line_span(min(line, len(source.line_starts)))
        reason = _sentence(failure.message or "") if isinstance(failure, TemplateError) else _sentence(str(failure))
        return diagnose("T102", span, reason=reason or type(failure).__name__)


def _sentence(message: str | None) -> str:
    """Jinja's reason, without the module paths of the engine."""
    text = " ".join((message or "").split()).replace("microsite.pages.", "")
    return text.rstrip(".") or "it could not be read"
