"""Declarations of fields, the base class of records, and the one reader of records from
nodes.
"""

import re
from collections.abc import Callable, Iterator
from enum import StrEnum
from functools import cache, partial
from types import NoneType, UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from msgspec import Struct, structs

from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.display import closest_match, list_choices
from microsite.diagnostics.source_text import Span
from microsite.model import parsing, types
from microsite.model.types import Label, YesNo
from microsite.source.files import LANGUAGE
from microsite.source.languages import LocalText
from microsite.source.nodes import (
    Mapping,
    Node,
    Scalar,
    Sequence,
    describe_node,
    span_at,
    truncate,
)
from microsite.source.yaml_repair import patched_text


class RefersTo(Struct, frozen=True):
    """Marks a field that contains ids or names of another kind of record."""

    kind: str


UNTRANSLATED = frozenset(types.WORDS["fields"]["untranslated"].split())
"""Texts that are names, or that no visitor reads."""
FIXED = ("id", "base_url", "timezone")  # texts that must be the same in all languages
BULLETS = ("- ", "* ", "• ", "– ")  # that begin each line of a list in one text
FROM_FILE = object()
"""Marks the name and the text of a Markdown file: they are not among its settings."""
EXPORTED = object()
"""Marks a field that `event.json` publishes.

A field without the mark is not exported.
"""


class Field(Struct, frozen=True, eq=False, kw_only=True):
    """A field of a record, as `fields_of` finds it in the declaration of the class."""

    name: str
    key: str  # name that people type
    description: str
    example: str = ""
    aliases: tuple[str, ...] = ()
    is_typed: bool = True  # False for a field that is marked with `FROM_FILE`
    is_exported: bool = False  # True for a field that is marked with `EXPORTED`
    is_required: bool = False
    default: Any = None
    refers_to: str = ""  # kind of record whose ids and names the field contains
    value_types: tuple[parsing.ValueType, ...]
    """Types of one value: more than one if any of them will do, none for a nested
    record.
    """
    record: "type[Record] | None" = None
    list_syntax: parsing.ListSyntax | None = None  # None for a single value
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
        is_name = self.name == "name" and not self.is_parsed_by(types.parse_label)
        is_text = self.is_parsed_by(
            types.parse_line, types.parse_label, types.parse_markdown
        )
        return is_text and not (is_name or self.refers_to or self.name in UNTRANSLATED)

    def strip(self, text: str) -> str:
        """Return a text as it is meant: curly quotes of Word around it belong only to
        prose.
        """
        prose = (types.parse_line, types.parse_label, types.parse_markdown)
        is_prose = not self.refers_to and all(
            type_.parse in prose for type_ in self.value_types
        )
        return (
            text.strip() if is_prose else patched_text.strip_curly_quotes(text.strip())
        )

    def is_parsed_by(self, *parsers: Callable[[str], Any]) -> bool:
        """Return whether one of these functions parses its values."""
        return any(type_.parse in parsers for type_ in self.value_types)


class Record(Struct, frozen=True, kw_only=True):
    """Base class of records: facts that people type in one place.

    A field is declared as `name: Annotated[type, description, example, aliases, marks]
    = default`. All but type and description can be left out.
    """

    node: Mapping | None = None  # None for a record that is made by hand
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
def fields_of(record: type[Record]) -> dict[str, Field]:
    """Return the fields of a record class by attribute, in the order of the
    documentation.
    """
    declared = (
        field for field in structs.fields(record) if get_origin(field.type) is Annotated
    )
    return {field.name: _create_field(field) for field in declared}


def _create_field(declared: structs.FieldInfo) -> Field:
    parts = list(_parts(declared.type))
    texts = [part for part in parts if isinstance(part, str)]

    def first(kind: type, default: Any = None) -> Any:
        return next((part for part in parts if isinstance(part, kind)), default)

    return Field(
        name=declared.name,
        key=declared.encode_name,
        description=texts[0],
        example=texts[1] if len(texts) > 1 else "",
        aliases=first(tuple, ()),
        is_typed=FROM_FILE not in parts,
        is_exported=EXPORTED in parts,
        is_required=declared.required,
        default=None if declared.required else declared.default,
        refers_to=first(RefersTo, RefersTo("")).kind,
        value_types=tuple(
            part for part in parts if isinstance(part, parsing.ValueType)
        ),
        record=first(type),
        list_syntax=first(parsing.ListSyntax),
        is_optional=None in parts,
    )


