"""Characters that cannot be seen, or look like others: tabs, no-break spaces, Word's dashes and
breaks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from microsite.source.yaml_draft import Edit, Slip
from microsite.source.yaml_scene import Line, Scene, corrected, line_holding

ODD_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
HIDDEN = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
LINE_ENDS = "\u0085\u2028\u2029"
"""Line ends to YAML, but to no editor."""
STRUCTURE = re.compile(rf"[\s{HIDDEN}]*(?:-[\s{HIDDEN}]+)*")
"""What a line starts with: spaces, and hyphens with spaces after them; hidden characters among
them.
"""
SEPARATOR = re.compile(rf"[^:]*:(?=[ ]*[{ODD_SPACES}{HIDDEN}])([ {ODD_SPACES}{HIDDEN}]+)")
UNSEEN = re.compile(rf"[{ODD_SPACES}{HIDDEN}]+")
BULLET = re.compile(r"(?P<indent>\s*)(?P<mark>[–—−‐‑•·*])(?=\s+\S)")
GLUED_HYPHEN = re.compile(r"(?P<indent>\s*)-(?=[^\W\d_][^:]*:(?:\s|$))")
WIDE_COLON = re.compile(r"(?P<lead>\s*(?:-\s+)*[^\W\d][\w-]*)(?P<colon>\s*[：﹕꞉∶]\s*)")
MOST_AT_ONCE = 100
"""Places in one line. More of them are put right in several rounds."""
BREAKS = {"\x0b": "Word’s soft line break (Shift+Enter)", "\x0c": "A page break"}


def breaks(text: str) -> Iterator[Slip]:
    """Word's soft line breaks and page breaks, which no YAML text may hold."""
    for match in re.finditer("[\x0b\x0c]", text):
        yield Slip(
            code="Y105",
            start=match.start(),
            end=match.end(),
            facts={"what": BREAKS[match[0]]},
            edits=(Edit(match.start(), match.end(), " "),),
            sure=True,
            obvious=True,
        )


def tabs(scene: Scene) -> Iterator[Slip]:
    """A Tab where only spaces may stand."""
    line = scene.failing
    structure = re.match(r"\s*(?:-\s+)*", line.text)
    if structure is None or "\t" not in structure[0]:
        if scene.text[scene.at : scene.at + 1] == "\t":
            yield _tab(scene, scene.at, scene.at + 1, " ")
        return
    indent = line.text[: line.indent]
    if indent == line.text:
        yield _tab(scene, line.start, line.end, "")
    elif "\t" in indent:
        yield _tabbed_indent(scene, line)
    else:
        at = line.start + structure[0].index("\t")
        yield _tab(scene, at, at + 1, " ")


def _tab(scene: Scene, start: int, end: int, instead: str) -> Slip:
    edits = (Edit(start, end, instead),)
    where, cure = "on this line, which looks empty", "Delete it."
    if instead:
        before = scene.text[:start].rpartition("\n")[2].split()
        where, cure = f"after “{before[-1]}”" if before else "here", "Delete it and type one space."
    facts: dict[str, object] = {"where": where, "cure": cure}
    return Slip(
        code="Y102", start=start, end=end, facts=facts, edits=edits, sure=True, obvious=True
    )


def _tabbed_indent(scene: Scene, line: Line) -> Slip:
    """Tabs at the start of a line, as the number of spaces that lets most be read."""
    indent = line.text[: line.indent]
    widths = [len(indent.expandtabs(width)) for width in (2, 4, 8)]
    above = scene.before(line)
    while above is not None and above.number > line.number - 50:
        widths += [above.indent + len(above.dashes), above.indent]
        above = scene.before(above)
    tried: dict[int, int] = {}
    for width in dict.fromkeys(widths):
        if scene.tries.left > 0:
            unread = scene.unread_after((Edit(line.start, line.body, " " * width),))
            if unread is not None and len(scene.text) - unread > line.end:
                tried.setdefault(unread, width)
    spaces = tried[min(tried)] if tried else widths[0]
    return Slip(
        code="Y101",
        start=line.start,
        end=line.body,
        facts={"spaces": f" and type {spaces} spaces instead" if spaces else ""},
        edits=(Edit(line.start, line.body, " " * spaces),),
        sure=bool(tried),
        obvious=True,
    )


