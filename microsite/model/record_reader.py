"""The one reader of records: a mapping of a file to a record, with all its errors."""

from typing import Any, TypeVar

from msgspec import Struct

from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.display import closest_match, list_choices
from microsite.model import parsing, types
from microsite.model.fields import BoundField, Record, field_with_alias, input_fields
from microsite.source.edits import IN_CURLY_QUOTES, quote_scalar
from microsite.source.files import LANGUAGE
from microsite.source.languages import LocalText
from microsite.source.nodes import (
    Mapping,
    Node,
    Scalar,
    Sequence,
    describe_node,
    span_at,
    truncate,
)

BULLETS = ("- ", "* ", "• ", "– ")
"""Marks that begin each line of a list in one text."""
AnyRecord = TypeVar("AnyRecord", bound=Record)
INVALID: Any = object()  # value of a field whose error is reported


def read_record(
    record: type[AnyRecord],
    node: Node,
    title: str,
    log: Log,
    custom: dict[str, BoundField] | None = None,
    **untyped: Any,
) -> AnyRecord | None:
    """Return the record of a mapping, or report every error in it and return None.

    `title` names the record in messages. `custom` are custom fields, by name. `untyped`
    are attributes that are not among the settings.
    """
    if not isinstance(node, Mapping):
        facts = {"found": describe_node(node), "example": "opening-plenary"}
        log.report("R129", node.span, record=title, **facts)
        return None
    fields = input_fields(record) | (custom or {})
    value = _Reader(record, fields, node, title, log).read(**untyped)
    return None if value is INVALID else value


def parse_value(field: BoundField, text: str) -> tuple[Any, list[parsing.ParseError]]:
    """Return the value of a text, or `INVALID` with the errors of each type it could
    have.
    """
    errors = []
    text = field.strip(text)
    for type_ in field.value_types:
        try:
            return type_.parse(text), []
        except parsing.ParseError as error:
            errors.append(error)
    return INVALID, errors


