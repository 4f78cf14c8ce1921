"""Collect the messages of templates, scripts and Python, and update every catalogue of
microsite/locales/.

Run it after changing words: `python tools/catalogues.py`. Translations stay. Those of
changed messages are marked “fuzzy”, and are used again once a person has removed that
mark. A test fails while a catalogue is out of date.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

from microsite.locales.scripts import LITERAL, message_of
from microsite.model.records.content import DEFAULT_KINDS, SessionKind, SessionStatus
from microsite.model.records.event import Attendance, EventStatus, TierGroup
from microsite.site.changes import ChangeKind
from microsite.site.drawing import PLURAL_KINDS, WORDS

FOLDER = ROOT / "microsite" / "locales"
LANGUAGES = ("ar", "cy", "de", "es", "fr", "pl")
AMERICAN = "en-US.po"
"""The messages that have another spelling in American English.

This file writes all of it.
"""
AMERICAN_SPELLINGS = {
    "cancelled": "canceled",
    "cancelling": "canceling",
    "learnt": "learned",
    "organisation": "organization",
    "organiser": "organizer",
    "programme": "program",
    "subsidised": "subsidized",
}
BRITISH = re.compile(rf"(?i)(?<!\()\b({'|'.join(AMERICAN_SPELLINGS)})(?=s?\b)")
TEMPLATE = "messages.pot"
"""The list of all messages, for a language that has no catalogue yet."""
KEYWORDS = ("gettext", "ngettext", "pgettext", "N_", "_")
COMMENT = "Translators:"
PLACEHOLDER = re.compile(r"%(?:%|\((\w+)\)s|(.))")
VOLATILE = re.compile(
    r'"(?:POT-Creation-Date|PO-Revision-Date|Last-Translator|Report-Msgid-Bugs-To|Language-Team'
    r'|Generated-By|Project-Id-Version): .*\\n"\n'
)
"""Lines of a header that change with each run, or hold nothing."""

NAMES = (*(f"{language}.po" for language in LANGUAGES), AMERICAN, TEMPLATE)
"""Names of all catalogues."""

Found = tuple[str, str | tuple[str, str], str | None, list[str]]
"""Path, message with its plural if any, context, and comments for translators."""


def messages() -> Iterator[Found]:
    """Yield all messages that visitors may see."""
    handouts = ROOT / "microsite" / "apps" / "handouts" / "templates"
    for path in sorted([*(ROOT / "templates").rglob("*.*"), *handouts.glob("*.*")]):
        if path.suffix != ".yaml":
            options = {
                "silent": "false",
                "trim_blocks": "true",
                "lstrip_blocks": "true",
            }
            calls = babel_extract(
                BytesIO(path.read_bytes()), KEYWORDS, [COMMENT], options
            )
            yield from _of_calls(path, calls)
    for path in sorted((ROOT / "microsite").rglob("*.py")):
        # Babel's types ask for more than its code.
        calls = extract_python(BytesIO(path.read_bytes()), KEYWORDS, [COMMENT], {})  # type: ignore[arg-type, assignment]
        yield from _of_calls(path, calls)
    yield from _of_scripts()
    yield from _of_kinds()


def _of_scripts() -> Iterator[Found]:
    for path in sorted((ROOT / "assets").glob("**/js/strings/*.js")):
        for literal in LITERAL.finditer(path.read_text(encoding="utf-8")):
            singular, plural, _ = message_of(literal)
            if singular and singular != "en-GB":
                yield (
                    _name(path),
                    singular if singular == plural else (singular, plural),
                    None,
                    [],
                )


def _of_kinds() -> Iterator[Found]:
    """Yield the messages that Python makes from kinds and states of records."""
    path = "microsite/model/records/content.py"
    for kind in SessionKind:
        yield path, kind.value.capitalize(), None, []
        if " " in kind.value:  # the drawing of a day shows the first word
            yield path, kind.value.split()[0].capitalize(), None, []
    for noun in sorted({*PLURAL_KINDS, "session"}):
        yield path, f"{noun}s".capitalize(), None, []
        yield path, (f"%(number)s {noun}", f"%(number)s {noun}s"), None, []
    for name in DEFAULT_KINDS:
        yield path, name, None, []
    for value in (*SessionStatus, *EventStatus, *Attendance, *ChangeKind, *TierGroup):
        yield path, value.value.capitalize(), None, []
    for word in WORDS.values():  # below the drawing of a day
        yield "microsite/site/drawing.py", word, None, []


def _of_calls(
    path: Path, calls: Iterator[tuple[int, str, Any, list[str]]]
) -> Iterator[Found]:
    for _, function, arguments, comments in calls:
        texts = [text for text in texts_of(arguments) if isinstance(text, str)]
        context = texts.pop(0) if function == "pgettext" and texts else None
        if texts and texts[0]:
            text = (texts[0], texts[1]) if function == "ngettext" else texts[0]
            notes = [line.removeprefix(COMMENT).strip() for line in comments]
            yield _name(path), text, context, notes


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def template() -> Catalog:
    """Return a catalogue of all messages without translations."""
    catalogue = Catalog(charset="utf-8", fuzzy=False)
    for path, text, context, notes in messages():
        message = catalogue.get(text, context)
        # Babel takes the singular of a plural for another message.
        id_ = (
            tuple(message.id) if message is not None and message.pluralizable else text
        )
        catalogue.add(id_, locations=[(path, 0)], auto_comments=notes, context=context)
    for message in catalogue:
        message.locations = sorted(set(message.locations))
    return catalogue


def updated(path: Path, current: Catalog) -> str:
    """Return the text of a catalogue with the current messages and its own
    translations.
    """
    if path.name == AMERICAN:
        catalogue = american(current)
        catalogue.header_comment = (
            "# American spellings. Written by tools/catalogues.py."
        )
    elif path.name == TEMPLATE:
        catalogue = current
        catalogue.header_comment = "# All messages of Microsite. See docs/languages.md."
    elif path.exists():
        catalogue = read(path)
        catalogue.update(current, keep_user_comments=True)
    else:
        catalogue = Catalog(path.stem, charset="utf-8")
        catalogue.update(current)
        language = Locale.parse(path.stem).english_name
        catalogue.header_comment = (
            f"# {language} translations of Microsite. See docs/languages.md."
        )
    catalogue.fuzzy = False
    target = BytesIO()
    write_po(target, catalogue, width=100, include_lineno=False, sort_by_file=True)
    return VOLATILE.sub("", target.getvalue().decode())


def american(current: Catalog) -> Catalog:
    """Return the messages with a British spelling, in American English."""
    catalogue = Catalog("en_US", charset="utf-8")
    for message in current:
        texts = tuple(BRITISH.sub(_respelt, text) for text in texts_of(message.id))
        if texts != texts_of(message.id):
            string = texts if message.pluralizable else texts[0]
            catalogue.add(
                message.id, string, message.locations, context=message.context
            )
    return catalogue


def _respelt(word: re.Match[str]) -> str:
    text = AMERICAN_SPELLINGS[word[0].lower()]
    return text if word[0].islower() else text.capitalize()


def read(path: Path) -> Catalog:
    """Return a catalogue from a file."""
    with path.open("rb") as file:
        return read_po(file, path.stem.replace("-", "_"), abort_invalid=True)


def problems(message: Message) -> Iterator[str]:
    """Yield what is wrong with a translation: its placeholders, tags, and quotation
    marks.
    """
    texts, sources = texts_of(message.string), texts_of(message.id)
    known_names, needed_names = (
        set().union(*map(placeholders, sources)),
        placeholders(sources[-1]),
    )
    for text in filter(None, texts):
        if invented := placeholders(text) - known_names:
            yield f"“{text}” has unknown placeholders: {', '.join(sorted(invented))}"
        if missing := needed_names - placeholders(text) - {"num", "number"}:
            yield f"“{text}” lacks placeholders: {', '.join(sorted(missing))}"
        if sorted(tags(text)) != sorted(tags(sources[-1])):
            yield f"“{text}” has other tags than “{sources[-1]}”"
        if '"' in text and '"' not in sources[-1]:
            yield f"“{text}” has straight quotation marks, which would end an attribute"
    if any(texts) and not all(texts):
        yield f"“{sources[0]}” lacks some of its forms"


def texts_of(value: Any) -> tuple[Any, ...]:
    """Return a text or its plural forms."""
    return tuple(value) if isinstance(value, tuple | list) else (value,)


def placeholders(text: str) -> set[str]:
    """Return the names of the placeholders; a `%` that begins none as `%`."""
    return {
        name or f"%{letter}"
        for name, letter in PLACEHOLDER.findall(text)
        if name or letter
    }


def tags(text: str) -> list[str]:
    """Return the tags and attributes of a message."""
    tag_texts: list[str] = []

    class Parser(HTMLParser):
        def handle_starttag(
            self, tag: str, attrs: list[tuple[str, str | None]]
        ) -> None:
            tag_texts.append(f"<{tag} {attrs}>")

        def handle_endtag(self, tag: str) -> None:
            tag_texts.append(f"</{tag}>")

    Parser().feed(text)
    return tag_texts


def main() -> None:
    """Write all catalogues."""
    current = template()
    for name in NAMES:
        path = FOLDER / name
        text = updated(path, current)
        path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
