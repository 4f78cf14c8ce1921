"""A fake web for these tests."""

from tests.linkcheck.fake_web import pauses, web

__all__ = ["pauses", "web"]
