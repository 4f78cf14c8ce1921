"""Building a portfolio: what is built, what is skipped, what an error stops, what is printed."""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random
from typing import Any

import pytest

from microsite.apps.portfolio import build as portfolio_build
from microsite.apps.portfolio.build import EventResult, summary
from microsite.apps.publish.targets import copy_file
from microsite.up_to_date import Manifest, load_manifest, manifest_path
from tests.portfolio.writing import (
    DAY,
    PORTFOLIO,
    Runner,
    contents,
    event_md,
    write_files,
)

PAGE = "---\ntitle: {}\n---\nText.\n"
SESSIONS = "sessions:\n  - {id: opening, title: Opening, kind: talk, start: 09:30, end: 10:00}\n"


def test_build_writes_the_site_of_each_event(run: Runner) -> None:
    assert run.build() == 0
    assert "2 events" in run.err
    assert "Example Conferences" in run.page("coasts")
    assert sorted(
        path.parent.name for path in run.root.glob("output/*/build.json")
    ) == [
        "coasts",
        "rivers",
    ]


def test_error_stops_only_its_event(run: Runner) -> None:
    run.build()
    before = contents(run.root / "output" / "coasts")
    write_files(
        run.root,
        {
            "events/coasts/content/event.md": event_md("Changed", "titel: x"),
            "events/rivers/content/event.md": event_md("New rivers"),
        },
    )

    assert run.build() == 1
    assert "Not published: coasts." in run.err
    assert "events/coasts/content/event.md:6:1  error R102" in run.err
    assert contents(run.root / "output" / "coasts") == before
    assert "New rivers" in run.page("rivers")


def test_error_in_what_is_shared_is_reported_once(run: Runner) -> None:
    write_files(
        run.root, {"shared/content/pages/terms.md": "---\ntitel: Terms\n---\nText.\n"}
    )
    diagnostics = run.diagnostics("build")
    assert diagnostics == [("shared/content/pages/terms.md", "R102")]

    write_files(run.root, {"portfolio.yaml": PORTFOLIO.replace("almanac", "almanack")})
    (run.root / "shared/content/pages/terms.md").unlink()
    assert run.diagnostics("build") == [("portfolio.yaml", "R119")]


def test_error_in_the_settings_of_the_portfolio_stops_everything(run: Runner) -> None:
    write_files(run.root, {"portfolio.yaml": PORTFOLIO.replace("title:", "titel:")})

    assert run.diagnostics("build") == [("portfolio.yaml", "R102")]
    assert not (run.root / "output").exists()


@pytest.mark.parametrize("text", ["", "- a list\n", "title: [\n"])
def test_unusable_portfolio_yaml_is_reported(run: Runner, text: str) -> None:
    write_files(run.root, {"portfolio.yaml": text})

    assert run.build() == 1
    assert "portfolio.yaml" in run.err
    assert "bug" not in run.err


def test_folders_that_cannot_be_events_are_reported(run: Runner) -> None:
    event = event_md("Other")
    write_files(
        run.root,
        {
            "events/Bad Name/content/event.md": event,
            "events/notes.txt": "",
            "events/empty/data/sessions.yaml": "",
            "events/search/content/event.md": event,
            "events/.hidden/x.txt": "",
            "portfolio.yaml": PORTFOLIO
            + "series:\n  - {id: a, title: A, events: [coast]}\n",
        },
    )
    (run.root / "events" / "link").symlink_to("coasts")

    assert run.diagnostics("build") == [
        ("events/Bad Name", "E201"),
        ("events/empty", "E203"),
        ("events/link", "E202"),
        ("events/notes.txt", "E202"),
        ("events/search", "E204"),
        ("portfolio.yaml", "E205"),
    ]
    assert sorted(
        path.parent.name for path in run.root.glob("output/*/build.json")
    ) == [
        "coasts",
        "rivers",
    ]


def test_summary_counts_one_file() -> None:
    text = summary([EventResult(slug="coasts", changes=1)], [], "0.1 s", is_check=False)
    assert text == "Built in 0.1 s: 1 event, 1 file changed."


