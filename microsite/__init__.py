"""Microsite: a folder of Markdown and YAML becomes a conference website ready for any
host.
"""

__version__ = "1.0.0rc1"
DOCUMENTATION = "https://microsite.example/"
"""Address of the documentation, which `tools/docs_site.py` creates."""
