"""Edits of people's files: only the lines concerned, and never a byte beside them."""
