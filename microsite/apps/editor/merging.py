"""Merging of two changes of a value: in a form, and in the file since then."""

from collections.abc import Mapping, Sequence

from microsite.source.nodes import Plain

IDENTIFIERS = ("id", "name", "title", "label", "by", "url")
"""Fields that identify an entry of a list. The first that fits is used."""

Merged = tuple[Plain, bool]  # the value, and whether the two changes clash
Items = dict[str, Plain]  # entries of a list by the text that identifies them, in order


def merge(base: Plain, mine: Plain, theirs: Plain) -> Merged:
    """Return a value merged by fields and entries, and whether the sides clash.

    The value is of no use if they clash.
    """
    if mine in (base, theirs):
        return theirs, False
    if theirs == base:
        return mine, False
    if isinstance(mine, dict) and isinstance(theirs, dict):
        return _merge_fields(base if isinstance(base, dict) else {}, mine, theirs)
    items = _identify((base, mine, theirs))
    if items is None:
        return mine, True
    return _merge_items(*items)


def _merge_fields(
    base: Mapping[str, Plain], mine: Mapping[str, Plain], theirs: Mapping[str, Plain]
) -> Merged:
    values: dict[str, Plain] = {}
    has_clash = False
    for name in dict.fromkeys((*theirs, *mine, *base)):
        value, is_clash = merge(base.get(name), mine.get(name), theirs.get(name))
        has_clash |= is_clash
        if value is not None:
            values[name] = value
    return values or None, has_clash


def _identify(sides: Sequence[Plain]) -> list[Items] | None:
    """Return the entries of each list by what identifies them; None if nothing does.

    A text identifies itself. Of groups, it is a field with another text in each.
    None is an empty list.
    """
    lists: list[list[Plain]] = []
    for side in sides:
        if side is not None and not isinstance(side, list):
            return None
        lists.append(side or [])
    for identifier in ("", *IDENTIFIERS):
        found = [_by_identity(entries, identifier) for entries in lists]
        if None not in found:
            return [items for items in found if items is not None]
    return None


def _by_identity(entries: Sequence[Plain], identifier: str) -> Items | None:
    """Return entries by a field, or texts by themselves; None if two are the same."""
    items: Items = {}
    for entry in entries:
        name = entry.get(identifier) if isinstance(entry, dict) else entry
        if isinstance(entry, dict) != bool(identifier) or not isinstance(name, str):
            return None
        if name in items:
            return None
        items[name] = entry
    return items


def _merge_items(base: Items, mine: Items, theirs: Items) -> Merged:
    """Merge lists: both additions stay, and what one side deletes is deleted."""
    order = _merge_order(base, mine, theirs)
    if order is None:
        return [*mine.values()], True

    has_clash = _has_changed_deletion(base, mine, theirs)
    has_clash |= _may_be_renamed(base, mine, theirs)
    merged: list[Plain] = []
    for name in order:
        is_deleted = name in base and (name not in mine or name not in theirs)
        if is_deleted:
            continue
        entry, is_clash = merge(base.get(name), mine.get(name), theirs.get(name))
        has_clash |= is_clash
        merged.append(entry)
    return merged or None, has_clash


def _has_changed_deletion(base: Items, mine: Items, theirs: Items) -> bool:
    """Return whether one side has deleted an entry that the other has changed."""
    for name, entry in base.items():
        if name not in theirs and mine.get(name, entry) != entry:
            return True
        if name not in mine and theirs.get(name, entry) != entry:
            return True
    return False


def _may_be_renamed(base: Items, mine: Items, theirs: Items) -> bool:
    """Return whether an old entry may be a new one, as neither side has its name."""
    kept = mine.keys() | theirs.keys()
    added = (mine.keys() ^ theirs.keys()) - base.keys()
    return bool(added) and not base.keys() <= kept


def _merge_order(base: Items, mine: Items, theirs: Items) -> list[str] | None:
    """Return the names in order; None if the sides have two orders of the old ones.

    Entries that one side has deleted may be among them.
    """
    common = base.keys() & mine.keys() & theirs.keys()
    old_order, my_order, their_order = (
        [name for name in side if name in common] for side in (base, mine, theirs)
    )
    if my_order == old_order:
        names, additions = list(theirs), mine
    elif their_order in (old_order, my_order):
        names, additions = list(mine), theirs
    else:
        return None

    position = 0  # behind the entry that an added one follows
    for name in additions:
        if name in names:
            position = names.index(name) + 1
        elif name not in base:
            names.insert(position, name)
            position += 1
    return names