def unseen(scene: Scene) -> Iterator[Slip]:
    """No-break spaces and hidden characters where the structure of a line needs ordinary ones or
    none.
    """
    for line in scene.suspects:
        yield from unseen_in(scene.text, line)


def unseen_in(text: str, line: Line) -> Iterator[Slip]:
    """What cannot be seen in the structure of one line, as one slip."""
    for match in re.finditer(f"[{LINE_ENDS}]", line.text):
        at = line.start + match.start()
        edits = (Edit(at, at + 1, " "),)
        yield Slip(code="Y107", start=at, end=at + 1, edits=edits, sure=True, obvious=True)
    places = [match.span() for match in (STRUCTURE.match(line.text),) if match]
    if separator := SEPARATOR.match(line.text):
        places.append(separator.span(1))
    found = [
        (line.start + start + match.start(), line.start + start + match.end())
        for start, end in places
        for match in UNSEEN.finditer(line.text[start:end])
    ]
    if found:
        yield unseen_slip(text, found)


def unseen_slip(text: str, runs: list[tuple[int, int]]) -> Slip:
    """The slip of unseen characters that stand between these offsets: odd spaces become ordinary,
    the others go.
    """
    runs = runs[:MOST_AT_ONCE]
    odd = [run for run in runs if re.search(f"[{ODD_SPACES}]", text[slice(*run)])]
    start, _ = (odd or runs)[0]
    edits = tuple(
        Edit(
            first, last, re.sub(f"[{HIDDEN}]", "", re.sub(f"[{ODD_SPACES}]", " ", text[first:last]))
        )
        for first, last in runs
    )
    facts: dict[str, object] = {"name": f"U+{ord(text[start]):04X}"}
    code = "Y103" if odd else "Y104"
    return Slip(
        code=code, start=start, end=start + 1, facts=facts, edits=edits, sure=True, obvious=True
    )


def bullets(scene: Scene) -> Iterator[Slip]:
    """Word's dashes and bullets in the place of a list's hyphen."""
    for line in scene.suspects:
        if match := BULLET.match(line.text):
            yield bullet_slip(line.start + match.start("mark"), match["mark"])


def bullet_slip(at: int, mark: str) -> Slip:
    """A list entry that starts with something other than a hyphen."""
    edits = (Edit(at, at + 1, "-"),)
    kind = "bullet" if mark in "•·*" else "long dash"
    facts: dict[str, object] = {"mark": mark, "kind": kind}
    return Slip(
        code="Y137", start=at, end=at + 1, facts=facts, edits=edits, sure=True, obvious=True
    )


def glued_hyphens(scene: Scene) -> Iterator[Slip]:
    """`-id: a`, without the space."""
    for line in scene.suspects:
        if match := GLUED_HYPHEN.match(line.text):
            yield glued_hyphen_slip(scene.text, line.start + match.end())


def glued_hyphen_slip(text: str, at: int) -> Slip:
    """A list entry that lacks the space before the offset."""
    edit = Edit(at, at, " ")
    facts: dict[str, object] = {"line": corrected(line_holding(text, at), edit)}
    return Slip(
        code="Y131", start=at - 1, end=at, facts=facts, edits=(edit,), sure=True, obvious=True
    )


def wide_colons(scene: Scene) -> Iterator[Slip]:
    """A colon of another script after a name."""
    for line in scene.suspects:
        yield from wide_colon_in(line)


def wide_colon_in(line: Line) -> Iterator[Slip]:
    """The same in one line."""
    if match := WIDE_COLON.match(line.text):
        start, end = line.start + match.start("colon"), line.start + match.end("colon")
        edits = (Edit(start, end, ": "),)
        facts: dict[str, object] = {"mark": match["colon"].strip()}
        yield Slip(
            code="Y139", start=start, end=end, facts=facts, edits=edits, sure=True, obvious=True
        )
