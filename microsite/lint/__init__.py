"""Wording that an editor should read again: it is wrong, or goes out of date."""
