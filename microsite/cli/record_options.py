"""Fields of records as options of `new`, and as questions on a terminal."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from msgspec import Struct

from microsite.cli.options import CommandError, Parser, suggestion
from microsite.cli.report import echo
from microsite.diagnostics.diagnostic import diagnose, file_span
from microsite.diagnostics.display import sanitize
from microsite.editing.yaml_edit import Value
from microsite.model.dates import parse_duration
from microsite.model.event import Event
from microsite.model.fields import Field, input_fields
from microsite.model.kinds import RECORD_KINDS, RecordKind
from microsite.model.types import ParseError
from microsite.model.validate import parse_value
from microsite.up_to_date import program

MAX_LISTED = 60
"""Longest list of choices that is shown."""


class Question(Struct, frozen=True):
    """A question, and what is accepted as its answer."""

    text: str
    default: str = ""
    """Meaning of an empty answer."""
    choices: Sequence[tuple[str, str]] = ()
    """Possible answers, each with a note."""
    multiple: bool = False
    """Accept several answers with commas between them."""
    required: bool = False
    check: Callable[[str], str | None] = lambda _: None
    """Returns why an answer is not accepted."""


def can_prompt() -> bool:
    """Return True if somebody can answer."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def prompt(question: Question) -> list[str]:
    """Return the answers, none if the question is skipped. Raise CommandError at the end."""
    echo(question.text)
    if len(question.choices) <= MAX_LISTED:
        for number, (value, note) in enumerate(question.choices, 1):
            echo(f"  {number:>2}  {sanitize(value)}{f'  ({sanitize(note)})' if note else ''}")
    default = question.default or ("" if question.required else "leave out")
    while True:
        sys.stderr.write(f"  [{sanitize(default)}] > " if default else "  > ")
        sys.stderr.flush()
        line = sys.stdin.readline()
        if not line:
            raise CommandError("\nStopped: nothing was written.")
        given = line.strip() or question.default
        if not given and not question.required:
            return []
        try:
            parts = given.split(",") if question.multiple else [given]
            answers = [parse_answer(part.strip(), question) for part in parts if part.strip()]
        except ValueError as problem:
            echo(f"  {problem}")
            continue
        if answers:
            return answers
        echo("  Please type something.")


def parse_answer(given: str, question: Question) -> str:
    """Return the choice that an answer names or numbers. Raise ValueError if it is not accepted."""
    answer = given
    if question.choices:
        names = {value.casefold(): value for value, _ in question.choices}
        if given.isascii() and given.isdigit() and 1 <= int(given) <= len(question.choices):
            answer = question.choices[int(given) - 1][0]
        elif given.casefold() in names:
            answer = names[given.casefold()]
        else:
            hint = suggestion(given, names.values(), "Type one of the numbers or names above.")
            raise ValueError(f"There is no “{sanitize(given)}” to choose. {hint}")
    if problem := question.check(answer):
        raise ValueError(problem)
    return answer


PROMPTED_KINDS = {kind.name: kind for kind in RECORD_KINDS.values() if kind.prompted_fields}
ALSO_REQUIRED = {("session", "end")}
"""Fields that are asked for although a record can do without."""
CHOSEN_REFERENCES = ("room", "track", "speaker")
"""Kinds of records that are chosen from a list: without any there is nothing to ask."""


def add_fields(parser: Parser) -> None:
    """Add an option for every field that fits on one line. Kinds of records share it."""
    kinds_by_field: dict[str, list[RecordKind]] = {}
    for kind in PROMPTED_KINDS.values():
        for name in simple_fields(kind):
            kinds_by_field.setdefault(name, []).append(kind)
    for name, kinds in kinds_by_field.items():
        field = simple_fields(kinds[0])[name]
        names = ", ".join(kind.name for kind in kinds)
        words = field.description.rstrip(".")
        if names != "session" or words[1:2].islower():
            words = words[0].lower() + words[1:]
        metavar = "VALUE" if field.list_syntax is None else "A,B"
        help_text = f"{words} ({names})".replace("%", "%%")
        parser.add(option_name(name), metavar, help_text, dest=f"field_{name}")


def option_name(field: str) -> str:
    """Return the option of a field."""
    return f"--{field.replace('_', '-')}"


