"""Data classes as Python has them, made and used sooner: `from microsite.plain import dataclass`
and use them as ever.

Python writes and compiles six methods for each data class when its module is loaded, and the engine
has two hundred such classes. Here they are structs of msgspec, which has all that in C: to define
one takes a tenth of the time, and to make, compare or hash one of its instances a quarter. Where no
packages are installed, as on a machine that does nothing but deploy, they are Python’s own.
"""

from __future__ import annotations

from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from microsite.digests import digest_of
from microsite.unneeded import later, without

try:
    with (
        without("typing_extensions"),
        later("msgspec.inspect", "msgspec._json_schema"),
    ):  # Python has all of the first
        import msgspec
except ModuleNotFoundError:
    IS_QUICK = False
else:
    IS_QUICK = True

if TYPE_CHECKING or not IS_QUICK:
    from dataclasses import MISSING, dataclass, field, is_dataclass, replace

else:
    from msgspec import NODEFAULT as MISSING
    from msgspec import Struct
    from msgspec import field as member
    from msgspec.structs import replace

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
            return lambda given: dataclass(
                given, frozen=frozen, slots=slots, kw_only=kw_only, eq=eq
            )
        if issubclass(cls, Struct):  # as its base is one, it has been one since it was defined
            if kw_only or any(isinstance(default, _Field) for default in cls.__struct_defaults__):
                raise TypeError(
                    f"{cls.__name__} is based on a data class: its fields can have plain defaults alone"
                )
            return cls
        body = {name: value for name, value in vars(cls).items() if name not in OF_THE_FIRST}
        fields = {name: value for name, value in body.items() if isinstance(value, _Field)}
        body |= {name: value.as_member() for name, value in fields.items()}
        kind = type(Struct)(
            cls.__name__,
            (*(base for base in cls.__bases__ if base is not object), Struct),
            body,
            frozen=frozen,
            kw_only=kw_only,
            eq=eq,
            dict=not slots,
            tag=True,
            tag_field=OF_THE_CLASS,
        )
        if not all(value.repr for value in fields.values()):
            _tell(
                kind,
                [
                    name
                    for name in kind.__struct_fields__
                    if name not in fields or fields[name].repr
                ],
            )
        if eq and not all(value.compare for value in fields.values()):
            compared = [
                name
                for name in kind.__struct_fields__
                if name not in fields or fields[name].compare
            ]
            _compare(kind, compared, frozen=frozen)
        return kind

    class _Field:
        """What is said of a field besides its type."""

        def __init__(self, default: Any, make: Any, *, repr: bool, compare: bool) -> None:
            self.default, self.make, self.repr, self.compare = default, make, repr, compare

        def as_member(self) -> Any:
            """The same as msgspec says it."""
            return member(default_factory=self.make) if self.make else member(default=self.default)

    def field(
        *,
        default: Any = MISSING,
        default_factory: Any = None,
        init: bool = True,
        repr: bool = True,
        compare: bool = True,
    ) -> Any:
        """A field of which there is more to say than its type. One that is not for `init` is empty
        until it is set.
        """
        return _Field(
            default if init or default is not MISSING else None,
            default_factory,
            repr=repr,
            compare=compare,
        )

    def is_dataclass(known: Any) -> bool:
        """Whether something is a data class, or an instance of one."""
        return hasattr(known, "__struct_fields__")


__all__ = (
    "MISSING",
    "dataclass",
    "defaults",
    "digest",
    "field",
    "is_dataclass",
    "packer",
    "replace",
    "settle",
    "told",
    "unpacker",
)

OF_THE_FIRST = ("__dict__", "__weakref__")
"""What a class has that its struct gets anew."""

OF_THE_CLASS = " "
"""Where `told` says which class it is: as no field is called."""


def settle(one: Any, name: str, value: Any) -> None:
    """Set a field of a frozen instance that is not ready yet: for `__post_init__`."""
    msgspec.structs.force_setattr(one, name, value)


def defaults(kind: Any) -> dict[str, Any]:
    """The fields of a data class in their order, each with its default; MISSING where it has none."""
    names = kind.__struct_fields__
    known = kind.__struct_defaults__
    return dict(zip(names, (*(MISSING for _ in names[len(known) :]), *known), strict=True))


def told(*values: object) -> bytes:
    """All that values hold, data classes with their names: the same for the same values alone.

    Only a date or a decimal is not told from a text that says the same: no field may hold either.
    """
    return packer().encode(values)


def digest(*values: object) -> str:
    """A digest of all that values hold; see `told`."""
    return digest_of(told(*values))


def _in_words(value: object) -> tuple[str, str]:
    """A value of which msgspec knows nothing: such as HTML, which is another thing than the text it
    is made of.
    """
    return type(value).__name__, str.__str__(value) if isinstance(value, str) else repr(value)


@cache
def packer() -> msgspec.msgpack.Encoder:
    """What puts values into bytes, data classes with their names."""
    return msgspec.msgpack.Encoder(enc_hook=_in_words)


@cache
def unpacker(kind: Any) -> msgspec.msgpack.Decoder[Any]:
    """What makes values of a type out of the bytes that `packer` has put them into."""
    return msgspec.msgpack.Decoder(kind, dec_hook=_out_of_words)


def _out_of_words(kind: Any, told: Any) -> Any:
    """A value of which msgspec knows nothing."""
    name, words = told
    if issubclass(kind, str) and kind.__name__ == name:
        return kind(words)
    raise NotImplementedError(kind)


def _tell(kind: Any, names: list[str]) -> None:
    """Let instances tell of these fields alone."""
    form = f"{kind.__name__}({', '.join(f'{name}=%r' for name in names)})"
    kind.__repr__ = lambda self: form % tuple(getattr(self, name) for name in names)


def _compare(kind: Any, names: list[str], *, frozen: bool) -> None:
    """Let these fields alone tell whether two instances are equal."""
    values = attrgetter(*names)
    kind.__eq__ = lambda self, other: (
        values(self) == values(other) if type(other) is type(self) else NotImplemented
    )
    kind.__hash__ = (lambda self: hash(values(self))) if frozen else None