def _parts(annotation: Any) -> Iterator[Any]:
    """Yield the metadata of an annotation, the types of its values, and None if it is
    optional.
    """
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from annotation.__metadata__
        if not any(
            isinstance(part, parsing.ValueType) for part in annotation.__metadata__
        ):
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
def input_fields(record: type[Record]) -> dict[str, Field]:
    """Return the fields that people type, by that name, in the order of the
    documentation.
    """
    return {field.key: field for field in fields_of(record).values() if field.is_typed}


def field_with_alias(record: type[Record], word: str) -> Field | None:
    """Return the field that people also call by a word."""
    return next(
        (field for field in fields_of(record).values() if word in field.aliases), None
    )


AnyRecord = TypeVar("AnyRecord", bound=Record)
INVALID: Any = object()  # value of a field whose error is reported


def read_record(
    record: type[AnyRecord],
    node: Node,
    title: str,
    log: Log,
    custom: dict[str, Field] | None = None,
    **untyped: Any,
) -> AnyRecord | None:
    """Return the record of a mapping, or report every error in it and return None.

    `title` names the record in messages. `custom` are custom fields, by name. `untyped`
    are attributes that are not among the settings.
    """
    if not isinstance(node, Mapping):
        facts = {"found": describe_node(node), "example": "opening-plenary"}
        log.report("R129", node.span, record=title, **facts)
        return None
    fields = input_fields(record) | (custom or {})
    value = _Reader(record, fields, node, title, log).read(**untyped)
    return None if value is INVALID else value


def parse_value(field: Field, text: str) -> tuple[Any, list[parsing.ParseError]]:
    """Return the value of a text, or `INVALID` with the errors of each type it could
    have.
    """
    errors = []
    text = field.strip(text)
    for type_ in field.value_types:
        try:
            return type_.parse(text), []
        except parsing.ParseError as error:
            errors.append(error)
    return INVALID, errors


