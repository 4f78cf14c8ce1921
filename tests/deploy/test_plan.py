"""Plans of an upload: files to send and to delete, from two records."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from deploy.plan import Refused, files_here, files_there, main, write_plan
from microsite.publish.build_json import BUILD_JSON, write_build_json
from microsite.site.hosting import CACHE_IMMUTABLE, CACHE_REVALIDATE
from tests.deploy.sites import FIRST, GONE, ROOT, SECOND, built, deploy


def planned(tmp_path: Path) -> tuple[dict[str, list[str]], str]:
    here = files_here(built(tmp_path / "here", SECOND))
    there = files_there(built(tmp_path / "there", FIRST) / BUILD_JSON)
    work = tmp_path / "work"
    work.mkdir()
    said = write_plan(here, there, work)
    return {
        file.name: file.read_text(encoding="utf-8").splitlines() for file in work.glob("*.t*")
    }, said


def test_plan_sends_changed_files_with_pages_last(tmp_path: Path) -> None:
    lists, said = planned(tmp_path)

    assert lists["send-1.txt"] == ["assets/css/site.33333333.css", "event.ics"]
    assert lists["send-2.txt"] == ["index.html", "programme/closing/index.html"]
    assert lists["send-3.txt"] == ["sw.js"]
    assert (
        lists["gone.txt"]
        == GONE
        == ["assets/css/site.11111111.css", "programme/old talk [1]/index.html"]
    )
    assert lists["rsync.txt"] == [
        "+ /assets/",
        "+ /assets/css/",
        "+ /programme/",
        "+ /programme/old talk \\[1\\]/",
        "+ /assets/css/site.11111111.css",
        "+ /programme/old talk \\[1\\]/index.html",
        "- *",
    ]
    assert said == "5 files to send, 2 to delete, 4 unchanged."


def test_plan_gives_objects_type_and_cache_control(tmp_path: Path) -> None:
    lists, _ = planned(tmp_path)

    assert [line.split("\t") for line in lists["objects.tsv"]] == [
        ["objects/1-0.txt", CACHE_REVALIDATE, "text/calendar; charset=utf-8"],
        ["objects/1-1.txt", CACHE_IMMUTABLE, "text/css; charset=utf-8"],
        ["objects/2-0.txt", CACHE_REVALIDATE, "text/html; charset=utf-8"],
        ["objects/3-0.txt", CACHE_REVALIDATE, "text/javascript; charset=utf-8"],
    ]


def test_plan_writes_sftp_commands(tmp_path: Path) -> None:
    lists, _ = planned(tmp_path)

    assert lists["sftp-1.txt"][:3] == [
        '-mkdir "programme/closing"',
        'put "assets/css/site.33333333.css" "assets/css/site.33333333.css.microsite-new"',
        'rename "assets/css/site.33333333.css.microsite-new" "assets/css/site.33333333.css"',
    ]
    assert lists["sftp-2.txt"][1:] == [
        '-rm "programme/old talk [1]/index.html"',
        '-rmdir "programme/old talk [1]"',
    ]


def test_plan_deletes_nothing_without_build_json(tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()

    said = write_plan(
        {"index.html": "sha256-1"}, files_there(tmp_path / "none.json"), tmp_path / "work"
    )

    assert said == "1 files to send. No earlier deploy is known, so nothing is deleted."
    assert (tmp_path / "work" / "gone.txt").read_text(encoding="utf-8") == ""


@pytest.mark.parametrize(
    "path", ["../../etc/passwd", "/etc/passwd", "a//b", "a\nb", 'a"b', ".", "con"]
)
def test_plan_refuses_build_json_with_unsafe_paths(path: str, tmp_path: Path) -> None:
    (tmp_path / BUILD_JSON).write_bytes(write_build_json({"engine": "1"}, {path: "sha256-1"}))

    with pytest.raises(Refused, match="names"):
        files_there(tmp_path / BUILD_JSON)


def test_plan_refuses_foreign_build_json(tmp_path: Path) -> None:
    (tmp_path / BUILD_JSON).write_text('{"build": "of another program"}', encoding="utf-8")

    with pytest.raises(Refused, match="may be the wrong place"):
        files_there(tmp_path / BUILD_JSON)


def test_plan_refuses_changed_output(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = built(tmp_path / "output", FIRST)
    (output / "index.html").write_text("edited by hand", encoding="utf-8")

    assert main(str(output), "none", str(tmp_path)) == 2
    assert "index.html is not as it was built" in capsys.readouterr().err
    assert main(str(tmp_path), "none", str(tmp_path)) == 2
    assert "holds no build.json of ours" in capsys.readouterr().err


def test_plan_needs_only_standard_library(tmp_path: Path) -> None:
    """The script needs no packages, because machines that only deploy have none."""
    output = built(tmp_path / "output", FIRST)
    command = [
        sys.executable,
        "-I",
        "-S",
        str(ROOT / "deploy" / "plan.py"),
        str(output),
        "none",
        str(tmp_path),
    ]

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("script", ["rsync.sh", "sftp.sh", "s3.sh"])
@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--go"],
        ["host:"],
        ["host:/"],
        ["host:~"],
        ["host:.."],
        ["-oProxyCommand=x:/www"],
        ["/www"],
        ["a:b", "c"],
    ],
    ids=" ".join,
)
def test_deploy_refuses_root_of_host(script: str, arguments: list[str]) -> None:
    if script == "s3.sh" and arguments in (["host:~"], ["host:.."]):
        return  # valid names of buckets
    done = deploy(script, *arguments, PATH="/usr/bin:/bin")

    assert done.returncode == 2
    assert "Deletes nothing but what an earlier deploy has put there" in done.stderr
    assert done.stdout == ""
