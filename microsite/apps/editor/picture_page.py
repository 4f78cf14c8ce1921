"""Screen of a picture: choose a file, describe it, cut it, and set the point that stays
visible.
"""

import asyncio
import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import PurePosixPath
from typing import Any

from msgspec import Struct
from tornado.web import HTTPError

from microsite.apps.editor import pictures
from microsite.apps.editor.entered import EnteredError
from microsite.apps.editor.problems import Problem, problem_of, saved_change
from microsite.apps.editor.record import find_field
from microsite.apps.editor.records import Entry, ProjectRecords
from microsite.apps.editor.saving import FieldChange, save
from microsite.apps.editor.security import EditHandler, UploadHandler
from microsite.apps.importers.word import free_name
from microsite.model.fields import BoundField, input_fields
from microsite.model.parsing import ParseError
from microsite.model.types import FocalPoint, parse_focus, parse_picture
from microsite.project import Project
from microsite.site.images import ImageVariant
from microsite.source.files import slugify

FOLDERS = {
    "speaker": "images/people",
    "sponsor": "images/sponsors",
    "news": "images/news",
}
PLACES = {
    "square": (
        "Speakers are shown as squares. The focal point stays in the middle of the"
        " square."
    ),
    "logo": (
        "Logos are shown without their margin, and as large as they seem equally"
        " important."
    ),
    "whole": "The whole picture is shown, as wide as the text.",
}
"""How pages show a picture, by its shape."""
DEFAULT_FOCUS = "50% 40%"
LOGOS = frozenset(("logo", "logo_dark"))


class PictureField(Struct, frozen=True):
    """A picture of a record: its field, and those of its description and focal
    point.
    """

    entry: Entry
    path: tuple[str | int, ...]
    fields: dict[str, BoundField]
    """Fields of the record, or of the block with the picture."""

    @property
    def key(self) -> str:
        """Key of the field, without that of the block."""
        return str(self.path[-1])

    @property
    def shape(self) -> str:
        """Part of the picture that pages show."""
        if self.key in LOGOS:
            return "logo"
        return "square" if self.has("_focus") else "whole"

    def get(self, suffix: str = "") -> str:
        """Return the value of the field, or of the one with this ending; empty without
        one.
        """
        value: Any = self.entry.values
        with suppress(LookupError, TypeError):  # the field or its block is not written
            for step in (*self.path[:-1], f"{self.key}{suffix}"):
                value = value[step]
        return value if isinstance(value, str) else ""

    def has(self, suffix: str) -> bool:
        """Return whether the record has a field with this ending."""
        return f"{self.key}{suffix}" in self.fields

    def change(self, suffix: str, new: str) -> FieldChange:
        """Return the change that sets the field with this ending."""
        path = (*self.path[:-1], f"{self.key}{suffix}")
        before = self.get(suffix) or None
        return FieldChange(self.entry.kind, self.entry.id, path, before, new or None)


def find_picture(project: Project, kind: str, name: str, id_: str) -> PictureField:
    """Return a picture of a record. Raises HTTPError."""
    records = ProjectRecords(project)
    entry = records.find(kind, id_)
    if entry is None or not find_field(kind, name, records).is_parsed_by(parse_picture):
        raise HTTPError(404)
    path = tuple(int(key) if key.isdecimal() else key for key in name.split("."))
    block = (
        find_field(kind, name.rpartition(".")[0], records).record if path[1:] else None
    )
    return PictureField(entry, path, input_fields(block) if block else entry.fields)