class _Reader(Struct, frozen=True):
    """Reads the fields of one mapping.

    Its methods return `INVALID` after reporting an error.
    """

    record: type[Record]
    fields: dict[str, Field]
    node: Mapping
    title: str  # title of the outermost record in messages
    log: Log
    keys: tuple[str, ...] = ()  # keys from the outermost record to this one

    def read(self, **untyped: Any) -> Any:
        values: dict[str, Any] = {}
        for key, node in self.node.values.items():
            field = self.fields.get(key)
            if node.is_empty and (not self.keys or (field and field.is_optional)):
                continue
            values[key] = (
                self.read_field(field, node) if field else self.report_unknown(key)
            )
        for key, field in self.fields.items():
            if field.is_required and key not in values:
                values[key] = self.report_missing(field)
        if any(value is INVALID for value in values.values()):
            return INVALID
        declared = [
            (key, field.custom) for key, field in self.fields.items() if field.custom
        ]
        custom = tuple(
            (field, values.pop(key)) for key, field in declared if key in values
        )
        attributes = {self.fields[key].name: value for key, value in values.items()}
        return self.record(node=self.node, custom=custom, **attributes, **untyped)

    def read_field(self, field: Field, node: Node) -> Any:
        if field.list_syntax is None:
            return self.read_item(field, node)
        items: list[Node] = [node]
        has_bullets = (
            isinstance(node, Scalar) and node.style in "|>" and node.text[:2] in BULLETS
        )
        if isinstance(node, Sequence):
            items = node.items
        elif (
            node.is_empty
            or has_bullets
            or field.list_syntax is parsing.ListSyntax.ITEMS
        ):
            return self.report("R128", field, found=describe_node(node))
        elif field.list_syntax is parsing.ListSyntax.NAMES:
            if isinstance(node, Mapping):
                return self.report("R128", field, found=describe_node(node))
            if facts := types.several_names(node.text):
                return self.report("R118", field, **facts)
        values = tuple(
            self.read_item(field, item, index) for index, item in enumerate(items)
        )
        return INVALID if any(value is INVALID for value in values) else values

    def read_item(self, field: Field, node: Node, *index: int) -> Any:
        if field.record is not None:
            fields = input_fields(field.record)
            if isinstance(node, Mapping):
                keys = (*self.keys, field.key)
                return _Reader(
                    field.record, fields, node, self.title, self.log, keys
                ).read()
            first = min(
                fields.values(), key=lambda candidate: not candidate.is_required
            )
            example = f"{first.key}: {getattr(node, 'text', '') or first.example}"
            return self.report(
                "R130", field, *index, found=describe_node(node), example=example
            )
        if not isinstance(node, Scalar):
            advice = _advice_on(node)
            if field.is_parsed_by(types.parse_markdown):
                advice = (
                    f"Write “{field.key}: |” and the text on the lines below, indented."
                )
            return self.report(
                "R103", field, *index, found=describe_node(node), advice=advice
            )
        if node.is_empty:
            return self.report("R104", field, *index)
        text = field.strip(node.text)
        if (
            "\n" in text
            and node.style not in "|*"
            and field.is_parsed_by(types.parse_markdown)
        ):
            # YAML folds an empty line into a line end
            text = text.replace("\n", "\n\n")
        if node.style == "plain" and patched_text.IN_CURLY_QUOTES.fullmatch(text):
            self.log.report(
                "Y109", node.span, kept=truncate(patched_text.quote_scalar(text), 80)
            )
        value, errors = parse_value(field, text)
        for error in errors:
            self.report(error.code, field, *index, **error.facts)
        if (node.language or node.original) and value is not INVALID:
            return self.localise(field, node, value)
        return value

    def localise(self, field: Field, node: Scalar, value: Any) -> Any:
        """Return a value with its language.

        Report one that cannot differ between languages.
        """
        if type(value) is str and not field.refers_to and field.name not in FIXED:
            return LocalText(
                value, node.language if field.is_text else "", node.original or value
            )
        if not node.original:
            return value
        facts = {"field": field.key, "record": self.name}
        self.log.report("R140", self.node.keys[field.key].span, **facts)
        return INVALID

    def report(self, code: str, field: Field, *index: int, **facts: object) -> Any:
        which = f"An entry of “{field.key}”" if index else f"“{field.key}”"
        names = {
            "field": field.key,
            "example": field.example,
            "record": self.name,
            "which": which,
        }
        self.log.report(code, span_at(self.node, (field.key, *index)), **names | facts)
        return INVALID

    def report_missing(self, field: Field) -> Any:
        """Report a field that is not written, or has nothing after its colon."""
        unknown = self.node.keys - self.fields.keys()
        if any(self.closest_field(key) == field.key for key in unknown):
            return INVALID  # reported at its misspelt key
        if field.key not in self.node.keys:
            place = self.node.place_to_add
            return self.report("R101", field, place=place, meaning=field.description)
        if all(self.empty_block_above(key) != field.key for key in unknown):
            self.report("R104", field)
        return INVALID

    def report_unknown(self, key: str) -> Any:
        if types.SECRET_NAMES.search(key):
            self.log.report("R138", self.node.keys[key].span, field=key)
            return INVALID
        if block := self.empty_block_above(key):
            suggestion = f"If it belongs to “{block}”, put two spaces in front of it."
        elif field := self.closest_field(key):
            suggestion = f"Did you mean “{field}”?"
        else:
            suggestion = (
                f"{list_choices(key, self.fields)} Or start it with #, as a comment."
            )
        span = self.node.keys[key].span
        self.log.report(
            "R102", span, record=self.name, given=truncate(key), suggestion=suggestion
        )
        return INVALID

    def closest_field(self, key: str) -> str | None:
        """Return the field that an unknown key probably means."""
        word = key.strip()
        if field := field_with_alias(self.record, word.lower()):
            return field.key if field.is_typed else "the text below the settings"
        return closest_match(word, self.fields)

    def empty_block_above(self, key: str) -> str | None:
        """Return the empty field above an unknown key that would have it, if it were
        indented.
        """
        keys = list(self.node.keys)
        for above in reversed(keys[: keys.index(key)]):
            if field := self.fields.get(above):
                has_key = field.record is not None and key in input_fields(field.record)
                return above if has_key and self.node.values[above].is_empty else None
        return None

    @property
    def name(self) -> str:
        """Title of the record, or of this part of it."""
        if not self.keys:
            return self.title
        return f"“{'.'.join(self.keys)}” of {self.title[0].lower()}{self.title[1:]}"


