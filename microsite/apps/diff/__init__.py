"""Comparison of two versions of an event, in words."""