class PictureHandler(UploadHandler):
    """The picture of a record."""

    def get(self, kind: str, name: str, id_: str) -> None:
        self.show(find_picture(self.project, kind, name, id_))

    def show(self, field: PictureField, problems: Sequence[Problem] = ()) -> None:
        """Send the screen, with what prevents saving."""
        current = field.get()
        focus = field.get("_focus") or DEFAULT_FOCUS
        sizes: list[ImageVariant] = []
        try:
            sizes = (
                pictures.shown_sizes(self.project, current, field.shape)
                if current
                else []
            )
        except EnteredError as problem:
            problems = [*problems, Problem(str(problem))]
        self.page(
            "picture.html",
            field=field,
            current=current if pictures.open_asset(self.project, current) else "",
            alt=self.get_body_argument("alt", field.get("_alt")),
            focus=focus,
            point=parse_or_default(focus),
            sizes=sizes,
            place=PLACES[field.shape],
            problems=problems,
            saved=saved_change(self),
        )

    async def post(self, kind: str, name: str, id_: str) -> None:
        """Save another file, another part of this one, or its description."""
        field = find_picture(self.project, kind, name, id_)
        try:
            file_name, data = self.read_form()
            changes, files = await asyncio.to_thread(
                self.changes, field, file_name, data
            )
        except EnteredError as problem:
            self.show(
                field, [Problem(str(problem), url=f"#{problem.control or 'file'}")]
            )
            return
        noun = "logo" if field.shape == "logo" else "picture"
        label = f"Change the {noun} of “{field.entry.title}”"
        result = await asyncio.to_thread(
            save, self.project, changes, label=label, files=files
        )
        if result.is_saved:
            self.state.note_warnings(result)
            self.redirect(f"{self.request.path}?saved={result.number}#main")
            return
        problems = [Problem(result.problem)] if result.problem else []
        problems += map(problem_of, result.errors)
        if result.conflicts:
            problems.append(Problem("The record was changed elsewhere. Try again."))
        self.show(field, problems)

    def changes(
        self, field: PictureField, file_name: str, data: bytes
    ) -> tuple[list[FieldChange], dict[str, bytes]]:
        """Return the changes of the record, and a new file by its path.

        Raises EnteredError.
        """
        alt = self.get_body_argument("alt", "")
        if field.has("_alt") and (problem := pictures.alt_problem(alt)):
            raise EnteredError(problem, "alt")
        changes: list[FieldChange] = []
        files: dict[str, bytes] = {}
        crop = self.crop()
        current = pictures.open_asset(self.project, field.get())
        kind = field.entry.kind
        base = field.entry.id or field.key
        if file_name:
            base = base if kind == "speaker" else pictures.base_name(file_name, base)
            crop = pictures.Crop()
        elif not current:
            raise EnteredError("Choose a file first.")
        elif crop != pictures.Crop() and current.suffix.lower() != ".svg":
            file_name = current.name
            data = current.read_bytes()
            base = f"{PurePosixPath(file_name).stem.removesuffix('-part')}-part"
        if file_name:
            picture = pictures.convert(data, file_name, crop)
            stem, assets = (
                f"{FOLDERS.get(kind, 'images')}/{base}",
                self.project.root / "assets",
            )
            new = free_name(stem, picture.data, {}, assets, picture.suffix)
            files[f"assets/{new}"] = picture.data
            changes.append(field.change("", new))
        if field.has("_alt"):
            changes.append(field.change("_alt", alt.strip()))
        if field.has("_focus"):  # of another picture, it is the default again
            focus = f"{self.percent('across', 50):.0f}% {self.percent('down', 40):.0f}%"
            is_default = file_name or (
                focus == DEFAULT_FOCUS and not field.get("_focus")
            )
            changes.append(field.change("_focus", "" if is_default else focus))
        return changes, files

    def crop(self) -> pictures.Crop:
        """Return the part of the picture that was chosen."""
        left, top = self.percent("left", 0), self.percent("top", 0)
        width, height = self.percent("width", 100), self.percent("height", 100)
        return pictures.Crop(left, top, min(width, 100 - left), min(height, 100 - top))

    def percent(self, name: str, default: float) -> float:
        """Return a percentage of the form, between 0 and 100."""
        with suppress(ValueError):
            return min(
                100.0, max(0.0, float(self.get_body_argument(name, "").strip(" %")))
            )
        return default


def parse_or_default(focus: str) -> FocalPoint:
    """Return a focal point, or the middle of a face in most photographs."""
    with suppress(ParseError):
        return parse_focus(focus)
    return parse_focus(DEFAULT_FOCUS)


class TextPictureHandler(UploadHandler):
    """A picture for a text. It is saved at once, and the answer is its Markdown."""

    async def post(self) -> None:
        """Save the picture. Answer with what is wrong if it cannot be used."""
        try:
            file_name, data = self.read_form()
            alt = " ".join(self.get_body_argument("alt", "").split())
            name = await asyncio.to_thread(
                save_picture, self.project, file_name, data, alt
            )
        except EnteredError as problem:
            self.finish({"error": str(problem)})
        else:
            words = re.sub(r"[\[\]\\]", r"\\\g<0>", alt)
            self.finish({"markdown": f"![{words}]({name})"})


def save_picture(project: Project, file_name: str, data: bytes, alt: str) -> str:
    """Save a picture for a text, and return its name inside assets/.

    Raises EnteredError.
    """
    if problem := pictures.alt_problem(alt):
        raise EnteredError(problem)
    picture = pictures.convert(data, file_name or "The file")
    base = pictures.base_name(file_name, slugify(alt)[:60].strip("-") or "picture")
    name = free_name(
        f"images/{base}", picture.data, {}, project.root / "assets", picture.suffix
    )
    files = {f"assets/{name}": picture.data}
    result = save(project, [], label=f"Add the picture {name}", files=files)
    if result.problem:
        raise EnteredError(result.problem)
    return name


class SizeHandler(EditHandler):
    """A picture of the project, as it is or in one of the sizes of pages."""

    async def get(self) -> None:
        """Send it. Raises 404 if there is none."""
        name = self.get_query_argument("name", "")
        shape = self.get_query_argument("shape", "") or "whole"
        path = pictures.open_asset(self.project, name)
        if path is None:
            raise HTTPError(404)
        if path.suffix.lower() == ".svg":
            policy = "default-src 'none'; style-src 'unsafe-inline'"
            self.set_header("Content-Type", "image/svg+xml")
            self.set_header("Content-Security-Policy", policy)
            self.finish(path.read_bytes())
            return
        width = self.get_query_argument("width", "1600")
        focus = parse_or_default(self.get_query_argument("focus", ""))
        try:
            sizes = await asyncio.to_thread(
                pictures.shown_sizes, self.project, name, shape, focus
            )
            data = await asyncio.to_thread(pictures.rendered_size, sizes, int(width))
        except ValueError:  # of the width, or of a file that is no picture
            raise HTTPError(404) from None
        self.set_header("Content-Type", "image/webp")
        self.finish(data)
