"""Lists of people for badges: what is read, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from microsite.apps.handouts.badges import Badge, read_badges
from microsite.console.command import CommandError

KIM = Badge("Kim Example", "Example Council", "Police")


def read(root: Path, data: bytes, name: str = "people.csv") -> tuple[Badge, ...]:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return read_badges(path, root / "project", root / "project" / "output")


@pytest.mark.parametrize(
    "data",
    [
        b"name,organisation,sector\nKim Example,Example Council,Police\n",
        b"\xef\xbb\xbfName;Organisation;Sector\r\nKim Example;Example Council;Police\r\n",
        b"Sector\tEmail\tFull name\tCompany\nPolice\tx\t Kim  Example\tExample Council\n\n",
    ],
)
def test_lists_of_other_programs_are_read(tmp_path: Path, data: bytes) -> None:
    assert read(tmp_path, data) == (KIM,)


def test_excel_encoding_and_missing_columns_are_read(tmp_path: Path) -> None:
    assert read(tmp_path, "name\nSiân\n".encode("cp1252")) == (Badge("Siân", "", ""),)


@pytest.mark.parametrize(
    "data, message",
    [
        (b"", "has no column “name”"),
        (b"surname,first\nA,B\n", "has no column “name”"),
        (b"name,organisation\n\n", "lists nobody"),
        (b"name,organisation\nKim,X\n,Y\n", "Line 3"),
        (b"name\n" + b"A\n" * 5001, "more than 5,000"),
    ],
)
def test_wrong_lists_say_what_to_do(tmp_path: Path, data: bytes, message: str) -> None:
    with pytest.raises(CommandError, match=message):
        read(tmp_path, data)


@pytest.mark.parametrize("folder", ["assets", "content", "data", "output"])
def test_list_in_published_folder_is_refused(tmp_path: Path, folder: str) -> None:
    with pytest.raises(CommandError, match="could be published"):
        read(tmp_path, b"name\nKim\n", f"project/{folder}/people.csv")


def test_missing_list_is_reported(tmp_path: Path) -> None:
    with pytest.raises(
        CommandError, match=r"There is no file “.*none.csv”. Check the spelling"
    ):
        read_badges(tmp_path / "none.csv", tmp_path / "project", tmp_path / "output")
