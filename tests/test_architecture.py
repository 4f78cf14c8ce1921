"""Architecture: imports go one way, functions stay small, and no code is unused."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from microsite.cli import main

ROOT = Path(__file__).resolve().parent.parent
ENGINE = ROOT / "microsite"

LAYERS = (
    ("cache", "up_to_date"),
    ("diagnostics",),
    ("project",),
    ("compiled_templates",),
    ("source",),
    ("model",),
    ("locales",),
    ("site",),
    ("lint",),
    ("pages",),
    ("render",),
    ("exports",),
    ("output",),
    ("build",),
    ("saving", "web"),
    ("console",),
    ("apps",),
    ("cli",),
    ("__main__",),
)
"""Layers from the bottom up. A module imports from its own folder and from lower layers."""

CORE = LAYERS[: LAYERS.index(("saving", "web"))]
"""What turns a folder into a site."""

APPS = {
    "check": {"linkcheck"},
    "editor": {
        "diff",
        "handouts",
        "importers",
        "linkcheck",
        "new",
        "preview",
        "publish",
        "schemas",
        "workbook",
    },
    "handouts": {"workbook"},
    "importers": {"workbook"},
    "portfolio": {"check", "diff", "importers", "publish", "workbook"},
    "preview": {"schemas"},
    "publish": {"diff"},
}
"""Which applications an application may import; others import none."""

COMMAND_LISTS = sorted((ENGINE / "apps").glob("*/commands.py"))

DOCUMENT = ROOT / "docs" / "architecture.md"

LONGEST_FUNCTION = 80
"""Lines of a function that a reader still sees whole on a screen and a half."""


def modules() -> list[Path]:
    return sorted(ENGINE.rglob("*.py"))


def name_of(path: Path) -> str:
    return path.relative_to(ENGINE).as_posix()


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def layer_of(part: str) -> int | None:
    return next((number for number, layer in enumerate(LAYERS) if part in layer), None)


def imported_parts(path: Path) -> Iterator[list[str]]:
    """Yield the parts of the name of each module of the engine that a module imports.

    Imports inside functions count, too. `from microsite.apps import editor` is
    `["apps", "editor"]`.
    """
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.ImportFrom) and node.module:
            package, *parts = node.module.split(".")
            if package != "microsite":
                continue
            if parts in ([], ["apps"]):
                yield from ([*parts, alias.name] for alias in node.names)
            else:
                yield parts
        elif isinstance(node, ast.Import):
            for alias in node.names:
                package, *parts = alias.name.split(".")
                if package == "microsite" and parts:
                    yield parts


def imports_of(path: Path) -> set[str]:
    """Return the layers that a module imports: `site`, `model`, ..."""
    layers = {parts[0] for parts in imported_parts(path)}
    return layers - {"__version__", "DOCUMENTATION"}


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_imports_go_one_way(path: Path) -> None:
    """A module may import its own layer and lower ones."""
    layer = path.relative_to(ENGINE).parts[0].removesuffix(".py")
    if layer == "__init__":
        assert imports_of(path) == set()
        return
    level = layer_of(layer)
    assert level is not None, f"{layer} has no place in LAYERS"
    for part in imports_of(path) - {layer}:
        below = layer_of(part)
        assert below is not None, (
            f"{name_of(path)} imports {part}, which has no place in LAYERS"
        )
        assert below < level, (
            f"{name_of(path)} must not import {part}: it does not lie below {layer}"
        )


def app_of(parts: Sequence[str]) -> str | None:
    """Return the application of a module; None for one that is in none."""
    return parts[1] if parts[0] == "apps" and len(parts) > 1 else None


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_applications_import_only_those_that_they_may(path: Path) -> None:
    app = app_of(path.relative_to(ENGINE).with_suffix("").parts)
    if app is None:
        return
    imported = {app_of(parts) for parts in imported_parts(path)} - {app, None}
    assert imported <= APPS.get(app, set())


def test_applications_do_not_import_each_other_in_circles() -> None:
    TopologicalSorter(APPS).prepare()  # raises CycleError, which names them


CORE_ALONE = """
import sys
from datetime import date
from importlib.abc import MetaPathFinder
from pathlib import Path


class Core(MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name.startswith(("microsite.apps", "microsite.cli", "microsite.console")):
            raise ImportError(f"{name} is not in the core")


sys.meta_path.insert(0, Core())
from microsite.build import build
from microsite.project import BuildOptions, Project

project = Project.at(Path(sys.argv[1]), Path(sys.argv[2]))
assert build(project, BuildOptions(as_of=date(2027, 3, 1))).published
"""


def test_core_builds_the_site_without_applications(tmp_path: Path) -> None:
    """The core imports no application, no command and nothing of the console."""
    alone = tmp_path / "alone"
    with_all = tmp_path / "with-all"

    command = [sys.executable, "-c", CORE_ALONE, str(ROOT), str(alone)]
    subprocess.run(command, check=True, cwd=ROOT)
    arguments = ["--root", str(ROOT), "--output", str(with_all)]
    assert main(["build", *arguments, "--as-of", "2027-03-01", "--no-cache"]) == 0

    assert files_of(alone) == files_of(with_all)


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("app", sorted(path.parent.name for path in COMMAND_LISTS))
def test_lists_of_commands_import_no_more_than_they_need(app: str) -> None:
    """The start of any command takes no time for the others."""
    program = (
        f"import sys, microsite.apps.{app}.commands; "
        "print(*(name for name in sys.modules if name.startswith('microsite.apps.')))"
    )
    command = [sys.executable, "-c", program]

    printed = subprocess.run(
        command, check=True, cwd=ROOT, capture_output=True, text=True
    ).stdout

    assert set(printed.split()) == {
        f"microsite.apps.{app}",
        f"microsite.apps.{app}.commands",
    }


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_functions_stay_small(path: Path) -> None:
    """A function has a limit of lines. A module has none: it has one subject."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= LONGEST_FUNCTION, (
                f"{name_of(path)}:{node.name} has {length} lines"
            )


