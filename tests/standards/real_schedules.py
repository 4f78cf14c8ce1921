"""Schedules of real conferences, where a machine has them: none is kept in the project.

MICROSITE_REALDATA names a folder with `31c3.xml`, `debconf23.xml`, `voc-schedule.schema.json` and
the like, as they were published. Tests that read them say so where they are left out.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest


def real_file(name: str) -> Path:
    """A file of real data; the test is left out, with the reason, where there is none."""
    folder = os.environ.get("MICROSITE_REALDATA")
    if folder is None:
        pytest.skip("MICROSITE_REALDATA does not name a folder with schedules of real conferences")
    path = Path(folder) / name
    if not path.is_file():
        pytest.skip(f"{path} is not there")
    return path
