"""The recipes in docs/extending.md do what they say, in a copy of the engine."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from microsite.project import ENGINE_HOME
from tests.making import EVENT, sessions_yaml, write_project

RECIPES = dict(
    part.partition("\n")[::2]
    for part in re.split(
        r"(?m)^## (?=Add )", (ENGINE_HOME / "docs" / "extending.md").read_text("utf-8")
    )[1:]
)
"""Text of each recipe by its title."""
BLOCK = r"```\w+\n(.*?)```"
STEP = re.compile(
    r"Copy the folder `(?P<from>\S+)` to `(?P<to>\S+)`\."
    rf"|Create `(?P<new>\S+)`:\n\n{BLOCK}"
    rf"|In `(?P<old>\S+)`, (?P<place>above|below) (?:this line|these lines):\n\n{BLOCK}"
    rf"\n\nadd:\n\n{BLOCK}",
    re.DOTALL,
)
COPIED = (
    "microsite",
    "templates",
    "assets",
    "docs",
    "tools",
    "tests",
    "examples/tidewater",
)
FILES = {
    "data/sessions.yaml": sessions_yaml(
        "id: nets\ntitle: Mend a net\nkind: workshop\nstart: 10:00\nlevel: Beginners",
        "id: tides\ntitle: On tides.\nkind: talk\nstart: 11:00\nlevel: ''",
    ).replace("    level: ''\n", "")
}


def apply(recipe: str, root: Path) -> int:
    """Make the edits of a recipe, and return their number."""
    steps = list(STEP.finditer(recipe))
    for step in steps:
        if step["from"]:
            shutil.copytree(root / step["from"], root / step["to"])
            continue
        created, anchor, addition = step[4], step[7], step[8]
        path = root / (step["new"] or step["old"])
        if step["new"]:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(created, "utf-8")
            continue
        text = path.read_text("utf-8")
        assert text.count(anchor) == 1, f"{step['old']} does not contain once: {anchor}"
        edited = (
            f"{anchor}{addition}" if step["place"] == "below" else f"{addition}{anchor}"
        )
        path.write_text(text.replace(anchor, edited), "utf-8")
    return len(steps)


@dataclass(frozen=True)
class Extended:
    """A copy of the engine with every recipe, and a site that it has built."""

    engine: Path
    output: Path
    printed: str

    def run(self, *command: str) -> str:
        """Run a Python program in the copy. Return its output."""
        result = subprocess.run(
            [sys.executable, *command],
            cwd=self.engine,
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout

    def test(self, word: str, *files: str) -> None:
        """Run the tests in some files whose names contain a word."""
        self.run("-m", "pytest", "-q", "-p", "no:cacheprovider", *files, "-k", word)

    def page(self, path: str) -> str:
        return (self.output / path).read_text("utf-8")


@pytest.fixture(scope="module")
def extended(tmp_path_factory: pytest.TempPathFactory) -> Extended:
    root = tmp_path_factory.mktemp("extending")
    engine = root / "engine"
    for name in COPIED:
        shutil.copytree(ENGINE_HOME / name, engine / name)
    shutil.copy(ENGINE_HOME / "pyproject.toml", engine)
    for recipe in RECIPES.values():
        assert apply(recipe, engine)
    project = write_project(
        root / "project", FILES, EVENT + "theme: {voice: bulletin}\n"
    )
    build = subprocess.run(
        [sys.executable, "-m", "microsite", "build", "--root", str(project)],
        cwd=engine,
        capture_output=True,
        text=True,
        check=False,
    )
    assert build.returncode == 0, build.stdout + build.stderr
    return Extended(engine, project / "output", build.stdout + build.stderr)


def test_extending_has_the_recipes() -> None:
    titles = ["a field", "a page kind", "a message", "a check", "an export", "a voice"]
    assert [f"Add {title}" for title in titles] == list(RECIPES)


def test_added_field_is_on_the_page_and_in_the_data(extended: Extended) -> None:
    assert "Beginners" in extended.page("programme/nets/index.html")
    assert '"level": "Beginners"' in extended.page("event.json")
    assert "Level: Beginners" in extended.page("programme/nets/session.ics")
    assert "Level: Beginners" in extended.page("schedule.xml")
    assert 'data-field-level="Beginners"' in extended.page("programme/index.html")
    extended.run("tools/content_reference.py")
    fields = (extended.engine / "docs" / "fields" / "sessions.md").read_text("utf-8")
    assert (
        "| `level` |  | The experience that people need. | `level: Beginners` |"
        in fields
    )
    extended.test("matches_its_documentation", "tests/exports/test_event_json.py")


def test_added_page_kind_has_a_page_in_the_menu(extended: Extended) -> None:
    page = extended.page("workshops/index.html")
    assert "Mend a net" in page
    assert "On tides" not in page
    assert (
        'href="workshops/index.html"'
        in extended.page("index.html").partition("</header>")[0]
    )


def test_added_page_kind_has_a_text_copy(extended: Extended) -> None:
    assert "Mend a net" in extended.page("workshops/index.html.md")
    extended.test("every_indexed_page", "tests/exports/test_llms.py")


def test_added_template_has_only_messages(extended: Extended) -> None:
    extended.test("workshops", "tests/locales/test_pseudo_language.py")


def test_added_check_reports_the_added_message(extended: Extended) -> None:
    assert "warning S130" in extended.printed
    assert "The title “On tides.” ends with a full stop." in extended.printed


def test_added_message_has_a_page_and_passes_its_tests(extended: Extended) -> None:
    sentence = "S130  The title of a session ends with a full stop.\n"
    assert sentence in extended.run("-m", "microsite", "explain")
    extended.test("S130", "tests/test_broken_sites.py", "tests/test_documentation.py")


def test_added_export_is_in_the_output(extended: Extended) -> None:
    assert "1,10:00,10:45,Mend a net" in extended.page("programme.csv")


def test_added_voice_has_its_styles_and_colours(extended: Extended) -> None:
    (css,) = (
        path.read_text("utf-8")
        for path in extended.output.glob("assets/css/site.*.css")
    )
    assert "--sans:Poster" in css
    light = css.partition("prefers-color-scheme:dark")[0]
    colours = dict(re.findall(r"--(hero|tint|ink|title):(#\w+)", light))
    assert colours["hero"] == colours["tint"]
    assert colours["title"] == colours["ink"]
