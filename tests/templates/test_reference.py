"""docs/template-reference.md describes every view."""

from __future__ import annotations

from microsite.project import ENGINE_HOME
from tools import template_reference


def test_template_reference_is_current() -> None:
    """Run `python tools/template_reference.py` when this fails."""
    page = template_reference.PAGE.read_text(encoding="utf-8")
    assert template_reference.with_reference(page) == page


def test_template_reference_covers_every_page_kind() -> None:
    """The docstring of a view names its template."""
    text = template_reference.reference()
    for path in (ENGINE_HOME / "templates" / "pages").glob("*.html"):
        assert f"### `templates/pages/{path.name}`" in text, path.name
