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
"""Kinds of project, each with a name for an example, the first file and the first
command.
"""
CREATABLE_KINDS = tuple(kind for kind in RECORD_KINDS if asked_fields(kind))
KINDS = (*CREATABLE_KINDS, *PROJECTS, "edition")
METAVARS: dict[Any, str] = {
    **dict.fromkeys((dates.parse_date, dates.parse_date_or_number), "DATE"),
    dates.parse_time: "TIME",
    dates.parse_duration: "LENGTH",
    parse_money: "AMOUNT",
    **dict.fromkeys((types.parse_count, types.parse_stroke_count), "NUMBER"),
    **dict.fromkeys((types.parse_asset, types.parse_picture), "FILE"),
    types.parse_web_address: "URL",
    types.parse_yes_no: "YES",
}
"""Name of a value in the help, by the function that parses it."""
MAX_LISTED = 60  # longest list of choices that is shown


def add_arguments(add: Add) -> None:
    """Add the arguments of `new`: one for each field that fits on one line.

    Kinds share it.
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
    fields: dict[str, tuple[BoundField, list[str]]] = {}
    for kind in CREATABLE_KINDS:
        for name, field in simple_fields(RECORD_KINDS[kind]).items():
            fields.setdefault(name, (field, []))[1].append(kind)
    for name, (field, kinds) in fields.items():
        words = field.description[0].lower() + field.description[1:].rstrip(".")
        metavar = (
            "ID"
            if field.refers_to
            else METAVARS.get(field.value_types[0].parse, "TEXT")
        )
        metavar = metavar if field.list_syntax is None else f"{metavar},{metavar}"
        help_text = f"{words} ({', '.join(kinds)})".replace("%", "%%")
        add(option_name(name), metavar, help_text, dest=f"field_{name}", type=str)


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
    folder, root = options.folder.absolute(), chosen_root(options)
    if kind == "event":
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
    identity = options.id or create.unused_id(
        kind, str(fields[kind.title_field]), used_ids
    )
    if identity in used_ids:
        message = f"The {kind.name} “{identity}” already exists."
        raise CommandError(
            f"{message} Choose a different --id. Nothing was written.", 1
        )
    with saving():
        record = create.create_record(
            project, kind, identity, fields, options.text or ""
        )
        path, (before, after), warnings = record
        label = f"Add the {kind.name} “{fields[kind.title_field]}”"
        save(project, label, {path: (before, after)})
    echo(f"{'Created' if before is None else 'Added to'} {format_path(path)}:")
    old, new = (
        text_file.TextFile.from_bytes(path, data or b"") for data in (before, after)
    )
    for line in text_file.line_diff(old.text, new.text) if old and new else ():
        if re.match(r" *\d+ \+ ", line):
            echo(line)
    print_diagnostics(warnings, format_path)


def new_edition(options: Namespace) -> None:
    """Create an edition, and print what is left to do."""
    from microsite.build import check  # other records do not need it

    project = chosen_project(options)
    if options.folder is None:
        raise CommandError(f"Say which year: {program()} new edition 2028")
    with saving():
        year, keep_speakers = str(options.folder), options.keep_speakers
        old, lines_to_review = next_edition.create_edition(
            project, year, keep_speakers=keep_speakers
        )
    format_path = path_formatter(project)
    folder = short_path(project.root / "editions" / old)
    people = "" if options.keep_speakers else "speakers, "
    echo(
        f"The {old} edition is now in {folder}/ and keeps its address.\ncontent/ and"
        f" data/ are now for {options.folder}. Its dates are to be announced.\nIt has"
        f" no sessions, {people}prices, sponsors, news or booking details yet.\nPages,"
        " resources, figures, rooms, tracks and packages are copied from the old"
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
        kind, values = self.kind, self.values
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
        names = [name for name, field in self.fields.items() if field.is_required]
        if words := " and ".join(
            option_name(name) for name in names if name not in values
        ):
            raise CommandError(
                f"A new {kind.name} needs {words}. See {program()} new --help"
            )
        return values

    def read_option(self, name: str, text: str) -> None:
        """Keep a field given as an option, as it is spelt in the project, such as
        “Guidance”.
        """
        option = option_name(name)
        if name not in self.fields:
            options = ", ".join(map(option_name, self.fields))
            raise CommandError(
                f"A {self.kind.name} has no {option}. It can have: {options}."
            )
        field, parts = self.fields[name], self.split(name, text)
        if not parts:
            raise CommandError(
                f"{option} is empty. Write a value, or leave the option out."
            )
        for problem in filter(
            None, (validation_message(field, part) for part in parts)
        ):
            raise CommandError(f"{option}: {problem}")
        spelling = {choice.casefold(): choice for choice, _ in self.choices(name)}
        self.keep(name, [spelling.get(part.casefold(), part) for part in parts])

    def split(self, name: str, text: str) -> list[str]:
        """Return the values that are typed for a field: several with commas for
        a list.
        """
        parts = [text] if self.fields[name].list_syntax is None else text.split(",")
        return list(filter(None, map(self.fields[name].strip, parts)))

    def keep(self, name: str, parts: Sequence[str]) -> None:
        """Set a field to one value, or to several if it is a list."""
        self.values[name] = (
            parts[0] if self.fields[name].list_syntax is None else tuple(parts)
        )

    def ask(self, name: str, *, only_required: bool) -> None:
        """Ask for a field that is not given, until the answer is valid.

        Raise CommandError.
        """
        field, choices = self.fields[name], self.choices(name)
        is_required = field.is_required or (self.kind.name, name) == ("session", "end")
        if (
            name in self.values
            or (only_required and not is_required)
            or (name == "end" and "length" in self.values)
            or (name == "day" and len(self.event.days) < 2)
            or (not choices and field.refers_to in ("room", "track", "speaker"))
        ):
            return
        text = field.description
        if choices:  # the choices are listed below
            text = f"{text.partition(':')[0].rstrip('.')}."
            text += (
                " Separate several with commas."
                if field.list_syntax is not None
                else ""
            )
        echo(f"{name.replace('_', ' ').capitalize()}: {text}")
        for number, (value, note) in enumerate(
            choices if len(choices) <= MAX_LISTED else (), 1
        ):
            echo(
                f"  {number:>2} "
                f" {sanitize(value)}{f'  ({sanitize(note)})' if note else ''}"
            )
        default = self.default(name)
        hint = default or ("" if is_required else "leave out")
        while True:
            line = ask(f"  [{sanitize(hint)}] > " if hint else "  > ")
            if not line:
                raise CommandError("\nStopped. Nothing was written.")
            answer = line.strip() or default
            if not answer and not is_required:
                return
            try:
                if answers := [
                    choose(part, choices, field) for part in self.split(name, answer)
                ]:
                    self.keep(name, answers)
                    return
                echo("  Please type a value.")
            except ValueError as problem:
                echo(f"  {problem}")

    def choices(self, name: str) -> list[tuple[str, str]]:
        """Return the values to choose from, each with a note."""
        event, field = self.event, self.fields[name]
        match field.refers_to or f"{self.kind.name} {name}":
            case "room":
                rooms = ((room.name, room.capacity) for room in event.rooms)
                return [
                    (title, f"{seats} seats" if seats else "") for title, seats in rooms
                ]
            case "track":
                return [(track.name, track.about or "") for track in event.tracks]
            case "speaker":
                people = event.speakers
                notes = (
                    (person.shown_as or person.name, person.role) for person in people
                )
                texts = (", ".join(filter(None, note)) for note in notes)
                return [
                    (person.slug, text)
                    for person, text in zip(people, texts, strict=True)
                ]
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
        return (
            []
            if field.list_syntax is not None
            else [(choice, "") for choice in field.choices]
        )

    def default(self, name: str) -> str:
        """Return the meaning of an empty answer."""
        answer = self.values.get("day")
        days = [day for day in self.event.days if day.sessions]
        days = [day for day in days if answer in (None, str(day.date), str(day.number))]
        last = (
            max(session.end_minute for session in days[-1].sessions) if days else 9 * 60
        )
        defaults = {
            "session kind": "talk",
            "session end": "45 minutes",
            "page menu": "no",
        }
        defaults |= {"session start": clock(last), "news date": self.today}
        return defaults.get(f"{self.kind.name} {name}", "")


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
        names = {note.partition(", ")[0].casefold(): value for value, note in choices}
        names |= {value.casefold(): value for value, _ in choices}
        if answer.isascii() and answer.isdigit() and 1 <= int(answer) <= len(choices):
            answer = choices[int(answer) - 1][0]
        elif answer.casefold() not in names:
            hint = did_you_mean(
                answer, names.values(), "Type one of the numbers or names above."
            )
            raise ValueError(f"“{sanitize(answer)}” is not one of the choices. {hint}")
        answer = names[answer.casefold()]
    if problem := validation_message(field, answer):
        raise ValueError(problem)
    return answer


def validation_message(field: BoundField, text: str) -> str | None:
    """Return why a value is not valid, in the words of the checker, or None if
    it is.
    """
    _, errors = parse_value(field, text)
    if not errors or (field.key == "end" and is_duration(text)):
        return None
    return error_text(errors[0], field.key, field.example)


def is_duration(text: str) -> bool:
    """Return True for a length such as “45 minutes”, False for a time such as
    “10:45”.
    """
    try:
        dates.parse_duration(text)
    except parsing.ParseError:
        return False
    return ":" not in text
