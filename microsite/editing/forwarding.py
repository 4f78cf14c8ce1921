"""Redirects for pages that are there under another name: the other part of `check --fix`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from msgspec.structs import replace

from microsite.diagnostics.diagnostic import Log
from microsite.editing.adding import CannotAdd, DataList, with_entry
from microsite.editing.original import Original
from microsite.editing.repair import Repair
from microsite.editing.saving import Backups, Overtaken, create_file, replace_file
from microsite.editing.trial import found_files
from microsite.model.fields import input_keys
from microsite.model.records.pages import Redirect
from microsite.pages.old_addresses import Lost
from microsite.project import Project
from microsite.source.decode import read_bytes

WHERE = DataList("data/redirects.yaml", "redirects", input_keys(Redirect))


def forward_lost(project: Project, lost: Iterable[Lost], backups: Backups) -> Repair | None:
    """Add a redirect for each lost address of which it is certain where it leads; None where there
    is nothing to add.

    The file is left alone where it cannot take an entry, or where somebody else has just saved it.
    """
    certain = [each for each in lost if each.is_certain]
    file = next((file for file in found_files(project.root) if file.slug == "redirects"), None)
    path = file.path if file else WHERE.path
    data = read_bytes(file, Log()) if file else b""
    before = None if data is None else Original.of(path, data)
    if before is None or not certain:
        return None
    after = before
    try:
        for each in certain:
            after = with_entry(after, WHERE, [("from", each.old), ("to", each.to)])
    except CannotAdd:
        return None
    repair = Repair(path, before, after, len(certain), is_resaved=False)
    try:
        if file is None:
            create_file(project.root / path, after.data)
        else:
            backups.keep(path, before.data)
            replace_file(Path(file.real_path), before.data, after.data)
    except Overtaken:
        return replace(repair, is_saved=False)
    return repair
