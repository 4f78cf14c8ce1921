"""Build step that copies the theme and the error pages into the package."""

from __future__ import annotations

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

HERE = Path(__file__).resolve().parent
THEME = ("templates", "assets", "docs/errors")
"""What lies beside the engine here, and inside it where it is installed as a package."""


class WithTheme(build_py):
    """Copies the theme into the package."""

    def run(self) -> None:
        """Build as usual, then copy."""
        super().run()
        for name in THEME:
            target = Path(self.build_lib) / "microsite" / "theme" / name
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(HERE / name, target, ignore=shutil.ignore_patterns(".*", "__pycache__"))


setup(cmdclass={"build_py": WithTheme})
