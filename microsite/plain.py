"""Data classes as Python has them, ready sooner: write `from microsite.plain import dataclass` and use them as ever.

Python writes and compiles six methods for each data class when its module is loaded. This engine has two hundred such
classes, of which a build uses half: that was a quarter of the time it took to load. Here one method is compiled, once a
class has been used some times, and the others are shared.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import MISSING, FrozenInstanceError, field, fields, replace
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from dataclasses import dataclass

else:

    def dataclass(
        cls: type[Any] | None = None,
        /,
        *,
        frozen: bool = False,
        slots: bool = False,
        kw_only: bool = False,
        eq: bool = True,
    ) -> Any:
        """The class as a data class, or what makes a class one where options are given."""
        if cls is None:
            return lambda given: dataclass(given, frozen=frozen, slots=slots, kw_only=kw_only, eq=eq)
        cls = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots, kw_only=kw_only)(cls)
        _give(cls, frozen=frozen, slots=slots, eq=eq)
        return cls


__all__ = ("MISSING", "Shared", "dataclass", "field", "fields", "replace")

FEW = 8
"""As many of a class are made before it is worth the time to compile how."""


class Shared:
    """The base of a frozen data class that many others hold, so that what it is in words is put together once."""

    __slots__ = ("_told",)


def _give(cls: type[Any], *, frozen: bool, slots: bool, eq: bool) -> None:
    """Give a class the methods that it does not have itself."""
    methods: dict[str, Any] = {
        "__init__": _starter(cls, frozen=frozen, slots=slots),
        "__repr__": _once(_teller(cls)) if issubclass(cls, Shared) else _teller(cls),
    }
    if eq:
        values = _values(cls)
        methods["__eq__"] = lambda self, other: (
            values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented
        )
    if frozen:
        methods |= {"__setattr__": _refuse_to_set, "__delattr__": _refuse_to_delete}
    own = {*cls.__dict__}
    for name, method in methods.items():
        if name not in own:
            setattr(cls, name, method)
    if eq and own.isdisjoint({"__eq__", "__hash__"}):
        setattr(cls, "__hash__", (lambda self: hash(values(self))) if frozen else None)  # noqa: B010


def _values(cls: type[Any]) -> Callable[[Any], Any]:
    """What gives the values by which two of a class are compared."""
    names = [member.name for member in fields(cls) if member.compare]
    return attrgetter(*names) if names else lambda _: ()


def _teller(cls: type[Any]) -> Callable[[Any], str]:
    """`__repr__`: the class and its values, as they could be typed. Nothing plain holds itself."""
    names = [member.name for member in fields(cls) if member.repr]
    form = f"{cls.__qualname__}({', '.join(f'{name}=%r' for name in names)})"
    if len(names) == 1:
        return lambda self: form % (getattr(self, names[0]),)
    values = attrgetter(*names) if names else lambda _: ()
    return lambda self: form % values(self)


def _once(tell: Callable[[Any], str]) -> Callable[[Any], str]:
    """The same, asked once by each."""

    def told(self: Any) -> str:
        try:
            known: str = self._told
        except AttributeError:
            known = tell(self)
            object.__setattr__(self, "_told", known)
        return known

    return told


def _refuse_to_set(_self: object, name: str, _value: object) -> NoReturn:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(_self: object, name: str) -> NoReturn:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _starter(cls: type[Any], *, frozen: bool, slots: bool) -> Callable[..., None]:
    """An `__init__` for the first few of a class, which then puts a compiled one in its place."""
    set_any = object.__setattr__ if frozen else setattr
    made = 0

    def start(self: Any, /, *values: Any, **named: Any) -> None:
        nonlocal made
        made += 1
        given = None if made > FEW else _given(cls, values, named)
        if given is None:
            cls.__init__ = _initialiser(cls, frozen=frozen, slots=slots)
            cls.__init__(self, *values, **named)
            return
        for name, value in given.items():
            set_any(self, name, value)
        if "__post_init__" in dir(cls):
            self.__post_init__()

    return start


def _given(cls: type[Any], values: tuple[Any, ...], named: dict[str, Any]) -> dict[str, Any] | None:
    """What each field is to hold; None where that is not all there, or more than that."""
    members = fields(cls)
    parameters = [member.name for member in members if member.init and not member.kw_only]
    given = dict(zip(parameters, values, strict=False)) | named
    if len(values) > len(parameters) or len(given) < len(values) + len(named):
        return None
    found = {}
    for member in members:
        if member.init and member.name in given:
            found[member.name] = given.pop(member.name)
        elif member.default_factory is not MISSING:
            found[member.name] = member.default_factory()
        elif member.default is not MISSING:
            found[member.name] = member.default
        elif member.init:
            return None
    return None if given else found


def _initialiser(cls: type[Any], *, frozen: bool, slots: bool) -> Callable[..., None]:
    """`__init__`, compiled: takes the fields in their order, or by name where they are to be named."""
    names: dict[str, Any] = {"MISSING": MISSING, "set_any": object.__setattr__}
    parameters: list[str] = []
    named: list[str] = []
    lines: list[str] = []
    for member in fields(cls):
        name = member.name
        value = name
        if member.default_factory is not MISSING:
            names[f"make_{name}"] = member.default_factory
            value = f"make_{name}() if {name} is MISSING else {name}" if member.init else f"make_{name}()"
        elif not member.init and member.default is MISSING:
            continue
        if member.init:
            default = ""
            if member.default_factory is not MISSING:
                default = "=MISSING"
            elif member.default is not MISSING:
                names[f"default_{name}"] = member.default
                default = f"=default_{name}"
            (named if member.kw_only else parameters).append(f"{name}{default}")
        elif member.default is not MISSING:
            names[f"default_{name}"] = member.default
            value = f"default_{name}"
        lines.append(_setting(cls, names, name, value, frozen=frozen, slots=slots))
    if "__post_init__" in dir(cls):
        lines.append("self.__post_init__()")
    taken = ", ".join(["self", *parameters, *(["*", *named] if named else [])])
    exec(f"def __init__({taken}):\n  " + "\n  ".join(lines or ["pass"]), names)  # noqa: S102 - as dataclasses does
    made: Callable[..., None] = names["__init__"]
    made.__qualname__ = f"{cls.__qualname__}.__init__"
    return made


def _setting(cls: type[Any], names: dict[str, Any], name: str, value: str, *, frozen: bool, slots: bool) -> str:
    """The line that sets one field; what is frozen is set past its own refusal."""
    if not frozen:
        return f"self.{name} = {value}"
    if slots:
        names[f"set_{name}"] = getattr(cls, name).__set__
        return f"set_{name}(self, {value})"
    return f"set_any(self, {name!r}, {value})"
