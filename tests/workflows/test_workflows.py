"""Workflows and recipes pass their linters, are pinned, and use only existing commands."""

from __future__ import annotations

import atexit
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
import yaml

from bootstrap import DEVELOPER
from bootstrap.tools import SHELLCHECK, find
from microsite.apps.publish.init_ci import HOSTS, WORKFLOWS, render_workflow
from microsite.cli.commands import parser_for

ROOT = Path(__file__).resolve().parent.parent.parent
DEPLOY = ROOT / "deploy"
RENDERED = Path(mkdtemp(prefix="microsite-workflows-"))
"""Folder of the workflows that `init-ci` writes, for a project with the engine and for one without."""
atexit.register(shutil.rmtree, RENDERED)
for command in ("python build.py", "microsite"):
    for host in (*HOSTS, "pull"):
        workflow = RENDERED / f"{host}-{command.split()[0]}.yml"
        workflow.write_text(render_workflow(host, command), encoding="utf-8")
GITHUB = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
GITHUB += sorted(path for path in RENDERED.glob("*.yml") if "gitlab" not in path.name)
GITLAB = sorted(RENDERED.glob("gitlab-*.yml"))
YAML = [*GITHUB, *GITLAB]
SCRIPTS = [ROOT / ".ci" / "run"]
RECIPES = [*YAML, DEPLOY / "netlify.toml", DEPLOY / "wrangler.jsonc"]
PULLS = [path for path in GITHUB if path.name.startswith("pull-")]
SITES = [path for path in GITHUB if path.name == "site.yml" or path.parent == RENDERED]
SITES = [path for path in SITES if path not in PULLS]


def name_of(path: Path) -> str:
    return path.name


def lint(*command: str | Path) -> None:
    result = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("path", GITHUB, ids=name_of)
def test_workflows_pass_actionlint(path: Path) -> None:
    """The linter also runs shellcheck on each step."""
    lint(
        Path(sys.executable).with_name("actionlint"),
        "-shellcheck",
        find(SHELLCHECK),
        path,
    )


@pytest.mark.parametrize("path", YAML, ids=name_of)
def test_workflows_pass_yamllint(path: Path) -> None:
    lint(sys.executable, "-m", "yamllint", "--strict", path)


@pytest.mark.parametrize("path", SCRIPTS, ids=name_of)
def test_scripts_pass_shellcheck(path: Path) -> None:
    lint(find(SHELLCHECK), path)


