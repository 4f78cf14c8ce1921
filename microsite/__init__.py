"""Microsite: a folder of Markdown and YAML becomes a conference website ready for any host."""

__version__ = "0.1.0"
