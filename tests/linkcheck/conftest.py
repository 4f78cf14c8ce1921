"""The web that these tests look at."""

from tests.linkcheck.fake_web import pauses, web

__all__ = ["pauses", "web"]
