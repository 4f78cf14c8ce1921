"""Programs of hosts: their arguments, secrets and errors, with stand-ins that record both."""

from __future__ import annotations

import os
import subprocess
import sys
import types
from pathlib import Path

import pytest

from microsite.apps.publish.plan import make_plan
from microsite.apps.publish.targets import TARGETS, Cloudflare, Netlify
from microsite.console import programs
from microsite.console.command import CommandError
from microsite.project import Project
from tests.publishing.sites import FIRST, built_site, publish, target_of
from tests.serving import serving

pytestmark = pytest.mark.skipif(
    os.name == "nt", reason="the stand-ins are shell scripts"
)
FAKE = """#!/bin/sh
{{ echo "$(basename "$0") $*"; pwd; ls; env | grep -E "TOKEN|ACCOUNT|SECRET|PASSWORD|ASKPASS"; }} > "{log}"
{code}
"""


def fake(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, code: str = ""
) -> Path:
    """Put a program on the path that writes how it is run into a file. Return the file."""
    folder, log = tmp_path / "bin", tmp_path / "log"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(FAKE.format(log=log, code=code))
    (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}/usr/bin{os.pathsep}/bin")
    return log


def use_keyring(
    monkeypatch: pytest.MonkeyPatch, secrets: dict[tuple[str, str], str]
) -> None:
    def get_password(service: str, name: str) -> str | None:
        return secrets.get((service, name))

    module = types.SimpleNamespace(get_password=get_password)
    monkeypatch.setitem(sys.modules, "keyring", module)


def test_netlify_sends_the_folder_to_production(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    log = fake(monkeypatch, tmp_path, "netlify")
    monkeypatch.setenv("NETLIFY_AUTH_TOKEN", "from the environment")
    use_keyring(monkeypatch, {("microsite", "NETLIFY_AUTH_TOKEN"): "from the keyring"})
    output = built_site(tmp_path / "output", FIRST)

    publish("netlify", "coasts-2027", output)

    line, folder, *rest = log.read_text().splitlines()
    assert line == f"netlify deploy --prod --no-build --dir {output} --site coasts-2027"
    assert Path(folder) == tmp_path / "work"
    assert rest == ["NETLIFY_AUTH_TOKEN=from the environment"]


def test_cloudflare_sends_the_folder_with_token_from_keyring(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    log = fake(monkeypatch, tmp_path, "wrangler")
    monkeypatch.delenv("CLOUDFLARE_API_TOKEN", raising=False)
    use_keyring(
        monkeypatch, {("microsite", "CLOUDFLARE_API_TOKEN"): "from the keyring"}
    )
    output = built_site(tmp_path / "output", FIRST)

    publish("cloudflare", "coasts", output)

    line, _, *rest = log.read_text().splitlines()
    options = "--project-name coasts --branch main --commit-dirty=true"
    assert line == f"wrangler pages deploy {output} {options}"
    assert rest == ["CLOUDFLARE_API_TOKEN=from the keyring"]


def test_hosted_targets_compare_with_what_visitors_get(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fake(monkeypatch, tmp_path, "netlify")
    output = built_site(tmp_path / "output", FIRST)
    with serving(output) as address:
        target = Netlify(
            "coasts", Project.at(tmp_path, output), f"{address}/", tmp_path
        )
        record = target.fetch()
    assert make_plan(output, record).send == ()
    assert target.fetch() == b""


def test_keyring_errors_count_as_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    def raise_locked(service: str, name: str) -> str:
        raise RuntimeError("no keyring on this machine")

    monkeypatch.setitem(
        sys.modules, "keyring", types.SimpleNamespace(get_password=raise_locked)
    )

    assert programs.secret_from_keyring("NETLIFY_AUTH_TOKEN") is None


@pytest.mark.parametrize("kind", ["rsync", "sftp", "rclone", "netlify", "cloudflare"])
def test_missing_program_says_how_to_install_it(
    kind: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(
        CommandError, match=r"The program “.*” is not installed"
    ) as problem:
        TARGETS[kind]("a:b", Project.at(tmp_path), None, tmp_path)
    assert any(word in str(problem.value) for word in ("install", "Install"))


@pytest.mark.parametrize(
    "kind, program, message, advice",
    [
        (
            "netlify",
            "netlify",
            "Not logged in",
            "Set NETLIFY_AUTH_TOKEN in the environment or the",
        ),
        (
            "cloudflare",
            "wrangler",
            "Authentication error",
            "Set CLOUDFLARE_API_TOKEN, CLOUDFLARE_",
        ),
        (
            "rsync",
            "rsync",
            "Host key verification failed.",
            "Connect once by hand with ssh",
        ),
        ("rsync", "rsync", "rsync: unrecognized option", "Install the current version"),
        (
            "sftp",
            "sftp",
            "stat remote: No such file",
            "Create the folder on the host first",
        ),
        ("netlify", "netlify", "Site is full", "Site is full"),
    ],
)
def test_error_of_program_is_shown_with_advice(
    kind: str,
    program: str,
    message: str,
    advice: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    fake(monkeypatch, tmp_path, program, f"echo '{message}' >&2; exit 7")

    with pytest.raises(CommandError) as problem:
        publish(kind, "a:b", built_site(tmp_path / "output", FIRST))
    assert f"{program} stopped with code 7:\n  {message}" in str(problem.value)
    assert advice in str(problem.value)


def test_ssh_password_comes_from_the_environment_only(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The password is in no argument and in no file."""
    log = fake(monkeypatch, tmp_path, "sftp")
    monkeypatch.setenv(programs.SSH_PASSWORD, "correct horse $x")
    target = target_of(
        "sftp", "me@files.example:www", built_site(tmp_path / "output", FIRST)
    )

    assert target.fetch() == b""

    line, *rest = log.read_text().splitlines()
    assert "correct horse" not in line
    assert "BatchMode=no" in line and "StrictHostKeyChecking=yes" in line
    script = next(line for line in rest if line.startswith("SSH_ASKPASS=")).partition(
        "="
    )[2]
    assert "correct horse" not in Path(script).read_text()
    answer = subprocess.run(
        [script], env={**os.environ}, capture_output=True, check=True
    ).stdout
    assert answer == b"correct horse $x\n"


def test_ssh_without_password_uses_keys_only(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SSH_CONFIG", "/my config")
    monkeypatch.delenv(programs.SSH_PASSWORD, raising=False)
    use_keyring(monkeypatch, {})

    assert programs.ssh_options(tmp_path) == (
        ["-F", "/my config", "-o", "BatchMode=yes"],
        {},
    )


def test_cloudflare_and_netlify_need_no_other_arguments(tmp_path: Path) -> None:
    assert {Netlify.program, Cloudflare.program} <= programs.INSTALL.keys()
