"""The settings at the top of a Markdown file as a tree, split off by python-frontmatter where we
found the fences.

Loaded for texts that nobody has read before, as YAML is.
"""

from __future__ import annotations

from typing import cast

from microsite.diagnostics.diagnostic import Log
from microsite.source.fences import Parts
from microsite.source.nodes import Node
from microsite.source.yaml_tree import read_draft
from microsite.text import SourceText
from microsite.unneeded import later

with later("json"):  # in which settings could be as well
    import frontmatter
    from frontmatter.default_handlers import YAMLHandler


class _Handler(YAMLHandler):
    """Lets python-frontmatter split where we found the fences, and read settings as nodes with
    their places.
    """

    def __init__(self, parts: Parts, log: Log) -> None:
        super().__init__()
        self.parts = parts
        self.log = log

    def split(self, text: str) -> tuple[str, str]:  # noqa: ARG002
        """The settings and the body; where they part has been settled before."""
        return self.parts.settings.text, self.parts.body.text

    def load(self, fm: str, **kwargs: object) -> dict[str, Node | None]:  # noqa: ARG002
        """The tree of the settings, under a name that no setting can take the place of."""
        return {"": read_draft(self.parts.settings, self.log)}


def read_settings(source: SourceText, parts: Parts, log: Log) -> Node | None:
    """The tree of the settings; None where there are none, or they cannot be read, which is
    reported.
    """
    metadata, _ = frontmatter.parse(source.text, handler=_Handler(parts, log))
    return cast("Node | None", metadata[""])
