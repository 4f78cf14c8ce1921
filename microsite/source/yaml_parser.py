"""YAML text to nodes. Refuses tags, anchors, aliases, merge keys and duplicate keys."""

from __future__ import annotations

from itertools import islice
from typing import Any

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
from microsite.source.yaml_repair.explain import explain_parse_error
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
"""Number of times a text is repaired and parsed again."""
MAX_PROBLEMS = 100
"""Problems reported per file. A file with more has one that repeats itself."""
CASCADE_LINES = 8
"""Distance in lines within which a problem may only be a consequence of another."""


def parse_yaml(source: SourceText, log: Log, start: int = 0, end: int | None = None) -> Node | None:
    """Parse a file, or the part between two offsets, and report Y codes.

    Where it is clear what was meant, return the nodes of the repaired text, so that other errors
    are found in the same run. Return `None` if it is not clear, or if the text is empty.
    """
    return parse_patched(PatchedText(source, start, len(source.text) if end is None else end), log)


def parse_patched(patched: PatchedText, log: Log) -> Node | None:
    """Parse a text that may be repaired already, and report Y codes."""
    budget = ParseBudget()
    found: list[tuple[SyntaxProblem, Diagnostic]] = []
    unrecoverable = False
    root = None
    for _ in range(MAX_ROUNDS):
        if not budget.consume(len(patched.text)):
            break
        builder = NodeBuilder(patched)
        error = builder.build()
        if error is None:
            problems = builder.problems
            if builder.root is not None:
                silent = find_silent_errors(patched.text, builder.root)
                problems = [*problems, *islice(silent, MAX_PROBLEMS)]
        else:
            problems = explain_parse_error(patched.text, error, budget)
        repairable = non_overlapping([problem for problem in problems if problem.edits])
        found += [(problem, patched.diagnostic(problem)) for problem in repairable or problems]
        if not repairable:
            unrecoverable = error is not None
            if not unrecoverable and not builder.is_incomplete and builder.root is not None:
                root = map_to_source(builder.root, patched)
            break
        patched.apply(tuple(edit for problem in repairable for edit in problem.edits))
    for diagnostic in drop_cascading(found, unrecoverable=unrecoverable)[:MAX_PROBLEMS]:
        log.add(diagnostic)
    return None if any(problem.ambiguous for problem, _ in found) else root


def drop_cascading(
    found: list[tuple[SyntaxProblem, Diagnostic]], *, unrecoverable: bool
) -> list[Diagnostic]:
    """Drop problems that may only follow from a wrong repair of an earlier one.

    These are the problems close below an ambiguous one and, if the text cannot be parsed in the
    end, those that lead up to its end, except the first.
    """
    kept: list[tuple[SyntaxProblem, int, Diagnostic]] = []
    chain: int | None = None
    for problem, diagnostic in sorted(found, key=lambda pair: pair[1].span.start):
        line = diagnostic.span.line
        if chain is not None and line - chain <= CASCADE_LINES and not problem.certain:
            chain = line
        else:
            kept.append((problem, line, diagnostic))
            chain = line if problem.ambiguous else None
    if unrecoverable and len(kept) > 1 and kept[-1][0].code == UNEXPLAINED_CODE:
        _, line, _ = kept.pop()
        unrecoverable = line - kept[-1][1] <= CASCADE_LINES
    while (
        unrecoverable
        and len(kept) > 1
        and kept[-1][1] - kept[-2][1] <= CASCADE_LINES
        and not kept[-1][0].certain
    ):
        kept.pop()
    return [diagnostic for _, _, diagnostic in kept]


def non_overlapping(problems: list[SyntaxProblem]) -> list[SyntaxProblem]:
    """Return the problems whose edits do not touch each other, in order."""
    chosen: list[SyntaxProblem] = []
    reached = -1
    for problem in sorted(problems, key=lambda problem: min(edit.start for edit in problem.edits)):
        if min(edit.start for edit in problem.edits) > reached:
            chosen.append(problem)
            reached = max(edit.end for edit in problem.edits)
    return chosen


def map_to_source(node: Node, patched: PatchedText) -> Node:
    """Turn offsets in the patched text into offsets in the source."""
    if not patched.is_source:
        node.start, node.end = patched.source_offset(node.start), patched.source_offset(node.end)
        for child in node.children:
            map_to_source(child, patched)
    return node


class StopBuildingError(Exception):
    """Ends the building of nodes where what follows makes no sense."""


