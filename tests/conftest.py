"""What all tests share."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

settings.register_profile("house", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("house")
"""No test fails because a machine is busy. CI tries the same examples each time; a person's
machine, new ones.
"""


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--renew` writes what the golden sites are expected to be, instead of comparing with it."""
    parser.addoption(
        "--renew", action="store_true", help="write the expected output of the golden sites anew"
    )


@pytest.fixture
def renew(request: pytest.FixtureRequest) -> bool:
    """Whether the expected output is to be written anew."""
    return bool(request.config.getoption("--renew"))
