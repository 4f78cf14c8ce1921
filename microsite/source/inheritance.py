"""Sources of a project and, for an event of a portfolio, everything that it inherits.

`defaults` in portfolio.yaml give the fields that event.md does not name. The folder
`shared/` gives documents, and lists and settings of data files. Every node keeps the
place where it is written.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from msgspec import Struct, structs

from microsite.diagnostics.diagnostic import Log
from microsite.project import FRONT, PORTFOLIO, SHARED
from microsite.source.decode import read_text
from microsite.source.files import SourceFile
from microsite.source.front_matter import MarkdownFile
from microsite.source.languages import languages_of, match_language
from microsite.source.nodes import Mapping, Node, Scalar, Sequence, describe_node
from microsite.source.reader import ParsedFiles, SourceFiles, read_folder
from microsite.source.yaml_parser import parse_yaml
from microsite.up_to_date import is_portfolio, portfolio_of

NOT_INHERITED = (
    "base_url",
    "part_of",
    "publish",
    "series",
    "security_contact",
    "custom_domain",
)
"""Fields of event.md that are about one event, or about the host of the whole
portfolio.
"""
ONLY_OF_EVENTS = tuple(
    "ends venue booking cpd audience outcomes on_the_day sample".split()
)


def read_sources(
    root: Path,
    log: Log,
    parsed_files: ParsedFiles | None = None,
    prefix: str = "",
    home: Path | None = None,
) -> SourceFiles:
    """Read a project or a copy of the one at `home`, and what it inherits; see
    `read_folder`.
    """
    home = (home or root).absolute()
    if home.name == FRONT and is_portfolio(str(home.parent)):
        front = _read_shared(root, log, parsed_files, f"{FRONT}/")
        return inherit(front, home.parent, "", log, parsed_files)
    sources, portfolio = (
        read_folder(root, log, parsed_files, prefix),
        portfolio_of(str(home)),
    )
    return (
        inherit(sources, Path(portfolio), home.name, log, parsed_files)
        if portfolio
        else sources
    )


def read_portfolio(portfolio: Path, log: Log, prefix: str = "") -> Mapping | None:
    """Return the content of portfolio.yaml, or None if it is empty or cannot be
    used.
    """
    file = SourceFile(f"{prefix}{PORTFOLIO}", str(portfolio / PORTFOLIO), "portfolio")
    text = read_text(file, log)
    root = None if text is None else parse_yaml(text, log)
    if root is None or isinstance(root, Mapping):
        return root
    log.report("M103", root.span, given=describe_node(root))
    return None


def inherit(
    sources: SourceFiles,
    portfolio: Path,
    slug: str,
    log: Log,
    parsed_files: ParsedFiles | None,
) -> SourceFiles:
    """Return the sources of an event, or of the front site without a slug, and what it
    inherits.
    """
    up = "../../" if slug else ""
    root = read_portfolio(portfolio, log, up)
    if root is not None and not slug:
        sources = _with_front_settings(sources, root)
    if root is None or sources.event is None:
        return sources
    shared = _read_shared(portfolio / SHARED, log, parsed_files, f"{up}{SHARED}/")
    defaults = root.values.get("defaults")
    defaults = defaults if isinstance(defaults, Mapping) else Mapping(root.source, 0, 0)
    main = languages_of(defaults) or ("en-GB",)
    texts = SharedTexts(main, languages_of(sources.event.settings) or main)
    only_of_events = () if slug else ONLY_OF_EVENTS
    settings = _with_defaults(
        sources.event.settings, texts.read(defaults), only_of_events
    )
    url = root.values.get("base_url")
    if slug and isinstance(url, Scalar) and url.text:
        address = structs.replace(url, text=f"{url.text.rstrip('/')}/{slug}/")
        settings.keys.setdefault("base_url", root.keys["base_url"])
        settings.values.setdefault("base_url", address)
        if title := root.values.get("title"):
            keys = {"name": root.keys["title"], "url": root.keys["base_url"]}
            part = Mapping(
                root.source, title.start, title.end, keys, {"name": title, "url": url}
            )
            settings.keys.setdefault("part_of", root.keys["title"])
            settings.values.setdefault("part_of", part)
    return structs.replace(
        sources,
        event=structs.replace(sources.event, settings=settings),
        documents={
            folder: (*files, *texts.documents(files, shared.documents.get(folder, ())))
            for folder, files in sources.documents.items()
        },
        data=texts.data(sources.data, shared.data),
        unreadable={
            folder: [*names, *shared.unreadable.get(folder, ())]
            for folder, names in sources.unreadable.items()
        },
        unlistable=sources.unlistable | shared.unlistable,
    )


def _with_front_settings(sources: SourceFiles, root: Mapping) -> SourceFiles:
    """Return the sources of the front site: an event without dates, as portfolio.yaml
    says.
    """
    source, span = root.source, root.source.span(0, 0)
    # Where errors say that a field is missing
    start = root.values.get("defaults", root).start
    event = sources.event or MarkdownFile(
        source, "event", Mapping(source, 0, root.end), span
    )
    starts = {"starts": Scalar(source, start, start, "to be announced", "plain")}
    settings = Mapping(source, root.start, root.end, dict(starts), dict(starts))
    for key, node in root.values.items():
        if key not in ("series", "defaults"):
            name = "description" if key == "summary" else key
            settings.keys[name], settings.values[name] = root.keys[key], node
    settings = _joined(settings, event.settings)
    return structs.replace(sources, event=structs.replace(event, settings=settings))


def _read_shared(
    folder: Path, log: Log, files: ParsedFiles | None, prefix: str
) -> SourceFiles:
    """Read a folder that need not have everything that a project has, and need not be
    there.
    """
    expected = ("F101", "F102", "" if folder.is_dir() else "F105")
    folder_log = Log(log, lambda item: item.code not in expected)
    shared = read_folder(folder, folder_log, files, prefix)
    if shared.event and folder.name == SHARED:
        advice = f"Write fields for all events into “defaults” in {PORTFOLIO}."
        log.report("F112", shared.event.source.file_span, advice=advice)
    return shared


class SharedTexts(Struct, frozen=True):
    """Reads shared nodes and documents as an event in some of their languages needs
    them.
    """

    main: tuple[str, ...]  # languages of the portfolio
    languages: tuple[str, ...]  # of the event

    def read(self, node: Any) -> Any:
        """Return a node with only those texts of `{en: Welcome, cy: Croeso}` that are
        needed.
        """
        if isinstance(node, Sequence):
            return structs.replace(node, items=[self.read(item) for item in node.items])
        if not isinstance(node, Mapping) or self.main == self.languages:
            return node
        if not node.keys or not all(
            match_language(key, self.main) for key in node.keys
        ):
            values = {key: self.read(value) for key, value in node.values.items()}
            return structs.replace(node, values=values)
        keys = {
            key: name
            for key, name in node.keys.items()
            if match_language(key, self.languages)
        }
        if len(keys) > 1:
            return structs.replace(
                node, keys=keys, values={key: node.values[key] for key in keys}
            )
        return node.values[next(iter(keys or node.keys))]

    def documents(
        self, own_documents: Iterable[MarkdownFile], shared: Iterable[MarkdownFile]
    ) -> Iterator[MarkdownFile]:
        """Yield the shared documents that an event does not replace, in its
        languages.
        """
        slugs = {file.slug.partition(".")[0] for file in own_documents}
        for file in shared:
            slug, _, language = file.slug.partition(".")
            if slug not in slugs and (
                not language or match_language(language, self.languages)
            ):
                yield structs.replace(file, settings=self.read(file.settings))

    def data(
        self, own_data: dict[str, Node], shared: dict[str, Node]
    ) -> dict[str, Node]:
        """Return the data files of an event, with lists and settings that only the
        shared have.
        """
        data = dict(own_data)
        for name, node in shared.items():
            own_node = own_data.get(name)
            if own_node is None:
                data[name] = self.read(node)
            elif isinstance(own_node, Mapping) and isinstance(node, Mapping):
                data[name] = _joined(self.read(node), own_node)
        return data


def _with_defaults(
    settings: Mapping, defaults: Mapping, left_out: Iterable[str]
) -> Mapping:
    """Return settings with the defaults that they do not name, even without a value."""
    skipped = (*NOT_INHERITED, *left_out, *settings.keys)
    values = {key: node for key, node in defaults.values.items() if key not in skipped}
    keys = {key: defaults.keys[key] for key in values}
    theme, shared_theme = settings.values.get("theme"), defaults.values.get("theme")
    if isinstance(theme, Mapping) and isinstance(shared_theme, Mapping):
        values["theme"] = _joined(shared_theme, theme)
    return structs.replace(
        settings, keys=settings.keys | keys, values=settings.values | values
    )


def _joined(base: Mapping, top: Mapping) -> Mapping:
    """Return the lines of a block with others in place of those that both have."""
    return structs.replace(
        top, keys=base.keys | top.keys, values=base.values | top.values
    )
