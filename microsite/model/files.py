"""A data file: its lists of records, and the settings beside them."""

from __future__ import annotations

from msgspec import Struct, field

from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.suggestions import closest_match, list_choices
from microsite.model.fields import input_keys
from microsite.model.validate import AnyRecord, read_record
from microsite.source.nodes import Mapping, Node, Scalar, Sequence, describe_node
from microsite.source.reader import SourceFiles


class DataFile(Struct):
    """What a data file holds, by name."""

    lists: dict[str, Node] = field(default_factory=dict)
    settings: Mapping | None = None
    """The lines that are not lists; None where there is no such file, or nothing in it."""

    def entries(self, name: str) -> tuple[Node, ...]:
        """What is in a list."""
        node = self.lists.get(name)
        return tuple(node.items) if isinstance(node, Sequence) else ()


def open_file(
    sources: SourceFiles,
    name: str,
    lists: tuple[str, ...],
    log: Log,
    settings: type[AnyRecord] | None = None,
) -> DataFile:
    """The parts of `data/<name>.yaml`. A file that is one list holds the first of `lists`.

    Where a list cannot be told, the file counts as one that could not be read: nobody who names a
    record is to blame.
    """
    _, root = sources.data.get(name, (None, None))
    if root is None:
        return DataFile()
    if isinstance(root, Sequence):
        return DataFile({lists[0]: root}, beside_lists(root))
    if not isinstance(root, Mapping):
        log.report("R131", root.span, found=describe_node(root), key=lists[0])
        sources.unreadable["data"].append(name)
        return DataFile()
    allowed = [*lists, *(input_keys(settings) if settings else ())]
    file, rest = DataFile(), []
    for key, value in root:
        if key.text in lists:
            file.lists[key.text] = value
            if not isinstance(value, Sequence):
                sources.unreadable["data"].append(name)
        elif key.text in allowed:
            rest += [key, value]
        else:
            guess = closest_match(key.text, allowed)
            if guess in lists:
                sources.unreadable["data"].append(name)
            suggestion = f"Did you mean “{guess}”?" if guess else list_choices(allowed)
            log.report("R102", key.span, record="This file", given=key.text, suggestion=suggestion)
    file.settings = beside_lists(root, *rest)
    return file


def beside_lists(root: Node, *rest: Node) -> Mapping:
    """A block of those lines of a data file that are not lists: each key, with its value after it."""
    found = Mapping(root.source, root.start, root.start)
    for key, value in zip(rest[::2], rest[1::2], strict=True):
        assert isinstance(key, Scalar)
        found.keys[key.text] = key
        found.values[key.text] = value
    return found


def read_settings(kind: type[AnyRecord], file: DataFile, name: str, log: Log) -> AnyRecord | None:
    """The settings of a data file as a record; None where there is no file or it has mistakes."""
    return (
        None
        if file.settings is None
        else read_record(kind, file.settings, f"data/{name}.yaml", log)
    )
