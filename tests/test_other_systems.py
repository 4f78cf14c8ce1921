"""Branches for Windows and macOS, simulated on any system. docs/releasing.md lists what has not
run there."""

from __future__ import annotations

import ast
import ctypes
import errno
import io
import os
import shutil
import stat
import subprocess
import sys
import time
import types
from pathlib import Path
from typing import Any

import pytest

import bootstrap
from bootstrap import environment, language_server
from microsite import cli, up_to_date
from microsite.build import build
from microsite.console import output
from microsite.console.output import supports_colour
from microsite.diagnostics import display
from microsite.diagnostics.diagnostic import Log
from microsite.output import swap, writer
from microsite.output.swap import OutputFolders
from microsite.project import BuildOptions, Project
from microsite.source.inheritance import read_sources
from tests.making import write_project
from tests.publish.sites import TWO, Site, tree

ROOT = Path(__file__).resolve().parent.parent
POSIX_ONLY = {
    "fcntl",
    "grp",
    "multiprocessing",
    "pty",
    "pwd",
    "resource",
    "termios",
    "tty",
}


def as_windows(
    monkeypatch: pytest.MonkeyPatch, *modules: types.ModuleType, **changed: Any
) -> None:
    """Let modules see the `os` of Windows. The rest of Python keeps its own."""
    names = {name: value for name, value in vars(os).items() if name != "fchmod"}
    for module in modules:
        monkeypatch.setattr(
            module, "os", types.SimpleNamespace(**{**names, "name": "nt", **changed})
        )


class Msvcrt(types.ModuleType):
    """The locks of Windows: a second one on a file is refused."""

    LK_LOCK, LK_NBLCK = 1, 2

    def __init__(self) -> None:
        super().__init__("msvcrt")
        self.calls: list[tuple[int, int]] = []
        self.refusal: int | None = None

    def locking(self, descriptor: int, mode: int, count: int) -> None:
        self.calls.append((mode, count))
        if self.refusal is not None:
            raise OSError(self.refusal, "Permission denied")


@pytest.fixture
def msvcrt(monkeypatch: pytest.MonkeyPatch) -> Msvcrt:
    module = Msvcrt()
    monkeypatch.setitem(sys.modules, "msvcrt", module)
    monkeypatch.setattr(sys, "platform", "win32")
    return module


def test_windows_lock_of_a_build_is_refused_to_a_second_one(msvcrt: Msvcrt) -> None:
    assert swap._try_to_lock(0)
    msvcrt.refusal = errno.EACCES
    assert not swap._try_to_lock(0)
    assert msvcrt.calls == [(Msvcrt.LK_NBLCK, 1)] * 2


def test_windows_lock_of_the_set_up_waits_and_can_be_refused(msvcrt: Msvcrt) -> None:
    assert environment.acquire_lock(0, wait=False)
    assert environment.acquire_lock(0, wait=True)
    msvcrt.refusal = errno.EDEADLK  # after ten seconds of waiting
    assert not environment.acquire_lock(0, wait=True)
    assert [mode for mode, _ in msvcrt.calls] == [
        Msvcrt.LK_NBLCK,
        Msvcrt.LK_LOCK,
        Msvcrt.LK_LOCK,
    ]


