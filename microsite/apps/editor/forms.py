"""Forms, built from the declarations of fields: labels, hints, and the control for each
type.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import cast

from msgspec import Struct
from msgspec.structs import replace

from microsite.apps.editor.entered import (
    EnteredError,
    confirmation,
    find_same,
    to_shown,
    to_written,
)
from microsite.apps.editor.labels import field_label
from microsite.apps.editor.records import ProjectRecords, body_field, form_fields
from microsite.diagnostics.display import capitalized
from microsite.locales.locale import ENGLISH
from microsite.locales.untranslated import language_name
from microsite.model import dates, types
from microsite.model.fields import BoundField, Record, input_fields
from microsite.model.kinds import asked_fields
from microsite.model.money import parse_money
from microsite.model.record_reader import parse_value
from microsite.saving.value_edits import plain_record
from microsite.source.languages import match_language
from microsite.source.nodes import Plain, truncate

MAX_RADIOS = 4
DAYS = (dates.parse_date, dates.parse_datetime, dates.parse_date_or_number)
MAX_CONTENT = 80  # characters of what is filled in, beside the name of a closed group


class Choice(Struct, frozen=True):
    """An option of a field."""

    value: str
    label: str


class FormField(Struct, frozen=True, kw_only=True):
    """A field of a form, or a group of them."""

    name: str  # name of the control: the path, with dots
    widget: str  # name of its macro in `fields.html`
    label: str
    hint: str = ""
    example: str = ""
    value: str = ""
    values: tuple[str, ...] = ()  # values of a list of names or lines
    choices: tuple[Choice, ...] = ()
    is_required: bool = False
    is_default: bool = False  # True if nothing is written, so that the default is shown
    error: str = ""
    has_conflict: bool = False
    note: str = ""
    """Sentence below the control: how a date is understood, or another version."""
    input_mode: str = ""
    refers_to: str = ""
    fields: tuple["FormField", ...] = ()  # fields of a group
    items: tuple[tuple["FormField", ...], ...] = ()  # groups of a list of groups

    @property
    def id(self) -> str:
        return f"f-{self.name.replace('.', '-')}"

    @property
    def errors(self) -> Iterator["FormField"]:
        """Yield the fields with errors, itself or those inside it."""
        if self.error:
            yield self
        for field in (*self.fields, *(field for item in self.items for field in item)):
            yield from field.errors

    @property
    def is_main(self) -> bool:
        """True if a form shows it at once, not only among more fields."""
        has_error = any(self.errors)
        return (
            self.is_required
            or bool(self.content)
            or has_error
            or self.widget == "markdown"
        )

    @property
    def content(self) -> str:
        """The values, in a few words; empty without any."""
        fields = (*self.fields, *(field for item in self.items for field in item))
        values = [self.value] if self.value and not self.is_default else [*self.values]
        texts = (*values, *(field.content for field in fields))
        return truncate(", ".join(filter(None, texts)), MAX_CONTENT)


Path = tuple[str | int, ...]


def has_languages(value: Plain) -> bool:
    """Return whether a list has texts in several languages, which are changed in the
    file.
    """
    return isinstance(value, list) and any(isinstance(item, dict) for item in value)


def default_choice(field: BoundField) -> str:
    """Return the choice that applies while nothing is written; empty if there
    is none.
    """
    if field.default is None or field.is_required:
        return ""
    if isinstance(field.default, StrEnum):
        return field.default.value
    return "yes" if field.default else "no"


class FormBuilder:
    """Builds the form of a kind, and reads what was entered in it."""

    def __init__(self, kind: str, records: ProjectRecords) -> None:
        self.kind = kind
        self.records = records
        fields = form_fields(kind, records.kinds)
        self.fields = {key: field for key, field in fields.items() if key != "id"}
        """Fields that people can change.

        The id of a record is made from its title, and stays.
        """
        self.entered: Mapping[str, list[str]] = {}  # texts by name of the control
        self.errors: dict[Path, str] = {}  # errors to show, by path
        self.added = ""  # name of the list to which an empty group is added
        self.conflicts: list[str] = []  # fields that somebody else has changed, too
        event = next(iter(records.all_of("event")), None)
        settings = event.values if event else {}
        pairs = (
            (form_fields("event")[key], settings.get(key)) for key in ("starts", "ends")
        )
        days = (parse_value(field, str(text or ""))[0] for field, text in pairs)
        self.starts, self.ends = (
            day if isinstance(day, datetime) else None for day in days
        )
        self.year = self.starts.year if self.starts else None
        languages = settings.get("languages")
        self.languages = (
            list(map(str, languages)) if isinstance(languages, list) else []
        )

    def build(self, values: Mapping[str, Plain]) -> list[FormField]:
        """Return the fields with values and errors: those asked for first at
        the top.
        """
        first = [key for key in asked_fields(self.kind) if key in self.fields]
        if first and (body := body_field(self.kind)):
            first.append(body.key)
        order = dict.fromkeys((*first, *self.fields))
        return [self._field(self.fields[key], (key,), values.get(key)) for key in order]

    def _field(self, field: BoundField, path: Path, value: Plain) -> FormField:
        form_field = self._described(field, path)
        if field.record is not None and field.list_syntax is not None:
            items = list(value) if isinstance(value, list) else []
            if not items or self.added == form_field.name:
                items.append(None)
            groups = [
                self._group(field.record, (*path, n), item)
                for n, item in enumerate(items)
            ]
            return replace(form_field, widget="groups", items=tuple(groups))
        if field.record is not None:
            inside = self._group(field.record, path, value)
            return replace(form_field, widget="group", fields=inside)
        if field.list_syntax is not None and has_languages(value):
            return replace(form_field, widget="kept")
        if field.list_syntax is not None:
            texts = list(map(str, value)) if isinstance(value, list) else []
            errors = (
                text for at, text in self.errors.items() if at[: len(path)] == path
            )
            return self._list(field, replace(form_field, error=next(errors, "")), texts)
        if names := self._language_names(field, value):
            values = value if isinstance(value, dict) else {next(iter(names)): value}
            fields = []
            for key, name in names.items():
                part = self._described(field, (*path, key))
                part = replace(part, label=name, hint="", is_required=False)
                fields.append(self._single(field, part, str(values.get(key) or "")))
            return replace(form_field, widget="languages", fields=tuple(fields))
        return self._single(field, form_field, value if isinstance(value, str) else "")

    def _language_names(self, field: BoundField, value: Plain) -> dict[str, str]:
        """Return the names of the languages of a text by key; empty for one
        language.
        """
        keys = list(value) if isinstance(value, dict) else []
        if not keys and not (
            not field.from_file and field.is_text and len(self.languages) > 1
        ):
            return {}
        tags = [match_language(key, tuple(self.languages)) for key in keys]
        keys += [
            language.partition("-")[0]
            for language in self.languages
            if language not in tags
        ]
        return {key: language_name(key, "en") for key in keys}

    def _group(
        self, record: type[Record], path: Path, value: Plain
    ) -> tuple[FormField, ...]:
        values = value if isinstance(value, dict) else {}
        fields = input_fields(record).items()
        return tuple(
            self._field(inner, (*path, key), values.get(key)) for key, inner in fields
        )

    def _described(self, field: BoundField, path: Path) -> FormField:
        name = ".".join(map(str, path))
        return FormField(
            name=name,
            widget="text",
            label=field_label(field),
            hint=field.hint or field.description,
            example=field.example.strip('"') if field.record is None else "",
            is_required=field.is_required,
            error=self.errors.get(path, ""),
            has_conflict=name in self.conflicts,
            refers_to=field.refers_to,
        )

    def _list(
        self, field: BoundField, form_field: FormField, texts: Sequence[str]
    ) -> FormField:
        if field.choices:
            values = tuple(find_same(field, text, field.choices) for text in texts)
            # Words with an error are not lost
            words = dict.fromkeys((*field.choices, *values))
            choices = tuple(Choice(word, capitalized(word)) for word in words)
            return replace(form_field, widget="checks", values=values, choices=choices)
        if field.refers_to:
            names = [self.name_of(field.refers_to, text) for text in texts]
            choices = self.reference_choices(field.refers_to)
            return replace(
                form_field, widget="names", values=(*names, ""), choices=choices
            )
        hint = f"{form_field.hint} Write each on its own line."
        return replace(
            form_field, widget="lines", values=tuple(texts), hint=hint, example=""
        )

    def _single(self, field: BoundField, form_field: FormField, text: str) -> FormField:
        if field.refers_to:
            name = self.name_of(field.refers_to, text)
            choices = self.reference_choices(field.refers_to)
            return replace(
                form_field, widget="select_or_name", value=name, choices=choices
            )
        if choices := self._choices(field, text):
            default = default_choice(field)
            widget = "radios" if len(choices) <= MAX_RADIOS else "select"
            if widget == "radios" and not default and not field.is_required:
                choices = (*choices, Choice("", "Not set"))
            return replace(
                form_field,
                widget=widget,
                value=find_same(
                    field, text or default, (choice.value for choice in choices)
                ),
                choices=choices,
                is_default=not text,
                example="",
            )
        widget = "markdown" if field.is_parsed_by(types.parse_markdown) else "text"
        if field.long and widget == "text":
            widget = "long"
        if field.is_parsed_by(types.parse_picture):
            widget = "picture"
        modes = (mode for parser, mode in INPUT_MODES if field.is_parsed_by(parser))
        example = form_field.example
        if field.is_parsed_by(*DAYS):
            example = to_shown(field, example or "2027-05-20")
        return replace(
            form_field,
            widget=widget,
            value=to_shown(field, text),
            note=confirmation(field, text),
            input_mode=next(modes, ""),
            example=example,
        )

    def _choices(self, field: BoundField, text: str) -> tuple[Choice, ...]:
        if field.is_parsed_by(dates.parse_date_or_number):
            return tuple(self._days(text))
        if self.kind == "resource" and field.key == "kind":
            settings = next(iter(self.records.all_of("resources")), None)
            names = settings.values.get("kinds") if settings else None
            defaults = form_fields("resources")["kinds"].default
            words = [
                str(name) for name in (names if isinstance(names, list) else defaults)
            ]
            return tuple(Choice(word, word) for word in words)
        kinds = (
            self.records.all_of("kind")
            if (self.kind, field.key) == ("session", "kind")
            else ()
        )
        words = [*field.choices, *(kind.title for kind in kinds)]
        return tuple(Choice(word, capitalized(word)) for word in words)

    def _days(self, text: str) -> Iterator[Choice]:
        """Yield the days of an event of several days. A number stays one."""
        if self.starts is None or self.ends is None:
            return
        length = (self.ends.date() - self.starts.date()).days + 1
        for number in range(1, length + 1) if 1 < length < 32 else ():
            day = self.starts.date() + timedelta(days=number - 1)
            is_number = text.strip() == str(number)
            yield Choice(
                str(number) if is_number else day.isoformat(), ENGLISH.date(day, "full")
            )

    def reference_choices(self, kind: str) -> tuple[Choice, ...]:
        """Return the names of the records of a kind, each unique, and their ids."""
        entries = [entry for entry in self.records.all_of(kind) if "." not in entry.id]
        titles = [entry.title for entry in entries]
        return tuple(
            Choice(
                title if titles.count(title) == 1 else f"{title} ({entry.id})", entry.id
            )
            for title, entry in zip(titles, entries, strict=True)
        )

    def name_of(self, kind: str, reference: str) -> str:
        """Return the name by which a form shows a reference."""
        folded = reference.casefold()
        names = self.reference_choices(kind)
        return next(
            (name.value for name in names if name.label.casefold() == folded), reference
        )

    def reference_to(self, kind: str, name: str) -> str:
        """Return the reference that a file has for a name: an id, or the name of a
        room.
        """
        folded = " ".join(name.split()).casefold()
        for choice in self.reference_choices(kind):
            if folded in (choice.value.casefold(), choice.label.casefold()):
                by_name = kind in ("room", "track") and "(" not in choice.value
                return choice.value if by_name else choice.label
        return name.strip()

    def read(
        self, entered: Mapping[str, list[str]], base: Mapping[str, Plain]
    ) -> dict[str, Plain]:
        """Return the entered values. One that means what was there stays as it was."""
        self.entered = entered
        self.errors = {}
        fields = self.fields.items()
        values = {
            key: self._read(field, (key,), base.get(key)) for key, field in fields
        }
        return plain_record(self.fields, values)

    def _read(self, field: BoundField, path: Path, base: Plain) -> Plain:
        name = ".".join(map(str, path))
        if field.record is not None and field.list_syntax is not None:
            pattern = re.compile(rf"{re.escape(name)}\.(\d+)\.")
            indexes = {
                int(match[1]) for key in self.entered if (match := pattern.match(key))
            }
            bases = dict(enumerate(base)) if isinstance(base, list) else {}
            return [
                self._read_group(field.record, (*path, index), bases.get(index))
                for index in sorted(indexes)
                if f"{name}.{index}._remove" not in self.entered
            ]
        if field.record is not None:
            return self._read_group(field.record, path, base)
        texts = [text.replace("\r\n", "\n") for text in self.entered.get(name, ())]
        keys = [
            key.removeprefix(f"{name}.")
            for key in self.entered
            if key.startswith(f"{name}.")
        ]
        if keys:
            old_parts = base if isinstance(base, dict) else {keys[0]: base}
            parts = {
                key: self._read(field, (*path, key), old_parts.get(key)) for key in keys
            }
            values: dict[str, Plain] = {
                key: part for key, part in parts.items() if part
            }
            is_single = not isinstance(base, dict) and values.keys() <= {keys[0]}
            return values.get(keys[0]) if is_single else values or None
        if field.list_syntax is not None and has_languages(base):
            return base
        if field.list_syntax is not None:
            items = [
                str(item)
                for item in (base if isinstance(base, list) else [base])
                if item
            ]
            lines = (
                texts
                if field.refers_to or field.choices
                else "\n".join(texts).split("\n")
            )
            new_items = [self._text(field, path, line, items) for line in lines]
            return cast("Plain", [item for item in new_items if item])
        text = texts[0] if texts else ""
        default = default_choice(field) if base is None and field.choices else ""
        if text and default and find_same(field, text, [default]) == default:
            return None
        return self._text(field, path, text, [base] if isinstance(base, str) else [])

    def _read_group(self, record: type[Record], path: Path, base: Plain) -> Plain:
        bases = base if isinstance(base, dict) else {}
        fields = input_fields(record).items()
        values = {
            key: self._read(field, (*path, key), bases.get(key))
            for key, field in fields
        }
        return {key: value for key, value in values.items() if value}

    def _text(
        self, field: BoundField, path: Path, text: str, bases: Sequence[str]
    ) -> str | None:
        """Return an entered text as files have it, or as it was if it means the
        same.
        """
        text = (
            text.strip("\n")
            if field.is_parsed_by(types.parse_markdown)
            else text.strip()
        )
        if not text.strip():
            return None
        if field.refers_to:
            matches = (
                base for base in bases if self.name_of(field.refers_to, base) == text
            )
            return next(matches, None) or self.reference_to(field.refers_to, text)
        try:
            text = to_written(field, text, self.year)
        except EnteredError as problem:
            self.errors[path] = str(problem)
            return text
        return find_same(field, text, bases)


INPUT_MODES: tuple[tuple[Callable[[str], object], str], ...] = (
    (types.parse_email, "email"),
    (types.parse_phone, "tel"),
    (types.parse_count, "numeric"),
    (parse_money, "decimal"),
    (types.parse_web_address, "url"),
    (types.parse_new_address, "url"),
    (dates.parse_time, "text"),
)
"""Keyboards that a phone shows, by type."""
