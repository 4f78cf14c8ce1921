"""JSON Schemas of a project's files, with its own rooms, tracks, tiers and people: for editors that
complete from them.

They say a little less than the checker, and never more: what they refuse, a build refuses too.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from microsite.json_text import pretty
from microsite.model.event import Event
from microsite.model.fields import Field, Record, input_fields
from microsite.model.kinds import FILE_SETTINGS, RECORD_KINDS, kinds_in_file
from microsite.model.records.resources import Resource
from microsite.model.types import NO, YES, YES_NO, ListSyntax
from microsite.project import Project

DIALECT = "http://json-schema.org/draft-07/schema#"
FOLDER = "schemas"
"""Inside .cache."""
MOST_NAMES = 1000
"""Of more names editors make a list that nobody can use."""
Schema = dict[str, Any]

DATA_SCHEMAS = tuple(dict.fromkeys(kind.file for kind in RECORD_KINDS.values() if kind.file))
DOCUMENT_SCHEMAS = tuple(kind.name for kind in RECORD_KINDS.values() if not kind.file)


def write_schemas(project: Project, event: Event) -> None:
    """Write the schemas to .cache/schemas/, where .vscode/settings.json looks for them.

    A disk that refuses is no reason to fail.
    """
    folder, writer = project.cache / FOLDER, SchemaWriter(event)
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        for name in (*DATA_SCHEMAS, *DOCUMENT_SCHEMAS):
            path, text = folder / f"{name}.schema.json", pretty(writer.schema(name)) + "\n"
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                path.write_text(text, encoding="utf-8")


class SchemaWriter:
    """Knows the names of one project."""

    def __init__(self, event: Event) -> None:
        self.event = event

    def schema(self, name: str) -> Schema:
        """The schema of a data file or a kind of Markdown file."""
        made = (
            self.data_file(name) if name in DATA_SCHEMAS else self.record(RECORD_KINDS[name].record)
        )
        return {"$schema": DIALECT, **made}

    def data_file(self, file: str) -> Schema:
        """Settings and lists under their names, or the first list alone."""
        settings = FILE_SETTINGS.get(file)
        whole: Schema = self.record(settings) if settings else {"type": "object", "properties": {}}
        entries = {
            kind.key: {"type": ["array", "null"], "items": self.record(kind.record)}
            for kind in kinds_in_file(file)
        }
        whole["properties"] |= entries
        whole["additionalProperties"] = False
        return {"if": {"type": "array"}, "then": next(iter(entries.values())), "else": whole}

    def record(self, kind: type[Record]) -> Schema:
        """A block of lines."""
        fields = input_fields(kind)
        return {
            "type": "object",
            "description": (kind.__doc__ or "").split("\n", maxsplit=1)[0],
            "properties": {key: self.field(kind, field) for key, field in fields.items()},
            "required": [key for key, field in fields.items() if field.is_required],
            "additionalProperties": False,
        }

    def field(self, kind: type[Record], field: Field) -> Schema:
        """One field, with what an editor shows of it."""
        schema = self.item(field, self.names(kind, field))
        if field.list_syntax is not None:
            many = {"type": "array", "items": schema}
            schema = many if field.list_syntax is ListSyntax.ITEMS else {"anyOf": [many, schema]}
        about: Schema = {"description": field.description}
        if field.example:
            about["examples"] = [field.example.strip('"')]
        return (
            schema | about if field.is_required else {"anyOf": [schema, {"type": "null"}], **about}
        )

    def item(self, field: Field, names: list[str] | None) -> Schema:
        """One value of a field."""
        if field.record is not None:
            return self.record(field.record)
        if field.choices == YES_NO:
            return {
                "anyOf": [one_of_words(["yes", "no"]), {"type": "boolean"}, any_case([*YES, *NO])]
            }
        if field.choices or names is not None:
            return one_of_words(list(field.choices) or names or [])
        options = [_as_typed(type_.schema) for type_ in field.value_types]
        return options[0] if len(options) == 1 else {"anyOf": options}

    def names(self, kind: type[Record], field: Field) -> list[str] | None:
        """What a field that names a record can say; None where it may say anything."""
        if kind is Resource and field.name == "kind":
            return list(self.event.library.kinds)
        book = self.event.references.get(field.refers_to)
        if book is None or not book.closed or len(book.ids) > MOST_NAMES:
            return None
        shown = {room.name: None for room in self.event.rooms} if field.refers_to == "room" else {}
        if field.refers_to == "track":
            shown = {track.name: None for track in self.event.tracks}
        return list(
            {
                **shown,
                **dict.fromkeys(book.shown),
                **dict.fromkeys(book.ids),
                **dict.fromkeys(map(str.casefold, book.called)),
                **dict.fromkeys(book.reserved),
            }
        )


def one_of_words(words: list[str]) -> Schema:
    """One of some words; capitals do not matter, nor whether words are joined by a space, hyphen or
    underscore.
    """
    return {"anyOf": [{"enum": words}, any_case(words)]} if words else {"type": "string"}


def any_case(words: Iterable[str]) -> Schema:
    """The same as a pattern: the schema has no other way to say it."""
    return {"type": "string", "pattern": f"^({'|'.join(_loose(word) for word in sorted(words))})$"}


def _loose(word: str) -> str:
    return "".join(
        f"[{letter.lower()}{letter.upper()}]"
        if letter.isascii() and letter.isalpha()
        else "[ _-]+"
        if letter in " -_"
        else f"\\u{ord(letter):04x}"
        if not letter.isascii() and ord(letter) < 0x10000
        else f"\\{letter}"
        if letter in r".^$*+?()[]{}|\/"
        else letter
        for letter in word
    )


def _as_typed(schema: Schema) -> Schema:
    """A schema of a text or number, widened to what YAML makes of how people type it."""
    made = {key: value for key, value in schema.items() if key != "examples"}
    if made.get("type") == "integer":
        return {"anyOf": [made, {"type": "string", "pattern": r"^\d[\d,]*$"}]}
    if made.get("type") == "string":
        made["type"] = ["string", "number"]
        if "pattern" in made and schema.get("examples"):
            made["patternErrorMessage"] = f"Write it like {schema['examples'][0]}"
    return made
