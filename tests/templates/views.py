"""Views for examples of components, with defaults for fields that an example leaves out."""

from __future__ import annotations

import importlib
import pkgutil
import types
import typing
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from markupsafe import Markup
from msgspec import Struct
from msgspec.structs import fields

import microsite.pages
from microsite.site import facts, graphics

COMPONENTS = Path(__file__).resolve().parents[2] / "templates" / "components"
EXAMPLES = COMPONENTS / "examples.yaml"


def views() -> Iterator[type]:
    """Return every view that a template can get."""
    names = [
        f"microsite.pages.{module.name}"
        for module in pkgutil.iter_modules(microsite.pages.__path__)
    ]
    for module in (*map(importlib.import_module, names), facts, graphics):
        for kind in vars(module).values():
            if (
                isinstance(kind, type)
                and issubclass(kind, Struct)
                and kind.__module__ == module.__name__
            ):
                yield kind


def view(kind: type, values: dict[str, Any]) -> Any:
    """Return a view with these fields. An unknown name is an error."""
    hints = typing.get_type_hints(kind)
    unknown = set(values) - set(hints)
    assert not unknown, f"{kind.__name__} has no {', '.join(sorted(unknown))}"
    arguments = {}
    for field in fields(kind):
        name = field.name
        if name in values:
            arguments[name] = value(hints[name], values[name])
        elif field.required:
            arguments[name] = nothing(hints[name])
    return kind(**arguments)


def value(hint: Any, plain_value: Any) -> Any:
    """Return an example's value as the type of the field."""
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        return (
            None
            if plain_value is None
            else value(
                next(part for part in hint.__args__ if part is not type(None)),
                plain_value,
            )
        )
    if typing.get_origin(hint) is tuple:
        return tuple(value(hint.__args__[0], item) for item in plain_value)
    hint = typing.get_origin(hint) or hint
    if isinstance(hint, typing.TypeVar):
        return plain_value
    if isinstance(hint, type) and issubclass(hint, Struct):
        return view(hint, plain_value) if isinstance(plain_value, dict) else plain_value
    return hint(plain_value)


def nothing(hint: Any) -> Any:
    """Return the default of a field that an example does not mention."""
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        return None
    if typing.get_origin(hint) is dict:
        return {}
    if isinstance(hint, type) and issubclass(hint, Struct):
        return view(hint, {})
    return (
        {str: "", int: 1, bool: False, Markup: Markup()}[hint]
        if hint in (str, int, bool, Markup)
        else ()
    )


class Loader(yaml.SafeLoader):
    """Loader of YAML in which `!Person {...}` is a view."""


def _construct(kind: type) -> Any:
    return lambda loader, node: view(kind, loader.construct_mapping(node, deep=True))


for _kind in views():
    Loader.add_constructor(f"!{_kind.__name__}", _construct(_kind))


@cache
def examples() -> dict[str, list[dict[str, Any]]]:
    """Return the arguments of each example by component."""
    arguments: dict[str, list[dict[str, Any]]] = yaml.load(
        EXAMPLES.read_text(encoding="utf-8"), Loader
    )
    return arguments
