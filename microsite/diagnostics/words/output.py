"""Words."""

from microsite.diagnostics.words.entry import Entry

ENTRIES: dict[str, Entry] = {}
