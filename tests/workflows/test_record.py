"""The workflow steps that record a deploy, run with Git and a fake GitHub API."""

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

from bootstrap.tools import GIT, JQ, find
from microsite.apps.publish.init_ci import render_workflow
from tests.cli.test_diff import git
from tests.making import EVENT, sessions_yaml, write_project

ROOT = Path(__file__).resolve().parents[2]
GITHUB = yaml.safe_load(
    (ROOT / ".github" / "workflows" / "site.yml").read_text(encoding="utf-8")
)["jobs"]
GITLAB = yaml.safe_load(render_workflow("gitlab", "python build.py"))
SHIM = f"import sys\nsys.path.insert(0, {str(ROOT)!r})\nfrom microsite.cli import main\nsys.exit(main(sys.argv[1:]))\n"
SERIES = "series:\n  name: Coasts\n  url: https://coasts.example/\nbase_url: https://coasts.example/"
API = """\
#!{python}
import base64, json, pathlib, shutil, subprocess, sys
arguments, folder = sys.argv[1:], pathlib.Path({folder!r})
if arguments[:2] == ["run", "download"]:
    shutil.copytree(folder / "artifact", arguments[arguments.index("--dir") + 1])
else:
    change = json.loads(pathlib.Path(arguments[arguments.index("--input") + 1]).read_text())
    path = next(each for each in arguments if each.startswith("repos/")).partition("/contents/")[2]
    assert " " not in path
    path = path.replace("%20", " ")
    place = folder / "remote" / path
    there = subprocess.run(["git", "hash-object", place], capture_output=True, text=True).stdout.strip()
    if change.get("sha", "") != there:
        sys.exit("gh: is at " + there + " but expected " + change.get("sha", "") + " (HTTP 409)")
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(base64.b64decode(change["content"], validate=True))
    (folder / "commits").open("a").write(json.dumps({{**change, "content": "", "path": path}}) + "\\n")
"""
pytestmark = pytest.mark.skipif(
    os.name == "nt", reason="the steps are written for bash"
)


def script(steps: list[dict[str, Any]], name: str) -> str:
    text: str = next(step["run"] for step in steps if step.get("name") == name)
    return text


