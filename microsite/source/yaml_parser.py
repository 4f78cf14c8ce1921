"""YAML text to nodes. Refuses tags, anchors, aliases, merge keys and duplicate keys."""

from itertools import islice
from typing import Any

import yaml
from msgspec.structs import replace

from microsite.diagnostics.diagnostic import Diagnostic, Log
from microsite.diagnostics.source_text import SourceText
from microsite.source.edits import TextEdit, quote_scalar
from microsite.source.nodes import Mapping, Node, Scalar, Sequence, children_of
from microsite.source.yaml_repair import patched_text
from microsite.source.yaml_repair.patched_text import PatchedText, SyntaxProblem
from microsite.source.yaml_repair.problems import (
    explain_parse_error,
    find_silent_errors,
)

MAX_ROUNDS = 60  # number of times a text is repaired and parsed again
MAX_PROBLEMS = 100
"""Problems reported per file. A file with more has one that repeats itself."""
CASCADE_LINES = 8
"""Distance in lines within which a problem may only be a consequence of another."""


def parse_yaml(source: SourceText | PatchedText, log: Log) -> Node | None:
    """Parse a file, or a part of it that may be repaired already, and report Y codes.

    Where it is clear what was meant, return the nodes of the repaired text, so that
    other errors are found in the same run. Return `None` if it is not clear, or if the
    text is empty.
    """
    patched = source if isinstance(source, PatchedText) else PatchedText(source)
    reports: list[tuple[SyntaxProblem, Diagnostic]] = []
    is_unrecoverable = False
    root = None
    for _ in range(MAX_ROUNDS):
        patched.budget -= len(patched.text)
        if patched.budget <= 0:
            break
        builder = NodeBuilder(patched)
        error = builder.build()
        if error is not None:
            problems = explain_parse_error(patched, error)
        else:
            problems = builder.problems
            if builder.root is not None:
                silent = find_silent_errors(SourceText("", patched.text), builder.root)
                problems = [*problems, *islice(silent, MAX_PROBLEMS)]
        repairable = _non_overlapping(problems)
        reports += [
            (problem, patched.diagnostic(problem)) for problem in repairable or problems
        ]
        if not repairable:
            is_unrecoverable = error is not None
            root = None if error is not None or builder.is_incomplete else builder.root
            break
        patched.apply([edit for problem in repairable for edit in problem.edits])
    for diagnostic in _drop_cascading(reports, is_unrecoverable=is_unrecoverable)[
        :MAX_PROBLEMS
    ]:
        log.add(diagnostic)
    if root is None or any(problem.ambiguous for problem, _ in reports):
        return None
    if patched.text != patched.source.text:
        _map_to_source(root, patched)
    return root


def _drop_cascading(
    reports: list[tuple[SyntaxProblem, Diagnostic]], *, is_unrecoverable: bool
) -> list[Diagnostic]:
    """Drop problems close below an ambiguous one, and those close above an
    unrecoverable end.
    """
    independent: list[tuple[SyntaxProblem, Diagnostic]] = []
    chain: int | None = None
    for problem, diagnostic in sorted(reports, key=lambda pair: pair[1].span.start):
        line = diagnostic.span.line
        if chain is not None and line - chain <= CASCADE_LINES and not problem.certain:
            chain = line
        else:
            independent.append((problem, diagnostic))
            chain = line if problem.ambiguous else None
    while is_unrecoverable and len(independent) > 1:
        (_, before), (problem, last) = independent[-2:]
        is_close = last.span.line - before.span.line <= CASCADE_LINES
        is_unrecoverable = is_close and not problem.certain
        if is_unrecoverable or problem.code == "Y199":
            independent.pop()
    return [diagnostic for _, diagnostic in independent]


def _non_overlapping(problems: list[SyntaxProblem]) -> list[SyntaxProblem]:
    """Return the problems with edits that do not touch each other, in order."""
    chosen: list[SyntaxProblem] = []
    reached = -1
    repairable = [problem for problem in problems if problem.edits]
    for problem in sorted(repairable, key=lambda problem: problem.edits[0].start):
        if problem.edits[0].start > reached:
            chosen.append(problem)
            reached = problem.edits[-1].end
    return chosen


def _map_to_source(node: Node, patched: PatchedText) -> None:
    """Turn offsets in the patched text into offsets in the source."""
    node.start, node.end = (
        patched.source_offset(node.start),
        patched.source_offset(node.end),
    )
    for child in children_of(node):
        _map_to_source(child, patched)


class StopBuildingError(Exception):
    """Ends the building of nodes where what follows makes no sense."""


