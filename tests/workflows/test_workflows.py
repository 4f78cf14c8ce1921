"""Workflows and recipes pass their linters, are pinned, and use only existing commands."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from bootstrap import DEVELOPER
from bootstrap.tools import SHELLCHECK, find
from microsite.cli.commands import parser_for

ROOT = Path(__file__).resolve().parent.parent.parent
DEPLOY = ROOT / "deploy"
GITHUB = sorted(
    [*(ROOT / ".github" / "workflows").glob("*.yml"), DEPLOY / "azure-static-web-apps.yml"]
)
YAML = [*GITHUB, DEPLOY / "gitlab-ci.yml"]
SCRIPTS = [*DEPLOY.glob("*.sh"), ROOT / ".ci" / "run"]
RECIPES = [*YAML, DEPLOY / "netlify.toml", DEPLOY / "wrangler.jsonc", *DEPLOY.glob("*.sh")]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def lint(*command: str | Path) -> None:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", GITHUB, ids=name_of)
def test_actionlint(path: Path) -> None:
    """The linter also runs shellcheck on each step."""
    lint(Path(sys.executable).with_name("actionlint"), "-shellcheck", find(SHELLCHECK), path)


@pytest.mark.parametrize("path", YAML, ids=name_of)
def test_yamllint(path: Path) -> None:
    lint(sys.executable, "-m", "yamllint", "--strict", path)


@pytest.mark.parametrize("path", SCRIPTS, ids=name_of)
def test_shellcheck(path: Path) -> None:
    lint(find(SHELLCHECK), path)


@pytest.mark.parametrize("path", GITHUB, ids=name_of)
def test_actions_are_pinned_by_commit_and_named_by_version(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    used = re.findall(r"uses: (.+)", text)

    assert used
    for action in used:
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+(\.\d+\.\d+)?", action), action


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
    if path.name == "site.yml":
        allowed |= {("contents", "write"), ("actions", "read")}
    if path.name == "release.yml":
        allowed |= {("contents", "write")}
    for name, job in workflow["jobs"].items():
        assert set(job["permissions"].items()) <= allowed, name
        assert job["timeout-minutes"] <= (60 if path.name == "engine.yml" else 20), name


def test_release_needs_tag_and_hides_token_from_project_code() -> None:
    text = (ROOT / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8")
    workflow = yaml.safe_load(text)
    steps = workflow["jobs"]["release"]["steps"]

    assert workflow[True] == {"push": {"tags": ["v*"]}}
    assert [step["name"] for step in steps if "GH_TOKEN" in step.get("env", {})] == ["Publish them"]
    assert steps[-1]["run"].startswith("gh release create ")
    assert steps[0]["with"] == {"persist-credentials": False}


def test_engine_workflow_tests_oldest_and_newest_python() -> None:
    job = yaml.safe_load(
        (ROOT / ".github" / "workflows" / "engine.yml").read_text(encoding="utf-8")
    )["jobs"]["test"]
    package = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert job["steps"][-1] == {"run": ".ci/run"}
    assert f">={job['strategy']['matrix']['python'][0]}" == package["requires-python"]
    assert (
        f"3.11 to {job['strategy']['matrix']['python'][-1]}"
        in (ROOT / "bootstrap" / "environment.py").read_text()
    )


def test_workflows_never_run_pull_request_code_with_write_access() -> None:
    jobs = yaml.safe_load(
        (ROOT / ".github" / "workflows" / "site.yml").read_text(encoding="utf-8")
    )["jobs"]

    for name, job in jobs.items():
        if "write" in job["permissions"].values():
            assert not any("actions/checkout" in step.get("uses", "") for step in job["steps"]), (
                name
            )


def test_workflows_never_cancel_a_deploy() -> None:
    concurrency = yaml.safe_load(
        (ROOT / ".github" / "workflows" / "site.yml").read_text(encoding="utf-8")
    )["concurrency"]

    assert concurrency["cancel-in-progress"] == "${{ github.event_name == 'pull_request' }}"


def test_hidden_files_go_along() -> None:
    """By default the actions skip .well-known, .htaccess and .nojekyll."""
    text = (ROOT / ".github" / "workflows" / "site.yml").read_text(encoding="utf-8")

    assert (
        text.count("include-hidden-files: true")
        == len(re.findall(r"uses: actions/upload-", text))
        == 3
    )


@pytest.mark.parametrize("path", RECIPES, ids=name_of)
def test_commands_in_recipes_are_there(path: Path) -> None:
    """Every `build.py COMMAND --option` is valid."""
    calls = re.findall(
        r"build\.py ([a-z]+)([^\n>|\"]*(?:\"[^\"\n]*\"[^\n>|\"]*)*)",
        path.read_text(encoding="utf-8"),
    )
    for name, rest in calls:
        if name in DEVELOPER:
            continue
        parser = parser_for(name)
        given = (
            rest.replace("${SITE_URL:+--base-url", "--base-url")
            .replace('"$SITE_URL"}', "$SITE_URL")
            .split("#")[0]
        )
        for word in shlex.split(given.strip().rstrip("`.")):
            if word.startswith("--"):
                assert word in parser.metavars, f"{name} {word}"


def test_other_recipes_are_sound() -> None:
    netlify = tomllib.loads((DEPLOY / "netlify.toml").read_text(encoding="utf-8"))
    assert netlify["build"]["publish"] == "output"
    lines = (DEPLOY / "wrangler.jsonc").read_text(encoding="utf-8").splitlines()
    wrangler = json.loads("\n".join(line for line in lines if not line.startswith("//")))
    assert wrangler["assets"]["directory"] == "./output"
    assert wrangler["assets"]["not_found_handling"] == "404-page"
    gitlab = yaml.safe_load((DEPLOY / "gitlab-ci.yml").read_text(encoding="utf-8"))
    assert gitlab["pages"]["pages"] == {"publish": "output"}
    assert gitlab["build"]["artifacts"]["reports"] == {"codequality": "findings.json"}
