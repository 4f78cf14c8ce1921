"""The manifest is read exactly as written, or not at all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from microsite import up_to_date
from microsite.up_to_date import (
    FOLDER,
    NO_MANIFEST,
    load_manifest,
    manifest_path,
    save_manifest,
    scan_folder,
    without_recent,
)

MANIFEST = NO_MANIFEST._replace(
    digests={"a": "sha256-1", "é/b": "sha256-2"},
    input_digests={"a": "in", "é/b": ""},
    outputs={"a": [1, 2, 3, 4, 5]},
    private_words="words",
    request=[["build"]],
    report="Built \0 s",
)


def test_load_manifest_returns_saved_manifest(tmp_path: Path) -> None:
    path = str(tmp_path / "not" / "yet" / "manifest.json")
    save_manifest(path, MANIFEST)
    manifest = load_manifest(path)
    assert manifest.written > 0
    assert list(manifest.valid) == [0.0, 0.0]
    assert manifest == MANIFEST._replace(written=manifest.written, valid=manifest.valid)


def test_load_manifest_notices_every_damage(tmp_path: Path) -> None:
    path = tmp_path / "manifest.json"
    save_manifest(str(path), MANIFEST)
    complete = path.read_bytes()
    for at in range(len(complete)):
        path.write_bytes(complete[:at] + bytes([complete[at] ^ 1]) + complete[at + 1 :])
        assert load_manifest(str(path)) == NO_MANIFEST
        path.write_bytes(complete[:at])
        assert load_manifest(str(path)) == NO_MANIFEST
    path.write_bytes(complete + b"\n")
    assert load_manifest(str(path)) == NO_MANIFEST


@pytest.mark.parametrize("content", [[], {}, {"digests": {}}, 7, None])
def test_load_manifest_ignores_other_content(tmp_path: Path, content: object) -> None:
    path = tmp_path / "manifest.json"
    text = json.dumps(content)
    path.write_text(f"{up_to_date._checksum(text)}\n{text}")
    assert load_manifest(str(path)) == load_manifest(str(tmp_path)) == NO_MANIFEST


def test_load_manifest_trusts_no_stats_from_before_a_restart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = str(tmp_path / "manifest.json")
    save_manifest(path, MANIFEST)
    monkeypatch.setattr(up_to_date, "machine_start", lambda: 10.0**11)
    manifest = load_manifest(path)
    assert manifest.digests == MANIFEST.digests
    assert (manifest.outputs, manifest.request) == ({}, None)


def test_save_manifest_replaces_a_link_and_does_not_follow_it(tmp_path: Path) -> None:
    """A foreign cache must not make a build write to the sources."""
    source = tmp_path / "event.md"
    source.write_text("Welcome.")
    for name in ("manifest.json", "manifest.json.new"):
        (tmp_path / name).symlink_to(source)
    save_manifest(str(tmp_path / "manifest.json"), MANIFEST)
    assert source.read_text() == "Welcome."
    assert load_manifest(str(tmp_path / "manifest.json")).digests == MANIFEST.digests


def test_manifest_path_differs_by_name_of_output() -> None:
    assert manifest_path(".cache", "/a/output") != manifest_path(".cache", "/a/preview")


def test_without_recent_keeps_only_files_whose_change_would_show(
    tmp_path: Path,
) -> None:
    page = tmp_path / "page"
    page.write_text("text")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to(page)
    stats = scan_folder(str(tmp_path))
    change_time = stats["page"][2]

    assert without_recent(stats, change_time + 10**10) == {
        "page": stats["page"],
        "folder": FOLDER,
    }
    assert without_recent(stats, change_time + 10**6) == {"folder": FOLDER}
    coarse = {"page": [4, 10**18, 10**18, 1, 33188]}
    assert without_recent(coarse, 10**18 + 2 * 10**9) == {}
    assert without_recent(coarse, 10**18 + 4 * 10**9) == coarse


def test_stats_change_with_the_content(tmp_path: Path) -> None:
    page = tmp_path / "page"
    page.write_text("text")
    before = scan_folder(str(tmp_path))
    page.write_text("texts")
    assert scan_folder(str(tmp_path)) != before
