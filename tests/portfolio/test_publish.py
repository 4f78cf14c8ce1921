"""Publishing a portfolio from the command line: only events that changed, then the front site."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from microsite.apps.publish.publish import LOCK_FILE
from microsite.apps.publish.targets import Target
from microsite.output.build_json import BUILD_JSON
from microsite.output.swap import locked
from tests.portfolio.writing import PORTFOLIO, Runner, contents, event_md, write_files
from tests.serving import serving


@pytest.fixture
def www(run: Runner, tmp_path: Path) -> Path:
    """Return the folder to which the portfolio is published."""
    place = PORTFOLIO.replace(
        "base_url: https://water.example/", "publish:\n  folder: ../www"
    )
    write_files(run.root, {"portfolio.yaml": place})
    return tmp_path / "www"


def test_publish_sends_what_has_changed(run: Runner, www: Path) -> None:
    assert run("publish", "--dry-run") == 0
    assert "rivers: " in run.err
    assert not www.exists()
    assert run("publish", "--yes") == 0
    assert contents(www) == contents(run.root / "output")
    unchanged = (www / "rivers/index.html").stat()

    write_files(run.root, {"events/coasts/content/event.md": event_md("New coasts")})
    assert run("publish", "--yes") == 0

    assert "rivers" not in run.err
    assert b"New coasts" in (www / "coasts/index.html").read_bytes()
    assert (www / "rivers/index.html").stat().st_ctime_ns == unchanged.st_ctime_ns


def test_event_with_errors_does_not_stop_the_others(run: Runner, www: Path) -> None:
    run("publish", "--yes")
    write_files(
        run.root,
        {
            "events/coasts/content/event.md": event_md("Changed", "titel: x"),
            "events/rivers/content/event.md": event_md("New rivers"),
        },
    )

    assert run("publish", "--yes") == 1

    assert b"New rivers" in (www / "rivers/index.html").read_bytes()
    assert b"Changed" not in (www / "coasts/index.html").read_bytes()


def test_publish_needs_a_place(run: Runner) -> None:
    assert run("publish", "--yes") == 2
    assert "portfolio.yaml does not say where to publish" in run.err


def test_site_of_a_removed_event_is_deleted(run: Runner, www: Path) -> None:
    run("publish", "--yes")
    (www / "coasts/notes.txt").write_text("put there by hand", encoding="utf-8")
    shutil.rmtree(run.root / "events/coasts")

    assert run("publish", "--yes") == 0

    assert "coasts: " in run.err
    assert " removed" in run.err
    assert contents(www).keys() - contents(run.root / "output").keys() == {
        "coasts/notes.txt"
    }
    assert run("publish", "--yes") == 0
    assert "already has this version" in run.err


def test_two_publications_at_once_are_refused(run: Runner, www: Path) -> None:
    (run.root / ".cache").mkdir(exist_ok=True)
    with locked(run.root / ".cache" / LOCK_FILE):
        assert run("publish", "--yes") == 2
    assert "already being published in another window" in run.err
    assert not www.exists()


def test_publish_stops_if_another_person_published_during_the_question(
    run: Runner, www: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("publish", "--yes")
    write_files(run.root, {"events/coasts/content/event.md": event_md("New coasts")})

    def answer(target: Target) -> bool:
        (www / BUILD_JSON).write_text('{"engine": "1", "files": {}}', encoding="utf-8")
        return True

    monkeypatch.setattr("microsite.apps.portfolio.publish.confirm", answer)
    assert run("publish") == 2
    assert "Someone else has just published" in run.err
    assert b"New coasts" not in (www / "coasts/index.html").read_bytes()


def test_verify_compares_all_sites(run: Runner, www: Path) -> None:
    run("publish", "--yes")
    assert run("verify", str(www), "--built", "output") == 0
    with serving(www) as address:
        assert run("verify", address) == 0
        (www / "coasts/index.html").write_text("changed by the host", encoding="utf-8")
        assert run("verify", address) == 1
        assert "coasts/index.html" in run.err
        assert run("verify", address, "--event", "rivers") == 0
        assert run("verify", address, "--event", "coasts,rivers") == 1
        (www / "coasts/build.json").unlink()
        assert run("verify", address) == 1
        assert "only here   coasts/404.html" in run.err
    assert run("verify", str(www), "--built", "output", "--event", "rivers") == 0
    assert run("verify", str(www), "--itself") == 1
    assert run("verify", str(www), "--event", "river") == 2
    assert "Did you mean “rivers”?" in run.err


def test_publish_checks_what_visitors_get(run: Runner, www: Path) -> None:
    www.mkdir()
    with serving(www) as address:
        place = f"base_url: {address}/\npublish:\n  folder: ../www"
        text = PORTFOLIO.replace("base_url: https://water.example/", place)
        write_files(run.root, {"portfolio.yaml": text})
        assert run("publish", "--yes") == 0
        assert "The site matches the build" in run.err

        (www / "rivers/index.html").write_text("changed by the host", encoding="utf-8")
        write_files(
            run.root, {"events/coasts/content/event.md": event_md("New coasts")}
        )
        assert run("publish", "--yes") == 0, "rivers was not sent"
        font = next(www.glob("coasts/assets/fonts/*"))
        font.write_text("changed by the host", encoding="utf-8")
        write_files(
            run.root, {"events/coasts/content/event.md": event_md("Newer coasts")}
        )
        assert run("publish", "--yes") == 1
        assert f"differs   {font.relative_to(www).as_posix()}" in run.err
