"""Settings and text are separated correctly."""

from __future__ import annotations

import pytest

from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.source_text import SourceText
from microsite.source.front_matter import parse_markdown_file


def read(text: str) -> tuple[object, str | None, list[tuple[int, str]]]:
    """Return the settings and body of a document, and the codes reported."""
    log = Log()
    document = parse_markdown_file(
        SourceText("content/pages/about.md", text), "about", log
    )
    diagnostics = [(diagnostic.span.line, diagnostic.code) for diagnostic in log]
    return (
        (None, None, diagnostics)
        if document is None
        else (document.settings.to_python(), document.body.text, diagnostics)
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
        (
            "---\n# a remark\n\n# and another\ntitle: A\n---\nText",
            {"title": "A"},
            "Text",
        ),
    ],
)
def test_parse_markdown_file_splits_settings_and_text(
    text: str, settings: object, body: str
) -> None:
    assert read(text) == (settings, body, [])


@pytest.mark.parametrize(
    ("text", "diagnostics", "settings", "body"),
    [
        ("", [(1, "M101")], None, None),
        ("Text\n\nMore", [(1, "M101")], None, None),
        ("title: A\n---\nText", [(1, "M101")], {"title": "A"}, "Text"),
        ("title: A\n\nText", [(1, "M101")], {"title": "A"}, "Text"),
        ("---\ntitle: A\n", [(1, "M102")], {"title": "A"}, ""),
        (
            "---\ntitle: A\n\n# Heading\n\nText",
            [(1, "M102")],
            {"title": "A"},
            "# Heading\n\nText",
        ),
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
        (
            "```yaml\ntitle: A\n```\nText",
            [(1, "M104"), (3, "M104")],
            {"title": "A"},
            "Text",
        ),
        (
            "  ---\n  title: A\n  ---\nText",
            [(1, "M104"), (3, "M104")],
            {"title": "A"},
            "Text",
        ),
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
def test_parse_markdown_file_reports_wrong_fences(
    text: str, diagnostics: list[tuple[int, str]], settings: object, body: str | None
) -> None:
    """Each error is reported, and settings never become text."""
    assert read(text) == (settings, body, diagnostics)


def test_parse_markdown_file_returns_spans_of_file() -> None:
    source = SourceText(
        "content/pages/about.md", "---\ntitle: A\nvenue:\n  name: B\n---\nText\n"
    )
    document = parse_markdown_file(source, "about", Log())
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
