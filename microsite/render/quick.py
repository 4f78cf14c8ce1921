"""Templates in code that takes what they most likely mean, and fails where that is not there.

Jinja asks for `a.b` by a function that tries an attribute, then an item, and then gives something
undefined. Nearly all that a template asks a view for is an attribute. Here it is taken as one;
where there is none, whoever renders does it again in Jinja's own way, which finds what there is, or
tells what is wrong. Where this code fails nowhere, it does what Jinja's does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from microsite.render.shared import SharingEnvironment

if TYPE_CHECKING:
    from jinja2 import nodes


class QuickEnvironment(SharingEnvironment):
    """Jinja's environment, for code that fails where Jinja's would look further."""

    def _generate(
        self,
        source: nodes.Template,
        name: str | None,
        filename: str | None,
        defer_init: bool = False,  # noqa: FBT002 - as it is handed on
    ) -> str:
        """Called by Jinja for the code of a template that it has read."""
        from microsite.render.quick_code import QuickCode

        self.code_generator_class = QuickCode
        return super()._generate(source, name, filename, defer_init)
