"""Words of scripts: the literals of `assets/js/strings/`, which stay as they are in
English.

A literal is a message, and `${value}` in it a placeholder. One with `${n === 1 ? 'a' :
'b'}` has a plural, with the number as the placeholder `num`. Other languages use
`Intl.PluralRules`.
"""

import json
import re
from configparser import ConfigParser
from pathlib import Path

from microsite.locales.locale import ENGLISH, Locale

SPELLING = Path(__file__).with_name("spelling.ini")
"""Common words and prefixes, by language."""
LITERAL = re.compile(
    r"//[^\n]*|'(?P<plain>[^'\n]*)'|`(?P<template>(?:[^`$]|\$\{[^}`]*\})*)`"
)
VALUE = re.compile(r"\$\{((\w+)[^{}]*)\}")
PLURAL = re.compile(r"\b(\w+) === 1 \? '([^']*)' : '([^']*)'")
CHOICE = """
const rules = new Intl.PluralRules('{tag}');
const choose = (count, forms) => forms[rules.select(count)] ?? forms.other;
"""


def message_of(literal: re.Match[str]) -> tuple[str, str, dict[str, str]]:
    """Return a literal as a message and its plural, with the code of each
    placeholder.
    """
    text = (literal["plain"] or literal["template"] or "").replace("%", "%%")
    plural = PLURAL.search(text)
    values = {"num": f"${{{plural[1]}}}"} if plural else {}

    def form(number: int) -> str:
        def placeholder(value: re.Match[str]) -> str:
            if choice := PLURAL.fullmatch(value[1]):
                return choice[number]
            name = "num" if plural and plural[1] == value[2] else value[2]
            values[name] = value[0].replace("%%", "%")
            return f"%({name})s"

        return VALUE.sub(placeholder, text)

    has_words = plural or re.search(r"[^\W\d_]|“|^: ", VALUE.sub("", text))
    return (form(2), form(3), values) if has_words else ("", "", values)


def translate_script(script: bytes, locale: Locale) -> bytes:
    """Return a module in a language."""
    if locale.tag == ENGLISH.tag and not locale.digest:
        return script
    from babel import Locale as CldrData  # takes 40 ms

    from microsite.locales.cldr import find_data

    category = (find_data(locale.tag) or CldrData("en")).plural_form

    def replacement(literal: re.Match[str]) -> str:
        singular, plural, values = message_of(literal)

        def show(text: str) -> str:
            return "`" + re.sub(r"[`$\\]", r"\\\g<0>", text) % values + "`"

        if singular == plural:
            return show(locale.gettext(singular)) if singular else literal[0]
        forms = {
            category(n): locale.ngettext(singular, plural, n)
            for n in range(200, -1, -1)
        }
        forms.setdefault("other", forms[category(100)])
        texts = ", ".join(f"{name}: {show(text)}" for name, text in forms.items())
        return f"choose({values['num'][2:-1]}, {{ {texts} }})"

    module = LITERAL.sub(replacement, script.decode(errors="surrogateescape"))
    if "choose(" in module:
        module += CHOICE.replace("{tag}", locale.tag)
    return module.encode(errors="surrogateescape")


def common_words_script(locale: Locale) -> bytes:
    """Return a module with the common words of a language and its prefixes, if we have
    them.
    """
    spelling = ConfigParser(interpolation=None)
    spelling.read_string(SPELLING.read_text(encoding="utf-8"))
    language = locale.tag.partition("-")[0]
    prefixes = spelling.get(language, "prefixes", fallback="")
    words = spelling.get(language, "words", fallback="").split()

    prefix_literal = json.dumps(prefixes, ensure_ascii=False)
    word_literal = json.dumps(" ".join(words), ensure_ascii=False)
    script = f"export const prefixes = {prefix_literal};\n"
    script += f"export const commonWords = {word_literal};\n"
    return script.encode()
