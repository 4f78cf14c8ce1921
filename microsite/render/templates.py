"""Templates: found in layers, strict about what they read, and digested with all they
include.
"""

import json
import re
from collections import defaultdict
from collections.abc import Callable, MutableMapping
from itertools import count
from os.path import exists, join
from pathlib import Path
from traceback import walk_tb
from typing import Any

import jinja2
from markupsafe import Markup

from microsite.cache import digest_of
from microsite.compiled_templates import compiled_templates
from microsite.diagnostics.diagnostic import (
    Diagnostic,
    DiagnosticError,
    Log,
    diagnose,
    file_span,
)
from microsite.diagnostics.display import capitalized
from microsite.diagnostics.source_text import SourceText, Span
from microsite.locales.locale import ENGLISH, Locale
from microsite.locales.untranslated import language_attribute
from microsite.site.urls import make_relative
from microsite.source.decode import read_text
from microsite.source.files import SourceFile

REFERENCE = re.compile(
    r"\{(?:#.*?(?:#\}|\Z)|%[-+]?\s*(?:raw\b.*?(?:\bendraw\b|\Z)"
    r"|(?P<statement>extends|include|import|from)\s+"
    r"(?:[\"'](?P<name>[^\"']+)[\"'](?=\s*[-+]?%\}|\s+(?:as|ignore|import|with|without)\b))?))",
    re.DOTALL,
)
"""A reference of one template to another. Its name is missing if it is computed."""

ID = re.compile(r'<[a-z][^<>]*? id="([^"<>]*)')
TERM = re.compile(
    r"(?s)<li>\s*(<p>)?<strong>([^<]*?)[.:]?</strong>((?:(?!</?li\b).)*)</li>"
)


def folded(html: Markup) -> Markup:
    """Fold each item of a list behind its title, if that is in bold."""
    items = TERM.sub(
        r"<li><details><summary>\2</summary>\1\3</details></li>", str(html)
    )
    return Markup(items)  # noqa: S704 - of clean HTML


def id_numbering() -> Callable[[re.Match[str]], str]:
    """Return a function that adds a number to an id from its second use on a
    page on.
    """
    uses: defaultdict[str, count[int]] = defaultdict(lambda: count(1))
    return lambda match: (
        f"{match[0]}__{n}" if (n := next(uses[match[1]])) > 1 else match[0]
    )


class TemplateEnvironment(jinja2.Environment):
    """An environment whose globals stay as they are when the first template is
    loaded.
    """

    def make_globals(
        self, d: MutableMapping[str, Any] | None
    ) -> MutableMapping[str, Any]:
        """Return a plain dict: each import compares its keys, which is slow in a
        ChainMap.
        """
        return {**self.globals, **(d or {})}


class Templates(jinja2.FileSystemLoader):
    """Templates of a project: its own in front of the theme's, file by file."""

    def __init__(self, folders: tuple[Path, ...], locale: Locale = ENGLISH) -> None:
        super().__init__(folders)
        self._locale = locale
        self.environment = TemplateEnvironment(
            loader=self,
            optimized=False,  # folding constants takes longer than it saves
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
            cache_size=-1,
            extensions=["jinja2.ext.i18n"],
            bytecode_cache=compiled_templates(),
        )
        self.environment.install_gettext_callables(  # type: ignore[attr-defined]
            locale.gettext, locale.ngettext, newstyle=True, pgettext=locale.pgettext
        )
        filters = self.environment.filters
        filters.update(lang=language_attribute, folded=folded, capitalized=capitalized)
        self.environment.globals["locale"] = locale
        self._digests: dict[str, str] = {}
        self._sources: dict[str, SourceText | None] = {}
        """Texts by path in the project: `templates/base.html`; None for those without a
        text.
        """
        self._references: dict[str, list[re.Match[str]]] = {}

    def digest(self, name: str, log: Log) -> str | None:
        """Return a digest of a template and all it refers to; None if T103 or T105 is
        reported.
        """
        if name not in self._digests:
            digests: dict[str, str] = {}
            if not self._collect(name, file_span(f"templates/{name}"), digests, log):
                return None
            digests["locale"] = self._locale.digest
            self._digests[name] = digest_of(json.dumps(digests, sort_keys=True))
        return self._digests[name]

    def get_source(self, environment: jinja2.Environment, template: str) -> Any:  # noqa: ARG002
        """Return the text of a template, its path, and a function that calls it up to
        date.
        """
        source = self.source(template, file_span(template), Log())
        if source is None:
            raise jinja2.TemplateNotFound(template)
        return source.text, source.path, lambda: True

    def source(self, name: str, span: Span, log: Log) -> SourceText | None:
        """Return the text of a template; None if it is missing (T103) or unreadable
        (F-codes).
        """
        path = f"templates/{name}"
        if path not in self._sources:
            files = (
                join(folder, name) for folder in self.searchpath if ".." not in name
            )
            file = next(filter(exists, files), None)
            if file is None:
                log.report("T103", span, name=name)
            self._sources[path] = (
                read_text(SourceFile(path, file, ""), log) if file else None
            )
        return self._sources[path]

    def render(
        self, name: str, path: str = "", root: str | None = None, /, **views: Any
    ) -> bytes:
        """Render a template, with links for the file at a path of the output.

        `root` is the start of links, if they are not relative. Raise DiagnosticError
        (T101, T102) if the template fails.
        """
        try:
            text = self.environment.get_template(name).render(**views)
            if name.endswith(".html"):
                pattern = self._locale.one_line
                text = pattern.sub(
                    lambda match: match[1] or re.sub(r"\s+", "\xa0", match[0]), text
                )
                text = ID.sub(id_numbering(), text)  # links and labels mean the first
            return make_relative(text, path, root).encode()
        except Exception as error:
            raise DiagnosticError(self._diagnose(name, error)) from error

    def _collect(
        self, name: str, span: Span, digests: dict[str, str], log: Log
    ) -> bool:
        """Add a template and all that it refers to; return whether each of them was
        found.
        """
        if name in digests:
            return True
        source = self.source(name, span, log)
        if source is None:
            return False
        digests[name] = digest_of(source.text)
        is_complete = True
        if name not in self._references:
            self._references[name] = list(REFERENCE.finditer(source.text))
        for reference in self._references[name]:
            if reference["name"]:
                span = source.span(*reference.span("name"))
                is_complete = (
                    self._collect(reference["name"], span, digests, log) and is_complete
                )
            elif reference["statement"]:
                log.report("T105", source.line_span(source.line_of(reference.start())))
                is_complete = False
        return is_complete

    def _diagnose(self, name: str, error: Exception) -> Diagnostic:
        """Return the place in the templates where an error was raised, and the
        reason.
        """
        code, span = "T102", file_span(f"templates/{name}")
        places = [
            (frame.f_code.co_filename, line)
            for frame, line in walk_tb(error.__traceback__)
        ]
        if isinstance(error, jinja2.TemplateSyntaxError):
            code, places = "T101", [(error.filename or "", error.lineno)]
        for path, line in places:
            if source := self._sources.get(path):
                span = source.line_span(min(line, len(source.line_starts)))
        message = (
            error.message if isinstance(error, jinja2.TemplateError) else str(error)
        )
        # Without the module paths of the engine.
        reason = (
            " ".join((message or "").split())
            .replace("microsite.pages.", "")
            .rstrip(".")
        )
        return diagnose(code, span, reason=reason or "it could not be read")
