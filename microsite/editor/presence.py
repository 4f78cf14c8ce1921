"""People who edit at the same time from several computers: one lock for each record."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct, field

HERE = "Someone at the computer with the site"
IDLE = timedelta(minutes=5)
"""Time after which a lock ends. A form that is open renews it each minute."""


class Lock(Struct, frozen=True):
    """A person who has the form of a record open."""

    owner: str
    name: str
    since: datetime
    seen: datetime

    @property
    def words(self) -> str:
        """The sentence that others see."""
        return f"{self.name} is editing this since {self.since:%H:%M}."


class Presence(Struct, eq=False):
    """The locks, and the names of people by the secrets of their sessions."""

    names: dict[str, str] = field(default_factory=dict)
    locks: dict[str, Lock] = field(default_factory=dict)

    def claim(self, record: str, owner: str, *, is_forced: bool = False) -> Lock | None:
        """Return the lock of another person, or None once the record is locked for this one."""
        now, lock = datetime.now().astimezone(), self.locks.get(record)
        is_own = lock is not None and lock.owner == owner
        if lock is not None and not is_own and not is_forced and now - lock.seen < IDLE:
            return lock
        since = lock.since if lock is not None and is_own else now
        self.locks[record] = Lock(owner, self.names.get(owner, HERE), since, now)
        return None

    def others(self, owner: str) -> list[tuple[str, Lock]]:
        """Return the records that other people are editing."""
        now = datetime.now().astimezone()
        locks = self.locks.items()
        return [(it, lock) for it, lock in locks if lock.owner != owner and now - lock.seen < IDLE]
