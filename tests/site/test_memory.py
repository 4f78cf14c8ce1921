"""Texts are converted once, and what is no longer written is forgotten."""

from __future__ import annotations

import marshal
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from microsite.sealed import keep
from microsite.site import memory
from microsite.site.memory import MarkdownMemory, read_memory


def build(known: MarkdownMemory, texts: Iterable[str], more: Iterable[str] = ()) -> None:
    """What one build does with its texts; `more` are those that are not told in advance."""
    known.begin()
    known.prepare(texts, 1)
    for text in (*texts, *more):
        assert text in known.html(text)
    known.save()


def test_a_preview_forgets_what_is_no_longer_written(tmp_path: Path) -> None:
    known = MarkdownMemory(tmp_path / "markdown")
    for number in range(50):
        build(known, ["Always.", f"Draft {number}."], ["Overview."])

    assert len(known._known) + len(known.used) + len(known._kept) <= 9
    assert len(read_memory(tmp_path / "markdown")) == 3


def test_a_text_more_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where nothing else has changed, and it was converted before it was asked for."""
    build(MarkdownMemory(tmp_path / "markdown"), ["One."])
    build(MarkdownMemory(tmp_path / "markdown"), ["One.", "Two."])
    monkeypatch.setattr(memory, "to_html", lambda text: pytest.fail(f"“{text}” is converted again"))

    build(MarkdownMemory(tmp_path / "markdown"), ["One.", "Two."])


def test_what_has_not_changed_is_not_written_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = MarkdownMemory(tmp_path / "markdown")
    build(known, ["One.", "Two."])
    monkeypatch.setattr(memory, "write_memory", lambda *_: pytest.fail("It is written again."))

    build(known, ["Two.", "One."])
    build(MarkdownMemory(tmp_path / "markdown"), ["One.", "Two."])


def test_of_many_texts_a_few_new_ones_are_no_reason_to_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "MANY", 40)
    texts = [f"Text {number}." for number in range(40)]
    build(MarkdownMemory(tmp_path / "markdown"), texts)
    before = read_memory(tmp_path / "markdown")
    build(MarkdownMemory(tmp_path / "markdown"), [*texts[1:], "Another."])
    assert read_memory(tmp_path / "markdown") == before
    others = [*texts[2:], "Another.", "One more."]
    build(MarkdownMemory(tmp_path / "markdown"), others)
    assert {html for html, _ in read_memory(tmp_path / "markdown").values()} == {
        f"<p>{text}</p>" for text in others
    }


def test_a_text_that_is_shown_without_being_asked_for_is_kept(tmp_path: Path) -> None:
    build(MarkdownMemory(tmp_path / "markdown"), ["One.", "Two."])
    known = MarkdownMemory(tmp_path / "markdown")
    known.begin()
    known.want(known.digest("Two."))
    known.want("of nothing")
    known.html("Three.")
    known.save()
    assert {html for html, _ in read_memory(tmp_path / "markdown").values()} == {
        "<p>Two.</p>",
        "<p>Three.</p>",
    }


def test_what_an_older_engine_kept_is_not_taken_for_ours(tmp_path: Path) -> None:
    """It kept HTML alone."""
    file = tmp_path / "markdown"
    keep(str(file), marshal.dumps({"key": "<p>Text</p>"}), f"markdown {sys.version}")

    markdown = MarkdownMemory(file)
    assert markdown.html("Text") == "<p>Text</p>"
    markdown.save()
    assert len(read_memory(file)) == 1
