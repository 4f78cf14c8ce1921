"""Values that YAML takes for something else: colons, quotes, brackets and signs in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from microsite.source.nodes import shortened
from microsite.source.yaml_draft import Edit, Slip
from microsite.source.yaml_scene import COMMENT, Line, Scene, corrected, quoted

CURLY = "“”„‟«»‘’‚‹›"
OPENING_CURLY = "“„«‘‚‹”"
SIGNS = "@`%*&!,]}|>"
PAIRS = {"[": "]", "{": "}"}
WINDOWS_PATH = re.compile(r"(?:[A-Za-z]:\\|\\\\|(?=.*\.\w{2,4}$))(?:.*\\)?(?P<name>[^\\]+)$")


def values(scene: Scene) -> Iterator[Line]:
    """The suspects that have a value."""
    return (line for line in scene.suspects if line.value)


def signs(scene: Scene) -> Iterator[Slip]:
    """A value that starts with a sign which means something to YAML: `@`, `*`, `&`, `- `, `> 50`."""
    for line in values(scene):
        first = line.value[0]
        if first in "|>" and line.value[1:].strip():
            yield _in_quotes(line, "Y118", mark=first)
        elif first in SIGNS:
            yield _in_quotes(line, "Y115", mark=first)
        elif re.match(r"[?:]\s|-\s", line.value) or (
            line.key and line.dashes == "" and first == "-"
        ):
            yield replace(_in_quotes(line, "Y117", mark=first), loose=first == "-")


def brackets(scene: Scene) -> Iterator[Slip]:
    """A text that starts with a bracket, such as `[Draft] Opening` or `{{ name }}`."""
    for line in values(scene):
        first, value = line.value[0], line.value
        if first in PAIRS and (
            re.search(rf"\{PAIRS[first]}\s*[^\s,\]}}]", value) or value.startswith("{{")
        ):
            yield _in_quotes(line, "Y116", mark=first)


def curly_quotes(scene: Scene) -> Iterator[Slip]:
    """Word's quotation marks where straight ones are needed."""
    for line in values(scene):
        opened, closed = line.value[0], line.value[-1]
        is_pair = opened in CURLY + "\"'" and closed in CURLY + "\"'" and len(line.value) > 1
        if is_pair and (opened in OPENING_CURLY or closed in CURLY):
            edit = Edit(line.value_start, line.value_end, quoted(line.value[1:-1]))
            facts: dict[str, object] = {"line": corrected(line, edit)}
            start, end = line.value_start, line.value_end
            yield Slip(code="Y108", start=start, end=end, facts=facts, edits=(edit,), sure=True)


def quotes_inside(scene: Scene) -> Iterator[Slip]:
    """An apostrophe or a quotation mark inside that ends the quotes too early."""
    for line in values(scene):
        value, mark = line.value, line.value[0]
        if mark not in "\"'" or value.count(mark) < 2:
            continue
        closes = value.endswith(mark) and value.count(mark) > 2
        inner = value[1:-1] if closes else value
        code = "Y111" if closes and mark == "'" else "Y112"
        edit = Edit(line.value_start, line.value_end, quoted(inner))
        early = line.value_start + 1 + value[1:].index(mark)
        yield Slip(
            code=code,
            start=early,
            end=early + 1,
            facts={
                "line": corrected(line, edit),
                "word": _word_at(value, early - line.value_start),
            },
            edits=(edit,),
        )


def unclosed_quotes(scene: Scene) -> Iterator[Slip]:
    """A quote that is opened and never closed, or closed by one that was meant for something else."""
    starts = [scene.blamed] if scene.in_quotes else []
    starts += [start for start, _ in reversed(scene.long_texts) if scene.text[start] in "\"'"]
    for start in starts[:3]:
        line, mark = scene.line_at(start), scene.text[start]
        for last in (_last_of_text(scene, line), line):
            end = last.start + len(COMMENT.sub("", last.text).rstrip())
            if mark not in "\"'" or end <= start:
                continue
            edit = Edit(end, end, mark)
            yield Slip(
                code="Y113",
                start=start,
                end=line.end,
                facts={
                    "mark": mark,
                    "line": corrected(last, edit),
                    "shown": shortened(scene.text[start : line.end], 40),
                },
                edits=(edit,),
                obvious=scene.in_quotes and last is line,
            )


