"""Programs in `tools/` that are run by hand."""

from __future__ import annotations

import subprocess
import sys

import pytest

from microsite.project import ENGINE_HOME

TYPEFACE_TOOLS = ("advance_widths", "fallback_faces", "card_font")


@pytest.mark.parametrize("name", TYPEFACE_TOOLS)
def test_typeface_tool_starts_with_the_locked_packages(name: str) -> None:
    """Without arguments it prints its usage."""
    result = subprocess.run(
        [sys.executable, str(ENGINE_HOME / "tools" / f"{name}.py")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Usage: python tools/" in result.stdout + result.stderr
    assert "Traceback" not in result.stderr