class NodeBuilder:
    """Builds nodes from parser events. Offsets are those of the patched text."""

    def __init__(self, patched: PatchedText) -> None:
        self.patched = patched
        self.events = iter(yaml.parse(patched.text, Loader=patched_text.LOADER))
        self.root: Node | None = None
        self.problems: list[SyntaxProblem] = []
        self.is_incomplete = False
        self.anchors: dict[str, str] = {}
        """Texts by anchor, so that an alias does not count as a second error."""

    def build(self) -> Exception | None:
        """Build `root` and `problems`.

        Return the error of the parser, if there is one.
        """
        try:
            for event in self.events:
                if isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
                    start, end = _offsets(event)
                    facts, edits = (
                        {"mark": "---"},
                        (TextEdit(start, end, ""),),
                    )
                    problem = SyntaxProblem(
                        "Y121", start, end, facts, edits, auto_fixable=True
                    )
                    self.problems.append(problem)
                    break
                if isinstance(event, yaml.NodeEvent):
                    self.root = self._create(event)
                    self._fill(self.root, 0)
        except StopBuildingError:
            self.is_incomplete = True
        except patched_text.YAML_ERRORS as error:
            return error
        return None

    def _create(self, event: Any) -> Node:
        """Create the node that starts with an event, without its children."""
        start, end = _offsets(event)
        source, name = self.patched.source, event.anchor or ""
        if isinstance(event, yaml.AliasEvent):
            self._report("Y120", start, end, name=name)
            return Scalar(source, start, end, self.anchors.get(name, f"*{name}"), "*")
        if event.anchor is not None:
            self._report("Y126", start, end, mark="&", name=f"&{name}")
        elif event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self._report("Y126", start, end, mark="!", name=tag)
        if isinstance(event, yaml.MappingStartEvent):
            return Mapping(source, start, end)
        if isinstance(event, yaml.SequenceStartEvent):
            return Sequence(source, start, end)
        if event.anchor is not None:
            self.anchors[name] = event.value
        # An anchor or tag without a value is one error, not also a missing value.
        return Scalar(
            source, start, end, event.value or event.tag or name, event.style or "plain"
        )

    def _fill(self, node: Node, depth: int, *, in_list: bool = False) -> None:
        """Read the children of a node up to its end."""
        if isinstance(node, Scalar):
            return
        if depth >= patched_text.MAX_DEPTH:
            self._report("Y122", node.start, node.end, deepest=patched_text.MAX_DEPTH)
            raise StopBuildingError
        duplicates: list[SyntaxProblem] = []
        is_new_entry = False
        while not isinstance(event := next(self.events), yaml.CollectionEndEvent):
            child = self._create(event)
            if isinstance(node, Sequence):
                node.items.append(child)
                self._fill(child, depth + 1, in_list=True)
                continue
            if not isinstance(child, Scalar):
                self._report_key(node, child)
                raise StopBuildingError
            value = self._create(next(self.events))
            if child.text in node.keys and len(duplicates) < MAX_PROBLEMS:
                first = node.keys[child.text]
                spans = (
                    self.patched.span(key.start, key.end) for key in (first, child)
                )
                line, second = (span.line for span in spans)
                facts = {"name": child.text, "first": line, "second": second}
                notes = ((f"First given here, on line {line}", first.start, first.end),)
                duplicates.append(
                    SyntaxProblem("Y124", child.start, child.end, facts, notes=notes)
                )
                if node.values[child.text].is_empty:
                    node.values[child.text] = value  # so that nothing else is reported
                is_start = child.text == next(iter(node.keys))
                is_new_entry = in_list and (is_start or len(duplicates) > 1)
            elif child.text == "<<" and child.style == "plain":
                self._report("Y125", child.start, child.end)
            else:
                node.keys.setdefault(child.text, child)
                node.values.setdefault(child.text, value)
            self._fill(value, depth + 1)
        node.end = max(node.end, _offsets(event)[1])
        if is_new_entry:
            # The keys start like another entry of the list, whose hyphen is missing.
            duplicates = [replace(duplicates[0], code="Y127", ambiguous=True)]
        self.problems += duplicates

    def _report_key(self, mapping: Mapping, node: Mapping | Sequence) -> None:
        """Report a collection used as a key: usually a text that starts with a
        bracket.
        """
        text = self.patched.text
        if node.start > mapping.start and text[mapping.start : node.start + 1] == "{{":
            lines = SourceText("", text)
            line = patched_text.numbered_line(lines, lines.line_of(node.start))
            columns = (mapping.start - line.start, node.start - line.start)
            value, facts = quote_scalar(line.value), {"mark": "{"}
            self.problems.append(
                line.problem("Y116", columns, value, line.value_columns, facts)
            )
        else:
            self._report("Y123", node.start, node.end)

    def _report(self, code: str, start: int, end: int, **facts: object) -> None:
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(SyntaxProblem(code, start, end, facts))


def _offsets(event: Any) -> tuple[int, int]:
    return event.start_mark.index, event.end_mark.index
