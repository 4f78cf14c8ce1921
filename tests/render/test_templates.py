"""References between templates."""

from __future__ import annotations

import inspect
import re
import tempfile
from pathlib import Path

import jinja2
import pytest

from microsite.diagnostics.diagnostic import DiagnosticError, Log
from microsite.locales.locale import Locale
from microsite.render.templates import Templates


def templates_of(folder: Path, **texts: str) -> Templates:
    for name, text in texts.items():
        (folder / f"{name}.html").write_text(text)
    return Templates((folder,))


def reports(log: Log) -> list[tuple[str, str, int, int]]:
    return [
        (
            diagnostic.code,
            diagnostic.span.path,
            diagnostic.span.line,
            diagnostic.span.column,
        )
        for diagnostic in log
    ]


def test_digest_depends_on_all_templates_that_are_referred_to(tmp_path: Path) -> None:
    texts = {
        "page": '{% extends "base.html" %}{% from "macros.html" import tag %}',
        "base": '<main>{% include "foot.html" %}</main>',
        "macros": "{% macro tag() %}{% endmacro %}",
        "foot": "Foot",
    }
    digests = set()
    for changed_name in (None, *texts):
        texts_now = {
            name: f"{text}!" if name == changed_name else text
            for name, text in texts.items()
        }
        digests.add(templates_of(tmp_path, **texts_now).digest("page.html", Log()))
    assert len(digests) == 5


@pytest.mark.parametrize(
    "text",
    ['{# {% include "old.html" %} #}', '{% raw %}{% include "old.html" %}{% endraw %}'],
)
def test_digest_ignores_references_in_comments_and_raw_text(
    tmp_path: Path, text: str
) -> None:
    log = Log()
    assert templates_of(tmp_path, page=text).digest("page.html", log)
    assert reports(log) == []


def test_digest_reports_missing_template_at_its_name(tmp_path: Path) -> None:
    log = Log()
    templates = templates_of(
        tmp_path, page='<p>\n  {%- include "gone.html" %}', base=""
    )
    assert templates.digest("page.html", log) is None
    assert reports(log) == [("T103", "templates/page.html", 2, 16)]


def test_digest_reports_reference_without_a_name(tmp_path: Path) -> None:
    log = Log()
    assert (
        templates_of(tmp_path, page="\n{% include view.kind %}").digest(
            "page.html", log
        )
        is None
    )
    assert reports(log) == [("T105", "templates/page.html", 2, 1)]


def test_render_reports_syntax_error_at_its_line(tmp_path: Path) -> None:
    log = Log()
    templates = templates_of(tmp_path, page="\n{% if %}")
    assert templates.digest("page.html", log)
    with pytest.raises(DiagnosticError) as caught:
        templates.render("page.html")
    assert (caught.value.diagnostic.code, caught.value.diagnostic.span.line) == (
        "T101",
        2,
    )


def test_render_reports_error_at_the_line_of_the_included_template(
    tmp_path: Path,
) -> None:
    templates = templates_of(
        tmp_path, page='{% include "part.html" %}', part="\n\n{{ view.x }}"
    )
    with pytest.raises(DiagnosticError) as caught:
        templates.render("page.html", view={})
    diagnostic = caught.value.diagnostic
    assert (diagnostic.code, diagnostic.span.path, diagnostic.span.line) == (
        "T102",
        "templates/part.html",
        3,
    )


@pytest.mark.parametrize(
    ("content", "code"),
    [("<p>£9</p>".encode("cp1252"), "F116"), (b"PK\x03\x04", "F104"), (None, "F105")],
)
def test_digest_names_a_template_that_cannot_be_read(
    tmp_path: Path, content: bytes | None, code: str
) -> None:
    log, templates = (
        Log(),
        templates_of(tmp_path, page='{% include "base.html" %}', base=""),
    )
    place = tmp_path / "base.html"
    place.unlink()
    place.mkdir() if content is None else place.write_bytes(content)

    templates.digest("page.html", log)

    assert [(diagnostic.code, diagnostic.span.path) for diagnostic in log] == [
        (code, "templates/base.html")
    ]
    assert (
        "£9" in templates.render("page.html").decode() if code == "F116" else log.errors
    )


def render_page(folder: Path) -> bytes:
    return templates_of(folder, page="<p>{{ who }}</p>").render("page.html", who="Ada")