def test_document_lists_the_folders_in_the_order_of_their_imports() -> None:
    rows = re.findall(r"(?m)^\| (`[a-z]+/`.*?) \|", DOCUMENT.read_text("utf-8"))
    folders = {path.parent.name for path in modules() if path.parent.parent == ENGINE}
    layers = [folders & set(layer) for layer in LAYERS]
    assert [set(re.findall("[a-z]+", row)) for row in rows] == list(
        filter(None, layers)
    )


def test_document_names_the_functions_of_each_step() -> None:
    rows = re.findall(r"(?m)^\| [a-z ]+ \| .* \| (.*) \|$", DOCUMENT.read_text("utf-8"))
    steps = [re.findall("`([^`]+)`", row) for row in rows if "`" in row]
    assert len(steps) == 5
    for names in steps:
        module = names.pop() if names[-1].endswith(".py") else "build.py"
        assert set(names) <= {*defined_names(tree_of(ENGINE / module))}


def module_name(path: Path) -> str:
    """Return the name by which Python imports a file: `microsite.site.urls`."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts).removesuffix(".__init__")


def imported_first(path: Path) -> set[str]:
    """Return the names that a module imports before it is complete."""
    names: set[str] = set()
    waiting: list[ast.AST] = [tree_of(path)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
            names.add(str(node.module))
        elif isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            waiting += node.orelse
        elif not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            waiting += ast.iter_child_nodes(node)
    return names


def test_engine_modules_import_alone() -> None:
    """No module depends on another one having been imported first, because none imports itself."""
    imports = {module_name(path): imported_first(path) for path in modules()}
    for name, names in imports.items():
        names.intersection_update(imports.keys() - {name})
        package = name.rpartition(".")[0]  # which Python imports first
        if package in imports and name not in imports[package]:
            names.add(package)
    TopologicalSorter(imports).prepare()  # raises CycleError, which names the modules
    for name in imports.keys() - {"microsite.__main__"}:  # which runs the command
        importlib.import_module(name)


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_public_things_are_documented(path: Path) -> None:
    """Every module, and every public class and function, has a docstring."""
    assert ast.get_docstring(tree_of(path)), f"{name_of(path)} has no docstring"
    for node in tree_of(path).body:
        if isinstance(
            node, (ast.FunctionDef, ast.ClassDef)
        ) and not node.name.startswith("_"):
            assert ast.get_docstring(node), (
                f"{name_of(path)}: {node.name} has no docstring"
            )


def test_engine_has_no_unused_definitions() -> None:
    """Every function, class and constant of the engine is used."""
    users = [
        ROOT / "build.py",
        *(
            path
            for name in ("bootstrap", "tools")
            for path in (ROOT / name).glob("*.py")
        ),
        *(ROOT / "templates" / "files").iterdir(),  # which read constants of `hosting`
    ]
    texts = {path: path.read_text(encoding="utf-8") for path in [*modules(), *users]}
    words: dict[str, int] = {}
    for text in texts.values():
        for word in re.findall(r"\w+", text):
            words[word] = words.get(word, 0) + 1
    dead = [
        f"{name_of(path)}: {name}"
        for path in modules()
        for name in defined_names(tree_of(path))
        if words.get(name, 0) < 2 and not name.startswith("__")
    ]
    assert dead == []


@cache
def engine_classes() -> frozenset[str]:
    return frozenset(
        node.name
        for path in modules()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ClassDef)
    )


def is_called_elsewhere(node: ast.ClassDef) -> bool:
    """Return whether a class derives from a library's class, which calls its methods."""
    bases = {ast.unparse(base).partition("[")[0] for base in node.bases}
    return bool(
        bases
        - engine_classes()
        - {"Protocol", "StrEnum", "Enum", "NamedTuple", "Exception"}
    )


def defined_names(tree: ast.Module) -> list[str]:
    names = []
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            names.append(node.name)
            if isinstance(node, ast.ClassDef) and not is_called_elsewhere(node):
                names += [
                    inner.name
                    for inner in node.body
                    if isinstance(inner, ast.FunctionDef)
                ]
        elif isinstance(node, ast.Assign):
            names += [
                target.id for target in node.targets if isinstance(target, ast.Name)
            ]
    return names


def test_build_module_has_short_functions() -> None:
    """`build.py` consists of functions of at most 40 lines."""
    for node in ast.walk(tree_of(ENGINE / "build.py")):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 40, node.name


def test_engine_names_no_particular_event() -> None:
    """The engine and the theme do not depend on a particular event."""
    words = (
        "county",
        "policyforesight",
        "policy foresight",
        "childline",
        "nspcc",
        "exploit",
    )
    folders = [
        path
        for path in (
            ENGINE,
            ROOT / "templates",
            ROOT / "assets" / "css",
            ROOT / "assets" / "js",
        )
        if path.is_dir()
    ]
    for path in sorted(
        path
        for folder in folders
        for path in folder.rglob("*")
        if path.suffix in (".py", ".html", ".css", ".js")
    ):
        text = path.read_text(encoding="utf-8").lower()
        assert not [word for word in words if word in text], path
