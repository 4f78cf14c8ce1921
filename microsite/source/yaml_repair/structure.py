"""What makes a line a setting: missing colons and spaces, signs in the wrong place, text that runs
on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from microsite.source.nodes import truncate
from microsite.source.yaml_repair.context import COMMENT, FailureContext, ParsedLine, apply_to_line
from microsite.source.yaml_repair.patched_text import SyntaxProblem, TextEdit

KEY = r"[^\W\d][\w-]{0,40}"
SCHEMES = "https?|mailto|tel|sms|ftp|file|urn|doi|isbn|figure|data|javascript"
GLUED_COLON = re.compile(rf"(?P<lead>\s*(?:-\s+)*)(?!(?:{SCHEMES}):)(?P<key>{KEY}):(?=[^\s:/])")
WRONG_SEPARATOR = re.compile(
    rf"(?P<lead>\s*(?:-\s+)*)(?P<key>{KEY})(?P<sign>\s*(?:=>?|;|->)\s*|\s+[–—-]\s+)(?=\S)"
)
NO_SEPARATOR = re.compile(rf"(?P<lead>\s*(?:-\s+)*)(?P<key>{KEY})(?P<sign>\s+)(?=\S)")
JOINED = re.compile(rf"(?<=\S)(?P<indent>  +)(?:-\s+)?(?P<key>{KEY}):(?=\s|$)")
STRAY_CHARACTER = re.compile(
    rf"\s*(?:-\s+)*(?P<sign>[^\w\s\"'#-]{{1,3}}\s*)(?P<key>{KEY}):(?=\s|$)"
)
KEY_ALONE = re.compile(rf"(?P<lead>\s*(?:-\s+)*)(?P<key>{KEY})(?P<sign>)\s*$")
LONG_VALUE = 50
"""Letters. A value longer than this is text, which may run on."""
TEXT_OR_SETTING = (
    "If it belongs to the text above, put two more spaces in front of it. If not, write:"
)


def glued_colons(context: FailureContext) -> Iterator[SyntaxProblem]:
    """`title:Opening`."""
    for line in context.candidate_lines:
        if match := GLUED_COLON.match(line.text):
            yield glued_colon_problem(line, match)


def glued_colon_problem(line: ParsedLine, match: re.Match[str]) -> SyntaxProblem:
    """A name that lacks the space after its colon."""
    start, end = line.start + match.start("key"), line.start + match.end()
    edit = TextEdit(end, end, " ")
    facts: dict[str, object] = {"name": match["key"], "line": apply_to_line(line, edit)}
    is_plain = match["key"].islower()
    return SyntaxProblem(
        code="Y132",
        start=start,
        end=end,
        facts=facts,
        edits=(edit,),
        auto_fixable=True,
        certain=is_plain,
    )


def wrong_separator(context: FailureContext) -> Iterator[SyntaxProblem]:
    """`title = Opening`, and the like."""
    for line in context.candidate_lines:
        if line.key is None and (match := WRONG_SEPARATOR.match(line.text)):
            yield separator_problem(line, match)


def lost_hyphens(context: FailureContext) -> Iterator[SyntaxProblem]:
    """A text below the entries of a list, in line with their hyphens, that has none."""
    for line in context.candidate_lines:
        above = context.before(line)
        if above is None or not above.dashes or above.key or above.indent != line.indent:
            continue
        if line.key is None and not line.dashes and line.value:
            edit = TextEdit(line.body, line.body, "- ")
            facts: dict[str, object] = {"line": apply_to_line(line, edit)}
            yield SyntaxProblem(
                code="Y147", start=line.body, end=line.end, facts=facts, edits=(edit,)
            )


def missing_colon(context: FailureContext) -> Iterator[SyntaxProblem]:
    """A line without a colon: a setting, or text that runs on; first what lets more be read."""
    guesses = [*_settings(context), *_running_text(context)]
    unread = {number: context.unparsed_after(guess.edits) for number, guess in enumerate(guesses)}
    follows_text = any(
        end == context.line_at(context.error_start).start - 1 for _, end in context.long_texts
    )
    for number in sorted(
        unread,
        key=lambda number: (unread[number] or 0, (guesses[number].code == "Y134") != follows_text),
    ):
        if unread[number] is not None:
            yield guesses[number]


def _settings(context: FailureContext) -> Iterator[SyntaxProblem]:
    """`title Opening`."""
    for line in context.candidate_lines:
        if line.key is not None:
            continue
        match = NO_SEPARATOR.match(line.text)
        if match and _is_setting(context, line, match["key"]):
            yield separator_problem(line, match, TEXT_OR_SETTING)
        below = context.after(line)
        if (
            below is not None
            and below.indent > line.indent
            and (match := KEY_ALONE.match(line.text))
        ):
            yield separator_problem(line, match)


def separator_problem(
    line: ParsedLine, match: re.Match[str], advice: str = "Write:"
) -> SyntaxProblem:
    """A line that has no colon after its name."""
    start, end = line.start + match.start("key"), line.start + match.end("key")
    edit = TextEdit(line.start + match.start("sign"), line.start + match.end("sign"), ": ")
    facts: dict[str, object] = {
        "name": match["key"],
        "line": apply_to_line(line, edit),
        "advice": advice,
    }
    is_guess = advice == TEXT_OR_SETTING
    return SyntaxProblem(
        code="Y133", start=start, end=end, facts=facts, edits=(edit,), ambiguous=is_guess
    )


def _is_setting(context: FailureContext, line: ParsedLine, word: str) -> bool:
    """Whether a line without a colon is likelier to be a setting than text that runs on."""
    if re.search(rf"^\s*(?:-\s+)*{re.escape(word)}:(?:\s|$)", context.text, re.MULTILINE):
        return True
    above = context.before(line)
    if above is None:  # there is no text to run on
        return word.islower()
    in_text = above.value in ("|", ">", "|-", ">-") or len(above.value) > LONG_VALUE
    return not in_text and word.islower() and len(COMMENT.sub("", line.text).split()) <= 6


def _running_text(context: FailureContext) -> Iterator[SyntaxProblem]:
    """A long text whose further lines are not indented."""
    first = context.line_at(context.error_start)
    owner = context.before(first)
    while owner is not None and owner.key is None:
        owner = context.before(owner)
    if first.key is not None or first.dashes or owner is None:
        return
    wanted = owner.indent + len(owner.dashes) + 2
    edits: list[TextEdit] = []
    line = first
    while True:
        if line.text.strip():
            edits.append(TextEdit(line.start, line.body, " " * wanted))
        following = context.after(line)
        if following is None or following.key is not None or following.dashes:
            break
        if following.value.startswith(":"):
            return
        line = following
    facts: dict[str, object] = {"name": owner.key, "spaces": wanted}
    is_text = re.fullmatch(KEY, owner.key or "") and (
        owner.value[:1] in ("|", ">") or len(owner.value) > LONG_VALUE
    )
    yield SyntaxProblem(
        code="Y134",
        start=first.body,
        end=first.end,
        facts=facts,
        edits=tuple(edits),
        ambiguous=not is_text,
    )


def joined_lines(context: FailureContext) -> Iterator[SyntaxProblem]:
    """Two lines on one: the line break between them was deleted, and the indentation of the second
    stayed.
    """
    for line in context.candidate_lines:
        if match := JOINED.search(line.value):
            start = line.value_start + match.start("indent")
            end = line.value_start + match.end("key")
            facts: dict[str, object] = {"name": match["key"]}
            yield SyntaxProblem(
                code="Y146",
                start=end - len(match["key"]),
                end=end,
                facts=facts,
                edits=(TextEdit(start, start, "\n"),),
            )


def stray_character(context: FailureContext) -> Iterator[SyntaxProblem]:
    """A sign in front of a name, or a colon without one."""
    for line in context.candidate_lines:
        above = context.before(line)
        if match := STRAY_CHARACTER.match(line.text):
            start, end = line.start + match.start("sign"), line.start + match.end("sign")
            facts: dict[str, object] = {"mark": match["sign"].strip(), "name": match["key"]}
            yield SyntaxProblem(
                code="Y144",
                start=start,
                end=end,
                facts=facts,
                edits=(TextEdit(start, end, ""),),
                ambiguous=True,
            )
        elif (
            line.value.startswith(":")
            and line.key is None
            and above is not None
            and KEY_ALONE.match(above.text)
        ):
            joined = TextEdit(above.start + len(above.text.rstrip()), line.body, "")
            facts = {"line": f"{above.text.strip()}{line.value}"}
            yield SyntaxProblem(
                code="Y145",
                start=line.body,
                end=line.body + 1,
                facts=facts,
                edits=(joined,),
                ambiguous=True,
            )


def mixed_list_and_mapping(context: FailureContext) -> Iterator[SyntaxProblem]:
    """A list entry among settings or below a text, or a setting among list entries."""
    line = context.failing_line
    above = context.before(line)
    if (
        above is not None
        and line.dashes
        and above.key
        and above.value
        and above.indent < line.indent
    ):
        facts: dict[str, object] = {"value": truncate(above.value, 40)}
        yield SyntaxProblem(code="Y142", start=line.body, end=line.end, facts=facts)
    while above is not None and above.indent > line.indent:
        above = context.before(above)
    if (
        above is not None
        and above.indent == line.indent
        and bool(above.dashes) != bool(line.dashes)
    ):
        what, others = "A list entry", "“name: value” lines"
        if not line.dashes:
            what, others = "A “name: value” line", "list entries"
        facts = {"what": what, "others": others}
        yield SyntaxProblem(code="Y143", start=line.body, end=line.end, facts=facts)
