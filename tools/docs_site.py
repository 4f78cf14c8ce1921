"""Write the pages of the documentation site, `examples/docs/`, from `docs/`.

Run it before the build: `python tools/docs_site.py`, then `python build.py build --root
examples/docs`. To write the site into another folder, give its name.
"""

from __future__ import annotations

import posixpath
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from microsite.cli.explain import first_sentence

DOCS = ROOT / "docs"
PROJECT = ROOT / "examples" / "docs"

MENU = {
    "getting-started.md": "Get started",
    "writing-content.md": "Write",
    "tasks/": "Tasks",
    "fields/": "Fields",
    "errors/": "Messages",
    "theming.md": "Design",
    "hosting.md": "Publish",
    "development.md": "Develop",
}
"""Pages of the menu, in order, with their labels."""
GROUPS = {
    "C": "Colours",
    "D": "Wording and dates",
    "E": "Editions",
    "F": "Files and folders",
    "H": "Record of what was published",
    "I": "Pictures and downloads",
    "K": "To do before launch",
    "L": "Links",
    "M": "Settings at the top of a file",
    "O": "Output",
    "P": "Texts",
    "R": "Fields",
    "S": "Sessions and other references",
    "T": "Templates and page kinds",
    "W": "Entries that contradict each other",
    "Y": "YAML",
}
"""Titles of the groups of messages, by the first letter of their codes."""

CODE = re.compile(r"^```.*?^```$|`[^`]+`", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^()\s]+)\)")
LISTED = re.compile(r"^( +)```.*?^\1```$", re.MULTILINE | re.DOTALL)
INDENTED = re.compile(r"(?<=\n\n)(?: {4}.*\n(?:\n(?= {4}))?)+")
COMMENT = re.compile(r"^<!--.*-->\n", re.MULTILINE)


def write_pages(project: Path) -> None:
    """Write the pages and pictures into `content/pages/` and `assets/images/` of a
    project.
    """
    pages = project / "content" / "pages"
    shutil.rmtree(pages, ignore_errors=True)
    pages.mkdir(parents=True)
    sources = {
        path.relative_to(DOCS).as_posix(): path.read_text("utf-8")
        for path in documents()
    }
    for name, text in (sources | index_pages(sources)).items():
        title, body = split_title(text)
        settings = f"title: {quoted(title)}\n"
        if name in MENU:
            place = list(MENU).index(name) + 1
            settings += f"menu: yes\nmenu_label: {MENU[name]}\norder: {place}\n"
        page = f"---\n{settings}---\n{converted(body, posixpath.dirname(name))}"
        (pages / f"{slug_of(name)}.md").write_text(page, encoding="utf-8")
    shutil.copytree(DOCS / "images", project / "assets" / "images", dirs_exist_ok=True)


def documents() -> list[Path]:
    """Return the files of the documentation."""
    return sorted(DOCS.rglob("*.md"))


def slug_of(name: str) -> str:
    """Return the name of the page for a file or folder of `docs/`."""
    folder, _, file = name.rpartition("/")
    stem = file.removesuffix(".md").lower()
    if not stem:
        return {"errors": "messages"}.get(folder, folder)
    return f"{folder}-{stem}" if folder in ("fields", "decisions") else stem


def split_title(text: str) -> tuple[str, str]:
    """Return the title of a document, and the text below it."""
    heading, _, body = text.partition("\n")
    return heading.removeprefix("# ").replace("`", ""), body.lstrip("\n")


def quoted(text: str) -> str:
    """Return a text as a YAML string."""
    return "'" + text.replace("'", "''") + "'"


def converted(text: str, folder: str) -> str:
    """Return a text with links as Microsite writes them, and with the name of the
    program.
    """
    # Microsite takes code in a list only between its items, which keep their numbers.
    text = LISTED.sub(lambda block: re.sub(f"(?m)^{block[1]}", "", block[0]), text)
    text = _outside_code(
        COMMENT.sub("", text), lambda part: INDENTED.sub(_fenced, part)
    )
    text = _outside_code(
        text, lambda part: LINK.sub(lambda link: _link(link, folder), part)
    )
    return re.sub(r"python\s+build\.py(?=[ \n][\w-])", "microsite", text)


def _fenced(block: re.Match[str]) -> str:
    lines = (line.removeprefix("    ") for line in block[0].splitlines())
    return "```\n" + "\n".join(lines) + "\n```\n"


def _outside_code(text: str, change: Callable[[str], str]) -> str:
    """Return a text with a change to all of it, except code, which can be part of a
    link.
    """
    codes = iter(CODE.findall(text))
    return re.sub("\0", lambda _: next(codes), change(CODE.sub("\0", text)))


def _link(link: re.Match[str], folder: str) -> str:
    """Return a link as Microsite writes it; only its words if the target is not in
    `docs/`.
    """
    picture, words, target = link.groups()
    if target.startswith(("#", "https:", "http:", "mailto:")):
        return link[0]
    path, mark, fragment = target.partition("#")
    name = posixpath.normpath(posixpath.join(folder, path))
    if picture:
        return f"![{words}]({name})"
    if (DOCS / name).is_dir():
        name += "/"
    if name.startswith("../") or not name.endswith((".md", "/")):
        return words
    return f"[{words}](page:{slug_of(name)}{mark}{fragment})"


def index_pages(sources: dict[str, str]) -> dict[str, str]:
    """Return the pages that list the documents of each folder."""
    return {
        "tasks/": _index("Tasks", "Steps for common tasks.", "tasks", sources),
        "fields/": _index("Fields", "Every field of every file.", "fields", sources),
        "decisions/": _index(
            "Decisions", "Reasons for the design of the engine.", "decisions", sources
        ),
        "errors/": "\n".join(_messages(sources)),
    }


def _index(title: str, about: str, folder: str, sources: dict[str, str]) -> str:
    items = (
        f"- [{split_title(text)[0]}]({posixpath.basename(name)})\n"
        for name, text in sources.items()
        if name.startswith(f"{folder}/")
    )
    return f"# {title}\n\n{about}\n\n{''.join(items)}"


def _messages(sources: dict[str, str]) -> Iterator[str]:
    yield (
        "# Messages\n\nEvery error, warning and note has a code. "
        "To read a page in the terminal, type `microsite explain` and the code.\n"
    )
    names = [name for name in sources if name.startswith("errors/")]
    for letter, title in GROUPS.items():
        yield f"## {letter}: {title}\n"
        for name in names:
            code = posixpath.basename(name).removesuffix(".md")
            if code[0] == letter:
                yield f"- [{code}]({code}.md): {first_sentence(sources[name])}"
        yield ""


if __name__ == "__main__":
    write_pages(Path(sys.argv[1]) if len(sys.argv) > 1 else PROJECT)
