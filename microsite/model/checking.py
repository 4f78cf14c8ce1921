"""What pydantic is told of a record, and what it finds in what was typed. Loaded where there is
something to check.

It is pydantic's core that checks. What its classes would add, records do without: they are told to
it as they are, each field with its rules, in the terms in which it checks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from functools import partial
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from msgspec import Struct
from msgspec.structs import fields
from pydantic_core import SchemaValidator, ValidationError

from microsite.model.fields import Field, Record, fields_of, taken_apart
from microsite.model.rules import After, Before
from microsite.model.snapshots import Fact, Known
from microsite.model.types import ParseError

Schema = dict[str, Any]
"""A type in the terms of pydantic's core."""
SIMPLE: dict[type, str] = {
    bool: "bool",
    date: "date",
    datetime: "datetime",
    Decimal: "decimal",
    int: "int",
    str: "str",
    time: "time",
}
ONE_OF_SEVERAL = "|"
"""What a place ends in where a value can be of several types; no field is called so."""
AnyRecord = TypeVar("AnyRecord", bound=Record)


class Mistake(Struct, frozen=True):
    """One thing that is wrong."""

    path: tuple[str | int, ...]
    """The names of fields as they are typed, and the places in lists, from 0."""
    code: str
    """Of the catalogue, where a rule refused what it was given; else pydantic's."""
    facts: dict[str, Any]
    """For the words of a code of the catalogue."""


def check(kind: type[AnyRecord], typed: dict[str, Any]) -> tuple[AnyRecord | None, list[Mistake]]:
    """The record of what was typed, by the names that are typed; or None and all mistakes in it."""
    try:
        return _validator(kind).validate_python(typed), []
    except ValidationError as failure:
        return None, _mistakes(failure)


def read_fact(kind: type[Known], text: str) -> Known | None:
    """What a fact was written down as, in JSON; None where it is damaged. What is not known of it
    is left out.
    """
    try:
        found: Known = _validator(kind).validate_json(text)
    except ValidationError:
        return None
    return found


def mistakes_in(field: Field, typed: Any) -> list[Mistake]:
    """What is wrong with what was typed for one field."""
    try:
        _ready(_with_rules(field.annotation, field.rules)).validate_python(typed)
    except ValidationError as failure:
        return _mistakes(failure)
    return []


_VALIDATORS: dict[type, SchemaValidator] = {}


def _validator(kind: type[Record | Fact]) -> SchemaValidator:
    """What checks a kind, made ready when it is first asked for."""
    found = _VALIDATORS.get(kind)
    if found is None:
        found = _VALIDATORS[kind] = _ready(schema_of(kind))
    return found


def _ready(schema: Any) -> SchemaValidator:
    return SchemaValidator(schema)


def _mistakes(failure: ValidationError) -> list[Mistake]:
    return [_mistake(found) for found in failure.errors(include_url=False, include_input=False)]


def _mistake(found: Any) -> Mistake:
    path, refusal = tuple(found["loc"]), found.get("ctx", {}).get("error")
    if not isinstance(refusal, ParseError):
        return Mistake(path, found["type"], {})
    return Mistake(
        path[:-1] if path[-1:] == (ONE_OF_SEVERAL,) else path, refusal.code, refusal.facts
    )


def schema_of(annotation: Any) -> Schema:
    """A type of a field, a kind of record or of fact in pydantic's terms."""
    annotation, rules = taken_apart(annotation)
    if rules:
        return _with_rules(annotation, rules)
    if annotation in SIMPLE:
        return {"type": SIMPLE[annotation]}
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (Union, UnionType):
        several = [schema_of(each) for each in arguments if each is not NoneType]
        choices = [(each, ONE_OF_SEVERAL) for each in several]
        one = several[0] if len(several) == 1 else {"type": "union", "choices": choices}
        return {"type": "nullable", "schema": one} if NoneType in arguments else one
    if origin is tuple:
        return {
            "type": "tuple",
            "items_schema": [schema_of(arguments[0])],
            "variadic_item_index": 0,
        }
    if issubclass(annotation, Record):
        return _of_record(annotation)
    if issubclass(annotation, Fact):
        return _of_fact(annotation)
    if issubclass(annotation, StrEnum):
        return {"type": "enum", "cls": annotation, "members": list(annotation), "sub_type": "str"}
    return {"type": "is-instance", "cls": annotation}


def _with_rules(annotation: Any, rules: Iterable[Any]) -> Schema:
    """A type whose values go through rules, the last before the others on the way in, and after
    them on the way out.
    """
    schema = schema_of(annotation)
    for rule in rules:
        if isinstance(rule, Before):
            schema = _through("function-before", rule.read, schema)
        elif isinstance(rule, After):
            schema = _through("function-after", rule.check, schema)
    return schema


def _through(when: str, function: Callable[[Any], Any], schema: Schema) -> Schema:
    return {"type": when, "function": {"type": "no-info", "function": function}, "schema": schema}


def _of_record(kind: type[Record]) -> Schema:
    """A block of lines: all that is needed and nothing that is not known."""
    known = {name: field for name, field in fields_of(kind).items() if field.typed}
    schemas = {
        field.key: (_with_rules(field.annotation, field.rules), field.is_needed)
        for field in known.values()
    }
    names = {field.key: name for name, field in known.items() if field.key != name}
    return _through("function-after", partial(_made, kind, names), _block(schemas, "forbid"))


def _made(kind: type[Record], names: dict[str, str], values: dict[str, Any]) -> Record:
    return kind(
        **{names.get(key, key): value for key, value in values.items()} if names else values
    )


def _of_fact(kind: type[Fact]) -> Schema:
    """What is kept of a thing; of other versions of the engine it may hold more."""
    needed = {field.name for field in fields(kind) if field.required}
    schemas = {
        name: (schema_of(annotation), name in needed)
        for name, annotation in get_type_hints(kind).items()
    }
    return _through("function-after", lambda values: kind(**values), _block(schemas, "ignore"))


def _block(schemas: dict[str, tuple[Schema, bool]], others: str) -> Schema:
    """Names with values, each with whether it is needed, and what is to be done about other names."""
    inside = {
        name: {"type": "typed-dict-field", "schema": schema, "required": is_needed}
        for name, (schema, is_needed) in schemas.items()
    }
    return {"type": "typed-dict", "fields": inside, "extra_behavior": others}