def test_only_events_that_changed_are_built(
    run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("microsite.up_to_date.CLOCK_TICK_NS", -(10**12))
    run.build()
    slugs: list[str] = []
    build = portfolio_build.build_event

    def note(waiting: Any, **options: Any) -> EventResult:
        slugs.append(waiting[0].root.name)
        return build(waiting, **options)

    monkeypatch.setattr(portfolio_build, "build_event", note)
    run.build()
    assert slugs == []
    assert "2 unchanged" in run.err

    write_files(run.root, {"events/coasts/content/event.md": event_md("New")})
    run.build()
    assert slugs == ["coasts"]

    write_files(run.root, {"shared/content/pages/terms.md": PAGE.format("Terms")})
    run.build()
    assert slugs == ["coasts", "coasts", "rivers"]

    (run.root / "output/rivers/index.html").write_text("changed by hand")
    run.build()
    assert slugs[3:] == ["rivers"]
    assert "Welcome" in run.page("rivers")


def test_event_that_is_over_is_never_built_again(
    run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("microsite.up_to_date.CLOCK_TICK_NS", -(10**12))
    past = event_md("Past").replace("2027", "2020")
    write_files(run.root, {"events/coasts/content/event.md": past})
    assert run("build") == 0
    before = contents(run.root / "output" / "coasts")

    def manifest(slug: str) -> Manifest:
        folder = run.root / ".cache" / "events" / slug
        return load_manifest(manifest_path(str(folder), slug))

    assert manifest("coasts").valid[1] == float("inf")
    assert manifest("rivers").valid[1] < float("inf")
    shutil.rmtree(run.root / ".cache")
    run("build", "--as-of", "2031-01-01")
    assert contents(run.root / "output" / "coasts") == before


def test_warnings_of_events_that_have_not_changed_are_counted(
    run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("microsite.up_to_date.CLOCK_TICK_NS", -(10**12))
    write_files(run.root, {"events/coasts/content/notes.txt": "x"})
    run.build()
    assert "F112" in run.err
    run.build()
    assert "There are warnings in events that have not changed" in run.err
    assert "check --event coasts" in run.err
    assert ("events/coasts/content/notes.txt", "F112") in run.diagnostics(
        "build", "--as-of", DAY
    )


def test_other_sites_in_the_folder_of_the_output_stay(run: Runner) -> None:
    output = run.root / "www"
    other = run.root / "other"
    settings = ("timezone: Europe/London", "organiser: {name: Example}")
    write_files(other, {"content/event.md": event_md("Blog", *settings)})
    assert run("build", "--output", str(output / "blog"), root=other) == 0, run.err
    before = contents(output / "blog")

    for _ in range(2):
        assert run.build("--output", str(output)) == 0
        assert "Removed" not in run.err
    assert contents(output / "blog") == before
    assert "blog" not in (output / "index.html").read_text(encoding="utf-8")
    assert "blog" not in (output / "build.json").read_text(encoding="utf-8")


def test_files_of_others_are_not_replaced_by_the_front_site(run: Runner) -> None:
    write_files(run.root, {"www/index.html": "mine", "www/notes.txt": "mine"})
    assert ("www/index.html", "O114") in run.diagnostics(
        "build", "--output", str(run.root / "www")
    )
    assert (run.root / "www/index.html").read_text() == "mine"
    assert not (run.root / "www/contact").exists()
    assert (run.root / "www/coasts/index.html").exists()

    (run.root / "www/index.html").unlink()
    assert run.build("--output", str(run.root / "www")) == 0
    assert (run.root / "www/notes.txt").read_text() == "mine"


def test_front_site_is_completed_after_an_interruption(
    run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied: list[Path] = []

    def copy(source: Path, target: Path) -> None:
        if len(copied) == 5:
            raise KeyboardInterrupt
        copied.append(target)
        copy_file(source, target)

    with monkeypatch.context() as patch:
        patch.setattr("microsite.apps.publish.targets.copy_file", copy)
        run.build()
    assert len(copied) == 5
    assert not (run.root / "output/index.html").exists()
    assert run.build() == 0
    assert "Conferences on water" in (run.root / "output/index.html").read_text("utf-8")


def test_sites_of_events_that_are_gone_are_removed(run: Runner) -> None:
    run.build()
    shutil.rmtree(run.root / "events" / "coasts")
    write_files(run.root, {"output/rivers/mine.txt": ""})
    run.build()
    assert sorted(
        path.parent.name for path in run.root.glob("output/*/build.json")
    ) == ["rivers"]
    assert "Removed, because their folders are gone: coasts." in run.err

    shutil.rmtree(run.root / "events")
    run.build()
    assert (run.root / "output" / "rivers").exists(), (
        "an unreadable folder removes nothing"
    )


def test_event_and_part_choose_what_is_built(run: Runner) -> None:
    for slug in ("dams", "lakes", "ponds", "wells"):
        write_files(run.root, {f"events/{slug}/content/event.md": event_md(slug)})
    run.build("--event", "coasts,rivers")
    assert sorted(
        path.parent.name for path in run.root.glob("output/*/build.json")
    ) == [
        "coasts",
        "rivers",
    ]

    assert run.build("--event", "coats") == 2
    assert "There is no event “coats”. Did you mean “coasts”?" in run.err
    assert run.build("--shard", "4/3") == 2
    assert "“4/3” is not a part" in run.err


def test_joined_parts_are_the_same_as_a_complete_build(run: Runner) -> None:
    write_files(run.root, {"shared/content/pages/terms.md": PAGE.format("Terms")})
    for slug in ("dams", "lakes", "ponds", "wells"):
        files = {"content/event.md": event_md(slug), "data/sessions.yaml": SESSIONS}
        write_files(run.root / "events" / slug, files)
    run.build()
    complete_output = contents(run.root / "output")
    joined_files: dict[str, bytes] = {}
    for part in ("1/3", "2/3", "3/3"):
        shutil.rmtree(run.root / "output")
        shutil.rmtree(run.root / ".cache")
        run.build("--shard", part)
        new = contents(run.root / "output") if (run.root / "output").exists() else {}
        assert not new.keys() & joined_files.keys()
        joined_files |= new
    shutil.rmtree(run.root / "output", ignore_errors=True)
    for name, data in joined_files.items():
        path = run.root / "output" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    run.build("--front")
    assert contents(run.root / "output") == complete_output


@pytest.mark.slow
def test_builds_after_random_edits_are_the_same_as_new_ones(
    run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An incremental build gives the bytes of a build from nothing."""
    random, root = Random(25), run.root
    edits: dict[str, list[str | None]] = {
        "portfolio.yaml": [PORTFOLIO, PORTFOLIO + "  strapline: On water\n"],
        "shared/content/pages/terms.md": [
            PAGE.format("Terms"),
            PAGE.format("New terms"),
            None,
        ],
        "shared/data/sponsors.yaml": [
            "tiers:\n  - {id: gold, name: Gold, price: 500}\n",
            None,
        ],
        "events/coasts/content/event.md": [
            event_md("Coasts"),
            event_md("A", "languages: en-GB"),
        ],
        "events/coasts/data/sessions.yaml": [
            SESSIONS,
            SESSIONS.replace("Opening", "Welcome"),
            None,
        ],
        "events/rivers/content/pages/terms.md": [PAGE.format("Own terms"), None],
        "events/lakes/content/event.md": [event_md("Lakes"), None],
    }
    for _ in range(5):
        for path in random.sample(list(edits), 2):
            text = random.choice(edits[path])
            if text is not None:
                write_files(root, {path: text})
            elif (root / path).exists():
                lakes = root / "events/lakes"
                shutil.rmtree(lakes) if "lakes" in path else (root / path).unlink()
        assert run.build("--jobs", str(random.choice((1, 2)))) == 0, run.err
        incremental = contents(root / "output")
        for folder in ("output", ".cache", ".output.work"):
            (root / folder).rename(root.parent / folder)
        assert run.build() == 0
        assert contents(root / "output") == incremental
        for folder in ("output", ".cache", ".output.work"):
            shutil.rmtree(root / folder)
            (root.parent / folder).rename(root / folder)


def test_every_format_has_paths_from_the_root(run: Runner) -> None:
    write_files(
        run.root, {"events/coasts/content/event.md": event_md("Coasts", "titel: x")}
    )
    for name in ("json", "github", "gitlab", "sarif", "junit"):
        run.build("--format", name)
        assert "events/coasts/content/event.md" in run.out, name


def test_event_without_data_files_is_listed(run: Runner) -> None:
    write_files(
        run.root,
        {"events/coasts/content/event.md": event_md("C", "leave_out: [data files]")},
    )
    run.build()
    assert 'href="coasts/index.html"' in run.page("")
    assert not (run.root / "output/coasts/schedule.xml").exists()


def test_base_url_is_that_of_the_front_site(run: Runner) -> None:
    run.build("--base-url", "https://preview.example/pr-7/")
    assert "https://preview.example/pr-7/coasts/" in run.page("coasts")
