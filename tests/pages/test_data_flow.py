"""The path of a field from its file to `Event` and to the page."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from microsite.diagnostics.diagnostic import Log
from microsite.model.event import Session
from microsite.model.fields import Record
from microsite.model.loader import load_editions
from microsite.pages.page import Page
from microsite.pages.programme import SessionPage
from microsite.pages.views import SessionCard
from microsite.project import ENGINE_HOME, Project
from microsite.render.artifacts import page_artifacts
from microsite.render.templates import Templates
from microsite.source.nodes import Scalar
from tests.export_helpers import build_page, make_site
from tests.making import EVENT, sessions_yaml, write_project

TITLE = "Mend a herring net"
FILES = {
    "data/sessions.yaml": sessions_yaml(
        f"id: nets\ntitle: {TITLE}\nkind: workshop\nstart: 10:00\nsummary: Bring a needle."
    )
}
MAX_CALLS_TO_EVENT, MAX_CALLS_TO_BYTES = 15, 8
ENGINE = f"{ENGINE_HOME / 'microsite'}/"


def contains_title(value: object) -> bool:
    """Return whether a value is a short text with the title, or a record or page with it."""
    if isinstance(value, str):
        return TITLE in value
    if isinstance(value, bytes):
        return TITLE.encode() in value
    return isinstance(
        value, Scalar | Record | Session | Page | SessionPage | SessionCard
    ) and (TITLE in repr(value))


def calls_with_title(run: Callable[[], object]) -> list[str]:
    """Return the functions of the engine that return the title, or a record or page with it."""
    calls: dict[str, None] = {}

    def profile(frame: FrameType, event: str, result: Any) -> None:
        code = frame.f_code
        is_function = not code.co_name.startswith("<")
        if event == "return" and is_function and code.co_filename.startswith(ENGINE):
            sys.setprofile(None)
            if contains_title(result):
                calls[f"{Path(code.co_filename).stem}.{code.co_qualname}"] = None
            sys.setprofile(profile)

    sys.setprofile(profile)
    try:
        run()
    finally:
        sys.setprofile(None)
    return list(calls)


def test_title_takes_few_calls_from_file_to_event(tmp_path: Path) -> None:
    project = Project.at(write_project(tmp_path, FILES, EVENT))
    log = Log()
    calls = calls_with_title(lambda: load_editions(project, log))

    assert list(log) == []
    assert len(calls) <= MAX_CALLS_TO_EVENT, calls


def test_title_takes_few_calls_from_event_to_bytes(tmp_path: Path) -> None:
    site = make_site(tmp_path, FILES, base_url=None)

    def render() -> bytes:
        templates = Templates((ENGINE_HOME / "templates",))
        assets = {"css/site.css": "", "css/pages/session.css": ""}
        page = build_page(site, "programme/nets/")
        assert page is not None
        [artifact] = page_artifacts([page], site, templates, assets, site.log)
        return artifact.produce()

    calls = calls_with_title(render)
    assert len(calls) <= MAX_CALLS_TO_BYTES, calls
