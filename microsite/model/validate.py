"""The one reader of records: turns nodes into records, and reports every error at its span."""

from __future__ import annotations

from typing import Any, TypeVar

from msgspec import Struct

from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.display import closest_match, list_choices
from microsite.diagnostics.source_text import Span
from microsite.model.fields import Field, Record, field_with_alias, input_fields
from microsite.model.types import ListSyntax, ParseError, parse_single_name
from microsite.source.nodes import Mapping, Node, Scalar, Sequence, describe_node, span_at, truncate

AnyRecord = TypeVar("AnyRecord", bound=Record)
BODY = "the text below the settings"
INVALID: Any = object()
"""Value of a field whose error is reported."""


def read_record(
    record: type[AnyRecord], node: Node, title: str, log: Log, **untyped: str
) -> AnyRecord | None:
    """Return the record of a mapping, or report every error in it and return None.

    `title` names the record in messages. `untyped` are the fields that are not among the settings.
    """
    if not isinstance(node, Mapping):
        found = describe_node(node)
        log.report("R129", node.span, record=title, found=found, example="opening-plenary")
        return None
    values = _Reader(title, log).read_mapping(record, node, ())
    return None if values is INVALID else record(node=node, **values, **untyped)


def read_records(
    record: type[AnyRecord], node: Node | None, key: str, log: Log
) -> tuple[AnyRecord, ...]:
    """Return the records of a list. Those with errors are reported and left out."""
    if node is None or _is_empty(node):
        return ()
    if not isinstance(node, Sequence):
        log.report("R128", node.span, field=key, found=describe_node(node))
        return ()
    entries = (read_record(record, item, entry_title(item, key), log) for item in node.items)
    return tuple(entry for entry in entries if entry is not None)


def entry_title(node: Node, key: str) -> str:
    """Return the title of an entry for messages, or the name of its list and its line."""
    if isinstance(node, Mapping):
        for name in ("title", "name", "id"):
            value = node.values.get(name)
            if isinstance(value, Scalar) and value.text.strip():
                return f"“{truncate(value.text)}”"
    return f"The entry of {key} on line {node.span.line}"


def parse_value(field: Field, text: str) -> tuple[Any, list[ParseError]]:
    """Return the value of a text, or `INVALID` with the errors of each type it could have."""
    errors = []
    for type_ in field.value_types:
        try:
            return type_.parse(text), []
        except ParseError as error:
            errors.append(error)
    return INVALID, errors


class _Location(Struct, frozen=True):
    """Position of a value in a record."""

    mapping: Mapping
    """Innermost mapping around the value."""
    keys: tuple[str, ...]
    """Keys from the record to the value."""
    index: int | None = None
    """Index of an entry in a list."""

    @property
    def span(self) -> Span:
        key = self.keys[-1]
        return span_at(self.mapping, (key,) if self.index is None else (key, self.index))


