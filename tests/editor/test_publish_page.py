"""The screen to publish: changes in words, `publish`, a proposal with Git, and a zip file."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

import pytest

from microsite.apps.editor import publish_page
from microsite.apps.preview.rebuild import Rebuilder
from microsite.project import BuildOptions
from tests.editor.served import FORM, Served, served, values_of
from tests.making import EVENT, write_project

PAGE = "content/pages/about.md"
PATIENCE = 120


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    name_in_git(tmp_path, monkeypatch)
    write_project(tmp_path / "site", {PAGE: "---\ntitle: About\n---\nOne.\n"})
    with served(tmp_path / "site") as server:
        build(server)
        yield server


def name_in_git(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give Git a name, and none of the settings of this machine."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(folder / "gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    (folder / "gitconfig").write_text(
        "[user]\n\tname = Kim\n\temail = kim@example.org\n[init]\n\tdefaultBranch = main\n"
    )


def build(server: Served) -> None:
    Rebuilder(server.state, BuildOptions(use_cache=False), lambda *_: None).rebuild()


def git(folder: Path, *arguments: str) -> str:
    process = subprocess.run(
        ["git", "-C", str(folder), *arguments],
        capture_output=True,
        text=True,
        check=True,
    )
    return process.stdout.strip()


def repository(server: Served) -> Path:
    """Put the project into Git, with a server in a folder. Return that."""
    remote = server.root.parent / "remote.git"
    git(server.root, "init", "-q")
    (server.root / ".gitignore").write_text(".cache/\noutput/\n.*.work/\n")
    git(server.root, "add", "-A")
    git(server.root, "commit", "-qm", "Start")
    git(server.root, "init", "-q", "--bare", str(remote))
    git(server.root, "remote", "add", "origin", str(remote))
    git(server.root, "push", "-q", "origin", "main")
    return remote


def change(server: Served, text: str = "Two.") -> None:
    (server.root / PAGE).write_text(f"---\ntitle: About us\n---\n{text}\n", "utf-8")
    build(server)


def finished_page(server: Served) -> str:
    """Wait for the end of the work, and return its page."""
    end = time.monotonic() + PATIENCE
    while "data-running" in (page := server.page("publish/progress")):
        assert time.monotonic() < end, page
        time.sleep(0.05)
    return page


def program(folder: Path, name: str, lines: str) -> Path:
    """Create a stand-in for a program, which stores its arguments and its input."""
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(
        f"#!{sys.executable}\nimport sys\n"
        f"open({str(path)!r} + '.given', 'w').write('\\n'.join([*sys.argv[1:], sys.stdin.read()]))\n"
        f"{lines}\n"
    )
    path.chmod(0o755)
    return path


def test_a_proposal_is_a_commit_on_a_branch_and_a_pull_request_with_the_diff(
    server: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    remote = repository(server)
    url = "https://github.com/example/site/pull/7"
    gh = program(server.root.parent / "bin", "gh", f"print({url!r})")
    monkeypatch.setenv("PATH", f"{gh.parent}{os.pathsep}{os.environ['PATH']}")
    change(server)
    (server.root / "notes.txt").write_text("mine")
    (server.root / "templates").mkdir()  # empty
    (server.root / "assets").mkdir()
    (server.root / "assets/café.pdf").write_bytes(b"%PDF")

    page = server.page("publish")
    assert "since the last commit in Git" in page
    assert "“About” is now called “About us”" in page or "About us" in page
    branch = values_of(page, "branch") or ["edit-1"]
    fields = {"action": "propose", "title": "Rename a page", "branch": branch[0]}
    server.send("publish", fields)
    page = finished_page(server)

    assert f'href="{url}"' in page
    assert "Saved the changes in Git as “Rename a page”." in page
    assert git(remote, "log", "-1", "--format=%s", branch[0]) == "Rename a page"
    assert git(remote, "show", f"{branch[0]}:{PAGE}").endswith("Two.")
    assert git(remote, "log", "--format=%s", "main") == "Start"
    assert git(server.root, "status", "--short") == "?? notes.txt"
    submission = gh.with_name("gh.given").read_text()
    assert submission.startswith(
        f"pr\ncreate\n--head\n{branch[0]}\n--title\nRename a page\n"
    )
    assert "## What changes on the site" in submission
    assert "About us" in submission

    change(server, "Three.")
    assert branch[0] in server.page("publish")
    server.send("publish", {**fields, "title": "Again"})
    finished_page(server)
    assert git(remote, "log", "-2", "--format=%s", branch[0]) == "Again\nRename a page"

    git(remote, "update-ref", "refs/heads/main", branch[0])  # the proposal is accepted
    server.send("publish", {"action": "return"})
    assert "newest accepted version" in finished_page(server)
    assert git(server.root, "branch", "--show-current") == "main"
    assert "Three." in server.text(PAGE)


def test_without_a_program_for_requests_the_page_of_the_server_is_linked(
    server: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    remote = repository(server)
    git(
        server.root,
        "config",
        f"url.{remote}.insteadOf",
        "https://gitlab.com/example/site.git",
    )
    git(
        server.root,
        "remote",
        "set-url",
        "origin",
        "https://gitlab.com/example/site.git",
    )
    glab = program(
        server.root.parent / "bin", "glab", "sys.exit('not signed in: token expired')"
    )
    monkeypatch.setenv("PATH", f"{glab.parent}{os.pathsep}{os.environ['PATH']}")
    change(server)

    server.send("publish", {"action": "propose", "title": "T", "branch": "mine"})
    page = finished_page(server)

    assert "not signed in" in page
    assert 'href="https://gitlab.com/example/site/-/merge_requests/new?' in page
    assert git(remote, "log", "-1", "--format=%s", "mine") == "T"


@pytest.mark.parametrize(
    ("branch", "words"),
    [
        ("two words", "“two words” cannot be a branch"),
        ("--force", "cannot be a branch"),
        ("taken", "already exists"),
    ],
)
def test_names_of_branches_are_checked(server: Served, branch: str, words: str) -> None:
    repository(server)
    git(server.root, "branch", "taken")
    change(server)

    server.send("publish", {"action": "propose", "title": "T", "branch": branch})

    assert words in finished_page(server)
    assert git(server.root, "branch", "--show-current") == "main"
    assert "Two." in server.text(PAGE)


def test_a_commit_that_fails_leaves_the_branch_as_it_was(server: Served) -> None:
    repository(server)
    hook = server.root / ".git/hooks/pre-commit"
    hook.write_text("#!/bin/sh\necho the hook refuses >&2\nexit 1\n")
    hook.chmod(0o755)
    change(server)

    server.send("publish", {"action": "propose", "title": "T", "branch": "mine"})

    assert "the hook refuses" in finished_page(server)
    assert git(server.root, "branch", "--format=%(refname:short)") == "main"
    assert "Two." in server.text(PAGE)


def test_errors_block_publishing_and_link_to_their_forms(server: Served) -> None:
    repository(server)
    (server.root / PAGE).write_text(
        "---\ntitle: About\nmenu: perhaps\n---\nOne.\n", "utf-8"
    )
    build(server)

    page = server.page("publish")

    assert "Not ready: 1 problem to fix" in page
    assert 'href="/_edit/record/page/about#f-menu"' in page
    assert 'value="propose"' not in page
    server.send("publish", {"action": "zip"}, 422)


def test_without_an_earlier_version_everything_is_new(server: Served) -> None:
    page = server.page("publish")

    assert "all of the site is new" in page
    assert "enter where the site is published" in page
    assert 'value="propose"' not in page
    server.send("publish", {"action": "propose"}, 400)
    server.send("publish", {}, 400)
    server.page("export/site.zip", 404)


@pytest.mark.long
def test_a_zip_file_contains_the_site(server: Served) -> None:
    server.send("publish", {"action": "zip"})
    page = finished_page(server)
    assert "Download the zip file" in page
    assert (
        "/site" not in page.partition('class="lines"')[2]
    )  # no folder that is deleted

    _, _, data = server.ask("/_edit/export/site.zip", None, "GET")
    names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    assert {"index.html", "about/index.html", "build.json"} <= set(names)
    assert "all of the site is new" in server.page(
        "publish"
    )  # a zip file is no publication


def test_second_publication_is_told_that_one_is_running(
    server: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = []
    finish = threading.Event()

    def create_zip(*_: object) -> Path:
        started.append(1)
        finish.wait(PATIENCE)
        return Path("site.zip")

    monkeypatch.setattr(publish_page, "create_zip", create_zip)
    with ThreadPoolExecutor(2) as threads:
        body = urlencode({"_token": server.state.token, "action": "zip"}).encode()
        ask = partial(server.ask, "/_edit/publish", body, Content_Type=FORM)
        answers = [
            answer.result() for answer in (threads.submit(ask), threads.submit(ask))
        ]
    finish.set()

    assert sorted(status for status, _, _ in answers) == [302, 422]
    refused = next(data for status, _, data in answers if status == 422)
    assert "is still running" in refused.decode()
    assert len(started) == 1


@pytest.mark.long
def test_publish_sends_the_site_and_shows_each_step(server: Served) -> None:
    target = server.root.parent / "www"
    event = f"{EVENT}publish:\n  folder: {target}\n"
    write_project(server.root, {}, event)
    build(server)
    assert f"Publish to the folder {target}" in server.page("publish")

    server.send("publish", {"action": "publish"})

    assert f"Published to the folder {target}" in finished_page(server)
    assert (target / "index.html").is_file()
    assert "The content has not changed." in server.page("publish")


def test_publishing_needs_the_token(server: Served) -> None:
    assert server.ask("/_edit/publish", b"action=zip", X_Microsite_Token=None)[0] == 403
