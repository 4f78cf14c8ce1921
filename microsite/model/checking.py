"""What pydantic is told of a record, and what it finds in what was typed. Loaded where there is something to check.

It is pydantic's core that checks. What its classes would add, records do without: they are told to it as they are, each
field with its rules, in the terms in which it checks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from functools import partial
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from pydantic_core import SchemaValidator, ValidationError
from pydantic_core import core_schema as core

from microsite.model.published import Fact, Known
from microsite.model.record import Field, Record, fields_of, taken_apart
from microsite.model.refusal import Refusal
from microsite.model.rules import After, Before
from microsite.plain import MISSING, dataclass, defaults

SIMPLE: dict[type, Callable[[], core.CoreSchema]] = {
    bool: core.bool_schema,
    date: core.date_schema,
    datetime: core.datetime_schema,
    Decimal: core.decimal_schema,
    int: core.int_schema,
    str: core.str_schema,
    time: core.time_schema,
}
ONE_OF_SEVERAL = "|"
"""What a place ends in where a value can be of several types; no field is called so."""
AnyRecord = TypeVar("AnyRecord", bound=Record)


@dataclass(frozen=True, slots=True)
class Mistake:
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
    """What a fact was written down as, in JSON; None where it is damaged. What is not known of it is left out."""
    try:
        found: Known = _validator(kind).validate_json(text)
    except ValidationError:
        return None
    return found


def mistakes_in(field: Field, typed: Any) -> list[Mistake]:
    """What is wrong with what was typed for one field."""
    try:
        SchemaValidator(_with_rules(field.annotation, field.rules)).validate_python(typed)
    except ValidationError as failure:
        return _mistakes(failure)
    return []


_VALIDATORS: dict[type, SchemaValidator] = {}


def _validator(kind: type[Record | Fact]) -> SchemaValidator:
    """What checks a kind, made ready when it is first asked for."""
    found = _VALIDATORS.get(kind)
    if found is None:
        found = _VALIDATORS[kind] = SchemaValidator(schema_of(kind))
    return found


def _mistakes(failure: ValidationError) -> list[Mistake]:
    return [_mistake(found) for found in failure.errors(include_url=False, include_input=False)]


def _mistake(found: Any) -> Mistake:
    path, refusal = tuple(found["loc"]), found.get("ctx", {}).get("error")
    if not isinstance(refusal, Refusal):
        return Mistake(path, found["type"], {})
    return Mistake(path[:-1] if path[-1:] == (ONE_OF_SEVERAL,) else path, refusal.code, refusal.facts)


def _of_record(kind: type[Record]) -> core.CoreSchema:
    """A block of lines: all that is needed and nothing that is not known."""
    fields = [(name, field) for name, field in fields_of(kind).items() if field.typed]
    block = core.typed_dict_schema(
        {
            field.key: core.typed_dict_field(_with_rules(field.annotation, field.rules), required=field.is_needed)
            for _, field in fields
        },
        extra_behavior="forbid",
    )
    names = {field.key: name for name, field in fields if field.key != name}
    return core.no_info_after_validator_function(partial(_made, kind, names), block)


def _made(kind: type[Record], names: dict[str, str], values: dict[str, Any]) -> Record:
    return kind(**{names.get(key, key): value for key, value in values.items()} if names else values)


def _of_fact(kind: type[Fact]) -> core.CoreSchema:
    """What is kept of a thing; of other versions of the engine it may hold more."""
    needed = {name for name, default in defaults(kind).items() if default is MISSING}
    block = core.typed_dict_schema(
        {
            name: core.typed_dict_field(schema_of(annotation), required=name in needed)
            for name, annotation in get_type_hints(kind).items()
        },
        extra_behavior="ignore",
    )
    return core.no_info_after_validator_function(lambda values: kind(**values), block)


def _with_rules(annotation: Any, rules: Iterable[Any]) -> core.CoreSchema:
    """A type whose values go through rules, the last before the others on the way in, and after them on the way out."""
    schema = schema_of(annotation)
    for rule in rules:
        if isinstance(rule, Before):
            schema = core.no_info_before_validator_function(rule.read, schema)
        elif isinstance(rule, After):
            schema = core.no_info_after_validator_function(rule.check, schema)
    return schema


def schema_of(annotation: Any) -> core.CoreSchema:
    """A type in pydantic's terms."""
    annotation, rules = taken_apart(annotation)
    if rules:
        return _with_rules(annotation, rules)
    if annotation in SIMPLE:
        return SIMPLE[annotation]()
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (Union, UnionType):
        several = [schema_of(each) for each in arguments if each is not NoneType]
        one = several[0] if len(several) == 1 else core.union_schema([(each, ONE_OF_SEVERAL) for each in several])
        return core.nullable_schema(one) if NoneType in arguments else one
    if origin is tuple:
        return core.tuple_schema([schema_of(arguments[0])], variadic_item_index=0)
    if issubclass(annotation, Record):
        return _of_record(annotation)
    if issubclass(annotation, Fact):
        return _of_fact(annotation)
    if issubclass(annotation, StrEnum):
        return core.enum_schema(annotation, list(annotation), sub_type="str")
    return core.is_instance_schema(annotation)
