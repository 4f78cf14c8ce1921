"""A comparison for people, as plain text and as Markdown, and for programs, as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from microsite.comparing.change import Change, Comparison, Difference, Kind, Part

NOTHING = "Nothing that a visitor could see has changed."
MARK = "<!-- microsite diff -->"
"""Stands at the top of a comment, so that the next one can take its place."""
LONGEST_COMMENT = 60_000
"""Characters; GitHub takes 65,536."""


def summary(comparison: Comparison) -> str:
    """`Programme: 2 moved, 1 called off. People: 1 gone.`"""
    parts = []
    for part in Part:
        counts: dict[str, int] = {}
        for change in comparison.of(part):
            word = "changed" if change.kind in (Kind.PEOPLE, Kind.WORDING) else change.kind.value
            counts[word] = counts.get(word, 0) + 1
        if counts:
            parts.append(
                f"{part.value}: {', '.join(f'{count} {word}' for word, count in counts.items())}."
            )
    return " ".join(parts) or NOTHING


def as_text(comparison: Comparison) -> str:
    """For a terminal: the parts, a sentence for each change, old and new below it."""
    lines = [summary(comparison)]
    for part in Part:
        if changes := comparison.of(part):
            lines += ["", part.value]
            for change in changes:
                lines.append(f"  {change.sentence}")
                lines += [f"      {line}" for told in beside(change) for line in _sides(told)]
    return "\n".join(lines) + "\n"


def beside(change: Change) -> tuple[Difference, ...]:
    """The differences to be shown: none where the sentence has said all."""
    if len(change.differences) == 1:
        only = change.differences[0]
        if all(
            side in change.sentence for side in (only.before.rstrip("."), only.after.rstrip("."))
        ):
            return ()
    return change.differences


def _sides(told: Difference) -> Iterator[str]:
    yield f"{told.label}:"
    if told.before:
        yield f"  - {told.before}"
    if told.after:
        yield f"  + {told.after}"


def as_markdown(comparison: Comparison, preview: str | None = None) -> str:
    """For a comment on a pull request: old and new side by side, each change with a link to the
    previewed page.

    `preview` is where the built site of the newer version can be seen; None for no links.
    """
    lines = [MARK, "## What changes on the site", "", _plain(summary(comparison))]
    for part in Part:
        if changes := comparison.of(part):
            lines += ["", f"### {part.value}", ""]
            for change in changes:
                lines += _markdown(change, preview)
    text = "\n".join(lines) + "\n"
    if len(text) <= LONGEST_COMMENT:
        return text
    cut = text[:LONGEST_COMMENT].rpartition("\n- ")[0]
    return f"{cut}\n\n*There is more than fits here. All of it: `python build.py diff`.*\n"


def _markdown(change: Change, preview: str | None) -> Iterator[str]:
    is_shown = (
        preview is not None
        and (change.address or change.what == "conference")
        and change.kind is not Kind.GONE
    )
    link = f" ([see it]({_whole(preview or '', change.address)}))" if is_shown else ""
    yield f"- **{change.kind.value.capitalize()}.** {_plain(change.sentence)}{link}"
    if told := beside(change):
        yield ""
        yield "  | | before | after |"
        yield "  |---|---|---|"
        yield from (
            f"  | {_plain(one.label)} | {_plain(one.before)} | {_plain(one.after)} |"
            for one in told
        )
        yield ""


def _whole(preview: str, address: str) -> str:
    path, mark, fragment = address.partition("#")
    page = path if path.endswith((".html", ".htm")) else f"{path}index.html"
    return f"{preview.rstrip('/')}/{page}{mark}{fragment}"


def _plain(text: str) -> str:
    """Text that comes out of Markdown as it is; nobody is called by an @ in it."""
    escaped = re.sub(r"[\\`*_{}\[\]<>#|~&!]", r"\\\g<0>", " ".join(text.split()))
    return re.sub(r"@(?=\w)", "@\u200b", escaped)


def as_json(comparison: Comparison) -> str:
    """For programs. Within one version of this shape, fields are only added."""
    changes = [
        {
            "part": change.part.name.lower(),
            "kind": change.kind.value,
            "what": change.what,
            "id": change.identity,
            "subject": change.subject,
            "sentence": change.sentence,
            "address": change.address,
            "differences": [
                {"label": told.label, "before": told.before, "after": told.after}
                for told in change.differences
            ],
        }
        for change in comparison.changes
    ]
    content = {"version": 1, "summary": summary(comparison), "changes": changes}
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