class _Reader(Struct, frozen=True):
    """Reads the fields of one mapping.

    Its methods return `INVALID` after reporting an error.
    """

    record: type[Record]
    fields: dict[str, BoundField]
    node: Mapping
    title: str  # title of the outermost record in messages
    log: Log
    keys: tuple[str, ...] = ()  # keys from the outermost record to this one

    def read(self, **untyped: Any) -> Any:
        values: dict[str, Any] = {}
        for key, node in self.node.values.items():
            field = self.fields.get(key)
            if node.is_empty and (not self.keys or (field and field.is_optional)):
                continue
            values[key] = (
                self.read_field(field, node) if field else self.report_unknown(key)
            )
        for key, field in self.fields.items():
            if field.is_required and key not in values:
                values[key] = self.report_missing(field)
        if any(value is INVALID for value in values.values()):
            return INVALID
        declared = [
            (key, field.custom) for key, field in self.fields.items() if field.custom
        ]
        custom = tuple(
            (field, values.pop(key)) for key, field in declared if key in values
        )
        attributes = {self.fields[key].name: value for key, value in values.items()}
        return self.record(node=self.node, custom=custom, **attributes, **untyped)

    def read_field(self, field: BoundField, node: Node) -> Any:
        if field.list_syntax is None:
            return self.read_item(field, node)
        items: list[Node] = [node]
        has_bullets = (
            isinstance(node, Scalar) and node.style in "|>" and node.text[:2] in BULLETS
        )
        if isinstance(node, Sequence):
            items = node.items
        elif (
            node.is_empty
            or has_bullets
            or field.list_syntax is parsing.ListSyntax.ITEMS
        ):
            return self.report("R128", field, found=describe_node(node))
        elif field.list_syntax is parsing.ListSyntax.NAMES:
            if isinstance(node, Mapping):
                return self.report("R128", field, found=describe_node(node))
            if facts := types.several_names(node.text):
                return self.report("R118", field, **facts)
        values = tuple(
            self.read_item(field, item, index) for index, item in enumerate(items)
        )
        return INVALID if any(value is INVALID for value in values) else values

    def read_item(self, field: BoundField, node: Node, *index: int) -> Any:
        if field.record is not None:
            fields = input_fields(field.record)
            if isinstance(node, Mapping):
                keys = (*self.keys, field.key)
                return _Reader(
                    field.record, fields, node, self.title, self.log, keys
                ).read()
            first = min(
                fields.values(), key=lambda candidate: not candidate.is_required
            )
            example = f"{first.key}: {getattr(node, 'text', '') or first.example}"
            return self.report(
                "R130", field, *index, found=describe_node(node), example=example
            )
        if not isinstance(node, Scalar):
            advice = _advice_on(node)
            if field.is_parsed_by(types.parse_markdown):
                advice = (
                    f"Write “{field.key}: |” and the text on the lines below, indented."
                )
            return self.report(
                "R103", field, *index, found=describe_node(node), advice=advice
            )
        if node.is_empty:
            return self.report("R104", field, *index)
        text = field.strip(node.text)
        if (
            "\n" in text
            and node.style not in "|*"
            and field.is_parsed_by(types.parse_markdown)
        ):
            # YAML folds an empty line into a line end
            text = text.replace("\n", "\n\n")
        if node.style == "plain" and IN_CURLY_QUOTES.fullmatch(text):
            self.log.report("Y109", node.span, kept=truncate(quote_scalar(text), 80))
        value, errors = parse_value(field, text)
        for error in errors:
            self.report(error.code, field, *index, **error.facts)
        if (node.language or node.original) and value is not INVALID:
            return self.localise(field, node, value)
        return value

    def localise(self, field: BoundField, node: Scalar, value: Any) -> Any:
        """Return a value with its language.

        Report one that cannot differ between languages.
        """
        if type(value) is str and not field.refers_to and not field.fixed:
            return LocalText(
                value, node.language if field.is_text else "", node.original or value
            )
        if not node.original:
            return value
        facts = {"field": field.key, "record": self.name}
        self.log.report("R140", self.node.keys[field.key].span, **facts)
        return INVALID

    def report(self, code: str, field: BoundField, *index: int, **facts: object) -> Any:
        which = f"An entry of “{field.key}”" if index else f"“{field.key}”"
        names = {
            "field": field.key,
            "example": field.example,
            "record": self.name,
            "which": which,
        }
        self.log.report(code, span_at(self.node, (field.key, *index)), **names | facts)
        return INVALID

    def report_missing(self, field: BoundField) -> Any:
        """Report a field that is not written, or has nothing after its colon."""
        unknown = self.node.keys - self.fields.keys()
        if any(self.closest_field(key) == field.key for key in unknown):
            return INVALID  # reported at its misspelt key
        if field.key not in self.node.keys:
            place = self.node.place_to_add
            return self.report("R101", field, place=place, meaning=field.description)
        if all(self.empty_block_above(key) != field.key for key in unknown):
            self.report("R104", field)
        return INVALID

    def report_unknown(self, key: str) -> Any:
        if types.SECRET_NAMES.search(key):
            self.log.report("R138", self.node.keys[key].span, field=key)
            return INVALID
        if block := self.empty_block_above(key):
            suggestion = f"If it belongs to “{block}”, put two spaces in front of it."
        elif field := self.closest_field(key):
            suggestion = f"Did you mean “{field}”?"
        else:
            suggestion = (
                f"{list_choices(key, self.fields)} Or start it with #, as a comment."
            )
        span = self.node.keys[key].span
        self.log.report(
            "R102", span, record=self.name, given=truncate(key), suggestion=suggestion
        )
        return INVALID

    def closest_field(self, key: str) -> str | None:
        """Return the field that an unknown key probably means."""
        word = key.strip()
        if field := field_with_alias(self.record, word.lower()):
            return field.key if not field.from_file else "the text below the settings"
        return closest_match(word, self.fields)

    def empty_block_above(self, key: str) -> str | None:
        """Return the empty field above an unknown key that would have it, if it were
        indented.
        """
        keys = list(self.node.keys)
        for above in reversed(keys[: keys.index(key)]):
            if field := self.fields.get(above):
                has_key = field.record is not None and key in input_fields(field.record)
                return above if has_key and self.node.values[above].is_empty else None
        return None

    @property
    def name(self) -> str:
        """Title of the record, or of this part of it."""
        if not self.keys:
            return self.title
        return f"“{'.'.join(self.keys)}” of {self.title[0].lower()}{self.title[1:]}"


def _advice_on(node: Mapping | Sequence) -> str:
    """Return how to write a list or a block as one text, if that is what it is."""
    plain, advice = node.to_python(), "Write one text, on the same line as the name."
    if isinstance(plain, dict) and plain and all(map(LANGUAGE.fullmatch, plain)):
        return (
            f"For several languages, write in event.md: languages: [{', '.join(plain)}]"
        )
    if isinstance(plain, dict) and len(plain) == 1:
        ((name, value),) = plain.items()
        return f'If it is one text, put all of it in straight quotes: "{name}: {value}"'
    if isinstance(plain, list) and all(isinstance(item, str) for item in plain):
        text = f"[{', '.join(map(str, plain))}]"
        advice += (
            " If the brackets belong to the text, put all of it in straight quotes:"
            f' "{text}"'
        )
    return advice
