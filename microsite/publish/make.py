"""Deciding for each artifact whether its file in output stays, and making the new ones."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from microsite.artifact import Artifact
from microsite.diagnostics.diagnostic import Log, Reported, nowhere
from microsite.hands import are_shared, by_threads, shared_out
from microsite.plain import replace
from microsite.publish.files import digest_of_bytes, make_folder, write_file
from microsite.publish.marks import NO_MARK
from microsite.publish.memory import Kept, Memory
from microsite.publish.place import Place
from microsite.publish.private import Search
from microsite.publish.record import RECORD
from microsite.publish.standing import Standing
from microsite.publish.tree import Made, Plan

SEARCHED, NOT_SEARCHED = b"1", b"0"


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
        threaded: list[Artifact] = []
        if not are_shared(len(missing), self._jobs):
            threaded = [artifact for artifact in missing if artifact.by_threads]
            missing = [artifact for artifact in missing if not artifact.by_threads]
        for number, told in shared_out(
            len(missing), lambda number: self._told(missing[number]), self._jobs
        ):
            if told is None:
                self._make(missing[number])
            else:
                self._make(missing[number], told[1:], is_searched=told[:1] == SEARCHED)
        begun = by_threads([artifact.produce for artifact in threaded], self._jobs)
        for artifact, produce in zip(threaded, begun, strict=True):
            self._make(replace(artifact, produce=produce))

    def _told(self, artifact: Artifact) -> bytes:
        """What a file holds, after a byte that says whether it has been found free of private
        words.
        """
        data = artifact.produce()
        return (NOT_SEARCHED if self._search.suspects(artifact.path, data) else SEARCHED) + data

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
            self._make(record)
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

    def _make(
        self, artifact: Artifact, data: bytes | None = None, *, is_searched: bool = False
    ) -> None:
        """Plan a new file; `data` is what it holds, where that has been made."""
        try:
            data = artifact.produce() if data is None else data
        except Reported as mistake:
            self._log.add(mistake.diagnostic)
            return
        except OSError as problem:
            where = artifact.origin or nowhere(artifact.path)
            self._log.report(
                "O105", where, path=artifact.path, reason=problem.strerror or str(problem)
            )
            return
        digest = digest_of_bytes(data)
        if self._stays(artifact, digest):
            return
        if (
            not is_searched and artifact.path != RECORD
        ):  # it tells only the paths, which are searched themselves
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
