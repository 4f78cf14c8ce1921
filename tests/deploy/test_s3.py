"""deploy/s3.sh with a server that has the S3 protocol."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from bootstrap.tools import RCLONE, find
from microsite.publish.build_json import BUILD_JSON
from microsite.site.hosting import CACHE_IMMUTABLE, CACHE_REVALIDATE
from tests.deploy.conftest import Store
from tests.deploy.sites import FIRST, GONE, SECOND, built, deploy, files_of


def rclone(store: Store, *arguments: str) -> str:
    command = [str(find(RCLONE)), *arguments]
    done = subprocess.run(
        command, env=store.environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def bucket(store: Store, request: pytest.FixtureRequest) -> str:
    """Return a bucket with a foreign file, as the environment of the script."""
    name = re.sub("[^a-z]", "-", request.node.name)[-40:].strip("-")
    rclone(store, "mkdir", f"store:{name}")
    return f"store:{name}/site"


def sent(store: Store, bucket: str, output: Path, *options: str) -> str:
    done = deploy("s3.sh", *options, bucket, OUTPUT=str(output), **store.environment)
    assert done.returncode == 0, done.stderr
    return done.stdout


def fetched(store: Store, bucket: str, to: Path) -> dict[str, str]:
    rclone(store, "copy", bucket, str(to))
    return files_of(to)


def test_deploy_of_second_version_replaces_first(store: Store, bucket: str, tmp_path: Path) -> None:
    first, second = built(tmp_path / "first", FIRST), built(tmp_path / "second", SECOND)
    (tmp_path / "foreign.txt").write_text("not ours", encoding="utf-8")
    rclone(store, "copyto", str(tmp_path / "foreign.txt"), f"{bucket}/programme/foreign.txt")
    foreign = {"programme/foreign.txt": "not ours"}

    said = sent(store, bucket, first)
    assert "Nothing has been done yet" in said
    assert fetched(store, bucket, tmp_path / "0") == foreign
    sent(store, bucket, first, "--go")
    assert fetched(store, bucket, tmp_path / "1") == FIRST | foreign
    said = sent(store, bucket, second)
    assert [line for line in said.splitlines() if line.startswith("delete")] == [
        f"delete  {path}" for path in GONE
    ]
    sent(store, bucket, second, "--go")
    assert fetched(store, bucket, tmp_path / "2") == SECOND | foreign
    assert (tmp_path / "2" / BUILD_JSON).read_bytes() == (second / BUILD_JSON).read_bytes()


def test_s3_deploy_sends_build_json_last(store: Store, bucket: str, tmp_path: Path) -> None:
    sent(store, bucket, built(tmp_path / "first", FIRST), "--go")
    before = store.said.stat().st_size
    sent(store, bucket, built(tmp_path / "second", SECOND), "--go")

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
    assert kinds == ["needed", "needed", "page", "page", "worker", "gone", "gone", "record"]


def test_s3_objects_have_headers(store: Store, bucket: str, tmp_path: Path) -> None:
    sent(store, bucket, built(tmp_path / "first", FIRST), "--go")
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
