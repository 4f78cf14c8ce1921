"""Texts for users avoid dialect: messages, commands, preview, starter and theme."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from microsite.cli.commands import COMMANDS, parser_for
from microsite.diagnostics.diagnostic import CATALOGUE

ROOT = Path(__file__).parents[1]
PHRASES = re.compile(
    r"""\b(?:
      put\ right|puts\ right|mistakes?|slips?|cures?|whoever|anew|by\ chance|as\ ever|all\ the\ same
    | takes?\ in|take\ over|takes\ over|goes\ without|of\ ours|of\ our\ own|meanwhile|besides
    | in\ the\ place\ of|so\ many|as\ far\ as|told|tells|looked\ at|look\ over|called\ off|passed\ over
    | somebody\ else|we\ cannot\ find|we\ can\ read|we\ do\ not\ know|out\ of\ bounds
    | leads\ nowhere|small\ letters|remarks?|thrown\ away|stands\ here|stands\ in|is\ spelt
    | e-mail|telephone|python\ build\.py
    )\b""",
    re.VERBOSE | re.IGNORECASE,
)
RIDDLES = re.compile(r"(?:Whether|Whoever|Whom|That which|Those who|One that|Who)\b")
TRANSLATED = ("editor", "handouts", "locales", "portfolio")
"""Packages outside the core, which have their own texts."""
TEXT_FILES = (".html", ".js", ".md", ".yaml")
QUERIES = "search_words.js"
"""Words that visitors type into the search."""


def string_literals(file: Path) -> Iterator[str]:
    """Yield the texts in a module that are not docstrings. A fact is `…`."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    ignored = set[int]()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            ignored.add(id(node.value))
        if isinstance(node, ast.JoinedStr):
            ignored.update(id(part) for part in node.values)
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = (
                part.value if isinstance(part, ast.Constant) else "…"
                for part in node.values
            )
            yield "".join(map(str, parts))
        elif (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in ignored
        ):
            yield node.value


def is_sentence(text: str) -> bool:
    """Return whether a text is words for people rather than a key, a pattern or markup."""
    return bool(re.search(r"[a-z,.:”…] [A-Za-z“…]", text)) and not re.search(
        r"\\[bsSwdAZ]|\(\?", text
    )


def texts_of_engine() -> list[tuple[str, str]]:
    """Return each file of the engine with each of its texts."""
    engine = ROOT / "microsite"
    return [
        (file.relative_to(ROOT).as_posix(), text)
        for file in sorted(engine.rglob("*.py"))
        if file.relative_to(engine).parts[0] not in TRANSLATED
        for text in string_literals(file)
        if is_sentence(text)
    ]


def phrases_in(named_texts: list[tuple[str, str]]) -> list[tuple[str, str, str]]:
    """Return the phrases to avoid, each with its place and its text."""
    return [
        (name, match[0], text)
        for name, text in named_texts
        for match in PHRASES.finditer(" ".join(text.split()))
    ]


def test_messages_avoid_phrases() -> None:
    texts = [
        (code, f"{entry.headline} {entry.help}") for code, entry in CATALOGUE.items()
    ]

    assert (
        phrases_in([(code, re.sub(r"\{\w+\}", "…", text)) for code, text in texts])
        == []
    )


@pytest.mark.parametrize("code", CATALOGUE)
def test_messages_are_sentences(code: str) -> None:
    entry = CATALOGUE[code]

    assert entry.headline[0] in "“{" or entry.headline[0].isupper()
    assert entry.headline.endswith((".", "}", "}."))
    assert ";" not in entry.headline
    assert RIDDLES.match(entry.headline) is None
    assert all(len(sentence.split()) <= 30 for sentence in entry.headline.split(". "))


def test_engine_avoids_phrases() -> None:
    allowed = {"python build.py"}  # the name of the program is chosen at run time

    assert [hit for hit in phrases_in(texts_of_engine()) if hit[1] not in allowed] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_help_starts_with_verb_and_avoids_phrases(command: str) -> None:
    text = parser_for(command).format_help()

    assert phrases_in([(command, text.replace("python build.py", ""))]) == []
    assert "VALUE" not in text
    summary = COMMANDS[command].summary
    assert summary[0].islower()
    assert not summary.endswith(".")


@pytest.mark.parametrize(
    "folder",
    [
        "microsite/apps/editor/static",
        "microsite/apps/editor/templates",
        "microsite/apps/preview/static",
        "microsite/apps/new/starters",
        "assets/js/strings",
        "templates",
        "content",
    ],
)
def test_files_for_users_avoid_phrases(folder: str) -> None:
    files = [path for path in (ROOT / folder).rglob("*") if path.suffix in TEXT_FILES]
    files = [file for file in files if file.name != QUERIES]
    texts = [
        (file.relative_to(ROOT).as_posix(), file.read_text("utf-8")) for file in files
    ]

    allowed = (
        "python build.py",
        "told",
        "meanwhile",
    )  # replaced on copying; ids and variables
    assert [hit for hit in phrases_in(texts) if hit[1] not in allowed] == []
