"""Next year's edition from this year's: what was is kept in `editions/`, what stays the same stays."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from microsite.diagnostics.diagnostic import Log
from microsite.editing.fields import change_field
from microsite.editing.original import Original
from microsite.editing.saving import replace_file
from microsite.editing.trial import found_files
from microsite.editing.writing import Value
from microsite.model.dates import TO_BE_ANNOUNCED
from microsite.model.event import FOLDER, edition_folder
from microsite.model.fields import input_keys
from microsite.model.loader import load_event
from microsite.model.records.event import EventRecord
from microsite.model.records.rates import RatesFile
from microsite.model.records.sponsors import SponsorsFile
from microsite.project import EDITIONS, Project
from microsite.source.files import PUBLISHED_FILE
from microsite.source.nodes import Mapping as Settings
from microsite.source.nodes import Scalar
from microsite.source.reader import SourceFiles, read_sources

KEPT = ("content", "data")
"""The folders that are kept for the edition that was. What is in assets/, templates/ and pages/
serves all editions.
"""
EVENT = "content/event.md"
GONE = ("status", "status_note", "booking", "online_url")
"""Settings of the event that would be untrue of the next one."""
WITH_YEAR = ("title", "strapline", "standfirst", "description")
LISTS: dict[str, tuple[tuple[str, ...], tuple[str, ...], list[str]]] = {
    "sessions": (("sessions",), ("days",), ["rooms", "tracks", "days", "sessions"]),
    "rates": (("rates",), (), [*input_keys(RatesFile), "rates"]),
    "sponsors": (("sponsors",), (), [*input_keys(SponsorsFile), "tiers", "sponsors"]),
}
"""By data file: the lists that are emptied, those that are taken away, and the order of all."""


class CannotStart(Exception):
    """Why there can be no next edition, in words for people, with the cure."""


class NextEdition(Struct, frozen=True):
    """What is to be done, worked out before anything is written."""

    old: str
    """The folder of the edition that was: `2027`."""
    new: str
    changed: tuple[tuple[str, bytes, bytes], ...]
    """Paths with their bytes before and after; event.md is the last."""
    removed: tuple[str, ...]
    """Files that are of the old edition alone."""
    looked_over: tuple[tuple[str, int], ...]
    """Paths and lines of what stays and still names the old edition."""


def plan_next(project: Project, new: str, *, keep_speakers: bool) -> NextEdition:
    """What starts the edition of that name. Raises CannotStart."""
    log = Log()
    sources = read_sources(project.root, log)
    event = load_event(sources, log)
    if event is None or sources.event is None or log.errors:
        raise CannotStart("The site has mistakes. Put them right first: python build.py check")
    old = edition_folder(event.record).removesuffix("/")
    if not old or event.record.series is None:
        raise CannotStart(
            "The conference is not an edition of a series yet. Add “series:” to content/event.md, with “name” and "
            "“url”, the address that always leads to the next edition, and a “base_url” that is this and one folder "
            "more, such as https://coasts.example/2027/."
        )
    if not FOLDER.match(f"{new}/"):
        raise CannotStart(f"“{new}” cannot be a folder in an address. Write a year, such as 2028.")
    taken = {old.casefold(), *(path.root.name.casefold() for path in project.past_editions)}
    if new.casefold() in taken:
        raise CannotStart(f"There is an edition “{new}” already.")
    edits = _new_settings(sources.event.settings, old, new, event.record)
    changed = [*_emptied(project, sources), _edited(project, EVENT, sources.event.settings, edits)]
    removed = tuple(_removed(project, keep_speakers=keep_speakers))
    return NextEdition(
        old, new, tuple(changed), removed, tuple(_naming(project, old, removed, changed))
    )


def _new_settings(
    settings: Settings, old: str, new: str, details: EventRecord
) -> dict[str, Value | None]:
    """What becomes of the settings of event.md; None for one that is taken away."""
    series = details.series.url.rstrip("/") if details.series else ""
    values: dict[str, Value | None] = {
        "starts": TO_BE_ANNOUNCED[0],
        "ends": TO_BE_ANNOUNCED[0],
        "base_url": f"{series}/{new}/",
        **{name: None for name in GONE if name in settings.keys},
    }
    if details.venue is not None:
        values["sample"] = tuple(dict.fromkeys((*details.sample, "venue")))
    for name in WITH_YEAR:
        node = settings.values.get(name)
        if isinstance(node, Scalar) and re.search(rf"\b{re.escape(old)}\b", node.text):
            values[name] = re.sub(rf"\b{re.escape(old)}\b", new, node.text)
    return values


def _edited(
    project: Project,
    path: str,
    settings: Settings,
    values: Mapping[str, Value | None],
    order: list[str] | None = None,
) -> tuple[str, bytes, bytes]:
    data = (project.root / path).read_bytes()
    original = Original.of(path, data)
    edits = [
        change_field(settings, name, value, order or input_keys(EventRecord))
        for name, value in values.items()
    ]
    after = (
        original.edited(edit for edit in edits if edit) if original and None not in edits else None
    )
    if after is None:
        raise CannotStart(
            f"{path} is written in a way that cannot be changed safely. Put each setting on its own line."
        )
    return path, data, after.data


def _emptied(project: Project, sources: SourceFiles) -> Iterator[tuple[str, bytes, bytes]]:
    """The data files whose lists are of one edition; their settings stay."""
    for name, (emptied, gone, order) in LISTS.items():
        if name not in sources.data:
            continue
        source, root = sources.data[name]
        if isinstance(root, Settings):
            values: dict[str, Value | None] = {key: () for key in emptied if key in root.keys}
            values |= dict.fromkeys(key for key in gone if key in root.keys)
            yield _edited(project, source.path, root, values, order)
        else:  # nothing but the list
            yield (
                source.path,
                (project.root / source.path).read_bytes(),
                f"{emptied[0]}: []\n".encode(),
            )


def _removed(project: Project, *, keep_speakers: bool) -> Iterator[str]:
    """The files that are of the old edition alone."""
    folders = ("content/news/",) if keep_speakers else ("content/news/", "content/speakers/")
    for file in found_files(project.root):
        if file.path.startswith(folders) or Path(file.path).stem == "redirects":
            yield file.path
    if (project.root / "data" / PUBLISHED_FILE).exists():
        yield f"data/{PUBLISHED_FILE}"


def _naming(
    project: Project, old: str, removed: tuple[str, ...], changed: list[tuple[str, bytes, bytes]]
) -> Iterator[tuple[str, int]]:
    """Where files that stay still name the old edition."""
    after = {path: data for path, _, data in changed}
    for file in found_files(project.root):
        if file.path not in removed:
            original = Original.of(
                file.path, after.get(file.path) or Path(file.real_path).read_bytes()
            )
            for number, line in enumerate(original.text.split("\n") if original else (), 1):
                if re.search(rf"\b{re.escape(old)}\b", line):
                    yield file.path, number


def start_next(project: Project, plan: NextEdition) -> None:
    """Keep the old edition whole, then change what is to be changed, event.md last. Raises
    Overtaken, OSError.

    Whoever is interrupted can say the same again: the copy is there at once or not at all, and
    nothing is taken away before it is.
    """
    kept = project.root / EDITIONS / plan.old
    if not _is_copied(project, kept):
        kept.parent.mkdir(exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=".", dir=kept.parent))
        try:
            for folder in KEPT:
                if (project.root / folder).is_dir():
                    shutil.copytree(project.root / folder, draft / folder, symlinks=True)
            draft.chmod(0o755)
            draft.rename(kept)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    for path, before, after in plan.changed[:-1]:
        replace_file(project.root / path, before, after)
    for path in plan.removed:
        (project.root / path).unlink()
    path, before, after = plan.changed[-1]
    replace_file(project.root / path, before, after)


def _is_copied(project: Project, kept: Path) -> bool:
    """Whether an earlier attempt has made the copy; raises CannotStart where something else stands
    there.
    """
    if not kept.exists():
        return False
    try:
        if (kept / EVENT).read_bytes() == (project.root / EVENT).read_bytes():
            return True
    except OSError:
        pass
    raise CannotStart(
        f"There is something else in {EDITIONS}/{kept.name}/ already. Move it away, and say this again."
    )
