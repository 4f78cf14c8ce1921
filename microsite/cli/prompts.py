"""Questions on a terminal, with a default and a list of choices."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from msgspec import Struct

from microsite.cli.options import CommandError, suggestion
from microsite.cli.report import echo
from microsite.diagnostics.display import sanitize

MAX_LISTED = 60
"""Longest list of choices that is shown."""


class Question(Struct, frozen=True):
    """A question, and what is accepted as its answer."""

    text: str
    default: str = ""
    """Meaning of an empty answer."""
    choices: Sequence[tuple[str, str]] = ()
    """Possible answers, each with a note."""
    multiple: bool = False
    """Accept several answers with commas between them."""
    required: bool = False
    check: Callable[[str], str | None] = lambda _: None
    """Returns why an answer is not accepted."""


def can_prompt() -> bool:
    """Return True if somebody can answer."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def prompt(question: Question) -> list[str]:
    """Return the answers, none if the question is skipped. Raise CommandError at the end."""
    echo(question.text)
    if len(question.choices) <= MAX_LISTED:
        for number, (value, note) in enumerate(question.choices, 1):
            echo(f"  {number:>2}  {sanitize(value)}{f'  ({sanitize(note)})' if note else ''}")
    default = question.default or ("" if question.required else "leave out")
    while True:
        sys.stderr.write(f"  [{sanitize(default)}] > " if default else "  > ")
        sys.stderr.flush()
        line = sys.stdin.readline()
        if not line:
            raise CommandError("\nStopped: nothing was written.")
        given = line.strip() or question.default
        if not given and not question.required:
            return []
        try:
            parts = given.split(",") if question.multiple else [given]
            answers = [parse_answer(part.strip(), question) for part in parts if part.strip()]
        except ValueError as problem:
            echo(f"  {problem}")
            continue
        if answers:
            return answers
        echo("  Please type something.")


def parse_answer(given: str, question: Question) -> str:
    """Return the choice that an answer names or numbers. Raise ValueError if it is not accepted."""
    answer = given
    if question.choices:
        names = {value.casefold(): value for value, _ in question.choices}
        if given.isascii() and given.isdigit() and 1 <= int(given) <= len(question.choices):
            answer = question.choices[int(given) - 1][0]
        elif given.casefold() in names:
            answer = names[given.casefold()]
        else:
            hint = suggestion(given, names.values(), "Type one of the numbers or names above.")
            raise ValueError(f"There is no “{sanitize(given)}” to choose. {hint}")
    if problem := question.check(answer):
        raise ValueError(problem)
    return answer
