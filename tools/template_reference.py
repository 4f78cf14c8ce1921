"""Write the reference of the views, which templates show: docs/template-reference.md.

Run it after changing a view: `python tools/template_reference.py`. A test fails while
the page is out of date.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from msgspec import Struct

import microsite.pages
from microsite.site import colours, facts, graphics, state

PAGE = ROOT / "docs" / "template-reference.md"
BEGIN, END = (
    "<!-- views: written by tools/template_reference.py -->",
    "<!-- end of views -->",
)
ROOTS = {"SiteContext": "site", "Head": "page"}
"""Objects that every template gets besides its view."""
OF_A_PAGE = re.compile(r"templates/pages/(\w+)\.html")
MODULE = re.compile(r"\b[a-z_]+\.(?=[A-Z])")
WORDS = {"str": "text", "int": "number", "bool": "yes or no", "Markup": "HTML"}


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a view."""

    name: str
    type: str
    about: str


@dataclass(frozen=True, slots=True)
class View:
    """A view in the reference."""

    name: str
    about: str
    fields: tuple[Field, ...]

    def mentioned(self) -> set[str]:
        """The names in the types of its fields."""
        return {
            name
            for field in self.fields
            for name in re.findall(r"[A-Z]\w+", field.type)
        }


def views() -> dict[str, View]:
    """Every dataclass of the pages, by its name."""
    modules = pkgutil.iter_modules(microsite.pages.__path__)
    names = [f"microsite.pages.{module.name}" for module in modules]
    index = {}
    for module in (
        *map(importlib.import_module, names),
        colours,
        facts,
        graphics,
        state,
    ):
        source = inspect.getsource(module)
        for node in ast.parse(source).body:
            if isinstance(node, ast.ClassDef) and issubclass(
                getattr(module, node.name), Struct
            ):
                index[node.name] = _view(node, source.splitlines())
    return index


def _view(node: ast.ClassDef, lines: list[str]) -> View:
    fields = []
    for statement, following in zip(node.body, [*node.body[1:], None], strict=True):
        if isinstance(statement, ast.AnnAssign) and isinstance(
            statement.target, ast.Name
        ):
            _, _, about = lines[statement.lineno - 1].partition("  # ")
            if about:
                about = about[0].upper() + about[1:].rstrip(".") + "."
            if isinstance(following, ast.Expr) and isinstance(
                following.value, ast.Constant
            ):
                about = inspect.cleandoc(str(following.value.value))
            fields.append(
                Field(
                    statement.target.id,
                    MODULE.sub("", ast.unparse(statement.annotation)),
                    about,
                )
            )
    return View(
        node.name, inspect.cleandoc(ast.get_docstring(node) or ""), tuple(fields)
    )


def reference() -> str:
    """The tables of all views, as Markdown."""
    index = views()
    pages = {
        kind: view for view in index.values() for kind in OF_A_PAGE.findall(view.about)
    }
    lines = ["## Data of every template\n"]
    for name, label in ROOTS.items():
        lines += [
            f"### `{label}`\n",
            f"{index[name].about}\n",
            *_table(index[name], f"{label}.", index),
        ]
    lines += [
        "### `assets`\n",
        'Links to the files of the theme, by their names in `assets/`: `assets["css/site.css"]`.\n',
        "## Data of each page kind in `view`\n",
    ]
    for kind, view in sorted(pages.items()):
        lines += [f"### `templates/pages/{kind}.html`\n", *_table(view, "view.", index)]
    lines.append("## Records in these data\n")
    for name in sorted(
        _inside([*pages.values(), *(index[name] for name in ROOTS)], index)
        - ROOTS.keys()
    ):
        lines += [
            f"### {name}\n",
            f"{index[name].about}\n",
            *_table(index[name], "", index),
        ]
    return "\n".join(lines)


def _inside(views: list[View], index: dict[str, View]) -> set[str]:
    """The names of views that stand in some views, at any depth."""
    names: set[str] = set()
    waiting = [name for view in views for name in view.mentioned()]
    while waiting:
        name = waiting.pop()
        if name in index and name not in names:
            names.add(name)
            waiting += index[name].mentioned()
    return names


def _table(view: View, prefix: str, index: dict[str, View]) -> Iterator[str]:
    if not view.fields:
        yield "This page kind has only the data of every template.\n"
        return
    yield "| name | type | meaning |"
    yield "|---|---|---|"
    for field in view.fields:
        about = " ".join(field.about.split()).replace("|", "\\|")
        yield f"| `{prefix}{field.name}` | {_type(field.type, index)} | {about} |"
    yield ""


def _type(annotation: str, index: dict[str, View]) -> str:
    """A type in words."""
    if annotation.endswith(" | None"):
        return _with(_type(annotation.removesuffix(" | None"), index), "", ", or none")
    if match := re.fullmatch(r"tuple\[(.+), \.\.\.\]", annotation):
        return _with(_type(match[1], index), "list of ", "")
    if match := re.fullmatch(r"TimedValue\[(.+)\]", annotation):
        return f"[TimedValue](#timedvalue) of {_type(match[1], index)}"
    if match := re.fullmatch(r"tuple\[(.+)\]", annotation):
        return " and ".join(_type(part, index) for part in match[1].split(", "))
    return (
        f"[{annotation}](#{annotation.lower()})"
        if annotation in index
        else WORDS.get(annotation, f"`{annotation}`")
    )


def _with(words: str, before: str, after: str) -> str:
    """Return words with others before and after them, inside a link if they are one."""
    return re.sub(r"^(\[?)(.*?)((?:\]\(\S+\))?)$", rf"\1{before}\2{after}\3", words)


def with_reference(page: str) -> str:
    """Return the page with its generated part replaced."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{reference()}\n{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(with_reference(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
