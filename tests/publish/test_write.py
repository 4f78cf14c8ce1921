"""Artifacts to output/: files written, kept and reported."""

from __future__ import annotations

import builtins
import hashlib
import json
import os
import shutil
import stat
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from microsite import up_to_date
from microsite.diagnostics.diagnostic import Diagnostic, DiagnosticError, Severity
from microsite.output.private_words import PrivateWordSearch
from microsite.output.swap import OutputFolders
from microsite.output.writer import write_file
from microsite.render.artifacts import Artifact
from tests.publish.sites import STAMP, TWO, Site, dates, span, tree


def test_publish_writes_files_and_build_json(site: Site) -> None:
    result = site.publish(TWO)

    assert result is not None
    assert (result.total, result.written, result.unchanged, result.removed) == (
        2,
        2,
        0,
        0,
    )
    assert result.changed == ("index.html", "talks/first/index.html")
    assert site.holds(TWO)
    assert (site.output / "build.json").read_text() == (
        "{\n"
        '  "as_of": "2027-05-20",\n'
        '  "engine": "0.0.0",\n'
        '  "files": {\n'
        f'    "index.html": "sha256-{hashlib.sha256(b"Welcome.").hexdigest()}",\n'
        f'    "talks/first/index.html": "sha256-{hashlib.sha256(b"The first talk.").hexdigest()}"\n'
        "  }\n"
        "}\n"
    )


def test_publish_does_not_touch_unchanged_site(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.publish(TWO)
    before = dates(site.output), dates(site.root / ".cache")
    opened_paths = spy_on(monkeypatch, builtins, "open", 0)
    read = spy_on(monkeypatch, Path, "read_bytes", 0)

    result = site.publish(TWO)

    assert result is not None
    assert (result.written, result.unchanged, result.removed, result.changed) == (
        0,
        2,
        0,
        (),
    )
    assert site.rendered_paths == []
    assert not any(str(site.output) in path for path in [*opened_paths, *read])
    assert (dates(site.output), dates(site.root / ".cache")) == before


def spy_on(
    monkeypatch: pytest.MonkeyPatch, module: Any, name: str, which: int
) -> list[str]:
    """Record an argument of each call from now on."""
    values: list[str] = []
    real = getattr(module, name)

    def spy(*arguments: Any, **options: Any) -> Any:
        values.append(str(arguments[which]))
        return real(*arguments, **options)

    monkeypatch.setattr(module, name, spy)
    return values


def test_publish_writes_only_changed_files(site: Site) -> None:
    site.publish({**TWO, "old.html": "Gone soon."})
    before = dates(site.output)
    after = {
        "index.html": "Welcome!",
        "talks/first/index.html": "The first talk.",
        "talks/new/index.html": "New.",
    }

    result = site.publish(after)

    assert result is not None
    assert (result.total, result.written, result.unchanged, result.removed) == (
        3,
        2,
        1,
        1,
    )
    assert result.changed == ("index.html", "old.html", "talks/new/index.html")
    assert sorted(site.rendered_paths) == ["index.html", "talks/new/index.html"]
    assert site.holds(after)
    unchanged_page = str(site.output / "talks/first/index.html")
    assert dates(site.output)[unchanged_page] == before[unchanged_page]


def test_publish_keeps_files_with_same_bytes_from_other_inputs(site: Site) -> None:
    site.publish(TWO)
    before = dates(site.output)

    def unchanged_artifacts() -> list[Artifact]:
        return [
            replace(site.artifact(path, text), inputs="other inputs")
            for path, text in TWO.items()
        ]

    result = site.publish({}, more=unchanged_artifacts())
    assert result is not None and result.changed == ()
    assert sorted(site.rendered_paths) == sorted(TWO)
    assert dates(site.output) == before
    site.publish({}, more=unchanged_artifacts())
    assert site.rendered_paths == []


def test_publish_updates_build_json_on_another_day(site: Site) -> None:
    site.publish(TWO)

    result = site.publish(TWO, stamp={**STAMP, "as_of": "2027-05-21"})

    assert result is not None and result.changed == ()
    assert (
        json.loads((site.output / "build.json").read_bytes())["as_of"] == "2027-05-21"
    )
    assert site.rendered_paths == []


def test_publish_accepts_site_without_files(site: Site) -> None:
    assert site.publish({}) is not None
    assert site.publish(TWO) is not None
    assert site.publish({}) is not None
    assert site.holds({})


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(
                ["a", "b.html", "c/d", "c/e/f", "c/e/g", "h/i/j/k", "h/l", "é/m"]
            ),
            st.sampled_from(["one", "two", "three"]),
        ),
        min_size=2,
        max_size=6,
    ),
    st.data(),
)
def test_publish_gives_same_output_after_any_history(
    tmp_path_factory: pytest.TempPathFactory,
    versions: list[dict[str, str]],
    data: st.DataObject,
) -> None:
    """The result is the same if manifest, work folder or output files are lost, edited or older."""
    site, clean = (
        Site(tmp_path_factory.mktemp("long")),
        Site(tmp_path_factory.mktemp("clean")),
    )
    manifests: list[bytes] = []
    for version in versions:
        assert site.publish(version) is not None
        manifests.append(site.manifest.read_bytes())
        shutil.rmtree(clean.root)
        clean.publish(version)
        assert tree(site.output) == tree(clean.output)
        assert {
            path.stat().st_mode & 0o7777
            for path in site.output.rglob("*")
            if path.is_file()
        } <= ({0o644} if os.name == "posix" else {0o666})
        disturb(site, manifests, data)


