"""Options, markers and settings that all tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

TESTS = Path(__file__).parent
settings.register_profile("house", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("house")
"""Tests have no deadline, because a machine may be busy. CI always uses the same examples."""


FOLDERS = {
    "browser": "browser",
    "hosting": "servers",
    "publishing/test_ssh.py": "servers",
    "publishing/test_s3.py": "servers",
    "workflows": "servers",
    "editing/test_language_server.py": "servers",
}
"""Markers of tests by folder or file: programs that they need in addition to Python."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that need a browser or other programs."""
    for item in items:
        path = item.path.relative_to(TESTS).as_posix()
        for start, marker in FOLDERS.items():
            if path.startswith(start):
                item.add_marker(marker)
        if os.name == "nt" and item.get_closest_marker("posix"):
            item.add_marker(pytest.mark.skip("needs modes of files, or a shell"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--renew`, which writes the expected output of the golden sites."""
    parser.addoption(
        "--renew", action="store_true", help="write the expected output of the golden sites"
    )


@pytest.fixture
def renew(request: pytest.FixtureRequest) -> bool:
    """Return whether to write the expected output of the golden sites."""
    return bool(request.config.getoption("--renew"))
