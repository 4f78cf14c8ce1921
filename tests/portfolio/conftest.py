"""Fixtures of the tests of portfolios."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.portfolio.writing import Runner, write_portfolio


@pytest.fixture
def run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Runner:
    """A portfolio with the events “coasts” and “rivers”, and the commands in its folder."""
    root = write_portfolio(tmp_path / "portfolio", "coasts", "rivers")
    monkeypatch.chdir(root)
    return Runner(root, capsys)