def disturb(site: Site, manifests: list[bytes], data: st.DataObject) -> None:
    deed = data.draw(
        st.sampled_from(
            [
                "nothing",
                "forget",
                "older manifest",
                "lose the work folder",
                "edit",
                "delete",
                "replace",
            ]
        )
    )
    files = sorted(
        path
        for path in site.output.rglob("*")
        if path.is_file() and path.name != "build.json"
    )
    if deed == "forget":
        site.manifest.unlink()
    elif deed == "older manifest":
        site.manifest.write_bytes(data.draw(st.sampled_from(manifests)))
    elif deed == "lose the work folder":
        shutil.rmtree(site.work, ignore_errors=True)
    elif deed in ("edit", "delete", "replace") and files:
        chosen = data.draw(st.sampled_from(files))
        if deed != "edit":
            chosen.unlink()
        if deed != "delete":
            chosen.write_text(data.draw(st.sampled_from(["one", "two", "six"])))


@pytest.mark.parametrize("changed_elsewhere", [False, True])
def test_publish_undoes_edit_in_output(site: Site, changed_elsewhere: bool) -> None:
    site.publish(TWO)
    (site.output / "index.html").write_text(
        "Edited.."
    )  # the same size, and the same tick of the clock
    files = {**TWO, "talks/first/index.html": "Changed."} if changed_elsewhere else TWO

    result = site.publish(files)

    assert result is not None and "index.html" in result.changed
    assert site.holds(files)


def test_publish_undoes_edit_with_restored_timestamp(site: Site) -> None:
    site.publish(TWO)
    page = site.output / "index.html"
    stat = page.stat()
    page.write_text("Edited..")
    os.utime(page, ns=(stat.st_atime_ns, stat.st_mtime_ns))

    site.publish(TWO)

    assert site.holds(TWO)


def test_publish_does_not_restore_undone_edit(site: Site) -> None:
    site.publish(TWO)
    site.publish({**TWO, "more.html": "More."})
    page = site.output / "talks/first/index.html"
    page.write_text("Edited by hand.")
    page.unlink()
    page.write_text(TWO["talks/first/index.html"])
    os.utime(page, ns=(10**18, 10**18))

    for text in ("More!", "More?"):
        site.publish({**TWO, "more.html": text})
        assert site.holds({**TWO, "more.html": text})


@pytest.mark.posix
def test_publish_restores_file_mode(site: Site) -> None:
    site.publish(TWO)
    (site.output / "index.html").chmod(0o600)

    site.publish(TWO)

    assert stat.S_IMODE((site.output / "index.html").stat().st_mode) == 0o644


