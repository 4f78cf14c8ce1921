"""The record of portfolio.yaml, and the events in the folder of a portfolio."""

from collections.abc import Container
from pathlib import Path
from typing import Annotated

from msgspec import Struct, structs

from microsite.diagnostics.diagnostic import Log, file_span
from microsite.diagnostics.display import did_you_mean
from microsite.model.fields import Compared, Field, Record
from microsite.model.record_reader import read_record
from microsite.model.records.event import PublishTarget
from microsite.model.types import Line, NameList, Slug, WebAddress
from microsite.output.build_json import BUILD_JSON, read_build_json
from microsite.pages.registry import PAGE_KINDS
from microsite.project import FRONT, PORTFOLIO, SHARED, Project
from microsite.source.files import IGNORED_NAMES, MAX_SLUG_LENGTH, SLUG, slugify
from microsite.source.inheritance import read_portfolio
from microsite.source.nodes import Mapping
from microsite.up_to_date import EVENTS

FRONT_FOLDERS = {"assets", "events", "people", "series"}
FRONT_FOLDERS |= {kind.address.partition("/")[0] for kind in PAGE_KINDS if kind.address}
"""Names that a front site may need for its own pages and files."""


class EventSeries(Record, frozen=True, kw_only=True):
    """A series of events, with a page on the front site."""

    id: Annotated[
        Slug,
        Field(
            description="The name in its address.",
            example="flood-risk",
            label="Name in addresses",
            compared=Compared.NO,
            fixed=True,
        ),
    ]
    title: Annotated[
        Line,
        Field(
            description="The name of the series.",
            example="Flood risk",
            aliases=("name",),
        ),
    ]
    summary: Annotated[
        Line | None, Field(description="The series in a sentence.", long=True)
    ] = None
    events: Annotated[
        NameList[Slug],
        Field(description="The folders of its events.", example="[coasts-2027]"),
    ] = ()


class Defaults(Record, frozen=True, kw_only=True):
    """Any fields of event.md, for every event that does not name them."""

    timezone: Annotated[
        Line | None,
        Field(
            description="Any field of event.md.",
            example="Europe/London",
            label="Time zone",
            fixed=True,
        ),
    ] = None


class PortfolioRecord(Record, frozen=True, kw_only=True):
    """The settings in portfolio.yaml."""

    title: Annotated[
        Line,
        Field(
            description="The name of the portfolio.",
            example="Conferences on coasts",
            aliases=("name",),
        ),
    ]
    summary: Annotated[
        Line,
        Field(
            description="A sentence about it, for search engines.",
            aliases=("description",),
            long=True,
        ),
    ]
    base_url: Annotated[
        WebAddress | None,
        Field(
            description="Its address.",
            example="https://coasts.example/",
            label="Address of the site",
            fixed=True,
        ),
    ] = None
    publish: Annotated[
        PublishTarget | None,
        Field(
            description="The place to which “publish” sends all sites.",
            compared=Compared.NO,
        ),
    ] = None
    series: Annotated[
        tuple[EventSeries, ...], Field(description="Series of events.")
    ] = ()
    defaults: Annotated[
        Defaults | None, Field(description="Fields of event.md for all events.")
    ] = None


class Portfolio(Struct, frozen=True):
    """A portfolio: its settings, and the names of the folders of its events."""

    root: Path
    output: Path  # folder of all finished sites
    record: PortfolioRecord
    slugs: tuple[str, ...] = ()  # events that can be built, sorted

    def project(self, slug: str) -> Project:
        """Return the project of an event."""
        return Project.at(self.root / EVENTS / slug, self.output / slug)

    @property
    def sites(self) -> list[Path]:
        """Folders of the finished sites of its events, and of events that are gone,
        sorted.

        The last build recorded these. Any other site in the folder is not of this
        portfolio.
        """
        file = self.output / BUILD_JSON
        record = read_build_json(file.read_bytes()) if file.is_file() else None
        names = {path.name for path in (self.root / EVENTS).glob("*")}
        names.update(record.sites if record else ())
        return [path for path in sorted(self.output.glob("*")) if path.name in names]


def load_portfolio(root: Path, output: Path | None, log: Log) -> Portfolio | None:
    """Return the portfolio in a folder, or None after reporting errors in
    portfolio.yaml.
    """
    node = read_portfolio(root, log)
    if node is None:
        if not log.errors:
            log.report("F119", file_span(PORTFOLIO))
        return None
    block = node.values.get("defaults")
    if isinstance(block, Mapping):  # the events report errors in it
        empty = structs.replace(block, keys={}, values={})
        node = structs.replace(node, values=node.values | {"defaults": empty})
    record = read_record(PortfolioRecord, node, "The portfolio", log)
    files = (
        file
        for name in (FRONT, SHARED)
        for file in (root / name).glob("content/pages/*.md")
    )
    slugs = find_events(
        root / EVENTS, FRONT_FOLDERS | {file.stem for file in files}, log
    )
    for series in record.series if record else ():
        for index, slug in enumerate(series.events):
            if slug not in slugs:
                span = series.span("events", index)
                log.report(
                    "E205", span, given=slug, suggestion=did_you_mean(slug, slugs)
                )
    return (
        None
        if record is None
        else Portfolio(root, output or root / "output", record, slugs)
    )


def find_events(folder: Path, front_names: Container[str], log: Log) -> tuple[str, ...]:
    """Return the folders of events, sorted.

    Report all others, and those the front site needs.
    """
    slugs, paths = [], sorted(folder.iterdir()) if folder.is_dir() else []
    for path in (path for path in paths if not IGNORED_NAMES.match(path.name)):
        span = file_span(f"{EVENTS}/{path.name}")
        if path.is_symlink() or not path.is_dir():
            kind = "a link" if path.is_symlink() else "a file"
            log.report("E202", span, name=path.name, kind=kind)
        elif not SLUG.match(path.name) or len(path.name) > MAX_SLUG_LENGTH:
            log.report(
                "E201", span, name=path.name, better=slugify(path.name) or "my-event"
            )
        elif not (path / "content" / "event.md").exists():
            log.report("E203", span, name=path.name)
        elif path.name in front_names:
            log.report("E204", span, name=path.name)
        else:
            slugs.append(path.name)
    return tuple(slugs)
