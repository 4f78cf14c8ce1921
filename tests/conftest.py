"""What all tests share."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--renew` writes what the golden sites are expected to be, instead of comparing with it."""
    parser.addoption("--renew", action="store_true", help="write the expected output of the golden sites anew")


@pytest.fixture
def renew(request: pytest.FixtureRequest) -> bool:
    """Whether the expected output is to be written anew."""
    return bool(request.config.getoption("--renew"))
