"""Contents and metadata of the sdist, and of the wheel that is built from it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tarfile
import tomllib
from email.message import Message
from email.parser import Parser
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.packaging.distributions import PARTS, ROOT, build, copy_sources, unpack

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))[
    "project"
]


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("sdist", copy_sources(tmp_path_factory.mktemp("source")))


@pytest.fixture(scope="module")
def wheel(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", unpack(sdist, tmp_path_factory.mktemp("unpacked")))


@pytest.fixture(scope="module")
def metadata(wheel: Path) -> Message:
    with ZipFile(wheel) as archive:
        (name,) = (
            name for name in archive.namelist() if name.endswith(".dist-info/METADATA")
        )
        return Parser().parsestr(archive.read(name).decode())


def test_sdist_holds_what_the_wheel_is_made_of(sdist: Path) -> None:
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}

    for part in PARTS:
        paths = (ROOT / part).rglob("*") if (ROOT / part).is_dir() else (ROOT / part,)
        files = {path.relative_to(ROOT).as_posix() for path in paths if path.is_file()}
        assert {name for name in files if "__pycache__" not in name} <= names, part
    assert not [
        name for name in names if name.startswith((".", "tests")) or ".pyc" in name
    ]


def test_wheel_contains_engine_theme_starter_and_explanations(wheel: Path) -> None:
    names = set(ZipFile(wheel).namelist())

    for name in (
        "theme/templates/base.html",
        "theme/assets/css/site.css",
        "theme/assets/voices/notice/fonts/OFL-SourceSerif4.txt",
        "build.py",
        "py.typed",
        "apps/new/starters/site/.vscode/settings.json",
        "apps/diff/templates/diff.md.jinja",
        "apps/publish/workflows/github.yml",
        "apps/new/starters/site/README.md",
        "apps/new/starters/site/content/event.md",
        "apps/new/starters/site/gitattributes",
        "apps/new/starters/site/gitignore",
    ):
        assert f"microsite/{name}" in names
    pages = {
        f"microsite/theme/docs/errors/{path.name}"
        for path in ROOT.glob("docs/errors/*.md")
    }
    assert len(pages) > 250
    assert pages <= names
    assert not [
        name
        for name in names
        if "__pycache__" in name or not name.startswith("microsite")
    ]


def test_wheel_carries_the_licence(wheel: Path, metadata: Message) -> None:
    names = ZipFile(wheel).namelist()

    assert metadata["License-Expression"] == "MIT"
    for name in ("LICENSE", "NOTICE"):
        assert name in metadata.get_all("License-File", [])
        assert [path for path in names if path.endswith(f".dist-info/licenses/{name}")]


def test_metadata_describes_the_package(metadata: Message) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    classifiers = metadata.get_all("Classifier", [])
    versions = [
        classifier
        for classifier in classifiers
        if re.search(r"Python :: 3\.\d+$", classifier)
    ]

    assert metadata["Description-Content-Type"] == "text/markdown"
    assert str(metadata.get_payload()).strip() == readme.strip()
    assert metadata["Author"] == "the Microsite authors"
    assert metadata["Requires-Python"] == ">=3.11"
    assert [version.rpartition(" ")[2] for version in versions] == [
        "3.11",
        "3.12",
        "3.13",
        "3.14",
    ]
    assert metadata.get_all("Provides-Extra") == list(PROJECT["optional-dependencies"])


def test_only_windows_needs_time_zones_from_a_package(metadata: Message) -> None:
    requirements = [
        requirement
        for requirement in metadata.get_all("Requires-Dist", [])
        if "tzdata" in requirement
    ]

    assert [requirement.partition("; ")[2] for requirement in requirements] == [
        'sys_platform == "win32"'
    ]


def test_import_has_no_side_effects(tmp_path: Path) -> None:
    """No files, settings, handlers or other modules: the same process before and after."""
    program = """
import json, locale, logging, os, signal, sys, warnings
def state():
    mask = os.umask(0)
    os.umask(mask)
    handlers = len(logging.root.handlers), logging.root.level, len(warnings.filters)
    return [mask, dict(os.environ), os.getcwd(), sys.path[:], handlers, locale.setlocale(locale.LC_ALL),
            str(signal.getsignal(signal.SIGINT)), sys.dont_write_bytecode]
before, modules = state(), set(sys.modules)
import microsite
print(json.dumps([before == state(), sorted(set(sys.modules) - modules), microsite.__version__]))
"""
    result = subprocess.run(
        [sys.executable, "-B", "-c", program],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    is_same, modules, version = json.loads(result.stdout)
    assert is_same
    assert modules == ["microsite"]
    assert re.fullmatch(r"\d+\.\d+\.\d+(rc\d+)?", version)
    assert result.stderr == ""
    assert list(tmp_path.iterdir()) == []


def test_build_module_of_this_folder_says_what_to_type_instead(tmp_path: Path) -> None:
    """In the clone, `python -m build` finds build.py first. It must neither build nor set up."""
    (tmp_path / "build.py").write_bytes((ROOT / "build.py").read_bytes())
    result = subprocess.run(
        [sys.executable, "-m", "build", "--sdist"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 2
    assert result.stderr == (
        "In this folder, python -m build runs the command that builds a site.\n"
        "To build the package, type: pyproject-build\n"
        "To build the site, type: python build.py\n"
    )