class NodeBuilder:
    """Builds nodes from parser events. Offsets are those of the patched text."""

    def __init__(self, patched: PatchedText) -> None:
        self.patched = patched
        self.events = parse_events(patched.text)
        self.root: Node | None = None
        self.problems: list[SyntaxProblem] = []
        self.is_incomplete = False
        self.anchors: dict[str, str] = {}
        """Texts by anchor, so that an alias does not count as a second error."""

    def build(self) -> Exception | None:
        """Build `root` and `problems`. Return the error of the parser, if there is one."""
        try:
            for event in self.events:
                if isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
                    start, end = _offsets(event)
                    facts, edits = {"mark": "---"}, (TextEdit(start, end, ""),)
                    self.problems.append(
                        SyntaxProblem("Y121", start, end, facts, edits, auto_fixable=True)
                    )
                    self.is_incomplete = True
                    break
                if isinstance(event, yaml.NodeEvent):
                    self.root = self._create(event)
                    self._fill(self.root, 0)
        except StopBuildingError:
            self.is_incomplete = True
        except YAML_ERRORS as error:
            return error
        return None

    def _create(self, event: Any) -> Node:
        """Create the node that starts with an event, without its children."""
        start, end = _offsets(event)
        if isinstance(event, yaml.AliasEvent):
            name = event.anchor or ""
            self._report("Y120", start, end, name=name)
            text = self.anchors.get(name, f"*{name}")
            return Scalar(self.patched.source, start, end, text, "*")
        tag = event.tag
        if event.anchor is not None:
            self._report("Y126", start, end, mark="&", name=f"&{event.anchor}")
        elif tag is not None:
            self._report("Y126", start, end, mark="!", name=tag)
        if isinstance(event, yaml.MappingStartEvent):
            return Mapping(self.patched.source, start, end)
        if isinstance(event, yaml.SequenceStartEvent):
            return Sequence(self.patched.source, start, end)
        if event.anchor is not None:
            self.anchors[event.anchor] = event.value
        # An anchor or tag without a value is one error, not also a missing value.
        text = event.value or tag or event.anchor or ""
        return Scalar(self.patched.source, start, end, text, event.style or "plain")

    def _fill(self, node: Node, depth: int, *, in_list: bool = False) -> None:
        """Read the children of a node up to its end."""
        if isinstance(node, Scalar):
            return
        self._check_depth(node, depth)
        if isinstance(node, Mapping):
            end = self._fill_mapping(node, depth, in_list=in_list)
        else:
            while not isinstance(event := next(self.events), yaml.CollectionEndEvent):
                item = self._create(event)
                node.items.append(item)
                self._fill(item, depth + 1, in_list=True)
            end = event
        node.end = max(node.end, _offsets(end)[1])

    def _fill_mapping(self, node: Mapping, depth: int, *, in_list: bool) -> yaml.Event:
        duplicates: list[SyntaxProblem] = []
        while not isinstance(event := next(self.events), yaml.CollectionEndEvent):
            key = self._create(event)
            if not isinstance(key, Scalar):
                self._report_key(node, key)
                self._check_depth(key, depth + 1)
                raise StopBuildingError
            first = node.keys.get(key.text)
            if first is not None:
                if len(self.problems) + len(duplicates) < MAX_PROBLEMS:
                    duplicates.append(self._duplicate_key(first, key))
            elif key.text == "<<" and key.style == "plain":
                self._report("Y125", key.start, key.end)
            else:
                node.keys[key.text] = key
            value = self._create(next(self.events))
            if key.text in node.keys:
                node.values.setdefault(key.text, value)
            self._fill(value, depth + 1)
        first_name = next(iter(node.keys), None)
        if in_list and (
            len(duplicates) > 1
            or any(problem.facts["name"] == first_name for problem in duplicates)
        ):
            # The keys start like another entry of the list, whose hyphen is missing.
            duplicates = [replace(duplicates[0], code="Y127", ambiguous=True)]
        self.problems += duplicates
        return event

    def _check_depth(self, node: Node, depth: int) -> None:
        if depth >= MAX_DEPTH:
            self._report("Y122", node.start, node.end, deepest=MAX_DEPTH)
            raise StopBuildingError

    def _duplicate_key(self, first: Scalar, key: Scalar) -> SyntaxProblem:
        lines = {"first": self.patched.line(first.start), "second": self.patched.line(key.start)}
        notes = ((f"First given here, on line {lines['first']}", first.start, first.end),)
        return SyntaxProblem("Y124", key.start, key.end, {"name": key.text, **lines}, notes=notes)

    def _report_key(self, mapping: Mapping, node: Mapping | Sequence) -> None:
        """Report a collection used as a key: usually a text that starts with a bracket."""
        text = self.patched.text
        if node.start > mapping.start and text[mapping.start : node.start + 1] == "{{":
            line = line_holding(text, node.start)
            edit = TextEdit(line.value_start, line.value_end, quote_scalar(line.value))
            facts = {"mark": "{", "line": apply_to_line(line, edit)}
            self.problems.append(
                SyntaxProblem("Y116", mapping.start, mapping.start + 1, facts, (edit,))
            )
        else:
            self._report("Y123", node.start, node.end)

    def _report(self, code: str, start: int, end: int, **facts: object) -> None:
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(SyntaxProblem(code, start, end, facts))


def _offsets(event: yaml.Event) -> tuple[int, int]:
    start, end = event.start_mark, event.end_mark
    return (start.index if start else 0), (end.index if end else 0)
