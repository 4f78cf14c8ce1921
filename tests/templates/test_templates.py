"""Conventions of the templates and stylesheets that keep the site's promises."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from jinja2 import nodes

from microsite.project import ENGINE_HOME
from microsite.render.templates import Templates
from microsite.site.colours import Palette

FOLDER = ENGINE_HOME / "templates"
TEMPLATES = sorted(FOLDER.rglob("*.html"))
STYLES = sorted((ENGINE_HOME / "assets" / "css").rglob("*.css"))
ENVIRONMENT = Templates((FOLDER,)).environment
ARITHMETIC = (
    nodes.Add,
    nodes.Sub,
    nodes.Mul,
    nodes.Div,
    nodes.FloorDiv,
    nodes.Mod,
    nodes.Pow,
    nodes.Neg,
)
EVENT_TOKENS = {
    "density",
    "light",
    "w1",
    "w2",
    "x",
    "track",
    *(name.replace("_", "-") for name in Palette.__struct_fields__),
}
"""Custom properties that the engine computes for each event."""


def name_of(path: Path) -> str:
    return path.relative_to(ENGINE_HOME).as_posix()


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_templates_have_no_arithmetic_or_safe_filter(path: Path) -> None:
    """Templates do no arithmetic and never use `safe`."""
    source = path.read_text(encoding="utf-8")
    tree = ENVIRONMENT.parse(source)
    assert [node.lineno for node in tree.find_all(ARITHMETIC)] == []
    assert [
        node.lineno
        for node in tree.find_all(nodes.Filter)
        if node.name in ("safe", "xmlattr")
    ] == []
    assert "with context" not in source


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_templates_have_no_inline_styles_or_scripts(path: Path) -> None:
    """Templates contain no inline style, script or handler, except data for search engines."""
    source = path.read_text(encoding="utf-8")
    assert re.findall(r"<style|\sstyle=|\son[a-z]+=|javascript:", source) == []
    assert re.findall(r"<script(?! type=\"application/ld\+json\"| src=)", source) == []


def test_page_templates_name_their_kind() -> None:
    """A component has one name in module, template and stylesheet."""
    for path in (FOLDER / "pages").glob("*.html"):
        assert f"{{% block kind %}}{path.stem}{{% endblock %}}" in path.read_text(
            encoding="utf-8"
        ), path
        base = "layout/embed.html" if path.stem.startswith("embed_") else "base.html"
        start = f'{{% extends "{base}" %}}'
        assert path.read_text(encoding="utf-8").startswith(start), path
    styles = ENGINE_HOME / "assets" / "css" / "pages"
    assert {path.stem for path in styles.glob("*.css")} <= {
        path.stem for path in (FOLDER / "pages").glob("*.html")
    }


def test_templates_use_every_include_and_component() -> None:
    """Unreferenced templates are deleted."""
    text = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES)
    for folder in ("layout", "components"):
        for path in (FOLDER / folder).glob("*.html"):
            assert f'"{folder}/{path.name}"' in text, path


def test_stylesheets_define_every_custom_property() -> None:
    """The theme, or the engine for each event, defines each custom property."""
    text = "".join(path.read_text(encoding="utf-8") for path in STYLES)
    defined_properties = (
        set(re.findall(r"(?<![\w-])--([\w-]+)\s*:", text)) | EVENT_TOKENS
    )
    properties = set(re.findall(r"var\(--([\w-]+)\)", text))
    assert sorted(properties - defined_properties) == []


def test_stylesheets_have_no_unused_classes() -> None:
    """A template, script, prose or the engine uses each class, or it stands for a number or page
    kind.
    """
    scripts = sorted((ENGINE_HOME / "assets" / "js").rglob("*.js"))
    text = "".join(path.read_text(encoding="utf-8") for path in (*TEMPLATES, *scripts))
    styles = re.sub(
        r"/\*.*?\*/",
        "",
        "".join(path.read_text(encoding="utf-8") for path in STYLES),
        flags=re.DOTALL,
    )
    names = set(re.findall(r"\.(-?[a-z_][\w-]*)(?=[^{}]*\{)", styles))
    from_engine = {"cited", "admonition", "admonition-title", "css", "woff2"}
    numbered_class = re.compile(
        r"(col|rows|span|columns|sponsor_group-)-\d+|page-[a-z_]+"
    )
    unknown = {
        name
        for name in names
        if name not in from_engine
        and not numbered_class.fullmatch(name)
        and not re.search(rf"\b{re.escape(name)}\b", text)
    }
    assert sorted(unknown) == []
