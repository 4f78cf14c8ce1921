"""Joins sessions with speakers and resources once everything is read."""

from __future__ import annotations

from typing import Any

from pelican import signals  # type: ignore[import-not-found]
from pelican.generators import ArticlesGenerator, PagesGenerator  # type: ignore[import-not-found]


def link(generators: Any) -> None:
    """Give the templates lists of records instead of ids."""
    sessions = next(
        generator
        for generator in generators
        if isinstance(generator, ArticlesGenerator)
    ).articles
    pages = next(
        generator for generator in generators if isinstance(generator, PagesGenerator)
    ).pages
    speakers = {
        page.slug: page for page in pages if getattr(page, "kind", "") == "speaker"
    }
    by_speaker: dict[str, list[Any]] = {}
    programme: dict[str, dict[str, list[Any]]] = {}
    for session in sorted(
        sessions, key=lambda session: (session.day, session.start, session.room)
    ):
        session.who = [speakers[slug] for slug in session.speakers.split(", ")]
        session.res = [
            slug for slug in getattr(session, "resources", "").split(", ") if slug
        ]
        for speaker in session.who:
            by_speaker.setdefault(speaker.slug, []).append(session)
        programme.setdefault(session.day, {}).setdefault(session.start, []).append(
            session
        )
    for speaker_sessions in by_speaker.values():
        speaker_sessions.sort(key=lambda session: session.title)
    all_speakers = [speakers[slug] for slug in sorted(speakers)]
    for generator in generators:
        generator.context.update(
            all_speakers=all_speakers,
            sessions_by_speaker=by_speaker,
            programme=programme,
        )


def register() -> None:
    """Called by Pelican."""
    signals.all_generators_finalized.connect(link)
