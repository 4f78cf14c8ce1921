"""How much work each kind of change makes: counted, so that no clock has a say."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bench.changes import CHANGES, Bench
from bench.conference import Size, make_conference
from bench.forms import write_sources
from bench.tools import all_tools
from microsite import frame
from microsite.exports import llms
from microsite.pages import cards, kinds
from microsite.pages.page import Page
from microsite.pipeline import Options, build
from microsite.project import ENGINE_HOME, Project
from microsite.render.shared import SharedParts
from microsite.render.templates import Templates
from microsite.site import drawing, memory, views
from microsite.site.markdown import to_html
from microsite.source import read
from microsite.source.decode import read_text

CONFERENCE = make_conference(
    Size(sessions=10, speakers=10, sponsors=4, resources=6, pages=6, days=1)
)
TEXTS = len(
    (
        *CONFERENCE.sessions,
        *CONFERENCE.speakers,
        *CONFERENCE.sponsors,
        *CONFERENCE.pages,
        "the overview",
    )
)
SOURCES = len(
    (*CONFERENCE.speakers, *CONFERENCE.pages, "event.md", "sessions", "resources", "sponsors")
)
FIRST = CONFERENCE.sessions[0]
SPEAKER = CONFERENCE.speakers[0]
OF_EVERYTHING = {"event.html", "search/"}
"""Pages that any change of words concerns: the whole event in one file, and the search, which names
its index.
"""
VERSION = "sw.js"
"""The file that tells visitors' devices that something is new."""
UNUSED = "watchdog livereload tornado openpyxl mammoth segno asyncio pydantic".split()
OF_LIBRARIES = set(
    "ast bz2 calendar gettext hashlib html.entities inspect ipaddress jinja2.compiler jinja2.lexer jinja2.parser json "
    "locale logging lzma msgspec.inspect random shutil subprocess tempfile traceback tokenize".split()
)
"""What libraries would load for what a build with one edit does not ask of them, or that costs more
than it does.
"""
OF_COMPILING = {"ast", "jinja2.compiler", "jinja2.lexer", "jinja2.parser"}
OF_OTHER_OCCASIONS = {
    "difflib",
    *(
        f"microsite.cli.{name}"
        for name in ("check", "diff", "explain", "export", "import_", "new", "record", "serve")
    ),
    "microsite.comparing.programme",
    "microsite.diagnostics.catalogue",
    "microsite.diagnostics.checklist",
    "microsite.diagnostics.terminal",
    *(f"microsite.exports.{name}" for name in ("feed", "ical", "schedule_xml")),
    "microsite.model.readiness",
    *(
        f"microsite.render.{name}"
        for name in ("card_drawing", "card_layout", "card_lettering", "cards", "typeface")
    ),
    "microsite.site.raster",
    "microsite.site.svg",
    "microsite.source.yaml_faults",
}
"""What a build has no use for that has nothing to tell, and finds most of the site as it was: words
of messages, other commands, what explains mistakes, what makes long exports, draws cards, and reads
pictures.
"""


@dataclass(slots=True)
class Work:
    """What one build did."""

    read: list[str] = field(default_factory=list)
    """Files that were read."""
    converted: list[str] = field(default_factory=list)
    """Markdown texts that were turned into HTML."""
    laid_out: list[str] = field(default_factory=list)
    """Addresses of pages whose views were made."""
    rendered: list[str] = field(default_factory=list)
    """Addresses of pages that a template was run for."""
    written: tuple[str, ...] = ()
    """Files whose bytes changed."""
    pages: int = 0


