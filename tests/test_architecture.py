"""Architecture: imports go one way, functions stay small, and no code is unused."""

from __future__ import annotations

import ast
import importlib
import re
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ENGINE = ROOT / "microsite"

LAYERS = (
    ("__main__",),
    ("apps",),
    ("cli",),
    ("saving", "web"),
    ("build",),
    ("output",),
    ("exports",),
    ("render",),
    ("pages",),
    ("lint",),
    ("site",),
    ("locales",),
    ("model",),
    ("source",),
    ("diagnostics",),
    ("project",),
    ("cache", "up_to_date"),
)
"""Layers from the top down. A module imports from its own folder and from the layers below."""

APPS = {
    "diff": {"publish"},
    "editor": {
        "diff",
        "handouts",
        "importers",
        "linkcheck",
        "new",
        "preview",
        "publish",
        "schemas",
    },
    "handouts": {"importers"},
    "importers": {"new"},
    "portfolio": {"diff", "importers", "new", "publish"},
    "preview": {"schemas"},
    "publish": {"diff", "new"},
}
"""Which application may import which others."""

COMMAND_LIST = "cli/commands.py"
"""The one module that imports from above: the module of a command, once it is run."""

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


def imports_of(path: Path) -> set[str]:
    """Return the layers that a module imports: `site`, `text`, ..."""
    tree = tree_of(path)
    is_command_list = name_of(path) == COMMAND_LIST
    nodes = tree.body if is_command_list else ast.walk(tree)
    layers = set()
    for node in nodes:
        if (
            isinstance(node, ast.ImportFrom)
            and node.module
            and node.module.split(".")[0] == "microsite"
        ):
            below = node.module.split(".")[1:]
            layers.update(below[:1] or [alias.name for alias in node.names])
        elif isinstance(node, ast.Import):
            layers.update(
                a.name.split(".")[1]
                for a in node.names
                if a.name.startswith("microsite.")
            )
    return {part for part in layers if part not in ("__version__", "DOCUMENTATION")}


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
        assert below > level, (
            f"{name_of(path)} must not import {part}: it does not lie below {layer}"
        )


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
    layers = [folders & set(layer) for layer in reversed(LAYERS)]
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
