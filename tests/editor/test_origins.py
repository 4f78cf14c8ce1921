"""Pages of the editor are those of the site, with the origin of each text."""

import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from microsite.apps.editor.origins import MarkedPages, SourcedText, to_attributes
from microsite.apps.preview.rebuild import BuildStatus
from microsite.build import build
from microsite.project import BuildOptions, Project
from tests.editor.served import served
from tests.making import sessions_yaml, write_project

OPTIONS = BuildOptions(as_of=date(2027, 1, 15), use_cache=False)
SESSIONS = sessions_yaml(
    "id: opening\ntitle: High water & <low>\nstart: 09:30\nroom: Main hall\nspeakers: [kim]\n"
    "summary: Why it matters.\nabstract: |\n  First **words**.\n\n  - one\n  - two",
    "id: debate\ntitle: A debate\nstart: 12:00\nroom: Main hall\nchair: kim",
    rooms=("Main hall",),
)


class Outline(HTMLParser):
    """Elements and texts of a page, without origins."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = [item for item in attrs if item[0] != "data-edit"]
        if tag != "microsite-text":
            self.parts.append(f"<{tag} {attributes}>")

    def handle_endtag(self, tag: str) -> None:
        if tag != "microsite-text":
            self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if self.parts and not self.parts[-1].startswith("<"):
            data = self.parts.pop() + data
        self.parts.append(data)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    files = {
        "data/sessions.yaml": f"days:\n  - day: 1\n    title: By the sea\n{SESSIONS}",
        "content/speakers/kim.md": "---\nname: Kim Example\nrole: Pilot\n---\nKim knows *tides*.\n",
        "content/speakers/lee.md": "---\nname: Robin Fictional\nprotected: yes\n"
        "shown_as: A young person\n---\nSpeaks about the sea.\n",
        "content/pages/about.md": "---\ntitle: About\n---\n## Why\n\nBecause.\n",
        "data/rates.yaml": "rates:\n  - id: all\n    name: Everybody\n    price: 100\n",
    }
    project = Project.at(
        write_project(tmp_path_factory.mktemp("origins") / "site", files)
    )
    assert build(project, OPTIONS).published
    return project


def test_pages_with_origins_differ_only_in_origins(project: Project) -> None:
    pages = MarkedPages(project)
    paths = [
        path.relative_to(project.output).as_posix()
        for path in project.output.rglob("*.html")
    ]
    page_paths = [path for path in paths if pages.page(path, 1, OPTIONS) is not None]
    assert {"index.html", "programme/index.html", "about/index.html"} <= set(page_paths)
    for path in page_paths:
        html = (pages.page(path, 1, OPTIONS) or b"").decode()
        assert "data-edit" in html or path in ("404.html", "offline/index.html"), path
        assert not re.search("[\ue000-\ue002]", html), path
        assert "Robin" not in html, path
        published_html = (project.output / path).read_text(encoding="utf-8")
        assert "data-edit" not in published_html
        assert Outline(html).parts == Outline(published_html).parts, path


def test_texts_have_their_field(project: Project) -> None:
    html = (
        MarkedPages(project).page("programme/opening/index.html", 1, OPTIONS) or b""
    ).decode()

    assert re.search(
        r'<h1[^>]* data-edit="session/opening/title"[^>]*>High water &amp; &lt;low&gt;',
        html,
    )
    assert re.search(r'data-edit="session/opening/summary">Why it matters.<', html)
    assert (
        '<p data-edit="session/opening/abstract">First <strong>words</strong>.</p>'
        in html
    )
    assert '<ul data-edit="session/opening/abstract">' in html
    assert 'data-edit="speaker/kim/name">Kim Example<' in html
    assert "data-edit" not in html[: html.index("</title>")]
    programme = (
        MarkedPages(project).page("programme/index.html", 1, OPTIONS) or b""
    ).decode()
    assert 'data-edit="day/1/title">By the sea<' in programme
    speaker = (
        MarkedPages(project).page("speakers/kim/index.html", 1, OPTIONS) or b""
    ).decode()
    chair = r'Chair: <a [^>]*><bdi data-edit="speaker/kim/name">Kim Example</bdi>'
    assert re.search(chair, speaker), "a name in a sentence has its origin"


def test_origin_of_text_beside_others_is_an_element_without_styles() -> None:
    mark = "\ue000a/b/c\ue001Words\ue002"
    part = '<microsite-text data-edit="a/b/c">Words</microsite-text>'

    assert to_attributes(f"<p>See {mark}.</p>") == f"<p>See {part}.</p>"
    assert to_attributes(f"<p>{mark}</p>") == '<p data-edit="a/b/c">Words</p>'
    assert to_attributes(f'<img alt="{mark}">') == '<img alt="Words" data-edit="a/b/c">'
    assert to_attributes(f"<title>{mark}</title>") == "<title>Words</title>"


def test_sourced_text_is_equal_to_its_text() -> None:
    assert SourcedText("Opening", "a/b/c") == "Opening"
    assert {SourcedText("Opening", "a/b/c")} == {"Opening"}


def test_page_that_does_not_exist_has_no_origins(
    project: Project, tmp_path: Path
) -> None:
    assert MarkedPages(project).page("no/index.html", 1, OPTIONS) is None
    assert MarkedPages(Project.at(tmp_path)).page("index.html", 1, OPTIONS) is None


def test_page_of_a_running_build_has_origins_of_the_new_text(tmp_path: Path) -> None:
    speaker = "---\nname: Kim Example\n---\n"
    files = {"data/sessions.yaml": SESSIONS, "content/speakers/kim.md": speaker}
    root = write_project(tmp_path / "site", files)
    page, new = (
        "programme/opening/index.html",
        SESSIONS.replace("High water", "Low water"),
    )
    with served(root) as server:
        state = server.state
        state.options = OPTIONS
        state.latest = BuildStatus(build(state.project, OPTIONS), 1)
        assert b"High water" in server.ask("/programme/opening/", None, "GET")[2]

        (root / "data/sessions.yaml").write_text(new)
        early = {page: (root / "output" / page).read_bytes().replace(b"High", b"Low")}
        state.early = BuildStatus(state.latest.outcome, 2, pages=early)
        sent_html = server.ask("/programme/opening/", None, "GET")[2]

        assert b"Low water" in sent_html
        assert b"High water" not in sent_html
        assert b'data-edit="session/opening/title"' in sent_html
