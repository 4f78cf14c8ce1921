"""What makes a line a setting: missing colons and spaces, signs in the wrong place, text that runs
on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from microsite.source.nodes import shortened
from microsite.source.yaml_draft import Edit, Slip
from microsite.source.yaml_scene import COMMENT, Line, Scene, corrected

NAME = r"[^\W\d][\w-]{0,40}"
SCHEMES = "https?|mailto|tel|sms|ftp|file|urn|doi|isbn|figure|data|javascript"
GLUED_COLON = re.compile(rf"(?P<lead>\s*(?:-\s+)*)(?!(?:{SCHEMES}):)(?P<key>{NAME}):(?=[^\s:/])")
OTHER_SIGN = re.compile(
    rf"(?P<lead>\s*(?:-\s+)*)(?P<key>{NAME})(?P<sign>\s*(?:=>?|;|->)\s*|\s+[–—-]\s+)(?=\S)"
)
NO_SIGN = re.compile(rf"(?P<lead>\s*(?:-\s+)*)(?P<key>{NAME})(?P<sign>\s+)(?=\S)")
JOINED = re.compile(rf"(?<=\S)(?P<indent>  +)(?:-\s+)?(?P<key>{NAME}):(?=\s|$)")
STRAY_SIGN = re.compile(rf"\s*(?:-\s+)*(?P<sign>[^\w\s\"'#-]{{1,3}}\s*)(?P<key>{NAME}):(?=\s|$)")
ALONE = re.compile(rf"(?P<lead>\s*(?:-\s+)*)(?P<key>{NAME})(?P<sign>)\s*$")
LONG = 50
"""Letters. A value longer than this is text, which may run on."""
TEXT_OR_SETTING = (
    "If it belongs to the text above, put two more spaces in front of it. If not, write:"
)


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
    return Slip(
        code="Y132", start=start, end=end, facts=facts, edits=(edit,), sure=True, obvious=is_plain
    )


def other_signs(scene: Scene) -> Iterator[Slip]:
    """`title = Opening`, and the like."""
    for line in scene.suspects:
        if line.key is None and (match := OTHER_SIGN.match(line.text)):
            yield sign_slip(line, match)


def lost_hyphens(scene: Scene) -> Iterator[Slip]:
    """A text below the entries of a list, in line with their hyphens, that has none."""
    for line in scene.suspects:
        above = scene.before(line)
        if above is None or not above.dashes or above.key or above.indent != line.indent:
            continue
        if line.key is None and not line.dashes and line.value:
            edit = Edit(line.body, line.body, "- ")
            facts: dict[str, object] = {"line": corrected(line, edit)}
            yield Slip(code="Y147", start=line.body, end=line.end, facts=facts, edits=(edit,))


def settings_or_text(scene: Scene) -> Iterator[Slip]:
    """A line without a colon: a setting, or text that runs on; first what lets more be read."""
    guesses = [*_settings(scene), *_running_text(scene)]
    unread = {number: scene.unread_after(guess.edits) for number, guess in enumerate(guesses)}
    follows_text = any(end == scene.line_at(scene.blamed).start - 1 for _, end in scene.long_texts)
    for number in sorted(
        unread,
        key=lambda number: (unread[number] or 0, (guesses[number].code == "Y134") != follows_text),
    ):
        if unread[number] is not None:
            yield guesses[number]


def _settings(scene: Scene) -> Iterator[Slip]:
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
    facts: dict[str, object] = {
        "name": match["key"],
        "line": corrected(line, edit),
        "advice": advice,
    }
    is_guess = advice == TEXT_OR_SETTING
    return Slip(code="Y133", start=start, end=end, facts=facts, edits=(edit,), loose=is_guess)


def _is_setting(scene: Scene, line: Line, word: str) -> bool:
    """Whether a line without a colon is likelier to be a setting than text that runs on."""
    if re.search(rf"^\s*(?:-\s+)*{re.escape(word)}:(?:\s|$)", scene.text, re.MULTILINE):
        return True
    above = scene.before(line)
    if above is None:  # there is no text to run on
        return word.islower()
    in_text = above.value in ("|", ">", "|-", ">-") or len(above.value) > LONG
    return not in_text and word.islower() and len(COMMENT.sub("", line.text).split()) <= 6


def _running_text(scene: Scene) -> Iterator[Slip]:
    """A long text whose further lines are not indented."""
    first = scene.line_at(scene.blamed)
    owner = scene.before(first)
    while owner is not None and owner.key is None:
        owner = scene.before(owner)
    if first.key is not None or first.dashes or owner is None:
        return
    wanted = owner.indent + len(owner.dashes) + 2
    edits: list[Edit] = []
    line = first
    while True:
        if line.text.strip():
            edits.append(Edit(line.start, line.body, " " * wanted))
        following = scene.after(line)
        if following is None or following.key is not None or following.dashes:
            break
        if following.value.startswith(":"):
            return
        line = following
    facts: dict[str, object] = {"name": owner.key, "spaces": wanted}
    is_text = re.fullmatch(NAME, owner.key or "") and (
        owner.value[:1] in ("|", ">") or len(owner.value) > LONG
    )
    yield Slip(
        code="Y134",
        start=first.body,
        end=first.end,
        facts=facts,
        edits=tuple(edits),
        loose=not is_text,
    )


def joined_lines(scene: Scene) -> Iterator[Slip]:
    """Two lines on one: the line break between them was deleted, and the indentation of the second
    stayed.
    """
    for line in scene.suspects:
        if match := JOINED.search(line.value):
            start = line.value_start + match.start("indent")
            end = line.value_start + match.end("key")
            facts: dict[str, object] = {"name": match["key"]}
            yield Slip(
                code="Y146",
                start=end - len(match["key"]),
                end=end,
                facts=facts,
                edits=(Edit(start, start, "\n"),),
            )


def stray_signs(scene: Scene) -> Iterator[Slip]:
    """A sign in front of a name, or a colon without one."""
    for line in scene.suspects:
        above = scene.before(line)
        if match := STRAY_SIGN.match(line.text):
            start, end = line.start + match.start("sign"), line.start + match.end("sign")
            facts: dict[str, object] = {"mark": match["sign"].strip(), "name": match["key"]}
            yield Slip(
                code="Y144",
                start=start,
                end=end,
                facts=facts,
                edits=(Edit(start, end, ""),),
                loose=True,
            )
        elif (
            line.value.startswith(":")
            and line.key is None
            and above is not None
            and ALONE.match(above.text)
        ):
            joined = Edit(above.start + len(above.text.rstrip()), line.body, "")
            facts = {"line": f"{above.text.strip()}{line.value}"}
            yield Slip(
                code="Y145",
                start=line.body,
                end=line.body + 1,
                facts=facts,
                edits=(joined,),
                loose=True,
            )


def strangers(scene: Scene) -> Iterator[Slip]:
    """A list entry among settings or below a text, or a setting among list entries."""
    line = scene.failing
    above = scene.before(line)
    if (
        above is not None
        and line.dashes
        and above.key
        and above.value
        and above.indent < line.indent
    ):
        facts: dict[str, object] = {"value": shortened(above.value, 40)}
        yield Slip(code="Y142", start=line.body, end=line.end, facts=facts)
    while above is not None and above.indent > line.indent:
        above = scene.before(above)
    if (
        above is not None
        and above.indent == line.indent
        and bool(above.dashes) != bool(line.dashes)
    ):
        what, others = "A list entry", "“name: value” lines"
        if not line.dashes:
            what, others = "A “name: value” line", "list entries"
        facts = {"what": what, "others": others}
        yield Slip(code="Y143", start=line.body, end=line.end, facts=facts)
