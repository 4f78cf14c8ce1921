"""Fields of records as options and as questions of `new`."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any

from msgspec import Struct

from microsite.cli.parser import UsageError
from microsite.cli.prompts import Question
from microsite.diagnostics.diagnostic import diagnose, file_span
from microsite.editing.yaml_edit import Value
from microsite.model.dates import parse_duration
from microsite.model.event import Event
from microsite.model.fields import Field, input_fields
from microsite.model.kinds import RECORD_KINDS, RecordKind
from microsite.model.types import ParseError
from microsite.model.validate import parse_value
from microsite.up_to_date import program

PROMPTED_KINDS = {kind.name: kind for kind in RECORD_KINDS.values() if kind.prompted_fields}
ALSO_REQUIRED = {"session": ("end",)}
"""Fields that are asked for although a record can do without."""


class RecordOption(Struct, frozen=True):
    """Option for a field, shared by the kinds of records that have it."""

    name: str
    dest: str
    metavar: str
    help: str


def record_options() -> Iterator[RecordOption]:
    """Yield an option for every field that fits on one line."""
    kinds_by_field: dict[str, list[RecordKind]] = {}
    for kind in PROMPTED_KINDS.values():
        for name in simple_fields(kind):
            kinds_by_field.setdefault(name, []).append(kind)
    for name, kinds in kinds_by_field.items():
        field = simple_fields(kinds[0])[name]
        names = [kind.name for kind in kinds]
        words = field.description.rstrip(".")
        if names != ["session"] or words[1:2].islower():
            words = words[0].lower() + words[1:]
        help_text = f"{words} ({', '.join(names)})".replace("%", "%%")
        metavar = "A,B" if is_list(field) else "VALUE"
        yield RecordOption(option_name(name), f"field_{name}", metavar, help_text)


def option_name(field: str) -> str:
    """Return the option of a field."""
    return f"--{field.replace('_', '-')}"


def simple_fields(kind: RecordKind) -> dict[str, Field]:
    """Return the fields of a kind that fit on one line, by key."""
    fields = input_fields(kind.record).items()
    return {key: field for key, field in fields if key != "id" and field.record is None}


def is_list(field: Field) -> bool:
    """Return True if a field holds several values."""
    return field.list_syntax is not None


def required_fields(kind: RecordKind) -> list[str]:
    """Return the fields without which a record is not valid."""
    return [name for name, field in simple_fields(kind).items() if field.is_required]


def given_fields(options: Namespace, kind: RecordKind) -> dict[str, Value]:
    """Return the fields given as options. Raise UsageError for an unknown or invalid one."""
    fields = simple_fields(kind)
    given: dict[str, Value] = {}
    for dest, value in vars(options).items():
        if not dest.startswith("field_") or value is None:
            continue
        name = dest.removeprefix("field_")
        if name not in fields:
            known = ", ".join(option_name(each) for each in fields)
            raise UsageError(f"A {kind.name} has no {option_name(name)}. It can have: {known}.")
        typed = value.split(",") if is_list(fields[name]) else [value]
        parts = tuple(part.strip() for part in typed if part.strip())
        if not parts:
            message = f"{option_name(name)} has nothing in it."
            raise UsageError(f"{message} Leave it out, or write what it is to be.")
        for part in parts:
            if problem := validation_message(fields[name], name, part):
                raise UsageError(f"{option_name(name)}: {problem}")
        given[name] = parts if is_list(fields[name]) else value
    if options.text and not kind.folder:
        raise UsageError(f"A {kind.name} has no --text. See {program()} new --help")
    return given


def canonical_choices(kind: RecordKind, fields: dict[str, Value], event: Event) -> dict[str, Value]:
    """Return the fields with choices as they are spelt in the project, such as “Guidance”."""
    result: dict[str, Value] = {}
    for name, value in fields.items():
        found = choices(kind, name, simple_fields(kind)[name], event)
        spelling = {choice.casefold(): choice for choice, _ in found}
        if isinstance(value, str):
            result[name] = spelling.get(value.casefold(), value)
        else:
            result[name] = tuple(spelling.get(part.casefold(), part) for part in value)
    return result


def set_defaults(kind: RecordKind, fields: dict[str, Value], event: Event) -> None:
    """Set the date of a news post. Turn an end such as “45 minutes” into a length."""
    if kind.name == "news":
        fields.setdefault("date", today(event))
    end = fields.get("end")
    has_end = kind.name == "session" and isinstance(end, str) and "length" not in fields
    if has_end and is_duration(str(end)):
        del fields["end"]
        fields["length"] = f"{end} minutes" if str(end).isdigit() else str(end)


def questions(
    kind: RecordKind, fields: dict[str, Value], event: Event, *, required_only: bool
) -> Iterator[tuple[str, Question]]:
    """Yield a question for each missing field. Answers may be added to `fields` in between."""
    known = simple_fields(kind)
    required = {*required_fields(kind), *ALSO_REQUIRED.get(kind.name, ())}
    for name in kind.prompted_fields:
        field = known[name]
        found = choices(kind, name, field, event)
        has_no_choice = (name in ("room", "track", "chair", "speakers") and not found) or (
            name == "day" and len(event.days) < 2
        )
        is_given = name in fields or (name == "end" and "length" in fields)
        if has_no_choice or is_given or (required_only and name not in required):
            continue
        description = field.description
        if found:  # the choices are listed below
            description = f"{description.partition(':')[0].rstrip('.')}."
        text = f"{name.replace('_', ' ').capitalize()}: {description}"
        multiple = is_list(field)
        if multiple and found:
            text += " Several with commas between them."
        yield (
            name,
            Question(
                text,
                default_answer(kind, name, fields, event),
                found,
                multiple,
                name in required,
                partial(validation_message, field, name),
            ),
        )


def validation_message(field: Field, name: str, given: str) -> str | None:
    """Return why a value is not valid, in the words of the checker, or None if it is."""
    _, errors = parse_value(field, given.strip())
    if not errors or (name == "end" and is_duration(given)):
        return None
    facts: dict[str, Any] = {
        "field": name,
        "example": field.example or "…",
        "record": "This",
        "which": f"“{name}”",
    }
    diagnostic = diagnose(errors[0].code, file_span(name), **facts | errors[0].facts)
    return f"{diagnostic.headline} {diagnostic.help}"


def is_duration(given: str) -> bool:
    """Return True for a length such as “45 minutes”, False for a time such as “10:45”."""
    try:
        parse_duration(given)
    except ParseError:
        return False
    return ":" not in given


def choices(kind: RecordKind, name: str, field: Field, event: Event) -> list[tuple[str, str]]:
    """Return the values to choose from, each with a note."""
    match kind.name, name:
        case "session", "room":
            return [
                (room.name, f"{room.capacity} seats" if room.capacity else "")
                for room in event.rooms
            ]
        case "session", "track":
            return [(track.name, track.about or "") for track in event.tracks]
        case "session", ("chair" | "speakers"):
            return [
                (each.slug, ", ".join(filter(None, (each.shown_as or each.name, each.role))))
                for each in event.speakers
            ]
        case "session", "day":
            return [(str(day.date or day.number), day.title or "") for day in event.days]
        case "resource", "kind":
            return [(each, "") for each in event.library.kinds]
        case "sponsor", "tier":
            tiers = event.sponsorship.tiers if event.sponsorship else ()
            return [(tier.id, tier.name) for tier in tiers]
    return [] if is_list(field) else [(choice, "") for choice in field.choices]


def default_answer(kind: RecordKind, name: str, fields: dict[str, Value], event: Event) -> str:
    """Return the meaning of an empty answer."""
    match kind.name, name:
        case "session", "kind":
            return "talk"
        case "session", "start":
            chosen = fields.get("day")
            days = [
                day
                for day in event.days
                if chosen in (None, str(day.date), str(day.number)) and day.sessions
            ]
            if not days:
                return "09:00"
            return f"{max(days[-1].sessions, key=lambda each: each.end_minute).end:%H:%M}"
        case "session", "end":
            return "45 minutes"
        case "news", "date":
            return today(event)
        case "page", "menu":
            return "no"
    return ""


def today(event: Event) -> str:
    """Return the date in the event's zone."""
    return datetime.now(event.zone).date().isoformat()
