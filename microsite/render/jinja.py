"""Jinja, loaded without what nothing here asks it for.

It would look into Python’s own code for functions that wait, and make files of its own for what it compiles.
"""

from microsite.unneeded import Later, without

with without("inspect", Later("inspect")), without("tempfile", Later("tempfile")):
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
    from jinja2.runtime import Context

__all__ = (
    "Bucket",
    "BytecodeCache",
    "Context",
    "Environment",
    "FileSystemLoader",
    "StrictUndefined",
    "Template",
    "TemplateError",
    "TemplateNotFound",
    "TemplateSyntaxError",
)
