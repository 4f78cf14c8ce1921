"""Schedules of real conferences, if this machine has them. The project contains none.

MICROSITE_REALDATA names a folder with `31c3.xml`, `debconf23.xml`, `voc-schedule.schema.json` and
others, as published. Tests that need them are skipped with a reason.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest


def real_file(name: str) -> Path:
    """Return a file of real data. Skip the test with a reason if it is missing."""
    folder = os.environ.get("MICROSITE_REALDATA")
    if folder is None:
        pytest.skip(
            "MICROSITE_REALDATA does not name a folder with schedules of real conferences"
        )
    path = Path(folder) / name
    if not path.is_file():
        pytest.skip(f"{path} is not there")
    return path
