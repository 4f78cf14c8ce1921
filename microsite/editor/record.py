"""Forms of records: edit, add and delete."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

import msgspec
from msgspec import Struct
from tornado.web import HTTPError

from microsite.diagnostics.diagnostic import Diagnostic, Severity
from microsite.editor.content import SCREEN_KINDS, ScreenKind, is_list, list_address, record_address
from microsite.editor.forms import FormBuilder, Path
from microsite.editor.records import Entry, ProjectRecords, RecordFile, form_fields, title_of
from microsite.editor.saving import Action, FieldChange, FieldDiagnostic, SaveResult, locate, save
from microsite.editor.security import PREFIX, EditHandler, Lock
from microsite.editor.site_pages import page_address
from microsite.model.kinds import FILE_SETTINGS, PROMPTED_FIELDS, RECORD_KINDS
from microsite.preview.server import Routes
from microsite.source.nodes import Plain

Values = dict[str, Plain]
NEW = ""  # id of a record that is not saved yet


class Problem(Struct, frozen=True):
    """A line of the error summary."""

    text: str
    help: str = ""
    url: str = ""  # address of the field, `#` and its id, or of another form


def problem_of(diagnostic: Diagnostic, url: str = "") -> Problem:
    """Return the words of a diagnostic for the summary."""
    return Problem(diagnostic.headline, diagnostic.help, url)


def in_sentence(diagnostic: Diagnostic) -> str:
    """Return the words of a diagnostic, with the fix."""
    return f"{diagnostic.headline} {diagnostic.help}".strip()


class FormHandler(EditHandler):
    """Base of the form for a new record and the one for a record that exists."""

    needs_list = False  # True if records of the kind can be added and deleted

    async def prepare(self) -> None:
        """Find the kind in the address, and raise 404 if there is none."""
        await super().prepare()
        name = self.path_args[0]
        if name not in SCREEN_KINDS or (self.needs_list and not is_list(name)):
            raise HTTPError(404)
        self.kind: ScreenKind = SCREEN_KINDS[name]

    def entered(self) -> dict[str, list[str]]:
        """Return what was entered, by the names of the controls."""
        arguments = self.request.body_arguments.items()
        return {name: [it.decode("utf-8", "replace") for it in given] for name, given in arguments}

    def base(self) -> Values:
        """Return the values when the form was opened."""
        try:
            given = self.get_body_argument("_base", "{}").encode()
            return msgspec.json.decode(given, type=dict[str, Any])
        except msgspec.DecodeError:
            raise HTTPError(400) from None

    def show(
        self,
        builder: FormBuilder,
        values: Mapping[str, Plain],
        *,
        id_: str = NEW,
        base: Mapping[str, Plain] | None = None,
        errors: Mapping[Path, str] | None = None,
        problems: Sequence[Problem] = (),
        warnings: Sequence[Problem] = (),
        message: str = "",
    ) -> None:
        """Send the form with values, errors at their fields, and the summary."""
        builder.added = self.get_argument("_add", "")
        fields = builder.build(values, errors or {})
        located = [error for field in fields for error in field.errors]
        summary = [Problem(it.error, url=f"#{it.id}") for it in located]
        prompted = PROMPTED_FIELDS.get(self.kind.name, ())
        required = [
            it
            for it in fields
            if it.name in prompted
            or it.is_required
            or it.content
            or any(it.errors)
            or it.widget == "markdown"
        ]
        is_record = id_ != NEW or self.kind.name == "event" or self.kind.name in FILE_SETTINGS
        title = (
            (title_of(self.kind.name, base or {}) or id_) if id_ and id_ != NEW else self.kind.many
        )
        self.page(
            "record.html",
            422 if self.request.method == "POST" and (summary or problems) else 200,
            title=title if is_record else f"New {self.kind.one}",
            kind=self.kind,
            id=id_,
            is_record=is_record,
            can_delete=id_ != NEW,
            first=required,
            more=[field for field in fields if field not in required],
            base=msgspec.json.encode(base or {}).decode(),
            problems=[*summary, *problems],
            is_saving=self.request.method == "POST",
            lock=self.lock(id_) if is_record else None,
            warnings=warnings,
            message=message,
            back=list_address(self.kind.name),
            focus=self.get_argument("_add", self.get_argument("field", "")),
            page_url=self.page_url(id_),
            delete_url=f"{PREFIX}delete/{record_address(self.kind.name, id_).split('/', 3)[3]}",
        )

    def lock(self, id_: str) -> Lock | None:
        """Return the lock of another person, who may be replaced by a button of the form."""
        record, is_forced = f"{self.kind.name}/{id_}", bool(self.get_argument("_take_over", ""))
        return self.state.presence.claim(record, self.person, is_forced=is_forced)

    def page_url(self, id_: str) -> str:
        """Return the address that leads to the page with the record, or "" if there is none."""
        latest = self.state.preview.latest
        address = page_address(latest.outcome if latest else None, self.kind.name, id_)
        field = self.get_argument("field", "")
        show = f"show/{record_address(self.kind.name, id_).split('/', 3)[3]}"
        return f"{PREFIX}{show}?field={quote(field)}" if address else ""

    def show_result(
        self, builder: FormBuilder, values: Values, base: Values, id_: str, result: SaveResult
    ) -> None:
        """Send the form again with the errors or conflicts that prevent saving."""
        errors: dict[Path, str] = {}
        problems = [Problem(result.problem)] if result.problem else []
        base, conflicts = dict(base), list[str]()
        for conflict in result.conflicts:
            key = str(conflict.change.path[0])
            words = in_words(conflict.theirs)
            errors[key,] = (
                f"This was also changed elsewhere. In the file it is now: {words}. "
                "Save to keep your version, or select the other."
            )
            base.pop(key, None)
            conflicts.append(key)
            if conflict.theirs is not None:
                base[key] = conflict.theirs
        for found in result.errors:
            is_own = (found.kind, found.id) == (self.kind.name, id_ or found.id) and found.path
            diagnostic = found.diagnostic
            if is_own and str(found.path[0]) in builder.fields:
                errors.setdefault(known_path(self.kind.name, found.path), in_sentence(diagnostic))
            else:
                problems.append(as_problem(found))
        builder.conflicts = conflicts
        self.show(builder, values, id_=id_, base=base, errors=errors, problems=problems)


def known_path(kind: str, path: Path) -> Path:
    """Return the path of the control of a field: for a list of texts, that of the list."""
    field = form_fields(kind).get(str(path[0]))
    if field is None:
        return path[:1]
    return path if field.record is not None else path[:1]


def in_words(value: Plain) -> str:
    """Return a value on one line, for a message."""
    if isinstance(value, list):
        return ", ".join(map(in_words, value))
    if isinstance(value, dict):
        return "; ".join(f"{key}: {in_words(it)}" for key, it in value.items())
    return f"“{value}”" if value else "empty"


class RecordHandler(FormHandler):
    """The form of a record."""

    def find(self, id_: str) -> Entry:
        """Return the record. Raises HTTPError."""
        entry = ProjectRecords(self.project).find(self.kind.name, id_)
        if entry is None:
            raise HTTPError(404)
        return entry

    def get(self, name: str, id_: str) -> None:
        """Send the form with what is in the file, and what is wrong with it."""
        records = ProjectRecords(self.project)
        file = records.file(records.path_of(name, id_))
        if file and file.problems.errors:
            found = [problem_of(each) for each in file.problems]
            self.page("broken.html", title=f"{file.path} has an error", file=file, problems=found)
            return
        entry = file.find(name, id_) if file else None
        if entry is None and not (name in FILE_SETTINGS and not id_):
            raise HTTPError(404)
        values = entry.values if entry else {}
        message = "Saved." if self.get_query_argument("saved", "") else ""
        builder = FormBuilder(name, records)
        errors: dict[Path, str] = {}
        warnings = []
        for each in self.known_diagnostics(file) if file else ():
            if (each.kind, each.id) == (name, id_):
                is_known = each.path and each.path[0] in builder.fields
                if is_known and each.diagnostic.severity is Severity.ERROR:
                    errors[known_path(name, each.path)] = in_sentence(each.diagnostic)
                else:
                    field = "-".join(map(str, known_path(name, each.path))) if is_known else ""
                    warnings.append(problem_of(each.diagnostic, field and f"#f-{field}"))
        self.show(
            builder, values, id_=id_, base=values, errors=errors, warnings=warnings, message=message
        )

    def known_diagnostics(self, file: RecordFile) -> Iterator[FieldDiagnostic]:
        """Yield what the last build has reported about a file, unless it has changed since."""
        latest = self.state.preview.latest
        for diagnostic in latest.outcome.log if latest else ():
            span = diagnostic.span
            is_note = diagnostic.severity is Severity.NOTE
            if span.path == file.path and span.source.text == file.text.text and not is_note:
                yield locate(diagnostic, file.entries)

    async def post(self, name: str, id_: str) -> None:
        """Save what was changed, and open the form again."""
        builder = FormBuilder(name, ProjectRecords(self.project))
        base = self.base()
        values = builder.read(self.entered(), base)
        for key in self.get_body_arguments("_theirs"):
            values.pop(key, None)
            values |= {key: base[key]} if key in base else {}
        lock = self.lock(id_)
        if lock or builder.errors or self.get_body_argument("_add", ""):
            problems = [Problem(lock.words)] if lock else []
            self.show(builder, values, id_=id_, base=base, errors=builder.errors, problems=problems)
            return
        changes = [
            FieldChange(name, id_, (key,), base.get(key), values.get(key))
            for key in builder.fields
            if base.get(key) != values.get(key)
        ]
        changes += reference_changes(name, id_, base, values, builder.records)
        label = f"Change {self.kind.one} “{title_of(name, values) or id_ or self.kind.many}”"
        result = await asyncio.to_thread(save, self.project, changes, label=label)
        if not result.is_saved:
            self.show_result(builder, values, base, id_, result)
            return
        records = ProjectRecords(self.project)
        if records.find(name, id_) is None:  # its id is made from its name
            id_ = next(
                (it.id for it in records.all_of(name) if it.title == title_of(name, values)), id_
            )
        self.redirect(f"{record_address(name, id_)}?saved=1")


def reference_changes(
    kind: str, id_: str, old: Values, new: Values, records: ProjectRecords
) -> Iterator[FieldChange]:
    """Yield the changes of references to a record that is renamed, if they have its name."""
    before, after = old.get("name"), new.get("name")
    if before == after or not isinstance(before, str) or not isinstance(after, str):
        return
    names = {before.casefold()}
    if "id" not in old and not RECORD_KINDS[kind].folder:
        names.add(id_)
    for other in RECORD_KINDS:
        for key, field in form_fields(other).items():
            for entry in records.all_of(other) if field.refers_to == kind else ():
                value = entry.values.get(key)
                parts = value if isinstance(value, list) else [value]
                renamed: list[Plain] = [
                    after if isinstance(it, str) and it.casefold() in names else it for it in parts
                ]
                if renamed != parts:
                    change = renamed if isinstance(value, list) else renamed[0]
                    yield FieldChange(other, entry.id, (key,), value, change)


class NewHandler(FormHandler):
    """The form of a new record."""

    needs_list = True

    def get(self, name: str) -> None:
        given = {key: self.get_query_argument(key, "") for key in form_fields(name)}
        values = {key: text for key, text in given.items() if text}
        self.show(FormBuilder(name, ProjectRecords(self.project)), values)

    async def post(self, name: str) -> None:
        """Add the record, and open its form."""
        builder = FormBuilder(name, ProjectRecords(self.project))
        values = builder.read(self.entered(), {})
        if builder.errors or self.get_body_argument("_add", ""):
            self.show(builder, values, errors=builder.errors)
            return
        change = FieldChange(name, after=values, action=Action.CREATE)
        label = f"Add {self.kind.one} “{title_of(name, values)}”"
        result = await asyncio.to_thread(save, self.project, [change], label=label)
        if not result.is_saved:
            self.show_result(builder, values, {}, NEW, result)
            return
        self.redirect(f"{record_address(name, result.ids[0])}?saved=1")


class DeleteHandler(RecordHandler):
    """Question before a record is deleted."""

    needs_list = True

    def get(self, _: str, id_: str) -> None:
        self.ask(self.find(id_))

    def ask(self, entry: Entry, problems: Sequence[Problem] = ()) -> None:
        """Send the question, or why the record cannot be deleted."""
        self.page(
            "delete.html",
            422 if problems else 200,
            title=f"Delete “{entry.title}”?",
            kind=self.kind,
            back=record_address(entry.kind, entry.id),
            problems=problems,
        )

    async def post(self, name: str, id_: str) -> None:
        """Delete the record, and show the list of its kind."""
        entry = self.find(id_)
        change = FieldChange(name, id_, action=Action.DELETE)
        label = f"Delete {self.kind.one} “{entry.title}”"
        result = await asyncio.to_thread(save, self.project, [change], label=label)
        if result.is_saved:
            self.redirect(f"{list_address(name)}?deleted={quote(entry.title)}")
            return
        problems = [Problem(result.problem)] if result.problem else []
        self.ask(entry, [*problems, *map(as_problem, result.errors)])


def as_problem(found: FieldDiagnostic) -> Problem:
    """Return a line of the summary that links to the form of the record with the error."""
    return problem_of(found.diagnostic, record_address(found.kind, found.id) if found.kind else "")


class StayHandler(EditHandler):
    """Message of a browser that the form of a record is still open."""

    def post(self) -> None:
        """Renew the lock, unless another person has it."""
        self.state.presence.claim(self.get_body_argument("record", ""), self.person)
        self.finish({})


ROUTES: Routes = (
    ("stay", StayHandler),
    (r"record/(\w+)/(.*)", RecordHandler),
    (r"new/(\w+)", NewHandler),
    (r"delete/(\w+)/(.*)", DeleteHandler),
)
