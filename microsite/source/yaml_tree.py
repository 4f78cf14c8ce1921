"""YAML text to nodes. YAML is data only: no tags, anchors, aliases or merge keys; nothing named twice."""

from __future__ import annotations

from typing import Any

import yaml

from microsite.diagnostics.diagnostic import Log
from microsite.source.nodes import Mapping, Node, Scalar, Sequence
from microsite.source.yaml_faults import explain_failure
from microsite.source.yaml_habits import warn_of_habits
from microsite.text import SourceText, Span

DEEPEST = 12
"""Levels of nesting; the deepest field of the content model needs five."""

FastLoader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(source: SourceText, log: Log, start: int = 0, end: int | None = None) -> Node | None:
    """The tree of a YAML text, or of the part of a file between two offsets.

    Reports Y-codes and gives None where the text cannot be read, or holds nothing.
    """
    before = log.errors
    builder = _Builder(source, start, log)
    part = source.text[start:end]
    try:
        for event in yaml.parse(part, Loader=FastLoader):
            if not builder.take(event):
                return None
    except (yaml.YAMLError, ValueError) as failure:
        explain_failure(source, start, len(source.text) if end is None else end, failure, log)
        return None
    if log.errors > before:
        return None
    if builder.root is not None:
        warn_of_habits(builder.root, log)
        if log.errors > before:
            return None
    return builder.root


class _Builder:
    """Puts parser events together without recursion, so that no depth can exhaust the stack."""

    def __init__(self, source: SourceText, offset: int, log: Log) -> None:
        self.source = source
        self.offset = offset
        self.log = log
        self.root: Node | None = None
        self.open: list[tuple[Mapping | Sequence, Scalar | None]] = []
        """The collections being filled, each with the key that waits for its value."""

    def take(self, event: yaml.Event) -> bool:
        """Add one event; False where reading on would be pointless or unsafe."""
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if isinstance(event, yaml.CollectionStartEvent):
            return self._open(event)
        if isinstance(event, yaml.CollectionEndEvent):
            collection, _ = self.open.pop()
            collection.end = max(collection.end, self._offset(event.start_mark))
            return True
        if isinstance(event, yaml.AliasEvent):
            self.log.report("Y120", self._span(event), name=event.anchor)
            return False
        if isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
            self.log.report("Y121", self._span(event))
            return False
        return True

    def _scalar(self, event: yaml.ScalarEvent) -> bool:
        style = event.style or "plain"
        start, end = self._offset(event.start_mark), self._offset(event.end_mark)
        node = Scalar(self.source, start, end, event.value, style)
        return self._refuse_decoration(event) and self._add(node)

    def _open(self, event: yaml.CollectionStartEvent) -> bool:
        start, end = self._offset(event.start_mark), self._offset(event.end_mark)
        make = Mapping if isinstance(event, yaml.MappingStartEvent) else Sequence
        node = make(self.source, start, end)
        if not self._refuse_decoration(event) or not self._add(node):
            return False
        if len(self.open) >= DEEPEST:
            self.log.report("Y122", self._span(event), deepest=DEEPEST)
            return False
        self.open.append((node, None))
        return True

    def _add(self, node: Node) -> bool:
        if not self.open:
            self.root = node
            return True
        collection, key = self.open[-1]
        if isinstance(collection, Sequence):
            collection.items.append(node)
        elif key is not None:
            collection.values[key.text] = node
            self.open[-1] = (collection, None)
        elif isinstance(node, Scalar):
            return self._add_key(collection, node)
        else:
            self.log.report("Y123", node.span)
            return False
        return True

    def _add_key(self, collection: Mapping, key: Scalar) -> bool:
        first = collection.keys.get(key.text)
        if first is not None:
            notes = ((f"First given here, on line {first.span.line}", first.span),)
            self.log.report(
                "Y124", key.span, name=key.text, first=first.span.line, second=key.span.line, notes=notes
            )
            self.open[-1] = (collection, Scalar(key.source, key.start, key.end, f"\0{key.start}", "plain"))
            return True
        if key.text == "<<" and key.style == "plain":
            self.log.report("Y125", key.span)
            return False
        collection.keys[key.text] = key
        self.open[-1] = (collection, key)
        return True

    def _refuse_decoration(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> bool:
        """False, with a report, where a value carries an anchor or a tag."""
        if event.anchor is not None:
            self.log.report("Y126", self._span(event), mark="&", name=f"&{event.anchor}")
            return False
        if event.tag is not None and event.tag != "!":
            self.log.report("Y126", self._span(event), mark="!", name=event.tag)
            return False
        return True

    def _offset(self, mark: Any) -> int:
        return self.offset + mark.index

    def _span(self, event: yaml.Event) -> Span:
        return self.source.span(self._offset(event.start_mark), self._offset(event.end_mark))