def simple_fields(kind: RecordKind) -> dict[str, Field]:
    """Return the fields of a kind that fit on one line, by key."""
    fields = input_fields(kind.record).items()
    return {key: field for key, field in fields if key != "id" and field.record is None}


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
            known = ", ".join(option_name(each) for each in fields)
            raise CommandError(f"A {kind.name} has no {option}. It can have: {known}.")
        is_list = fields[name].list_syntax is not None
        typed = value.split(",") if is_list else [value]
        parts = tuple(part.strip() for part in typed if part.strip())
        if not parts:
            hint = "Leave it out, or write what it is to be."
            raise CommandError(f"{option} has nothing in it. {hint}")
        for part in parts:
            if problem := validation_message(fields[name], part):
                raise CommandError(f"{option}: {problem}")
        given[name] = parts if is_list else value
    if options.text and not kind.folder:
        raise CommandError(f"A {kind.name} has no --text. See {program()} new --help")
    return given


def complete_fields(kind: RecordKind, given: Mapping[str, Value], event: Event) -> dict[str, Value]:
    """Return the fields, after asking for missing ones. Raise CommandError if nobody can answer."""
    fields = {name: canonical(kind, name, value, event) for name, value in given.items()}
    if can_prompt():
        only_required = bool(fields.keys() - {kind.title_field})
        for name in kind.prompted_fields:
            if name in fields or (name == "end" and "length" in fields):
                continue
            question = question_for(kind, name, fields, event)
            if question and (question.required or not only_required) and (said := prompt(question)):
                fields[name] = tuple(said) if question.multiple else said[0]
    set_defaults(kind, fields, event)
    required = [name for name, field in simple_fields(kind).items() if field.is_required]
    if missing := " and ".join(option_name(name) for name in required if name not in fields):
        raise CommandError(f"A new {kind.name} needs {missing}. See {program()} new --help")
    return fields


def canonical(kind: RecordKind, name: str, value: Value, event: Event) -> Value:
    """Return a value with choices as they are spelt in the project, such as “Guidance”."""
    spelling = {choice.casefold(): choice for choice, _ in choices(kind, name, event)}
    if isinstance(value, str):
        return spelling.get(value.casefold(), value)
    return tuple(spelling.get(part.casefold(), part) for part in value)


def set_defaults(kind: RecordKind, fields: dict[str, Value], event: Event) -> None:
    """Set the date of a news post. Turn an end such as “45 minutes” into a length."""
    if kind.name == "news":
        fields.setdefault("date", today(event))
    end = str(fields.get("end", ""))
    if kind.name == "session" and "length" not in fields and end and is_duration(end):
        del fields["end"]
        fields["length"] = f"{end} minutes" if end.isdigit() else end


def question_for(
    kind: RecordKind, name: str, fields: Mapping[str, Value], event: Event
) -> Question | None:
    """Return the question for a field, or None if there is nothing to choose."""
    field, found = simple_fields(kind)[name], choices(kind, name, event)
    if not found and field.refers_to in CHOSEN_REFERENCES:
        return None
    if name == "day" and len(event.days) < 2:
        return None
    description = field.description
    if found:  # the choices are listed below
        description = f"{description.partition(':')[0].rstrip('.')}."
    text = f"{name.replace('_', ' ').capitalize()}: {description}"
    is_list = field.list_syntax is not None
    return Question(
        f"{text} Several with commas between them." if is_list and found else text,
        default=default_answer(kind, name, fields, event),
        choices=found,
        multiple=is_list,
        required=field.is_required or (kind.name, name) in ALSO_REQUIRED,
        check=partial(validation_message, field),
    )


def validation_message(field: Field, given: str) -> str | None:
    """Return why a value is not valid, in the words of the checker, or None if it is."""
    _, errors = parse_value(field, given.strip())
    if not errors or (field.key == "end" and is_duration(given)):
        return None
    facts: dict[str, Any] = {
        "field": field.key,
        "example": field.example or "…",
        "record": "This",
        "which": f"“{field.key}”",
    }
    diagnostic = diagnose(errors[0].code, file_span(field.key), **facts | errors[0].facts)
    return f"{diagnostic.headline} {diagnostic.help}"


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
        case "session", "kind":
            return "talk"
        case "session", "end":
            return "45 minutes"
        case "page", "menu":
            return "no"
        case "session", "start":
            wanted = fields.get("day")
            days = (day for day in event.days if wanted in (None, str(day.date), str(day.number)))
            ends = [max(each.end_minute for each in day.sessions) for day in days if day.sessions]
            return f"{ends[-1] // 60 % 24:02}:{ends[-1] % 60:02}" if ends else "09:00"
        case "news", "date":
            return today(event)
    return ""


def today(event: Event) -> str:
    """Return the date in the event's zone."""
    return datetime.now(event.zone).date().isoformat()