class _Reader(Struct, frozen=True):
    """Reads one record and the records nested in it."""

    title: str
    log: Log

    def read_mapping(self, record: type[Record], node: Mapping, keys: tuple[str, ...]) -> Any:
        """Return the values of the fields by name, or `INVALID`."""
        fields, values, is_valid = input_fields(record), {}, True
        for key, value in node.values.items():
            field = fields.get(key)
            if _is_empty(value) and (not keys or (field is not None and field.is_optional)):
                continue
            if field is None:
                self.report_unknown(record, node, (*keys, key))
                is_valid = False
            else:
                values[field.name] = self.read_field(field, value, _Location(node, (*keys, key)))
        for key, field in fields.items():
            if field.is_required and field.name not in values:
                self.report_missing(record, field, node, (*keys, key))
                is_valid = False
        if not is_valid or any(value is INVALID for value in values.values()):
            return INVALID
        return values

    def read_field(self, field: Field, node: Node, location: _Location) -> Any:
        """Return the value of a field, or `INVALID`."""
        if field.list_syntax is None:
            return self.read_item(field, node, location)
        items = self.list_items(field, node, location)
        if items is INVALID:
            return INVALID
        values = tuple(
            self.read_item(field, item, _Location(location.mapping, location.keys, index))
            for index, item in enumerate(items)
        )
        return INVALID if any(value is INVALID for value in values) else values

    def list_items(self, field: Field, node: Node, location: _Location) -> Any:
        """Return the nodes of a list, or of what may stand in its place."""
        if isinstance(node, Sequence):
            return node.items
        if not _is_empty(node):
            if field.list_syntax is ListSyntax.ONE_OR_MORE:
                return [node]
            if field.list_syntax is ListSyntax.NAMES and isinstance(node, Scalar):
                try:
                    parse_single_name(node.text)
                except ParseError as error:
                    return self.report(field, location, error.code, **error.facts)
                return [node]
        return self.report(field, location, "R128", found=describe_node(node))

    def read_item(self, field: Field, node: Node, location: _Location) -> Any:
        """Return one value or nested record, or `INVALID`."""
        if field.record is not None:
            if not isinstance(node, Mapping):
                found, example = describe_node(node), _example_inside(field.record)
                return self.report(field, location, "R130", found=found, example=example)
            values = self.read_mapping(field.record, node, location.keys)
            return INVALID if values is INVALID else field.record(node=node, **values)
        if not isinstance(node, Scalar):
            found, advice = describe_node(node), _advice_on(node)
            return self.report(field, location, "R103", found=found, advice=advice)
        if _is_empty(node):
            return self.report(field, location, "R104")
        value, errors = parse_value(field, node.text.strip())
        for error in errors:
            self.report(field, location, error.code, **error.facts)
        return value

    def report(self, field: Field, location: _Location, code: str, **facts: object) -> Any:
        """Report an error of a value, and return `INVALID`."""
        name = location.keys[-1]
        known: dict[str, Any] = {
            "field": name,
            "example": field.example or "…",
            "record": self.title_inside(location.keys),
            "which": f"An entry of “{name}”" if location.index is not None else f"“{name}”",
        }
        self.log.report(code, location.span, **known | facts)
        return INVALID

    def report_missing(
        self, record: type[Record], field: Field, node: Mapping, keys: tuple[str, ...]
    ) -> None:
        """Report a field that is not written, or has nothing after its colon."""
        if any(_probable_key(record, key) == field.key for key in node.keys):
            return  # reported at its misspelt key
        if field.key not in node.keys:
            self.log.report(
                "R101",
                span_at(node, ()),
                record=self.title_inside(keys),
                field=field.key,
                example=field.example or "…",
                meaning=field.description,
            )
        elif not any(_empty_block_above(record, node, key) == field.key for key in node.keys):
            self.log.report("R104", node.values[field.key].span, field=field.key)

    def report_unknown(self, record: type[Record], node: Mapping, keys: tuple[str, ...]) -> None:
        """Report a key that is not a field."""
        key = keys[-1]
        suggestion = suggest_field(record, key)
        if block := _empty_block_above(record, node, key):
            suggestion = f"It seems to belong to “{block}”: then put two spaces in front of it."
        title = self.title_inside(keys)
        self.log.report("R102", node.keys[key].span, record=title, given=key, suggestion=suggestion)

    def title_inside(self, keys: tuple[str, ...]) -> str:
        """Return the title of the record, or of the part of it that contains the last key."""
        if len(keys) == 1:
            return self.title
        return f"“{'.'.join(keys[:-1])}” of {self.title[0].lower()}{self.title[1:]}"


def suggest_field(record: type[Record], key: str) -> str:
    """Return a sentence with the field that an unknown key probably means, or with all fields."""
    field = _closest_field(record, key)
    return f"Did you mean “{field}”?" if field else list_choices(input_fields(record))


def _probable_key(record: type[Record], key: str) -> str | None:
    """Return the field that a key means if it is not a field itself."""
    return None if key in input_fields(record) else _closest_field(record, key)


def _closest_field(record: type[Record], key: str) -> str | None:
    word = key.strip()
    if field := field_with_alias(record, word.lower()):
        return field.key if field.is_typed else BODY
    return closest_match(word, list(input_fields(record)))


def _empty_block_above(record: type[Record], node: Mapping, key: str) -> str | None:
    """Return the empty field above an unknown key that would have it, if it were indented."""
    fields, keys = input_fields(record), list(node.keys)
    if key in fields:
        return None
    for above in reversed(keys[: keys.index(key)]):
        if field := fields.get(above):
            has_key = field.record is not None and key in input_fields(field.record)
            return above if has_key and _is_empty(node.values[above]) else None
    return None


def _is_empty(node: Node) -> bool:
    return isinstance(node, Scalar) and node.to_python() is None


def _advice_on(node: Mapping | Sequence) -> str:
    """Return how to write a list or a block as one text, if that is what it is."""
    plain = node.to_python()
    if isinstance(plain, list):
        advice = "Write one text, on the line of its name."
        if all(isinstance(item, str) for item in plain):
            text = f"[{', '.join(map(str, plain))}]"
            advice += f' If the brackets belong to it, put all of it in straight quotes: "{text}"'
        return advice
    if len(plain) == 1:
        name, value = next(iter(plain.items()))
        return f'If it is one text, put all of it in straight quotes: "{name}: {value}"'
    return "Write one text, on the line of its name."


def _example_inside(record: type[Record]) -> str:
    """Return a line of a nested record."""
    required = (field for field in input_fields(record).values() if field.is_required)
    return next((f"{field.key}: {field.example or '…'}" for field in required), "name: …")
