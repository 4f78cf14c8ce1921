"""`new`: a record such as a session, a site to start with, or next year's edition."""

import re
import sys
from argparse import Namespace
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from microsite.apps.new import next_edition, starters
from microsite.console.changes import load_existing, saving
from microsite.console.command import Add, CommandError
from microsite.console.options import (
    ROOT,
    chosen_project,
    chosen_root,
    error_text,
    path_formatter,
    short_path,
)
from microsite.console.output import ask, echo, errors_of, print_diagnostics, print_list
from microsite.diagnostics.display import did_you_mean, quote_path, sanitize
from microsite.model import dates, parsing, types
from microsite.model.event import Event
from microsite.model.fields import BoundField, input_fields
from microsite.model.kinds import RECORD_KINDS, RecordKind, asked_fields
from microsite.model.money import parse_money
from microsite.model.record_reader import parse_value
from microsite.model.records.content import Room, Speaker
from microsite.model.schedule import clock
from microsite.project import BuildOptions
from microsite.saving import create, text_file
from microsite.saving.journal import save
from microsite.saving.yaml_edits import Value
from microsite.up_to_date import EVENTS, is_portfolio, program

PROJECTS = {
    "site": ("my-conference", "content/event.md", "serve"),
    "event": ("coasts-2030", "content/event.md", "serve"),
    "portfolio": ("our-events", "portfolio.yaml", "build"),
}
"""Kinds of project: the name of an example, the first file and the first command."""
CREATABLE_KINDS = tuple(kind for kind in RECORD_KINDS if asked_fields(kind))
KINDS = (*CREATABLE_KINDS, *PROJECTS, "edition")
METAVARS: dict[Any, str] = {
    dates.parse_date: "DATE",
    dates.parse_date_or_number: "DATE",
    dates.parse_time: "TIME",
    dates.parse_duration: "LENGTH",
    parse_money: "AMOUNT",
    types.parse_count: "NUMBER",
    types.parse_stroke_count: "NUMBER",
    types.parse_asset: "FILE",
    types.parse_picture: "FILE",
    types.parse_web_address: "URL",
    types.parse_yes_no: "YES",
}
"""Name of a value in the help, by the function that parses it."""
MAX_LISTED = 60  # longest list of choices that is shown


def add_arguments(add: Add) -> None:
    """Add the arguments of `new`.

    There is an option for each field that fits on one line. Kinds share it.
    """
    add("kind", "KIND", f"one of: {', '.join(KINDS)}")
    add(
        "folder",
        "FOLDER",
        "for a site, event or portfolio: its folder; for an edition: its year",
    )
    add(*ROOT)
    add("--id", "ID", "name in addresses (default: made from the title)")
    add("--text", "TEXT", "text below the settings (speaker, page, news)")
    add("--keep-speakers", "", "for an edition: keep the speakers")

    fields: dict[str, BoundField] = {}  # of the first kind that has it
    kinds_with: dict[str, list[str]] = {}
    for kind in CREATABLE_KINDS:
        for name, field in simple_fields(RECORD_KINDS[kind]).items():
            fields.setdefault(name, field)
            kinds_with.setdefault(name, []).append(kind)
    for name, field in fields.items():
        words = field.description[0].lower() + field.description[1:].rstrip(".")
        help_text = f"{words} ({', '.join(kinds_with[name])})".replace("%", "%%")
        add(
            option_name(name),
            metavar_of(field),
            help_text,
            dest=f"field_{name}",
            type=str,
        )


def metavar_of(field: BoundField) -> str:
    """Return the name of the value of a field, as the help shows it."""
    if field.refers_to:
        metavar = "ID"
    else:
        metavar = METAVARS.get(field.value_types[0].parse, "TEXT")
    if field.list_syntax is not None:
        return f"{metavar},{metavar}"
    return metavar


def run(options: Namespace) -> int:
    """Create a record, a site, an event, a portfolio or an edition.

    Return the exit code.
    """
    kind = options.kind
    if kind is None:
        raise CommandError(
            f"Say what to add: {program()} new session (or {', '.join(KINDS[1:])})"
        )
    if kind not in KINDS:
        hint = did_you_mean(kind, KINDS, f"You can write: {', '.join(KINDS)}.")
        raise CommandError(f"You cannot add a “{kind}”. {hint}")
    if kind == "edition":
        new_edition(options)
    elif kind in PROJECTS:
        new_project(kind, options)
    elif options.folder is not None:
        message = f"A new {kind} has no folder. Leave out “{options.folder}”."
        raise CommandError(f"{message} To give it a title: --title")
    else:
        new_record(options, RECORD_KINDS[kind])
    return 0


