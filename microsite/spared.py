"""Modules of Python’s own, loaded without what nobody here asks them for. To be loaded before
whatever needs them.

None of our options is told in words of argparse’s that could be translated, few addresses are those
of machines, few texts name a character, and no id of ours is made of a clock.
"""

from __future__ import annotations

import os
from types import ModuleType

from microsite.unneeded import later, without

_untranslated = ModuleType("gettext")
vars(_untranslated).update(
    gettext=lambda words: words, ngettext=lambda one, several, count: one if count == 1 else several
)

_named = ModuleType("platform")
vars(_named).update(system=lambda: os.uname().sysname)

with without("gettext", _untranslated):
    import argparse
with later("ipaddress"):
    import urllib.parse
with later("html.entities"):
    import html
with without("platform", _named), without("_uuid"):
    import uuid

__all__ = ("argparse", "html", "urllib", "uuid")
