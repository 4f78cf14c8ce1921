"""The package gives a `microsite` command that builds a site outside this repository."""

from __future__ import annotations

import os
import re
import shutil
import sys
import sysconfig
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest

from microsite import DOCUMENTATION, __version__
from tests.packaging.distributions import ROOT, build, copy_sources, run, unpack

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Build the wheel from the repository, and from the sdist."""
    source = copy_sources(tmp_path_factory.mktemp("source"))
    unpacked = unpack(build("sdist", source), tmp_path_factory.mktemp("unpacked"))
    return {"repository": build("wheel", source), "sdist": build("wheel", unpacked)}


@pytest.fixture(scope="module", params=["repository", "sdist"])
def command(
    request: pytest.FixtureRequest,
    wheels: dict[str, Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """Return the `microsite` command of an environment without this repository."""
    folder = tmp_path_factory.mktemp("clean")
    venv.create(folder)
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    pip = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(programs / "python"),
        "install",
        "-q",
    ]
    run(*pip, "--no-deps", "--no-index", wheels[request.param], cwd=folder)
    find = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = run(programs / "python", "-c", find, cwd=folder).strip()
    (Path(site) / "packages.pth").write_text(
        sysconfig.get_path("purelib") + "\n", encoding="utf-8"
    )
    return programs / "microsite"


def test_wheel_from_the_sdist_is_the_same(wheels: dict[str, Path]) -> None:
    def contents(path: Path) -> dict[str, bytes]:
        with ZipFile(path) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    direct, through_sdist = contents(wheels["repository"]), contents(wheels["sdist"])
    assert sorted(through_sdist) == sorted(direct)
    assert through_sdist == direct


def test_wheel_builds_site_with_only_its_content(command: Path, tmp_path: Path) -> None:
    """The site is byte for byte the same as that of this repository."""
    run(command, "new", "site", "conference", cwd=tmp_path)
    site = tmp_path / "conference"
    assert sorted(path.name for path in site.iterdir() if path.name[0] != ".") == [
        "README.md",
        "content",
        "data",
    ]

    run(command, "build", "--as-of", "2027-01-15", cwd=site)
    output = tmp_path / "here"
    build: list[str | Path] = [
        sys.executable,
        ROOT / "build.py",
        "build",
        "--as-of",
        "2027-01-15",
        "--no-cache",
    ]
    run(*build, "--root", site, "--output", output, cwd=tmp_path)

    assert (site / "output" / "index.html").is_file()
    assert (site / "output" / "build.json").read_bytes() == (
        output / "build.json"
    ).read_bytes()
    assert "The site matches the build" in run(command, "verify", "output", cwd=site)


def test_wheel_messages_name_its_command(command: Path, tmp_path: Path) -> None:
    page = (ROOT / "docs" / "errors" / "S103.md").read_text("utf-8")
    assert run(command, "explain", "S103", cwd=tmp_path).startswith(page)
    assert "`microsite check`" in run(command, "explain", "K132", cwd=tmp_path)
    assert "microsite [COMMAND] [OPTIONS]" in run(command, "--help", cwd=tmp_path)
    messages = run(command, "build", cwd=tmp_path, code=2)
    assert "no content/ folder" in messages


def test_wheel_names_the_file_from_which_it_was_installed(
    command: Path, tmp_path: Path
) -> None:
    """No package index has it yet, so “microsite[all]” would not be found, or be of a stranger."""
    run(command, "new", "site", "conference", cwd=tmp_path)
    site = tmp_path / "conference"
    assert f"[Install Microsite]({DOCUMENTATION}getting-started/) once" in (
        site / "README.md"
    ).read_text("utf-8")

    said = " ".join(run(command, "init-ci", "github", cwd=site).split())
    assert f"add a line to it: ./microsite-{__version__}-py3-none-any.whl[all]" in said
    assert not (site / "requirements.txt").exists()

    missing = "from microsite.console import crash; print(crash.missing_module_message('mammoth'))"
    python = command.with_name(f"python{command.suffix}")
    launch = f"import sys; sys.argv = ['microsite']; {missing}"
    words = run(python, "-c", launch, cwd=tmp_path)
    assert re.search(
        r'^Type: pip install "microsite\[office\] @ file://.*\.whl"$',
        words,
        re.MULTILINE,
    )


def test_wheel_lets_site_override_theme_files(command: Path, tmp_path: Path) -> None:
    run(command, "new", "site", "conference", cwd=tmp_path)
    template = tmp_path / "conference" / "templates" / "pages" / "not_found.html"
    template.parent.mkdir(parents=True)
    shutil.copyfile(ROOT / "templates" / "pages" / "not_found.html", template)
    template.write_text(
        template.read_text(encoding="utf-8").replace(
            "{% block content %}", "{% block content %}<p>Ours.</p>"
        ),
        "utf-8",
    )

    run(command, "build", "--root", "conference", cwd=tmp_path)

    assert "<p>Ours.</p>" in (
        tmp_path / "conference" / "output" / "404.html"
    ).read_text(encoding="utf-8")