def _last_of_text(scene: Scene, line: Line) -> Line:
    """The last line of a text that runs on from a line."""
    below = scene.after(line)
    while below is not None and below.text.strip() and below.key is None and not below.dashes:
        line, below = below, scene.after(below)
    return line


def backslashes(scene: Scene) -> Iterator[Slip]:
    r"""A backslash in double quotes, as in `"C:\Users\kim"`."""
    for line in values(scene):
        value = line.value
        if value[0] != '"' or "\\" not in value:
            continue
        inner = value[1:].removesuffix('"')
        path = WINDOWS_PATH.match(inner)
        instead = f"images/{path['name']}" if path else quoted(inner)
        edit = Edit(line.value_start, line.value_end, instead)
        advice = "Copy the file into assets/images/ and write" if path else "Use single quotes:"
        at = line.value_start + value.index("\\")
        facts: dict[str, object] = {"advice": advice, "line": corrected(line, edit)}
        yield Slip(code="Y136", start=at, end=at + 1, facts=facts, edits=(edit,))


def colons_inside(scene: Scene) -> Iterator[Slip]:
    """`title: Opening: welcome`."""
    for line in values(scene):
        found = re.search(r":(?=\s|$)", line.value)
        if found is None or line.value[0] in "\"'":
            continue
        edit = Edit(line.value_start, line.value_end, quoted(line.value))
        at = line.value_start + found.start()
        facts: dict[str, object] = {"line": corrected(line, edit)}
        yield Slip(code="Y110", start=at, end=at + 1, facts=facts, edits=(edit,))


def brackets_unclosed(scene: Scene) -> Iterator[Slip]:
    """A list or block in brackets that is not closed, or closed by the wrong bracket, or twice."""
    extra = scene.text[scene.at : scene.at + 1]
    if extra and extra in "]}":
        edits = (Edit(scene.at, scene.at + 1, ""),)
        yield Slip(
            code="Y129", start=scene.at, end=scene.at + 1, facts={"mark": extra}, edits=edits
        )
    opener = scene.text[scene.blamed : scene.blamed + 1]
    if opener not in PAIRS:
        return
    closer = PAIRS[opener]
    line = scene.line_at(scene.blamed)
    yield from _lost_in_brackets(scene, line)
    last = scene.before(scene.failing)
    endings = [line]
    if last is not None and last.number > line.number:
        endings.insert(0 if line.value.endswith(",") else 1, last)
    for ending in endings:
        end = ending.value_end
        wrong = re.search(r"[)\]}>,;]?\Z", scene.text[ending.start : end])
        start = ending.start + wrong.start() if wrong else end
        edit = Edit(start, end, closer)
        facts: dict[str, object] = {
            "mark": opener,
            "closer": closer,
            "line": corrected(ending, edit),
        }
        yield Slip(
            code="Y135", start=scene.blamed, end=scene.blamed + 1, facts=facts, edits=(edit,)
        )


def _lost_in_brackets(scene: Scene, line: Line) -> Iterator[Slip]:
    """` #` inside brackets, which hides the closing one."""
    for match in re.finditer(
        r"(?<=[\[,])\s*(?P<item>[^,\[\]\"']*\s#[^,\[\]\"']*)(?=[,\]])", line.text
    ):
        start, end = line.start + match.start("item"), line.start + match.end("item")
        edit = Edit(start, end, quoted(match["item"].strip()))
        at = line.start + match.start("item") + match["item"].index("#")
        facts: dict[str, object] = {
            "lost": shortened(scene.text[at:end], 40),
            "line": corrected(line, edit),
        }
        yield Slip(code="Y114", start=at, end=end, facts=facts, edits=(edit,))


def _in_quotes(line: Line, code: str, mark: str) -> Slip:
    """The whole value in quotes."""
    edit = Edit(line.value_start, line.value_end, quoted(line.value))
    return Slip(
        code=code,
        start=line.value_start,
        end=line.value_start + 1,
        facts={"mark": mark, "line": corrected(line, edit)},
        edits=(edit,),
    )


def _word_at(text: str, offset: int) -> str:
    """The word around an offset."""
    start = max(text.rfind(" ", 0, offset), 0)
    end = text.find(" ", offset)
    return shortened(text[start : end if end != -1 else len(text)].strip("\"' ") or text, 40)
