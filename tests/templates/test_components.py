"""Components: each is one macro in a file of its name, sees only its arguments, and has examples."""

from __future__ import annotations

import html5lib
import pytest
from jinja2 import nodes

from microsite.project import ENGINE_HOME
from microsite.render.templates import Templates
from tests.templates.views import COMPONENTS, examples

NAMES = sorted(path.stem for path in COMPONENTS.glob("*.html"))
TEMPLATES = Templates((ENGINE_HOME / "templates",))


def render_component(name: str, arguments: dict[str, object]) -> str:
    """Render a component with these arguments."""
    macro = getattr(
        TEMPLATES.environment.get_template(f"components/{name}.html").module, name
    )
    return str(macro(**arguments))


@pytest.mark.parametrize("name", NAMES)
def test_component_examples_render_as_valid_html(name: str) -> None:
    """The HTML is valid, without undefined names and template code."""
    example_arguments = examples()[name]
    assert example_arguments
    for arguments in example_arguments:
        html = render_component(name, arguments)
        document = f"<!doctype html><html><head><title>{name}</title></head><body>{html}</body></html>"
        html5lib.HTMLParser(strict=True).parse(document)
        assert "{%" not in html
        assert "{{" not in html
        assert "None" not in html.replace("None</", "")


@pytest.mark.parametrize("name", NAMES)
def test_component_is_one_macro_of_its_name(name: str) -> None:
    """Components are imported without context, so they see only their arguments."""
    source = (COMPONENTS / f"{name}.html").read_text(encoding="utf-8")
    macros = list(TEMPLATES.environment.parse(source).find_all(nodes.Macro))
    assert [macro.name for macro in macros] == [name]


def test_examples_exist_only_for_components() -> None:
    """Each example names a component."""
    assert sorted(examples()) == NAMES


def test_session_card_escapes_title() -> None:
    """A title with an angle bracket is escaped."""
    keynote = examples()["session_card"][0]
    assert "The sea has &lt;already&gt; read the plan" in render_component(
        "session_card", keynote
    )


def test_people_names_isolate_direction() -> None:
    """A name in Arabic does not change the direction of the text around it."""
    assert "<bdi>ليلى</bdi>" in render_component(
        "people_names", examples()["people_names"][0]
    )


def test_slot_names_cancellation_in_words() -> None:
    """Screen readers do not read a line through a title, so words say it too."""
    html = render_component(
        "slot", {"item": examples()["programme_outline"][0]["slots"][1]}
    )
    assert "<s><a" in html
    assert "Cancelled" in html
    assert "The boat is ill." in html


def test_resource_item_without_url_is_not_linked() -> None:
    """Words in its place say that a link will follow."""
    html = render_component("resource_item", examples()["resource_item"][1])
    assert "<a" not in html
    assert "Link to follow" in html
