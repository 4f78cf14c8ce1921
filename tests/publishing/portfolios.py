"""Built portfolios, without the sources of their events."""

from __future__ import annotations

import shutil
from pathlib import Path

from microsite.apps.portfolio.front import find_sites
from microsite.apps.portfolio.publish import make_steps
from microsite.apps.portfolio.records import Portfolio, PortfolioRecord
from microsite.apps.publish.plan import record_with
from microsite.apps.publish.publish import send
from microsite.apps.publish.targets import TARGETS, FolderInPlace, Target
from microsite.output.build_json import BUILD_JSON, digest_of_bytes, write_build_json
from microsite.project import Project
from tests.publishing.sites import built_site

EVENT = {
    "index.html": "event",
    "assets/css/site.11111111.css": "looks",
    "sw.js": "worker",
}


def built_portfolio(
    root: Path, events: dict[str, dict[str, str]], front: str = "front"
) -> Path:
    """Create a built portfolio, and folders for the sources of its events. Return its root."""
    shutil.rmtree(root, ignore_errors=True)
    output = built_site(
        root / "output", {"index.html": front, "events.ics": "calendar"}
    )
    for name, files in events.items():
        (root / "events" / name / "content").mkdir(parents=True)
        built_site(output / name, files)
    digests = {
        path.name: digest_of_bytes(path.read_bytes())
        for path in output.iterdir()
        if path.is_file()
    }
    del digests[BUILD_JSON]
    sites = find_sites(portfolio_in(root))
    data = record_with(write_build_json({"engine": "1"}, digests), sites=sites)
    (output / BUILD_JSON).write_bytes(data)
    return root


def portfolio_in(root: Path) -> Portfolio:
    """Return the portfolio in a folder."""
    return Portfolio(
        root, root / "output", PortfolioRecord(title="Events", summary="Events.")
    )


def target_for(kind: str, place: str, root: Path) -> Target:
    """Return a target for a portfolio."""
    work = root.parent / "work"
    work.mkdir(exist_ok=True)
    chosen = FolderInPlace if kind == "in place" else TARGETS[kind]
    return chosen(place, Project.at(root, root / "output"), None, work)


def publish_portfolio(kind: str, place: str, root: Path) -> None:
    """Publish a portfolio without questions."""
    target = target_for(kind, place, root)
    data = target.fetch()
    steps = make_steps(portfolio_in(root), target, data)
    code = send(target, steps, data)
    assert code == 0, "the command says why it stopped"
