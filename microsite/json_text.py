"""JSON text in three layouts."""

from __future__ import annotations

import json


def compact(value: object) -> str:
    """Return plain data as JSON without spaces between its parts."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def spaced(value: object) -> str:
    """Return plain data as JSON on one line, with a space after each comma and colon."""
    return json.dumps(value, ensure_ascii=False)


def pretty(value: object) -> str:
    """Return plain data as JSON with a line for each of its parts."""
    return json.dumps(value, ensure_ascii=False, indent=1)