def run(text: str, folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    tools = folder.parent / "tools"
    environment = {
        **os.environ,
        "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
        "PYTHONDONTWRITEBYTECODE": "1",
        **more,
    }
    return subprocess.run(
        ["bash", "-eo", "pipefail", "-c", text],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Create a project in Git with a past edition, and the tools of a runner."""
    find(GIT)
    find(JQ)
    files = {
        "data/sessions.yaml": sessions_yaml(
            "id: opening\ntitle: Opening\nstart: 09:30"
        ),
        "build.py": SHIM,
    }
    root = write_project(tmp_path / "repository", files, f"{EVENT}{SERIES}2027/\n")
    write_project(
        root / "editions/last year",
        {},
        f"{EVENT.replace('2027-', '2026-')}{SERIES}2026/\n",
    )
    git(root, "init", "-q", "-b", "main")
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "a conference")
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "gh").write_text(API.format(python=sys.executable, folder=str(tmp_path)))
    (tools / "gh").chmod(0o755)
    (tools / "python").write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    (tools / "python").chmod(0o755)
    shutil.copytree(root, tmp_path / "remote")
    return root


def deploy(root: Path) -> str:
    """Run both jobs, and pass the outputs of the first to the other."""
    outputs = root.parent / "outputs"
    outputs.write_text("")
    result = run(
        script(GITHUB["build"]["steps"], "Record what is published"),
        root,
        GITHUB_OUTPUT=str(outputs),
    )
    assert result.returncode == 0, result.stderr
    output = outputs.read_text()
    if "recorded=yes" in output:
        shutil.move(root / "record", root.parent / "artifact")
        clean = root.parent / "clean"
        clean.mkdir()
        variables = {
            "GITHUB_RUN_ID": "1",
            "GITHUB_REPOSITORY": "example/coasts",
            "GITHUB_REF_NAME": "main",
        }
        result = run(GITHUB["record"]["steps"][0]["run"], clean, **variables)
        assert result.returncode == 0, result.stderr
        output += result.stdout
        shutil.rmtree(clean)
        shutil.rmtree(root.parent / "artifact")
    return output


def commits(root: Path) -> list[dict[str, str]]:
    path = root.parent / "commits"
    return (
        [json.loads(line) for line in path.read_text().splitlines()]
        if path.exists()
        else []
    )


def test_record_commits_each_deploy_once(repository: Path) -> None:
    assert "recorded=yes" in deploy(repository)
    paths = ["data/published.txt", "editions/last year/data/published.txt"]
    new_commits = commits(repository)
    assert [commit["path"] for commit in new_commits] == paths
    assert {(commit["branch"], commit["message"]) for commit in new_commits} == {
        ("main", "Record what was published [skip ci]")
    }
    for path in paths:
        assert (repository.parent / "remote" / path).read_bytes() == (
            repository / path
        ).read_bytes()
    git(repository, "add", ".")
    git(repository, "commit", "-q", "-m", "as the API has it")
    assert deploy(repository) == ""
    sessions = repository / "data/sessions.yaml"
    sessions.write_text(sessions.read_text().replace("09:30", "09:45"))
    assert "recorded=yes" in deploy(repository)
    assert [commit["path"] for commit in commits(repository)[2:]] == paths[:1]
    assert (
        "session opening"
        in (repository.parent / "remote/data/published.txt")
        .read_text()
        .splitlines()[-1]
    )


def test_record_keeps_changes_made_meanwhile(repository: Path) -> None:
    theirs = repository.parent / "remote/data/published.txt"
    theirs.write_text("# theirs\n")
    output = deploy(repository)
    assert "::warning::data/published.txt could not be committed" in output
    assert theirs.read_text() == "# theirs\n"
    assert [commit["path"] for commit in commits(repository)] == [
        "editions/last year/data/published.txt"
    ]


def test_record_commits_largest_file(repository: Path) -> None:
    """The file is too long for an argument of a command."""
    path = repository / "data/published.txt"
    deploy(repository)
    git(repository, "add", ".")
    git(repository, "commit", "-q", "-m", "as the API has it")
    long = "".join(
        f"address x{number}/ 2026-01-01 0 gone\n" for number in range(20_000)
    )
    path.write_text(path.read_text() + long)
    shutil.copy(path, repository.parent / "remote/data/published.txt")
    git(repository, "add", ".")
    git(repository, "commit", "-q", "-m", "a long one")
    sessions = repository / "data/sessions.yaml"
    sessions.write_text(sessions.read_text().replace("09:30", "09:45"))
    deploy(repository)
    assert len((repository.parent / "remote/data/published.txt").read_bytes()) > 500_000
    assert commits(repository)[-1]["path"] == "data/published.txt"


def test_record_job_waits_for_deploy() -> None:
    assert GITHUB["record"]["needs"] == ["build", "deploy"]
    assert [
        name
        for name, job in GITHUB.items()
        if job["permissions"].get("contents") == "write"
    ] == ["record"]
    assert "pull_request" in next(
        step["if"] for step in GITHUB["build"]["steps"] if step.get("id") == "record"
    )


def test_gitlab_pushes_the_record_to_the_default_branch(
    repository: Path, tmp_path: Path
) -> None:
    """The script of its job runs with a folder in place of the address of the host."""
    git(tmp_path, "init", "-q", "--bare", "-b", "main", "origin.git")
    git(repository, "push", "-q", str(tmp_path / "origin.git"), "main")
    lines = "\n".join(GITLAB["record"]["script"]).replace(
        "https://gitlab-ci-token:${CI_JOB_TOKEN}@${CI_SERVER_HOST}/${CI_PROJECT_PATH}.git",
        str(tmp_path / "origin.git"),
    )
    variables = {
        "GITLAB_USER_NAME": "Test",
        "GITLAB_USER_EMAIL": "test@example.org",
        "CI_DEFAULT_BRANCH": "main",
    }
    variables["CI_PAGES_URL"] = "https://coasts.example/"
    assert "Nothing new" in run(lines, repository, **variables).stdout
    (line,) = (line for line in GITLAB["build"]["script"] if "build.py record" in line)
    run(line, repository, CI_COMMIT_BRANCH="topic", **variables)
    assert not (repository / "data/published.txt").exists()
    assert run(line, repository, CI_COMMIT_BRANCH="main", **variables).returncode == 0
    assert run(lines, repository, **variables).returncode == 0
    log = git(tmp_path / "origin.git", "show", "--stat=200", "--format=%s", "main")
    assert log.startswith("Record what was published [skip ci]")
    assert "editions/last year/data/published.txt" in log
    assert "content/" not in log
    git(repository, "reset", "-q", "--hard", "HEAD~1")
    assert run(line, repository, CI_COMMIT_BRANCH="main", **variables).returncode == 0
    result = run(
        lines.replace("Record what", "Record again what"), repository, **variables
    )
    assert (result.returncode, "could not be pushed" in result.stdout) == (77, True)


def test_installed_microsite_comments_the_changes_of_a_pull_request(
    repository: Path,
) -> None:
    """The steps of a site without the engine: its changes become one comment."""
    jobs = yaml.safe_load(render_workflow("netlify", "microsite"))["jobs"]
    tools, outputs = repository.parent / "tools", repository.parent / "outputs"
    (tools / "microsite").write_text(
        f'#!/bin/sh\nexec python "{repository}/build.py" "$@"\n'
    )
    (tools / "gh").write_text(
        f'#!/bin/sh\necho "$*" >> "{repository.parent}/calls"\n'
        'case "$*" in *per_page*) echo "$ID";; esac\n'
    )
    (tools / "microsite").chmod(0o755)
    sessions = repository / "data/sessions.yaml"
    sessions.write_text(sessions.read_text().replace("09:30", "09:45"))
    step = script(jobs["build"]["steps"], "List the changes in plain words")
    variables = {
        "GITHUB_OUTPUT": str(outputs),
        "GITHUB_STEP_SUMMARY": os.devnull,
        "BASE": "HEAD",
    }

    assert run(step, repository, **variables).returncode == 0
    start, *lines, end = outputs.read_text().splitlines()
    assert start == f"diff<<{end}"
    diff = "\n".join(lines)
    assert "moves from" in diff
    comment = script(jobs["review"]["steps"], "Comment the changes")
    variables = {
        "GITHUB_REPOSITORY": "example/coasts",
        "NUMBER": "7",
        "DIFF": diff,
        "RUN": "https://x",
    }
    for id_ in ("", "42"):
        result = run(comment, repository, ID=id_, **variables)
        assert result.returncode == 0, result.stderr
    calls = (repository.parent / "calls").read_text()
    assert (
        "--method POST repos/example/coasts/issues/7/comments -F body=@changes.md"
        in calls
    )
    assert (
        "--method PATCH repos/example/coasts/issues/comments/42 -F body=@changes.md"
        in calls
    )
    assert "moves from" in (repository / "changes.md").read_text()


def test_gitlab_comments_the_changes_of_a_merge_request(repository: Path) -> None:
    tools, calls = repository.parent / "tools", repository.parent / "calls"
    (tools / "curl").write_text(
        f'#!/bin/sh\necho "$*" >> "{calls}"\nprintf "%s\\n" "$NOTES"\n'
    )
    (tools / "curl").chmod(0o755)
    install, comment = GITLAB["comment"]["script"]
    variables = {"CI_API_V4_URL": "https://gitlab.example/api/v4", "CI_PROJECT_ID": "5"}
    variables |= {"CI_MERGE_REQUEST_IID": "7", "COMMENT_TOKEN": "t"}
    own_notes = (
        '[{"id": 1, "body": "Fine"}, {"id": 42, "body": "<!-- microsite diff -->\\nx"}]'
    )

    for notes in ("[]", own_notes):
        result = run(comment, repository, NOTES=notes, **variables)
        assert result.returncode == 0, result.stderr
    _, post, _, put = calls.read_text().splitlines()
    assert post.endswith(
        "--request POST --form body=<changes.md "
        "https://gitlab.example/api/v4/projects/5/merge_requests/7/notes"
    )
    assert put.endswith("/merge_requests/7/notes/42")
    assert "--request PUT" in put
    assert install.startswith("apk add")
