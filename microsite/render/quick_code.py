"""What a template is compiled to where it takes attributes and items as such. Loaded only where one
is compiled.
"""

from __future__ import annotations

from keyword import iskeyword

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame, optimizeconst


class QuickCode(CodeGenerator):
    """Jinja's code, but for `a.b` and `a["b"]`: it raises where Jinja's would have looked further."""

    @optimizeconst
    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802 - so it is called
        """Write `a.b`. Blocks are no attributes of `self`, and no word of Python's can be one."""
        if iskeyword(node.attr) or (isinstance(node.node, nodes.Name) and node.node.name == "self"):
            super().visit_Getattr(node, frame)
            return
        self.write("(")
        self.visit(node.node, frame)
        self.write(f").{node.attr}")

    @optimizeconst
    def visit_Getitem(self, node: nodes.Getitem, frame: Frame) -> None:  # noqa: N802 - so it is called
        """Write `a["b"]`."""
        self.write("(")
        self.visit(node.node, frame)
        self.write(")[")
        self.visit(node.arg, frame)
        self.write("]")