def new_project(kind: str, options: Namespace) -> None:
    """Create a site, an event of a portfolio, or a portfolio to start with."""
    example, first, command = PROJECTS[kind]
    if options.folder is None:
        raise CommandError(f"Name the folder for it: {program()} new {kind} {example}")
    folder = options.folder.absolute()
    if kind == "event":
        root = chosen_root(options)
        folder = root / EVENTS / options.folder
        if not is_portfolio(str(root)):
            problem = (
                f"“{short_path(root)}” has no portfolio.yaml, so it holds no events."
            )
            raise CommandError(
                f"{problem} To start one: {program()} new portfolio our-events"
            )

    name = short_path(folder)
    try:
        starters.create_site(folder, kind)
    except FileExistsError:
        problem = f"“{name}” already exists and is not empty."
        raise CommandError(f"{problem} Choose a new folder.") from None
    echo(f"Created {name}/. Start with {name}/{first}. Then type:")
    echo(f"  {program()} {command} --root {quote_path(name)}")


def new_record(options: Namespace, kind: RecordKind) -> None:
    """Add a record to a project, and print its lines."""
    project = chosen_project(options)
    format_path = path_formatter(project)
    event = load_existing(project, "added")
    fields = Form(kind, event).complete(options)
    used_ids = create.existing_ids(kind, event)
    title = fields[kind.title_field]
    identity = options.id or create.unused_id(kind, str(title), used_ids)
    if identity in used_ids:
        message = f"The {kind.name} “{identity}” already exists."
        raise CommandError(
            f"{message} Choose a different --id. Nothing was written.", 1
        )

    with saving():
        path, versions, warnings = create.create_record(
            project, kind, identity, fields, options.text or ""
        )
        save(project, f"Add the {kind.name} “{title}”", {path: versions})
    before, after = versions
    echo(f"{'Created' if before is None else 'Added to'} {format_path(path)}:")
    for line in _added_lines(path, before or b"", after or b""):
        echo(line)
    print_diagnostics(warnings, format_path)


def _added_lines(path: str, before: bytes, after: bytes) -> list[str]:
    """Return the lines that a change adds to a file, with their numbers."""
    old = text_file.TextFile.from_bytes(path, before)
    new = text_file.TextFile.from_bytes(path, after)
    if old is None or new is None:
        return []
    lines = text_file.line_diff(old.text, new.text)
    return [line for line in lines if re.match(r" *\d+ \+ ", line)]


def new_edition(options: Namespace) -> None:
    """Create an edition, and print what is left to do."""
    from microsite.build import check  # other records do not need it

    project = chosen_project(options)
    if options.folder is None:
        raise CommandError(f"Say which year: {program()} new edition 2028")
    with saving():
        old, lines_to_review = next_edition.create_edition(
            project, str(options.folder), keep_speakers=options.keep_speakers
        )
    format_path = path_formatter(project)
    folder = short_path(project.root / "editions" / old)
    people = "" if options.keep_speakers else "speakers, "
    echo(
        f"The {old} edition is now in {folder}/ and keeps its address.\n"
        f"content/ and data/ are now for {options.folder}. Its dates are to be"
        " announced.\n"
        f"It has no sessions, {people}prices, sponsors, news or booking details yet.\n"
        "Pages, resources, figures, rooms, tracks and packages are copied from the old"
        " edition. Both editions use assets/."
    )
    if lines_to_review:
        echo(f"\nThese lines still mention {old}:")
        print_list([f"{format_path(path)}:{line}" for path, line in lines_to_review])
    if errors := errors_of(check(project, BuildOptions()).log):
        echo(
            "\nFix these errors before you publish. Until then the site stays as it"
            " is:\n"
        )
        print_diagnostics(errors, format_path)


