"""Catalogues of translations: gettext files with the messages of templates, scripts and Python."""

import gettext
from io import BytesIO
from itertools import pairwise
from pathlib import Path

from microsite.cache import digest_of

HERE = Path(__file__).parent
NO_TRANSLATIONS = gettext.NullTranslations()


def load_translations(tag: str, folder: Path | None) -> tuple[gettext.NullTranslations, str]:
    """Return the messages of a language, and a digest of the files they come from.

    A project's own in `folder` come before the engine's, and those of `pt-BR` before those of `pt`.
    """
    names = dict.fromkeys(f"{name}.po" for name in (tag, tag.partition("-")[0]))
    paths = (place / name for place in (folder, HERE) if place for name in names)
    found = [path.read_bytes() for path in paths if path.is_file()]
    if not found:
        return NO_TRANSLATIONS, ""
    catalogues = [_compile(data) for data in found]
    for catalogue, fallback in pairwise(catalogues):
        catalogue.add_fallback(fallback)
    return catalogues[0], digest_of(b"\0".join(found))


def _compile(data: bytes) -> gettext.GNUTranslations:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(data)))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
