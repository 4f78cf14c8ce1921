"""Options, markers and settings that all tests share."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from functools import cache, wraps
from pathlib import Path
from typing import Any

import jinja2
import pytest
from hypothesis import settings

from microsite.render.artifacts import qr_code
from microsite.render.assets import render_image
from microsite.render.share_cards import draw_card, icon_png
from microsite.render.stylesheets import compact_css

TESTS = Path(__file__).parent
settings.register_profile(
    "house", deadline=None, derandomize=bool(os.environ.get("CI"))
)
settings.load_profile("house")
"""Tests have no deadline, because a machine may be busy. CI always uses the same examples."""


FOLDERS = {
    "browser": "browser",
    "hosting": "servers",
    "publishing/test_ssh.py": "servers",
    "publishing/test_s3.py": "servers",
    "workflows": "servers",
    "editing/test_language_server.py": "servers",
    "faults": "long",
    "packaging": "long",
    "properties": "long",
    "bench": "slow",
    "browser/test_large_programme.py": "slow",
    "editor/test_board_properties.py": "slow",
    "exports/test_ical_history.py": "slow",
    "handouts/test_pdf.py": "browser",
    "packaging/test_package.py": "slow",
    "portfolio/test_example.py": "slow",
    "pull/test_nightly.py": "slow",
    "linkcheck": "long",
    "pages/test_changes.py": "long",
    "preview/test_serve.py": "long",
    "preview/test_watcher.py": "long",
    "site/test_history.py": "long",
    "test_as_of.py": "long",
    "test_extending.py": "long",
    "test_readme.py": "long",
    "test_reproducible.py": "long",
    "test_writing_tasks.py": "long",
}
"""Markers of tests by folder or file: what they need in addition to Python, and long ones."""


@pytest.fixture(autouse=True, scope="session")
def shared_results() -> Iterator[None]:
    """Compile each template, compact each stylesheet and draw each picture once for all builds.

    These take most of their time.
    """
    with pytest.MonkeyPatch.context() as patch:
        for name in ("parse", "compile"):
            patch.setattr(
                jinja2.Environment, name, remembering(getattr(jinja2.Environment, name))
            )
        load = jinja2.FileSystemBytecodeCache.load_bytecode
        patch.setattr(
            jinja2.FileSystemBytecodeCache, "load_bytecode", reading_once(load)
        )
        patch.setattr("microsite.render.assets.compact_css", cache(compact_css))
        patch.setattr("microsite.render.assets.render_image", cache(render_image))
        patch.setattr("microsite.render.artifacts.qr_code", cache(qr_code))
        patch.setattr("microsite.render.share_cards.draw_card", cache(draw_card))
        patch.setattr("microsite.render.share_cards.icon_png", cache(icon_png))
        yield


def remembering(method: Callable[..., Any]) -> Callable[..., Any]:
    """Return a method of Jinja that keeps its results, by text, names and settings."""
    results: dict[tuple[object, ...], Any] = {}

    def remember(environment: jinja2.Environment, *arguments: object) -> Any:
        settings = (
            environment.autoescape,
            environment.trim_blocks,
            environment.lstrip_blocks,
        )
        key = (
            *arguments,
            *settings,
            environment.keep_trailing_newline,
            environment.finalize,
        )
        if key not in results:
            results[key] = method(environment, *arguments)
        return results[key]

    return remember


def reading_once(load: Callable[..., None]) -> Callable[..., None]:
    """Return a function of Jinja that keeps the compiled templates it has read."""
    codes: dict[tuple[str, str], Any] = {}

    @wraps(load)
    def load_once(
        folder: jinja2.FileSystemBytecodeCache, bucket: jinja2.bccache.Bucket
    ) -> None:
        key = (bucket.key, bucket.checksum)
        if key in codes:
            bucket.code = codes[key]
            return
        load(folder, bucket)
        if bucket.code is not None:
            codes[key] = bucket.code

    return load_once


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that need a browser or other programs, or that take long."""
    for item in items:
        path = item.path.relative_to(TESTS).as_posix()
        for start, marker in FOLDERS.items():
            if path.startswith(start):
                item.add_marker(marker)
        if os.name == "nt" and item.get_closest_marker("posix"):
            item.add_marker(pytest.mark.skip("needs modes of files, or a shell"))


def pytest_collection_finish() -> None:
    """Spare the garbage collector the modules and tests, which stay until the end."""
    gc.freeze()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--renew`, which writes the expected output of the golden sites."""
    parser.addoption(
        "--renew",
        action="store_true",
        help="write the expected output of the golden sites",
    )


@pytest.fixture
def renew(request: pytest.FixtureRequest) -> bool:
    """Return whether to write the expected output of the golden sites."""
    return bool(request.config.getoption("--renew"))
