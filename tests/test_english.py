"""The documentation is in plain English: no phrases to avoid, and no long sentences."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FILES = [
    *sorted(ROOT.glob("*.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
    ROOT / "examples" / "README.md",
    ROOT / "examples" / "docs" / "content" / "event.md",
]
CODE = re.compile(
    r"^ *```.*?^ *```$|`[^`\n]+(?:\n[^`\n]+)?`|^ {4}.*?$|^<!--.*?-->$",
    re.MULTILINE | re.DOTALL,
)
AVOIDED = re.compile(
    r"\b(?:is told|are told|tell of|told of|puts? right|puts? it right|stands? (?:on|there|here)"
    r"|comes? (?:to|of)|of ours|whoever|would rather|as ever|all the same|anew|by chance"
    r"|goes? without|slips?|mistakes?|cures?|the house|the desk|on the shelf|what lost|looked at"
    r"|meanwhile|besides?|in the place of|so many|as far as|none but|no sooner than|e-mail"
    r"|can not|called off|passed over|somebody else|leads? nowhere|remarks?|thrown away)\b",
    re.IGNORECASE,
)
RIDDLE = re.compile(
    r"^#+ (?:What|Whether|Whoever|Who|Where|Those|That)\b.*", re.MULTILINE
)
LONGEST_SENTENCE = 25
"""Words."""


def prose(path: Path) -> str:
    """Return the text below the title without code and the targets of links."""
    text = CODE.sub("`code`", path.read_text("utf-8").partition("\n")[2])
    return re.sub(r"\]\([^)]*\)", "]", text)


def sentences(text: str) -> list[str]:
    """Return the sentences of paragraphs and list items, without headings and tables."""
    blocks = re.split(r"\n\s*\n|\n(?= *(?:[-*|]|\d+\.) )|\n(?=\|)", text)
    plain = [
        " ".join(block.split())
        for block in blocks
        if not block.lstrip().startswith(("#", "|"))
    ]
    return [
        sentence
        for block in plain
        for sentence in re.split(r"(?<=[.!?:])\s+(?=[A-Z“‘`*\[])", block)
    ]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_document_has_no_phrases_to_avoid(path: Path) -> None:
    text = prose(path)

    assert [match[0] for match in AVOIDED.finditer(text)] == []
    assert RIDDLE.findall(text) == []


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_document_has_no_long_sentences(path: Path) -> None:
    long = [
        sentence
        for sentence in sentences(prose(path))
        if len(sentence.split()) > LONGEST_SENTENCE
    ]
    assert long == []
