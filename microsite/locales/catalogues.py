"""Catalogues of translations: gettext files with the messages of templates, scripts and
Python.
"""

import gettext
import re
from collections.abc import Sequence
from io import BytesIO, StringIO
from itertools import pairwise
from pathlib import Path

from microsite.cache import digest_of
from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.source_text import SourceText
from microsite.source.decode import read_text
from microsite.source.files import SourceFile

HERE = Path(__file__).parent
NO_TRANSLATIONS = gettext.NullTranslations()
LINE = re.compile(r'\s*(?:(?:msg\w+(?:\[\d\])?\s*)?"(?:[^"\\]|\\.)*"\s*)?(?:#.*)?\Z')


def load_translations(
    tag: str, folders: Sequence[Path], log: Log
) -> tuple[gettext.NullTranslations, str, int]:
    """Return the messages of a language, a digest, and the number of unreviewed
    translations.

    A project's own in `folders` come before the engine's, those of `pt-BR` before those
    of `pt`. Report T109 for what cannot be used.
    """
    names = dict.fromkeys(f"{name}.po" for name in (tag, tag.partition("-")[0]))
    paths = [place / name for place in (*folders, HERE) for name in names]
    files = [
        SourceFile(f"locales/{path.name}", str(path), "")
        for path in paths
        if path.is_file()
    ]
    sources = [source for file in files if (source := read_text(file, log))]
    catalogues = [_compile(source, log) for source in sources] or [NO_TRANSLATIONS]
    for catalogue, fallback in pairwise(catalogues):
        catalogue.add_fallback(fallback)
    text = "\0".join(source.text for source in sources)
    unreviewed = (
        0 if "# reviewed by" in text.lower() else text.count("# machine translation\n")
    )
    return catalogues[0], digest_of(text) if text else "", unreviewed


def _compile(source: SourceText, log: Log) -> gettext.NullTranslations:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import PoFileError, read_po

    for number, line in enumerate(source.text.split("\n"), 1):
        if not LINE.match(line):  # Babel would leave it out
            log.report("T110", source.line_span(number))
            return NO_TRANSLATIONS
    try:
        locale = Path(source.path).stem.replace("-", "_")
        catalogue = read_po(StringIO(source.text), locale, abort_invalid=True)
        for message in (entry for entry in catalogue if entry.id and not entry.fuzzy):
            names = re.findall(r"%\((\w+)\)s", str(message.id))
            names += ["num"] if message.pluralizable else []
            try:
                str(message.string) % dict.fromkeys(names, "")
            except (KeyError, TypeError, ValueError):
                log.report("T109", source.line_span(message.lineno or 1))
                message.string = ""
            # The last form stands for missing ones
            if isinstance(message.string, tuple):
                last = next(filter(None, reversed(message.string)), "")
                message.string = tuple(form or last for form in message.string)
        catalogue.charset = "utf-8"  # that of the file has been used
        write_mo(compiled := BytesIO(), catalogue)
        compiled.seek(0)
        return gettext.GNUTranslations(compiled)
    except (PoFileError, ValueError) as error:
        log.report("T110", source.line_span(getattr(error, "lineno", 0) + 1))
        return NO_TRANSLATIONS
