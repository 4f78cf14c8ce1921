"""The fields of records as options and as questions: made from the models, which are their one
definition.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from microsite.cli.command_line import UsageError, program

if TYPE_CHECKING:
    from argparse import Namespace

    from microsite.cli.asking import Question
    from microsite.editing.yaml_edit import Value
    from microsite.model.event import Event
    from microsite.model.fields import Field
    from microsite.model.kinds import RecordKind

NEEDED_BESIDES = {"session": ("end",)}
"""What a record is asked for although its model can do without."""


class Flag(Struct, frozen=True):
    """An option for a field, shared by the kinds that have it."""

    option: str
    dest: str
    metavar: str
    help: str


def flags() -> Iterator[Flag]:
    """An option for every field that is one line."""
    from microsite.model.kinds import RECORD_KINDS

    found: dict[str, tuple[Field, list[str]]] = {}
    for kind in RECORD_KINDS.values():
        if not kind.prompted_fields:
            continue
        for name, field in plain_fields(kind).items():
            found.setdefault(name, (field, []))[1].append(kind.name)
    for name, (field, kinds) in found.items():
        words = field.description.rstrip(".")
        words = (
            words[0].lower() + words[1:] if kinds != ["session"] or words[1:2].islower() else words
        )
        metavar = "A,B" if is_list(field) else "VALUE"
        yield Flag(
            option_of(name),
            f"field_{name}",
            metavar,
            f"{words} ({', '.join(kinds)})".replace("%", "%%"),
        )


def option_of(name: str) -> str:
    """A field as it is typed after the command."""
    return f"--{name.replace('_', '-')}"


def plain_fields(kind: RecordKind) -> dict[str, Field]:
    """The fields of a kind that can be given on one line, by the name that is typed."""
    from microsite.model.fields import input_fields

    return {
        key: field
        for key, field in input_fields(kind.record).items()
        if key != "id" and field.record is None
    }


def given_fields(options: Namespace, kind: RecordKind) -> dict[str, Value]:
    """What was given after the command. Raises UsageError for a field that the kind does not have,
    or nothing in it.
    """
    fields = plain_fields(kind)
    given: dict[str, Value] = {}
    for dest, value in vars(options).items():
        if not dest.startswith("field_") or value is None:
            continue
        name = dest.removeprefix("field_")
        if name not in fields:
            known = ", ".join(option_of(each) for each in fields)
            raise UsageError(f"A {kind.name} has no {option_of(name)}. It can have: {known}.")
        parts = (
            tuple(part.strip() for part in value.split(",") if part.strip())
            if is_list(fields[name])
            else value
        )
        if not parts or not str(parts).strip():
            raise UsageError(
                f"{option_of(name)} has nothing in it. Leave it out, or write what it is to be."
            )
        for part in parts if isinstance(parts, tuple) else (parts,):
            if problem := problem_with(fields[name], name, part):
                raise UsageError(f"{option_of(name)}: {problem}")
        given[name] = parts
    if options.text and not kind.folder:
        raise UsageError(f"A {kind.name} has no --text. See {program()} new --help")
    return given


def in_known_words(kind: RecordKind, fields: dict[str, Value], event: Event) -> dict[str, Value]:
    """The same, with what there is to choose from as it is written here: “guidance” as “Guidance”."""
    known = plain_fields(kind)

    def chosen(name: str, value: str) -> str:
        words = {word.casefold(): word for word, _ in _choices(kind, name, known[name], event)}
        return words.get(value.casefold(), value)

    return {
        name: chosen(name, value)
        if isinstance(value, str)
        else tuple(chosen(name, part) for part in value)
        for name, value in fields.items()
    }


def needed(kind: RecordKind) -> list[str]:
    """The fields without which a record cannot be."""
    return [name for name, field in plain_fields(kind).items() if field.is_required]


def defaults(kind: RecordKind, fields: dict[str, Value], event: Event) -> None:
    """Fill in what goes without asking."""
    if kind.name == "news":
        fields.setdefault("date", _today(event))
    if kind.name == "session" and "end" in fields and "length" not in fields:
        _end_or_length(fields)


def questions(
    kind: RecordKind, fields: dict[str, Value], event: Event, *, only_needed: bool
) -> Iterator[tuple[str, Question, bool]]:
    """What to ask, one after the other, so that a question can rest on the answers before it."""
    from microsite.cli.asking import Question

    known = plain_fields(kind)
    wanted = {*needed(kind), *NEEDED_BESIDES.get(kind.name, ())}
    for name in kind.prompted_fields:
        field = known[name]
        choices = _choices(kind, name, field, event)
        pointless = (name in ("room", "track", "chair", "speakers") and not choices) or (
            name == "day" and len(event.days) < 2
        )
        skipped = name in fields or pointless or (only_needed and name not in wanted)
        if skipped or (name == "end" and "length" in fields):
            continue
        about = field.description
        if choices:  # what can be written is listed below
            about = f"{about.partition(':')[0].rstrip('.')}."
        words = f"{name.replace('_', ' ').capitalize()}: {about}"
        several = is_list(field)
        if several and choices:
            words += " Several with commas between them."
        default = _default(kind, name, fields, event)
        check = partial(_problem_with_end if name == "end" else problem_with, field, name)
        yield name, Question(words, default, choices, several, name in wanted, check), several


def problem_with(field: Field, name: str, given: str) -> str | None:
    """Return the error of a value in the words of the checker, or None."""
    from microsite.diagnostics.diagnostic import diagnose, file_span
    from microsite.model.validate import parse_value

    _, errors = parse_value(field, given.strip())
    if not errors:
        return None
    facts: dict[str, Any] = {
        "field": name,
        "example": field.example or "…",
        "record": "This",
        "which": f"“{name}”",
    }
    diagnostic = diagnose(errors[0].code, file_span(name), **facts | errors[0].facts)
    return f"{diagnostic.headline} {diagnostic.help}"


def _problem_with_end(field: Field, name: str, given: str) -> str | None:
    """The same for an end, which may be given as a length."""
    problem = problem_with(field, name, given)
    return None if problem is None or _is_length(given) else problem


def _is_length(given: str) -> bool:
    from microsite.model.dates import parse_duration
    from microsite.model.types import ParseError

    try:
        parse_duration(given)
    except ParseError:
        return False
    return ":" not in given


def _end_or_length(fields: dict[str, Value]) -> None:
    end = fields["end"]
    if isinstance(end, str) and _is_length(end):
        del fields["end"]
        fields["length"] = f"{end} minutes" if end.isdigit() else end


def is_list(field: Field) -> bool:
    """Whether a field holds several values."""
    return field.list_syntax is not None


def _choices(kind: RecordKind, name: str, field: Field, event: Event) -> list[tuple[str, str]]:
    """What there is to choose from: of the project, or of the field itself."""
    people = [
        (each.slug, ", ".join(filter(None, (each.shown_as or each.name, each.role))))
        for each in event.speakers
    ]
    match kind.name, name:
        case "session", "room":
            return [
                (room.name, f"{room.capacity} seats" if room.capacity else "")
                for room in event.rooms
            ]
        case "session", "track":
            return [(track.name, track.about or "") for track in event.tracks]
        case "session", ("chair" | "speakers"):
            return people
        case "session", "day":
            return [(str(day.date or day.number), day.title or "") for day in event.days]
        case "resource", "kind":
            return [(each, "") for each in event.library.kinds]
        case "sponsor", "tier":
            return (
                [(tier.id, tier.name) for tier in event.sponsorship.tiers]
                if event.sponsorship
                else []
            )
    return [] if is_list(field) else [(choice, "") for choice in field.choices]


def _default(kind: RecordKind, name: str, fields: dict[str, Value], event: Event) -> str:
    """What an empty answer means."""
    match kind.name, name:
        case "session", "kind":
            return "talk"
        case "session", "start":
            day = fields.get("day")
            last = [
                each
                for each in event.days
                if day in (None, str(each.date), str(each.number)) and each.sessions
            ]
            return (
                max(last[-1].sessions, key=lambda each: each.end_minute).end.strftime("%H:%M")
                if last
                else "09:00"
            )
        case "session", "end":
            return "45 minutes"
        case "news", "date":
            return _today(event)
        case "page", "menu":
            return "no"
    return ""


def _today(event: Event) -> str:
    from datetime import datetime

    today: date = datetime.now(event.zone).date()
    return today.isoformat()