def test_windows_publishes_with_two_renames(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files are only replaced with calls that Windows has, and a rename is repeated."""
    as_windows(monkeypatch, swap, writer)
    monkeypatch.setattr(swap, "_exchange", lambda *_: False)
    monkeypatch.setattr(time, "sleep", lambda _: None)
    refusals, rename = iter([True, True, False, True]), Path.rename

    def scanned(self: Path, target: Path) -> Path:
        if next(refusals, False):
            raise PermissionError(errno.EACCES, "A virus scanner reads it")
        return rename(self, target)

    site = Site(tmp_path)
    assert site.publish(TWO) is not None
    monkeypatch.setattr(Path, "rename", scanned)
    new = {**TWO, "index.html": "New."}

    assert site.publish(new) is not None, list(site.log)
    assert site.holds(new)
    assert next(refusals, None) is None


def test_windows_cannot_exchange_folders(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.delattr(ctypes, "CDLL")

    assert not swap._exchange(Path("a"), Path("b"))


def test_macos_exchanges_folders_in_one_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []

    class Library:
        def renamex_np(self, *arguments: object) -> int:
            calls.append(arguments)
            return 0

    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: Library())
    folders = OutputFolders(tmp_path / "output")
    for folder in (folders.output, folders.staging):
        folder.mkdir(parents=True)
    swap.swap_in(folders)

    assert calls == [(os.fsencode(folders.staging), os.fsencode(folders.output), 2)]


def test_macos_may_decompose_the_accents_of_published_files(tmp_path: Path) -> None:
    site = Site(tmp_path)
    composed, decomposed = "caf\u00e9/index.html", "cafe\u0301"
    assert site.publish({**TWO, composed: "Coffee."}) is not None, site.codes
    (site.output / "caf\u00e9").rename(site.output / decomposed)

    assert site.publish({**TWO, composed: "Coffee."}) is not None


def test_windows_folder_that_leads_elsewhere_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = Site(tmp_path)
    site.publish(TWO)
    status = types.SimpleNamespace(st_mode=stat.S_IFDIR, st_reparse_tag=writer.JUNCTION)
    monkeypatch.setattr(Path, "lstat", lambda _: status)

    assert site.publish(TWO) is None
    assert site.codes == ["O112"]


def test_windows_build_is_never_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    assert up_to_date.take_snapshot([]) is not None
    as_windows(monkeypatch, up_to_date)
    assert up_to_date.take_snapshot([]) is None


@pytest.mark.parametrize(
    "variables, has_colour", [({}, False), ({"WT_SESSION": "1"}, True)]
)
def test_old_windows_console_gets_no_colours(
    variables: dict[str, str], has_colour: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_windows(monkeypatch, output, environ=variables)
    terminal = types.SimpleNamespace(isatty=lambda: True)

    assert supports_colour(terminal) == has_colour  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["microsite", "microsite.exe", r"MICROSITE.EXE"])
def test_windows_command_has_any_case(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", [name])
    assert up_to_date.program() == "microsite"


def test_windows_starts_the_command_in_a_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "POSIX", False)

    assert bootstrap.exec_in_venv(sys.executable, ["--version"]) == 0
    assert bootstrap.exec_in_venv(sys.executable, ["no-such-command"]) == 2


def test_windows_environment_has_other_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "POSIX", False)
    (tmp_path / ".venv").mkdir()
    settings = "home = C:\\Python313\nversion = 3.13.0\n"
    (tmp_path / ".venv" / "pyvenv.cfg").write_text(settings, encoding="utf-8")
    scripts = os.path.join(str(tmp_path), ".venv", "Scripts", "python.exe")

    assert bootstrap.venv_python(str(tmp_path)) == scripts
    assert bootstrap.base_python(str(tmp_path)) == os.path.join(
        "C:\\Python313", "python.exe"
    )
    monkeypatch.setattr(sys, "platform", "win32")
    assert language_server.program().name == "yaml-language-server.cmd"


def test_windows_console_shows_question_marks_and_never_fails() -> None:
    console = io.TextIOWrapper(io.BytesIO(), encoding="cp1252")
    console.isatty = lambda: True  # type: ignore[method-assign]
    cli._use_utf8(console)
    console.write("“café” → 東京")
    console.flush()

    assert console.buffer.getvalue().decode("cp1252") == "“café” ? ??"


def test_output_to_a_file_is_utf8_whatever_the_system_says(tmp_path: Path) -> None:
    """`microsite check > file.txt` in a Windows console, and a build server in C locale."""
    write_project(
        tmp_path,
        {"content/pages/a.md": "---\ntitle: 東京\nno_such_field: →\n---\nText.\n"},
    )
    result = subprocess.run(
        [sys.executable, "-m", "microsite", "check", "--root", tmp_path],
        cwd=ROOT,
        env={
            **os.environ,
            "PYTHONIOENCODING": "cp1252",
            "PYTHONUTF8": "0",
            "LC_ALL": "C",
        },
        capture_output=True,
        check=False,
    )
    assert result.returncode == 1
    assert "no_such_field: →" in result.stderr.decode("utf-8")


def test_files_are_read_and_written_in_a_stated_encoding(tmp_path: Path) -> None:
    """Windows has another default. Python reports where a program relies on it."""
    root = tmp_path / "site"
    command = [
        sys.executable,
        "-X",
        "warn_default_encoding",
        "-W",
        "error::EncodingWarning",
    ]
    environment = {**os.environ, "MICROSITE_DEBUG": "1"}
    for arguments in (
        ["new", "site", root],
        ["build", "--root", root],
        ["check", "--root", root],
    ):
        result = subprocess.run(
            [*command, "-m", "microsite", *map(str, arguments)],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert result.returncode == 0, result.stderr


def test_line_ends_of_windows_give_the_same_site(tmp_path: Path) -> None:
    sites = []
    for name, end in (("lf", b"\n"), ("crlf", b"\r\n")):
        root = tmp_path / name / "site"
        shutil.copytree(ROOT / "microsite" / "apps" / "new" / "starters" / "site", root)
        for path in root.rglob("*.*"):
            if path.is_file():
                path.write_bytes(path.read_bytes().replace(b"\n", end))
        outcome = build(Project.at(root), BuildOptions(use_cache=False))
        assert outcome.published, list(outcome.log)
        sites.append(tree(root / "output"))

    assert sites[0] == sites[1]


@pytest.mark.parametrize(
    "system, line",
    [
        ("posix", "import word 'content/pages/a b.docx' --as page"),
        ("nt", 'import word "content/pages/a b.docx" --as page'),
    ],
)
def test_command_to_type_is_quoted_for_the_shell(
    system: str, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_project(tmp_path, {"content/pages/a b.docx": ""})
    if system == "nt":
        as_windows(monkeypatch, display)
    log = Log()
    read_sources(tmp_path, log)

    assert line in next(
        diagnostic.help for diagnostic in log if diagnostic.code == "F112"
    )


def test_repository_has_the_same_line_ends_on_every_system() -> None:
    attributes = (ROOT / ".gitattributes").read_text(encoding="utf-8").splitlines()

    assert "* text=auto eol=lf" in attributes
    assert "*.bat -text" in attributes


def test_modules_import_nothing_that_windows_lacks() -> None:
    """Only inside a branch for another system."""
    for path in (*ROOT.glob("microsite/**/*.py"), *ROOT.glob("bootstrap/*.py")):
        module = ast.parse(path.read_text(encoding="utf-8"))
        for node in module.body:
            names = (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else []
            )
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not POSIX_ONLY & set(names), path
        calls = {
            node.attr for node in ast.walk(module) if isinstance(node, ast.Attribute)
        }
        assert not calls & {
            "fork",
            "forkpty",
            "symlink",
            "symlink_to",
            "getuid",
            "mkfifo",
        }, path
