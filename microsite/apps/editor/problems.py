"""Problems as screens show them: of a form that is not saved, and of a change that was
saved.
"""

import re

from msgspec import Struct

from microsite.apps.editor.forms import Path
from microsite.apps.editor.history import Entry, History
from microsite.apps.editor.saving import FieldDiagnostic
from microsite.apps.editor.security import EditHandler, record_address
from microsite.diagnostics.diagnostic import Diagnostic


class Problem(Struct, frozen=True):
    """A line of the error summary."""

    text: str
    help: str = ""
    url: str = ""  # address of the field, `#` and its id, or of another form
    where: str = ""  # place in the file


def problem_of(error: Diagnostic | FieldDiagnostic) -> Problem:
    """Return a line of the summary, with a link to the form of the record that it is
    about.
    """
    if isinstance(error, Diagnostic):
        return Problem(error.headline, error.help)
    span = error.diagnostic.span
    where = f"{span.path}, line {span.line}" if span.source.text else span.path
    url = (
        record_address(error.kind, error.id) + fragment(error.path)
        if error.kind
        else ""
    )
    return Problem(error.diagnostic.headline, error.diagnostic.help, url, where)


def fragment(path: Path) -> str:
    """Return the address of the control of a field inside its page; empty without a
    field.
    """
    return f"#f-{'-'.join(map(str, path))}" if path else ""


class SavedChange(Struct, frozen=True):
    """A change that was just saved, and the warnings that it caused."""

    entry: Entry
    warnings: tuple[Problem, ...]

    @property
    def number(self) -> int:
        """Number of the change in the journal."""
        return self.entry.number

    @property
    def past(self) -> str:
        """Label of the change, as one that was made."""
        return self.entry.past


def saved_change(handler: EditHandler) -> SavedChange | None:
    """Return the change that was just saved, whose number is in the address.

    None if it has been undone since, or if no file had to be changed.
    """
    number = handler.get_argument("saved", "")
    if not re.fullmatch("[0-9]{1,9}", number):
        return None
    entry = History(handler.project).find(int(number))
    if entry is None:
        return None
    warnings = handler.state.warnings.get(entry.number, ())
    return SavedChange(entry, tuple(map(problem_of, warnings)))
