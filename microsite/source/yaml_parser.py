"""YAML text to nodes. YAML is data only: no tags, anchors, aliases or merge keys; nothing named
twice.
"""

from __future__ import annotations

from itertools import islice

import yaml
from msgspec.structs import replace

from microsite.diagnostics.diagnostic import Diagnostic, Log
from microsite.diagnostics.source_text import SourceText
from microsite.source.nodes import Mapping, Node, Scalar, Sequence
from microsite.source.yaml_repair.context import (
    ParseBudget,
    apply_to_line,
    line_holding,
    quote_scalar,
)
from microsite.source.yaml_repair.patched_text import (
    MAX_DEPTH,
    UNEXPLAINED_CODE,
    YAML_ERRORS,
    PatchedText,
    SyntaxProblem,
    TextEdit,
    parse_events,
)
from microsite.source.yaml_repair.silent_errors import find_silent_errors

MAX_ROUNDS = 60
"""How often a text is put right and read again to find the next slip in it."""
MAX_PROBLEMS = 100
"""Slips in one file. Whoever has more of them has one that repeats itself."""
CASCADE_LINES = 8
"""Lines. How far a slip can be from the one that it only echoes."""


def parse_yaml(source: SourceText, log: Log, start: int = 0, end: int | None = None) -> Node | None:
    """The tree of a YAML text, or of the part of a file between two offsets.

    Reports Y-codes. Where it can be told what was meant, the tree is that of the text put right, so
    that other mistakes are found in the same run; None where it cannot, or where the text holds
    nothing.
    """
    return parse_patched(PatchedText(source, start, len(source.text) if end is None else end), log)


def parse_patched(draft: PatchedText, log: Log) -> Node | None:
    """The same for a text that may have been put right in part."""
    budget = ParseBudget()
    told: list[tuple[SyntaxProblem, Diagnostic]] = []
    dead_end = False
    root = None
    for _ in range(MAX_ROUNDS):
        if not budget.consume(len(draft.text)):
            break
        builder = NodeBuilder(draft)
        failure = builder.build()
        slips = (
            _explained(draft.text, failure, budget)
            if failure is not None
            else _silent_slips(builder)
        )
        mending = non_overlapping([slip for slip in slips if slip.edits])
        told += [(slip, draft.diagnostic(slip)) for slip in mending or slips]
        if not mending:
            dead_end = failure is not None
            root = None if dead_end or builder.stopped else map_to_source(builder.root, draft)
            break
        draft.apply(tuple(edit for slip in mending for edit in slip.edits))
    for found in drop_cascading(told, dead_end=dead_end)[:MAX_PROBLEMS]:
        log.add(found)
    return None if any(slip.ambiguous for slip, _ in told) else root


def _explained(text: str, failure: Exception, budget: ParseBudget) -> tuple[SyntaxProblem, ...]:
    """The slips because of which a text could not be read. What finds them is loaded for those who
    need it.
    """
    from microsite.source.yaml_repair.explain import explain_parse_error

    return explain_parse_error(text, failure, budget)


def _silent_slips(builder: NodeBuilder) -> tuple[SyntaxProblem, ...]:
    """The slips of a text that could be read."""
    root = builder.root
    habits = find_silent_errors(builder.draft.text, root) if root is not None else iter(())
    return (*builder.slips, *islice(habits, MAX_PROBLEMS))