@pytest.mark.parametrize("name", ["index.html", "talks/first/index.html", "talks"])
def test_publish_replaces_link_in_output(site: Site, name: str, tmp_path: Path) -> None:
    site.publish(TWO)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept").write_text("kept")
    target = site.output / name
    shutil.rmtree(target) if target.is_dir() else target.unlink()
    target.symlink_to(outside)

    result = site.publish(TWO)

    if name == "talks":
        assert result is None and site.codes == ["O115"]
    else:
        assert site.holds(TWO)
    assert tree(outside) == {"kept": b"kept"}


def test_publish_reports_folder_in_place_of_file(site: Site) -> None:
    site.publish(TWO)
    (site.output / "index.html").unlink()
    (site.output / "index.html").mkdir()
    (site.output / "index.html" / "mine.txt").write_text("mine")

    assert site.publish(TWO) is None
    assert site.codes == ["O115"]
    assert (site.output / "index.html" / "mine.txt").exists()


@pytest.mark.parametrize("is_forgotten", [False, True])
@pytest.mark.parametrize("is_changed", [False, True])
@pytest.mark.parametrize(
    "name",
    ["notes.txt", "talks/notes.txt", "mine/deep/notes.txt", "talks/first/.hidden"],
)
def test_publish_keeps_and_reports_foreign_files(
    site: Site, name: str, is_changed: bool, is_forgotten: bool
) -> None:
    site.publish(TWO)
    (site.output / name).parent.mkdir(parents=True, exist_ok=True)
    (site.output / name).write_text("Mine.")
    if is_forgotten:
        site.manifest.unlink()
    before = tree(site.output)

    assert site.publish({**TWO, "index.html": "New."} if is_changed else TWO) is None

    (diagnostic,) = site.log
    assert (
        diagnostic.code == "O115"
        and name in diagnostic.headline
        and "assets/" in diagnostic.help
    )
    assert diagnostic.span.path == f"output/{name}"
    assert tree(site.output) == before


def test_publish_ignores_files_of_file_managers(site: Site) -> None:
    site.publish(TWO)
    for name in (".DS_Store", "talks/Thumbs.db", "talks/first/desktop.ini"):
        (site.output / name).write_text("junk")
    (site.output / "empty folder").mkdir()

    assert site.publish({**TWO, "index.html": "New."}) is not None
    assert site.holds({**TWO, "index.html": "New."})


def test_publish_refuses_foreign_folder(site: Site) -> None:
    (site.output / "photos").mkdir(parents=True)
    (site.output / "photos" / "one.jpg").write_bytes(b"...")

    assert site.publish(TWO) is None

    (diagnostic,) = site.log
    assert diagnostic.code == "O114" and "photos/one.jpg" in diagnostic.headline
    assert tree(site.output) == {"photos/one.jpg": b"..."}


@pytest.mark.parametrize(
    "record",
    [
        "",
        "[]",
        '{"files": {}}',
        '{"engine": "1", "files": []}',
        '{"engine": "1", "files": {"../../x": "sha256-0"}}',
        '{"engine": "1", "files": {"x": 5}}',
        "[" * 100_000,
    ],
)
def test_publish_refuses_folder_with_foreign_build_json(
    site: Site, record: str
) -> None:
    site.output.mkdir()
    (site.output / "build.json").write_text(record)
    (site.output / "x").write_text("theirs")

    assert site.publish(TWO) is None
    assert site.codes == ["O114"]
    assert (site.output / "x").read_text() == "theirs"


def test_publish_fills_empty_folder(site: Site) -> None:
    site.output.mkdir()
    (site.output / ".DS_Store").write_text("junk")

    assert site.publish(TWO) is not None
    assert site.holds(TWO)


def test_publish_without_manifest_creates_files_and_changes_nothing(site: Site) -> None:
    site.publish(TWO)
    before = dates(site.output)
    shutil.rmtree(site.root / ".cache")

    result = site.publish(TWO)

    assert result is not None and result.changed == ()
    assert sorted(site.rendered_paths) == sorted(TWO)
    assert dates(site.output) == before


