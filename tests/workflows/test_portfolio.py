"""The workflow of a portfolio, whose steps run here: parts are built, joined and published."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from bootstrap.tools import RCLONE, find
from microsite.apps.publish.init_ci import render_workflow
from tests.portfolio.writing import contents, write_portfolio

ROOT = Path(__file__).resolve().parent.parent.parent
SLUGS = ("coasts", "fells", "lakes", "moors", "rivers")
SHA = "0123456789abcdef0123456789abcdef01234567"
PROGRAMS = {
    "microsite": 'exec "{python}" -m microsite "$@"',
    "gh": 'mkdir -p parts; cp -R "$UPLOADS"/. parts/',
    "sudo": "exit 0",
}
"""Stand-ins for programs of the workflow. `gh` downloads artifacts."""


def evaluated(text: str, values: dict[str, str]) -> str:
    """Return a text with the values of its expressions."""
    for expression, value in values.items():
        text = text.replace(f"${{{{ {expression} }}}}", value)
    return text


class Runner:
    """Runs the steps of a job in a checkout of its own, as GitHub does."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.workflow: dict[str, Any] = yaml.safe_load(
            render_workflow("portfolio", "microsite")
        )
        bin_ = folder / "bin"
        bin_.mkdir()
        for name, code in PROGRAMS.items():
            (bin_ / name).write_text(
                f"#!/bin/sh\n{code.format(python=sys.executable)}\n"
            )
            (bin_ / name).chmod(0o755)
        (folder / "uploads").mkdir()
        self.environment = os.environ | {
            "PATH": f"{bin_}{os.pathsep}{find(RCLONE).parent}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "UPLOADS": str(folder / "uploads"),
            "GITHUB_OUTPUT": str(folder / "outputs"),
            "GITHUB_SHA": SHA,
            "GITHUB_RUN_ID": "1",
            "GITHUB_REPOSITORY": "example/events",
        }

    def job(self, name: str, checkout: Path, values: dict[str, str]) -> None:
        """Run a job. Its expressions have these values."""
        for step in self.workflow["jobs"][name]["steps"]:
            if "run" not in step or step["name"] in (
                "Install Microsite",
                "Fail if an event has errors",
            ):
                continue
            env = step.get("env", {})
            variables = {key: evaluated(str(text), values) for key, text in env.items()}
            result = subprocess.run(
                ["bash", "-e", "-c", step["run"]],
                cwd=checkout,
                env=self.environment | variables,
                capture_output=True,
                text=True,
                check=False,
            )
            assert result.returncode == 0, result.stderr

    def shard(self, sources: Path, number: int) -> None:
        """Build a part in a checkout, and upload it."""
        checkout = self.folder / f"shard {number}"
        shutil.copytree(sources, checkout)
        self.job(
            "build", checkout, {"matrix.shard": str(number), "strategy.job-total": "3"}
        )
        if (checkout / "output").exists():
            shutil.copytree(
                checkout / "output", self.folder / "uploads" / f"shard-{number}"
            )
        else:
            (self.folder / "uploads" / f"shard-{number}").mkdir()

    def publish(self, sources: Path) -> Path:
        """Join the parts in a checkout, and publish them. Return the checkout."""
        checkout = self.folder / "joined"
        shutil.copytree(sources, checkout)
        remote = f"[r2]\ntype = alias\nremote = {self.folder / 'store'}"
        values = {
            "needs.build.outputs.shards": "3",
            "secrets.RCLONE_CONF": remote,
            "runner.temp": str(self.folder),
            "vars.RCLONE_TARGET": "r2:events",
        }
        self.job("join", checkout, values)
        shutil.copytree(checkout / "output", self.folder / "uploads" / "site")
        self.job("publish", checkout, values)
        return checkout


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    return write_portfolio(tmp_path / "sources", *SLUGS)


def test_parts_are_joined_to_the_same_bytes_as_a_complete_build(
    tmp_path: Path, sources: Path
) -> None:
    runner = Runner(tmp_path)
    for number in (1, 2, 3):
        runner.shard(sources, number)
    joined = contents(runner.publish(sources) / "output")

    command = [
        sys.executable,
        "-m",
        "microsite",
        "build",
        "--commit",
        SHA,
        "--root",
        str(sources),
    ]
    subprocess.run(command, env=runner.environment, check=True, capture_output=True)
    assert joined == contents(sources / "output")
    assert {path.split("/")[0] for path in joined} >= {*SLUGS, "index.html"}
    assert contents(tmp_path / "store/events") == joined
