"""Slips that YAML accepts in silence and that change what is published."""

from __future__ import annotations

from microsite.diagnostics.diagnostic import Log
from microsite.source.nodes import Node


def warn_of_habits(root: Node, log: Log) -> None:
    """Look through a tree that could be read for what its writer cannot have meant."""
