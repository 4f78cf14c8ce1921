"""Bytes to text, and files that cannot be read."""

from __future__ import annotations

import os
import socket
import threading
from pathlib import Path

import pytest

from microsite.diagnostics.diagnostic import Log
from microsite.source.decode import MAX_TEXT_BYTES, read_text
from microsite.source.files import SourceFile


def read(path: Path) -> tuple[str | None, list[tuple[int, str]]]:
    """Return the text of a file, and the lines and codes reported."""
    log = Log()
    source = read_text(SourceFile("content/pages/about.md", str(path), "about"), log)
    return (None if source is None else source.text), [
        (diagnostic.span.line, diagnostic.code) for diagnostic in log
    ]


def read_bytes(data: bytes, folder: Path) -> tuple[str | None, list[tuple[int, str]]]:
    path = folder / "about.md"
    path.write_bytes(data)
    return read(path)


@pytest.mark.parametrize(
    "data",
    [
        "Café – £5\n".encode(),
        "Café – £5\n".encode("utf-8-sig"),
        "Café – £5\n".encode("utf-16"),
        b"\xfe\xff" + "Café – £5\n".encode("utf-16-be"),
        "Café – £5\r\n".encode(),
        "Café – £5\r".encode(),
    ],
)
def test_read_text_decodes_encodings_of_common_editors(
    data: bytes, tmp_path: Path
) -> None:
    """Encodings of common editors are read without a message."""
    assert read_bytes(data, tmp_path) == ("Café – £5\n", [])


def test_read_text_reports_a_zero_byte_in_a_text_at_its_line(tmp_path: Path) -> None:
    data = b"---\ntitle: Getting here\n---\nTake the train to the quay.\nThen the fer\0ry.\n"
    assert read_bytes(data, tmp_path) == (
        data.decode().replace("\0", " "),
        [(5, "F117")],
    )


def test_read_text_decodes_windows_1252_with_a_warning(tmp_path: Path) -> None:
    assert read_bytes("One\r\nCafé – £5 ‘x’\r\n".encode("cp1252"), tmp_path) == (
        "One\nCafé – £5 ‘x’\n",
        [(2, "F116")],
    )


def test_read_text_decodes_single_windows_1252_letter_in_utf_8(tmp_path: Path) -> None:
    """One character in an old encoding does not affect the others."""
    data = "Łódź\nCaf".encode() + b"\xe9 and " + "Zürich\n".encode()
    assert read_bytes(data, tmp_path) == ("Łódź\nCafé and Zürich\n", [(2, "F116")])


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\0\0\0", (1, "F104")),
        (b"PK\x03\x04...", (1, "F104")),
        (b"{\\rtf1 text}", (1, "F104")),
        (b"%PDF-1.7", (1, "F104")),
        (b"\x89PNG\r\n", (1, "F104")),
        (b"\xff\xfe\x00\xd8", (1, "F104")),
        (b"\xff\xfe\x00\x00a\x00\x00\x00", (1, "F104")),
        ("Text".encode("utf-16-le"), (1, "F104")),
        (bytes(range(1, 32)) * 2, (1, "F104")),
    ],
)
def test_read_text_rejects_files_that_are_not_text(
    data: bytes, expected: tuple[int, str], tmp_path: Path
) -> None:
    assert read_bytes(data, tmp_path) == (None, [expected])


def test_read_text_accepts_a_nul_in_a_short_text(tmp_path: Path) -> None:
    assert read_bytes(b"a\n\nb\0c", tmp_path) == ("a\n\nb c", [(3, "F117")])


def test_read_text_reports_lost_letters(tmp_path: Path) -> None:
    """Characters of a Mac that Windows-1252 lacks, and a character that is already lost."""
    assert read_bytes(b"One\nFran\x8dois\n", tmp_path)[1] == [(2, "F121")]
    assert read_bytes("One\nFran\ufffdois\n".encode(), tmp_path)[1] == [(2, "F121")]


def test_read_text_replaces_control_characters(tmp_path: Path) -> None:
    """Each character keeps its place, so later reports point to the right column."""
    assert read_bytes(b"One\nT\x07wo\x1b\n", tmp_path) == (
        "One\nT wo \n",
        [(2, "F117"), (2, "F117")],
    )


