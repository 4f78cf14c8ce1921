"""Diagnostics: errors, warnings and notes with their fixes, as plain data, and their
formats.
"""
