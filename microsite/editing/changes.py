"""Two versions of a text, as the lines that differ: for people to look over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from microsite.diagnostics.sanitize import sanitize
from microsite.source.yaml_repair.characters import NON_ASCII_SPACES, ZERO_WIDTH

UNSEEN = re.compile(f"[{NON_ASCII_SPACES}{ZERO_WIDTH}]")
LONGEST_LINE = 160
"""Characters shown of a line."""


def changed_lines(before: str, after: str) -> Iterator[str]:
    """Each line that went, `-`, and each that came, `+`, with its number; what cannot be seen is
    made visible.
    """
    old, new = before.split("\n"), after.split("\n")
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    inner_old, inner_new = old[head : len(old) - tail], new[head : len(new) - tail]
    for kind, i, j, k, m in SequenceMatcher(
        None, inner_old, inner_new, autojunk=False
    ).get_opcodes():
        if kind != "equal":
            yield from (_line(head + at, "-", inner_old[at]) for at in range(i, j))
            yield from (_line(head + at, "+", inner_new[at]) for at in range(k, m))


def _line(number: int, sign: str, text: str) -> str:
    """A line with its number, from 1."""
    seen = UNSEEN.sub(lambda found: f"<U+{ord(found[0]):04X}>", text)
    if len(seen) > LONGEST_LINE:
        seen = f"{seen[:LONGEST_LINE]}…"
    return f"{number + 1:>6} {sign} {sanitize(seen)}".rstrip()
