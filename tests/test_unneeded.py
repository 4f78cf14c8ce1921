"""What stands in for a module while another is loaded is there for no longer, and never in the way of anybody."""

from __future__ import annotations

import subprocess
import sys
import threading
from importlib import import_module
from types import ModuleType

import pytest

from microsite.project import ENGINE_HOME
from microsite.unneeded import Later, without

NAME = "colorsys"


@pytest.fixture
def not_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, NAME, raising=False)


@pytest.mark.usefixtures("not_loaded")
def test_inside_there_is_no_such_module_or_the_one_that_stands_in() -> None:
    with without(NAME), pytest.raises(ImportError):
        import_module(NAME)
    stand_in = ModuleType(NAME)
    with without(NAME, stand_in):
        assert import_module(NAME) is stand_in
    assert import_module(NAME) is not stand_in


@pytest.mark.usefixtures("not_loaded")
def test_it_is_there_again_after_a_failure() -> None:
    with pytest.raises(ValueError, match="whatever"), without(NAME):
        raise ValueError("whatever")
    assert import_module(NAME).rgb_to_hsv


def test_what_is_loaded_stays() -> None:
    loaded = import_module(NAME)
    with without(NAME):
        assert import_module(NAME) is loaded


@pytest.mark.usefixtures("not_loaded")
def test_nobody_else_is_put_out() -> None:
    done = threading.Event()
    other = threading.Thread(target=done.wait)
    other.start()
    try:
        with without(NAME):
            assert import_module(NAME).rgb_to_hsv
    finally:
        done.set()
        other.join()


def test_neither_names_of_types_nor_colours_of_code_are_looked_for() -> None:
    """And both are there for whoever asks later."""
    program = """
import sys
from microsite.model.programme import Room
from microsite.model.reading import read_record
from microsite.diagnostics.diagnostic import Log
from microsite.site.markdown import to_html
from microsite.source.yaml_tree import read_yaml
from microsite.text import SourceText
text = SourceText("rooms.yaml", "name: Hall")
assert read_record(Room, read_yaml(text, Log()), "a room", Log()).name == "Hall"
assert to_html("~~~\\ncode\\n~~~") == "<pre><code>code\\n</code></pre>"
print(*({"pydantic", "pydantic_core.core_schema", "typing_extensions", "pygments"} & set(sys.modules)))
from pydantic_core import core_schema
import pygments
print(core_schema.str_schema(), pygments.__name__)
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=ENGINE_HOME, capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == ["", "{'type': 'str'} pygments"]


@pytest.mark.usefixtures("not_loaded")
def test_a_module_for_later_is_loaded_by_the_first_call() -> None:
    with without(NAME, Later(NAME)):
        from colorsys import rgb_to_hsv

        module = import_module(NAME)
    assert NAME not in sys.modules
    assert rgb_to_hsv(1, 1, 1) == (0, 0, 1)
    assert NAME in sys.modules
    assert module.rgb_to_hsv(1, 1, 1) == (0, 0, 1)
    with pytest.raises(AttributeError):
        module.nothing_of_the_kind()


def test_jinja_is_loaded_without_what_it_is_not_asked_for() -> None:
    program = (
        "import sys; from microsite.render import jinja\n"
        "assert not {'inspect', 'tempfile', 'shutil'} & sys.modules.keys(), sys.modules.keys()\n"
        "assert jinja.Environment().from_string('{{ [1, 2] | sum }}').render() == '3'\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=ENGINE_HOME)
