"""Watcher of a project's sources.

It notices each save, however an editor writes the file.
"""

import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from time import monotonic

from watchdog import events
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch
from watchdog.observers.polling import PollingObserver

from microsite.project import PORTFOLIO, Project
from microsite.source.files import IGNORED_NAMES

EVENT_TYPES: list[type[events.FileSystemEvent]] = [
    events.FileCreatedEvent,
    events.FileModifiedEvent,
    events.FileClosedEvent,
    events.FileMovedEvent,
    events.FileDeletedEvent,
    events.DirCreatedEvent,
    events.DirMovedEvent,
    events.DirDeletedEvent,
]
"""Events that may change the site.

A build opens and reads every file, so those are left out.
"""
FINAL_EVENTS = frozenset(("closed", "moved", "deleted"))
"""Events after which an editor has finished with a file.

Not every system reports the first.
"""
DEBOUNCE_SECONDS = 0.05
"""Pause that ends a batch; a file finished later is reported at once."""
MAX_DELAY_SECONDS = 0.5  # longest delay of a batch while a program keeps writing


class Watcher(events.FileSystemEventHandler):
    """Reports batches of changed sources, from a thread.

    Raise OSError if it cannot watch.
    """

    def __init__(
        self,
        project: Project,
        report: Callable[[frozenset[Path]], object],
        *,
        poll: bool = False,
    ) -> None:
        self.project = project
        self.report = report
        self._changes: SimpleQueue[tuple[float, str, set[Path]] | None] = SimpleQueue()
        """Times, types and paths of events that are not reported yet.

        None ends the thread.
        """
        self._last_change = 0.0
        self._watches: dict[Path, tuple[tuple[int, int], ObservedWatch]] = {}
        """Device and inode of each watched folder, and its watch."""
        self._observer = self._observe(poll)
        self._thread = threading.Thread(
            target=self._report_batches, name="watcher", daemon=True
        )

    def start(self) -> None:
        """Start to report, also what has changed since the watcher was created."""
        self._thread.start()

    def stop(self) -> None:
        """Stop watching, and wait for the threads to end."""
        self._changes.put(None)
        if self._thread.is_alive():
            self._thread.join()
        self._observer.stop()
        self._observer.join()

    def has_pending(self) -> bool:
        """Return True if a change has not been reported yet, or the watcher has
        stopped.
        """
        return not self._changes.empty()

    def _observe(self, poll: bool) -> BaseObserver:
        """Start the system's observer, or one that polls if the system's cannot be
        used.
        """
        observer = PollingObserver() if poll else Observer()
        self._watches = {}
        try:
            for root in filter(None, (self.project.root, self.project.portfolio)):
                observer.schedule(self, str(root), event_filter=EVENT_TYPES)
            self._update_watches(observer)
            observer.start()
        except OSError:
            observer.unschedule_all()
            if poll:
                raise
            return self._observe(poll=True)
        return observer

    def _update_watches(self, observer: BaseObserver) -> None:
        """Watch the folders that exist now, and no others.

        A replaced folder is another folder.
        """
        folders = {}
        for folder in filter(Path.is_dir, self.project.folders):
            with suppress(OSError):
                stat = folder.stat()
                folders[folder] = stat.st_dev, stat.st_ino
        for folder, (identity, watch) in list(self._watches.items()):
            if folders.get(folder) != identity:
                observer.unschedule(watch)
                del self._watches[folder]
        for folder in folders.keys() - self._watches.keys():
            watch = observer.schedule(
                self, str(folder), recursive=True, event_filter=EVENT_TYPES
            )
            self._watches[folder] = folders[folder], watch

    def on_any_event(self, event: events.FileSystemEvent) -> None:
        """Add an event, unless it is only about temporary files or other folders.

        For watchdog.
        """
        roots = [
            root.resolve()
            for root in (self.project.root, self.project.portfolio)
            if root
        ]
        names = {PORTFOLIO, *(folder.name for folder in self.project.folders)}
        paths = {Path(str(path)) for path in (event.src_path, event.dest_path) if path}
        paths = {path for path in paths if not IGNORED_NAMES.match(path.name)}
        paths = {
            path
            for path in paths
            if path.name in names or path.parent.resolve() not in roots
        }
        if paths:
            self._changes.put((monotonic(), event.event_type, paths))

    def _report_batches(self) -> None:
        while (paths := self._next_batch()) is not None:
            try:
                self._update_watches(self._observer)
            except OSError:  # the system allows no more watches
                self._observer.stop()
                self._observer = self._observe(poll=True)
            self.report(paths)

    def _next_batch(self) -> frozenset[Path] | None:
        """Wait for changes, and return them. Return None once watching has stopped."""
        changed_paths: set[Path] = set()
        # A file that is gone by the end counts only if alone
        created_paths: set[Path] = set()
        change = self._changes.get()
        latest = monotonic() + MAX_DELAY_SECONDS
        at_once = (
            change is not None and change[0] > self._last_change + DEBOUNCE_SECONDS
        )
        while change is not None:
            self._last_change, kind, paths = change
            created_paths |= paths - changed_paths if kind == "created" else set()
            changed_paths |= paths
            is_final = at_once and kind in FINAL_EVENTS and self._changes.empty()
            if is_final or monotonic() > latest:
                break
            try:
                pause = self._last_change + DEBOUNCE_SECONDS - monotonic()
                change = self._changes.get(timeout=max(0.0, pause))
            except Empty:
                break
        remaining = {
            path for path in changed_paths if path not in created_paths or path.exists()
        }
        return None if change is None else frozenset(remaining or changed_paths)
