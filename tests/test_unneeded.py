"""What stands in for a module while another is loaded is there for no longer, and never in the way
of anybody.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from importlib import import_module
from types import ModuleType

import pytest

from microsite.project import ENGINE_HOME
from microsite.unneeded import later, unheard_logging, without

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


@pytest.mark.usefixtures("not_loaded")
def test_who_loads_it_meanwhile_keeps_it() -> None:
    with later(NAME):
        stand_in = import_module(NAME)
        assert stand_in.rgb_to_hsv(1, 1, 1) == (0, 0, 1)
        loaded = import_module(NAME)
    assert import_module(NAME) is loaded is not stand_in


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
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ENGINE_HOME, capture_output=True, text=True, check=True
    )
    assert done.stdout.split("\n")[:2] == ["", "{'type': 'str'} pygments"]


@pytest.mark.usefixtures("not_loaded")
def test_a_module_for_later_is_loaded_by_the_first_call() -> None:
    with later(NAME):
        from colorsys import rgb_to_hsv

        module = import_module(NAME)
    assert NAME not in sys.modules
    assert rgb_to_hsv(1, 1, 1) == (0, 0, 1)
    assert NAME in sys.modules
    assert module.rgb_to_hsv(1, 1, 1) == (0, 0, 1)
    with pytest.raises(AttributeError):
        module.nothing_of_the_kind()


@pytest.mark.parametrize("name", ["html.entities", "ipaddress"])
def test_what_is_later_is_a_class_or_a_mapping_too(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, name, raising=False)
    with later(name):
        module = import_module(name)
    if name == "ipaddress":
        assert isinstance(module.ip_address("::1"), module.IPv6Address)
        assert not isinstance("::1", module.IPv6Address)
        assert module.IPv4Address.version.fget
    else:
        assert module.html5["amp;"] == "&"
        assert "nothing;" not in module.html5
        assert module.codepoint2name.get(38) == "amp"


def ran(program: str) -> str:
    """What a program of its own prints."""
    done = subprocess.run(
        [sys.executable, "-c", program], check=True, cwd=ENGINE_HOME, capture_output=True, text=True
    )
    assert done.stderr == ""
    return done.stdout


def test_jinja_is_loaded_without_what_it_is_not_asked_for() -> None:
    """And compiles, where it is asked to."""
    ran("""
import sys
from microsite.render import jinja
put_off = {"ast", "hashlib", "inspect", "random", "shutil", "tempfile"}
put_off |= {"jinja2.compiler", "jinja2.lexer", "jinja2.parser"}
assert not put_off & sys.modules.keys(), put_off & sys.modules.keys()
made = jinja.Environment(extensions=["jinja2.ext.do"])
assert made.from_string("{{ [1, 2] | sum }}{{ ['a'] | random }}{% do 1 %}{{ [1] | tojson }}").render() == "3a[1]"
assert made.compile_expression("1 + x")(x=2) == 3
assert len(made.from_string("{{ lipsum(n=1, html=False) }}").render()) > 20
try:
    made.from_string("{{ 1 + }}")
except jinja.TemplateSyntaxError as failure:
    assert failure.lineno == 1
else:
    raise AssertionError
""")


def test_pillow_is_loaded_without_what_it_is_not_asked_for() -> None:
    """And reads what a camera noted, and sets text, where it is asked to."""
    ran("""
import io
import sys
from microsite.pillow import Image, ImageDraw
image = Image.new("L", (40, 20))
ImageDraw.Draw(image).line((0, 0, 9, 9), 255)
assert len(image.tobytes()) == 800
put_off = {"logging", "PIL.ExifTags", "PIL.ImageFont", "PIL.ImageText", "PIL._imagingft"}
assert not put_off & sys.modules.keys(), put_off & sys.modules.keys()
noted = Image.Exif()
noted[274] = 6
turned, taken = io.BytesIO(), io.BytesIO()
image.save(turned, "JPEG", exif=noted)
assert Image.open(turned).getexif()[274] == 6
image.save(taken, "TIFF")
assert Image.open(taken).size == (40, 20)
from PIL import ImageFont
draw = ImageDraw.Draw(Image.new("L", (300, 50)))
draw.text((0, 0), "Tides", 255, ImageFont.truetype("assets/cards/sans.ttf", 30))
draw.text((0, 0), "Tides", 255)
assert draw._image.getbbox()
""")


def test_what_python_has_is_there_for_whoever_asks() -> None:
    """Loaded by the command before whatever else it needs."""
    ran("""
import sys
from microsite import spared
put_off = {"gettext", "html.entities", "ipaddress", "locale"}
put_off |= {"platform", "_uuid"} if sys.platform == "linux" else set()
assert not put_off & sys.modules.keys(), put_off & sys.modules.keys()
import argparse
import gettext
import html
import html.entities
import ipaddress
from urllib.parse import urlsplit

assert html.unescape("&amp;&eacute;&notit;&#65;") == "&é¬it;A"
assert html.entities.html5["amp;"] == "&"
assert gettext.gettext("a") == "a"
assert urlsplit("http://[::1]:80/").hostname == "::1"
for wrong in ("http://[::x]/", "http://[1.2.3.4]/"):
    try:
        urlsplit(wrong)
    except ValueError:
        continue
    raise AssertionError(wrong)
parser = argparse.ArgumentParser(exit_on_error=False)
parser.add_argument("--one", type=int)
assert parser.parse_args(["--one", "1"]).one == 1
assert "usage: " in parser.format_help()
import platform
import uuid
assert str(uuid.uuid5(uuid.NAMESPACE_URL, "https://example.org/")) == "527dda32-a0de-5105-a042-cb475b5f7d11"
assert uuid.uuid1() != uuid.uuid1()
assert uuid._LINUX == (platform.system() == "Linux")
""")


def test_msgspec_makes_schemas_all_the_same() -> None:
    ran("""
import sys
from microsite.plain import dataclass
import msgspec
put_off = {"msgspec.inspect", "msgspec._json_schema", "textwrap"}
assert not put_off & sys.modules.keys()
assert msgspec.json.schema(int) == {"type": "integer"}
assert msgspec.inspect.type_info(int) == msgspec.inspect.IntType()
assert isinstance(msgspec.inspect.type_info(int), msgspec.inspect.IntType)
""")


def test_a_log_that_nobody_listens_to_is_not_loaded() -> None:
    assert (
        ran("""
import sys
from microsite.site.markdown import to_html
assert to_html("A *word*.") == "<p>A <em>word</em>.</p>"
assert not {"logging", "traceback", "html.entities"} & sys.modules.keys()
import io
import logging
said = io.StringIO()
logging.basicConfig(stream=said, level="DEBUG")
from markdown import Markdown
Markdown(extensions=["extra"])
assert "Successfully loaded extension" in said.getvalue()
assert to_html("<joe@example.org>").count("&#") == 0
print("done")
""")
        == "done\n"
    )


def test_a_warning_is_told_also_where_nothing_else_is(caplog: pytest.LogCaptureFixture) -> None:
    module = unheard_logging()
    module.getLogger("tests.unheard").warning("Look out.")
    assert "Look out." in caplog.text
