"""Folders to which a site may be published."""

from __future__ import annotations

from pathlib import Path

import pytest

from microsite.diagnostics.diagnostic import Log
from microsite.output.writer import check_output_folder
from microsite.project import Project
from tests.publish.sites import TWO, Site, tree


def codes_of(project: Project) -> list[str]:
    log = Log()
    check_output_folder(project, log)
    return [diagnostic.code for diagnostic in log]


@pytest.mark.parametrize(
    "folder",
    [
        ".",
        "..",
        "/",
        "content",
        "content/out",
        "data",
        "assets/site",
        "templates",
        ".git/x",
        "data/../assets",
    ],
)
def test_check_output_folder_reports_output_in_sources_or_around_project(
    tmp_path: Path, folder: str
) -> None:
    root = tmp_path / "project"
    root.mkdir()
    assert codes_of(Project.at(root, root / folder)) == ["O113"]


def test_check_output_folder_follows_links(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "way").symlink_to(tmp_path / "content")
    assert codes_of(Project.at(tmp_path, tmp_path / "way" / "out")) == ["O113"]


def test_check_output_folder_reports_output_in_engine(tmp_path: Path) -> None:
    project = Project.at(tmp_path)
    for folder in ("microsite", "templates", "assets/site"):
        assert codes_of(Project.at(tmp_path, project.home / folder)) == ["O113"]
    assert codes_of(Project.at(tmp_path, project.home.parent)) == ["O113"]


@pytest.mark.parametrize(
    "folder", ["output", "public/site", "../elsewhere", ".cache/preview", "contents"]
)
def test_check_output_folder_accepts_other_folders(tmp_path: Path, folder: str) -> None:
    root = tmp_path / "project"
    root.mkdir()
    assert codes_of(Project.at(root, root / folder)) == []


def test_inspect_output_reports_file(site: Site) -> None:
    site.output.write_text("mine")

    assert site.publish(TWO) is None
    assert site.codes == ["O111"]
    assert site.output.read_text() == "mine"


@pytest.mark.parametrize("exists", [True, False])
def test_inspect_output_reports_link(site: Site, exists: bool) -> None:
    target = site.root / "elsewhere"
    if exists:
        target.mkdir()
    site.output.symlink_to(target)

    assert site.publish(TWO) is None

    (diagnostic,) = site.log
    assert diagnostic.code == "O112" and str(target) in diagnostic.help
    assert site.output.is_symlink()
    assert not exists or tree(target) == {"./": b""}
