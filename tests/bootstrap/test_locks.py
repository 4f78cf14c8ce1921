"""The lock files agree with each other and are valid on every machine."""

from __future__ import annotations

import re
import subprocess
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from bootstrap import LOCKS, ROOT

EVERY_LOCK = pytest.mark.parametrize("name", LOCKS)
PIN = re.compile(r"([a-z0-9-]+)==([^ ]+)(?: ; ([^\\]+?))? \\")


PLAIN = r"(sys_platform|platform_python_implementation|implementation_name) [!=]= '\w+'"


def text(name: str) -> str:
    return Path(ROOT, name).read_text(encoding="utf-8")


def entries(lock: str) -> dict[str, tuple[str, list[str]]]:
    """Return version and hashes of each package in a lock file."""
    packages: dict[str, tuple[str, list[str]]] = {}
    name = ""
    for line in text(lock).splitlines():
        if pin := PIN.fullmatch(line):
            name = pin[1]
            packages[name] = (pin[2], [])
        elif line.startswith("    --hash="):
            packages[name][1].append(line.strip(" \\"))
        else:
            assert line.startswith("#"), f"{lock}: {line}"
    return packages


@EVERY_LOCK
def test_locks_have_hashes_for_every_package(name: str) -> None:
    for package, (_, hashes) in entries(name).items():
        assert hashes, package
        assert all(
            re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", value) for value in hashes
        )


@EVERY_LOCK
def test_locks_name_no_host(name: str) -> None:
    assert not re.search(r"://|index-url|find-links|trusted-host", text(name))


@EVERY_LOCK
def test_locks_use_only_supported_conditions(name: str) -> None:
    for line in text(name).splitlines():
        if (pin := PIN.fullmatch(line)) and pin[3]:
            for comparison in pin[3].split(" and "):
                assert re.fullmatch(PLAIN, comparison)


def test_locks_contain_the_lock_before() -> None:
    for smaller, larger in pairwise(LOCKS):
        assert entries(smaller).items() <= entries(larger).items()


@EVERY_LOCK
def test_locks_contain_requested_packages(name: str) -> None:
    source = name.replace(".txt", ".in")
    names = [
        line.partition("[")[0].strip()
        for line in text(source).splitlines()
        if line[:1].isalnum()
    ]
    assert set(names) <= entries(name).keys()


def test_package_metadata_matches_requirements() -> None:
    """A clone has the packages of every extra, in versions that the extras allow."""
    project = tomllib.loads(text("pyproject.toml"))["project"]
    extras = project["optional-dependencies"]
    needed = [
        *project["dependencies"],
        *(
            requirement
            for name in extras
            if name != "all"
            for requirement in extras[name]
        ),
    ]
    ranges = {requirement.name: requirement for requirement in map(Requirement, needed)}
    names = {
        line for line in text("requirements.in").splitlines() if line[:1].isalnum()
    }
    assert ranges.keys() == names
    for name, (version, _) in entries(LOCKS[0]).items():
        assert name not in ranges or ranges[name].specifier.contains(version), name


def test_make_runs_the_command_of_each_target() -> None:
    """Each target of the Makefile runs its command, and `make` alone builds."""
    targets = re.search(r"^\.PHONY: (.*)$", text("Makefile"), re.MULTILINE)
    assert targets
    rules = re.findall(r"^([\w-]+): *;", text("Makefile"), re.MULTILINE)
    assert targets[1].split() == rules
    for target in ("", *(rule for rule in rules if rule not in ("clean", "lock"))):
        command = [
            "make",
            "--no-print-directory",
            "-n",
            "-C",
            ROOT,
            "PYTHON=snake",
            *target.split(),
        ]
        printed = subprocess.run(
            command, capture_output=True, encoding="utf-8", check=True
        ).stdout
        does = {
            "": ["build"],
            "golden": ["test", "tests/test_golden.py", "--renew"],
            "test-fast": ["test", "--fast"],
            "test-all": ["test", "--all"],
        }.get(target, [target])
        assert printed.split() == ["snake", "build.py", *does]


def test_ci_runs_test_command_of_readme() -> None:
    subprocess.run(["bash", "-n", ".ci/run"], cwd=ROOT, check=True)
    commands = [
        line for line in text(".ci/run").splitlines() if line.startswith("make ")
    ]
    assert commands[0].startswith("make test PYTHON=")
    assert commands[1].startswith("make test ARGS=--rest PYTHON=")
