"""Choice of an event of a portfolio, and starting a portfolio or an event."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.portfolio.writing import Runner, event_md, write_files


@pytest.mark.parametrize("command", ["serve", "edit", "import", "export", "diff"])
def test_command_at_the_root_names_the_events(run: Runner, command: str) -> None:
    assert run(command) == 2
    assert (
        f"“{command}” works on one event of a portfolio. Name it: --event coasts"
        in run.err
    )
    assert "The events are: coasts, rivers." in run.err


def test_unknown_event_is_reported_with_the_closest(run: Runner) -> None:
    assert run("check", "--event", "coats") == 2
    assert "There is no event “coats”. Did you mean “coasts”?" in run.err


def test_event_outside_a_portfolio_is_reported(run: Runner) -> None:
    assert run("check", "--event", "coasts", root=run.root / "events" / "coasts") == 2
    assert "“events/coasts” is not a portfolio, so it has no events." in run.err


def test_event_is_checked_from_the_root(run: Runner) -> None:
    write_files(
        run.root, {"events/coasts/content/event.md": event_md("Coasts", "titel: x")}
    )

    assert run("check", "--event", "coasts") == 1
    assert "events/coasts/content/event.md:6:1  error R102" in run.err


def test_record_is_added_to_the_event_that_is_named(run: Runner) -> None:
    arguments = ("--title", "Terms", "--event", "coasts")
    assert run("new", "page", *arguments) == 0
    assert (run.root / "events/coasts/content/pages/terms.md").exists()
    assert run("new", "page", "--title", "Terms") == 2


def test_new_creates_a_portfolio_and_an_event(run: Runner, tmp_path: Path) -> None:
    assert run("new", "event", "lakes") == 0
    assert "Start with events/lakes/content/event.md." in run.err
    assert run("new", "event", "lakes") == 2
    assert run("check", "--event", "lakes") == 0

    assert run("new", "portfolio", str(tmp_path / "ours")) == 0
    assert (tmp_path / "ours" / "portfolio.yaml").exists()
    assert (tmp_path / "ours" / ".gitignore").exists()
    assert run("check", "--event", "your-event", root=tmp_path / "ours") == 0
    assert run("new", "event", "lakes", root=tmp_path) == 2
    assert "has no portfolio.yaml" in run.err


def test_diff_compares_what_is_inherited(run: Runner) -> None:
    git = ["git", "-c", "user.name=Test", "-c", "user.email=test@example.org"]
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "First"]):
        subprocess.run([*git, *arguments], cwd=run.root, check=True)
    portfolio = (run.root / "portfolio.yaml").read_text(encoding="utf-8")
    write_files(
        run.root, {"portfolio.yaml": portfolio.replace("Example Conf", "New Conf")}
    )

    assert run("diff", "--event", "coasts") == 0
    assert "name changes from Example Conferences to New Conferences" in run.out


def test_new_edition_leaves_what_is_inherited_to_the_portfolio(run: Runner) -> None:
    series = "series: {name: Coasts, url: https://water.example/coasts/}"
    settings = (series, "base_url: https://water.example/coasts/2027/")
    portfolio = (run.root / "portfolio.yaml").read_text(encoding="utf-8")
    booking = "  booking: {url: https://booking.example/}\n"
    shared = "sponsors:\n  - {id: a, name: A, tier: gold}\ntiers:\n  - {id: gold, name: Gold}\n"
    write_files(
        run.root,
        {
            "portfolio.yaml": portfolio + booking,
            "shared/data/sponsors.yaml": shared,
            "events/coasts/content/event.md": event_md("Coasts", *settings),
            "events/coasts/data/sponsors.yaml": "sponsors:\n  - {id: b, name: B, tier: gold}\n",
        },
    )

    assert run("new", "edition", "2028", "--event", "coasts") == 0, run.err
    changed = (run.root / "events/coasts/content/event.md").read_text(encoding="utf-8")
    assert changed == event_md(
        "Coasts", series, "base_url: https://water.example/coasts/2028/"
    ).replace("2027-05-20 09:00", "to be announced").replace(
        "2027-05-20 17:00", "to be announced"
    )
    sponsors = (run.root / "events/coasts/data/sponsors.yaml").read_text(
        encoding="utf-8"
    )
    assert sponsors == "sponsors: []\n"
    assert run("build", "--event", "coasts") == 0, run.err
    assert (run.root / "output/coasts/2027/index.html").exists()


@pytest.mark.parametrize("option", ["--fix", "--external"])
def test_options_for_one_event_are_refused_for_several(
    run: Runner, option: str
) -> None:
    """The message says which event to choose."""
    for events in ([], ["--event", "coasts,rivers"]):
        assert run("check", option, *events) == 2
        assert f"“{option}” works on one event of a portfolio." in run.err
        assert "--event coasts" in run.err


def test_timings_are_printed_for_each_event(run: Runner) -> None:
    assert run("check", "--timings") == 0
    assert re.search(r"coasts +\d\.\d{3} s\n +rivers +\d\.\d{3} s\n", run.err)