@pytest.mark.parametrize("path", GITHUB, ids=name_of)
def test_actions_are_pinned_by_commit_and_named_by_version(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    actions = re.findall(
        r"uses: ([^.].+)", text
    )  # a dot means an action of this repository

    assert actions
    for action in actions:
        assert re.fullmatch(
            r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+(\.\d+\.\d+)?", action
        ), action


@pytest.mark.parametrize("path", GITHUB, ids=name_of)
def test_permissions_are_the_least(path: Path) -> None:
    """The workflow has no permissions. Each job has only the ones that it needs."""
    workflow = yaml.safe_load(path.read_text(encoding="utf-8"))

    assert workflow["permissions"] == {}
    allowed = {
        ("contents", "read"),
        ("pull-requests", "write"),
        ("pages", "write"),
        ("id-token", "write"),
    }
    if path in SITES + PULLS:
        allowed |= {("contents", "write"), ("actions", "read")}
    if path.name == "release.yml":
        allowed |= {("contents", "write"), ("actions", "read")}
    for name, job in workflow["jobs"].items():
        assert set(job["permissions"].items()) <= allowed, name
        if "uses" not in job:  # another workflow, which is tested itself
            assert job["timeout-minutes"] <= (
                60 if path.name == "engine.yml" else 20
            ), name


def workflow_of(name: str) -> dict[Any, Any]:
    text = (ROOT / ".github" / "workflows" / name).read_text(encoding="utf-8")
    workflow: dict[Any, Any] = yaml.safe_load(text)
    return workflow


def test_release_needs_tag_and_tests() -> None:
    workflow = workflow_of("release.yml")
    jobs = workflow["jobs"]

    assert workflow[True] == {"push": {"tags": ["v*"]}}
    assert "workflow_call" in workflow_of("engine.yml")[True]
    assert jobs["test"]["uses"] == "./.github/workflows/engine.yml"
    order = {name: job.get("needs") for name, job in jobs.items()}
    assert order == {
        "test": None,
        "build": "test",
        "publish": "build",
        "announce": "publish",
    }


def test_release_gives_rights_only_to_jobs_without_project_code() -> None:
    jobs = workflow_of("release.yml")["jobs"]

    for name, job in jobs.items():
        steps = job.get("steps", [])
        uses = [step["uses"] for step in steps if "uses" in step]
        if "write" in job["permissions"].values():
            assert not uses, name
            assert not [
                step for step in steps if "python build.py" in step.get("run", "")
            ], name
    with_token = {name for name, job in jobs.items() if "GH_TOKEN" in str(job)}
    assert with_token == {"publish", "announce"}
    assert jobs["build"]["steps"][0]["with"] == {"persist-credentials": False}


def test_release_uses_trusted_publishing_and_a_pinned_program() -> None:
    publish = workflow_of("release.yml")["jobs"]["publish"]
    steps = {step["name"]: step for step in publish["steps"]}

    assert publish["permissions"]["id-token"] == "write"
    assert publish["environment"] == {"name": "pypi"}
    pin = steps["Install the program that uploads"]["env"]["UPLOADER"]
    assert re.fullmatch(r"uv==[\d.]+ --hash=sha256:[0-9a-f]{64}", pin)
    assert "--trusted-publishing always" in steps["Publish the package"]["run"]
    assert "secrets." not in str(publish)


@pytest.mark.parametrize("tag, kind", [("v1.0.0", []), ("v1.0.0rc1", ["--prerelease"])])
def test_release_candidates_are_marked(
    tag: str, kind: list[str], tmp_path: Path
) -> None:
    *_, step = workflow_of("release.yml")["jobs"]["announce"]["steps"]
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "a.whl").touch()
    gh = tmp_path / "gh"
    gh.write_text('#!/bin/sh\necho "$@"\n', encoding="utf-8")
    gh.chmod(0o755)
    environment = {
        "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}",
        "GITHUB_REF_NAME": tag,
        "GITHUB_REPOSITORY": "o/r",
    }
    command = ["bash", "-euo", "pipefail", "-c", step["run"]]
    arguments = subprocess.check_output(
        command, cwd=tmp_path, env=environment, text=True
    ).split()

    assert arguments[:3] == ["release", "create", tag]
    assert "dist/a.whl" in arguments
    assert arguments[7:] == ["--generate-notes", *kind]


def test_engine_workflow_tests_three_systems_and_oldest_and_newest_python() -> None:
    jobs = workflow_of("engine.yml")["jobs"]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))[
        "project"
    ]
    matrix = jobs["test"]["strategy"]["matrix"]
    systems = [system.partition("-")[0] for system in matrix["system"]]
    oldest, newest = matrix["python"]

    assert systems == ["ubuntu", "macos", "windows"]
    assert jobs["servers"]["steps"][-1] == {"run": ".ci/run"}
    assert jobs["servers"]["strategy"]["matrix"]["python"] == [oldest, newest]
    assert project["requires-python"] == f">={oldest}"
    assert f"Programming Language :: Python :: {newest}" in project["classifiers"]
    advice = (ROOT / "bootstrap" / "environment.py").read_text(encoding="utf-8")
    assert f"{oldest} to {newest}" in advice


def test_engine_workflow_tries_the_package_as_its_users_do() -> None:
    """The last step is bash on every system, and its commands are those of the guide."""
    *_, step = workflow_of("engine.yml")["jobs"]["test"]["steps"]

    assert step["shell"] == "bash"
    for line in step["run"].splitlines()[1:]:
        program, name, *_ = line.split()
        if program != "cd":
            assert (program, parser_for(name).command.name) == ("microsite", name)


def test_site_workflow_is_that_of_init_ci() -> None:
    """This repository only adds the documentation to the site."""
    text = (ROOT / ".github" / "workflows" / "site.yml").read_text(encoding="utf-8")
    addition = re.search(r" *# In a folder of the same site(?:.*\n)+?\n", text)
    assert addition is not None

    assert text.replace(addition[0], "") == render_workflow(
        "github", "python build.py"
    ), "type: python build.py init-ci github"


