"""Words that are no messages, and so appear in English on pages in another language.

Greek has a catalogue here that puts each message into brackets. Its dates and numbers have no Latin
letters.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from jinja2 import nodes

from microsite.build import build
from microsite.locales.scripts import LITERAL
from microsite.project import ENGINE_HOME, BuildOptions, Project
from microsite.render.templates import Templates
from tests.test_golden import GOLDEN
from tools import catalogues

TEMPLATES = ENGINE_HOME / "templates"
ENVIRONMENT = Templates((TEMPLATES,)).environment
WORD = re.compile(r"[^\W\d_]{2,}")
LATIN = re.compile(r"[A-Za-z][A-Za-zÀ-ÿ]+")
BRACKETED = re.compile(r"⟦[^⟦⟧]*⟧")
READ_ALOUD = ("alt", "aria-label", "data-label", "placeholder", "title")
NOT_FOR_VISITORS = (
    "calendar.ics",
    "feed.json",
    "manifest.json",
    "robots.txt",
    "security.txt",
    "redirects.txt",
    "headers.txt",
    "event_headers.txt",
    "staticwebapp.config.json",
    "calendar.txt",
    "htaccess.txt",
    "schedule.xml",
    "sitemap.xml",
    "web.config",
)
ATTRIBUTES = ("session_data.html", "valid_during.html")
OWN_WORDS = {
    "event_list.html": {"lang", "index", "html"},
    "feed.xml": {"Microsite"},
    "news.html": {"Atom"},
    "changes.html": {"Atom"},
    "resources.html": {"Atom"},
    "embedding.html": {"iframe", "src", "width", "height", "loading", "lazy"}
    | {"embed", "programme", "session", "title", "lt", "gt", "href"},
}
"""Code for other sites, and names."""
FOOTNOTES = {"sup"}
"""Words and tags of the Markdown library for footnotes."""
FORMATS = {"atom"}
"""Names of formats of feeds."""


def shown_templates() -> list[Path]:
    """Return the templates of what visitors read."""
    paths = sorted(path for path in TEMPLATES.rglob("*.*") if path.suffix != ".yaml")
    return [path for path in paths if path.name not in (*NOT_FOR_VISITORS, *ATTRIBUTES)]


@pytest.mark.parametrize("path", shown_templates(), ids=lambda path: path.name)
def test_templates_have_no_words_outside_of_messages(path: Path) -> None:
    """Words stand in `_()`, `ngettext()`, `pgettext()` or `{% trans %}`."""
    text = path.read_text(encoding="utf-8")
    text = re.sub(
        r"\{% trans\b.*?\{% endtrans %\}|\{% block kind %\}\w+",
        " ",
        text,
        flags=re.DOTALL,
    )
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", text, flags=re.DOTALL)
    tag = re.compile(r"<[^<>]*>|<!doctype html>")
    parts = [tag.sub(" ", text)]
    for name in READ_ALOUD:
        parts += re.findall(rf'\s{name}="([^"]*)"', " ".join(tag.findall(text)))
    words = {word for part in parts for word in WORD.findall(part)}
    assert words - OWN_WORDS.get(path.name, set()) == set()


@pytest.mark.parametrize("path", shown_templates(), ids=lambda path: path.name)
def test_templates_write_no_texts_that_are_no_messages(path: Path) -> None:
    """A text that an expression gives is a message, a class or an attribute."""
    tree = ENVIRONMENT.parse(path.read_text(encoding="utf-8"))
    texts = {text for node in tree.find_all(nodes.Output) for text in given_texts(node)}
    texts |= {
        arg.value
        for call in tree.find_all(nodes.Call)
        if getattr(call.node, "name", "")
        in ("notice", "tag", "pager", "items", "opening")
        for arg in call.args
        if isinstance(arg, nodes.Const) and isinstance(arg.value, str)
    }
    assert [
        text
        for text in sorted(texts)
        if re.search(r"[A-Z]|^(?!.*--).*\w[.,:]? \w", text)
    ] == []


def given_texts(node: nodes.Node) -> Iterator[str]:
    """Yield the constants that an expression can give."""
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, nodes.CondExpr):
        for part in (node.expr1, node.expr2):
            yield from given_texts(part) if part is not None else ()
    elif isinstance(node, nodes.Output | nodes.Concat):
        for part in node.nodes:
            yield from given_texts(part)


@pytest.fixture(scope="session")
def catalogue() -> bytes:
    """Return a catalogue that puts each message into brackets."""
    catalogue = Catalog("el", charset="utf-8", fuzzy=False)
    for message in catalogues.template():
        if message.id:
            texts = tuple(f"⟦{text}⟧" for text in catalogues.texts_of(message.id))
            string = texts if message.pluralizable else texts[0]
            catalogue.add(message.id, string, context=message.context)
    target = BytesIO()
    write_po(target, catalogue)
    return target.getvalue()


class Shown(HTMLParser):
    """The texts of a page that people see or hear."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = [""]
        self.is_hidden = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.is_hidden = tag in ("script", "style", "code")
        if tag == "meta" and attributes.get("name") == "description":
            self.texts.append(attributes["content"] or "")
        self.texts += [
            attributes[name] or "" for name in READ_ALOUD if name in attributes
        ]
        self.texts.append("")

    def handle_endtag(self, _: str) -> None:
        self.is_hidden = False
        self.texts.append("")

    def handle_data(self, data: str) -> None:
        if not self.is_hidden:
            self.texts[-1] += data