def test_publish_reads_files_after_restart(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.publish(TWO)
    page = site.output / "index.html"
    monkeypatch.setattr(up_to_date, "machine_start", lambda: time.time() + 1)
    opened_paths = spy_on(monkeypatch, Path, "read_bytes", 0)

    site.publish(TWO)

    assert str(page) in opened_paths
    assert site.rendered_paths == []


def test_publish_without_cache_creates_every_file(site: Site) -> None:
    from microsite.output.writer import publish

    for _ in range(2):
        site.rendered_paths.clear()
        artifacts = [site.artifact(path, text) for path, text in TWO.items()]
        assert (
            publish(
                artifacts,
                OutputFolders(site.output),
                None,
                STAMP,
                site.log,
                PrivateWordSearch({}),
            )
            is not None
        )
        assert sorted(site.rendered_paths) == sorted(TWO)
    assert sorted(path.name for path in site.root.iterdir()) == [
        ".output.work",
        "output",
    ]


def raises(error: Exception) -> Callable[[], bytes]:
    def produce() -> bytes:
        raise error

    return produce


def test_publish_reports_all_artifacts_that_fail(site: Site) -> None:
    site.publish(TWO)
    before = tree(site.output), dates(site.output)
    mistakes = [
        DiagnosticError(
            Diagnostic("T100", Severity.ERROR, f"Mistake {number}.", span("x" * number))
        )
        for number in (1, 2)
    ]
    broken_artifacts = [
        Artifact(f"bad{number}", "?", raises(mistake))
        for number, mistake in enumerate(mistakes)
    ]
    lost_artifact = Artifact(
        "lost.jpg", "?", raises(FileNotFoundError(2, "No such file")), span()
    )

    assert (
        site.publish(
            {**TWO, "index.html": "New."},
            more=[broken_artifacts[0], lost_artifact, broken_artifacts[1]],
        )
        is None
    )

    assert sorted(site.codes) == ["O105", "T100", "T100"]
    assert (tree(site.output), dates(site.output)) == before
    assert sorted(path.name for path in site.work.iterdir()) == [".gitignore", "lock"]


def test_publish_leaves_output_unchanged_when_render_raises(site: Site) -> None:
    site.publish(TWO)
    before = tree(site.output)

    broken_artifact = Artifact("b", "?", raises(ZeroDivisionError()), span())
    assert site.publish({"a": "new", **TWO}, more=[broken_artifact]) is None

    assert [(diagnostic.code, diagnostic.span.path) for diagnostic in site.log] == [
        ("O106", span().path)
    ]
    assert tree(site.output) == before
    assert sorted(path.name for path in site.work.iterdir()) == [".gitignore", "lock"]
    assert site.publish(TWO) is not None


def test_publish_copies_files_without_hard_links(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    for text in ("one", "two", "two", "three"):
        assert site.publish({**TWO, "index.html": text}) is not None
        assert site.holds({**TWO, "index.html": text})
    site.publish({**TWO, "index.html": "three"})
    assert site.rendered_paths == []


def test_publish_warns_when_manifest_cannot_be_written(site: Site) -> None:
    (site.root / ".cache").write_text("a file where the folder should be")

    result = site.publish(TWO)

    assert result is not None and site.holds(TWO)
    assert site.codes == ["O125"]
    assert site.log.errors == 0


def test_publish_creates_parent_folders(site: Site, tmp_path: Path) -> None:
    site = Site(tmp_path / "not" / "there" / "yet")

    assert site.publish(TWO) is not None
    assert site.holds(TWO)


def test_write_file_backdates_timestamp(tmp_path: Path) -> None:
    """A change shows even if the clock of the file system stops for 16 ms, as on Windows."""
    timestamp = write_file(str(tmp_path / "page"), b"text")
    assert 16_000_000 < time.time_ns() - timestamp < 1_000_000_000
    assert timestamp % 1000 == 0
    assert all(
        timestamp % unit for unit in (2000, 1_000_000, 1_000_000_000, 2_000_000_000)
    )
