"""The next edition of a series."""

import re
from collections.abc import Iterable, Iterator

from microsite.diagnostics.diagnostic import Log
from microsite.model.dates import TO_BE_ANNOUNCED
from microsite.model.event import FOLDER, Event, edition_folder
from microsite.model.fields import input_fields
from microsite.model.records.event import EventRecord
from microsite.project import EDITIONS, Project
from microsite.saving import text_file, yaml_edits
from microsite.saving.journal import Versions, save
from microsite.saving.value_edits import record_edits
from microsite.saving.yaml_edits import CannotEditError
from microsite.source import nodes
from microsite.source.decode import read_text
from microsite.source.edits import TextEdit
from microsite.source.files import PUBLISHED_FILE
from microsite.source.reader import SourceFiles, read_folder
from microsite.up_to_date import program

EVENT = "content/event.md"


def create_edition(
    project: Project, new: str, *, keep_speakers: bool
) -> tuple[str, list[tuple[str, int]]]:
    """Copy the old edition, and change the sources for the next.

    Return the folder of the old edition, and path and number of each line that still
    names it. Raises CannotEditError, ConcurrentEditError, OSError.
    """
    event, log = text_file.load_with_changes(project, {})
    sources = read_folder(project.root, Log())  # without what an event inherits
    if event is None or sources.event is None or log.errors:
        raise CannotEditError(
            f"The site has errors. To see them, type “{program()} check”."
        )
    old = edition_folder(event.record).removesuffix("/")
    if not old or event.record.series is None:
        raise CannotEditError(
            "The conference is not part of a series yet. Add “series:” to"
            " content/event.md, with “name” and “url”, the address that always leads to"
            " the next edition. Then add a “base_url” with one more folder, such as"
            " https://coasts.example/2027/."
        )
    if not FOLDER.match(f"{new}/"):
        problem = (
            f"“{new}” cannot be a folder in an address. Write a year, such as 2028."
        )
        raise CannotEditError(problem)
    edition_names = [old, *(edition.root.name for edition in project.past_editions)]
    if new.casefold() in map(str.casefold, edition_names):
        raise CannotEditError(f"The edition “{new}” already exists.")
    if (project.root / EDITIONS / old).exists():
        problem = (
            f"{EDITIONS}/{old}/ already exists. Move it, or type “{program()} undo”."
        )
        raise CannotEditError(problem)
    old_year = re.compile(rf"\b{re.escape(old)}\b")
    values = _next_settings(event, sources.event.settings, old_year, new)
    edited_files = dict(_emptied_data_files(project, sources))
    edits = record_edits(input_fields(EventRecord), sources.event.settings, values)
    edited_files |= [_edited_file(project, EVENT, edits)]  # last
    root = project.root
    tree = (*(root / "content").rglob("*"), *(root / "data").rglob("*"))
    data = {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in tree
        if path.is_file()
    }
    changes: dict[str, Versions] = {
        f"{EDITIONS}/{old}/{path}": (None, data[path]) for path in data
    }
    speakers = "content/news/" if keep_speakers else "content/speakers/"
    prefixes = ("content/news/", speakers, "data/redirects.", f"data/{PUBLISHED_FILE}")
    changes |= {path: (data[path], None) for path in data if path.startswith(prefixes)}
    save(project, f"Start the edition {new}", changes | edited_files)
    texts = filter(
        None, (read_text(file, Log()) for file in text_file.source_files(root))
    )
    lines = (
        (text.path, *line)
        for text in texts
        for line in enumerate(text.text.split("\n"), 1)
    )
    return old, [
        (path, number) for path, number, line in lines if old_year.search(line)
    ]


def _next_settings(
    event: Event, settings: nodes.Mapping, old_year: re.Pattern[str], new: str
) -> dict[str, nodes.Plain]:
    """Return the changes of the settings in event.md; None removes one."""
    assert event.record.series is not None
    removed_keys = settings.keys.keys() & {
        "status",
        "status_note",
        "booking",
        "online_url",
    }
    values: dict[str, nodes.Plain] = dict.fromkeys(removed_keys)
    values |= dict.fromkeys(("starts", "ends"), TO_BE_ANNOUNCED[0])
    values["base_url"] = f"{event.record.series.url.rstrip('/')}/{new}/"
    if event.record.venue is not None:
        values["sample"] = list(dict.fromkeys((*event.record.sample, "venue")))
    for name in ("title", "strapline", "standfirst", "description"):
        node = settings.values.get(name)
        if isinstance(node, nodes.Scalar) and old_year.search(node.text):
            values[name] = old_year.sub(new, node.text)
    return values


def _edited_file(
    project: Project, path: str, edits: Iterable[TextEdit]
) -> tuple[str, Versions]:
    """Return a path with the bytes before and after edits."""
    data = (project.root / path).read_bytes()
    file = text_file.TextFile.from_bytes(path, data)
    after = file.with_edits(edits) if file else None
    if after is None:
        problem = f"{path} cannot be changed safely. Put each setting on its own line."
        raise CannotEditError(problem)
    return path, (data, after.data)


def _emptied_data_files(
    project: Project, sources: SourceFiles
) -> Iterator[tuple[str, Versions]]:
    """Yield the data files without the lists of the old edition; their settings
    stay.
    """
    for name in ("sessions", "rates", "sponsors"):
        root = sources.data.get(name)
        if isinstance(root, nodes.Mapping):
            lists = {
                key: root.values[key] for key in (name, "days") if key in root.keys
            }
            edits = [
                TextEdit(root.keys[key].end, yaml_edits.node_end(node), ": []")
                for key, node in lists.items()
            ]
            yield _edited_file(project, root.source.path, edits)
        elif root is not None:  # nothing but the list
            path = root.source.path
            yield path, ((project.root / path).read_bytes(), f"{name}: []\n".encode())
