"""Settings and text are told apart, whatever stands between them."""

from __future__ import annotations

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.memo import Memo
from microsite.source.front_matter import Document, Top, read_document, read_document_again
from microsite.source.yaml_pieces import all_in
from microsite.text import SourceText


def read(text: str) -> tuple[object, str | None, list[tuple[int, str]]]:
    """The settings and the body of a document, and the lines and codes of what was told."""
    log = Log()
    document = read_document(SourceText("content/pages/about.md", text), "about", log)
    told = [(found.span.line, found.code) for found in log]
    return (
        (None, None, told)
        if document is None
        else (document.settings.plain(), document.body.text, told)
    )


@pytest.mark.parametrize(
    ("text", "settings", "body"),
    [
        ("---\ntitle: A\n---\nText\n", {"title": "A"}, "Text\n"),
        ("---\ntitle: A\n---", {"title": "A"}, ""),
        ("---\n---\nText", {}, "Text"),
        ("\n\n---\ntitle: A\n---\nText", {"title": "A"}, "Text"),
        ("--- \ntitle: A\n---  \nText", {"title": "A"}, "Text"),
        ("---\ntitle: A\n---\n---\nText", {"title": "A"}, "---\nText"),
        (
            "---\ntitle: A\n---\n\n---\n\nText\n\n---\n\nMore",
            {"title": "A"},
            "\n---\n\nText\n\n---\n\nMore",
        ),
        (
            "---\ntitle: A\n---\nNote: bring it\n---\nText",
            {"title": "A"},
            "Note: bring it\n---\nText",
        ),
        (
            "---\ntitle: A\ncontent: B\nhandler: C\n---\nText",
            {"title": "A", "content": "B", "handler": "C"},
            "Text",
        ),
        ("---\nabout: |\n  ---\n  B\n---\nText", {"about": "---\nB\n"}, "Text"),
        ("---\n# a remark\n\n# and another\ntitle: A\n---\nText", {"title": "A"}, "Text"),
    ],
)
def test_sound(text: str, settings: object, body: str) -> None:
    assert read(text) == (settings, body, [])


@pytest.mark.parametrize(
    ("text", "told", "settings", "body"),
    [
        ("", [(1, "M101")], None, None),
        ("Text\n\nMore", [(1, "M101")], None, None),
        ("title: A\n---\nText", [(1, "M101")], {"title": "A"}, "Text"),
        ("title: A\n\nText", [(1, "M101")], {"title": "A"}, "Text"),
        ("---\ntitle: A\n", [(1, "M102")], {"title": "A"}, ""),
        ("---\ntitle: A\n\n# Heading\n\nText", [(1, "M102")], {"title": "A"}, "# Heading\n\nText"),
        (
            "---\ntitle: A\n\nText here\n\n---\n\nMore",
            [(1, "M102")],
            {"title": "A"},
            "Text here\n\n---\n\nMore",
        ),
        ("---\n- A\n---\nText", [(2, "M103")], None, None),
        ("---\nA text\n---\nText", [(2, "M103")], None, None),
        ("--\ntitle: A\n--\nText", [(1, "M104"), (3, "M104")], {"title": "A"}, "Text"),
        ("—\ntitle: A\n—\nText", [(1, "M104"), (3, "M104")], {"title": "A"}, "Text"),
        ("–––\ntitle: A\n---\nText", [(1, "M104")], {"title": "A"}, "Text"),
        (
            "---\ntitle: A\n-----\nText\n\n---\nMore",
            [(3, "M104")],
            {"title": "A"},
            "Text\n\n---\nMore",
        ),
        ("---\ntitle: A\n...\nText", [(3, "M104")], {"title": "A"}, "Text"),
        (
            "+++\ntitle = A\n+++\nText",
            [(1, "M104"), (2, "Y133"), (3, "M104")],
            {"title": "A"},
            "Text",
        ),
        ("--- yaml\ntitle: A\n---\nText", [(1, "M104")], {"title": "A"}, "Text"),
        ("```yaml\ntitle: A\n```\nText", [(1, "M104"), (3, "M104")], {"title": "A"}, "Text"),
        ("  ---\n  title: A\n  ---\nText", [(1, "M104"), (3, "M104")], {"title": "A"}, "Text"),
        (
            "\ufeff---\ntitle: A\n---\u200b\nText",
            [(1, "M104"), (3, "M104")],
            {"title": "A"},
            "Text",
        ),
        ("Hello\n---\ntitle: A\n---\nText", [(1, "M105")], {"title": "A"}, "Text"),
        (
            "---\ntitle: A\n---\nmenu: yes\n---\nText",
            [(3, "M106")],
            {"title": "A", "menu": "yes"},
            "Text",
        ),
        ("---\n---\ntitle: A\n---\nText", [(2, "M106")], {"title": "A"}, "Text"),
        (
            "---\ntitle: A\n-----\nmenu: yes\n---\nText",
            [(3, "M106")],
            {"title": "A", "menu": "yes"},
            "Text",
        ),
        (
            "---\ntitle: A: B\nmenu:yes\n---\nText",
            [(2, "Y110"), (3, "Y132")],
            {"title": "A: B", "menu": "yes"},
            "Text",
        ),
    ],
)
def test_slips(text: str, told: list[tuple[int, str]], settings: object, body: str | None) -> None:
    """Each is told, and settings are never taken for text."""
    assert read(text) == (settings, body, told)


