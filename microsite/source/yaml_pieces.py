"""A long data file, read again after edits inside entries of a list: only those entries are read.

The tree is the one that a whole reading gives. Entries that are the same are the same nodes; they
know their place by the piece of the text that they stand in, so that they need not be touched when
pieces before them grow.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import pairwise

from microsite.diagnostics.diagnostic import Log
from microsite.patterns import regex
from microsite.source.nodes import Mapping, Node, Scalar, Sequence
from microsite.text import SourceText, Span

ENTRY = regex(r" *- +")
"""What stands in front of the first name of an entry."""
OF_DOCUMENTS = regex(r"^(?:---|\.\.\.|%)", re.MULTILINE)
"""Lines that are not of the entry they stand in."""
STRETCH = 4096
"""Characters that are compared at once."""
DEEPEST = 6
"""Levels inside an entry. A whole reading refuses a text that is nested too deeply, and is left to
do so.
"""


class Piece(SourceText):
    """A part of a text, from the start of a line. Places in it are those of the whole text."""

    __slots__ = ("offset", "within")

    def __init__(self, within: SourceText, offset: int) -> None:
        super().__init__(within.path, "")
        self.within = within
        self.offset = offset

    def span(self, start: int, end: int | None = None) -> Span:
        """The place in the whole text of what stands here between two offsets."""
        return self.within.span(self.offset + start, None if end is None else self.offset + end)


class PiecedTree:
    """The tree of a text without mistakes, in pieces: one for each entry of its lists, and one in
    front of them.
    """

    def __init__(self, text: SourceText, root: Mapping) -> None:
        self.text = text
        self.root = root
        self.lists = [
            node
            for node in root.values.values()
            if isinstance(node, Sequence) and _is_block(text, node)
        ]
        self.entries = {
            _line_start(text.text, item.start): (among, index)
            for among in self.lists
            for index, item in enumerate(among.items)
        }
        """By where its line starts: the list that holds an entry, and which it is."""
        self.starts = sorted({0, *self.entries})
        self.pieces = [Piece(text, start) for start in self.starts]
        self._into_pieces()

    def _into_pieces(self) -> None:
        """Let every node know its place by its piece. Neighbours mostly stand in the same one."""
        start, end, piece = 0, 0, self.pieces[0]
        for each in all_in(self.root):
            if not start <= each.start < end:
                number = bisect_right(self.starts, each.start)
                start, piece = self.starts[number - 1], self.pieces[number - 1]
                end = self.starts[number] if number < len(self.starts) else len(self.text.text) + 1
            each.source = piece
            each.start -= start
            each.end -= start

    def follow(self, text: SourceText) -> bool:
        """Become the tree of another text, where the two differ within entries of one list, each in
        its place as before; else False, and nothing is done.
        """
        old, new = self.text.text, text.text
        same = _common(old, new, at_end=False)
        rest = min(_common(old, new, at_end=True), len(old) - same, len(new) - same)
        first, last = (bisect_right(self.starts, at) - 1 for at in (same, len(old) - rest))
        if last + 1 == len(self.starts) or any(
            start not in self.entries for start in self.starts[first : last + 1]
        ):
            return False
        (among, _), (others, index) = (
            self.entries[self.starts[number]] for number in (first, last)
        )
        mark = ENTRY.match(old, self.starts[first])
        if (
            among is not others
            or index + 1 == len(among.items)
            or mark is None
            or same < mark.end()
        ):
            return False
        found = self._read_again(new, first, last, mark[0])
        if found is None or any(new.count(_own_words(*each)) > 1 for each in found.values()):
            return False  # what is there twice is told
        for number, (written, entry) in found.items():
            self._put(
                text, number, entry, len(written) - (self.starts[number + 1] - self.starts[number])
            )
        return True

    def _read_again(
        self, new: str, first: int, last: int, mark: str
    ) -> dict[int, tuple[str, Mapping]] | None:
        """By the number of its piece: each entry that is another in a new text, from the first to
        the last in which it differs, and how it is written there. None where they are not as many,
        or one cannot be read alone.
        """
        old, grown = self.text.text, len(new) - len(self.text.text)
        starts = [*self.starts[first : last + 1], self.starts[last + 1]]
        region = new[starts[0] : starts[-1] + grown]
        cuts = [
            line.start()
            for line in re.finditer(rf"^{mark[: mark.index('-')]}-(?= )", region, re.MULTILINE)
        ]
        if len(cuts) != last - first + 1 or cuts[0] != 0:
            return None
        found = {}
        for number, (start, end), (at, to) in zip(
            range(first, last + 1), pairwise(starts), pairwise((*cuts, len(region))), strict=True
        ):
            written = region[at:to]
            if written != old[start:end]:
                entry = _read_alone(written, mark.index("-"))
                if entry is None:
                    return None
                found[number] = (written, entry)
        return found

    def _put(self, text: SourceText, number: int, entry: Mapping, grown: int) -> None:
        """Put a new entry in the place of one; what follows has moved."""
        start = self.starts[number]
        among, index = self.entries[start]
        among.items[index] = entry
        for outer in (self.root, among):
            outer.end += grown
        for node in all_in(entry):
            node.source = self.pieces[number]
        self.entries = {
            at + grown if at > start else at: found for at, found in self.entries.items()
        }
        self.starts = [at + grown if at > start else at for at in self.starts]
        for each, at in zip(self.pieces, self.starts, strict=True):
            each.within, each.offset = text, at
        self.text = text


def read_again(text: SourceText, file: str, trees: dict[str, PiecedTree], log: Log) -> Node | None:
    """The tree of a YAML text, as `read_yaml` gives it. `trees` are those of other versions, by
    file, to begin with.
    """
    known = trees.get(file)
    if known is not None and (known.text.text == text.text or known.follow(text)):
        return known.root
    from microsite.source.yaml_tree import read_yaml

    trees.pop(file, None)
    own = log.another()
    root = read_yaml(text, own)
    log.take(own)
    if isinstance(root, Mapping) and not len(own):
        trees[file] = PiecedTree(text, root)
    return root


def _read_alone(text: str, column: int) -> Mapping | None:
    """The one entry that a text holds, as in the midst of others; None where it may not be one, or
    has mistakes.
    """
    if not text.endswith("\n") or OF_DOCUMENTS.search(text):
        return None
    from microsite.source.yaml_tree import read_yaml

    log = Log(heeds_marks=False)
    found = read_yaml(SourceText("", text), log)
    if len(log) or not isinstance(found, Sequence) or len(found.items) != 1:
        return None
    (entry,) = found.items
    if not isinstance(entry, Mapping) or _depth(entry) > DEEPEST:
        return None
    for node in all_in(
        entry
    ):  # a block ends where the next entry begins, and there is the place of nothing
        is_nothing = node.start == len(text)
        if is_nothing:
            node.start += column
        if node.end == len(text) and (is_nothing or not isinstance(node, Scalar)):
            node.end += column
    return entry


def _own_words(written: str, entry: Mapping) -> str:
    """An entry without what stands around it."""
    return written[entry.start : entry.end].strip()


def _is_block(text: SourceText, node: Sequence) -> bool:
    """Whether a list has its entries on lines of their own, each a block of names."""
    return bool(node.items) and all(
        isinstance(item, Mapping)
        and ENTRY.fullmatch(text.text, _line_start(text.text, item.start), item.start)
        for item in node.items
    )


def all_in(node: Node) -> Iterator[Node]:
    """A node, and all nodes in it."""
    waiting = [node]
    while waiting:
        each = waiting.pop()
        yield each
        if isinstance(each, Sequence):
            waiting.extend(each.items)
        elif isinstance(each, Mapping):
            waiting.extend((*each.keys.values(), *each.values.values()))


def _depth(node: Node) -> int:
    inside = (
        node.items
        if isinstance(node, Sequence)
        else node.values.values()
        if isinstance(node, Mapping)
        else ()
    )
    return 1 + max(map(_depth, inside), default=0)


def _line_start(text: str, offset: int) -> int:
    return text.rfind("\n", 0, offset) + 1


def _common(one: str, other: str, *, at_end: bool) -> int:
    """How many characters two texts have in common at their start, or at their end."""
    shorter = min(len(one), len(other))

    def differ(start: int, length: int) -> bool:
        """Whether they do from so many characters on, for so many."""
        if at_end:
            first, second = len(one) - start - length, len(other) - start - length
        else:
            first = second = start
        return one[first : first + length] != other[second : second + length]

    same = 0
    while same + STRETCH <= shorter and not differ(same, STRETCH):
        same += STRETCH
    rest = min(STRETCH, shorter - same)
    return same + bisect_left(range(1, rest + 1), True, key=lambda length: differ(same, length))