def drop_cascading(
    told: list[tuple[SyntaxProblem, Diagnostic]], *, dead_end: bool
) -> list[Diagnostic]:
    """What was found, without what may only follow from a wrong idea of how a slip before it was meant.

    That is what follows closely on a slip that may have been meant otherwise, and, where nothing
    can be made of the text in the end, what led up to there; the first link of such a chain is the
    slip.
    """
    kept: list[tuple[SyntaxProblem, int, Diagnostic]] = []
    chain: int | None = None
    for slip, found in sorted(told, key=lambda each: each[1].span.start):
        line = found.span.line
        if chain is not None and line - chain <= CASCADE_LINES and not slip.certain:
            chain = line
        else:
            kept.append((slip, line, found))
            chain = line if slip.ambiguous else None
    if dead_end and len(kept) > 1 and kept[-1][0].code == UNEXPLAINED_CODE:
        _, line, _ = kept.pop()
        dead_end = line - kept[-1][1] <= CASCADE_LINES
    while (
        dead_end
        and len(kept) > 1
        and kept[-1][1] - kept[-2][1] <= CASCADE_LINES
        and not kept[-1][0].certain
    ):
        kept.pop()
    return [found for _, _, found in kept]


def non_overlapping(slips: list[SyntaxProblem]) -> list[SyntaxProblem]:
    """Those whose edits don't touch each other, in order."""
    chosen: list[SyntaxProblem] = []
    reached = -1
    for slip in sorted(slips, key=lambda slip: min(edit.start for edit in slip.edits)):
        if min(edit.start for edit in slip.edits) > reached:
            chosen.append(slip)
            reached = max(edit.end for edit in slip.edits)
    return chosen


def map_to_source(root: Node | None, draft: PatchedText) -> Node | None:
    """The tree with its places turned from those of the draft to those of the source."""
    waiting = [root] if root is not None and not draft.is_source else []
    while waiting:
        node = waiting.pop()
        node.start, node.end = draft.source_offset(node.start), draft.source_offset(node.end)
        if isinstance(node, Sequence):
            waiting.extend(node.items)
        elif isinstance(node, Mapping):
            waiting.extend(node.keys.values())
            waiting.extend(node.values.values())
    return root


