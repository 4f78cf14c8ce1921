"""The one reader of records: turns nodes into records, and reports every error at its span."""

from __future__ import annotations

from typing import Any, TypeVar

from msgspec import Struct

from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.display import closest_match, list_choices
from microsite.model.fields import Field, Record, field_with_alias, input_fields
from microsite.model.types import ListSyntax, ParseError, parse_single_name
from microsite.source.nodes import Mapping, Node, Scalar, Sequence, describe_node, span_at

AnyRecord = TypeVar("AnyRecord", bound=Record)
INVALID: Any = object()
"""Value of a field whose error is reported."""


def read_record(
    record: type[AnyRecord], node: Node, title: str, log: Log, **untyped: object
) -> AnyRecord | None:
    """Return the record of a mapping, or report every error in it and return None.

    `title` names the record in messages. `untyped` are attributes that are not among the settings.
    """
    if not isinstance(node, Mapping):
        found = describe_node(node)
        log.report("R129", node.span, record=title, found=found, example="opening-plenary")
        return None
    read = _Reader(record, node, title, log).read(**untyped)
    return None if read is INVALID else read


def parse_value(field: Field, text: str) -> tuple[Any, list[ParseError]]:
    """Return the value of a text, or `INVALID` with the errors of each type it could have."""
    errors = []
    for type_ in field.value_types:
        try:
            return type_.parse(text), []
        except ParseError as error:
            errors.append(error)
    return INVALID, errors


class _Reader(Struct, frozen=True):
    """Reads the fields of one mapping."""

    record: type[Record]
    node: Mapping
    title: str
    """Title of the outermost record in messages."""
    log: Log
    keys: tuple[str, ...] = ()
    """Keys from the outermost record to this one."""

    def read(self, **untyped: object) -> Any:
        """Return the record, or `INVALID`."""
        fields, values = input_fields(self.record), {}
        for key, node in self.node.values.items():
            field = fields.get(key)
            if _is_empty(node) and (not self.keys or (field and field.is_optional)):
                continue
            values[key] = self.read_field(field, node) if field else self.report_unknown(key)
        for key, field in fields.items():
            if field.is_required and key not in values:
                values[key] = self.report_missing(field)
        if any(value is INVALID for value in values.values()):
            return INVALID
        named = {fields[key].name: value for key, value in values.items()}
        return self.record(node=self.node, **named, **untyped)

    def read_field(self, field: Field, node: Node) -> Any:
        """Return the value of a field, or `INVALID`."""
        if field.list_syntax is None:
            return self.read_item(field, node)
        items, syntax = [node], field.list_syntax
        if isinstance(node, Sequence):
            items = node.items
        elif _is_empty(node) or syntax is ListSyntax.ITEMS:
            return self.report("R128", field, found=describe_node(node))
        elif syntax is ListSyntax.NAMES:
            if isinstance(node, Mapping):
                return self.report("R128", field, found=describe_node(node))
            try:
                parse_single_name(node.text)
            except ParseError as error:
                return self.report(error.code, field, **error.facts)
        values = tuple(self.read_item(field, item, index) for index, item in enumerate(items))
        return INVALID if any(value is INVALID for value in values) else values

    def read_item(self, field: Field, node: Node, *index: int) -> Any:
        """Return one value or nested record, or `INVALID`."""
        if field.record is not None:
            if isinstance(node, Mapping):
                keys = (*self.keys, field.key)
                return _Reader(field.record, node, self.title, self.log, keys).read()
            required = (each for each in input_fields(field.record).values() if each.is_required)
            lines = (f"{each.key}: {each.example or '…'}" for each in required)
            facts = {"found": describe_node(node), "example": next(lines, "name: …")}
            return self.report("R130", field, *index, **facts)
        if not isinstance(node, Scalar):
            found, advice = describe_node(node), _advice_on(node)
            return self.report("R103", field, *index, found=found, advice=advice)
        if _is_empty(node):
            return self.report("R104", field, *index)
        value, errors = parse_value(field, node.text.strip())
        for error in errors:
            self.report(error.code, field, *index, **error.facts)
        return value

    def report(self, code: str, field: Field, *index: int, **facts: object) -> Any:
        """Report an error of a value, and return `INVALID`."""
        known: dict[str, Any] = {
            "field": field.key,
            "example": field.example or "…",
            "record": self.name,
            "which": f"An entry of “{field.key}”" if index else f"“{field.key}”",
        }
        self.log.report(code, span_at(self.node, (field.key, *index)), **known | facts)
        return INVALID

    def report_missing(self, field: Field) -> Any:
        """Report a field that is not written, or has nothing after its colon."""
        unknown = self.node.keys - input_fields(self.record).keys()
        if any(_closest_field(self.record, key) == field.key for key in unknown):
            return INVALID  # reported at its misspelt key
        if field.key not in self.node.keys:
            return self.report("R101", field, meaning=field.description)
        if all(self.empty_block_above(key) != field.key for key in unknown):
            self.log.report("R104", self.node.values[field.key].span, field=field.key)
        return INVALID

    def report_unknown(self, key: str) -> Any:
        """Report a key that is not a field."""
        if block := self.empty_block_above(key):
            suggestion = f"It seems to belong to “{block}”: then put two spaces in front of it."
        elif field := _closest_field(self.record, key):
            suggestion = f"Did you mean “{field}”?"
        else:
            suggestion = list_choices(input_fields(self.record))
        span = self.node.keys[key].span
        self.log.report("R102", span, record=self.name, given=key, suggestion=suggestion)
        return INVALID

    def empty_block_above(self, key: str) -> str | None:
        """Return the empty field above an unknown key that would have it, if it were indented."""
        fields, keys = input_fields(self.record), list(self.node.keys)
        for above in reversed(keys[: keys.index(key)]):
            if field := fields.get(above):
                has_key = field.record is not None and key in input_fields(field.record)
                return above if has_key and _is_empty(self.node.values[above]) else None
        return None

    @property
    def name(self) -> str:
        """Title of the record, or of this part of it."""
        if not self.keys:
            return self.title
        return f"“{'.'.join(self.keys)}” of {self.title[0].lower()}{self.title[1:]}"


def _closest_field(record: type[Record], key: str) -> str | None:
    """Return the field that an unknown key probably means."""
    word = key.strip()
    if field := field_with_alias(record, word.lower()):
        return field.key if field.is_typed else "the text below the settings"
    return closest_match(word, input_fields(record))


def _is_empty(node: Node) -> bool:
    return isinstance(node, Scalar) and node.to_python() is None


def _advice_on(node: Mapping | Sequence) -> str:
    """Return how to write a list or a block as one text, if that is what it is."""
    plain, advice = node.to_python(), "Write one text, on the line of its name."
    if isinstance(plain, dict) and len(plain) == 1:
        ((name, value),) = plain.items()
        return f'If it is one text, put all of it in straight quotes: "{name}: {value}"'
    if isinstance(plain, list) and all(isinstance(item, str) for item in plain):
        text = f"[{', '.join(map(str, plain))}]"
        advice += f' If the brackets belong to it, put all of it in straight quotes: "{text}"'
    return advice
