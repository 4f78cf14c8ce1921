"""Joins sessions, speakers and data, and gives the templates what each page shows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

_data: dict[str, Any] = {}
_views: dict[str, Any] = {}


def on_config(config: Any) -> Any:
    """Read the data files."""
    folder = Path(config["config_file_path"]).parent / "data"
    _data.update(
        {
            file.stem: yaml.load(file.read_text("utf-8"), yaml.CSafeLoader)
            for file in folder.iterdir()
        }
    )
    return config


def on_env(env: Any, config: Any, files: Any) -> Any:
    """All pages are read: put together what several of them show."""
    speakers: dict[str, Any] = {}
    sessions = []
    for file in files.documentation_pages():
        meta = file.page.meta
        meta["id"] = file.name
        if file.src_uri.startswith("sessions/"):
            sessions.append(meta)
        elif file.src_uri.startswith("speakers/") and file.name != "index":
            speakers[file.name] = meta
    by_speaker: dict[str, list[Any]] = {}
    programme: dict[str, dict[str, list[Any]]] = {}
    for session in sorted(
        sessions,
        key=lambda session: (session["day"], session["start"], session["room"]),
    ):
        for speaker in session["speakers"]:
            by_speaker.setdefault(speaker, []).append(session)
        programme.setdefault(session["day"], {}).setdefault(
            session["start"], []
        ).append(session)
    for speaker_sessions in by_speaker.values():
        speaker_sessions.sort(key=lambda session: session["title"])
    _views.update(
        event=_data["event"],
        nav=_data["nav"],
        sponsors=_data["sponsors"],
        resources=_data["resources"],
        resources_by_id={resource["id"]: resource for resource in _data["resources"]},
        speakers_by_id=dict(sorted(speakers.items())),
        sessions_by_speaker=by_speaker,
        programme=programme,
    )
    return env


def on_page_context(context: Any, page: Any, config: Any, nav: Any) -> Any:
    """Return the variables of a page's template."""
    context.update(_views, cur="/" if page.url in (".", "./") else f"/{page.url}")
    return context
