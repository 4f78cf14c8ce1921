"""Plans of a publication: files to send and to delete, from two lists of files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from microsite.apps.publish.plan import (
    Plan,
    format_size,
    make_plan,
    read_deployment,
    record_with,
)
from microsite.console.command import CommandError
from microsite.output.build_json import BUILD_JSON, write_build_json
from tests.publishing.sites import FIRST, GONE, OLD_STYLE, SECOND, built_site


def record_of_site(folder: Path, files: dict[str, str]) -> bytes:
    return (built_site(folder, files) / BUILD_JSON).read_bytes()


def plan_of_second(tmp_path: Path) -> Plan:
    deployed_record = record_of_site(tmp_path / "there", FIRST)
    return make_plan(built_site(tmp_path / "here", SECOND), deployed_record)


def test_plan_sends_styles_then_pages_then_worker(tmp_path: Path) -> None:
    plan = plan_of_second(tmp_path)

    assert plan.phases == (
        ("assets/css/site.33333333.css", "event.ics"),
        ("index.html", "programme/closing/index.html"),
        ("sw.js",),
    )
    assert plan.counts() == "2 files added, 3 files changed, 1 file removed"


def test_plan_keeps_fingerprinted_files_for_one_build(tmp_path: Path) -> None:
    plan = plan_of_second(tmp_path)

    assert list(plan.deletions) == GONE
    assert plan.kept.keys() == OLD_STYLE.keys()
    record = plan.final_record
    again = make_plan(built_site(tmp_path / "second", SECOND), record)
    assert (again.send, again.deletions, again.kept) == ((), (), plan.kept)
    third = built_site(tmp_path / "third", SECOND | {"index.html": "home 3"})
    assert make_plan(third, record).deletions == tuple(OLD_STYLE)


def test_plan_continues_an_interrupted_publication(tmp_path: Path) -> None:
    """Files that were sent are not sent again, and are deleted if the next build lacks them."""
    deployed_record = record_of_site(tmp_path / "there", FIRST)
    second = built_site(tmp_path / "second", SECOND)
    files = json.loads((second / BUILD_JSON).read_bytes())["files"]
    sent_files = {path: files[path] for path in plan_of_second(tmp_path).phases[0]}
    partly = record_with(deployed_record, kept=sent_files)

    assert make_plan(second, partly).phases[0] == ()
    assert make_plan(second, partly).kept.keys() == OLD_STYLE.keys()
    first = make_plan(built_site(tmp_path / "first", FIRST), partly)
    assert first.send == ("event.ics",)
    other_plan = make_plan(built_site(tmp_path / "other", {"index.html": "x"}), partly)
    assert "assets/css/site.33333333.css" in other_plan.deletions
    assert "assets/css/site.11111111.css" in other_plan.kept


def test_plan_deletes_nothing_without_build_json(tmp_path: Path) -> None:
    plan = make_plan(built_site(tmp_path / "here", FIRST), b"")

    assert (len(plan.send), plan.deletions, plan.kept) == (len(FIRST), (), {})


def test_record_without_kept_files_is_that_of_the_build(tmp_path: Path) -> None:
    plan = make_plan(built_site(tmp_path, FIRST), b"")

    assert plan.final_record == plan.built


@pytest.mark.parametrize(
    "path", ["../../etc/passwd", "/etc/passwd", "a//b", "a\nb", 'a"b', ".", "con"]
)
@pytest.mark.parametrize("place", ["files", "kept"])
def test_read_deployment_refuses_unsafe_paths(path: str, place: str) -> None:
    record = json.loads(write_build_json({"engine": "1"}, {})) | {
        place: {path: "sha256-1"}
    }

    with pytest.raises(CommandError, match="lists"):
        read_deployment(json.dumps(record).encode())


def test_read_deployment_refuses_foreign_build_json() -> None:
    with pytest.raises(CommandError, match="may be the wrong folder"):
        read_deployment(b'{"build": "of another program"}')


@pytest.mark.parametrize(
    "size, words", [(0, "0 kB"), (1, "1 kB"), (99_001, "100 kB"), (1_240_000, "1.2 MB")]
)
def test_format_size_rounds_up_to_kilobytes(size: int, words: str) -> None:
    assert format_size(size) == words