@dataclass(slots=True)
class Workshop:
    """A project, and what the last build of it did."""

    bench: Bench
    work: Work = field(default_factory=Work)

    def build(self) -> Work:
        """Build it, and tell what that took."""
        self.work = Work()
        project = Project.at(self.bench.folder)
        outcome = build(project, Options(as_of=date(2027, 1, 15), jobs=1))
        assert [found.headline for found in outcome.log] == []
        assert outcome.published is not None
        self.work.written = outcome.published.changed
        self.work.pages = outcome.pages
        return self.work

    def change(self, name: str, edition: int = 1) -> Work:
        """Make a change, then build."""
        CHANGES[name].make(self.bench, edition)
        return self.build()

    @property
    def output(self) -> dict[str, bytes]:
        """The finished files by path."""
        folder = self.bench.folder / "output"
        return {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file()
        }


@pytest.fixture
def workshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    """A small generated site that has been built once, with its work counted from here on."""
    write_sources("microsite", CONFERENCE, tmp_path / "site")
    made = Workshop(Bench(all_tools()["microsite"], CONFERENCE, tmp_path / "site"))
    render, part = Templates.render, kinds._part

    def counted_read(file: Any, log: Any) -> Any:
        made.work.read.append(file.path)
        return read_text(file, log)

    def counted_conversion(text: str) -> str:
        made.work.converted.append(text)
        return to_html(text)

    def counted_render(templates: Templates, name: str, **views: Any) -> str:
        made.work.rendered.append(views["page"].address)
        return render(templates, name, **views)

    def counted_part(site: Any, build: Any, addresses: frozenset[str]) -> Any:
        made.work.laid_out += sorted(addresses)
        return part(site, build, addresses)

    monkeypatch.setattr(frame, "is_settled", lambda *_: True)  # as if a moment had gone by
    monkeypatch.setattr(views, "MOST", 1)
    monkeypatch.setattr(kinds, "_part", counted_part)
    monkeypatch.setattr(read, "read_text", counted_read)
    monkeypatch.setattr(memory, "to_html", counted_conversion)
    monkeypatch.setattr(Templates, "render", counted_render)
    return made


def test_a_first_build_does_each_thing_once(workshop: Workshop) -> None:
    work = workshop.build()

    assert len(work.read) == len(set(work.read)) == SOURCES
    assert len(work.converted) == len(set(work.converted)) == TEXTS
    assert len(work.laid_out) == len(set(work.laid_out)) >= work.pages
    assert len(work.rendered) == len(set(work.rendered)) == work.pages


