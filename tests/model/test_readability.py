"""Readability of a text."""

from __future__ import annotations

import pytest

from microsite.diagnostics.source_text import SourceText
from microsite.model.readiness import ReadingEase, reading_ease

PLAIN = "The cat sat on the mat. The dog ran to the park. We all went home to eat. "
HARD = (
    "Notwithstanding considerable organisational uncertainty, multidisciplinary safeguarding practitioners "
    "consistently demonstrate extraordinary professionalism throughout increasingly complicated investigations. "
)


def read(text: str) -> ReadingEase:
    reading = reading_ease(SourceText("content/event.md", text).span(0, len(text)))
    assert reading is not None
    return reading


def test_short_words_and_sentences_are_easy() -> None:
    assert read(PLAIN * 10).score > 90


def test_long_words_and_sentences_are_hard() -> None:
    assert read(HARD * 10).score < 10


def test_reading_ease_orders_texts() -> None:
    middling = (
        "Councils and the police work together to protect children who have been drawn into crime. "
    )

    assert read(PLAIN * 10).score > read(middling * 10).score > read(HARD * 10).score


def test_readability_points_at_longest_sentence() -> None:
    longest = "This one sentence is a good deal longer than all of the others here."
    reading = read(PLAIN * 5 + longest + " " + PLAIN * 5)

    assert reading.longest.text == longest
    assert reading.longest_words == 14


def test_too_little_text_is_not_judged() -> None:
    text = PLAIN * 2

    assert reading_ease(SourceText("content/event.md", text).span(0, len(text))) is None


@pytest.mark.parametrize(
    "extra",
    [
        "## Notwithstanding multidisciplinary considerations\n\n",
        "| Notwithstanding | considerations |\n|---|---|\n| multidisciplinary | x |\n\n",
        "```\nnotwithstanding multidisciplinary considerations\n```\n\n",
        "*[MACE]: Multi-Agency Child Exploitation\n\n",
        "![Multidisciplinary considerations](images/x.jpg)\n\n",
    ],
)
def test_readability_ignores_code_and_lists(extra: str) -> None:
    body = (PLAIN * 10).strip() + "\n\n"

    assert read(body + extra + body).score == read(body + body).score


def test_addresses_of_links_do_not_count() -> None:
    linked_text = PLAIN.replace(
        "the mat", "[the mat](https://multidisciplinary.example/considerations)"
    )

    assert read(linked_text * 10).score == read(PLAIN * 10).score


def test_entries_of_a_list_are_sentences_of_their_own() -> None:
    entries = "".join("- a dog that ran all day in the park\n" for _ in range(20))

    assert read(entries).longest.text == "a dog that ran all day in the park"


def test_readability_ignores_front_matter() -> None:
    front = f"---\ndescription: {HARD}\n---\n"
    source = SourceText("content/event.md", front + PLAIN * 10)
    reading = reading_ease(source.span(len(front), len(source.text)))

    assert reading is not None
    assert reading.score == read(PLAIN * 10).score
    assert reading.longest.line == 4
