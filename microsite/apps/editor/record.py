"""Forms of records: edit, add and delete; and answers to their scripts."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from msgspec import DecodeError, json
from tornado.web import HTTPError

from microsite.apps.editor import labels
from microsite.apps.editor.content import SCREEN_KINDS, ScreenKind
from microsite.apps.editor.entered import (
    EnteredError,
    confirmation,
    in_form,
    to_written,
)
from microsite.apps.editor.forms import FormBuilder
from microsite.apps.editor.problems import Problem, fragment, problem_of, saved_change
from microsite.apps.editor.programme_days import (
    DATE_FIELDS,
    ProgrammeReview,
    read_event_dates,
    review_programme,
)
from microsite.apps.editor.records import Entry, ProjectRecords, form_fields, title_of
from microsite.apps.editor.saving import FieldChange, SaveResult, locate, save
from microsite.apps.editor.security import EditHandler, Lock, record_address
from microsite.apps.editor.site_pages import page_address
from microsite.console.options import error_text
from microsite.diagnostics.diagnostic import Severity
from microsite.model.fields import BoundField, input_fields
from microsite.model.kinds import FILE_SETTINGS, RECORD_KINDS, asked_fields
from microsite.model.record_reader import parse_value
from microsite.saving import journal
from microsite.saving.fixes import find_repairs
from microsite.site.markdown import find_excess, to_html
from microsite.source.nodes import Plain

REMEDY = "_programme"  # control with what happens to the programme of an event
Values = dict[str, Plain]


def find_field(kind: str, name: str, records: ProjectRecords) -> BoundField:
    """Return the field with the name of a control, such as `links.0.url`.

    Raises HTTPError.
    """
    fields = form_fields(kind, records.kinds)
    field: BoundField | None = None
    for step in name.split("."):
        if not step.isdecimal():
            field = fields.get(step, None if field is None or field.record else field)
            fields = input_fields(field.record) if field and field.record else {}
    if field is None:
        raise HTTPError(404)
    return field


class FormHandler(EditHandler):
    """Base of the form for a new record and the one for a record that exists."""

    is_new = False

    @property
    def kind(self) -> ScreenKind:
        """The kind in the address."""
        return SCREEN_KINDS[self.path_args[0]]

    def show(
        self,
        builder: FormBuilder,
        values: Mapping[str, Plain],
        id_: str,
        *,
        base: Values | None = None,
        problems: Sequence[Problem] = (),
        warnings: Sequence[Problem] = (),
    ) -> None:
        """Send the form with values, the builder's errors at their fields, and the
        summary.
        """
        name = self.kind.name
        saved = saved_change(self)
        caused = [warning.text for warning in saved.warnings] if saved else []
        builder.added = self.get_argument("_add", "")
        review = self.review(base or {}, values)
        fields = builder.build(values)
        prompted_names = asked_fields(name)
        first = [
            field for field in fields if field.is_main or field.name in prompted_names
        ]
        errors = [error for field in fields for error in field.errors]
        has_page = page_address(self.state.outcome, name, id_)
        field = quote(self.get_argument("field", ""))
        show = f"{record_address(name, id_, 'show')}?field={field}"
        self.page(
            "record.html",
            kind=self.kind,
            id=id_,
            is_record=not self.is_new,
            heading=(title_of(name, base or {}) or id_) if id_ else self.kind.many,
            first=first,
            more=[field for field in fields if field not in first],
            base=json.encode(base or {}).decode(),
            problems=[
                *(Problem(field.error, url=f"#{field.id}") for field in errors),
                *problems,
            ],
            lock=self.lock(id_),
            warnings=[warning for warning in warnings if warning.text not in caused],
            page_url=show if has_page else "",
            saved=saved,
            review=review,
            remedy=self.get_argument(REMEDY, ""),
            remedy_control=REMEDY,
        )

    def review(
        self, base: Values, values: Mapping[str, Plain]
    ) -> ProgrammeReview | None:
        """Return what does not fit the dates in the form of the event, and the
        remedies.
        """
        if self.kind.name != "event":
            return None
        dates = read_event_dates(values)
        if dates is None:
            return None
        records = ProjectRecords(self.project)
        return review_programme(records, dates, read_event_dates(base) or ())

    def programme_changes(self, base: Values, values: Values) -> Sequence[FieldChange]:
        """Return the changes of the remedy that was selected for the programme.

        Raises EnteredError if the dates of the event change, and none is selected that
        fits them.
        """
        selected = self.get_body_argument(REMEDY, "")
        has_new_dates = any(base.get(key) != values.get(key) for key in DATE_FIELDS)
        review = self.review(base, values) if selected or has_new_dates else None
        if review is None:
            return ()
        remedy = review.find(selected)
        if remedy is None:
            raise EnteredError(review.question, REMEDY)
        return remedy.changes

    def lock(self, id_: str) -> Lock | None:
        """Return the lock of another person, who may be replaced by a button of the
        form.
        """
        if self.is_new:
            return None
        is_post = self.request.method == "POST"
        is_forced = is_post and bool(self.get_body_argument("_take_over", ""))
        return self.state.claim(
            f"{self.kind.name}/{id_}", self.person, is_forced=is_forced
        )

    async def post(self, name: str, id_: str = "") -> None:
        """Save what was entered, and open the form of the record again."""
        records = ProjectRecords(self.project)
        builder = FormBuilder(name, records)
        try:
            base = json.decode(
                self.get_body_argument("_base", "{}"), type=dict[str, Any]
            )
        except DecodeError:
            raise HTTPError(400) from None
        controls = self.request.body_arguments
        entered = {
            control: self.get_body_arguments(control, strip=False)
            for control in controls
        }
        values = builder.read(entered, base)
        for key in self.get_body_arguments("_theirs"):
            values.pop(key, None)
            values |= {key: base[key]} if key in base else {}
        lock = self.lock(id_)
        if lock or builder.errors or self.get_body_argument("_add", ""):
            problems = [Problem(lock.words)] if lock else []
            self.show(builder, values, id_, base=base, problems=problems)
            return
        title = title_of(name, values)
        if self.is_new:
            changes = [FieldChange(name, after=values)]
            label = labels.addition_label(name, title)
        else:
            changed = [
                key for key in builder.fields if base.get(key) != values.get(key)
            ]
            changes = [
                FieldChange(name, id_, (key,), base.get(key), values.get(key))
                for key in changed
            ]
            changes += reference_changes(name, id_, base, values, records)
            try:
                programme_changes = self.programme_changes(base, values)
            except EnteredError as problem:
                question = Problem(str(problem), url=f"#f-{problem.control}")
                self.show(builder, values, id_, base=base, problems=[question])
                return
            changes += programme_changes
            fields = [builder.fields[key] for key in changed]
            label = labels.change_label(name, title or id_, fields)
            if programme_changes:
                label += ", with the days of its programme"
        result = await asyncio.to_thread(save, self.project, changes, label=label)
        if not result.is_saved:
            self.show_result(builder, values, base, id_, result)
            return
        id_ = next(iter(result.ids), id_)
        records = ProjectRecords(self.project)
        if records.find(name, id_) is None:  # its id is made from its name
            id_ = next(
                (entry.id for entry in records.all_of(name) if entry.title == title),
                id_,
            )
        self.state.note_warnings(result)
        self.redirect(f"{record_address(name, id_)}?saved={result.number}")

    def show_result(
        self,
        builder: FormBuilder,
        values: Values,
        base: Values,
        id_: str,
        result: SaveResult,
    ) -> None:
        """Send the form again with the errors or conflicts that prevent saving."""
        problems = [Problem(result.problem)] if result.problem else []
        base = dict(base)
        for change, theirs in result.conflicts:
            key = str(change.path[0])
            builder.errors[key,] = (
                "This was also changed elsewhere. In the file it is now: "
                f"{in_words(theirs)}. Save to keep your version, or select the other."
            )
            builder.conflicts.append(key)
            base[key] = theirs
        for error in result.errors:
            if error.path and (error.kind, error.id) == (
                self.kind.name,
                id_ or error.id,
            ):
                builder.errors.setdefault(error.path, error.diagnostic.message)
            else:
                problems.append(problem_of(error))
        base = {key: value for key, value in base.items() if value is not None}
        self.show(builder, values, id_, base=base, problems=problems)


def in_words(value: Plain) -> str:
    """Return a value on one line, for a message."""
    if isinstance(value, list):
        return ", ".join(map(in_words, value))
    if isinstance(value, dict):
        return "; ".join(f"{key}: {in_words(part)}" for key, part in value.items())
    return f"“{value}”" if value else "empty"


def reference_changes(
    kind: str, id_: str, old: Values, new: Values, records: ProjectRecords
) -> Iterator[FieldChange]:
    """Yield the changes of references to a record that is renamed, if they have its
    name.
    """
    before, after = old.get("name"), new.get("name")
    if before == after or not isinstance(before, str) or not isinstance(after, str):
        return
    names = {before.casefold()}
    if "id" not in old and not RECORD_KINDS[kind].folder:
        names.add(id_)
    for other_kind in RECORD_KINDS:
        for key, field in form_fields(other_kind).items():
            for entry in records.all_of(other_kind) if field.refers_to == kind else ():
                value = entry.values.get(key)
                parts = value if isinstance(value, list) else [value]
                new_parts: list[Plain] = [
                    (
                        after
                        if isinstance(part, str) and part.casefold() in names
                        else part
                    )
                    for part in parts
                ]
                if new_parts != parts:
                    change = new_parts if isinstance(value, list) else new_parts[0]
                    yield FieldChange(other_kind, entry.id, (key,), value, change)


class RecordHandler(FormHandler):
    """The form of a record."""

    def get(self, name: str, id_: str) -> None:
        """Send the form with what is in the file, and what is wrong with it."""
        records = ProjectRecords(self.project)
        file = records.file(records.path_of(name, id_))
        if file and file.problems.errors:
            self.page(
                "broken.html", file=file, problems=list(map(problem_of, file.problems))
            )
            return
        entry = file.find(name, id_) if file else None
        if entry is None and not (name in FILE_SETTINGS and not id_):
            raise HTTPError(404)
        values = entry.values if entry else {}
        builder = FormBuilder(name, records)
        warnings: list[Problem] = []
        for diagnostic in self.state.outcome.log:
            span = diagnostic.span
            is_here = (
                file and span.path == file.path and span.source.text == file.text.text
            )
            # Unless it has changed since
            place = locate(diagnostic, file if is_here else None)
            if (place.kind, place.id) != (name, id_):
                continue
            if place.path and diagnostic.severity is Severity.ERROR:
                builder.errors[place.path] = place.diagnostic.message
            elif diagnostic.severity is not Severity.NOTE:
                advice = place.diagnostic.help
                warnings.append(
                    Problem(diagnostic.headline, advice, fragment(place.path))
                )
        self.show(builder, values, id_, base=values, warnings=warnings)


class NewHandler(FormHandler):
    """The form of a new record."""

    is_new = True

    def get(self, name: str) -> None:
        arguments = {key: self.get_query_argument(key, "") for key in form_fields(name)}
        values = {key: text for key, text in arguments.items() if text}
        self.show(FormBuilder(name, ProjectRecords(self.project)), values, "")


class DeleteHandler(FormHandler):
    """Question before a record is deleted."""

    async def prepare(self) -> None:
        """Find the record, and raise 404 if there is none."""
        await super().prepare()
        records = ProjectRecords(self.project)
        entry = records.find(self.kind.name, self.path_args[1])
        if entry is None:
            raise HTTPError(404)
        self.entry: Entry = entry
        self.translations = translations_of(entry, records)

    def get(self, *_: str, problems: Sequence[Problem] = ()) -> None:
        """Send the question, or why the record cannot be deleted."""
        self.page(
            "delete.html",
            kind=self.kind,
            entry=self.entry,
            translations=self.translations,
            problems=problems,
        )

    async def post(self, name: str, id_: str = "") -> None:
        """Delete the record with its translations, and show the list of its kind."""
        label = labels.deletion_label(name, self.entry.title)
        ids = [id_, *(translation.id for translation in self.translations)]
        changes = [FieldChange(name, each) for each in ids]
        result = await asyncio.to_thread(save, self.project, changes, label=label)
        if result.is_saved:
            self.state.note_warnings(result)
            self.redirect(f"{self.kind.address}?saved={result.number}")
            return
        problems = [Problem(result.problem)] if result.problem else []
        self.get(problems=[*problems, *map(problem_of, result.errors)])


def translations_of(entry: Entry, records: ProjectRecords) -> list[Entry]:
    """Return the translations of a record in files of their own, such as `about.cy`."""
    if not RECORD_KINDS[entry.kind].folder:
        return []
    others = records.all_of(entry.kind)
    return [other for other in others if other.id.startswith(f"{entry.id}.")]


class StayHandler(EditHandler):
    """Message of a browser that the form of a record is still open."""

    def post(self) -> None:
        """Renew the lock, unless another person has it."""
        self.state.claim(self.get_body_argument("record", ""), self.person)
        self.finish({})


class UnderstandHandler(EditHandler):
    """Check of one value while a form is filled in."""

    def get(self, kind: str) -> None:
        """Send how the value is understood, or why it cannot be, in the words of the
        check.
        """
        records = ProjectRecords(self.project)
        field = find_field(kind, self.get_query_argument("name"), records)
        text = self.get_query_argument("text").strip()
        try:
            value = to_written(field, text, FormBuilder(kind, records).year)
        except EnteredError as problem:
            self.finish({"note": "", "error": str(problem)})
            return
        errors = parse_value(field, value)[1] if value and not field.refers_to else []
        error = (
            error_text(errors[0], field.key, field.example).strip() if errors else ""
        )
        self.finish({"note": confirmation(field, value), "error": in_form(error)})


class MarkdownHandler(EditHandler):
    """Preview of a Markdown text."""

    def post(self) -> None:
        """Send its HTML, in which nothing can run or load from elsewhere."""
        text = self.get_body_argument("text", "", strip=False).replace("\r\n", "\n")
        if find_excess(text) is None:
            self.finish({"html": to_html(text), "error": ""})
        else:
            self.finish({"html": "", "error": "This text is too long to preview."})


class FixHandler(EditHandler):
    """Automatic fixes of a file with errors in its syntax, as by `check --fix`."""

    def post(self, path: str) -> None:
        """Fix what is certain, and open the page again from which this was asked."""
        for repair in find_repairs(self.project):
            if repair.after.path == path:
                journal.save(
                    self.project,
                    f"Fix {path}",
                    {path: (repair.data, repair.after.data)},
                )
        self.redirect(self.own_address("back"))