def _advice_on(node: Mapping | Sequence) -> str:
    """Return how to write a list or a block as one text, if that is what it is."""
    plain, advice = node.to_python(), "Write one text, on the same line as the name."
    if isinstance(plain, dict) and plain and all(map(LANGUAGE.fullmatch, plain)):
        return (
            f"For several languages, write in event.md: languages: [{', '.join(plain)}]"
        )
    if isinstance(plain, dict) and len(plain) == 1:
        ((name, value),) = plain.items()
        return f'If it is one text, put all of it in straight quotes: "{name}: {value}"'
    if isinstance(plain, list) and all(isinstance(item, str) for item in plain):
        text = f"[{', '.join(map(str, plain))}]"
        advice += (
            " If the brackets belong to the text, put all of it in straight quotes:"
            f' "{text}"'
        )
    return advice


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

    name: Annotated[types.Slug, "The name to type in front of a colon.", "experience"]
    label: Annotated[
        Label | None, "The name on the site. Default: made from the name."
    ] = None
    kind: Annotated[FieldKind, "Its kind of value.", "one of", ("type",)]
    choices: Annotated[
        types.OneOrMore[Label], "Words for “one of” or “several of”.", "[A, B]"
    ] = ()
    description: Annotated[types.Line | None, "A hint for people who fill it in."] = (
        None
    )
    shown: Annotated[Shown, "card, page, both or nowhere."] = "page"
    filter: Annotated[types.YesNo, "Yes, to filter the programme by it."] = False
    exported: Annotated[
        YesNo | None, "No, to leave it out of data. Default: if shown."
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

    def field(self) -> Field:
        """Return the declaration in the form of the fields of the engine."""
        annotation = FIELD_KINDS[self.kind] or types.Line
        type_ = (
            types.choice_type(*self.choices)
            if self.choices
            else get_args(annotation)[1]
        )
        examples = type_.choices or type_.schema.get("examples", ("12",))
        names = (self.name, self.shown_label)
        return Field(
            name=self.name,
            key=self.name,
            description=self.description or "",
            example=next(iter(examples), ""),
            aliases=tuple(re.sub(r"\W+", "_", name.lower()) for name in names),
            value_types=(type_,),
            list_syntax=(
                parsing.ListSyntax.ONE_OR_MORE if self.kind == "several of" else None
            ),
            custom=self,
        )


def custom_fields(
    record: type[Record], kind: str, node: Node | None, log: Log
) -> dict[str, Field]:
    """Return the fields of a class of records that a list declares, by name. Report
    R151 and R152.

    One with an error, which is reported with the settings, takes any text and shows it
    nowhere.
    """
    custom: dict[str, Field] = {}
    reserved = {
        name for field in fields_of(record).values() for name in (field.name, field.key)
    }
    for item in node.items if isinstance(node, Sequence) else ():
        name_node = item.values.get("name") if isinstance(item, Mapping) else None
        if not isinstance(name_node, Scalar):
            continue
        name, declared = (
            name_node.text.strip(),
            read_record(CustomField, item, "", Log()),
        )
        for key, cure in declared.problems() if declared else ():
            log.report("R152", span_at(item, (key,)), given=name, cure=cure)
            declared = None
        if name in reserved | custom.keys():
            log.report("R151", name_node.span, given=name, kind=kind)
        else:
            ignored = CustomField(name=name, kind="several of", shown="nowhere")
            custom[name] = (declared or ignored).field()
    return custom
