"""Questions on a terminal: in plain words, with a default, and with what there is to choose from."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from msgspec import Struct

from microsite.cli.command_line import UsageError
from microsite.cli.report import say
from microsite.diagnostics.sanitize import sanitize
from microsite.diagnostics.suggestions import closest_match

MOST_LISTED = 60
"""Things to choose from that are listed; of more, names are typed."""


class Question(Struct, frozen=True):
    """What is asked."""

    words: str
    default: str = ""
    """What an empty answer means."""
    choices: Sequence[tuple[str, str]] = ()
    """What can be chosen, and what to say of it."""
    several: bool = False
    """Whether more than one answer can be given, with commas between them."""
    needed: bool = False
    check: Callable[[str], str | None] = lambda _: None
    """Why an answer will not do, with its cure; None where it will."""


def can_ask() -> bool:
    """Whether somebody sits at the other end."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def ask(question: Question) -> list[str]:
    """The answers; none where the question was passed over. Raises UsageError where there are no
    more answers.
    """
    say(question.words)
    if len(question.choices) <= MOST_LISTED:
        for number, (value, about) in enumerate(question.choices, 1):
            say(f"  {number:>2}  {sanitize(value)}{f'  ({sanitize(about)})' if about else ''}")
    while True:
        told = question.default or ("" if question.needed else "leave out")
        sys.stderr.write(f"  [{sanitize(told)}] > " if told else "  > ")
        sys.stderr.flush()
        line = sys.stdin.readline()
        if not line:
            raise UsageError("\nStopped: nothing was written.")
        given = line.strip() or question.default
        if not given and not question.needed:
            return []
        parts = [part.strip() for part in given.split(",")] if question.several else [given]
        answers, problem = _understood([part for part in parts if part], question)
        if problem is None:
            return answers
        say(f"  {problem}")


def _understood(parts: Sequence[str], question: Question) -> tuple[list[str], str | None]:
    """The answers that were meant, or why one will not do."""
    answers = []
    names = {value.casefold(): value for value, _ in question.choices}
    for part in parts:
        answer = part
        if question.choices:
            if part.isascii() and part.isdigit() and 1 <= int(part) <= len(question.choices):
                answer = question.choices[int(part) - 1][0]
            elif part.casefold() in names:
                answer = names[part.casefold()]
            else:
                guess = closest_match(part, names.values())
                cure = (
                    f"Did you mean “{guess}”?"
                    if guess
                    else "Type one of the numbers or names above."
                )
                return [], f"There is no “{sanitize(part)}” to choose. {cure}"
        if problem := question.check(answer):
            return [], problem
        answers.append(answer)
    return (answers, None) if answers else ([], "Please type something.")
