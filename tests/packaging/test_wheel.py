"""The package gives a `microsite` command that builds a site outside this repository."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PARTS = (
    "microsite",
    "templates",
    "assets",
    "docs/errors",
    "README.md",
    "pyproject.toml",
    "setup.py",
    "MANIFEST.in",
    "LICENSE",
    "NOTICE",
)


def run(*command: str | Path, cwd: Path, code: int = 0) -> str:
    """Return the output of a program started from a fresh shell."""
    environment = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("PYTHON", "MICROSITE"))
    }
    done = subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the sources of the package to a separate folder."""
    folder = tmp_path_factory.mktemp("source")
    for part in PARTS:
        (folder / part).parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / part).is_dir():
            unwanted = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / part, folder / part, ignore=unwanted)
        else:
            shutil.copyfile(ROOT / part, folder / part)
    return folder


@pytest.fixture(scope="module")
def sdist(source: Path) -> Path:
    """Build the source distribution."""
    build = "import setuptools.build_meta as backend; backend.build_sdist('sdist')"
    run(sys.executable, "-c", build, cwd=source)
    (made,) = (source / "sdist").glob("microsite-*.tar.gz")
    return made


@pytest.fixture(scope="module")
def wheel(source: Path) -> Path:
    """Build the package from the repository."""
    return wheel_of(source, source / "dist")


def wheel_of(source: Path, to: Path) -> Path:
    """Build the package with pip from a folder or source distribution, offline."""
    offline = ("--no-deps", "--no-build-isolation", "--no-index")
    run(sys.executable, "-m", "pip", "wheel", "-q", *offline, "-w", to, source, cwd=to.parent)
    (made,) = to.glob("microsite-*-py3-none-any.whl")
    return made


@pytest.fixture(scope="module")
def command(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the `microsite` command of an environment without this repository."""
    folder = tmp_path_factory.mktemp("clean")
    venv.create(folder, with_pip=True)
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    run(
        programs / "python",
        "-m",
        "pip",
        "install",
        "-q",
        "--no-deps",
        "--no-index",
        wheel,
        cwd=folder,
    )
    site = run(
        programs / "python",
        "-c",
        "import sysconfig; print(sysconfig.get_path('purelib'))",
        cwd=folder,
    ).strip()
    (Path(site) / "packages.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return programs / "microsite"


def test_wheel_contains_engine_theme_starter_and_explanations(wheel: Path) -> None:
    names = set(ZipFile(wheel).namelist())

    for name in (
        "theme/templates/base.html",
        "theme/assets/css/site.css",
        "theme/docs/errors/S103.md",
        "build.py",
    ):
        assert f"microsite/{name}" in names
    assert any(name.startswith("microsite/starter/content/") for name in names)
    assert "microsite/starter/.vscode/settings.json" in names
    assert not [name for name in names if "__pycache__" in name or not name.startswith("microsite")]


def test_sdist_holds_what_the_wheel_is_made_of(source: Path, sdist: Path) -> None:
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}

    for part in PARTS:
        paths = (source / part).rglob("*") if (source / part).is_dir() else (source / part,)
        wanted = {path.relative_to(source).as_posix() for path in paths if path.is_file()}
        assert wanted <= names, part
    assert not [name for name in names if name.startswith((".", "tests")) or ".pyc" in name]


def test_wheel_from_the_sdist_is_the_same(wheel: Path, sdist: Path, tmp_path: Path) -> None:
    def contents(path: Path) -> dict[str, bytes]:
        with ZipFile(path) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    direct, through_sdist = contents(wheel), contents(wheel_of(sdist, tmp_path / "dist"))
    assert sorted(through_sdist) == sorted(direct)
    assert through_sdist == direct


def test_wheel_carries_the_licence(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        names = archive.namelist()
        (metadata,) = (name for name in names if name.endswith(".dist-info/METADATA"))
        stated = archive.read(metadata).decode().splitlines()

    assert "License-Expression: MIT" in stated
    for name in ("LICENSE", "NOTICE"):
        assert f"License-File: {name}" in stated
        assert metadata.replace("METADATA", f"licenses/{name}") in names
    assert "microsite/theme/assets/fonts/OFL-SourceSerif4.txt" in names


def test_wheel_builds_site_with_only_its_content(command: Path, tmp_path: Path) -> None:
    """The site is byte for byte the same as that of this repository."""
    run(command, "new", "site", "conference", cwd=tmp_path)
    site = tmp_path / "conference"
    assert sorted(path.name for path in site.iterdir() if path.name[0] != ".") == [
        "content",
        "data",
    ]

    run(command, "build", "--as-of", "2027-01-15", cwd=site)
    here = tmp_path / "here"
    build: list[str | Path] = [
        sys.executable,
        ROOT / "build.py",
        "build",
        "--as-of",
        "2027-01-15",
        "--no-cache",
    ]
    run(*build, "--root", site, "--output", here, cwd=tmp_path)

    assert (site / "output" / "index.html").is_file()
    assert (site / "output" / "build.json").read_bytes() == (here / "build.json").read_bytes()
    assert "What is there is what was built" in run(command, "verify", "output", cwd=site)


def test_wheel_messages_name_its_command(command: Path, tmp_path: Path) -> None:
    assert run(command, "explain", "S103", cwd=tmp_path) == (
        ROOT / "docs" / "errors" / "S103.md"
    ).read_text("utf-8")
    assert "microsite [COMMAND] [OPTIONS]" in run(command, "--help", cwd=tmp_path)
    said = run(command, "build", cwd=tmp_path, code=2)
    assert "no content/ folder" in said


def test_wheel_lets_site_override_theme_files(command: Path, tmp_path: Path) -> None:
    run(command, "new", "site", "conference", cwd=tmp_path)
    own = tmp_path / "conference" / "templates" / "pages" / "not_found.html"
    own.parent.mkdir(parents=True)
    shutil.copyfile(ROOT / "templates" / "pages" / "not_found.html", own)
    own.write_text(
        own.read_text(encoding="utf-8").replace(
            "{% block content %}", "{% block content %}<p>Ours.</p>"
        ),
        "utf-8",
    )

    run(command, "build", "--root", "conference", cwd=tmp_path)

    assert "<p>Ours.</p>" in (tmp_path / "conference" / "output" / "404.html").read_text(
        encoding="utf-8"
    )
