"""Answers to the scripts of forms: how a date is understood, and the preview of Markdown."""

from tornado.web import HTTPError

from microsite.cli.commands import error_text
from microsite.editing import journal
from microsite.editing.repair import find_repairs
from microsite.editor.content import SCREEN_KINDS
from microsite.editor.entered import EnteredError, confirmation, to_written
from microsite.editor.forms import FormBuilder
from microsite.editor.records import ProjectRecords, form_fields
from microsite.editor.security import PREFIX, EditHandler
from microsite.model.fields import Field, input_fields, parse_value
from microsite.preview.server import Routes
from microsite.site.markdown import find_excess, to_html


def find_field(kind: str, name: str, records: ProjectRecords) -> Field:
    """Return the field with the name of a control, such as `links.0.url`. Raises HTTPError."""
    fields, found = form_fields(kind, records.kinds), None
    for step in name.split("."):
        if not step.isdecimal():
            found = fields.get(step, None if found is None or found.record else found)
            fields = input_fields(found.record) if found and found.record else {}
    if found is None:
        raise HTTPError(404)
    return found


class UnderstandHandler(EditHandler):
    """Check of one value while a form is filled in."""

    def get(self, kind: str) -> None:
        """Send how the value is understood, or why it cannot be, in the words of the check."""
        if kind not in SCREEN_KINDS:
            raise HTTPError(404)
        records = ProjectRecords(self.project)
        field = find_field(kind, self.get_query_argument("name"), records)
        text = self.get_query_argument("text").strip()
        answer = {"note": "", "error": ""}
        try:
            written = to_written(field, text, FormBuilder(kind, records).year)
        except EnteredError as problem:
            self.finish({**answer, "error": str(problem)})
            return
        answer["note"] = confirmation(field, written)
        errors = parse_value(field, written)[1] if written and not field.refers_to else []
        if errors:
            answer["error"] = error_text(errors[0], field.key, field.example).strip()
        self.finish(answer)


class MarkdownHandler(EditHandler):
    """Preview of a Markdown text."""

    def post(self) -> None:
        """Send its HTML, in which nothing can run or load from elsewhere."""
        text = self.get_body_argument("text", "", strip=False).replace("\r\n", "\n")
        is_long = find_excess(text) is not None
        html = "" if is_long else to_html(text)
        self.finish({"html": html, "error": "This text is too long to preview." if is_long else ""})


class FixHandler(EditHandler):
    """Automatic fixes of a file with errors in its syntax, as by `check --fix`."""

    def post(self, path: str) -> None:
        """Fix what is certain, and open the page again from which this was asked."""
        for repair in find_repairs(self.project):
            if repair.path == path:
                changes = {path: (repair.data, repair.after.data)}
                journal.save(self.project, f"Fix {path}", changes)
        back = self.get_body_argument("back", PREFIX)
        self.redirect(back if back.startswith(PREFIX) else PREFIX)


ROUTES: Routes = (
    (r"understand/(\w+)", UnderstandHandler),
    ("markdown", MarkdownHandler),
    (r"fix/(.+)", FixHandler),
)
