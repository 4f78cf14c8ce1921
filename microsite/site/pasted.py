"""What people paste from Word or type by habit, put into the form that Markdown understands."""

from __future__ import annotations


def prepare(text: str) -> str:
    """The text with its habits made regular; what it says stays the same."""
    return text
