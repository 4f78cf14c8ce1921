"""Compiled templates: those of the theme once for all projects, and nothing that is damaged is
taken in.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from types import CodeType

import pytest
from jinja2.bccache import Bucket

from microsite.diagnostics.diagnostic import Log, Reported
from microsite.render import compiled
from microsite.render.compiled import CompiledTemplates
from microsite.render.templates import Templates

PAGE = "pages/offline.html"
"""A page of the theme, which extends and includes others."""


class Project:
    """A folder with templates of its own in front of the theme's."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.compiled: list[str] = []
        dump = CompiledTemplates.dump_bytecode

        def noting(memory: CompiledTemplates, bucket: Bucket) -> None:
            self.compiled.append(bucket.key.partition("\0")[0])
            dump(memory, bucket)

        monkeypatch.setattr(CompiledTemplates, "dump_bytecode", noting)

    def load(self, own: str, name: str) -> list[str]:
        """Load a template and all it leads to, as a process of its own would; what had to be
        compiled for it.
        """
        self.compiled.clear()
        memory = CompiledTemplates(self.folder / own / ".cache/templates")
        templates = Templates((self.folder / own / "templates", compiled.THEME), memory)
        closure: dict[str, str] = {}
        templates._reach(name, templates.source(name).line_span(1), closure, Log())  # type: ignore[union-attr]
        for each in closure:
            templates.environment.get_template(each)
        memory.save()
        return sorted(self.compiled)

    def write(self, own: str, name: str, text: str) -> None:
        path = self.folder / own / "templates" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setattr(compiled, "OF_THE_THEME", tmp_path / "engine" / "theme")
    monkeypatch.setattr("sys.dont_write_bytecode", False)
    return Project(tmp_path, monkeypatch)


def test_the_theme_is_compiled_once_for_all_projects(project: Project) -> None:
    assert PAGE in project.load("one", PAGE)
    assert project.load("one", PAGE) == []
    assert project.load("two", PAGE) == []
    shutil.copytree(compiled.THEME, project.folder / "three/templates")
    assert project.load("three", PAGE) == []
    assert not list(project.folder.glob("*/.cache/*"))


def test_what_is_a_projects_own_stays_with_it(project: Project) -> None:
    project.load("one", PAGE)
    project.write("two", "layout/header.html", "<header>Ours</header>")
    assert project.load("two", PAGE) == ["layout/header.html"]
    assert project.load("two", PAGE) == []
    assert project.load("one", PAGE) == []
    shutil.rmtree(project.folder / "two/.cache")
    assert project.load("two", PAGE) == ["layout/header.html"]


def test_where_the_engine_cannot_be_written_to_the_project_keeps_all(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    first = project.load("one", PAGE)
    assert PAGE in first
    assert project.load("one", PAGE) == []
    assert project.load("two", PAGE) == first
    monkeypatch.setattr("sys.dont_write_bytecode", False)
    monkeypatch.setattr(
        compiled, "OF_THE_THEME", project.folder / "one/.cache/templates/below a file"
    )
    assert project.load("three", PAGE) == first
    assert project.load("three", PAGE) == []


@pytest.mark.parametrize("damage", [b"", b"words", None])
def test_a_damaged_memory_is_made_anew(project: Project, damage: bytes | None) -> None:
    first = project.load("one", PAGE)
    memory = project.folder / "engine/theme"
    data = memory.read_bytes()
    memory.write_bytes(data[:-1] + bytes([data[-1] ^ 1]) if damage is None else damage)
    assert project.load("one", PAGE) == first
    assert memory.read_bytes() == data
    assert project.load("one", PAGE) == []


def test_code_of_another_place_tells_its_own(project: Project) -> None:
    """A failure is found by the file that the code says it is from."""
    for own in ("one", "two"):
        project.write(
            own, "failing.html", "{% macro say() %}\n{{ view.nothing }}{% endmacro %}\n{{ say() }}"
        )
    project.load("one", "failing.html")
    shutil.copytree(project.folder / "one/.cache", project.folder / "two/.cache")
    assert project.load("two", "failing.html") == []
    memory = CompiledTemplates(project.folder / "two/.cache/templates")
    templates = Templates((project.folder / "two/templates",), memory)
    with pytest.raises(Reported) as told:
        templates.render("failing.html", view=object())
    assert told.value.diagnostic.span.source.path == "templates/failing.html"
    assert told.value.diagnostic.span.start > 0
    (code,) = memory._own.values()
    placed = compiled._placed(code, "elsewhere")
    inner = [part for part in placed.co_consts if isinstance(part, CodeType)]
    assert {placed.co_filename, *(part.co_filename for part in inner)} == {"elsewhere"}
