"""How lines stand to each other: indentation, missing colons and spaces, text that runs on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from microsite.source.yaml_draft import Edit, Slip
from microsite.source.yaml_scene import COMMENT, Line, Scene, corrected

NAME = r"[^\W\d][\w-]{0,40}"
SCHEMES = "https?|mailto|tel|sms|ftp|file|urn|doi|isbn|figure|data|javascript"
GLUED_COLON = re.compile(rf"(?P<lead>\s*(?:-\s+)*)(?!(?:{SCHEMES}):)(?P<key>{NAME}):(?=[^\s:/])")
OTHER_SIGN = re.compile(rf"(?P<lead>\s*(?:-\s+)*)(?P<key>{NAME})(?P<sign>\s*(?:=>?|;|->)\s*|\s+[–—-]\s+)(?=\S)")
NO_SIGN = re.compile(rf"(?P<lead>\s*(?:-\s+)*)(?P<key>{NAME})(?P<sign>\s+)(?=\S)")
ALONE = re.compile(rf"(?P<lead>\s*(?:-\s+)*)(?P<key>{NAME})(?P<sign>)\s*$")
TEXT_OR_SETTING = "If it belongs to the text above, put two more spaces in front of it. If not, write:"
FURTHEST_UP = 200
"""Lines. How far up to look for something to line up with."""


def glued_colons(scene: Scene) -> Iterator[Slip]:
    """`title:Opening`."""
    for line in scene.suspects:
        if match := GLUED_COLON.match(line.text):
            yield glued_colon_slip(line, match)


def glued_colon_slip(line: Line, match: re.Match[str]) -> Slip:
    """A name that lacks the space after its colon."""
    start, end = line.start + match.start("key"), line.start + match.end()
    edit = Edit(end, end, " ")
    facts: dict[str, object] = {"name": match["key"], "line": corrected(line, edit)}
    is_plain = match["key"].islower()
    return Slip(code="Y132", start=start, end=end, facts=facts, edits=(edit,), sure=True, obvious=is_plain)


def other_signs(scene: Scene) -> Iterator[Slip]:
    """`title = Opening`, and the like."""
    for line in scene.suspects:
        if line.key is None and (match := OTHER_SIGN.match(line.text)):
            yield sign_slip(line, match)


def no_signs(scene: Scene) -> Iterator[Slip]:
    """`title Opening`."""
    for line in scene.suspects:
        if line.key is not None:
            continue
        match = NO_SIGN.match(line.text)
        if match and _is_setting(scene, line, match["key"]):
            yield sign_slip(line, match, TEXT_OR_SETTING)
        below = scene.after(line)
        if below is not None and below.indent > line.indent and (match := ALONE.match(line.text)):
            yield sign_slip(line, match)


def sign_slip(line: Line, match: re.Match[str], advice: str = "Write:") -> Slip:
    """A line that has no colon after its name."""
    start, end = line.start + match.start("key"), line.start + match.end("key")
    edit = Edit(line.start + match.start("sign"), line.start + match.end("sign"), ": ")
    facts: dict[str, object] = {"name": match["key"], "line": corrected(line, edit), "advice": advice}
    return Slip(code="Y133", start=start, end=end, facts=facts, edits=(edit,))


def _is_setting(scene: Scene, line: Line, word: str) -> bool:
    """Whether a line without a colon is likelier to be a setting than text that runs on."""
    if re.search(rf"^\s*(?:-\s+)*{re.escape(word)}:(?:\s|$)", scene.text, re.MULTILINE):
        return True
    above = scene.before(line)
    in_text = above is not None and (above.value in ("|", ">", "|-", ">-") or len(above.value) > 60)
    return not in_text and word.islower() and len(COMMENT.sub("", line.text).split()) <= 6


def running_text(scene: Scene) -> Iterator[Slip]:
    """A long text whose further lines are not indented."""
    first = scene.line_at(scene.blamed)
    owner = scene.before(first)
    while owner is not None and owner.key is None:
        owner = scene.before(owner)
    if first.key is not None or first.dashes or owner is None:
        return
    wanted = owner.indent + len(owner.dashes) + 2
    edits, line = [], first
    while True:
        if line.text.strip():
            edits.append(Edit(line.start, line.body, " " * wanted))
        following = scene.after(line)
        if following is None or following.key is not None or following.dashes:
            break
        line = following
    facts: dict[str, object] = {"name": owner.key, "spaces": wanted}
    yield Slip(code="Y134", start=first.body, end=first.end, facts=facts, edits=tuple(edits))


def indentation(scene: Scene) -> Iterator[Slip]:
    """Lines that do not line up with what they belong to."""
    line = scene.failing
    best: tuple[int, Slip] | None = None
    for moved, target, anchor in _moves(scene, line):
        if target == moved.indent or scene.tries.left <= 0:
            continue
        for run in _runs(scene, moved, down=moved is line):
            edits = tuple(_shifted(each, target - moved.indent) for each in run)
            unread = scene.unread_after(edits)
            if unread is None or unread >= len(scene.text) - line.end or (best is not None and unread >= best[0]):
                continue
            if _starts_something(scene, line, edits):
                best = (unread, _misplaced(moved, target, anchor, edits))
    if best is not None:
        yield best[1]


def _moves(scene: Scene, line: Line) -> Iterator[tuple[Line, int, Line]]:
    """A line, the column to move it to, and the line it would then line up with; the likeliest first."""
    above = scene.before(line)
    previous, deepest = above, 10_000
    while above is not None and above.number > line.number - FURTHEST_UP:
        for column in (above.indent + len(above.dashes), above.indent):
            if column < deepest:
                deepest = column
                yield line, column, above
        above = scene.before(above)
    if previous is not None:
        yield previous, line.indent, line


def _runs(scene: Scene, line: Line, *, down: bool) -> Iterator[list[Line]]:
    """A line alone, and with its neighbours that are indented as much or more."""
    yield [line]
    run, neighbour = [line], scene.after(line) if down else scene.before(line)
    while neighbour is not None and len(run) < FURTHEST_UP:
        if neighbour.text.strip():
            if neighbour.indent < line.indent or (not down and neighbour.indent != line.indent):
                break
            run.append(neighbour)
        neighbour = scene.after(neighbour) if down else scene.before(neighbour)
    if len(run) > 1:
        yield run


def _shifted(line: Line, by: int) -> Edit:
    return Edit(line.start, line.body, " " * max(line.indent + by, 0))


def _starts_something(scene: Scene, line: Line, edits: tuple[Edit, ...]) -> bool:
    """Whether a move does not merely make the line part of the text above it."""
    above = scene.before(line)
    moved = next((edit for edit in edits if edit.start == line.start), None)
    if moved is None or above is None or not above.value or above.value[0] in "|>[{":
        return True
    return len(moved.text) <= above.indent + len(above.dashes)


def _misplaced(line: Line, target: int, anchor: Line, edits: tuple[Edit, ...]) -> Slip:
    other = "the hyphen" if target == anchor.indent and anchor.dashes else f"“{anchor.name}”"
    spaces = "no space" if target == 0 else "1 space" if target == 1 else f"{target} spaces"
    return Slip(
        code="Y130",
        start=line.start if line.indent else line.body,
        end=line.body if line.indent else line.end,
        facts={
            "name": "This list entry" if line.dashes else f"“{line.name}”",
            "other": other,
            "spaces": spaces,
            "found": line.indent,
        },
        edits=edits,
        notes=((f"Line up with {other} here", anchor.body, anchor.end),),
    )


def strangers(scene: Scene) -> Iterator[Slip]:
    """A list entry among settings, or a setting among list entries."""
    line = scene.failing
    above = scene.before(line)
    while above is not None and above.indent > line.indent:
        above = scene.before(above)
    if above is not None and above.indent == line.indent and bool(above.dashes) != bool(line.dashes):
        what, others = "A list entry", "“name: value” lines"
        if not line.dashes:
            what, others = "A “name: value” line", "list entries"
        facts: dict[str, object] = {"what": what, "others": others}
        yield Slip(code="Y143", start=line.body, end=line.end, facts=facts, obvious=True)
