"""Catalogues of words, those of the engine and those of a project."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message

from microsite.build import check
from microsite.diagnostics.diagnostic import Log
from microsite.locales.locale import ENGLISH, Locale
from microsite.project import BuildOptions, Project
from microsite.render.templates import Templates
from tests.making import EVENT, write_project
from tools import catalogues

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
    return Locale.load("en-GB", (folder,), Log())


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
    assert (
        locale.ngettext("%(num)s seat left", "%(num)s seats left", 3, num=3)
        == "Only 3 seats"
    )


def test_pages_are_built_again_when_a_word_changes(tmp_path: Path) -> None:
    locale = locale_with(tmp_path, WORDS)
    changed_locale = locale_with(tmp_path, WORDS.replace("Find", "Seek"))
    assert len({ENGLISH.digest, locale.digest, changed_locale.digest}) == 3


@pytest.mark.parametrize(
    ("words", "line", "code"),
    [
        ('\nmsgid "Call %(phone)s"\nmsgstr "Ring %(num)s"\n', 7, "T109"),
        ('\nmsgid "Call %(phone)s"\nmsgstr "Ring %(phane)s"\n', 7, "T109"),
        ('\nmsgid "Rates"\nmsgstr "50% off"\n', 7, "T109"),
        (
            '\nmsgid "%(num)s day"\nmsgid_plural "%(num)s days"\nmsgstr[0] "%(nm)s"\n',
            7,
            "T109",
        ),
        ("\nmsgid Speakers\n", 7, "T110"),
        ("\nNotes of the translator\n", 7, "T110"),
        ('\nmsgid "Rates"\nmsgstr "Prices\n', 8, "T110"),
        ('\nmsgid "Rates"\nmsgstr[x] "Prices"\n', 8, "T110"),
    ],
)
def test_words_that_cannot_be_used_are_reported(
    tmp_path: Path, words: str, line: int, code: str
) -> None:
    log = Log()
    (tmp_path / "en.po").write_text(HEADER + words + WORDS, encoding="utf-8")
    locale = Locale.load("en-GB", (tmp_path,), log)
    assert [
        (diagnostic.code, diagnostic.span.path, diagnostic.span.line)
        for diagnostic in log
    ] == [(code, "locales/en.po", line)]
    assert locale.gettext("Rates") == "Rates"
    assert locale.gettext("Search") == ("Find" if code == "T109" else "Search")


PLURALS = {
    "cy": {0: "0", 1: "1", 2: "2", 3: "3", 6: "4", 7: "5", 100: "5"},
    "ar": {0: "0", 1: "1", 2: "2", 3: "3", 11: "4", 100: "5", 103: "3"},
    "pl": {1: "0", 2: "1", 4: "1", 5: "2", 12: "2", 22: "1"},
    "fr": {0: "0", 1: "0", 2: "2"},
    "de": {0: "1", 1: "0", 2: "1"},
}


@pytest.mark.parametrize(("tag", "forms"), PLURALS.items(), ids=PLURALS)
def test_each_language_has_its_plural_forms(
    tmp_path: Path, tag: str, forms: dict[int, str]
) -> None:
    """A catalogue needs no rule for a language that CLDR knows."""
    strings = "\n".join(
        f'msgstr[{form}] "{form}"' for form in sorted({*forms.values()})
    )
    text = f'msgid "%(num)s seat"\nmsgid_plural "%(num)s seats"\n{strings}\n'
    (tmp_path / f"{tag}.po").write_text(text, encoding="utf-8")
    ngettext = Locale.load(tag, (tmp_path,), Log()).ngettext

    assert {
        n: ngettext("%(num)s seat", "%(num)s seats", n, num=n) for n in forms
    } == forms


@pytest.mark.parametrize(
    ("form", "text"), [("Only %(num)s", "Only 2"), ("", "2 seats left")]
)
def test_the_last_plural_form_stands_for_missing_ones(
    tmp_path: Path, form: str, text: str
) -> None:
    words = WORDS.replace("Only %(num)s seats", "").replace("Only %(num)s seat", form)
    locale = locale_with(tmp_path, words)

    assert locale.ngettext("%(num)s seat left", "%(num)s seats left", 2, num=2) == text


def test_a_catalogue_may_be_in_another_encoding_than_it_says(tmp_path: Path) -> None:
    header = HEADER.replace("utf-8", "iso-8859-1")
    (tmp_path / "en.po").write_text(
        header + 'msgid "Café"\nmsgstr "Coffee – bar"\n', "utf-16"
    )

    assert Locale.load("en-GB", (tmp_path,), Log()).gettext("Café") == "Coffee – bar"


def test_a_catalogue_with_wrong_plural_forms_is_reported(tmp_path: Path) -> None:
    log = Log()
    (tmp_path / "en.po").write_text(
        HEADER.replace("!=", "!!") + WORDS, encoding="utf-8"
    )
    assert Locale.load("en-GB", (tmp_path,), log).gettext("Search") == "Search"
    assert [diagnostic.code for diagnostic in log] == ["T110"]


def test_machine_translations_are_counted_until_a_project_has_reviewed_them(
    tmp_path: Path,
) -> None:
    words = "\n# machine translation" + WORDS
    assert locale_with(tmp_path, words).unreviewed == 1
    (tmp_path / "en.po").write_text(
        "# Reviewed by Mair\n" + HEADER.strip() + "\n" + words
    )
    assert Locale.load("en-GB", (tmp_path,), Log()).unreviewed == 0


def test_check_lists_machine_translations(tmp_path: Path) -> None:
    project = write_project(tmp_path, {}, f"{EVENT}languages: cy\n")
    (project / "locales").mkdir()
    (project / "locales" / "cy.po").write_text(
        HEADER + "\n# machine translation" + WORDS
    )
    outcome = check(Project.at(project), BuildOptions(as_of=date(2027, 1, 1)))
    (note,) = (diagnostic for diagnostic in outcome.log if diagnostic.code == "K164")
    assert "Welsh" in note.headline
    assert note.span.path == "content/event.md"


@pytest.fixture(scope="module")
def current_catalogue() -> Catalog:
    return catalogues.template()


@pytest.mark.parametrize("name", catalogues.NAMES)
def test_catalogues_have_the_current_messages(
    name: str, current_catalogue: Catalog
) -> None:
    """Run `python tools/catalogues.py` when this fails."""
    path = catalogues.FOLDER / name
    assert catalogues.updated(path, current_catalogue) == path.read_text(
        encoding="utf-8"
    )


@pytest.mark.parametrize(
    "path", sorted(catalogues.FOLDER.glob("*.po")), ids=lambda path: path.name
)
def test_translations_have_the_placeholders_and_tags_of_their_messages(
    path: Path,
) -> None:
    messages = [
        message for message in catalogues.read(path) if message.id and not message.fuzzy
    ]
    assert [
        problem for message in messages for problem in catalogues.problems(message)
    ] == []


@pytest.mark.parametrize(
    ("english", "translation", "problem"),
    [
        ("%(num)s of %(all)s", "%(nim)s o %(all)s", "unknown placeholders: nim"),
        ("Call %(phone)s", "Ffoniwch", "lacks placeholders: phone"),
        ("Call %(phone)s", "Ffoniwch %(phone)d", "unknown placeholders: %("),
        ("100%%", "100%", ""),
        ("100%%", "100 % o", "unknown placeholders: % "),
        ('<a href="%(href)s">Open</a>', '<a href="%(href)s">Agor', "other tags"),
        (
            '<a href="%(href)s">Open</a>',
            '<a href="%(href)s" onclick="x">Agor</a>',
            "other tags",
        ),
        ("Open", "Ag<b>or</b>", "other tags"),
        ("Open", 'Agor "hyn"', "straight quotation marks"),
        (("%(num)s day", "%(num)s days"), ("un diwrnod", "%(num)s diwrnod"), ""),
        (
            ("%(num)s day", "%(num)s days"),
            ("un diwrnod", ""),
            "lacks some of its forms",
        ),
    ],
)
def test_problems_of_translations_are_named(
    english: str | tuple[str, str], translation: str | tuple[str, str], problem: str
) -> None:
    problems = " ".join(catalogues.problems(Message(english, translation)))
    assert problem in problems
    assert bool(problem) == bool(problems)
