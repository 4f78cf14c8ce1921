"""Publication by rsync and SFTP to a real SSH server, and to a folder in place."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from bootstrap.tools import SFTP, find
from microsite.console.command import CommandError
from microsite.console.programs import SSH_PASSWORD
from microsite.output.build_json import BUILD_JSON
from tests.publishing.conftest import Host
from tests.publishing.portfolios import built_portfolio, publish_portfolio
from tests.publishing.sites import (
    FIRST,
    OLD_STYLE,
    SECOND,
    built_site,
    files_of,
    publish,
)

FOREIGN = {
    "old-site/index.html": "of somebody else",
    "programme/old talk [1]/notes.txt": "put there by hand",
}

pytestmark = pytest.mark.parametrize("kind", ["rsync", "sftp", "in place"])


def send(kind: str, host: Host, output: Path) -> None:
    publish(
        kind,
        str(host.folder) if kind == "in place" else f"conference:{host.folder}",
        output,
    )


@pytest.fixture(autouse=True)
def configuration(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSH_CONFIG", str(host.config))


def test_second_version_replaces_first(kind: str, host: Host, tmp_path: Path) -> None:
    """The host then has the complete second site and all files of other origin."""
    first, second = (
        built_site(tmp_path / "first", FIRST),
        built_site(tmp_path / "second", SECOND),
    )
    for path, text in FOREIGN.items():
        (host.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (host.folder / path).write_text(text, encoding="utf-8")

    send(kind, host, first)
    assert files_of(host.folder) == FIRST | FOREIGN
    assert (host.folder / BUILD_JSON).read_bytes() == (first / BUILD_JSON).read_bytes()
    stat_before = (host.folder / "404.html").stat()
    send(kind, host, second)

    assert files_of(host.folder) == SECOND | FOREIGN | OLD_STYLE
    now = (host.folder / "404.html").stat()
    assert (now.st_ino, now.st_ctime_ns) == (
        stat_before.st_ino,
        stat_before.st_ctime_ns,
    )
    send(kind, host, built_site(tmp_path / "third", SECOND | {"index.html": "home 3"}))
    assert files_of(host.folder) == SECOND | FOREIGN | {"index.html": "home 3"}


def test_empty_folders_are_removed(kind: str, host: Host, tmp_path: Path) -> None:
    send(kind, host, built_site(tmp_path / "first", FIRST))
    send(kind, host, built_site(tmp_path / "second", SECOND))

    assert not (host.folder / "programme" / "old talk [1]").exists()


def test_styles_come_before_pages_and_build_json_last(
    kind: str, host: Host, tmp_path: Path
) -> None:
    send(kind, host, built_site(tmp_path / "first", FIRST))
    send(kind, host, built_site(tmp_path / "second", SECOND))

    def arrival(path: str) -> int:
        return (host.folder / path).stat().st_ctime_ns

    style = arrival("assets/css/site.33333333.css")
    pages = [arrival("index.html"), arrival("programme/closing/index.html")]
    assert style <= min(pages) <= max(pages) <= arrival("sw.js") <= arrival(BUILD_JSON)
    deletion_time = (host.folder / "programme").stat().st_mtime_ns
    assert arrival("sw.js") <= deletion_time <= arrival(BUILD_JSON), (
        "deletions come after the pages"
    )


@pytest.mark.parametrize(
    "record",
    [
        '{"name": "another program"}',
        '{"engine": "1", "files": {"../../precious": "sha256-1"}}',
    ],
)
def test_wrong_folder_is_not_touched(
    kind: str, record: str, host: Host, tmp_path: Path
) -> None:
    """The folder has a build.json of another program, or one with a path outside the folder."""
    (host.folder / BUILD_JSON).write_text(record, encoding="utf-8")

    with pytest.raises(CommandError):
        send(kind, host, built_site(tmp_path / "output", FIRST))
    assert files_of(host.folder) == {}


def test_silent_host_is_reported(
    kind: str, host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if kind == "in place":
        return
    config = tmp_path / "config"
    config.write_text(
        "Host conference\n  HostName 127.0.0.1\n  Port 1\n", encoding="utf-8"
    )
    monkeypatch.setenv("SSH_CONFIG", str(config))

    with pytest.raises(CommandError, match="refused"):
        publish(kind, "conference:www", built_site(tmp_path / "output", FIRST))


def test_password_from_the_environment_answers_ssh(
    kind: str, host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The question is for the passphrase of a key, which ssh asks in the same way."""
    if kind == "in place":
        return
    key = tmp_path / "key"
    shutil.copy(host.config.with_name("client"), key)
    key.chmod(0o600)
    change = ["-q", "-p", "-P", "", "-N", "correct horse", "-f", str(key)]
    subprocess.run(
        [find(SFTP).with_name("ssh-keygen"), *change], check=True, capture_output=True
    )
    config = tmp_path / "config"
    text = host.config.read_text("utf-8").replace(
        str(host.config.with_name("client")), str(key)
    )
    config.write_text(text, encoding="utf-8")
    monkeypatch.setenv("SSH_CONFIG", str(config))
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    output = built_site(tmp_path / "output", FIRST)

    with pytest.raises(CommandError, match="denied"):
        send(kind, host, output)
    monkeypatch.setenv(SSH_PASSWORD, "correct horse")
    send(kind, host, output)

    assert files_of(host.folder) == FIRST


def test_portfolio_is_sent_event_by_event(
    kind: str, host: Host, tmp_path: Path
) -> None:
    place = str(host.folder) if kind == "in place" else f"conference:{host.folder}"
    events = {"coasts": FIRST, "lakes": FIRST, "rivers": FIRST}
    publish_portfolio(kind, place, built_portfolio(tmp_path / "portfolio", events))
    stat_before = (host.folder / "coasts/index.html").stat()

    root = built_portfolio(
        tmp_path / "portfolio", {"coasts": FIRST, "rivers": SECOND}, "front 2"
    )
    publish_portfolio(kind, place, root)

    assert {path.name for path in host.folder.iterdir() if path.is_dir()} == {
        "coasts",
        "rivers",
    }
    assert (
        host.folder / "coasts/index.html"
    ).stat().st_ctime_ns == stat_before.st_ctime_ns
    assert files_of(host.folder / "rivers") == SECOND | OLD_STYLE
    assert (host.folder / "index.html").read_text("utf-8") == "front 2"
    assert (host.folder / BUILD_JSON).read_bytes() == (
        root / "output" / BUILD_JSON
    ).read_bytes()
