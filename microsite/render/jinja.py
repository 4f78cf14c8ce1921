"""Jinja, loaded without what nothing here asks it for, or only where a template is compiled.

It would look into Python’s own code for functions that wait, make files of its own for what it
compiles, and put dummy texts together by chance.
"""

from microsite.unneeded import later

with (
    later("hashlib", "inspect", "json", "random", "tempfile"),
    later("jinja2.compiler", "jinja2.lexer", "jinja2.parser"),
):
    from jinja2 import (
        Environment,
        FileSystemLoader,
        StrictUndefined,
        Template,
        TemplateError,
        TemplateNotFound,
        TemplateSyntaxError,
    )
    from jinja2.bccache import Bucket, BytecodeCache
    from jinja2.runtime import Context, Macro
    from jinja2.utils import missing

__all__ = (
    "Bucket",
    "BytecodeCache",
    "Context",
    "Environment",
    "FileSystemLoader",
    "Macro",
    "StrictUndefined",
    "Template",
    "TemplateError",
    "TemplateNotFound",
    "TemplateSyntaxError",
    "missing",
)
