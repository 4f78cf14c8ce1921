"""How a record is read from a tree, and each mistake in it told in the catalogue’s words, at its
place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TypeVar

from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.suggestions import closest_match, list_choices
from microsite.model.fields import Field, Record, fields_of, input_fields, nested_record
from microsite.source.nodes import (
    Mapping,
    Node,
    Plain,
    Scalar,
    Sequence,
    describe_node,
    span_at,
    truncate,
)

if TYPE_CHECKING:
    from microsite.model.checking import Mistake


AnyRecord = TypeVar("AnyRecord", bound=Record)


def read_record(kind: type[AnyRecord], node: Node, what: str, log: Log) -> AnyRecord | None:
    """The record that a block of lines holds; None, with a report of each mistake in it, where it
    is not sound.

    `what` names the record in messages.
    """
    return _read(kind, node, lambda: what, log)


def _read(
    kind: type[AnyRecord], node: Node, title: Callable[[], str], log: Log
) -> AnyRecord | None:
    if not isinstance(node, Mapping):
        log.report(
            "R129", node.span, record=title(), found=describe_node(node), example="opening-plenary"
        )
        return None
    from microsite.model.checking import check

    typed = {name: value for name, value in node.to_python().items() if value is not None}
    reserved = [
        name for name, field in fields_of(kind).items() if not field.typed and name in typed
    ]
    for name in reserved:
        del typed[name]
        log.report(
            "R102",
            node.keys[name].span,
            record=title(),
            given=name,
            suggestion=suggest_field(kind, name),
        )
    record, mistakes = check(kind, typed)
    for mistake in mistakes:
        _report(kind, node, title(), mistake, log)
    if record is None or reserved:
        return None
    record.remember(node)
    return record


def read_records(
    kind: type[AnyRecord], node: Node | None, what: str, log: Log
) -> tuple[AnyRecord, ...]:
    """The records of a list. Those with mistakes are reported and left out."""
    if node is None or (isinstance(node, Scalar) and node.to_python() is None):
        return ()
    if not isinstance(node, Sequence):
        log.report("R128", node.span, field=what, found=describe_node(node))
        return ()
    found = (read_entry(kind, item, what, log) for item in node.items)
    return tuple(record for record in found if record is not None)


def read_entry(kind: type[AnyRecord], node: Node, what: str, log: Log) -> AnyRecord | None:
    """The record that an entry of a list holds. What it is called is put into words where there is
    something to say.
    """
    return _read(kind, node, lambda: title_of(node, what), log)


def title_of(node: Node, what: str) -> str:
    """A name for a record in messages: its title where it has one, else what it is and its line."""
    named = _name_in(node)
    return f"“{truncate(named.text)}”" if named else f"The entry of {what} on line {node.span.line}"


def _name_in(node: Node) -> Scalar | None:
    """Where a record says what it is called."""
    if isinstance(node, Mapping):
        for key in ("title", "name", "id"):
            named = node.values.get(key)
            if isinstance(named, Scalar) and named.text.strip():
                return named
    return None


def _report(kind: type[Record], node: Mapping, what: str, mistake: Mistake, log: Log) -> None:
    """Tell a mistake in the catalogue's words, at its place."""
    path = mistake.path
    owner, field = _owner(kind, path)
    names = [str(step) for step in path if isinstance(step, str)]
    inner = f"“{'.'.join(names[:-1])}” of {what[0].lower()}{what[1:]}" if len(names) > 1 else what
    name = names[-1] if names else what
    example = _example(field)
    match mistake.code:
        case "missing":
            _report_missing(owner, node, path, inner, example, log)
        case "extra_forbidden":
            _report_unknown(owner, node, path, inner, log)
        case "tuple_type":
            log.report("R128", span_at(node, path), field=name, found=_found(node, path))
        case "dict_type":
            found = _found(node, path)
            log.report(
                "R130", span_at(node, path), field=name, found=found, example=_example_inside(field)
            )
        case code:
            facts = {"field": name, "example": example, "record": inner} | mistake.facts
            facts["which"] = f"An entry of “{name}”" if isinstance(path[-1], int) else f"“{name}”"
            log.report(code, span_at(node, path), **facts)


