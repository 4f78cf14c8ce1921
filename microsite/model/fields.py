"""The base of every record: what an editor types in one place, as plain values that know where they
stand.

A class of records says what can be typed, and by which rules it is read: nothing is checked when a
record is made by hand. What was typed is checked by pydantic, which is loaded where there is
something to check (`model/checking.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Named
from typing import (
    Annotated,
    Any,
    ClassVar,
    NoReturn,
    Self,
    dataclass_transform,
    get_args,
    get_origin,
    get_type_hints,
)

from msgspec import Struct
from msgspec.structs import replace

from microsite.diagnostics.source_text import Span
from microsite.source.nodes import Mapping, span_at

NOTHING: Any = object()
"""In the place of a default: the field is needed."""


class Field(Struct, frozen=True):
    """What is known of one field of a record."""

    default: Any
    key: str
    """What is typed for it; empty until the record is asked, where that is its name."""
    description: str
    examples: tuple[str, ...]
    typed: bool
    """Whether it can be typed at all."""
    is_long: bool
    """Whether it holds a long text, in Markdown."""
    is_noted: bool
    """Whether it is noted who reads it: it changes often, and few pages show it."""
    annotation: Any = None
    """Its type, without its rules."""
    rules: tuple[Any, ...] = ()
    """Of `model/rules.py`, innermost first."""

    @property
    def is_needed(self) -> bool:
        """Whether a record cannot be without it."""
        return self.default is NOTHING


def field(
    *,
    default: Any = NOTHING,
    key: str = "",
    description: str = "",
    examples: Iterable[str] = (),
    typed: bool = True,
    is_long: bool = False,
    is_noted: bool = False,
) -> Any:
    """A field of a record, in the body of its class. A long one is noted."""
    return Field(default, key, description, tuple(examples), typed, is_long, is_long or is_noted)


class _Noted:
    """Stands in a class of records for a field of which it is noted who reads it."""

    def __init__(self, name: str, default: Any) -> None:
        self._name = name
        self._default = default

    def __get__(self, record: Record | None, kind: type[Record]) -> Any:
        if record is None:
            return self._default
        value = vars(record).get(self._name, self._default)
        if value is NOTHING:
            raise AttributeError(self._name)
        return value

    def __set__(self, record: Record, value: object) -> NoReturn:
        """Only with this does Python ask here before it looks into the record, whose fields are set
        by none.
        """
        raise AttributeError(self._name)


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
class Record:
    """What an editor types in one place: frozen, and aware of where it stands.

    What was typed is kept with the record, what was not is the default, which its class holds.
    """

    also_called: ClassVar[dict[str, str]] = {}
    """Names that people use for a field, and the field they mean."""
    _fields: ClassVar[dict[str, Field]] = {}
    long_fields: ClassVar[tuple[str, ...]] = ()
    """Those that hold long texts."""
    noted_fields: ClassVar[tuple[str, ...]] = ()
    """Those of which it is noted who reads them."""

    def __init_subclass__(cls) -> None:
        """Take the fields from the body of the class, and leave their defaults in it."""
        cls._fields = {name: each for name, each in vars(cls).items() if isinstance(each, Field)}
        cls.long_fields = tuple(name for name, each in cls._fields.items() if each.is_long)
        cls.noted_fields = tuple(name for name, each in cls._fields.items() if each.is_noted)
        for name, each in cls._fields.items():
            if each.is_noted:
                setattr(cls, name, _Noted(name, each.default))
            elif each.is_needed:
                delattr(cls, name)
            else:
                setattr(cls, name, each.default)

    def __init__(self, **values: Any) -> None:
        vars(self).update(values)

    def remember(self, node: Mapping) -> None:
        """Keep the block of lines that the record was read from."""
        vars(self)["_node"] = node

    @property
    def node(self) -> Mapping:
        """The block of lines that it was read from."""
        node: Mapping = vars(self)["_node"]
        return node

    def place(self, *path: str | int) -> Span:
        """Where a field, or an entry of one, is written; the record itself where it is not."""
        return span_at(self.node, path)

    def has_written(self, name: str) -> bool:
        """Whether a field was typed at all, rather than left to its default."""
        return name in vars(self)

    def but(self, **values: Any) -> Self:
        """The same record with some other values."""
        other = self.__class__.__new__(self.__class__)
        vars(other).update(vars(self), **values)
        return other

    def _values(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name, NOTHING) for name in self._fields)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Record) or other.__class__ is not self.__class__:
            return NotImplemented
        return (
            vars(self).get("_node") is vars(other).get("_node")
            and self._values() == other._values()
        )

    def __hash__(self) -> int:
        node = vars(self).get("_node")
        return hash((self.__class__, self._values() if node is None else id(node)))

    def __repr__(self) -> str:
        values = zip(self._fields, self._values(), strict=True)
        return (
            f"{self.__class__.__name__}({', '.join(f'{name}={value!r}' for name, value in values)})"
        )

    def __setattr__(self, name: str, _value: object) -> NoReturn:
        raise AttributeError(f"cannot assign to field {name!r}")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"cannot delete field {name!r}")


def field_names(kind: type[Record]) -> tuple[str, ...]:
    """The fields of a record kind by name, in the order in which they are documented."""
    return tuple(kind._fields)


def fields_of(kind: type[Record]) -> Named[str, Field]:
    """What is known of each field of a record kind, by name."""
    found = _KNOWN.get(kind)
    if found is None:
        found = _KNOWN[kind] = dict(_fields_of(kind))
    return found


_KNOWN: dict[type[Record], Named[str, Field]] = {}


def _fields_of(kind: type[Record]) -> Iterator[tuple[str, Field]]:
    annotations = get_type_hints(kind, include_extras=True)
    for name, each in kind._fields.items():
        annotation, rules = taken_apart(annotations[name])
        yield name, replace(each, key=each.key or name, annotation=annotation, rules=rules)


def taken_apart(annotation: Any) -> tuple[Any, tuple[Any, ...]]:
    """A type, and the rules that it is annotated with."""
    if get_origin(annotation) is Annotated:
        inner, *rules = get_args(annotation)
        return inner, tuple(rules)
    return annotation, ()


def input_fields(kind: type[Record]) -> list[str]:
    """The fields that can be typed, in the order in which they are documented."""
    return [each.key or name for name, each in kind._fields.items() if each.typed]


def nested_record(annotation: Any) -> type[Record] | None:
    """The record kind within an annotation such as `tuple[Link, ...] | None`."""
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return annotation
    return next((found for inner in get_args(annotation) if (found := nested_record(inner))), None)
