"""The schemas accept what the checker accepts, and refuse typos."""

from __future__ import annotations

import copy
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from microsite.apps.new.starters import STARTERS
from microsite.apps.schemas import SCHEMAS, ProjectSchemas, Schema, write_schemas
from microsite.model.event import Event
from microsite.model.kinds import RECORD_KINDS
from microsite.project import ENGINE_HOME, Project
from microsite.source.files import DATA_FILES
from tests.making import load_soundly

SITES = (
    ENGINE_HOME,
    ENGINE_HOME / "examples" / "tidewater",
    ENGINE_HOME / "examples" / "one-page",
    STARTERS["site"],
)
KINDS = {"speakers": "speaker", "pages": "page", "news": "news", "team": "member"}


def schemas(event: Event) -> dict[str, Schema]:
    """Return all schemas by file or kind of file."""
    writer = ProjectSchemas(event)
    return {name: writer.schema(name) for name in SCHEMAS}


class Yaml12(yaml.SafeLoader):
    """YAML loader of editors: in YAML 1.2, 09:30, 2027-05-20 and `yes` are text."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - shadows that of YAML 1.1


for tag, pattern, first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    (
        "float",
        r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?",
        "-+0123456789.",
    ),
):
    Yaml12.add_implicit_resolver(
        f"tag:yaml.org,2002:{tag}", re.compile(f"(?:{pattern})$"), list(first)
    )


def read(text: str) -> Any:
    return yaml.load(text, Yaml12)


@cache
def event_of(root: Path) -> Event:
    return load_soundly(root)


def files_of(root: Path) -> list[tuple[str, str, Any]]:
    """Return the schema, name and content of every file of a site."""
    files = [
        (path.stem, path.name, read(path.read_text("utf-8")))
        for path in sorted(root.glob("data/*.yaml"))
    ]
    for path in sorted(root.glob("content/**/*.md")):
        kind = KINDS.get(path.parent.name, "event")
        files.append((kind, path.name, read(path.read_text("utf-8").split("---\n")[1])))
    return files


def errors_of(schema: dict[str, Any], value: Any) -> list[str]:
    return [
        error.message for error in jsonschema.Draft7Validator(schema).iter_errors(value)
    ]


@pytest.mark.parametrize("root", SITES, ids=lambda root: root.name)
def test_schemas_accept_the_example_sites(root: Path) -> None:
    project_schemas = schemas(event_of(root))
    for schema in project_schemas.values():
        jsonschema.Draft7Validator.check_schema(schema)
    for kind, name, value in files_of(root):
        assert errors_of(project_schemas[kind], value) == [], name


@pytest.mark.parametrize("root", SITES[:2], ids=lambda root: root.name)
def test_schemas_reject_misspelt_fields(root: Path) -> None:
    """A typo in any field of any record is an error."""
    project_schemas = schemas(event_of(root))
    for kind, name, value in files_of(root):
        for path, field in fields_of(value):
            broken_value = copy.deepcopy(value)
            block = broken_value
            for step in path:
                block = block[step]
            block[f"{field}x"] = block.pop(field)
            assert errors_of(project_schemas[kind], broken_value), (name, path, field)


def fields_of(
    value: Any, path: tuple[str | int, ...] = ()
) -> list[tuple[tuple[str | int, ...], str]]:
    """Return the fields of a record and of nested records; of lists, the first and the last."""
    if isinstance(value, dict):
        inner = [
            place
            for name, nested_value in value.items()
            for place in fields_of(nested_value, (*path, name))
        ]
        return [*((path, name) for name in value), *inner]
    if isinstance(value, list) and value:
        return [
            place
            for at in {0, len(value) - 1}
            for place in fields_of(value[at], (*path, at))
        ]
    return []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "tlak"),
        ("room", "Man hall"),
        ("track", "Practise"),
        ("speakers", ["j-smth"]),
        ("chair", "nobody"),
        ("start", "half past nine"),
        ("start", "9.30"),
        ("status", "perhaps"),
        ("id", "Big Letters"),
        ("resources", ["nothing"]),
        ("sample", "perhaps"),
        ("recording", {"url": "ftp://video.example/"}),
        ("capacity", "many"),
        ("day", "20/05/2027"),
    ],
)
def test_schemas_reject_wrong_values(field: str, value: Any) -> None:
    schema = schemas(event_of(ENGINE_HOME))["sessions"]
    sound = {"id": "a", "title": "A", "kind": "talk", "start": "09:30", "end": "10:00"}

    assert errors_of(schema, {"sessions": [sound]}) == []
    assert errors_of(schema, [sound]) == []
    assert errors_of(schema, {"sessions": [sound | {field: value}]})
    assert errors_of(schema, [sound | {field: value}])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "Lightning-Talks"),
        ("room", "main hall"),
        ("room", "main-hall"),
        ("track", "Early Intervention"),
        ("speakers", "named-nurse"),
        ("title", 2027),
        ("day", 1),
        ("sample", True),
        ("sample", "Yes"),
        ("capacity", "1,200"),
        ("track", None),
    ],
)
def test_schemas_accept_values_of_the_checker(field: str, value: Any) -> None:
    sound = {"id": "a", "title": "A", "kind": "talk", "start": "09:30", "end": "10:00"}

    assert (
        errors_of(
            schemas(event_of(ENGINE_HOME))["sessions"],
            {"sessions": [sound | {field: value}]},
        )
        == []
    )


def test_schemas_require_fields() -> None:
    assert errors_of(
        schemas(event_of(ENGINE_HOME))["sessions"], {"sessions": [{"id": "a"}]}
    )


def test_schemas_cover_every_file_in_editor_settings() -> None:
    assert set(DATA_FILES) == {kind.file for kind in RECORD_KINDS.values() if kind.file}
    for folder in (ENGINE_HOME, STARTERS["site"]):
        settings = json.loads((folder / ".vscode" / "settings.json").read_text("utf-8"))
        expected = {
            f".cache/schemas/{name}.schema.json": f"data/{name}.y*ml"
            for name in DATA_FILES
        }
        assert settings["yaml.schemas"] == expected


def test_write_schemas_writes_only_changes(tmp_path: Path) -> None:
    project = Project.at(tmp_path)
    write_schemas(project, event_of(ENGINE_HOME))
    folder = tmp_path / ".cache" / "schemas"
    names = {path.name for path in folder.iterdir()} - {
        "made-of"
    }  # a digest of their inputs
    assert names == {f"{name}.schema.json" for name in SCHEMAS}
    before = {path: path.stat().st_mtime_ns for path in folder.iterdir()}

    write_schemas(project, event_of(ENGINE_HOME))
    assert {path: path.stat().st_mtime_ns for path in folder.iterdir()} == before

    write_schemas(project, event_of(SITES[1]))
    assert "Net Loft" in (folder / "sessions.schema.json").read_text("utf-8")


def test_write_schemas_ignores_disk_errors(tmp_path: Path) -> None:
    (tmp_path / ".cache").write_text("in the way")
    write_schemas(Project.at(tmp_path), event_of(ENGINE_HOME))
    assert (tmp_path / ".cache").read_text() == "in the way"
