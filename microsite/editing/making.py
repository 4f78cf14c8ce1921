"""One new record, made, tried and written: `new`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from microsite.diagnostics.diagnostic import Diagnostic, Log
from microsite.editing.adding import CannotAdd, DataList, with_entry
from microsite.editing.original import Original
from microsite.editing.saving import create_file, replace_file
from microsite.editing.trial import found_files, load_with, new_mistakes
from microsite.editing.writing import Value, document
from microsite.model.event import Event
from microsite.model.fields import input_keys
from microsite.model.kinds import RecordKind
from microsite.project import Project
from microsite.source.decode import read_bytes
from microsite.source.files import MAX_SLUG_LENGTH, SLUG, slugify


class Made(Struct, frozen=True):
    """What a new record comes to, before it is written."""

    path: str
    """The file, relative to the project."""
    before: bytes | None
    """What the file holds; None where there is none yet."""
    after: bytes
    warnings: tuple[Diagnostic, ...]
    """What is said of it, though it is sound."""


def free_id(kind: RecordKind, title: str, taken: set[str]) -> str:
    """A name for addresses, made from the title, that no other record of the kind has."""
    base = slugify(title) or kind.name
    names = [base, *(f"{base[:70]}-{number}" for number in range(2, len(taken) + 3))]
    return next(name for name in names if name not in taken)


def taken_ids(kind: RecordKind, event: Event | None) -> set[str]:
    """The ids that records of a kind have, sound or not."""
    if event is None:
        return set()
    if kind.name == "sponsor":
        return (
            {sponsor.id for sponsor in event.sponsorship.sponsors} if event.sponsorship else set()
        )
    if kind.name == "rate":
        return {rate.id for rate in event.rates.rates} if event.rates else set()
    return set(event.references[kind.name].ids.values())


def make(
    project: Project, kind: RecordKind, identity: str, given: Mapping[str, Value], body: str
) -> Made:
    """A record in its file, in memory. Raises CannotAdd, with the mistakes that it would bring,
    unless it is sound.
    """
    if not SLUG.match(identity) or len(identity) > MAX_SLUG_LENGTH:
        raise CannotAdd(
            f"“{identity}” cannot be a name in addresses. Did you mean “{slugify(identity) or 'opening'}”?"
        )
    _, before = load_with(project, {})
    files = {file.path: file for file in found_files(project.root)}
    if kind.folder:
        made = _new_file(project, kind, identity, given, body)
    else:
        where = DataList.of(kind)
        path = next(
            (path for path in (where.path, f"data/{kind.file}.yml") if path in files), where.path
        )
        data = read_bytes(files[path], Log()) if path in files else None
        if data is None and (project.root / path).exists():
            raise CannotAdd(f"{path} cannot be read.")
        fields = [("id", identity), *given.items()]
        original = None if data is None else Original.of(path, data)
        made = path, data, with_entry(original, where, fields).data
        if kind.name == "session":
            after = _session_above(project, {path: made[2]}, identity)
            made = path, data, with_entry(original, where, fields, after).data
    path, data, after_data = made
    _, log = load_with(project, {path: after_data})
    if mistakes := new_mistakes(before, log):
        raise CannotAdd(f"The {kind.name} cannot be added like that.", mistakes)
    known = {(found.code, found.headline) for found in before}
    told = tuple(
        found
        for found in log
        if (found.code, found.headline) not in known and found.span.path == path
    )
    return Made(path, data, after_data, told)


def write(project: Project, made: Made) -> None:
    """Write it. Raises Overtaken where somebody else was quicker."""
    place = project.root / made.path
    if made.before is None:
        create_file(place, made.after)
    else:
        replace_file(place, made.before, made.after)


def _new_file(
    project: Project, kind: RecordKind, identity: str, given: Mapping[str, Value], body: str
) -> tuple[str, bytes | None, bytes]:
    dated = (
        f"{given['date']}-" if kind.name == "news" and isinstance(given.get("date"), str) else ""
    )
    path = f"content/{kind.folder}/{dated}{identity}.md"
    if _exists(project.root / path):
        raise CannotAdd(f"There is a file {path} already.")
    order = input_keys(kind.record)
    fields = sorted(given.items(), key=lambda field: order.index(field[0]))
    return path, None, document(fields, body).encode("utf-8")


def _exists(path: Path) -> bool:
    """Whether there is such a file, also in other letters on a system that tells them apart."""
    if not path.parent.is_dir():
        return False
    return path.name.casefold() in {each.name.casefold() for each in path.parent.iterdir()}


def _session_above(project: Project, changed: Mapping[str, bytes], identity: str) -> str | None:
    """The session below which a new one belongs, where the file has them in the order of time;
    empty for the top.
    """
    event, _ = load_with(project, changed)
    sessions = list(event.sessions) if event else []
    new = next((session for session in sessions if session.id == identity), None)
    others = sorted(
        (each for each in sessions if each is not new), key=lambda each: each.span().start
    )
    times = [(each.day, each.start_minute) for each in others]
    if new is None or times != sorted(times):
        return None
    earlier = [
        each.id for each in others if (each.day, each.start_minute) <= (new.day, new.start_minute)
    ]
    return earlier[-1] if earlier else ""