@pytest.mark.parametrize("path", SITES + PULLS, ids=name_of)
def test_workflows_never_run_repository_code_with_write_access_or_secrets(
    path: Path,
) -> None:
    text = path.read_text(encoding="utf-8")
    jobs = yaml.safe_load(text)["jobs"]

    for name, job in jobs.items():
        if "write" in job["permissions"].values() or "{{ secrets." in str(job):
            assert not any(
                "actions/checkout" in step.get("uses", "") for step in job["steps"]
            ), name


@pytest.mark.parametrize("path", SITES, ids=name_of)
def test_workflows_never_cancel_a_deploy(path: Path) -> None:
    concurrency = yaml.safe_load(path.read_text(encoding="utf-8"))["concurrency"]

    assert (
        concurrency["cancel-in-progress"]
        == "${{ github.event_name == 'pull_request' }}"
    )


@pytest.mark.parametrize("path", SITES, ids=name_of)
def test_uploads_include_hidden_files(path: Path) -> None:
    """By default the actions skip .well-known, .htaccess and .nojekyll."""
    text = path.read_text(encoding="utf-8")
    uploads = re.findall(r"uses: actions/upload-", text)

    count = 2 if path.name.startswith("portfolio-") else 3
    assert text.count("include-hidden-files: true") == len(uploads) == count


@pytest.mark.parametrize("host", HOSTS)
def test_workflow_installs_microsite_unless_it_is_in_the_project(host: str) -> None:
    with_pip = render_workflow(host, "microsite")
    from_source = render_workflow(host, "python build.py")

    assert "pip install" in with_pip
    assert "build.py" not in with_pip
    assert "pip install" not in from_source
    assert not re.search(r"^#:|@(program|host)@", with_pip + from_source, re.MULTILINE)


@pytest.mark.parametrize(
    "host, secret",
    [
        ("netlify", "NETLIFY_AUTH_TOKEN"),
        ("cloudflare", "CLOUDFLARE_API_TOKEN"),
        ("azure", "AZURE_STATIC_WEB_APPS_API_TOKEN"),
    ],
)
def test_workflow_of_host_reads_one_secret(host: str, secret: str) -> None:
    text = render_workflow(host, "microsite")
    steps = "\n".join(WORKFLOWS[host].steps)

    assert set(re.findall(r"\{ secrets\.(\w+)", text)) == {secret}
    assert secret in steps
    for variable in re.findall(r"vars\.(\w+)", text):
        assert variable in steps


@pytest.mark.parametrize("path", RECIPES, ids=name_of)
def test_commands_in_recipes_are_there(path: Path) -> None:
    """Every `build.py COMMAND --option` is valid."""
    calls = re.findall(
        r"(?:build\.py|(?<!<!-- )\bmicrosite) ([a-z-]+)([^\n>|\"]*(?:\"[^\"\n]*\"[^\n>|\"]*)*)",
        path.read_text(encoding="utf-8"),
    )
    for name, rest in calls:
        if name in DEVELOPER:
            continue
        parser = parser_for(name)
        arguments = (
            rest.replace("${SITE_URL:+--base-url", "--base-url")
            .replace('"$SITE_URL"}', "$SITE_URL")
            .split("#")[0]
        )
        for word in shlex.split(arguments.strip().rstrip("`.")):
            if word.startswith("--"):
                assert word in parser.metavars, f"{name} {word}"


def test_recipes_of_netlify_and_cloudflare_publish_the_output() -> None:
    netlify = tomllib.loads((DEPLOY / "netlify.toml").read_text(encoding="utf-8"))
    assert netlify["build"]["publish"] == "output"
    lines = (DEPLOY / "wrangler.jsonc").read_text(encoding="utf-8").splitlines()
    wrangler = json.loads(
        "\n".join(line for line in lines if not line.startswith("//"))
    )
    assert wrangler["assets"]["directory"] == "./output"
    assert wrangler["assets"]["not_found_handling"] == "404-page"


@pytest.mark.parametrize("path", GITLAB, ids=name_of)
def test_gitlab_publishes_output_and_findings(path: Path) -> None:
    gitlab = yaml.safe_load(path.read_text(encoding="utf-8"))

    assert gitlab["pages"]["pages"] == {"publish": "output"}
    assert gitlab["build"]["artifacts"]["reports"] == {"codequality": "findings.json"}
