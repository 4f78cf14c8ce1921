"""Microsite: a folder of Markdown and YAML becomes a conference website ready for any host."""

import sys

__version__ = "0.1.0"

sys.dont_write_bytecode = False
"""Many containers tell Python to keep nothing that it compiles; then each start would compile two
hundred modules.
"""