def compiled_in(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.cache"))


@pytest.fixture
def compiled_on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Store compiled templates in the folder of a test, and read them from there each time."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    load = inspect.unwrap(jinja2.FileSystemBytecodeCache.load_bytecode)
    monkeypatch.setattr(jinja2.FileSystemBytecodeCache, "load_bytecode", load)


@pytest.mark.usefixtures("compiled_on_disk")
def test_templates_are_compiled_once(tmp_path: Path) -> None:
    assert render_page(tmp_path) == b"<p>Ada</p>"
    (file,) = compiled_in(tmp_path)
    time_written = file.stat().st_mtime_ns
    assert render_page(tmp_path) == b"<p>Ada</p>"
    assert file.stat().st_mtime_ns == time_written
    changed_templates = templates_of(tmp_path, page="<b>{{ who }}</b>")
    assert changed_templates.render("page.html", who="Ada") == b"<b>Ada</b>"
    file.write_bytes(b"damaged")
    assert render_page(tmp_path) == b"<p>Ada</p>"


@pytest.mark.usefixtures("compiled_on_disk")
def test_templates_render_without_a_safe_folder(tmp_path: Path) -> None:
    render_page(tmp_path)
    folder = compiled_in(tmp_path)[0].parent
    for file in compiled_in(tmp_path):
        file.unlink()
    folder.rmdir()
    folder.write_text("a file in its place")
    assert render_page(tmp_path) == b"<p>Ada</p>"
    assert compiled_in(tmp_path) == []


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("<p>Come by\n20 May, or on 2 to\n3 June 2027.</p>", ["20 May", "3 June 2027"]),
        (
            "<p>Call 01753 373096 or <a>+44 20 7946 0001</a>.</p>",
            ["01753 373096", "+44 20 7946 0001"],
        ),
        (
            "<li>£5 million, 20 EUR and Room A, at 09:30 10 people</li>",
            ["£5 million", "20 EUR", "Room A"],
        ),
        (
            "<p>Classroom 2, on Friday 20 May at 09:30, Friday 20:30 or L’Atelier 12</p>",
            ["Classroom 2", "20 May", "Atelier 12"],
        ),
        (
            "Stands of 6 m² below 30 m of lime, 2 kg each, in 2 minutes",
            ["6 m²", "30 m", "2 kg"],
        ),
        ('<a title="Room A" href="?day=20 May">Room B</a>', ["Room B"]),
        (
            "<title>20 May</title><script>20 May</script><option>Room A</option><pre>20 May</pre>",
            [],
        ),
    ],
)
def test_pages_join_what_stays_on_one_line(
    tmp_path: Path, text: str, joined: list[str]
) -> None:
    """Attributes, scripts, choices of forms and code stay as they are."""
    page = templates_of(tmp_path, page=text).render("page.html").decode()
    assert page.replace("\xa0", " ").split() == text.split()
    assert re.findall(r"\+?[£\w]+(?:\xa0\w+)+", page) == [
        words.replace(" ", "\xa0") for words in joined
    ]


def test_pages_join_dates_in_their_language(tmp_path: Path) -> None:
    spanish = Locale.load("es", (), Log())
    (tmp_path / "page.html").write_text("<p>El 20 de mayo de 2027</p>")
    page = Templates((tmp_path,), spanish).render("page.html").decode()
    assert page == "<p>El 20\xa0de\xa0mayo\xa0de\xa02027</p>"


def test_pages_join_french_punctuation(tmp_path: Path) -> None:
    """Times and emoticons have no space before a colon, and scripts stay as they are."""
    text = "<p>Dix ans après :\nqui <em>paie</em> ? « Nous ! » Poster n° 8, 09:30 ; fin :-)</p>"
    page = templates_of(tmp_path, page=f"{text}<script>a ? b : c</script>").render(
        "page.html"
    )
    assert page.decode().replace("\xa0", "_") == (
        "<p>Dix ans après_:\nqui <em>paie</em>_? «_Nous_!_» Poster n°_8, 09:30_; fin :-)</p>"
        "<script>a ? b : c</script>"
    )


def test_pages_end_lines_with_separators(tmp_path: Path) -> None:
    page = templates_of(tmp_path, page="<p><a>Walls</a> · <a>Doors</a></p>").render(
        "page.html"
    )
    assert page.decode() == "<p><a>Walls</a>\xa0· <a>Doors</a></p>"


def test_files_that_are_no_pages_join_nothing(tmp_path: Path) -> None:
    (tmp_path / "day.txt").write_text("<p>20 May</p>")
    assert Templates((tmp_path,)).render("day.txt") == b"<p>20 May</p>"
