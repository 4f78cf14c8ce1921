"""Words of scripts: the literals of `assets/js/strings/`.

A literal is a message, and `${value}` in it a placeholder. One with `${n === 1 ? 'a' :
'b'}` has a plural, with the number as the placeholder `num`. In English, the modules
stay as they are. In other languages they use `Intl.PluralRules`.
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
PLURAL = re.compile(
    r"\b(?P<count>\w+) === 1 \? '(?P<singular>[^']*)' : '(?P<plural>[^']*)'"
)
CHOICE = """
const rules = new Intl.PluralRules('{tag}');
const choose = (count, forms) => forms[rules.select(count)] ?? forms.other;
"""
"""Code that a module with plurals gets in other languages."""


def message_of(literal: re.Match[str]) -> tuple[str, str, dict[str, str]]:
    """Return a literal as a message and its plural, with the code of each placeholder.

    The messages are empty if there are no words in the literal.
    """
    text = (literal["plain"] or literal["template"] or "").replace("%", "%%")
    plural = PLURAL.search(text)
    if not plural and not re.search(r"[^\W\d_]|“|^: ", VALUE.sub("", text)):
        return "", "", {}
    values = {"num": f"${{{plural['count']}}}"} if plural else {}

    def form(number: str) -> str:
        def placeholder(value: re.Match[str]) -> str:
            if choice := PLURAL.fullmatch(value[1]):
                return choice[number]
            name = value[2]
            if plural and name == plural["count"]:
                name = "num"
            values[name] = value[0].replace("%%", "%")
            return f"%({name})s"

        return VALUE.sub(placeholder, text)

    return form("singular"), form("plural"), values


def translate_script(script: bytes, locale: Locale) -> bytes:
    """Return a module in a language."""
    if locale.tag == ENGLISH.tag and not locale.digest:
        return script
    from babel import Locale as CldrData  # takes 40 ms

    from microsite.locales.cldr import find_data

    category = (find_data(locale.tag) or CldrData("en")).plural_form

    def replacement(literal: re.Match[str]) -> str:
        singular, plural, values = message_of(literal)
        if singular == plural:
            if not singular:
                return literal[0]
            return _template_literal(locale.gettext(singular), values)
        # The smallest number of each category stands for it.
        forms = {}
        for number in range(200, -1, -1):
            forms[category(number)] = locale.ngettext(singular, plural, number)
        forms.setdefault("other", forms[category(100)])
        texts = []
        for name, text in forms.items():
            texts.append(f"{name}: {_template_literal(text, values)}")
        count = values["num"].removeprefix("${").removesuffix("}")
        return f"choose({count}, {{ {', '.join(texts)} }})"

    module = LITERAL.sub(replacement, script.decode(errors="surrogateescape"))
    if "choose(" in module:
        module += CHOICE.replace("{tag}", locale.tag)
    return module.encode(errors="surrogateescape")


def _template_literal(text: str, values: dict[str, str]) -> str:
    """Return the code of a translated text, with its values in place."""
    escaped = re.sub(r"[`$\\]", r"\\\g<0>", text)
    return "`" + escaped % values + "`"


def common_words_script(locale: Locale) -> bytes:
    """Return a module with the common words of a language and its prefixes.

    They are empty for a language without a list.
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
