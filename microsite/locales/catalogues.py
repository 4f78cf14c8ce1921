"""Catalogues of translations: gettext files.

They have the messages of templates, scripts and Python.
"""

import gettext
import re
from collections.abc import Sequence
from io import BytesIO, StringIO
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from microsite.cache import digest_of
from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.source_text import SourceText
from microsite.source.decode import read_text
from microsite.source.files import SourceFile

if TYPE_CHECKING:
    from babel.messages.catalog import Message

HERE = Path(__file__).parent
NO_TRANSLATIONS = gettext.NullTranslations()
LINE = re.compile(r'\s*(?:(?:msg\w+(?:\[\d\])?\s*)?"(?:[^"\\]|\\.)*"\s*)?(?:#.*)?\Z')


def load_translations(
    tag: str, folders: Sequence[Path], log: Log
) -> tuple[gettext.NullTranslations, str, int]:
    """Return the messages of a language, a digest, and the number not reviewed.

    A project's own in `folders` come before the engine's, those of `pt-BR` before those
    of `pt`. The digest is empty without any. Report T109 for what cannot be used.
    """
    sources = _read_catalogues(tag, folders, log)
    if not sources:
        return NO_TRANSLATIONS, "", 0
    catalogues = [_compile(source, log) for source in sources]
    for catalogue, fallback in pairwise(catalogues):
        catalogue.add_fallback(fallback)

    text = "\0".join(source.text for source in sources)
    unreviewed = text.count("# machine translation\n")
    if "# reviewed by" in text.lower():
        unreviewed = 0
    return catalogues[0], digest_of(text) if text else "", unreviewed


def _read_catalogues(tag: str, folders: Sequence[Path], log: Log) -> list[SourceText]:
    """Return the catalogues of a language, those that count first at the start."""
    language = tag.partition("-")[0]
    sources = []
    for folder in (*folders, HERE):
        for name in dict.fromkeys((f"{tag}.po", f"{language}.po")):
            path = folder / name
            if not path.is_file():
                continue
            source = read_text(SourceFile(f"locales/{name}", str(path), ""), log)
            if source:
                sources.append(source)
    return sources


def _compile(source: SourceText, log: Log) -> gettext.NullTranslations:
    """Return the messages of a catalogue; none of one that is not valid (T110)."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import PoFileError, read_po

    for number, line in enumerate(source.text.split("\n"), 1):
        if not LINE.match(line):  # Babel would leave it out
            log.report("T110", source.line_span(number))
            return NO_TRANSLATIONS
    compiled = BytesIO()
    try:
        locale = Path(source.path).stem.replace("-", "_")
        catalogue = read_po(StringIO(source.text), locale, abort_invalid=True)
        for message in catalogue:
            if not message.id or message.fuzzy:
                continue
            if not _has_known_placeholders(message):
                log.report("T109", source.line_span(message.lineno or 1))
                message.string = ""
            if isinstance(message.string, tuple):
                message.string = _without_gaps(message.string)
        catalogue.charset = "utf-8"  # that of the file has been used
        write_mo(compiled, catalogue)
        compiled.seek(0)
        return gettext.GNUTranslations(compiled)
    except (PoFileError, ValueError) as error:
        log.report("T110", source.line_span(getattr(error, "lineno", 0) + 1))
        return NO_TRANSLATIONS


def _has_known_placeholders(message: "Message") -> bool:
    """Return whether a translation can be filled with the values of its message."""
    names = re.findall(r"%\((\w+)\)s", str(message.id))
    if message.pluralizable:
        names.append("num")
    try:
        str(message.string) % dict.fromkeys(names, "")
    except (KeyError, TypeError, ValueError):
        return False
    return True


def _without_gaps(forms: tuple[str, ...]) -> tuple[str, ...]:
    """Return the forms of a plural, the last one in place of missing ones."""
    last = next(filter(None, reversed(forms)), "")
    return tuple(form or last for form in forms)
