"""llms.txt and the Markdown copies contain the text of the pages."""

from __future__ import annotations

import re
from pathlib import Path
from posixpath import dirname, normpath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microsite.exports.markdown import escape, to_markdown
from microsite.pages.registry import build_pages
from microsite.site.markdown import to_html
from microsite.site.prose import plain_text
from tests.export_helpers import BASE_URL, export_files, make_site, site_of
from tests.making import load_soundly, sessions_yaml

ROOT = Path(__file__).parents[2]
LINK = re.compile(r"(?<!\\)\]\((?:<([^>]*)>|([^)\s]*))\)")


@pytest.mark.parametrize(
    "markdown",
    [
        "One *two* three **four** & `code`.",
        "## Heading\n\nText\n\n### Deeper\n\nMore",
        "- one\n- two\n    - deeper\n    - still\n- three",
        "3. three\n4. four",
        "- one\n\n    more of one\n\n- two",
        "> Quoted\n>\n> twice",
        "[words](https://example.org/a_b) and ![a wall](images/x.png)",
        "[words](<https://example.org/a(b)>)",
        "| a | b |\n| --- | --- |\n| c | d |",
        "```\n<b>  code\n  indented\n```",
        "one<br>\ntwo",
        r"\*not bold\* \[not a link\] &lt;b> &amp;amp; 1 \_a\_",
        "one\n\n---\n\ntwo",
    ],
)
def test_to_markdown_returns_same_markdown(markdown: str) -> None:
    """Markdown in our own style is written unchanged, and means the same."""
    html = to_html(markdown)
    again = to_markdown(html)
    assert to_html(again) == html
    assert again == markdown


@settings(deadline=None)
@given(st.text(st.characters(blacklist_categories=["Cs", "Cc"])))
def test_escaped_text_contains_no_markup(text: str) -> None:
    words = " ".join(
        text.replace("://", "").replace("@", "").replace("www.", "").split()
    )
    line = f"Words: {escape(words)}"
    assert (
        "<em>" not in to_html(line)
        and "<a" not in to_html(line)
        and "<code>" not in to_html(line)
    )


@settings(deadline=None)
@given(st.text())
def test_to_markdown_keeps_words_of_any_text(text: str) -> None:
    html = to_html(text)
    assert (
        len(re.findall(r"\w", to_markdown(html)))
        >= len(re.findall(r"\w", plain_text(html))) * 0.5
    )


def test_llms_files_copy_every_indexed_page() -> None:
    root = ROOT / "examples" / "tidewater"
    site = site_of(load_soundly(root), root, "https://tidewater.example/2025/")
    files = export_files(site)
    index = files["llms.txt"].decode()
    assert index.startswith("# Tidewater 2025\n\n> Tidewater 2025 brought")
    pages = {page.path: page for page in build_pages(site)}
    without = {path for path, page in pages.items() if f"{path}.md" not in files}
    assert {path for path, page in pages.items() if not page.head.indexed} <= without
    assert {
        "404.html",
        "sponsorship/index.html",
        "speakers/harbour-row-resident/index.html",
    } <= without
    assert len([path for path in without if pages[path].head.indexed]) <= 6
    for path, page in pages.items():
        if path not in without:
            copy = files[f"{path}.md"].decode()
            assert copy.startswith(f"# {escape(page.head.title)}\n")
            assert "\n\n\n" not in copy and "\x02" not in copy
            assert f"(https://tidewater.example/2025/{path}.md)" in index


def test_markdown_copy_links_resolve() -> None:
    root = ROOT / "examples" / "tidewater"
    site = site_of(load_soundly(root), root, None)
    files = export_files(site)
    paths = {page.path for page in build_pages(site)} | set(files)
    pictures = {file.path for file in site.downloads.found.values()}
    copies = {
        path: data.decode()
        for path, data in files.items()
        if path.endswith(".md") or path == "llms.txt"
    }
    links = [
        (path, bracketed_link or bare_link)
        for path, text in copies.items()
        for bracketed_link, bare_link in LINK.findall(text)
    ]
    assert len(links) > 200
    for path, link in links:
        if not re.match(r"[a-z]+:", link):
            target = normpath(f"{dirname(path)}/{link.partition('#')[0]}".lstrip("/"))
            assert target in paths | pictures or target.startswith("assets/images/"), (
                path,
                link,
            )


def test_markdown_copy_of_session(tmp_path: Path) -> None:
    sessions = sessions_yaml(
        "id: opening\ntitle: Opening *plenary*\nstart: 09:30\nroom: Hall\nspeakers: [guarded, kim]\n"
        "status: provisional\nsummary: In short.\nabstract: |\n  The **wall** and <!-- a secret --> "
        "[Kim](speaker:kim).\n",
        rooms=("Hall",),
    )
    people = {
        "content/speakers/kim.md": "---\nname: Kim Ebbtide\nrole: Harbour master\n---\n",
        "content/speakers/guarded.md": "---\nname: Zebedee Hiddenreef\nprotected: yes\nshown_as: A resident\n---\n"
        "By.\n",
    }
    files = export_files(
        make_site(tmp_path, {"data/sessions.yaml": sessions, **people})
    )
    assert files["programme/opening/index.html.md"].decode() == (
        "# Opening \\*plenary\\*\n\nProvisional. Talk\n\n"
        "- When: Thursday 20 May 2027, 09:30 to 10:15\n- Where: Hall\n\nIn short.\n\nThe **wall** and "
        "[Kim](../../speakers/kim/index.html).\n\n## Chair and speakers\n\n"
        "- [A resident](../../speakers/guarded/index.html)\n"
        "- [Kim Ebbtide](../../speakers/kim/index.html): Harbour master\n"
    )
    assert (
        f"- [Programme as JSON]({BASE_URL}schedule.json)" in files["llms.txt"].decode()
    )
    assert not [
        path
        for path, data in files.items()
        if b"Hiddenreef" in data or b"a secret" in data
    ]
