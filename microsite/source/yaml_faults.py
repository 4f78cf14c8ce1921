"""What went wrong in a YAML text that could not be read, worked out from what was typed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from microsite.source.yaml_characters import (
    breaks,
    bullets,
    glued_hyphens,
    tabs,
    unseen,
    wide_colons,
)
from microsite.source.yaml_draft import UNEXPLAINED, Edit, Slip
from microsite.source.yaml_indentation import indentation
from microsite.source.yaml_layout import (
    glued_colons,
    joined_lines,
    lost_hyphens,
    other_signs,
    settings_or_text,
    strangers,
    stray_signs,
)
from microsite.source.yaml_quotes import (
    backslashes,
    brackets,
    brackets_unclosed,
    colons_inside,
    curly_quotes,
    quotes_inside,
    signs,
    unclosed_quotes,
)
from microsite.source.yaml_scene import Scene, Tries

Guess = Callable[[Scene], Iterator[Slip]]


def second_document(scene: Scene) -> Iterator[Slip]:
    """A line `...`, which ends what is read."""
    above = scene.before(scene.failing)
    if above is not None and above.text.rstrip() == "...":
        edits = (Edit(above.start, above.end, ""),)
        facts: dict[str, object] = {"mark": "..."}
        yield Slip(
            code="Y121", start=above.start, end=above.end, facts=facts, edits=edits, sure=True
        )


GUESSES: tuple[Guess, ...] = (
    tabs,
    unseen,
    bullets,
    glued_hyphens,
    wide_colons,
    second_document,
    curly_quotes,
    backslashes,
    brackets,
    signs,
    quotes_inside,
    unclosed_quotes,
    brackets_unclosed,
    glued_colons,
    other_signs,
    joined_lines,
    colons_inside,
    lost_hyphens,
    stray_signs,
    settings_or_text,
    indentation,
    strangers,
)
"""What can have happened, the surest to tell first."""


def explain_failure(text: str, failure: Exception, tries: Tries) -> tuple[Slip, ...]:
    """Why a YAML text could not be read: the slips that reading stumbled over. Always at least one.

    A guess counts when it is plain to see, or when more of the text can be read once it is put
    right.
    """
    if found := tuple(breaks(text)):
        return found
    scene = Scene(text, failure, tries)
    for guess in GUESSES:
        for slip in guess(scene):
            if slip.obvious or not slip.edits or scene.helps(slip.edits):
                return (slip,)
    line = scene.line_at(scene.blamed)
    return (Slip(code=UNEXPLAINED, start=line.body, end=line.end),)
