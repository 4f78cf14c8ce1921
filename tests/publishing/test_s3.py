"""Publication through rclone to a server that has the S3 protocol, and to a folder."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bootstrap.tools import RCLONE, find
from microsite.output.build_json import BUILD_JSON
from microsite.site.hosting import CACHE_IMMUTABLE, CACHE_REVALIDATE
from tests.publishing.conftest import Store
from tests.publishing.portfolios import built_portfolio, publish_portfolio
from tests.publishing.sites import (
    FIRST,
    GONE,
    OLD_STYLE,
    SECOND,
    built_site,
    files_of,
    publish,
)

ROOT = Path(__file__).resolve().parent.parent.parent


def rclone(store: Store, *arguments: str) -> str:
    command = [str(find(RCLONE)), *arguments]
    process = subprocess.run(
        command,
        env={**os.environ, **store.environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert process.returncode == 0, process.stderr
    return process.stdout


@pytest.fixture
def bucket(
    store: Store, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> str:
    """Return a new bucket, which the environment makes known to rclone."""
    for key, value in store.environment.items():
        monkeypatch.setenv(key, value)
    name = re.sub("[^a-z]", "-", request.node.name)[-40:].strip("-")
    rclone(store, "mkdir", f"store:{name}")
    return f"store:{name}/site"


def fetch_files(store: Store, bucket: str, to: Path) -> dict[str, str]:
    rclone(store, "copy", bucket, str(to))
    return files_of(to)


def test_deploy_of_second_version_replaces_first(
    store: Store, bucket: str, tmp_path: Path
) -> None:
    first, second = (
        built_site(tmp_path / "first", FIRST),
        built_site(tmp_path / "second", SECOND),
    )
    (tmp_path / "foreign.txt").write_text("not ours", encoding="utf-8")
    rclone(
        store,
        "copyto",
        str(tmp_path / "foreign.txt"),
        f"{bucket}/programme/foreign.txt",
    )
    foreign = {"programme/foreign.txt": "not ours"}

    publish("rclone", bucket, first)
    assert fetch_files(store, bucket, tmp_path / "1") == FIRST | foreign
    publish("rclone", bucket, second)
    assert fetch_files(store, bucket, tmp_path / "2") == SECOND | OLD_STYLE | foreign
    publish("rclone", bucket, built_site(tmp_path / "third", FIRST))
    assert fetch_files(store, bucket, tmp_path / "3") == FIRST | foreign | {
        path: text
        for path, text in SECOND.items()
        if path == "assets/css/site.33333333.css"
    }


def test_s3_deploy_sends_build_json_last(
    store: Store, bucket: str, tmp_path: Path
) -> None:
    publish("rclone", bucket, built_site(tmp_path / "first", FIRST))
    before = store.log_path.stat().st_size
    publish("rclone", bucket, built_site(tmp_path / "second", SECOND))

    with store.log_path.open(encoding="utf-8") as file:
        file.seek(before)
        requests = re.findall(r"(PUT|DELETE) /[^/]+/site/(\S+) HTTP", file.read())
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
        for method, path in requests
    ]
    after_phases = ["record", "page", "page", "record", "worker", "record"]
    assert kinds == [
        "needed",
        "needed",
        *after_phases,
        *("gone" for _ in GONE),
        "record",
    ]


def large_site(version: int) -> dict[str, str]:
    """Return pages that each need a stylesheet of their version, and a worker."""
    site = {f"assets/{number}.{version}.css": "looks" for number in range(30)}
    site |= {
        f"{number}/index.html": f"../assets/{number}.{version}.css"
        for number in range(30)
    }
    return site | {"sw.js": f"worker {version}"}


def assert_works(site: dict[str, str]) -> None:
    """Every page finds its stylesheet."""
    for path, text in site.items():
        if path.endswith(".html"):
            assert text.removeprefix("../") in site, path


def test_s3_deploy_that_is_killed_continues(
    store: Store, bucket: str, tmp_path: Path
) -> None:
    """The program and rclone are killed in each phase. Each run sends only what is missing."""
    publish("rclone", bucket, built_site(tmp_path / "first", large_site(1)))
    output, offset = (
        built_site(tmp_path / "second", large_site(2)),
        store.log_path.stat().st_size,
    )
    script = (
        "import sys; from pathlib import Path; from microsite.apps.publish import targets;"
        "from tests.publishing.sites import publish; targets.MIN_BATCH = 10;"
        "publish('rclone', sys.argv[1], Path(sys.argv[2]))"
    )
    slow = (
        os.environ
        | store.environment
        | {"RCLONE_TPSLIMIT": "60", "RCLONE_TPSLIMIT_BURST": "1"}
    )

    def uploads() -> list[str]:
        with store.log_path.open(encoding="utf-8") as file:
            file.seek(offset)
            paths = re.findall(r"PUT /[^/]+/site/(\S+) HTTP", file.read())
        return [path for path in paths if path != BUILD_JSON]

    for limit in (15, 40):
        command = [sys.executable, "-c", script, bucket, str(output)]
        running = subprocess.Popen(command, env=slow, cwd=ROOT, start_new_session=True)
        while len(uploads()) < limit:
            assert running.poll() is None
            time.sleep(0.02)
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()
        assert_works(fetch_files(store, bucket, tmp_path / f"killed {limit}"))
    publish("rclone", bucket, output)

    files = fetch_files(store, bucket, tmp_path / "complete")
    assert {path: files[path] for path in large_site(2)} == large_site(2)
    assert_works(files)
    assert len(uploads()) <= len(large_site(2)) + 2 * 10, (
        "only batches that were cut are repeated"
    )


def test_portfolio_in_s3_sends_only_events_that_changed(
    store: Store, bucket: str, tmp_path: Path
) -> None:
    events = {"coasts": FIRST, "lakes": FIRST, "rivers": FIRST}
    publish_portfolio("rclone", bucket, built_portfolio(tmp_path / "portfolio", events))
    before = store.log_path.stat().st_size
    root = built_portfolio(
        tmp_path / "portfolio", {"coasts": FIRST, "rivers": SECOND}, "front 2"
    )

    publish_portfolio("rclone", bucket, root)

    with store.log_path.open(encoding="utf-8") as file:
        file.seek(before)
        requests = re.findall(r"(PUT|DELETE) /[^/]+/site/(\S+) HTTP", file.read())
    assert not [path for _, path in requests if path.startswith("coasts/")]
    assert requests.index(("PUT", "rivers/sw.js")) < requests.index(
        ("PUT", "index.html")
    )
    assert requests.index(("PUT", "index.html")) < requests.index(
        ("DELETE", "lakes/index.html")
    )
    assert requests[-1] == ("PUT", BUILD_JSON)
    files = fetch_files(store, bucket, tmp_path / "there")
    assert {path.split("/")[0] for path in files if "/" in path} == {"coasts", "rivers"}


def test_s3_objects_have_headers(
    store: Store, bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "log"
    for name, value in (
        ("DUMP", "headers"),
        ("LOG_LEVEL", "DEBUG"),
        ("LOG_FILE", str(log)),
    ):
        monkeypatch.setenv(f"RCLONE_{name}", value)
    publish("rclone", bucket, built_site(tmp_path / "first", FIRST))
    objects = json.loads(
        rclone(store, "lsjson", "--recursive", "--files-only", "--metadata", bucket)
    )
    answers = {
        item["Path"]: (
            item["Metadata"]["cache-control"],
            item["Metadata"]["content-type"],
        )
        for item in objects
    }

    requests = log.read_text(encoding="utf-8").lower()
    assert "cache-control" in requests
    acls = set(re.findall("^x-amz-acl: (.+)", requests, re.MULTILINE))
    assert acls <= {"private"}, (
        "the CDN or the policy of the bucket decides who may read"
    )
    assert answers["index.html"] == (CACHE_REVALIDATE, "text/html; charset=utf-8")
    assert answers["event.ics"] == (CACHE_REVALIDATE, "text/calendar; charset=utf-8")
    assert answers["assets/css/site.11111111.css"] == (
        CACHE_IMMUTABLE,
        "text/css; charset=utf-8",
    )
    assert answers[BUILD_JSON] == (CACHE_REVALIDATE, "application/json")


def test_rclone_sends_to_a_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    find(RCLONE)
    monkeypatch.setenv("RCLONE_CONFIG_DISK_TYPE", "alias")
    monkeypatch.setenv("RCLONE_CONFIG_DISK_REMOTE", str(tmp_path / "www"))

    publish("rclone", "disk:site", built_site(tmp_path / "first", FIRST))
    publish("rclone", "disk:site/", built_site(tmp_path / "second", SECOND))

    assert files_of(tmp_path / "www/site") == SECOND | OLD_STYLE
