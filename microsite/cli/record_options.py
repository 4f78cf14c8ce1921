"""Fields of records as options of `new`, and as questions on a terminal."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from microsite.cli.options import Add, CommandError, error_text, suggestion
from microsite.cli.report import echo, errors_of
from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.display import sanitize
from microsite.editing.project_files import ConcurrentEditError, load_with_changes
from microsite.editing.yaml_edit import CannotEditError, Value
from microsite.model.event import Event
from microsite.model.fields import Field, input_fields, parse_value
from microsite.model.kinds import PROMPTED_FIELDS, RECORD_KINDS, RecordKind
from microsite.model.types import ParseError, parse_duration
from microsite.project import Project
from microsite.up_to_date import program

PROMPTED_KINDS = {name: RECORD_KINDS[name] for name in PROMPTED_FIELDS}
MAX_LISTED = 60
"""Longest list of choices that is shown."""


@contextmanager
def saving() -> Iterator[None]:
    """Turn the exceptions of an edit into CommandError."""
    try:
        yield
    except CannotEditError as problem:
        raise CommandError(f"{problem} Nothing was written.", 1, problem.diagnostics) from None
    except ConcurrentEditError:
        message = "A file was saved by somebody else just now."
        message += " Type this again: what is written already stays."
        raise CommandError(message, 1) from None


def load_existing(project: Project, done: str) -> tuple[Event, Log]:
    """Return the event and its log. Raise CommandError if the project cannot be read."""
    event, log = load_with_changes(project, {})
    if event is None:
        message = f"Nothing was {done}: this has to be put right first."
        raise CommandError(message, 1, errors_of(log))
    return event, log


def simple_fields(kind: RecordKind) -> dict[str, Field]:
    """Return the fields of a kind that fit on one line, by key."""
    fields = input_fields(kind.record).items()
    return {key: field for key, field in fields if key != "id" and field.record is None}


def option_name(field: str) -> str:
    """Return the option of a field."""
    return f"--{field.replace('_', '-')}"


def add_fields(add: Add) -> None:
    """Add an option for every field that fits on one line. Kinds of records share it."""
    kinds_by_field: dict[str, list[RecordKind]] = {}
    for kind in PROMPTED_KINDS.values():
        for name in simple_fields(kind):
            kinds_by_field.setdefault(name, []).append(kind)
    for name, kinds in kinds_by_field.items():
        field = simple_fields(kinds[0])[name]
        words = field.description[0].lower() + field.description[1:].rstrip(".")
        metavar = "VALUE" if field.list_syntax is None else "A,B"
        help_text = f"{words} ({', '.join(kind.name for kind in kinds)})".replace("%", "%%")
        add(option_name(name), metavar, help_text, dest=f"field_{name}")


def given_fields(options: Namespace, kind: RecordKind) -> dict[str, Value]:
    """Return the fields given as options. Raise CommandError for an unknown or invalid one."""
    fields = simple_fields(kind)
    given: dict[str, Value] = {}
    for dest, value in vars(options).items():
        if not dest.startswith("field_") or value is None:
            continue
        name = dest.removeprefix("field_")
        option = option_name(name)
        if name not in fields:
            known = ", ".join(map(option_name, fields))
            raise CommandError(f"A {kind.name} has no {option}. It can have: {known}.")
        parts = split_answer(value, fields[name])
        if not parts:
            hint = "Leave it out, or write what it is to be."
            raise CommandError(f"{option} has nothing in it. {hint}")
        for part in parts:
            if problem := validation_message(fields[name], part):
                raise CommandError(f"{option}: {problem}")
        given[name] = value if fields[name].list_syntax is None else parts
    if options.text and not kind.folder:
        raise CommandError(f"A {kind.name} has no --text. See {program()} new --help")
    return given


def split_answer(given: str, field: Field) -> tuple[str, ...]:
    """Return the values that are typed for a field: several with commas for a list."""
    parts = [given] if field.list_syntax is None else given.split(",")
    return tuple(part.strip() for part in parts if part.strip())


def complete_fields(kind: RecordKind, given: Mapping[str, Value], event: Event) -> dict[str, Value]:
    """Return the fields, after asking for missing ones. Raise CommandError if nobody can answer."""
    fields: dict[str, Value] = {}
    for name, value in given.items():  # as it is spelt in the project, such as “Guidance”
        spelling = {choice.casefold(): choice for choice, _ in choices(kind, name, event)}
        if isinstance(value, str):
            fields[name] = spelling.get(value.casefold(), value)
        else:
            fields[name] = tuple(spelling.get(part.casefold(), part) for part in value)
    if sys.stdin.isatty() and sys.stderr.isatty():
        only_required = bool(fields.keys() - {kind.title_field})
        for name in PROMPTED_FIELDS[kind.name]:
            if name in fields or (name == "end" and "length" in fields):
                continue
            if answer := ask(kind, name, fields, event, only_required=only_required):
                fields[name] = answer
    set_defaults(kind, fields, event)
    required = [name for name, field in simple_fields(kind).items() if field.is_required]
    if missing := " and ".join(option_name(name) for name in required if name not in fields):
        raise CommandError(f"A new {kind.name} needs {missing}. See {program()} new --help")
    return fields


def set_defaults(kind: RecordKind, fields: dict[str, Value], event: Event) -> None:
    """Set the date of a news post. Turn an end such as “45 minutes” into a length."""
    if kind.name == "news":
        fields.setdefault("date", today(event))
    end = str(fields.get("end", ""))
    if kind.name == "session" and "length" not in fields and end and is_duration(end):
        del fields["end"]
        fields["length"] = f"{end} minutes" if end.isdigit() else end


def ask(
    kind: RecordKind, name: str, fields: Mapping[str, Value], event: Event, *, only_required: bool
) -> Value | None:
    """Return the answer to the question for a field, or None without one. Raise CommandError."""
    field, found = simple_fields(kind)[name], choices(kind, name, event)
    has_no_choice = not found and field.refers_to in ("room", "track", "speaker")
    is_required = field.is_required or (kind.name, name) == ("session", "end")
    if (
        has_no_choice
        or (name == "day" and len(event.days) < 2)
        or (only_required and not is_required)
    ):
        return None
    is_list = field.list_syntax is not None
    text = field.description
    if found:  # the choices are listed below
        text = f"{text.partition(':')[0].rstrip('.')}."
        text += " Several with commas between them." if is_list else ""
    echo(f"{name.replace('_', ' ').capitalize()}: {text}")
    if len(found) <= MAX_LISTED:
        for number, (value, note) in enumerate(found, 1):
            echo(f"  {number:>2}  {sanitize(value)}{f'  ({sanitize(note)})' if note else ''}")
    default = default_answer(kind, name, fields, event)
    hint = default or ("" if is_required else "leave out")
    while True:
        sys.stderr.write(f"  [{sanitize(hint)}] > " if hint else "  > ")
        sys.stderr.flush()
        line = sys.stdin.readline()
        if not line:
            raise CommandError("\nStopped: nothing was written.")
        typed = line.strip() or default
        if not typed and not is_required:
            return None
        try:
            answers = tuple(chosen(part, found, field) for part in split_answer(typed, field))
        except ValueError as problem:
            echo(f"  {problem}")
            continue
        if answers:
            return answers if is_list else answers[0]
        echo("  Please type something.")


def chosen(given: str, found: list[tuple[str, str]], field: Field) -> str:
    """Return the choice that an answer names or numbers. Raise ValueError if it is not accepted."""
    if found:
        names = {value.casefold(): value for value, _ in found}
        if given.isascii() and given.isdigit() and 1 <= int(given) <= len(found):
            given = found[int(given) - 1][0]
        elif given.casefold() not in names:
            hint = suggestion(given, names.values(), "Type one of the numbers or names above.")
            raise ValueError(f"There is no “{sanitize(given)}” to choose. {hint}")
        given = names[given.casefold()]
    if problem := validation_message(field, given):
        raise ValueError(problem)
    return given


def validation_message(field: Field, given: str) -> str | None:
    """Return why a value is not valid, in the words of the checker, or None if it is."""
    _, errors = parse_value(field, given.strip())
    if not errors or (field.key == "end" and is_duration(given)):
        return None
    return error_text(errors[0], field.key, field.example or "…")


def is_duration(given: str) -> bool:
    """Return True for a length such as “45 minutes”, False for a time such as “10:45”."""
    try:
        parse_duration(given)
    except ParseError:
        return False
    return ":" not in given


def choices(kind: RecordKind, name: str, event: Event) -> list[tuple[str, str]]:
    """Return the values to choose from, each with a note."""
    field = simple_fields(kind)[name]
    match kind.name, field.refers_to or name:
        case _, "room":
            seats = {room.name: room.capacity for room in event.rooms}
            return [(room, f"{number} seats" if number else "") for room, number in seats.items()]
        case _, "track":
            return [(track.name, track.about or "") for track in event.tracks]
        case _, "speaker":
            people = ((each, each.shown_as or each.name) for each in event.speakers)
            return [(each.slug, ", ".join(filter(None, (n, each.role)))) for each, n in people]
        case _, "tier":
            tiers = event.sponsorship.tiers if event.sponsorship else ()
            return [(tier.id, tier.name) for tier in tiers]
        case "session", "day":
            return [(str(day.date or day.number), day.title or "") for day in event.days]
        case "resource", "kind":
            return [(each, "") for each in event.library.kinds]
    return [] if field.list_syntax is not None else [(choice, "") for choice in field.choices]


def default_answer(kind: RecordKind, name: str, fields: Mapping[str, Value], event: Event) -> str:
    """Return the meaning of an empty answer."""
    match kind.name, name:
        case "session", "start":
            wanted = fields.get("day")
            days = (day for day in event.days if wanted in (None, str(day.date), str(day.number)))
            ends = [max(each.end_minute for each in day.sessions) for day in days if day.sessions]
            return f"{ends[-1] // 60 % 24:02}:{ends[-1] % 60:02}" if ends else "09:00"
        case "news", "date":
            return today(event)
    defaults = {"session kind": "talk", "session end": "45 minutes", "page menu": "no"}
    return defaults.get(f"{kind.name} {name}", "")


def today(event: Event) -> str:
    """Return the date in the event's zone."""
    return datetime.now(event.zone).date().isoformat()
