"""The last stage, and the only one that writes: artifacts become output/, whole or not at all."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import MappingProxyType

from msgspec import Struct, field

from microsite.artifact import Artifact
from microsite.diagnostics.diagnostic import Log, file_span
from microsite.diagnostics.source_text import Span
from microsite.json_text import compact
from microsite.publish.faults import report_fault
from microsite.publish.files import remove
from microsite.publish.lock import StillLockedError, locked
from microsite.publish.make import Maker
from microsite.publish.memory import NOTHING, Memory, memory_file, read_memory, write_memory
from microsite.publish.paths import check_paths, folders_of
from microsite.publish.place import Place
from microsite.publish.private import Search
from microsite.publish.record import RECORD, write_record
from microsite.publish.standing import Standing, look
from microsite.publish.swap import clean, recover, swap, was_interrupted
from microsite.publish.tree import Plan, assemble, folders_touched

NO_WORDS: Mapping[str, Span] = MappingProxyType({})


class Published(Struct, frozen=True):
    """What a build changed in output. The record of the build, build.json, is not counted."""

    total: int
    """Files in the site."""
    written: int
    """Files that are new or have new bytes."""
    unchanged: int
    removed: int
    changed: tuple[str, ...]
    """The paths that were written or removed, sorted."""
    memory: Memory = field(default=NOTHING)
    """How each file and folder was left."""


def say(message: str) -> None:
    """Tell a person something at once."""
    print(message, file=sys.stderr, flush=True)  # noqa: T201


def publish(
    artifacts: Iterable[Artifact],
    output: Path,
    cache: Path | None,
    stamp: Mapping[str, str],
    log: Log,
    private_words: Mapping[str, Span] = NO_WORDS,
    tell: Callable[[str], None] = say,
    *,
    jobs: int = 0,
) -> Published | None:
    """Make output hold exactly these files and their record; None, and output as it was, where log
    tells why not.

    `stamp` goes into the record (engine, as_of). No file may hold one of the private words. Reports
    the codes that start with O, and what the artifacts report. `cache` is where to remember what
    was made; None uses and leaves no memory. Waits while another build
    publishes, and says so.
    """
    wanted = list(artifacts)
    errors = log.errors
    output = Path(os.path.abspath(output))  # unlike resolve, leaves links as they are
    remembered = memory_file(cache, output)
    try:
        with _at_work(Place(output), tell) as place:
            memory = read_memory(remembered)
            check_paths(wanted, memory.files.keys(), log)
            standing = look(output, memory, log)
            if standing is None or log.errors > errors:
                return None
            search = Search(private_words)
            maker = Maker(place, standing, memory, search, log, jobs=jobs)
            maker.make_all(wanted)
            plan = maker.plan
            digests = {path: file.digest for path, file in plan.files.items()}
            maker.make_record(
                Artifact(RECORD, compact(dict(stamp)), lambda: write_record(stamp, digests))
            )
            maker.search_what_stays()
            search.report(log)
            if log.errors > errors:
                return None
            now = _put_in_place(place, plan, standing, memory, search.fingerprint)
            if remembered is not None and now != memory:
                _remember(remembered, now, log)
            return _what_changed(plan, standing, now)
    except StillLockedError:
        log.report("O124", file_span(output.name), output=output)
    except OSError as problem:
        report_fault(problem, output, log)
    return None


def restore(output: Path, tell: Callable[[str], None] = say) -> None:
    """Put the site back that a build took out of output when it was killed, where that takes two renames.

    To be called first, as a build that finds mistakes does not come to publishing. Where it fails,
    `publish` tries again, and tells.
    """
    place = Place(output)
    if was_interrupted(place):
        with suppress(OSError, StillLockedError), locked(place.lock, tell):
            recover(place)


@contextmanager
def _at_work(place: Place, tell: Callable[[str], None]) -> Iterator[Place]:
    """The work folder, ours alone, with nothing half-done in it before and after."""
    place.work.mkdir(parents=True, exist_ok=True)
    with locked(place.lock, tell):
        if not place.ignore.exists():
            place.ignore.write_text("*\n")
        recover(place)
        clean(place)
        try:
            yield place
        except OSError:
            with suppress(OSError):
                remove(place.spare)  # it may be what fills the disk
            raise
        finally:
            clean(place)


def _put_in_place(
    place: Place, plan: Plan, standing: Standing, memory: Memory, words: str
) -> Memory:
    """Make output what the plan says, in one step, unless it is already; gives what there is to
    remember.
    """
    folders, in_line, worth_keeping = standing.folders, memory.spare, True
    came_or_went = standing.files ^ (plan.files.keys() - {RECORD})
    if plan.made or came_or_went:
        needed = folders_of(plan.files) if came_or_went else standing.all_folders
        touched = folders_touched(
            came_or_went | plan.made.keys() | plan.looked_into, standing.all_folders, needed
        )
        folders, worth_keeping = assemble(place, plan, needed, touched, memory.spare)
        swap(place)
        in_line = {
            folder: mark for folder, mark in standing.folders.items() if folder not in touched
        }
    if not worth_keeping or words != memory.words:
        in_line = {}
        with suppress(OSError):
            remove(
                place.spare
            )  # other private words: what was published before may hold one of them
    return Memory(plan.files, folders, in_line, words)


def _what_changed(plan: Plan, standing: Standing, memory: Memory) -> Published:
    written = plan.made.keys() - {RECORD}
    removed = standing.files - plan.files.keys()
    total = len(plan.files) - 1
    changed = tuple(sorted(written | removed))
    return Published(total, len(written), total - len(written), len(removed), changed, memory)


def _remember(path: Path, memory: Memory, log: Log) -> None:
    try:
        write_memory(path, memory)
    except OSError as problem:
        log.report("O125", file_span(path.name), path=path, reason=problem.strerror or str(problem))
