"""What is known of a text that asks for nothing, and of one that does."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microsite.site import texts
from microsite.site.memory import MarkdownMemory
from tests.exporting import site_of
from tests.making import EVENT, load_soundly, write_project

PLAIN = "Some *words*, and [a page](https://example.org/a?b=1&c=2).\n\n## Heading\n\n- one\n- two"


PIECES = (
    *(
        "word ",
        "**strong** ",
        "\n\n",
        "- entry\n",
        "## Heading\n",
        "#### Deep\n",
        "[a page](https://example.org/x) ",
    ),
    *(
        "[us](mailto:kim@coasts.example) ",
        "[it](site:contact) ",
        "[gone](page:gone) ",
        "[here](https://example.org/) ",
    ),
    *(
        "![A map](images/map.png) ",
        "<u>not ours</u> ",
        "<b>",
        "`code` ",
        "```\n",
        "[part](#heading) ",
        "& ",
        "<!-- x -->",
    ),
)


def shown(
    root: Path, overview: str, known: MarkdownMemory, files: dict[str, str] | None = None
) -> tuple[str, list[str]]:
    """The overview of a site as it is shown, and what is told of it."""
    site = site_of(load_soundly(write_project(root, files or {}, EVENT, overview)), root)
    site.texts = known
    known.begin()
    html = site.overview().html
    known.save()
    return html, [found.code for found in site.log]


@pytest.mark.parametrize(
    ("text", "is_plain"),
    [
        (PLAIN, True),
        ("Write to [us](mailto:kim@coasts.example).", True),
        ("See [the programme](site:programme).", False),
        ("See [the programme](site:contact).", False),
        ("See [below](#nowhere).", False),
        ("See [here](https://example.org/).", False),
        ("![A map](images/map.png)", False),
        ("### Too deep", False),
        ("<marquee>Not on our lists</marquee>", False),
        ("", False),
    ],
)
def test_only_a_text_that_asks_and_tells_nothing_is_plain(
    tmp_path: Path, text: str, *, is_plain: bool
) -> None:
    known = MarkdownMemory(tmp_path / "markdown")
    first = shown(tmp_path / "site", text, known)

    again = MarkdownMemory(tmp_path / "markdown")
    assert again.is_plain(text) is is_plain
    assert shown(tmp_path / "site", text, again) == first


@settings(max_examples=60)
@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
def test_what_is_known_changes_nothing(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    root = tmp_path_factory.mktemp("site")
    known = MarkdownMemory(root / "markdown")
    first = shown(root, text, known)

    assert shown(root, text, known) == shown(root, text, MarkdownMemory(root / "markdown")) == first


def test_a_plain_text_is_not_looked_at_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = MarkdownMemory(tmp_path / "markdown")
    first = shown(tmp_path / "site", PLAIN, known)
    assert first[1] == []

    monkeypatch.setattr(texts, "link_prose", lambda *_: pytest.fail("It is looked at again."))
    assert shown(tmp_path / "site", PLAIN, known) == first
    assert shown(tmp_path / "site", PLAIN, MarkdownMemory(tmp_path / "markdown")) == first


def test_what_a_link_leads_to_is_asked_for_each_time(tmp_path: Path) -> None:
    text = "See [the words of Kim](page:kim)."
    known = MarkdownMemory(tmp_path / "markdown")
    page = {"content/pages/kim.md": "---\ntitle: Words\n---\nHere.\n"}

    assert shown(tmp_path / "one", text, known, page)[1] == []
    assert shown(tmp_path / "two", text, known)[1] == ["L101"]
    assert shown(tmp_path / "one", text, known, page)[1] == []