def test_places_are_those_of_the_file() -> None:
    source = SourceText("content/pages/about.md", "---\ntitle: A\nvenue:\n  name: B\n---\nText\n")
    document = read_document(source, "about", Log())
    assert document is not None
    assert [key.span.line for key, _ in document.settings] == [2, 3]
    assert document.body.start == source.text.index("Text")
    assert document.body.line == 6


TOP = "---\ntitle: A\nlinks:\n  - label: B\n    url: https://example.org/\n---\n"
SNIPPETS = (
    "---\n",
    "---",
    "\n",
    "--- \n",
    "menu: yes\n",
    "title: B\n",
    "key = x\n",
    "a\n: ",
    "-----\n",
    "...\n",
    " ",
    "#",
    ":",
)


def again(text: str, tops: dict[str, Top], log: Log | None = None) -> Document | None:
    return read_document_again(
        SourceText("content/pages/about.md", text),
        "about",
        "about",
        tops,
        Log() if log is None else log,
    )


def places(document: Document | None, text: str) -> object:
    """All that a document says, with where it says so; each place is one of this very text."""
    if document is None:
        return None
    found = [(node.span, node.plain()) for node in all_in(document.settings)]
    assert {span.source.text for span, _ in [*found, (document.body, "")]} == {text}
    return (
        [(span.start, span.end, plain) for span, plain in found],
        document.body.start,
        document.body.end,
    )


def test_the_settings_above_another_text_are_not_read_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tops: dict[str, Top] = {}
    first = again(f"{TOP}Text\n", tops)
    monkeypatch.setattr(
        "microsite.source.front_matter.read_document", lambda *_: pytest.fail("read again")
    )
    other = again(f"{TOP}Other text\n\n---\n\nMore\n", tops)

    assert first is not None
    assert other is not None
    assert other.settings is first.settings
    assert other.body.text == "Other text\n\n---\n\nMore\n"
    assert other.settings.values["title"].span.source is other.source


def test_the_same_text_is_the_same_document() -> None:
    tops: dict[str, Top] = {}
    log = Log(Memo())
    source = SourceText("content/pages/about.md", f"{TOP}Text\n")
    one, other = (read_document_again(source, "about", "about", tops, log) for _ in range(2))
    assert one is other


@given(
    st.sampled_from(
        (TOP, f"{TOP}Text\n", f"{TOP}Text\n\n---\n\nMore\n", "---\n---\n", "---\ntitle: A\n---")
    ),
    st.lists(
        st.tuples(
            st.floats(0, 1),
            st.integers(0, 20),
            st.sampled_from(SNIPPETS) | st.text("-a: \n", max_size=8),
        )
    ),
)
def test_any_edit_gives_the_document_of_a_whole_reading(
    text: str, edits: list[tuple[float, int, str]]
) -> None:
    tops: dict[str, Top] = {}
    again(text, tops)
    for share, removed, added in edits:
        at = round(share * len(text))
        text = text[:at] + added + text[at + removed :]
        found, wanted = Log(), Log()
        document = again(text, tops, found)

        whole = read_document(SourceText("content/pages/about.md", text), "about", wanted)
        assert places(document, text) == places(whole, text)
        assert [repr(each) for each in found] == [repr(each) for each in wanted]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                (
                    "---\ntitle: A\n---\n",
                    "---\ntitle: B\n---\n",
                    "---\ntitle: A\n---\nmenu: yes\n---\n",
                    "--\n",
                )
            ),
            st.sampled_from(("", "Text\n", "Other\n\n---\n\nMore\n")),
            st.booleans(),
        ),
        max_size=8,
    )
)
def test_a_preview_that_comes_back_to_a_text_has_it_in_its_place(
    builds: list[tuple[str, str, bool]],
) -> None:
    """Whichever builds between came to an end."""
    memo, tops = Memo(), dict[str, Top]()
    for top, body, whole in builds:
        text = top + body
        log = Log(memo)
        source = log.recall((SourceText, text), partial(read_once, text))
        document = read_document_again(source, "about", "about", tops, log)
        memo.end(whole=whole)
        assert places(document, text) == places(read_document(source, "about", Log()), text)


def read_once(text: str, _log: Log) -> SourceText:
    return SourceText("content/pages/about.md", text)