def test_read_text_reports_versions_that_git_could_not_merge(tmp_path: Path) -> None:
    text = b"a: 1\n<<<<<<< HEAD\nb: 2\n=======\nb: 3\n>>>>>>> other\nc\n<<<<<<< HEAD\n=======\n>>>>>>> other\n"
    assert read_bytes(text, tmp_path) == (None, [(2, "F118"), (8, "F118")])
    assert (
        read_bytes(
            b"Text\n=======\nof a page\n>>>>>> quoted\n>>>>>>> and quoted\n", tmp_path
        )[1]
        == []
    )


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("<<<<<<< HEAD\nOne\n", [1]),
        ("One\n>>>>>>> other", [2]),
        (">>>>>>> other\nOne", [1]),
        ("<<<<<<< HEAD\nOne\n>>>>>>> other\n", [1, 3]),
        ("<<<<<<< HEAD\n<<<<<<< HEAD\nOne\n=======\n", [1, 2]),
    ],
)
def test_read_text_reports_single_conflict_markers(
    text: str, lines: list[int], tmp_path: Path
) -> None:
    """Each leftover conflict marker is reported; on a page it would be published."""
    assert read_bytes(text.encode(), tmp_path) == (
        None,
        [(line, "F124") for line in lines],
    )


def test_read_text_rejects_huge_file(tmp_path: Path) -> None:
    """50 MB are rejected by size, without reading."""
    path = tmp_path / "about.md"
    with path.open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    assert read(path) == (None, [(1, "F103")])
    with path.open("wb") as file:
        file.truncate(MAX_TEXT_BYTES + 1)
    assert read(path)[1] == [(1, "F103")]


def test_read_text_reports_missing_file(tmp_path: Path) -> None:
    assert read(tmp_path / "gone.md") == (None, [(1, "F105")])


def test_read_text_reports_folder_in_place_of_file(tmp_path: Path) -> None:
    assert read(tmp_path)[0] is None
    assert read(tmp_path)[1][0][1] in ("F105", "F106")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes here")
def test_read_text_does_not_wait_for_pipe(tmp_path: Path) -> None:
    """The build does not wait for a pipe without a writer."""
    path = tmp_path / "about.md"
    os.mkfifo(path)
    answers: list[object] = []
    reader = threading.Thread(target=lambda: answers.append(read(path)), daemon=True)
    reader.start()
    reader.join(5)
    assert answers == [(None, [(1, "F106")])]


@pytest.mark.skipif(
    not hasattr(socket, "AF_UNIX"), reason="there are no sockets in folders here"
)
def test_read_text_reports_socket(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("about.md")
        assert read(tmp_path / "about.md")[1][0][1] in ("F105", "F106")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="there are no devices here")
def test_read_text_reports_device() -> None:
    """A file without an end is not read."""
    assert read(Path("/dev/zero")) == (None, [(1, "F106")])


def test_read_text_reports_missing_permission(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The refusal is simulated, because root may read everything."""

    def refuse(path: Path, flags: int) -> int:
        raise PermissionError(13, "Permission denied", str(path), flags)

    monkeypatch.setattr(os, "open", refuse)
    assert read(tmp_path / "about.md") == (None, [(1, "F105")])


def test_read_text_reads_changing_file_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A changing file is read again, and reported if it never settles."""
    path = tmp_path / "about.md"
    path.write_text("One")
    saves = iter(["Two and more", None, None])
    fstat = os.fstat

    def save_after(number: int) -> os.stat_result:
        before = fstat(number)
        if text := next(saves, None):
            path.write_text(text)
        return before

    monkeypatch.setattr(os, "fstat", save_after)
    assert read(path) == ("Two and more", [])
    saves = iter(["x" * size for size in range(20, 40)])
    assert read(path) == (None, [(1, "F108")])


def test_read_text_reads_file_in_small_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A network disk may return a file in small parts."""
    path = tmp_path / "about.md"
    path.write_text("Some words.\n" * 20)
    read_all = os.read
    monkeypatch.setattr(os, "read", lambda number, size: read_all(number, min(size, 7)))
    assert read(path) == ("Some words.\n" * 20, [])
