"""Words of scripts in other languages."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from microsite.locales.locale import ENGLISH, Locale
from microsite.locales.scripts import (
    LITERAL,
    common_words_script,
    message_of,
    translate_script,
)
from microsite.project import ENGINE_HOME
from tests.locales.test_catalogues import locale_with

MODULES = sorted((ENGINE_HOME / "assets" / "js" / "strings").glob("*.js"))
CALLS = """
const show = (value) => (typeof value === 'function' ? [0, 1, 2].map((n) => value(n, n, n)) : value);
const read = async (path) => Object.entries(await import(path)).map(([name, it]) => [name, show(it)]);
console.log(JSON.stringify(await Promise.all(process.argv.slice(2).map(read))));
"""


def words_of(folder: Path, *modules: bytes) -> list[list[object]]:
    """Return all that modules export: texts, and what functions return for small numbers."""
    paths = [folder / f"{number}.mjs" for number in range(len(modules))]
    for path, module in zip(paths, modules, strict=True):
        path.write_bytes(module.replace(b"titles.map", b"[titles].map"))
    (folder / "calls.mjs").write_text(CALLS)
    command = ["node", str(folder / "calls.mjs"), *(f"file://{path}" for path in paths)]
    finished = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(finished.stdout)  # type: ignore[no-any-return]


@pytest.mark.servers
def test_scripts_say_the_same_when_messages_are_filled_in(tmp_path: Path) -> None:
    """The messages of a module, put together again, are its words."""
    for module in MODULES:
        script = module.read_bytes().replace(b"../", b"")
        before, after = words_of(tmp_path, script, translate_script(script, ENGLISH))
        assert before == after, module.name


@pytest.mark.servers
def test_scripts_have_the_plural_forms_of_a_language(tmp_path: Path) -> None:
    words = """
msgid "%(num)s result."
msgid_plural "%(num)s results."
msgstr[0] "%(num)s `only` ${num}"
msgstr[1] "%(num)s 100%%"
"""
    script = b"export const results = (count) => `${count} result${count === 1 ? '' : 's'}.`;"
    module = translate_script(script, locale_with(tmp_path, words))
    assert words_of(tmp_path, module) == [
        [["results", ["0 100%", "1 `only` ${num}", "2 100%"]]]
    ]


def test_messages_of_scripts_are_whole_sentences() -> None:
    script = """\
// It's a comment.
export const file = 'my-day.ics';
export const saved = (title, count) => `“${title}” has ${count} place${count === 1 ? '' : 's'}, 5%`;
"""
    *_, file, message = map(message_of, LITERAL.finditer(script))
    assert file == ("my-day.ics", "my-day.ics", {})
    assert message[0] == "“%(title)s” has %(num)s place, 5%%"
    assert message[1] == "“%(title)s” has %(num)s places, 5%%"
    assert message[2] == {"title": "${title}", "num": "${count}"}


def test_french_has_a_space_before_a_colon(tmp_path: Path) -> None:
    words = 'msgid ": %(choice)s"\nmsgstr "\N{NO-BREAK SPACE}: %(choice)s"\n'
    script = b"const suffix = (choice) => (choice ? `: ${choice}` : '');"
    module = translate_script(script, locale_with(tmp_path, words)).decode()
    assert "`\N{NO-BREAK SPACE}: ${choice}`" in module


@pytest.mark.parametrize(
    ("tag", "prefix", "word"),
    [
        ("en-GB", "ex", "hotel"),
        ("en-US", "ex", "hotel"),
        ("ar", "غير", "فندق"),
        ("cy", "an", "gwesty"),
        ("de", "ab", "unterkunft"),
        ("es", "in", "alojamiento"),
        ("fr", "in", "hôtel"),
        ("pl", "nie", "hotel"),
    ],
)
def test_each_language_has_common_words_for_the_search(
    tag: str, prefix: str, word: str
) -> None:
    script = common_words_script(Locale(tag)).decode()
    prefixes, words = re.findall(r'"(.*)"', script)
    assert prefix in prefixes.split()
    assert word in words.split()


def test_other_languages_have_no_common_words() -> None:
    script = common_words_script(Locale("nl")).decode()
    assert re.findall(r'"(.*)"', script) == ["", ""]
