"""An SSH server and an object store on this machine."""

from __future__ import annotations

import getpass
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from bootstrap.tools import RCLONE, RSYNC, SFTP, SSHD, find, is_root


def free_port() -> int:
    """Return a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number


@contextmanager
def running(
    command: list[str], port: int, log_path: Path, environment: dict[str, str]
) -> Iterator[None]:
    """Run a server during the block."""
    with log_path.open("w") as output:
        server = subprocess.Popen(
            command, stdout=output, stderr=subprocess.STDOUT, env=environment
        )
        try:
            until = time.monotonic() + 60
            while True:
                try:
                    socket.create_connection(("127.0.0.1", port), 1).close()
                    break
                except OSError:
                    assert server.poll() is None and time.monotonic() < until, (
                        log_path.read_text(encoding="utf-8")
                    )
                    time.sleep(0.05)
            yield
        finally:
            server.terminate()
            server.wait(10)


@dataclass(frozen=True, slots=True)
class Host:
    """A host that SSH reaches as `conference`."""

    config: Path
    """Configuration file for ssh -F."""
    folder: Path
    """Folder of the site on the server."""


@pytest.fixture(scope="module")
def ssh_config(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Start an SSH server and return its configuration."""
    work = tmp_path_factory.mktemp("sshd")
    for name in ("host", "client"):
        key = str(work / name)
        subprocess.run(
            [
                find(SFTP).with_name("ssh-keygen"),
                "-q",
                "-t",
                "ed25519",
                "-N",
                "",
                "-f",
                key,
            ],
            check=True,
        )
    find(RSYNC)
    port = free_port()
    if is_root():
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    (work / "sshd_config").write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {work}/host\nAuthorizedKeysFile {work}/client.pub\n"
        f"StrictModes no\nUsePAM no\nPidFile none\nPermitRootLogin yes\nPasswordAuthentication no\n"
        f"Subsystem sftp internal-sftp\n",
        encoding="utf-8",
    )
    public = (work / "host.pub").read_text(encoding="utf-8").split()[:2]
    (work / "known_hosts").write_text(
        f"[127.0.0.1]:{port} {' '.join(public)}\n", encoding="utf-8"
    )
    config = work / "ssh_config"
    config.write_text(
        f"Host conference\n  HostName 127.0.0.1\n  Port {port}\n  User {getpass.getuser()}\n"
        f"  IdentityFile {work}/client\n  IdentitiesOnly yes\n  UserKnownHostsFile {work}/known_hosts\n"
        f"  StrictHostKeyChecking yes\n",
        encoding="utf-8",
    )
    command = [str(find(SSHD)), "-D", "-e", "-f", str(work / "sshd_config")]
    with running(command, port, work / "log", dict(os.environ)):
        yield config


@pytest.fixture
def host(ssh_config: Path, tmp_path: Path) -> Host:
    """Return the host with an empty folder."""
    folder = tmp_path / "www"
    folder.mkdir()
    return Host(ssh_config, folder)


@dataclass(frozen=True, slots=True)
class Store:
    """An object store with the rclone name `store`."""

    environment: dict[str, str]
    log_path: Path
    """The log of the requests to the server."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Start a server with the S3 protocol."""
    work = tmp_path_factory.mktemp("s3")
    find(RCLONE)
    port = free_port()
    environment = {
        "RCLONE_CONFIG": str(work / "none.conf"),
        "AWS_CA_BUNDLE": "",
        "RCLONE_CONFIG_STORE_TYPE": "s3",
        "RCLONE_CONFIG_STORE_PROVIDER": "Other",
        "RCLONE_CONFIG_STORE_ENDPOINT": f"http://127.0.0.1:{port}",
        "RCLONE_CONFIG_STORE_ACCESS_KEY_ID": "test",
        "RCLONE_CONFIG_STORE_SECRET_ACCESS_KEY": "test",
    }
    server = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "moto.server",
        "-H",
        "127.0.0.1",
        "-p",
        str(port),
    ]
    with running(server, port, work / "log", dict(os.environ)):
        yield Store(environment, work / "log")
