"""Watches the sources of a project. Every save is seen, however an editor writes it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver
from watchdog.observers.polling import PollingObserver

from microsite.project import EDITIONS, Project
from microsite.source.discover import IGNORED

WATCHED = ("content", "data", EDITIONS, "templates", "assets")
CHANGES = frozenset(("created", "modified", "moved", "deleted", "closed"))
"""Kinds of event that may change the site; opening and reading do not."""
QUIET = 0.05
"""Seconds without an event before a change is told: one save makes several events."""


class Watcher:
    """Tells of changes to the sources of a project, in batches, from a thread of its own."""

    def __init__(self, project: Project, tell: Callable[[frozenset[Path]], object], *, poll: bool = False) -> None:
        self.folders = watched_folders(project)
        self.tell = tell
        self._changed: set[Path] = set()
        self._condition = threading.Condition()
        self._stopped = False
        self._observer = self._observe(poll)
        self._teller = threading.Thread(target=self._tell_in_batches, name="changes", daemon=True)

    def start(self) -> None:
        """Begin to watch."""
        self._teller.start()

    def stop(self) -> None:
        """Watch no longer. Waits for the threads to end."""
        self._observer.stop()
        self._observer.join()
        with self._condition:
            self._stopped = True
            self._condition.notify()
        if self._teller.is_alive():
            self._teller.join()

    def _observe(self, poll: bool) -> BaseObserver:
        """A running observer: the system's own, or one that looks again and again where that is not to be had."""
        for make in (PollingObserver,) if poll else (Observer, PollingObserver):
            observer: BaseObserver = make()
            handler = _Handler(self._note)
            try:
                for folder in self.folders:
                    observer.schedule(handler, str(folder), recursive=True)
                observer.start()
            except OSError:
                observer.unschedule_all()
                if make is PollingObserver:
                    raise
                continue
            return observer
        raise AssertionError("one of the observers starts")

    def _note(self, paths: Iterable[Path]) -> None:
        with self._condition:
            self._changed.update(paths)
            self._condition.notify()

    def _tell_in_batches(self) -> None:
        while True:
            with self._condition:
                self._condition.wait_for(lambda: self._changed or self._stopped)
                while not self._stopped and self._condition.wait(QUIET):
                    pass
                if self._stopped:
                    return
                changed, self._changed = frozenset(self._changed), set()
            self.tell(changed)


class _Handler(FileSystemEventHandler):
    def __init__(self, note: Callable[[Iterable[Path]], None]) -> None:
        self.note = note

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Note the paths of an event, unless they are only of an editor's own files."""
        if event.event_type not in CHANGES or (event.is_directory and event.event_type == "modified"):
            return
        paths = [Path(str(path)) for path in (event.src_path, event.dest_path) if path]
        if wanted := [path for path in paths if not IGNORED.match(path.name)]:
            self.note(wanted)


def watched_folders(project: Project) -> list[Path]:
    """The folders of a project, and of the theme behind it, that there are."""
    homes = dict.fromkeys((project.root, project.home))
    found = [home / name for home in homes for name in WATCHED if home == project.root or name in WATCHED[-2:]]
    return [folder for folder in found if folder.is_dir()]
