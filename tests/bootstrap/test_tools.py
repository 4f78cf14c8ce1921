"""Search for the browser, and its installation."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from unittest.mock import Mock

import pytest

from bootstrap import language_server, tools
from bootstrap.tools import (
    CHROMIUM,
    JQ,
    YAML_SERVER,
    MissingToolError,
    find,
    find_or_install,
)

FakeProgram = Callable[[str, str], Path]

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="the fakes are shell scripts"
)

NOWHERE = replace(CHROMIUM, places=())


@pytest.fixture(autouse=True)
def bare_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Use only fake programs, no settings, and a user who is not root on a system other than
    Debian.
    """
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.delenv(CHROMIUM.variable, raising=False)
    monkeypatch.setattr(tools, "is_root", lambda: False)
    monkeypatch.setattr(tools, "is_debian", lambda: False)


def test_find_tool_prefers_named_one(
    monkeypatch: pytest.MonkeyPatch, fake_program: FakeProgram
) -> None:
    fake_program("chromium", "exit 0")
    program = fake_program("of-mine", "exit 0")
    monkeypatch.setenv(CHROMIUM.variable, str(program))
    assert find(NOWHERE) == program


def test_find_or_install_refuses_missing_named_tool(
    monkeypatch: pytest.MonkeyPatch, fake_program: FakeProgram
) -> None:
    """If the named browser is missing, no other one replaces it."""
    fake_program("chromium", "exit 0")
    monkeypatch.setenv(CHROMIUM.variable, "/opt/of-mine")
    with pytest.raises(MissingToolError, match="MICROSITE_CHROMIUM says /opt/of-mine"):
        find_or_install(NOWHERE)


def test_find_prefers_browser_without_windows(fake_program: FakeProgram) -> None:
    fake_program("chromium", "exit 0")
    shell = fake_program("chromium-headless-shell", "exit 0")
    assert find(NOWHERE) == shell


def test_find_tool_ignores_stub_that_asks_for_installation(
    fake_program: FakeProgram,
) -> None:
    fake_program("chromium", "echo 'Please install the snap'; exit 1")
    working = fake_program("google-chrome", "exit 0")
    assert find(NOWHERE) == working


def test_find_prefers_newest_browser(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for version in ("1187", "1194"):
        path = tmp_path / f"browsers/chromium-{version}/chrome-linux/chrome"
        path.parent.mkdir(parents=True)
        path.write_text("#!/bin/sh\n", encoding="utf-8")
        path.chmod(0o755)
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "browsers"))
    assert "chromium-1194" in str(find(CHROMIUM))


def test_find_names_debian_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tools, "is_debian", lambda: True)
    with pytest.raises(
        MissingToolError, match="Type: apt-get install chromium-headless-shell"
    ):
        find(NOWHERE)


def test_find_names_installer_elsewhere() -> None:
    with pytest.raises(
        MissingToolError,
        match="-m playwright install chromium\nor: Install Google Chrome",
    ):
        find(NOWHERE)
    with pytest.raises(MissingToolError, match="Install jq, or set MICROSITE_JQ"):
        find(replace(JQ, places=()))


def test_find_or_install_installs_package_as_root_on_debian(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, fake_program: FakeProgram
) -> None:
    monkeypatch.setattr(tools, "is_debian", lambda: True)
    monkeypatch.setattr(tools, "is_root", lambda: True)
    bin_folder, log = tmp_path / "bin", tmp_path / "log"
    fake_program(
        "apt-get",
        f'echo "$DEBIAN_FRONTEND $*" >> "{log}"\n'
        f'case "$*" in *chromium*) printf "#!/bin/sh\\n" > "{bin_folder}/chromium"\n'
        f'/bin/chmod +x "{bin_folder}/chromium";; esac',
    )
    assert find_or_install(NOWHERE) == bin_folder / "chromium"
    assert log.read_text(encoding="utf-8").splitlines() == [
        "noninteractive -q -y update",
        (
            "noninteractive -q -y install --no-install-recommends "
            "chromium-headless-shell fonts-liberation fonts-dejavu-core"
        ),
    ]


@pytest.mark.parametrize(
    ("answer", "is_installed"), [("", False), ("n", False), ("Y", True)]
)
def test_find_or_install_asks_in_a_terminal(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, answer: str, is_installed: bool
) -> None:
    questions: list[str] = []
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr("sys.stdin", Mock(isatty=lambda: True))

    def reply(question: str) -> str:
        questions.append(question)
        return answer

    monkeypatch.setattr("builtins.input", reply)
    code = f"open({str(tmp_path / 'installed')!r}, 'w')"
    with pytest.raises(MissingToolError):
        find_or_install(replace(NOWHERE, debian=(), installer=("-c", code)))
    assert (tmp_path / "installed").exists() == is_installed
    assert "Install it with: " in questions[0]


def test_find_or_install_uses_installer_of_the_tool(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, fake_program: FakeProgram
) -> None:
    monkeypatch.setattr(tools, "is_debian", lambda: True)
    monkeypatch.setattr(tools, "is_root", lambda: True)
    fake_program("apt-get", "exit 100")
    target = tmp_path / "bin/chromium"
    code = f"import os; open({str(target)!r}, 'w').write('#!/bin/sh\\n'); os.chmod({str(target)!r}, 0o755)"
    assert find_or_install(replace(NOWHERE, installer=("-c", code))) == target


def test_find_or_install_raises_when_nothing_helps(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(MissingToolError, match="which is not on this machine"):
        find_or_install(
            replace(NOWHERE, installer=("-c", "import sys; sys.exit('no network')"))
        )
    assert "no network" in capfd.readouterr().err


def test_find_or_install_skips_apt_without_package(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, fake_program: FakeProgram
) -> None:
    monkeypatch.setattr(tools, "is_debian", lambda: True)
    monkeypatch.setattr(tools, "is_root", lambda: True)
    fake_program("apt-get", f'echo asked > "{tmp_path}/log"')
    server = replace(YAML_SERVER, places=(), installer=("-c", ""))
    with pytest.raises(
        MissingToolError, match=r"-c \nor: Install Node.js and npm first"
    ):
        find_or_install(server)
    assert not (tmp_path / "log").exists()


def test_language_server_is_installed_by_npm(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, fake_program: FakeProgram
) -> None:
    monkeypatch.setattr(language_server, "ROOT", str(tmp_path))
    fake_program(
        "npm",
        'test "$1" = ci && test -f package.json && test -f package-lock.json && /bin/mkdir -p node_modules/.bin\n'
        "printf '#!/bin/sh\\n' > node_modules/.bin/yaml-language-server",
    )
    assert language_server.main() == 0
    assert language_server.program().is_file()
    assert language_server.program().is_relative_to(tmp_path / ".cache" / "tools")


def test_language_server_needs_npm(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(language_server, "ROOT", str(tmp_path))
    assert language_server.main() == 2
    assert not (tmp_path / ".cache").exists()


def test_language_server_lock_has_hashes_and_no_hosts() -> None:
    lock = json.loads(
        (language_server.LISTS / "package-lock.json").read_text(encoding="utf-8")
    )
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert (
        packages["node_modules/yaml-language-server"]["version"]
        in language_server.folder().name
    )
    assert all(
        package["integrity"].startswith("sha512-") for package in packages.values()
    )
    assert not [name for name, package in packages.items() if "resolved" in package]
