"""Labels of changes, by which the journal and the Undo screen name them."""

import errno
import re
from collections.abc import Sequence

from microsite.model.fields import BoundField
from microsite.model.kinds import RECORD_KINDS

SETTINGS_NOUNS = {
    "sessions": "session settings",
    "resources": "resource settings",
    "sponsors": "sponsorship settings",
    "rates": "price settings",
}
"""Settings of data files in a sentence, by the name of the file."""
PAST_TENSES = {
    "Add": "Added",
    "Change": "Changed",
    "Copy": "Copied",
    "Delete": "Deleted",
    "Fix": "Fixed",
    "Import": "Imported",
    "Move": "Moved",
    "Start": "Started",
    "Swap": "Swapped",
}
"""Past tenses of the verbs with which labels begin."""
IN_USE = (
    "A file cannot be changed. It may be write-protected, or open in another program"
    " such as Word or Excel. Close it there, and try again."
)
FAILURES = {
    errno.ENOSPC: (
        "The disk is full. Delete files that you do not need, and try again."
    ),
    errno.EDQUOT: (
        "Your space on the disk is used up. Delete files that you do not need, and try"
        " again."
    ),
    errno.EACCES: IN_USE,
    errno.EPERM: IN_USE,
    errno.EBUSY: (
        "A file is in use by another program. Close it there, and try again."
    ),
    errno.EROFS: (
        "The folder of the site is on a disk that cannot be changed. Copy it to another"
        " place."
    ),
}
"""Why files cannot be changed, and what to do, by the error of the system."""
MAX_NAMED = 3  # fields that a label names; it gives the number of more


def field_label(field: BoundField) -> str:
    """Return the label of a field in forms: `Web address`."""
    if field.custom:
        return field.custom.shown_label
    if field.label:
        return field.label
    words = re.sub("(^|_)url$", r"\1web_address", field.key).replace("_", " ")
    return words.capitalize()


def field_noun(field: BoundField) -> str:
    """Return a field as a sentence names it, after `the`: `web address`, `VAT rate`."""
    label = field_label(field)
    if field.custom:
        return f"field “{label}”"
    if field.noun:
        return field.noun
    is_abbreviation = label[:2].isupper()
    return label if is_abbreviation else label[0].lower() + label[1:]


def kind_noun(kind: str) -> str:
    """Return a kind of record as a sentence names it, after `the`: `news post`."""
    if kind in SETTINGS_NOUNS:
        return SETTINGS_NOUNS[kind]
    return RECORD_KINDS[kind].one


def addition_label(kind: str, title: str) -> str:
    """Return the label for a new record: `Add the session “Opening”`."""
    return f"Add {_record(kind, title)}"


def deletion_label(kind: str, title: str) -> str:
    """Return the label for a record that is deleted."""
    return f"Delete {_record(kind, title)}"


def change_label(kind: str, title: str, fields: Sequence[BoundField]) -> str:
    """Return the label for changed fields: `Change the title and the room of
    “Opening”`.
    """
    owner = f"“{title}”" if title else _record(kind, title)
    nouns = [f"the {field_noun(field)}" for field in fields]
    if not nouns:
        return f"Change {owner}"
    if len(nouns) > MAX_NAMED:
        return f"Change {len(nouns)} fields of {owner}"
    *first, last = nouns
    named = f"{', '.join(first)} and {last}" if first else last
    return f"Change {named} of {owner}"


def _record(kind: str, title: str) -> str:
    noun = f"the {kind_noun(kind)}"
    return f"{noun} “{title}”" if title else noun


def in_the_past(label: str) -> str:
    """Return the label of a change as one that was made: `Changed the title of
    “Opening”`.
    """
    verb, _, rest = label.partition(" ")
    return f"{PAST_TENSES.get(verb, verb)} {rest}"


def failure_in_words(failure: OSError) -> str:
    """Return why the files cannot be changed, and what to do."""
    if failure.errno in FAILURES:
        return FAILURES[failure.errno]
    reason = (failure.strerror or str(failure)).lower()
    return f"The files cannot be changed: {reason}."


def again(label: str) -> str:
    """Return the words of a button that makes an undone change again: `Delete
    again`.
    """
    verb = label.partition(" ")[0]
    return f"{verb} again" if verb in PAST_TENSES else "Do this again"
