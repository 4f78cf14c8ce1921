"""Diagnostics: errors, warnings and notes with their fixes, and their formats."""
