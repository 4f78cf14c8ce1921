"""Labels of changes, by which the journal and the Undo screen name them."""

import errno
import re
from collections.abc import Sequence

from microsite.model.fields import Field
from microsite.project import read_words

WORDS = read_words("editor", "words.ini")
KINDS = read_words("editor", "kinds.ini")
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
MAX_NAMED = 3  # fields that a label names; it gives the number of more


def field_label(field: Field) -> str:
    """Return the label of a field in forms: `Web address`."""
    if field.custom:
        return field.custom.shown_label
    words = re.sub("_url$", "_web_address", field.key).replace("_", " ")
    return WORDS["labels"].get(field.key, words.capitalize())


def field_noun(field: Field) -> str:
    """Return a field as a sentence names it, after `the`: `web address`, `VAT rate`."""
    label = field_label(field)
    if field.custom:
        return f"field “{label}”"
    if noun := WORDS["nouns"].get(field.key):
        return noun
    is_abbreviation = label[:2].isupper()
    return label if is_abbreviation else label[0].lower() + label[1:]


def kind_noun(kind: str) -> str:
    """Return a kind of record as a sentence names it, after `the`: `news post`."""
    return KINDS.get(kind, "one", fallback=kind)


def addition_label(kind: str, title: str) -> str:
    """Return the label for a new record: `Add the session “Opening”`."""
    return f"Add {_record(kind, title)}"


def deletion_label(kind: str, title: str) -> str:
    """Return the label for a record that is deleted."""
    return f"Delete {_record(kind, title)}"


def change_label(kind: str, title: str, fields: Sequence[Field]) -> str:
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
    name = errno.errorcode.get(failure.errno or 0, "")
    reason = (failure.strerror or str(failure)).lower()
    return WORDS["failures"].get(name, f"The files cannot be changed: {reason}.")


def again(label: str) -> str:
    """Return the words of a button that makes an undone change again: `Delete
    again`.
    """
    verb = label.partition(" ")[0]
    return f"{verb} again" if verb in PAST_TENSES else "Do this again"