class Form:
    """Fields of a new record, from the options and from questions on a terminal."""

    def __init__(self, kind: RecordKind, event: Event) -> None:
        self.kind = kind
        self.event = event
        self.today = datetime.now(event.zone).date().isoformat()
        self.fields = simple_fields(kind)
        self.values: dict[str, Value] = {}

    def complete(self, options: Namespace) -> dict[str, Value]:
        """Return the fields.

        Raise CommandError for a wrong one, or if one is missing.
        """
        kind = self.kind
        values = self.values
        for dest, value in vars(options).items():
            if dest.startswith("field_") and value is not None:
                self.read_option(dest.removeprefix("field_"), value)
        if options.text and not kind.folder:
            raise CommandError(
                f"A {kind.name} has no --text. See {program()} new --help"
            )
        if sys.stdin.isatty() and sys.stderr.isatty():
            only_required = bool(values.keys() - {kind.title_field})
            for name in asked_fields(kind.name):
                self.ask(name, only_required=only_required)

        end = str(values.get("end", ""))
        if kind.name == "session" and "length" not in values and is_duration(end):
            del values["end"]
            values["length"] = f"{end} minutes" if end.isdigit() else end
        if kind.name == "news":
            values.setdefault("date", self.today)

        required = [name for name, field in self.fields.items() if field.is_required]
        missing = [option_name(name) for name in required if name not in values]
        if missing:
            raise CommandError(
                f"A new {kind.name} needs {' and '.join(missing)}."
                f" See {program()} new --help"
            )
        return values

    def read_option(self, name: str, text: str) -> None:
        """Set a field from an option.

        A choice such as “Guidance” gets the spelling of the project.
        """
        option = option_name(name)
        if name not in self.fields:
            options = ", ".join(map(option_name, self.fields))
            raise CommandError(
                f"A {self.kind.name} has no {option}. It can have: {options}."
            )
        field = self.fields[name]
        parts = self.split(name, text)
        if not parts:
            raise CommandError(
                f"{option} is empty. Write a value, or leave the option out."
            )
        for part in parts:
            problem = validation_message(field, part)
            if problem:
                raise CommandError(f"{option}: {problem}")
        spelling = {choice.casefold(): choice for choice, _ in self.choices(name)}
        self.keep(name, [spelling.get(part.casefold(), part) for part in parts])

    def split(self, name: str, text: str) -> list[str]:
        """Return the values that are typed for a field. Those of a list have commas."""
        field = self.fields[name]
        parts = [text] if field.list_syntax is None else text.split(",")
        return list(filter(None, map(field.strip, parts)))

    def keep(self, name: str, parts: Sequence[str]) -> None:
        """Set a field to one value, or to several if it is a list."""
        is_list = self.fields[name].list_syntax is not None
        self.values[name] = tuple(parts) if is_list else parts[0]

    def ask(self, name: str, *, only_required: bool) -> None:
        """Ask for a field that is not given, until the answer is valid.

        Raise CommandError.
        """
        field = self.fields[name]
        choices = self.choices(name)
        is_required = field.is_required or (self.kind.name, name) == ("session", "end")
        if (
            name in self.values
            or (only_required and not is_required)
            or (name == "end" and "length" in self.values)
            or (name == "day" and len(self.event.days) < 2)
            or (not choices and field.refers_to in ("room", "track", "speaker"))
        ):
            return

        print_question(field, name, choices)
        default = self.default(name)
        hint = default
        if not hint and not is_required:
            hint = "leave out"
        while True:
            line = ask(f"  [{sanitize(hint)}] > " if hint else "  > ")
            if not line:
                raise CommandError("\nStopped. Nothing was written.")
            answer = line.strip() or default
            if not answer and not is_required:
                return
            parts = self.split(name, answer)
            try:
                answers = [choose(part, choices, field) for part in parts]
            except ValueError as problem:
                echo(f"  {problem}")
                continue
            if answers:
                self.keep(name, answers)
                return
            echo("  Please type a value.")

    def choices(self, name: str) -> list[tuple[str, str]]:
        """Return the values to choose from, each with a note."""
        event = self.event
        field = self.fields[name]
        match field.refers_to or f"{self.kind.name} {name}":
            case "room":
                return [(room.name, seats_of(room)) for room in event.rooms]
            case "track":
                return [(track.name, track.about or "") for track in event.tracks]
            case "speaker":
                people = event.speakers
                return [(person.slug, name_and_role(person)) for person in people]
            case "tier":
                return [(tier.id, tier.name) for tier in event.records["tier"]]
            case "session day":
                return [
                    (str(day.date or day.number), day.title or "") for day in event.days
                ]
            case "session kind":
                own_kinds = (kind.name for kind in event.records["kind"])
                return [(kind, "") for kind in (*field.choices, *own_kinds)]
            case "resource kind":
                return [(kind, "") for kind in event.library.kinds]
        if field.list_syntax is not None:
            return []
        return [(choice, "") for choice in field.choices]

    def default(self, name: str) -> str:
        """Return the meaning of an empty answer."""
        defaults = {
            "session kind": "talk",
            "session start": clock(self.first_free_minute()),
            "session end": "45 minutes",
            "page menu": "no",
            "news date": self.today,
        }
        return defaults.get(f"{self.kind.name} {name}", "")

    def first_free_minute(self) -> int:
        """Return when the last session of the chosen day ends, in minutes of the day.

        It is 9.00 on a day without sessions. No choice means the last day with some.
        """
        answer = self.values.get("day")
        last_minute = 9 * 60
        for day in self.event.days:
            is_chosen = answer in (None, str(day.date), str(day.number))
            if day.sessions and is_chosen:
                last_minute = max(session.end_minute for session in day.sessions)
        return last_minute


