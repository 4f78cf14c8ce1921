"""Imports from files of other programs.

They are not trusted, and shown before they are written.
"""