def _report_missing(
    owner: type[Record],
    node: Mapping,
    path: tuple[str | int, ...],
    record: str,
    example: str,
    log: Log,
) -> None:
    """A field that is not written, or has nothing after its colon."""
    name, inside = str(path[-1]), _inside(node, path[:-1])
    field = _field(owner, name)
    written = inside.keys if isinstance(inside, Mapping) else {}
    if any(_field(owner, key) is None and _meant(owner, key) == name for key in written):
        return  # told where it is misspelt
    if name not in written:
        meaning = field.description if field else ""
        place = span_at(node, path[:-1])
        log.report("R101", place, record=record, field=name, example=example, meaning=meaning)
    elif isinstance(inside, Mapping) and not any(
        _block_above(owner, inside, key) == name for key in written
    ):
        log.report("R104", written[name].span, field=name)


def _report_unknown(
    owner: type[Record], node: Mapping, path: tuple[str | int, ...], record: str, log: Log
) -> None:
    """A field that its record does not have."""
    given, inside = str(path[-1]), _inside(node, path[:-1])
    span, suggestion = span_at(node, path), suggest_field(owner, given)
    if isinstance(inside, Mapping) and given in inside.keys:
        span = inside.keys[given].span
        if block := _block_above(owner, inside, given):
            suggestion = f"It seems to belong to “{block}”: then put two spaces in front of it."
    log.report("R102", span, record=record, given=given, suggestion=suggestion)


def _block_above(owner: type[Record], inside: Mapping, given: str) -> str | None:
    """The empty field above an unknown one that could hold it, were it indented."""
    names = list(inside.keys)
    if _field(owner, given) is not None:
        return None
    for name in reversed(names[: names.index(given)]):
        if field := _field(owner, name):
            block = nested_record(field.annotation)
            empty = (
                isinstance(inside.values[name], Scalar) and inside.values[name].to_python() is None
            )
            return (
                name if empty and block is not None and _field(block, given) is not None else None
            )
    return None


def _inside(node: Node, path: tuple[str | int, ...]) -> Node:
    """What stands at a path, or as far along it as there is something."""
    for step in path:
        if isinstance(node, Mapping) and isinstance(step, str):
            node = node.values.get(step, node)
        elif isinstance(node, Sequence) and isinstance(step, int):
            node = node.items[step]
    return node


def suggest_field(owner: type[Record], given: str) -> str:
    """What an unknown field must have been meant to be, in a sentence."""
    meant = _meant(owner, given)
    return f"Did you mean “{meant}”?" if meant else list_choices(input_fields(owner))


def _meant(owner: type[Record], given: str) -> str | None:
    """The field that an unknown name must stand for."""
    return owner.also_called.get(given.strip().lower()) or closest_match(
        given.strip(), input_fields(owner)
    )


def _owner(kind: type[Record], path: Iterable[str | int]) -> tuple[type[Record], Field | None]:
    """The record kind that owns the last step of a path, and the field there."""
    owner, field = kind, None
    for step in path:
        if isinstance(step, int):
            continue
        if field is not None:
            owner = nested_record(field.annotation) or owner
        field = _field(owner, step)
    return owner, field


def _field(owner: type[Record], name: str) -> Field | None:
    """A field of a record by the name that is typed for it."""
    fields = fields_of(owner)
    return fields.get(name) or next((field for field in fields.values() if field.key == name), None)


def _example(field: Field | None) -> str:
    return str(field.examples[0]) if field is not None and field.examples else "…"


def _example_inside(field: Field | None) -> str:
    """A line of the block that a field holds."""
    block = nested_record(field.annotation) if field is not None else None
    needed = (inner for inner in (fields_of(block).values() if block else ()) if inner.is_needed)
    return next((f"{inner.key}: {_example(inner)}" for inner in needed), "name: …")


def _found(node: Mapping, path: tuple[str | int, ...]) -> str:
    """What stands at a path, in words."""
    plain: Plain = node.to_python()
    for step in path:
        plain = plain[step]  # type: ignore[index]
    if isinstance(plain, str):
        return f"“{truncate(plain)}”"
    return "a list" if isinstance(plain, list) else "a block of “name: value” lines"
