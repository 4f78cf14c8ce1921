"""Declarations of fields, and the base class of records."""

import re
from collections.abc import Callable, Iterator
from enum import Enum, StrEnum
from functools import cache, partial
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from msgspec import Struct, structs

from microsite.diagnostics.source_text import Span
from microsite.model import parsing, types
from microsite.model.types import Label, YesNo
from microsite.source.edits import strip_curly_quotes
from microsite.source.nodes import Mapping, span_at

PROSE_PARSERS = (types.parse_line, types.parse_label, types.parse_markdown)
"""Functions that parse texts that people read."""
DEFAULT_WIDTH = 18
"""Width of a column of a workbook, in characters."""


class Exported(Enum):
    """Whether `event.json` has a field."""

    YES = "always"
    IF_GIVEN = "if it has a value"
    NO = "never"


class Compared(Enum):
    """How a report of changes shows a changed field."""

    FIELD = "by its label, with both values"
    SENTENCE = "in a sentence of its own"
    NO = "not at all, or as a change of another kind"


class Field(Struct, frozen=True, kw_only=True):
    """Everything that a class of records declares about a field, except its type.

    What a declaration does not release is private: no export and no search has it.
    """

    description: str
    """For messages, schemas, the documentation and, without a `hint`, for forms."""
    example: str = ""
    aliases: tuple[str, ...] = ()
    """Other names that people type."""
    refers_to: str = ""
    """Kind of record whose ids or names the field contains."""
    missing: str = ""
    """Code of the error for a reference to a record that does not exist."""
    label: str = ""
    """In forms and reports. Empty for the key with a capital letter."""
    noun: str = ""
    """In sentences, after “the”. Empty for the label."""
    hint: str = ""
    """In forms, where the description is about files."""
    asked: int = 0
    """Place among the fields that `new` asks for and forms show first; 0 for none."""
    long: bool = False
    """Whether a form has a larger box for it, since it is often a whole sentence."""
    in_lists: bool = False
    """Whether lists of the editor show it beside the title."""
    width: int = DEFAULT_WIDTH
    """Width of its column in a workbook, in characters; 0 for no column."""
    imported: bool = True
    """Whether an import may set it."""
    exported: Exported = Exported.NO
    compared: Compared = Compared.FIELD
    translatable: bool = True
    """False for texts that are names, or that no visitor reads."""
    fixed: bool = False
    """Whether it must be the same in all languages."""
    private: bool = False
    """Whether nobody may know it of a protected person."""
    from_file: bool = False
    """Whether it is the name or the text of a Markdown file, not a setting in it."""


class BoundField(Field, frozen=True, eq=False, kw_only=True):
    """A declared field of a class of records, with its name, type and default."""

    name: str
    key: str
    """The name that people type."""
    is_required: bool = False
    default: Any = None
    value_types: tuple[parsing.ValueType, ...]
    """Types of one value: several if any of them will do, none for a nested record."""
    record: "type[Record] | None" = None
    list_syntax: parsing.ListSyntax | None = None
    """None for a single value."""
    is_optional: bool = True
    custom: "CustomField | None" = None
    """Its declaration, if it is not a field of the engine."""

    @property
    def choices(self) -> tuple[str, ...]:
        """Words to choose from. Empty if anything can be typed."""
        return tuple(word for type_ in self.value_types for word in type_.choices)

    @property
    def is_text(self) -> bool:
        """Return whether it is to be translated, unlike names of people and places."""
        is_prose = self.is_parsed_by(*PROSE_PARSERS)
        return is_prose and self.translatable and not self.refers_to

    def strip(self, text: str) -> str:
        """Return a text as it is meant, without spaces around it.

        Curly quotes of Word around all of it belong to prose alone.
        """
        text = text.strip()
        is_prose = all(type_.parse in PROSE_PARSERS for type_ in self.value_types)
        if is_prose and not self.refers_to:
            return text
        return strip_curly_quotes(text)

    def is_parsed_by(self, *parsers: Callable[[str], Any]) -> bool:
        """Return whether one of these functions parses its values."""
        return any(type_.parse in parsers for type_ in self.value_types)


class Record(Struct, frozen=True, kw_only=True):
    """Base class of records: facts that people type in one place.

    A field is declared by its annotation: `name: Annotated[Line, Field(...)] = ""`.
    """

    node: Mapping | None = None
    """None for a record that is made by hand."""
    custom: "tuple[tuple[CustomField, Any], ...]" = ()
    """Custom fields and their values, in the order in which they are declared."""

    def span(self, *path: str | int) -> Span:
        """Return the span of a field or of an entry of it, else that of the record."""
        assert self.node is not None
        return span_at(self.node, path)

    def has_written(self, key: str) -> bool:
        """Return whether a value is typed for a field, rather than left to its
        default.
        """
        value = self.node.values.get(key) if self.node else None
        return value is not None and not value.is_empty


@cache
def fields_of(record: type[Record]) -> dict[str, BoundField]:
    """Return the fields of a record class by attribute, in the order of the
    documentation.
    """
    fields = {}
    for field in structs.fields(record):
        if get_origin(field.type) is Annotated:
            fields[field.name] = _bind(field)
    return fields