def seats_of(room: Room) -> str:
    """Return `120 seats`; empty if that is not known."""
    return f"{room.capacity} seats" if room.capacity else ""


def name_and_role(person: Speaker) -> str:
    """Return `Kim Lee, Editor`."""
    return ", ".join(filter(None, (person.shown_as or person.name, person.role)))


def print_question(
    field: BoundField, name: str, choices: list[tuple[str, str]]
) -> None:
    """Print what a field is, and its choices by number unless they are many."""
    text = field.description
    if choices:  # which are listed below
        text = f"{text.partition(':')[0].rstrip('.')}."
        if field.list_syntax is not None:
            text += " Separate several with commas."
    echo(f"{name.replace('_', ' ').capitalize()}: {text}")
    if len(choices) > MAX_LISTED:
        return
    for number, (value, note) in enumerate(choices, 1):
        more = f"  ({sanitize(note)})" if note else ""
        echo(f"  {number:>2}  {sanitize(value)}{more}")


def simple_fields(kind: RecordKind) -> dict[str, BoundField]:
    """Return the fields of a kind that fit on one line, by key."""
    fields = input_fields(kind.record).items()
    return {key: field for key, field in fields if key != "id" and field.record is None}


def option_name(field: str) -> str:
    """Return the option of a field."""
    return f"--{field.replace('_', '-')}"


def choose(answer: str, choices: list[tuple[str, str]], field: BoundField) -> str:
    """Return the choice that an answer names or numbers.

    Raise ValueError if it is not accepted.
    """
    if choices:
        answer = _find_choice(answer, choices)
    problem = validation_message(field, answer)
    if problem:
        raise ValueError(problem)
    return answer


def _find_choice(answer: str, choices: list[tuple[str, str]]) -> str:
    names = {note.partition(", ")[0].casefold(): value for value, note in choices}
    names |= {value.casefold(): value for value, _ in choices}
    if answer.isascii() and answer.isdigit() and 1 <= int(answer) <= len(choices):
        answer, _ = choices[int(answer) - 1]
    if answer.casefold() in names:
        return names[answer.casefold()]
    hint = did_you_mean(
        answer, names.values(), "Type one of the numbers or names above."
    )
    raise ValueError(f"“{sanitize(answer)}” is not one of the choices. {hint}")


def validation_message(field: BoundField, text: str) -> str | None:
    """Return why a value is not valid, as the checker says it. None if it is valid."""
    _, errors = parse_value(field, text)
    if not errors or (field.key == "end" and is_duration(text)):
        return None
    return error_text(errors[0], field.key, field.example)


def is_duration(text: str) -> bool:
    """Return True for “45 minutes”, and False for a time such as “10:45”."""
    try:
        dates.parse_duration(text)
    except parsing.ParseError:
        return False
    return ":" not in text
