"""JSON Schemas of a project's files for editors.

A build rejects all they do but curly quotes.
"""

from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from itertools import chain
from typing import Any

from msgspec import Struct, json

from microsite.model.event import Event
from microsite.model.fields import BoundField, Record, input_fields
from microsite.model.kinds import FILE_SETTINGS, RECORD_KINDS, kinds_in_file
from microsite.model.parsing import ListSyntax
from microsite.model.records.content import Resource, SessionRecord
from microsite.model.types import NO, YES, YES_NO
from microsite.project import Project

SCHEMAS = tuple(dict.fromkeys(kind.file or kind.name for kind in RECORD_KINDS.values()))
"""Names of the schemas: of data files, and of kinds of Markdown files."""

Schema = dict[str, Any]


def write_schemas(project: Project, event: Event) -> None:
    """Write the schemas to .cache/schemas/ for editors. Ignore errors of the disk."""
    folder, schemas = project.cache / "schemas", ProjectSchemas(event)
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        for name in SCHEMAS:
            path = folder / f"{name}.schema.json"
            content = json.encode(schemas.schema(name), enc_hook=str)
            if not path.exists() or path.read_bytes() != content:
                path.write_bytes(content)


class ProjectSchemas(Struct):
    """Schemas with the names of one project."""

    event: Event

    def schema(self, name: str) -> Schema:
        """Return the schema of a kind of Markdown file, or of a data file: lists, or
        the first.
        """
        dialect = {"$schema": "http://json-schema.org/draft-07/schema#"}
        kinds = kinds_in_file(name)
        if not kinds:
            return dialect | self.record(RECORD_KINDS[name].record)
        settings = FILE_SETTINGS.get(name)
        schema: Schema = (
            self.record(settings) if settings else {"type": "object", "properties": {}}
        )
        array = {"type": ["array", "null"]}
        lists = {
            key: array | {"items": self.record(kind.record)}
            for key, kind in kinds.items()
        }
        schema["properties"] |= lists
        schema["additionalProperties"] = False
        first = next(iter(lists.values()))
        return dialect | {"if": {"type": "array"}, "then": first, "else": schema}

    def record(self, record: type[Record]) -> Schema:
        kinds = (kind for kind in self.event.kinds.values() if kind.record is record)
        fields = next((kind.fields for kind in kinds), input_fields(record))
        return {
            "type": "object",
            "description": (record.__doc__ or "").split("\n", maxsplit=1)[0],
            "properties": {
                key: self.field(record, field) for key, field in fields.items()
            },
            "required": [key for key, field in fields.items() if field.is_required],
            "additionalProperties": False,
        }

    def field(self, record: type[Record], field: BoundField) -> Schema:
        """Return the schema of a field, with its description."""
        names = self.names(record, field)
        if field.record is not None:
            schema = self.record(field.record)
        elif field.choices == YES_NO:
            words = any_case_pattern([*YES, *NO])
            schema = {"anyOf": [one_of(list(YES_NO)), {"type": "boolean"}, words]}
        elif field.choices or names is not None:
            schema = one_of([*field.choices, *(names or [])])
        else:
            options = [
                accept_yaml_scalars(value_type.schema)
                for value_type in field.value_types
            ]
            schema = options[0] if len(options) == 1 else {"anyOf": options}
        if field.list_syntax is not None:
            array = {"type": "array", "items": schema}
            allows_one = field.list_syntax is not ListSyntax.ITEMS
            schema = {"anyOf": [array, schema]} if allows_one else array
        if len(self.event.record.languages) > 1 and field.record is None:
            schema = {
                "anyOf": [schema, {"type": "object", "additionalProperties": schema}]
            }
        about: Schema = {"description": field.description}
        if field.example:
            about["examples"] = [field.example.strip('"')]
        return {
            **(schema if field.is_required else {"anyOf": [schema, {"type": "null"}]}),
            **about,
        }

    def names(self, record: type[Record], field: BoundField) -> list[str] | None:
        """Return the names that a reference can contain.

        None if any text is possible.
        """
        if record is Resource and field.name == "kind":
            return list(self.event.library.kinds)
        if record is SessionRecord and field.name == "kind":
            return [kind.name for kind in self.event.records["kind"]]
        index = self.event.references.get(field.refers_to)
        # Too many to choose from
        if index is None or not index.complete or len(index.ids) > 1000:
            return None
        has_titles = field.refers_to in ("room", "track")
        titles = (
            item.name for item in self.event.records[field.refers_to] if has_titles
        )
        names = map(str.casefold, index.names)
        return list(
            dict.fromkeys(
                chain(titles, index.candidates, index.ids, names, index.broken)
            )
        )


def one_of(words: list[str]) -> Schema:
    """Return the schema of some words, in any case, joined by spaces, hyphens or
    underscores.
    """
    return (
        {"anyOf": [{"enum": words}, any_case_pattern(words)]}
        if words
        else {"type": "string"}
    )


def any_case_pattern(words: Iterable[str]) -> Schema:
    """Return a pattern for words in any case, since JSON Schema has no option
    for it.
    """
    patterns = "|".join("".join(map(_letter_pattern, word)) for word in sorted(words))
    return {"type": "string", "pattern": f"^({patterns})$"}


@cache
def _letter_pattern(letter: str) -> str:
    if letter.isascii() and letter.isalpha():
        return f"[{letter.lower()}{letter.upper()}]"
    if letter in " -_":
        return "[ _-]+"
    if not letter.isascii() and ord(letter) < 0x10000:
        return f"\\u{ord(letter):04x}"
    return f"\\{letter}" if letter in r".^$*+?()[]{}|\/" else letter


def accept_yaml_scalars(schema: Schema) -> Schema:
    """Return a schema that also accepts values that YAML does not read as the type they
    have.
    """
    wider_schema = {key: value for key, value in schema.items() if key != "examples"}
    if wider_schema.get("type") == "integer":
        return {"anyOf": [wider_schema, {"type": "string", "pattern": r"^\d[\d,]*$"}]}
    if wider_schema.get("type") == "string":
        wider_schema["type"] = ["string", "number"]
        if "pattern" in wider_schema and schema.get("examples"):
            wider_schema["patternErrorMessage"] = (
                f"Write it like {schema['examples'][0]}"
            )
    return wider_schema
