"""Declarations of fields, and the base class of records."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from collections.abc import Mapping as Named
from enum import StrEnum
from functools import cache, partial
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from msgspec import Struct, structs

from microsite.diagnostics.source_text import Span
from microsite.model.types import ListSyntax, ValueType, parse_choice
from microsite.source.nodes import Mapping, Scalar, span_at


class RefersTo(Struct, frozen=True):
    """Marks a field that contains ids or names of another kind of record."""

    kind: str


FROM_FILE = object()
"""Marks the name and the text of a Markdown file: they are not among its settings."""


class Field(Struct, frozen=True, eq=False, kw_only=True):
    """A field of a record, as `fields_of` finds it in the declaration of the class."""

    name: str
    key: str
    """Name that people type."""
    description: str
    example: str
    aliases: tuple[str, ...]
    is_typed: bool
    """False for a field that is marked with `FROM_FILE`."""
    is_required: bool
    default: Any
    refers_to: str
    """Kind of record whose ids and names the field contains."""
    value_types: tuple[ValueType, ...]
    """Types of one value: more than one if any of them will do, none for a nested record."""
    record: type[Record] | None
    """Class of a nested record."""
    list_syntax: ListSyntax | None
    """None for a field that is not a list."""
    is_optional: bool

    @property
    def choices(self) -> tuple[str, ...]:
        """Words to choose from. Empty if anything can be typed."""
        return tuple(word for type_ in self.value_types for word in type_.choices)

    def is_parsed_by(self, *parsers: Callable[[str], Any]) -> bool:
        """Return whether one of these functions parses its values."""
        return any(type_.parse in parsers for type_ in self.value_types)


class Record(Struct, frozen=True, kw_only=True):
    """Base class of records: facts that people type in one place.

    A field is declared as `name: Annotated[type, description, example, aliases, marks] = default`.
    All but type and description can be left out.
    """

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
    declared = (each for each in structs.fields(record) if get_origin(each.type) is Annotated)
    return {each.name: _create_field(each) for each in declared}


def _create_field(declared: structs.FieldInfo) -> Field:
    parts = list(_parts(declared.type))
    texts = [part for part in parts if isinstance(part, str)]

    def first(kind: type, default: Any = None) -> Any:
        return next((part for part in parts if isinstance(part, kind)), default)

    return Field(
        name=declared.name,
        key=declared.encode_name,
        description=texts[0],
        example=texts[1] if len(texts) > 1 else "",
        aliases=first(tuple, ()),
        is_typed=FROM_FILE not in parts,
        is_required=declared.required,
        default=None if declared.required else declared.default,
        refers_to=first(RefersTo, RefersTo("")).kind,
        value_types=tuple(part for part in parts if isinstance(part, ValueType)),
        record=first(type),
        list_syntax=first(ListSyntax),
        is_optional=None in parts,
    )


def _parts(annotation: Any) -> Iterator[Any]:
    """Yield the metadata of an annotation, the types of its values, and None if it is optional."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from annotation.__metadata__
        if not any(isinstance(part, ValueType) for part in annotation.__metadata__):
            yield from _parts(annotation.__origin__)
    elif origin in (Union, UnionType):
        for argument in get_args(annotation):
            yield from _parts(argument)
    elif origin is tuple:
        yield from _parts(get_args(annotation)[0])
        yield ListSyntax.ITEMS
    elif annotation is NoneType:
        yield None
    elif issubclass(annotation, StrEnum):
        words = tuple(choice.value for choice in annotation)
        yield ValueType(partial(parse_choice, annotation), {}, words)
    else:
        yield annotation


@cache
def input_fields(record: type[Record]) -> Named[str, Field]:
    """Return the fields that people type, by that name, in the order of the documentation."""
    return {field.key: field for field in fields_of(record).values() if field.is_typed}


def field_with_alias(record: type[Record], word: str) -> Field | None:
    """Return the field that people also call by a word."""
    return next((field for field in fields_of(record).values() if word in field.aliases), None)
