"""Templates of the engine beside its modules, and templates that Jinja has compiled."""

from contextlib import suppress
from functools import cache
from pathlib import Path

from jinja2 import (
    Environment,
    FileSystemBytecodeCache,
    FileSystemLoader,
    StrictUndefined,
)
from jinja2.bccache import Bucket

from microsite.project import engine_digest


class CompiledTemplates(FileSystemBytecodeCache):
    """Templates that Jinja has compiled, in the user's own folder for temporary files.

    Like Python's compiled modules, they are only for this version of the engine, and a
    build works without them.
    """

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Store a template if that is possible."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


def compiled_templates() -> CompiledTemplates | None:
    """Return the compiled templates.

    None if there is no folder for them that only this user can write to.
    """
    with suppress(OSError, RuntimeError):
        return CompiledTemplates(pattern=f"microsite_{engine_digest()[:16]}_%s.cache")
    return None


@cache
def environment(folder: Path) -> Environment:
    """Return the templates of a folder. They must define every name."""
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=compiled_templates(),
    )
