"""Readability of a text."""

from __future__ import annotations

import pytest

from microsite.diagnostics.source_text import SourceText, Span
from microsite.model.readiness import reading_ease, sentences_of

PLAIN = "The cat sat on the mat. The dog ran to the park. We all went home to eat. "
HARD = (
    "Notwithstanding considerable organisational uncertainty, multidisciplinary safeguarding practitioners "
    "consistently demonstrate extraordinary professionalism throughout increasingly complicated investigations. "
)


def sentences(text: str) -> list[tuple[Span, list[str]]]:
    return list(sentences_of(SourceText("content/event.md", text).span(0, len(text))))


def score(text: str) -> int:
    reading = reading_ease(sentences(text))
    assert reading is not None
    return reading


def test_short_words_and_sentences_are_easy() -> None:
    assert score(PLAIN * 10) > 90


def test_long_words_and_sentences_are_hard() -> None:
    assert score(HARD * 10) < 10


def test_reading_ease_orders_texts() -> None:
    middling = "Councils and the police work together to protect children who have been drawn into crime. "

    assert score(PLAIN * 10) > score(middling * 10) > score(HARD * 10)


def test_sentences_have_words() -> None:
    longest = "This one sentence is a good deal longer than all of the others here."
    words = {span.text: words for span, words in sentences(f"{PLAIN}{longest} {PLAIN}")}

    assert len(words) == 4
    assert len(words[longest]) == 14


def test_too_little_text_is_not_judged() -> None:
    assert reading_ease(sentences(PLAIN * 2)) is None


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

    assert score(body + extra + body) == score(body + body)


def test_addresses_of_links_do_not_count() -> None:
    linked_text = PLAIN.replace(
        "the mat", "[the mat](https://multidisciplinary.example/considerations)"
    )

    assert score(linked_text * 10) == score(PLAIN * 10)


def test_entries_of_a_list_are_sentences_of_their_own() -> None:
    entries = "".join("- a dog that ran all day in the park\n" for _ in range(20))

    assert {span.text for span, _ in sentences(entries)} == {
        "a dog that ran all day in the park"
    }


def test_readability_ignores_front_matter() -> None:
    front = f"---\ndescription: {HARD}\n---\n"
    source = SourceText("content/event.md", front + PLAIN * 10)
    body = list(sentences_of(source.span(len(front), len(source.text))))

    assert reading_ease(body) == score(PLAIN * 10)
    assert {span.line for span, _ in body} == {4}
