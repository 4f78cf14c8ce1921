"""deploy/rsync.sh and deploy/sftp.sh with a real SSH server."""

from __future__ import annotations

from pathlib import Path

import pytest

from microsite.publish.build_json import BUILD_JSON
from tests.deploy.conftest import Host
from tests.deploy.sites import FIRST, GONE, SECOND, built, deploy, files_of

SCRIPTS = ("rsync.sh", "sftp.sh")
FOREIGN = {
    "old-site/index.html": "of somebody else",
    "programme/old talk [1]/notes.txt": "put there by hand",
}

pytestmark = pytest.mark.parametrize("script", SCRIPTS)


def sent(script: str, host: Host, output: Path, *options: str) -> str:
    done = deploy(
        script,
        *options,
        f"conference:{host.folder}",
        OUTPUT=str(output),
        SSH_CONFIG=str(host.config),
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def put_foreign_files(host: Host) -> None:
    for path, text in FOREIGN.items():
        (host.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (host.folder / path).write_text(text, encoding="utf-8")


def test_ssh_deploy_changes_nothing_in_dry_run(script: str, host: Host, tmp_path: Path) -> None:
    said = sent(script, host, built(tmp_path / "output", FIRST))

    assert list(host.folder.iterdir()) == []
    assert "9 files to send. No earlier deploy is known" in said
    assert "send    index.html" in said
    assert "Nothing has been done yet" in said


def test_deploy_of_second_version_replaces_first(script: str, host: Host, tmp_path: Path) -> None:
    """The host then has the complete second site and all files of other origin."""
    first, second = built(tmp_path / "first", FIRST), built(tmp_path / "second", SECOND)
    put_foreign_files(host)

    sent(script, host, first, "--go")
    assert files_of(host.folder) == FIRST | FOREIGN
    said = sent(script, host, second)
    assert files_of(host.folder) == FIRST | FOREIGN
    assert [line for line in said.splitlines() if line.startswith("delete")] == [
        f"delete  {path}" for path in GONE
    ]
    unchanged = (host.folder / "404.html").stat()
    sent(script, host, second, "--go")

    assert files_of(host.folder) == SECOND | FOREIGN
    assert (host.folder / BUILD_JSON).read_bytes() == (second / BUILD_JSON).read_bytes()
    now = (host.folder / "404.html").stat()
    assert (now.st_ino, now.st_ctime_ns) == (unchanged.st_ino, unchanged.st_ctime_ns), (
        "what is the same is left alone"
    )


def test_ssh_deploy_removes_empty_folders(script: str, host: Host, tmp_path: Path) -> None:
    sent(script, host, built(tmp_path / "first", FIRST), "--go")
    sent(script, host, built(tmp_path / "second", SECOND), "--go")

    assert not (host.folder / "programme" / "old talk [1]").exists()


def test_ssh_deploy_sends_build_json_last(script: str, host: Host, tmp_path: Path) -> None:
    sent(script, host, built(tmp_path / "first", FIRST), "--go")
    sent(script, host, built(tmp_path / "second", SECOND), "--go")

    def arrived(path: str) -> int:
        return (host.folder / path).stat().st_ctime_ns

    style, pages = (
        arrived("assets/css/site.33333333.css"),
        [arrived("index.html"), arrived("programme/closing/index.html")],
    )
    assert style <= min(pages) <= max(pages) <= arrived(BUILD_JSON)
    gone_from = (host.folder / "assets" / "css").stat().st_mtime_ns
    assert max(pages) <= gone_from <= arrived(BUILD_JSON), "deletions come after the pages"


def test_ssh_deploy_does_not_touch_wrong_folder(script: str, host: Host, tmp_path: Path) -> None:
    """A build.json of another program, or one with a path outside the folder."""
    output = built(tmp_path / "output", FIRST)
    for record in (
        '{"name": "another program"}',
        '{"engine": "1", "files": {"../../precious": "sha256-1"}}',
    ):
        (host.folder / BUILD_JSON).write_text(record, encoding="utf-8")
        done = deploy(
            script,
            "--go",
            f"conference:{host.folder}",
            OUTPUT=str(output),
            SSH_CONFIG=str(host.config),
        )
        assert done.returncode == 2
        assert files_of(host.folder) == {}


def test_ssh_deploy_reports_silent_host(script: str, host: Host, tmp_path: Path) -> None:
    config = tmp_path / "config"
    config.write_text("Host conference\n  HostName 127.0.0.1\n  Port 1\n", encoding="utf-8")
    output = built(tmp_path / "output", FIRST)

    done = deploy(script, "--go", "conference:www", OUTPUT=str(output), SSH_CONFIG=str(config))

    assert done.returncode not in (0, 2)
    assert "refused" in done.stderr
