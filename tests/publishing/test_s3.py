"""Publication through rclone to a server that has the S3 protocol, and to a folder."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from bootstrap.tools import RCLONE, find
from microsite.publish.build_json import BUILD_JSON
from microsite.site.hosting import CACHE_IMMUTABLE, CACHE_REVALIDATE
from tests.publishing.conftest import Store
from tests.publishing.sites import FIRST, GONE, OLD_STYLE, SECOND, built, files_of, publish


def rclone(store: Store, *arguments: str) -> str:
    command = [str(find(RCLONE)), *arguments]
    done = subprocess.run(
        command,
        env={**os.environ, **store.environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def bucket(store: Store, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return a new bucket, which the environment makes known to rclone."""
    for key, value in store.environment.items():
        monkeypatch.setenv(key, value)
    name = re.sub("[^a-z]", "-", request.node.name)[-40:].strip("-")
    rclone(store, "mkdir", f"store:{name}")
    return f"store:{name}/site"


def fetched(store: Store, bucket: str, to: Path) -> dict[str, str]:
    rclone(store, "copy", bucket, str(to))
    return files_of(to)


def test_deploy_of_second_version_replaces_first(store: Store, bucket: str, tmp_path: Path) -> None:
    first, second = built(tmp_path / "first", FIRST), built(tmp_path / "second", SECOND)
    (tmp_path / "foreign.txt").write_text("not ours", encoding="utf-8")
    rclone(store, "copyto", str(tmp_path / "foreign.txt"), f"{bucket}/programme/foreign.txt")
    foreign = {"programme/foreign.txt": "not ours"}

    publish("rclone", bucket, first)
    assert fetched(store, bucket, tmp_path / "1") == FIRST | foreign
    publish("rclone", bucket, second)
    assert fetched(store, bucket, tmp_path / "2") == SECOND | OLD_STYLE | foreign
    publish("rclone", bucket, built(tmp_path / "third", FIRST))
    assert fetched(store, bucket, tmp_path / "3") == FIRST | foreign | {
        path: text for path, text in SECOND.items() if path == "assets/css/site.33333333.css"
    }


def test_s3_deploy_sends_build_json_last(store: Store, bucket: str, tmp_path: Path) -> None:
    publish("rclone", bucket, built(tmp_path / "first", FIRST))
    before = store.said.stat().st_size
    publish("rclone", bucket, built(tmp_path / "second", SECOND))

    with store.said.open(encoding="utf-8") as file:
        file.seek(before)
        asked = re.findall(r"(PUT|DELETE) /[^/]+/site/(\S+) HTTP", file.read())
    kinds = [
        "record"
        if path == BUILD_JSON
        else "gone"
        if method == "DELETE"
        else "page"
        if path.endswith(".html")
        else "worker"
        if path == "sw.js"
        else "needed"
        for method, path in asked
    ]
    after_phases = ["record", "page", "page", "record", "worker", "record"]
    assert kinds == ["needed", "needed", *after_phases, *("gone" for _ in GONE), "record"]


def test_s3_objects_have_headers(store: Store, bucket: str, tmp_path: Path) -> None:
    publish("rclone", bucket, built(tmp_path / "first", FIRST))
    listed = json.loads(
        rclone(store, "lsjson", "--recursive", "--files-only", "--metadata", bucket)
    )
    told = {
        one["Path"]: (one["Metadata"]["cache-control"], one["Metadata"]["content-type"])
        for one in listed
    }

    assert told["index.html"] == (CACHE_REVALIDATE, "text/html; charset=utf-8")
    assert told["event.ics"] == (CACHE_REVALIDATE, "text/calendar; charset=utf-8")
    assert told["assets/css/site.11111111.css"] == (CACHE_IMMUTABLE, "text/css; charset=utf-8")
    assert told[BUILD_JSON] == (CACHE_REVALIDATE, "application/json")


def test_rclone_sends_to_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    find(RCLONE)
    monkeypatch.setenv("RCLONE_CONFIG_DISK_TYPE", "alias")
    monkeypatch.setenv("RCLONE_CONFIG_DISK_REMOTE", str(tmp_path / "www"))

    publish("rclone", "disk:site", built(tmp_path / "first", FIRST))
    publish("rclone", "disk:site/", built(tmp_path / "second", SECOND))

    assert files_of(tmp_path / "www/site") == SECOND | OLD_STYLE
