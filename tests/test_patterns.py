"""Patterns are made ready by whoever uses them first."""

from __future__ import annotations

import re

import pytest

from microsite.patterns import regex


def test_a_pattern_is_made_when_it_is_first_used(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    compile_now = re.compile

    def counted(pattern: str, flags: int = 0) -> re.Pattern[str]:
        made.append(pattern)
        return compile_now(pattern, flags)

    monkeypatch.setattr(re, "compile", counted)
    words = regex(r"[a-z]+(?=!)", re.IGNORECASE)
    assert made == []

    assert words.findall("Oh! my! goodness") == ["Oh", "my"]
    assert words.sub("-", "Oh! my") == "-! my"
    assert words.findall("No!") == ["No"]
    assert set(made) == {r"[a-z]+(?=!)"}
    assert len(made) == 2  # once for each thing that is asked of it


def test_it_can_do_what_patterns_can() -> None:
    pattern = regex(rb"(\d+)\n", re.MULTILINE)
    known = re.compile(rb"(\d+)\n", re.MULTILINE)

    assert (pattern.pattern, pattern.flags, pattern.groups) == (
        known.pattern,
        known.flags,
        known.groups,
    )
    assert [match.span() for match in pattern.finditer(b"1\n22\n")] == [(0, 2), (2, 5)]
    with pytest.raises(AttributeError, match="nonsense"):
        _ = pattern.nonsense  # type: ignore[attr-defined]
