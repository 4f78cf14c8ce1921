"""What a preview remembers: what the last whole build made, and what has been made since; nothing of long ago."""

from __future__ import annotations

import gc
import weakref

from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.memo import Memo


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


def test_a_site_that_is_broken_for_long_keeps_two_builds() -> None:
    """Somebody works on the theme while a mistake elsewhere keeps every build from its end."""
    memo = Memo()
    build(memo, "texts", "theme", whole=True)
    made = [weakref.ref(build(memo, f"theme {number}", whole=False)[0]) for number in range(50)]
    gc.collect()

    assert sum(one() is not None for one in made) == 1
    assert build(memo, "theme 49", whole=False) == []
    assert build(memo, "texts", "theme", "theme 49", whole=True) == []
