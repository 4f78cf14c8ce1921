"""Catalogues of words, those of the engine and those of a project."""

from __future__ import annotations

from pathlib import Path

from microsite.locales.locale import ENGLISH, Locale
from microsite.render.templates import Templates

HEADER = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"""
WORDS = """
msgid "Search"
msgstr "Find"

msgid "%(num)s seat left"
msgid_plural "%(num)s seats left"
msgstr[0] "Only %(num)s seat"
msgstr[1] "Only %(num)s seats"

msgctxt "verb"
msgid "Book"
msgstr "Reserve"
"""
PAGE = """\
{{ _("Search") }}: {% trans place="<Hall>" %}Search <b>{{ place }}</b>{% endtrans %}.
<p>{% trans num=seats %}{{ num }} seat left{% pluralize %}{{ num }} seats left{% endtrans %}</p>
{{ pgettext("verb", "Book") }}
"""


def locale_with(folder: Path, words: str) -> Locale:
    (folder / "en.po").write_text(HEADER + words, encoding="utf-8")
    return Locale.load("en-GB", folder)


def test_a_project_changes_words_of_templates(tmp_path: Path) -> None:
    locale = locale_with(tmp_path, WORDS)
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")
    html = Templates((tmp_path,), locale).render("page.html", seats=1).decode()
    assert html.splitlines() == [
        "Find: Search <b>&lt;Hall&gt;</b>.",
        "<p>Only 1 seat</p>",
        "Reserve",
    ]
    html = Templates((tmp_path,)).render("page.html", seats=2).decode()
    assert html.splitlines() == [
        "Search: Search <b>&lt;Hall&gt;</b>.",
        "<p>2 seats left</p>",
        "Book",
    ]


def test_words_that_are_not_in_a_catalogue_stay_as_they_are(tmp_path: Path) -> None:
    locale = locale_with(tmp_path, WORDS)
    assert locale.gettext("Search") == "Find"
    assert locale.gettext("Menu") == "Menu"
    assert locale.ngettext("%(num)s seat left", "%(num)s seats left", 3, num=3) == "Only 3 seats"


def test_pages_are_built_again_when_a_word_changes(tmp_path: Path) -> None:
    locale = locale_with(tmp_path, WORDS)
    changed = locale_with(tmp_path, WORDS.replace("Find", "Seek"))
    assert len({ENGLISH.digest, locale.digest, changed.digest}) == 3
