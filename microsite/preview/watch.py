"""Watches the sources of a project. Every save is seen, however an editor writes it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from os import stat_result
from pathlib import Path
from time import monotonic

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch
from watchdog.observers.polling import PollingObserver

from microsite.project import EDITIONS, Project
from microsite.source.files import IGNORED_NAMES

THEME = ("templates", "assets")
WATCHED = ("content", "data", EDITIONS, "pages", *THEME)
CHANGES: list[type[FileSystemEvent]] = [
    FileCreatedEvent,
    FileModifiedEvent,
    FileClosedEvent,
    FileMovedEvent,
    FileDeletedEvent,
    DirCreatedEvent,
    DirMovedEvent,
    DirDeletedEvent,
]
"""What may change the site, and all that the system is asked to tell. Opening and reading do not,
and a build does that to every file: to be told of it costs more than the build.
"""
SETTLED = frozenset(("closed", "moved", "deleted"))
"""Kinds after which a file is as it is to be. Not every system tells of the first."""
QUIET = 0.05
"""Seconds without an event before a change is told: one save makes several events, and some
programs save many files. A file that is closed after a while of peace is told of at once.
"""
LONGEST = 0.5
"""Seconds after which a change is told all the same, where a program never stops writing."""


class Watcher:
    """Tells of changes to the sources of a project, in batches, from a thread of its own.

    Folders may come, go, and be exchanged for others of the same name. Raises OSError where nothing
    can be watched.
    """

    def __init__(
        self, project: Project, tell: Callable[[frozenset[Path]], object], *, poll: bool = False
    ) -> None:
        self.project = project
        self.tell = tell
        self._changed: set[Path] = set()
        self._passing: set[Path] = set()
        """What came into being since changes were last told: if it is gone again, only the others
        have changed.
        """
        self._is_settled = False
        """Whether the last event says that a file is as it is to be."""
        self._noted = self._peace = 0.0
        """When something was last noted, and for how many seconds nothing had been before what has
        changed now.
        """
        self._condition = threading.Condition()
        self._stopped = False
        self.noticed = _Handler(self._note)
        """Takes what the system tells of a watched folder."""
        self._watches: dict[Path, tuple[int, int, ObservedWatch]] = {}
        self._observer = self._observe(poll)
        self._teller = threading.Thread(target=self._tell_in_batches, name="changes", daemon=True)

    def start(self) -> None:
        """Begin to tell; what has changed since the watcher was made is told at once."""
        self._teller.start()

    def stop(self) -> None:
        """Watch no longer. Waits for the threads to end."""
        with self._condition:
            self._stopped = True
            self._condition.notify()
        if self._teller.is_alive():
            self._teller.join()
        self._observer.stop()
        self._observer.join()

    def _observe(self, poll: bool) -> BaseObserver:
        """A running observer: the system's own, or one that looks again and again where that is not
        to be had.
        """
        for make in (PollingObserver,) if poll else (Observer, PollingObserver):
            observer: BaseObserver = make()
            self._watches = {}
            try:
                observer.schedule(
                    _Handler(self._note_in_root), str(self.project.root), event_filter=CHANGES
                )
                self._follow(observer)
                observer.start()
            except OSError:
                observer.unschedule_all()
                if make is PollingObserver:
                    raise
                continue
            return observer
        raise AssertionError("one of the observers starts")

    def _follow(self, observer: BaseObserver) -> None:
        """Watch the folders that are there now, and no others. One that was exchanged is another
        one.
        """
        there = {
            folder: (info.st_dev, info.st_ino)
            for folder in watched_folders(self.project)
            if (info := _info(folder))
        }
        for folder, (device, number, watch) in list(self._watches.items()):
            if there.get(folder) != (device, number):
                observer.unschedule(watch)
                del self._watches[folder]
        for folder in there.keys() - self._watches.keys():
            self._watches[folder] = (
                *there[folder],
                observer.schedule(self.noticed, str(folder), recursive=True, event_filter=CHANGES),
            )

    def _note_in_root(self, event: FileSystemEvent, paths: list[Path]) -> None:
        """A change in the project's own folder counts where it is one of the folders that are
        watched.
        """
        if ours := [
            path for path in paths if path.parent == self.project.root and path.name in WATCHED
        ]:
            self._note(event, ours)

    def _note(self, event: FileSystemEvent, paths: list[Path]) -> None:
        with self._condition:
            now = monotonic()
            if not self._changed:
                self._peace = now - self._noted
            if event.event_type == "created":
                self._passing.update(path for path in paths if path not in self._changed)
            self._changed.update(paths)
            self._noted, self._is_settled = now, event.event_type in SETTLED
            self._condition.notify()

    def has_more(self) -> bool:
        """Whether something has changed that has not been told, or nothing will be told any more."""
        return bool(self._changed) or self._stopped

    def _tell_in_batches(self) -> None:
        while (changed := self._next_batch()) is not None:
            try:
                self._follow(self._observer)
            except OSError:  # the system watches no more folders
                self._observer.stop()
                self._observer = self._observe(poll=True)
            self.tell(changed)

    def _next_batch(self) -> frozenset[Path] | None:
        """What has changed, once it is quiet; None once watching has stopped."""
        with self._condition:
            self._condition.wait_for(lambda: self._changed or self._stopped)
            latest = monotonic() + LONGEST
            at_once = self._peace > QUIET
            while not self._stopped and not (at_once and self._is_settled) and monotonic() < latest:
                if not self._condition.wait(max(0.0, self._noted + QUIET - monotonic())):
                    break
            changed, passing = self._changed, self._passing
            self._changed, self._passing = set(), set()
            if self._stopped:
                return None
        return frozenset(
            path for path in changed if path not in passing or _info(path)
        ) or frozenset(changed)


class _Handler(FileSystemEventHandler):
    def __init__(self, note: Callable[[FileSystemEvent, list[Path]], None]) -> None:
        self.note = note

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Note the paths of an event, unless they are only of an editor's own files."""
        paths = [Path(str(path)) for path in (event.src_path, event.dest_path) if path]
        if wanted := [path for path in paths if not IGNORED_NAMES.match(path.name)]:
            self.note(event, wanted)


def watched_folders(project: Project) -> list[Path]:
    """The folders of a project, and of the theme behind it, that there are."""
    found = [project.root / name for name in WATCHED]
    if project.home != project.root:
        found += [project.home / name for name in THEME]
    return [folder for folder in found if folder.is_dir()]


def _info(path: Path) -> stat_result | None:
    """What the disk knows of a path; None where there is nothing."""
    try:
        return path.stat()
    except OSError:
        return None
