"""The nightly workflow: its steps run with Git, a local repository as the server, and a fake `gh`."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from microsite.apps.publish.init_ci import render_workflow
from tests.pull.source import TIDES, WELCOME, schedule, serving, write_event
from tests.pull.test_branch import git

JOBS = yaml.safe_load(render_workflow("pull", "python build.py"))["jobs"]
GITLAB = yaml.safe_load(render_workflow("gitlab", "python build.py"))
ENGINE = Path(__file__).resolve().parents[2]
SHIM = f"import sys\nsys.path.insert(0, {str(ENGINE)!r})\nfrom microsite.cli import main\nsys.exit(main())\n"
GH = """\
#!{python}
import json, pathlib, shutil, sys
arguments, folder = sys.argv[1:], pathlib.Path({folder!r})
request = folder / "request.json"
if arguments[:2] == ["run", "download"]:
    shutil.copytree(folder / "artifact", arguments[arguments.index("--dir") + 1])
elif arguments[:2] == ["pr", "list"]:
    print("7" if request.exists() else "")
elif arguments[:2] == ["pr", "view"]:
    print(json.loads(request.read_text())["body"])
elif arguments[0] == "pr":
    body = pathlib.Path(arguments[arguments.index("--body-file") + 1]).read_text()
    request.write_text(json.dumps({{"action": arguments[1], "body": body}}))
"""
pytestmark = pytest.mark.skipif(
    os.name == "nt", reason="the steps are written for bash"
)


class Runner:
    """A runner of workflows with a clone of the project, and its server."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder, self.clone, self.server = (
            folder,
            folder / "clone",
            folder / "o/r.git",
        )
        root = write_event(
            folder / "first", f"schedule: {address}", files={"build.py": SHIM}
        )
        git(root, "init", "-q", "-b", "main")
        git(root, "add", "--all")
        git(root, "commit", "-qm", "Start")
        git(folder, "clone", "-q", "--bare", str(root), str(self.server))
        tools = folder / "tools"
        tools.mkdir()
        for name, text in {
            "gh": GH.format(python=sys.executable, folder=str(folder)),
            "python": f'#!/bin/sh\nexec "{sys.executable}" "$@"\n',
        }.items():
            (tools / name).write_text(text)
            (tools / name).chmod(0o755)

    def run(self, script: str, folder: Path) -> int:
        outside = {
            **os.environ,
            "PATH": f"{self.folder / 'tools'}{os.pathsep}{os.environ['PATH']}",
            "GITHUB_OUTPUT": str(self.folder / "outputs"),
            "GITHUB_STEP_SUMMARY": str(self.folder / "summary"),
            "GITHUB_RUN_ID": "1",
            "GITHUB_SERVER_URL": f"file://{self.folder}",
            "GITHUB_REPOSITORY": "o/r",
            "GITHUB_REF_NAME": "main",
            "GITLAB_USER_NAME": "Robin Example",
            "GITLAB_USER_EMAIL": "robin@example.org",
        }
        command = ["bash", "-eo", "pipefail", "-c", script]
        return subprocess.run(command, cwd=folder, env=outside, check=False).returncode

    def night(self) -> dict[str, str]:
        """Run both jobs of GitHub. Return the outputs of the first."""
        for path in (self.clone, self.folder / "artifact", self.folder / "job"):
            shutil.rmtree(path, ignore_errors=True)
        (self.folder / "outputs").write_text("")
        git(self.folder, "clone", "-q", str(self.server), str(self.clone))
        steps = {step.get("name"): step for step in JOBS["pull"]["steps"]}
        assert self.run(steps["Pull the sources"]["run"], self.clone) == 0
        lines = (self.folder / "outputs").read_text().split()
        outputs = dict(line.split("=") for line in lines)
        if outputs.get("changed") == "yes":
            shutil.move(self.clone / "proposal", self.folder / "artifact")
            (self.folder / "job").mkdir()
            assert (
                self.run(JOBS["propose"]["steps"][0]["run"], self.folder / "job") == 0
            )
        return outputs

    @property
    def request(self) -> Any:
        path = self.folder / "request.json"
        return json.loads(path.read_text()) if path.exists() else None


@pytest.fixture(autouse=True)
def identity(monkeypatch: pytest.MonkeyPatch) -> None:
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Robin Example")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "robin@example.org")


@pytest.mark.long
def test_one_pull_request_is_opened_and_updated_only_if_something_has_changed(
    tmp_path: Path,
) -> None:
    with serving() as (server, address):
        runner = Runner(tmp_path, address)
        assert runner.night() == {"changed": "yes", "code": "0"}
        assert runner.request["action"] == "create"
        assert "Tides and towns” is added" in runner.request["body"]
        assert runner.night() == {"code": "0"}

        server.body = schedule(WELCOME, TIDES | {"start": "11:15"})
        assert runner.night() == {"changed": "yes", "code": "0"}
        assert runner.request["action"] == "edit"
        body = runner.request["body"]
        assert body.index("11:15") < body.index("Tides and towns” is added")
        assert git(runner.server, "rev-list", "--count", "main..programme") == "2"

        git(
            runner.server, "update-ref", "refs/heads/main", "refs/heads/programme"
        )  # it is merged
        git(runner.server, "branch", "-D", "programme")
        (tmp_path / "request.json").unlink()
        assert runner.night() == {"code": "0"}
        assert runner.request is None


def test_a_source_that_fails_fails_the_night_and_what_was_pulled_is_proposed(
    tmp_path: Path,
) -> None:
    with serving() as (_, address):
        runner = Runner(
            tmp_path, f"{address}\n    allow_private: yes\n  - pretalx: {address}"
        )
        clone = tmp_path / "edit"
        git(tmp_path, "clone", "-q", str(runner.server), str(clone))
        event = clone / "content/event.md"
        text = event.read_text().replace(
            f"pretalx: {address}\n    allow_private: yes",
            "pretalx: http://127.0.0.1:1/x",
        )
        event.write_text(text)
        git(clone, "commit", "-qam", "Add a source")
        git(clone, "push", "-q", "origin", "main")
        assert runner.night() == {"changed": "yes", "code": "1"}
    assert "### Not pulled" in runner.request["body"]


def test_gitlab_pushes_a_merge_request(tmp_path: Path) -> None:
    with serving() as (_, address):
        runner = Runner(tmp_path, address)
        git(runner.server, "config", "receive.advertisePushOptions", "true")
        for expected in ("1", "1"):
            shutil.rmtree(runner.clone, ignore_errors=True)
            git(tmp_path, "clone", "-q", str(runner.server), str(runner.clone))
            git(runner.clone, "checkout", "-q", "--detach")
            git(runner.clone, "branch", "-qD", "main")
            script = "\n".join(GITLAB["pull"]["script"])
            to = "https://gitlab-ci-token:${CI_JOB_TOKEN}@${CI_SERVER_HOST}/${CI_PROJECT_PATH}.git"
            assert to in script
            assert runner.run(script.replace(to, str(runner.server)), runner.clone) == 0
            assert (
                git(runner.server, "rev-list", "--count", "main..programme") == expected
            )