def build_in_greek(source: Path, project: Path, catalogue: bytes) -> Path:
    """Build a site in Greek and return its output."""
    for folder in ("content", "data", "editions", "assets"):
        if (source / folder).is_dir():
            shutil.copytree(source / folder, project / folder)
    (project / "locales").mkdir()
    (project / "locales" / "el.po").write_bytes(catalogue)
    event = project / "content" / "event.md"
    text = re.sub(
        r"^languages:.*\n", "", event.read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    event.write_text(text.replace("---\n", "---\nlanguages: el\n", 1), encoding="utf-8")
    outcome = build(Project.at(project), BuildOptions(as_of=date(2027, 1, 15)))
    assert not outcome.log.errors
    return project / "output"


def words_of(project: Path) -> set[str]:
    """Return the words in the files of a project."""
    sources = [
        path for path in project.rglob("*") if path.suffix in (".md", ".yaml", ".svg")
    ]
    text = " ".join(
        path.read_text(encoding="utf-8")
        for path in sources
        if "output" not in path.parts
    )
    return {word.casefold() for word in LATIN.findall(text)}


def foreign_words(text: str, known_words: set[str]) -> set[str]:
    """Return words outside of brackets that are not among the known words."""
    while (outside := BRACKETED.sub(" ", text)) != text:
        text = outside  # messages may contain others
    return {word for word in LATIN.findall(text) if word.casefold() not in known_words}


SITES = [
    GOLDEN / "past-edition",
    GOLDEN / "changed",
    ENGINE_HOME / "examples" / "tidewater",
]


@pytest.mark.long
@pytest.mark.parametrize("source", SITES, ids=lambda path: path.name)
def test_pages_have_no_english_words_but_those_of_the_project(
    source: Path, tmp_path: Path, catalogue: bytes
) -> None:
    output = build_in_greek(source, tmp_path / "site", catalogue)
    known_words = FOOTNOTES | FORMATS | words_of(tmp_path / "site")
    leaks: dict[str, list[str]] = {}
    for path in sorted(output.rglob("*.html")):
        page = Shown()
        page.feed(path.read_text(encoding="utf-8"))
        assert '<html lang="el"' in path.read_text(encoding="utf-8")
        texts = re.sub(
            r"\S+\.example/\S*", "", "\n".join(page.texts)
        )  # the address on paper
        for word in foreign_words(texts, known_words):
            leaks.setdefault(word, []).append(path.relative_to(output).as_posix())
    for path in sorted(output.rglob("*.md")):
        text = re.sub(r"\]\([^)]*\)", "]", path.read_text(encoding="utf-8"))
        for word in foreign_words(text, known_words):
            leaks.setdefault(word, []).append(path.relative_to(output).as_posix())
    assert {word: paths[:2] for word, paths in leaks.items()} == {}
    scripts = [path for path in output.rglob("*.js") if path.parent.name == "strings"]
    assert scripts
    for path in scripts:
        for literal in LITERAL.finditer(path.read_text(encoding="utf-8")):
            text = re.sub(
                r"\$\{[^}]*\}", "", literal["plain"] or literal["template"] or ""
            )
            assert not LATIN.search(BRACKETED.sub("", text)) or text == "el", path.name
