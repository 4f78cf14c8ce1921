"""The web that these tests look at."""

from tests.elsewhere.web import pauses, web

__all__ = ["pauses", "web"]
