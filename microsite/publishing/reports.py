"""Reports of changes: for a terminal, for a comment on a proposal, and for programs."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from msgspec import to_builtins

from microsite.comparing.changes import Change, ChangeKind, Difference
from microsite.up_to_date import program

MAX_COMMENT_CHARACTERS = 60_000  # GitHub allows 65,536


def summarize(changes: Sequence[Change]) -> str:
    """Return `Programme: 2 moved, 1 called off. People: 1 gone.`"""
    sentences = []
    for section, group in groupby(changes, lambda change: change.section):
        others = (ChangeKind.PEOPLE, ChangeKind.WORDING)
        kinds = (ChangeKind.CHANGED if each.kind in others else each.kind for each in group)
        counts = Counter(kind.value for kind in kinds)
        words = ", ".join(f"{count} {word}" for word, count in counts.items())
        sentences.append(f"{section.value}: {words}.")
    return " ".join(sentences) or "Nothing has changed for visitors."


def render_text(changes: Sequence[Change]) -> str:
    """Return the report for a terminal."""
    lines = [summarize(changes)]
    for section, group in groupby(changes, lambda change: change.section):
        lines += ["", section.value]
        for change in group:
            lines.append(f"  {change.sentence}")
            for difference in shown_differences(change):
                lines.append(f"      {difference.label}:")
                lines += [f"        - {difference.before}"] if difference.before else []
                lines += [f"        + {difference.after}"] if difference.after else []
    return "\n".join(lines) + "\n"


def shown_differences(change: Change) -> tuple[Difference, ...]:
    """Return the differences, or none if the sentence already contains both values."""
    if len(change.differences) == 1:
        values = (change.differences[0].before, change.differences[0].after)
        if all(value.rstrip(".") in change.sentence for value in values):
            return ()
    return change.differences


def render_markdown(changes: Sequence[Change], preview: str | None = None) -> str:
    """Return the report for a comment, with links to the built newer version at `preview`."""
    lines = ["<!-- microsite diff -->", "## What changes on the site", ""]
    lines.append(_escape(summarize(changes)))
    for section, group in groupby(changes, lambda change: change.section):
        lines += ["", f"### {section.value}", ""]
        for change in group:
            lines += _markdown_lines(change, preview)
    text = "\n".join(lines) + "\n"
    if len(text) <= MAX_COMMENT_CHARACTERS:
        return text
    cut = text[:MAX_COMMENT_CHARACTERS].rpartition("\n- ")[0]
    return f"{cut}\n\n*The report is cut here. For the full report, run `{program()} diff`.*\n"


def _markdown_lines(change: Change, preview: str | None) -> Iterator[str]:
    has_page = change.address or change.record_kind == "conference"
    link = ""
    if preview is not None and has_page and change.kind is not ChangeKind.REMOVED:
        path, mark, fragment = change.address.partition("#")
        page = path if path.endswith((".html", ".htm")) else f"{path}index.html"
        link = f" ([see it]({preview.rstrip('/')}/{page}{mark}{fragment}))"
    yield f"- **{change.kind.value.capitalize()}.** {_escape(change.sentence)}{link}"
    if differences := shown_differences(change):
        yield from ("", "  | | before | after |", "  |---|---|---|")
        for each in differences:
            yield f"  | {_escape(each.label)} | {_escape(each.before)} | {_escape(each.after)} |"
        yield ""


def _escape(text: str) -> str:
    """Escape Markdown, and every @, which would notify a user."""
    escaped = re.sub(r"[\\`*_{}\[\]<>#|~&!]", r"\\\g<0>", " ".join(text.split()))
    return re.sub(r"@(?=\w)", "@\u200b", escaped)


def render_json(changes: Sequence[Change]) -> str:
    """Return the report for programs. Within one version, fields are only added."""
    rows = [
        {"part": change.section.name.lower(), "kind": change.kind, "what": change.record_kind}
        | {name: getattr(change, name) for name in ("id", "subject", "sentence", "address")}
        | {"differences": to_builtins(change.differences)}
        for change in changes
    ]
    content = {"version": 1, "summary": summarize(changes), "changes": rows}
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
