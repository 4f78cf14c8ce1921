"""What a preview remembers: what the last whole build made, and what has been made since; nothing
of long ago.
"""

from __future__ import annotations

import gc
import weakref

import pytest

from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.memo import Memo
from microsite.text import SourceText


class Made:
    """Something large."""


def build(memo: Memo, *keys: str, whole: bool) -> list[Made]:
    """A build that has use for these things; gives those that it had to make."""
    made: list[Made] = []

    def make(_log: Log) -> Made:
        made.append(Made())
        return made[-1]

    memo.begin(())
    for key in keys:
        memo.recall(key, Log(), make)
    memo.end(whole=whole)
    return made


def test_what_a_whole_build_has_no_use_for_is_forgotten() -> None:
    memo = Memo()
    assert len(build(memo, "a", "b", whole=True)) == 2
    assert build(memo, "a", whole=True) == []
    assert len(build(memo, "a", "b", whole=True)) == 1


def test_what_a_result_was_made_from_is_kept_with_it() -> None:
    """A list is asked for as a whole, until one of its entries is another."""
    memo, made = Memo(), []

    def entry(name: str, log: Log) -> str:
        def make(_log: Log) -> str:
            made.append(name)
            return name

        return memo.recall(name, log, make)

    def listed(*names: str) -> None:
        made.clear()
        memo.begin(())
        memo.recall(names, Log(memo), lambda log: [entry(name, log) for name in names])
        memo.end(whole=True)

    listed("a", "b")
    assert made == ["a", "b"]
    for _ in range(3):
        listed("a", "b")
        assert made == []
    listed("a", "c")
    assert made == ["c"]
    listed("a", "b")
    assert made == ["b"]


@pytest.mark.parametrize("comment", ["", "  # ok: F116"])
def test_what_has_something_to_tell_is_made_each_time(comment: str) -> None:
    """Also where a comment calls that ok: the comment is not idle."""
    text = SourceText("data/sessions.yaml", f"title: One{comment}\n")
    memo, made = Memo(), []

    def make(log: Log) -> Made:
        made.append(Made())
        log.report("F116", text.span(7, 10))
        return made[-1]

    for number in range(1, 4):
        memo.begin(())
        log = Log(memo)
        memo.recall("one", log, make)
        memo.end(whole=True)
        assert len(made) == number
        assert (len(log), len(log.heeded)) == ((0, 1) if comment else (1, 0))


def test_a_site_that_is_broken_for_long_keeps_two_builds() -> None:
    """Somebody works on the theme while a mistake elsewhere keeps every build from its end."""
    memo = Memo()
    build(memo, "texts", "theme", whole=True)
    made = [weakref.ref(build(memo, f"theme {number}", whole=False)[0]) for number in range(50)]
    gc.collect()

    assert sum(one() is not None for one in made) == 1
    assert build(memo, "theme 49", whole=False) == []
    assert build(memo, "texts", "theme", "theme 49", whole=True) == []