def _bind(field: structs.FieldInfo) -> BoundField:
    """Return a field with what its annotation says."""
    value_types = []
    declared: Field | None = None
    record: type[Record] | None = None
    list_syntax: parsing.ListSyntax | None = None
    is_optional = False
    for part in _parts(field.type):
        if part is None:
            is_optional = True
        elif isinstance(part, Field):
            declared = declared or part  # the outermost comes first
        elif isinstance(part, parsing.ValueType):
            value_types.append(part)
        elif isinstance(part, parsing.ListSyntax):
            list_syntax = list_syntax or part
        else:
            record = record or part
    assert declared is not None, f"{field.name} has no Field in its annotation"
    return BoundField(
        **structs.asdict(declared),
        name=field.name,
        key=field.encode_name,
        is_required=field.required,
        default=None if field.required else field.default,
        value_types=tuple(value_types),
        record=record,
        list_syntax=list_syntax,
        is_optional=is_optional,
    )


def _parts(annotation: Any) -> Iterator[Any]:
    """Yield the metadata of an annotation, the types of its values, and None if it is
    optional.
    """
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from annotation.__metadata__
        metadata_types = map(type, annotation.__metadata__)
        if parsing.ValueType not in metadata_types:
            yield from _parts(annotation.__origin__)
    elif origin in (Union, UnionType):
        for argument in get_args(annotation):
            yield from _parts(argument)
    elif origin is tuple:
        yield from _parts(get_args(annotation)[0])
        yield parsing.ListSyntax.ITEMS
    elif annotation is NoneType:
        yield None
    elif issubclass(annotation, StrEnum):
        words = tuple(choice.value for choice in annotation)
        yield parsing.ValueType(partial(types.parse_choice, annotation), {}, words)
    else:
        yield annotation


@cache
def input_fields(record: type[Record]) -> dict[str, BoundField]:
    """Return the fields that people type, by that name, in the order of the
    documentation.
    """
    fields = fields_of(record).values()
    return {field.key: field for field in fields if not field.from_file}


def field_with_alias(record: type[Record], word: str) -> BoundField | None:
    """Return the field that people also call by a word."""
    for field in fields_of(record).values():
        if word in field.aliases:
            return field
    return None


FIELD_KINDS: dict[str, Any] = {
    "text": types.Line,
    "one of": None,
    "several of": None,
    "yes/no": types.YesNo,
    "link": types.WebAddress,
    "number": types.Number,
    "date": types.Day,
}
"""Types of values by kind of custom field; None for words to choose from."""
FieldKind = Annotated[str, types.choice_type(*FIELD_KINDS)]
Shown = Annotated[str, types.choice_type("card", "page", "both", "nowhere")]


class CustomField(Record, frozen=True, kw_only=True):
    """A field that a project declares."""

    name: Annotated[
        types.Slug,
        Field(
            description="The name to type in front of a colon.", example="experience"
        ),
    ]
    label: Annotated[
        Label | None,
        Field(description="The name on the site. Default: made from the name."),
    ] = None
    kind: Annotated[
        FieldKind,
        Field(description="Its kind of value.", example="one of", aliases=("type",)),
    ]
    choices: Annotated[
        types.OneOrMore[Label],
        Field(description="Words for “one of” or “several of”.", example="[A, B]"),
    ] = ()
    description: Annotated[
        types.Line | None,
        Field(description="A hint for people who fill it in.", long=True),
    ] = None
    shown: Annotated[Shown, Field(description="card, page, both or nowhere.")] = "page"
    filter: Annotated[
        types.YesNo, Field(description="Yes, to filter the programme by it.")
    ] = False
    exported: Annotated[
        YesNo | None,
        Field(description="No, to leave it out of data. Default: if shown."),
    ] = None

    @property
    def shown_label(self) -> str:
        """The label, or one made from the name."""
        return self.label or self.name.replace("-", " ").capitalize()

    @property
    def is_exported(self) -> bool:
        """Return whether calendars and data files have its values."""
        return self.shown != "nowhere" if self.exported is None else self.exported

    def problems(self) -> Iterator[tuple[str, str]]:
        """Yield settings that contradict each other, and what to do."""
        is_chosen = FIELD_KINDS[self.kind] is None
        if is_chosen != bool(self.choices):
            yield (
                "kind",
                "Use “choices: [A, B]” with “one of” and “several of”, and only there.",
            )
        if any("," in choice or ";" in choice for choice in self.choices):
            yield (
                "choices",
                "Leave out commas and semicolons, which divide words in spreadsheets.",
            )
        if self.filter and not is_chosen and self.kind != "yes/no":
            yield (
                "filter",
                "Delete “filter”: only words to choose from, and yes/no, can filter.",
            )

    def field(self) -> BoundField:
        """Return the declaration in the form of the fields of the engine."""
        annotation = FIELD_KINDS[self.kind] or types.Line
        type_ = (
            types.choice_type(*self.choices)
            if self.choices
            else get_args(annotation)[1]
        )
        examples = type_.choices or type_.schema.get("examples", ("12",))
        names = (self.name, self.shown_label)
        return BoundField(
            name=self.name,
            key=self.name,
            description=self.description or "",
            example=next(iter(examples), ""),
            exported=Exported.IF_GIVEN if self.is_exported else Exported.NO,
            aliases=tuple(re.sub(r"\W+", "_", name.lower()) for name in names),
            value_types=(type_,),
            list_syntax=(
                parsing.ListSyntax.ONE_OR_MORE if self.kind == "several of" else None
            ),
            custom=self,
        )