class NodeBuilder:
    """Puts parser events together without recursion, so that no depth can exhaust the stack."""

    def __init__(self, draft: PatchedText) -> None:
        self.draft = draft
        self.root: Node | None = None
        self.slips: list[SyntaxProblem] = []
        self.stopped = False
        """Whether the tree is not worth having."""
        self.open: list[tuple[Mapping | Sequence, Scalar | None]] = []
        """The collections being filled, each with the key that waits for its value."""
        self.anchors: dict[str, str] = {}
        """Texts that can be referred to, so that a reference does not count as a second mistake."""
        self.repeated: dict[int, list[SyntaxProblem]] = {}
        """Names given twice in a block that is still open, by where it starts."""

    def build(self) -> Exception | None:
        """Read the draft. Gives what the parser failed with, or None; then `root` and `slips` are
        filled.
        """
        try:
            for event in parse_events(self.draft.text):
                self._take(event)
                if self.stopped:
                    break
        except YAML_ERRORS as failure:
            return failure
        return None

    def _take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.ScalarEvent):
            start, end = _offsets(event)
            text = event.value
            if event.anchor is not None or event.tag is not None:
                self._refuse_decoration(event)
                text = (
                    text or event.tag or event.anchor or ""
                )  # a mark with nothing after it is one mistake
                if event.anchor is not None:
                    self.anchors[event.anchor] = event.value
            self._add(Scalar(self.draft.source, start, end, text, event.style or "plain"))
        elif isinstance(event, yaml.CollectionStartEvent):
            self._open(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            collection, _ = self.open.pop()
            collection.end = max(collection.end, _offsets(event)[1])
            if isinstance(collection, Mapping):
                self._tell_repeated(collection)
        elif isinstance(event, yaml.AliasEvent):
            start, end = _offsets(event)
            name = event.anchor or ""
            self._slip("Y120", start, end, name=name)
            text = self.anchors.get(name, f"*{name}")
            self._add(Scalar(self.draft.source, start, end, text, "*"))
        elif isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
            start, end = _offsets(event)
            edits = (TextEdit(start, end, ""),)
            self.slips.append(
                SyntaxProblem(
                    code="Y121",
                    start=start,
                    end=end,
                    facts={"mark": "---"},
                    edits=edits,
                    auto_fixable=True,
                )
            )
            self.stopped = True

    def _open(self, event: yaml.CollectionStartEvent) -> None:
        start, end = _offsets(event)
        make = Mapping if isinstance(event, yaml.MappingStartEvent) else Sequence
        node = make(self.draft.source, start, end)
        self._refuse_decoration(event)
        self._add(node)
        if len(self.open) >= MAX_DEPTH:
            self._slip("Y122", start, end, deepest=MAX_DEPTH)
            self.stopped = True
        self.open.append((node, None))

    def _add(self, node: Node) -> None:
        if not self.open:
            self.root = node
            return
        collection, key = self.open[-1]
        if isinstance(collection, Sequence):
            collection.items.append(node)
        elif key is not None:
            if key.text in collection.keys:
                collection.values.setdefault(key.text, node)
            self.open[-1] = (collection, None)
        elif isinstance(node, Scalar):
            self._add_key(collection, node)
        else:
            self._refuse_key(collection, node)

    def _add_key(self, collection: Mapping, key: Scalar) -> None:
        self.open[-1] = (collection, key)
        first = collection.keys.get(key.text)
        if first is not None:
            self._twice(collection, first, key)
        elif key.text == "<<" and key.style == "plain":
            self._slip("Y125", key.start, key.end)
        else:
            collection.keys[key.text] = key

    def _twice(self, collection: Mapping, first: Scalar, key: Scalar) -> None:
        """A name that is given twice in a block."""
        if len(self.slips) + len(self.repeated.get(collection.start, ())) >= MAX_PROBLEMS:
            return
        lines = {"first": self.draft.line(first.start), "second": self.draft.line(key.start)}
        notes = ((f"First given here, on line {lines['first']}", first.start, first.end),)
        facts: dict[str, object] = {"name": key.text, **lines}
        slip = SyntaxProblem(code="Y124", start=key.start, end=key.end, facts=facts, notes=notes)
        self.repeated.setdefault(collection.start, []).append(slip)

    def _tell_repeated(self, collection: Mapping) -> None:
        """Names that are given twice; where they start like another entry of the list, its lost
        hyphen instead.
        """
        slips = self.repeated.pop(collection.start, [])
        in_list = bool(self.open) and isinstance(self.open[-1][0], Sequence)
        first_name = next(iter(collection.keys), None)
        if in_list and (len(slips) > 1 or any(slip.facts["name"] == first_name for slip in slips)):
            slips = [replace(slips[0], code="Y127", ambiguous=True)]
        self.slips.extend(slips)

    def _refuse_key(self, collection: Mapping, node: Mapping | Sequence) -> None:
        """A list or a block in the place of a name: mostly a text that starts with a bracket."""
        self.stopped = True
        if (
            node.start > collection.start
            and self.draft.text[collection.start : node.start + 1] == "{{"
        ):
            line = line_holding(self.draft.text, node.start)
            edit = TextEdit(line.value_start, line.value_end, quote_scalar(line.value))
            facts: dict[str, object] = {"mark": "{", "line": apply_to_line(line, edit)}
            start = collection.start
            self.slips.append(
                SyntaxProblem(code="Y116", start=start, end=start + 1, facts=facts, edits=(edit,))
            )
        else:
            self._slip("Y123", node.start, node.end)

    def _refuse_decoration(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        """Report a value that carries an anchor or a tag."""
        start, end = _offsets(event)
        if event.anchor is not None:
            self._slip("Y126", start, end, mark="&", name=f"&{event.anchor}")
        elif event.tag is not None:
            self._slip("Y126", start, end, mark="!", name=event.tag)

    def _slip(self, code: str, start: int, end: int, **facts: object) -> None:
        if len(self.slips) < MAX_PROBLEMS:
            self.slips.append(SyntaxProblem(code=code, start=start, end=end, facts=facts))


def _offsets(event: yaml.Event) -> tuple[int, int]:
    start, end = event.start_mark, event.end_mark
    return (start.index if start else 0), (end.index if end else 0)
