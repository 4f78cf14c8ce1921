"""Deciding for each artifact whether its file in output stays, and making the new ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from microsite.artifact import Artifact
from microsite.diagnostics.diagnostic import DiagnosticError, Log, file_span
from microsite.publish.files import digest_of_bytes, make_folder, write_file
from microsite.publish.marks import NO_MARK
from microsite.publish.memory import Kept, Memory
from microsite.publish.place import Place
from microsite.publish.private import Search
from microsite.publish.record import RECORD
from microsite.publish.standing import Standing
from microsite.publish.tree import Made, Plan


class Maker:
    """Turns artifacts into a plan; the new files wait in the work folder."""

    def __init__(
        self,
        place: Place,
        standing: Standing,
        memory: Memory,
        search: Search,
        log: Log,
        *,
        jobs: int,
    ) -> None:
        self.plan = Plan()
        self._new = str(place.new)
        self._standing = standing
        self._memory = memory
        self._search = search
        self._log = log
        self._jobs = jobs
        make_folder(self._new)

    def make_all(self, artifacts: Iterable[Artifact]) -> None:
        """Plan a file for each artifact. Those that cannot be made are reported; the others are
        made all the same.
        """
        missing = [artifact for artifact in artifacts if not self._is_known_to_stay(artifact)]
        with ThreadPoolExecutor(self._jobs or None) as threads:
            started = {
                artifact.path: threads.submit(artifact.produce)
                for artifact in missing
                if artifact.in_thread
            }
            for artifact in missing:
                future = started.get(artifact.path)
                self._make(artifact, future.result if future else artifact.produce)

    def _is_known_to_stay(self, artifact: Artifact) -> bool:
        known = self._memory.files.get(artifact.path)
        return (
            known is not None
            and known.inputs == artifact.inputs
            and self._stays(artifact, known.digest)
        )

    def make_record(self, record: Artifact) -> None:
        """Plan the record, which is made of all the rest."""
        if self.plan.made or self._standing.files != self.plan.files.keys():
            self._make(record, record.produce)
        else:
            self.make_all([record])

    def search_what_stays(self) -> None:
        """Look for the private words in the files that stay, except where these very words were
        looked for before.
        """
        if not self._search.fingerprint:
            return
        searched = self._memory.files if self._search.fingerprint == self._memory.words else {}
        for path in self.plan.files.keys() - self.plan.made.keys() - {RECORD}:
            known = searched.get(path)
            if known is None or known.digest != self.plan.files[path].digest:
                self._search.look(path, Path(self._standing.prefix + path).read_bytes())

    def _make(self, artifact: Artifact, produce: Callable[[], bytes]) -> None:
        """Plan a new file."""
        try:
            data = produce()
        except DiagnosticError as mistake:
            self._log.add(mistake.diagnostic)
            return
        except OSError as problem:
            where = artifact.origin or file_span(artifact.path)
            self._log.report(
                "O105", where, path=artifact.path, reason=problem.strerror or str(problem)
            )
            return
        digest = digest_of_bytes(data)
        if self._stays(artifact, digest):
            return
        if artifact.path != RECORD:  # it lists only paths, which are searched themselves
            self._search.look(artifact.path, data)
        waiting = f"{self._new}/{len(self.plan.made)}"
        self.plan.made[artifact.path] = Made(waiting, write_file(waiting, data))
        self.plan.files[artifact.path] = Kept(artifact.inputs, digest, NO_MARK)

    def _stays(self, artifact: Artifact, digest: str) -> bool:
        """Whether output holds these very bytes already; if so, they are planned."""
        mark = self._standing.holds(artifact.path, digest)
        if mark is None:
            return False
        known = self._memory.files.get(artifact.path)
        if known is None or known.mark != mark:
            self.plan.looked_into.add(artifact.path)
        elif known.inputs == artifact.inputs:
            self.plan.files[artifact.path] = known
            return True
        self.plan.files[artifact.path] = Kept(artifact.inputs, digest, mark)
        return True
