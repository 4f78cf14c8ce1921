"""Event to what an editor should read again: words that are wrong, or that go stale."""
