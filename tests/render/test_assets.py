"""Published stylesheets and scripts."""

from __future__ import annotations

from pathlib import Path

import pytest

from microsite.cache import Cache
from microsite.diagnostics.diagnostic import Log
from microsite.locales.locale import Locale
from microsite.render.assets import Assets
from microsite.render.stylesheets import is_unfinished


def publish_file(
    folder: Path,
    files: dict[str, str],
    name: str,
    event_css: dict[str, str] | None = None,
) -> tuple[str, list[str]]:
    """Return the published text of a file, and the codes that were reported."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    log = Log()
    assets = Assets((folder,), event_css or {}, log, Cache(None))
    paths = assets.published()
    contents = {artifact.path: artifact.produce() for artifact in assets.artifacts()}
    return contents[paths[name]].decode(), [diagnostic.code for diagnostic in log]


@pytest.mark.parametrize(
    "script",
    [
        "/* Says hello. */ export const NAME = 'x'\n/* That is all. */\n",
        'export const NAME = "/* kept */";\n',
        "export const NAME = `a // b`;\n",
        "export const NAME = `${5} results${true ? ` for ${1}` : ''} today`;\n",
    ],
)
def test_scripts_keep_code_and_strings(tmp_path: Path, script: str) -> None:
    text, _ = publish_file(
        tmp_path, {"js/modules/hello.js": script}, "js/modules/hello.js"
    )
    assert "export const NAME" in text
    for string in ("'x'", '"/* kept */"', "`a // b`", "results${true ? ` for ${1}`"):
        assert (string in text) == (string in script)


def test_stylesheets_are_mirrored_for_languages_from_right_to_left(
    tmp_path: Path,
) -> None:
    (tmp_path / "css").mkdir()
    (tmp_path / "css/site.css").write_text("a { inset: 0 auto auto 0; }\n")
    (tmp_path / "css/rtl.css").write_text("b { scale: -1 1; }\n")
    assets = Assets((tmp_path,), {}, Log(), Cache(None), Locale("ar"))
    path = assets.published()["css/site.css"]
    text = next(
        artifact.produce() for artifact in assets.artifacts() if artifact.path == path
    )
    assert text == b"a{inset:0 0 auto auto}b{scale:-1 1}\n"


def test_stylesheets_keep_strings(tmp_path: Path) -> None:
    css = 'a::after { content: "; "; }\nb::after { content: "One, two /* x */; three"; }\n'
    text, _ = publish_file(tmp_path, {"css/site.css": css}, "css/site.css")
    assert '"; "' in text
    assert '"One, two /* x */; three"' in text


def test_stylesheets_keep_the_space_before_a_pseudo_class(tmp_path: Path) -> None:
    """Minifiers take a nested selector in @layer for a declaration."""
    css = "@layer x {\n  .a { color: red; }\n  .b :is(p, q) { margin: calc(1px + 2px); }\n}\n"
    text, _ = publish_file(tmp_path, {"css/site.css": css}, "css/site.css")
    assert text == "@layer x{.a{color:red}.b :is(p,q){margin:calc(1px + 2px)}}\n"


def test_stylesheets_join_imports_into_the_same_layer(tmp_path: Path) -> None:
    files = {
        "css/site.css": "".join(
            f'@import url("{name}.css") layer({layer}); /* {name} */\n'
            for name, layer in (("a", "x"), ("b", "x"), ("c", "y"))
        ),
        "css/a.css": "a { color: red; } /* it's red */\n",
        "css/b.css": "b { content: ';}'; }\n",
        "css/c.css": "@media print { c { color: blue; } }\n",
    }
    text, _ = publish_file(tmp_path, files, "css/site.css")
    assert text == (
        "@layer x{a{color:red}b{content:';}'}}@layer y{@media print{c{color:blue}}}\n"
    )


def test_stylesheets_contain_what_they_import(tmp_path: Path) -> None:
    files = {
        "css/site.css": '@import url("parts/a.css") layer(base);\n@import url(b.css) print;\n',
        "css/parts/a.css": "a{background:url(../../images/x.svg)}/*TOKENS*/",
        "css/b.css": "b{color:red}",
        "images/x.svg": "<svg/>",
    }
    text, codes = publish_file(
        tmp_path, files, "css/site.css", {"TOKENS": "c{color:blue}"}
    )
    image = "../../assets/images/x."
    assert text.startswith(f"@layer base{{a{{background:url({image}")
    assert text.endswith("c{color:blue}}@media print{b{color:red}}\n")
    assert codes == []


def test_stylesheets_report_missing_files(tmp_path: Path) -> None:
    css = "@import url(gone.css);\na{background:url(gone.svg)}"
    _, codes = publish_file(tmp_path, {"css/site.css": css}, "css/site.css")
    assert codes == ["T104", "T104"]


@pytest.mark.parametrize(
    ("css", "is_open"),
    [
        ("a{b:c}", False),
        ("a{b:c", True),
        ("a{b:c}}", True),
        ("a{content:'}'}", False),
        ("/* a { */ b{c:d}", False),
        ("a{b:c} /* d", True),
        ("a{b:c} @import 'd;", True),
        ("/* x */ a[accept='image/*']{b:c}", False),
        ("@media x{a{b:url(data:x,{)}}", False),
    ],
)
def test_open_bracket_string_or_comment_is_found(css: str, is_open: bool) -> None:
    assert is_unfinished(css) is is_open