def test_header_and_foot_are_rendered_once_for_all_pages_that_share_them(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[str | None] = []
    keep = SharedParts.keep

    def noting(parts: SharedParts, name: str | None, around: tuple[object, ...], text: str) -> None:
        kept.append(name)
        keep(parts, name, around, text)

    monkeypatch.setattr(SharedParts, "keep", noting)
    work = workshop.build()

    assert {"layout/header.html", "layout/footer.html"} <= set(kept)
    assert kept.count("layout/header.html") < work.pages / 2


def test_what_a_card_says_is_put_into_words_once(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many pages, at whatever depth, list the session."""
    told: list[str] = []
    in_words = cards._in_words

    def counted(site: Any, session: Any) -> Any:
        told.append(session.id)
        return in_words(site, session)

    monkeypatch.setattr(cards, "_in_words", counted)
    workshop.build()
    assert sorted(told) == sorted(session.id for session in CONFERENCE.sessions)


def test_an_unchanged_site_is_read_and_no_more(workshop: Workshop) -> None:
    workshop.build()
    work = workshop.build()

    assert len(work.read) == SOURCES
    assert (work.converted, work.laid_out, work.rendered, work.written) == ([], [], [], ())


def test_one_body_edited_is_one_text_and_one_page(workshop: Workshop) -> None:
    workshop.build()
    before = workshop.output
    work = workshop.change("body")

    assert len(work.converted) == 1
    assert set(work.laid_out) - OF_EVERYTHING == {f"programme/{FIRST.id}/"}
    assert set(work.rendered) - OF_EVERYTHING == {f"programme/{FIRST.id}/"}
    assert f"programme/{FIRST.id}/index.html" in work.written
    tells_of_it = {
        path for path, data in before.items() if FIRST.body.split(",")[0].encode()[:40] in data
    }
    pages = {path for path in work.written if path.endswith(".html")}
    assert pages - {"search/index.html"} <= tells_of_it
    assert len(work.written) <= 20


def test_one_speaker_renamed_is_the_pages_that_name_them(workshop: Workshop) -> None:
    workshop.build()
    naming = {path for path, data in workshop.output.items() if SPEAKER.name.encode() in data}
    work = workshop.change("speaker")

    assert work.converted == []
    written = {path for path in work.written if path.endswith(".html")}
    assert written - {"search/index.html"} == {path for path in naming if path.endswith(".html")}
    concerned = {
        f"{session.id}/" for session in CONFERENCE.sessions if SPEAKER.id in session.speakers
    }
    shown_beside = 2 + 2 * len(
        concerned
    )  # before and after each of their sessions, whose views hold the card too
    pages = {path.removesuffix("index.html") for path in naming if path.endswith(".html")}
    assert pages <= set(work.rendered) <= set(work.laid_out)
    assert len(work.laid_out) <= len(pages | OF_EVERYTHING) + shown_beside + len(
        CONFERENCE.speakers
    )  # by name
    assert len(work.rendered) <= len(pages | OF_EVERYTHING) + shown_beside


def test_the_base_of_the_theme_is_every_page_and_nothing_else(workshop: Workshop) -> None:
    workshop.build()
    pages = {path for path in workshop.output if path.endswith(".html")}
    work = workshop.change("theme")

    assert (work.converted, work.laid_out) == ([], [])
    assert len(work.rendered) == work.pages - 1  # the whole event in one file has a base of its own
    assert set(work.written) - {VERSION} == pages - {"event.html"}


def test_a_copy_is_put_into_words_only_where_its_page_is_new(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also after an edit of the theme, which no copy shows."""
    written: list[str] = []
    write = llms._written

    def counted(page: Page) -> bytes:
        written.append(page.head.address)
        return write(page)

    monkeypatch.setattr(llms, "_written", counted)
    workshop.build()
    copies = {path for path in workshop.output if path.endswith(".html.md")}
    assert {f"{address}index.html.md" for address in written} == copies

    for change in ("unchanged", "theme"):
        written.clear()
        workshop.change(change)
        assert written == []
    workshop.change("body")
    assert written == [f"programme/{FIRST.id}/"]


def test_the_template_of_one_kind_is_the_pages_of_that_kind(workshop: Workshop) -> None:
    workshop.build()
    template = workshop.bench.folder / "templates/pages/speaker.html"
    template.write_text(template.read_text(encoding="utf-8") + "<!-- another -->", encoding="utf-8")
    work = workshop.build()

    assert sorted(work.rendered) == sorted(
        f"speakers/{speaker.id}/" for speaker in CONFERENCE.speakers
    )
    assert set(work.written) <= {
        VERSION
    }  # what lies outside the blocks of a template is not part of the page


def test_a_stylesheet_is_every_page_as_its_name_changes(workshop: Workshop) -> None:
    workshop.build()
    before = set(workshop.output)
    sheet = workshop.bench.folder / "assets/css/site.css"
    sheet.write_text(
        sheet.read_text(encoding="utf-8") + "\n.another { color: inherit }\n", encoding="utf-8"
    )
    work = workshop.build()

    assert work.converted == []
    assert len(work.rendered) == work.pages
    assert {path for path in work.written if not path.endswith(".html")} - {
        VERSION
    } == before ^ set(workshop.output)


def test_without_its_memory_a_build_makes_the_same(workshop: Workshop) -> None:
    workshop.build()
    before = workshop.output
    shutil.rmtree(workshop.bench.folder / ".cache")
    work = workshop.build()

    assert len(work.converted) == TEXTS
    assert work.written == ()
    assert workshop.output == before


def test_a_preview_draws_a_day_again_only_where_it_looks_different(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[int] = []
    draw_day = drawing.draw_day

    def counted(day: Any, *others: Any) -> Any:
        drawn.append(day.number)
        return draw_day(day, *others)

    monkeypatch.setattr(drawing, "draw_day", counted)
    drawing._draw.cache_clear()
    workshop.build()
    workshop.change("body")
    assert drawn == [1]

    sessions = workshop.bench.folder / "data/sessions.yaml"
    text = sessions.read_text(encoding="utf-8")
    sessions.write_text(text.replace("kind: talk", "kind: keynote", 1), encoding="utf-8")
    workshop.build()
    assert drawn == [1, 1]


@pytest.fixture
def loaded(tmp_path: Path) -> Callable[..., set[str]]:
    """Builds a small site in a process of its own, and tells the modules that it loaded."""
    write_sources("microsite", CONFERENCE, tmp_path)
    program = (
        "import sys; from microsite.cli import main; code = main(['build', '--root', sys.argv[1], *sys.argv[2:]]); "
        "print(*sorted(sys.modules)); sys.exit(code)"
    )

    def build(*options: str) -> set[str]:
        time.sleep(0.06)
        done = subprocess.run(
            [sys.executable, "-c", program, str(tmp_path), *options],
            cwd=ENGINE_HOME,
            capture_output=True,
            text=True,
            check=True,
        )
        return set(done.stdout.split())

    return build


CHECKING = {"pydantic_core", "microsite.model.checking"}
READING = {"yaml", "frontmatter", "microsite.source.fences", "microsite.source.yaml_tree"}


def test_a_build_loads_only_what_it_uses(loaded: Callable[..., set[str]], tmp_path: Path) -> None:
    """Of an unchanged site: no Markdown, no pictures, no templates; the first one needs them."""
    first, again, looked_at = loaded(), loaded(), loaded("--timings")
    page = next((tmp_path / "content/pages").glob("*.md"))
    page.write_text(page.read_text(encoding="utf-8") + "\nOne more sentence.\n", encoding="utf-8")
    edited = loaded()

    assert {*CHECKING, *READING, "jinja2", "markdown", "nh3"} <= first
    assert "pydantic" not in first
    assert again & {*CHECKING, *READING, "jinja2", "markdown", "nh3", "re", "dataclasses"} == set()
    assert (
        looked_at & {*CHECKING, *READING, "importlib.metadata", "markdown", "nh3", "PIL", *UNUSED}
        == set()
    )
    assert {"markdown", "nh3"} <= edited
    unused = {
        "PIL",
        "tarfile",
        "multiprocessing",
        *CHECKING,
        *READING,
        *UNUSED,
        *OF_LIBRARIES,
        *OF_OTHER_OCCASIONS,
    }
    assert edited & unused == set()


def test_what_checks_records_is_loaded_where_a_record_has_changed(
    loaded: Callable[..., set[str]], tmp_path: Path
) -> None:
    """Not for a theme, nor for the text below the settings, nor for what was published before."""
    bench = Bench(all_tools()["microsite"], CONFERENCE, tmp_path)
    (tmp_path / "data/published.txt").write_text(
        f'event - 2027-01-10 0 {{"title": "{CONFERENCE.name}"}}\n', "utf-8"
    )
    loaded()
    CHANGES["theme"].make(bench, 1)
    assert loaded() & {*CHECKING, *READING, *(OF_LIBRARIES - OF_COMPILING)} == set()
    overview = tmp_path / "content/event.md"
    overview.write_text(
        overview.read_text(encoding="utf-8") + "\nOne more sentence.\n", encoding="utf-8"
    )
    assert loaded() & {*CHECKING, *READING} == set()
    CHANGES["speaker"].make(bench, 1)
    assert {*CHECKING, *READING} <= loaded()
