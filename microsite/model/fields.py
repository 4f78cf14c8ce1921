"""Declarations of fields, and the base class of records."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as Named
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from msgspec import Struct, structs

from microsite.diagnostics.source_text import Span
from microsite.model.types import ListSyntax, ValueType, choice_type
from microsite.source.nodes import Mapping, Scalar, span_at


class Field(Struct, frozen=True, eq=False):
    """Declaration of a field, in the `Annotated` type of a record's attribute.

    `fields_of` adds what follows from the name, the type and the default of the attribute.
    """

    description: str
    example: str = ""
    aliases: tuple[str, ...] = ()
    """Other names that people type for the field."""
    key: str = ""
    """Name that people type, if it is not the name of the attribute."""
    refers_to: str = ""
    """Kind of record whose ids and names the field contains."""
    is_typed: bool = True
    """False for the name and the text of a Markdown file: they are not among its settings."""
    name: str = ""
    value_types: tuple[ValueType, ...] = ()
    """Types of one value: more than one if any of them will do, none for a nested record."""
    record: type[Record] | None = None
    """Class of a nested record."""
    list_syntax: ListSyntax | None = None
    """None for a field that is not a list."""
    is_optional: bool = False
    is_required: bool = False
    default: Any = None

    @property
    def choices(self) -> tuple[str, ...]:
        """Words to choose from. Empty if anything can be typed."""
        return tuple(word for type_ in self.value_types for word in type_.choices)

    def is_parsed_by(self, *parsers: Callable[[str], Any]) -> bool:
        """Return whether one of these functions parses its values."""
        return any(type_.parse in parsers for type_ in self.value_types)


class Record(Struct, frozen=True, kw_only=True):
    """Base class of records: facts that people type in one place."""

    node: Mapping | None = None
    """None for a record that is made by hand."""

    def span(self, *path: str | int) -> Span:
        """Return the span of a field or of an entry of it, else that of the record."""
        assert self.node is not None
        return span_at(self.node, path)

    def has_written(self, key: str) -> bool:
        """Return whether a value is typed for a field, rather than left to its default."""
        value = self.node.values.get(key) if self.node else None
        return value is not None and not (isinstance(value, Scalar) and value.to_python() is None)


@cache
def fields_of(record: type[Record]) -> Named[str, Field]:
    """Return the fields of a record class by attribute, in the order of the documentation."""
    fields = {}
    for attribute in structs.fields(record):
        metadata = get_args(attribute.type) if get_origin(attribute.type) is Annotated else ()
        for field in metadata:
            if isinstance(field, Field):
                named = structs.replace(
                    field,
                    name=attribute.name,
                    key=field.key or attribute.name,
                    is_required=attribute.required,
                    default=None if attribute.required else attribute.default,
                )
                fields[attribute.name] = _with_type(named, attribute.type)
    return fields


@cache
def input_fields(record: type[Record]) -> Named[str, Field]:
    """Return the fields that people type, by the name that they type."""
    return {field.key: field for field in fields_of(record).values() if field.is_typed}


def input_keys(record: type[Record]) -> list[str]:
    """Return the names of the fields that people type, in the order of the documentation."""
    return list(input_fields(record))


def field_with_alias(record: type[Record], word: str) -> Field | None:
    """Return the field that people also call by a word."""
    return next((field for field in fields_of(record).values() if word in field.aliases), None)


def _with_type(field: Field, annotation: Any) -> Field:
    """Return the field with what its type says."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        for item in arguments[1:]:
            if isinstance(item, ValueType):
                return structs.replace(field, value_types=(*field.value_types, item))
            if isinstance(item, ListSyntax):
                field = structs.replace(field, list_syntax=item)
        return _with_type(field, arguments[0])
    if origin in (Union, UnionType):
        for argument in arguments:
            if argument is NoneType:
                field = structs.replace(field, is_optional=True)
            else:
                field = _with_type(field, argument)
        return field
    if origin is tuple:
        syntax = field.list_syntax or ListSyntax.ITEMS
        return _with_type(structs.replace(field, list_syntax=syntax), arguments[0])
    if issubclass(annotation, StrEnum):
        return structs.replace(field, value_types=(choice_type(annotation),))
    return structs.replace(field, record=annotation)
