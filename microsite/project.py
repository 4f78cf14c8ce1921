"""Folders of a project, and options of a build."""

import sys
from datetime import date
from functools import cache
from pathlib import Path

from msgspec import Struct, structs

from microsite.cache import digest_of
from microsite.up_to_date import INPUT_FOLDERS, portfolio_of, scan_folder

ENGINE = Path(__file__).resolve().parent  # the folder of the engine's code
ENGINE_HOME = ENGINE / "theme" if (ENGINE / "theme").is_dir() else ENGINE.parent
"""The folder of the theme: beside the engine, or in it if the engine is a package."""

EDITIONS = "editions"
"""The folder of a project that holds past editions, each a project of its own."""
PORTFOLIO, SHARED = "portfolio.yaml", "shared"
"""Of a portfolio: its file, what sites inherit."""
FRONT = "front"  # its folder for the front site, and the theme files of that site


class BuildOptions(Struct, frozen=True, kw_only=True):
    """Options of a build."""

    as_of: date | None = None
    """Day or `datetime` in the event's zone to build for; None for now."""
    base_url: str | None = None
    """Web address of output/; None for the address in event.md."""
    drafts: bool = False  # show news posts that are drafts or dated later
    strict: bool = False  # let a warning stop the build, as an error does
    commit: str | None = None  # commit that is built, for build.json
    use_cache: bool = True  # use results of earlier builds
    jobs: int = 0  # number of threads that make images; 0 for one per processor


class Project(Struct, frozen=True):
    """The folders of one site.

    Everything the build reads lies under `root` or `home`.
    """

    root: Path  # holds `content/` and `data/`; absolute
    output: Path  # folder of the finished site; absolute
    home: Path = ENGINE_HOME  # holds the theme that `root` may replace, file by file
    front: Path | None = None  # the root of the present edition, if this is a past one
    portfolio: Path | None = None  # the root of the portfolio to which an event belongs

    @classmethod
    def at(cls, root: Path, output: Path | None = None) -> "Project":
        """Return the project in a folder, with output in `output/` by default.

        An event of a portfolio has its output in a folder of that of the portfolio.
        """
        root = root.absolute()
        portfolio = portfolio_of(str(root))
        default = Path(portfolio, "output", root.name) if portfolio else root / "output"
        output = default if output is None else output.absolute()
        return cls(root, output, portfolio=Path(portfolio) if portfolio else None)

    @property
    def folders(self) -> tuple[Path, ...]:
        """Every folder that a build reads."""
        own_folders = (
            folder for name in INPUT_FOLDERS for folder in self.own_layers(name)
        )
        theme = (self.home / name for name in ("templates", "assets"))
        return tuple(dict.fromkeys((*own_folders, *theme)))

    @property
    def past_editions(self) -> "tuple[Project, ...]":
        """The projects in `editions/`, which are published beside this one; by name."""
        paths = sorted((self.root / EDITIONS).glob("[!.]*"))
        folders = (path for path in paths if path.is_dir())
        return tuple(
            structs.replace(self, root=folder, front=self.root) for folder in folders
        )

    @property
    def prefix(self) -> str:
        """Folder of a past edition in the project: `editions/2026/`; empty for the
        current one.
        """
        return f"{EDITIONS}/{self.root.name}/" if self.front else ""

    @property
    def cache(self) -> Path:
        """Folder of the cache; safe to delete at any time."""
        root = self.front or self.root
        if self.portfolio is None:
            return root / ".cache" / self.prefix
        return (
            self.portfolio / ".cache" / root.relative_to(self.portfolio) / self.prefix
        )

    @property
    def work(self) -> Path | None:
        """Folder for the work on `output/`; None for the usual one beside it."""
        folder = self.output.parent
        return (
            self.portfolio and folder.parent / f".{folder.name}.work" / self.output.name
        )

    def own_layers(self, folder: str) -> tuple[Path, ...]:
        """Return the folders of a name in the project, and in what its portfolio
        shares.
        """
        shared = (self.portfolio / SHARED / folder,) if self.portfolio else ()
        return (self.root / folder, *shared)

    def layers(self, folder: str) -> tuple[Path, ...]:
        """Return the folders of files of a kind, such as `templates`, the nearest
        first.
        """
        nearest, *shared = self.own_layers(folder)
        front = (self.front / folder,) if self.front else ()
        theme = (
            (self.home / folder / FRONT,)
            if self.root.name == FRONT and self.portfolio
            else ()
        )
        return tuple(
            dict.fromkeys((nearest, *front, *shared, *theme, self.home / folder))
        )


def read_file(path: Path) -> bytes:
    """Return the bytes of a file of the project or the theme.

    An OSError always names it.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        error.filename = str(path)
        raise


@cache
def engine_digest() -> str:
    """Return a digest of the engine's code and of the libraries that shape its
    output.
    """
    versions = _versions(
        "babel", "jinja2", "markdown", "markupsafe", "nh3", "pillow", "segno"
    )
    return digest_of(f"{versions} {code_digest(ENGINE)}")


def code_digest(folder: Path) -> str:
    """Return a digest of the code, tables and templates in a folder.

    The theme inside an installed package is not part of it.
    """
    names = sorted(
        path
        for path in scan_folder(str(folder))
        if path.endswith((".py", ".ini", ".txt", ".jinja"))
        and not path.startswith("theme/")
    )
    parts = ((name.encode(), (folder / name).read_bytes()) for name in names)
    return digest_of(
        b"".join(b"%d %s %s" % (len(text), name, text) for name, text in parts)
    )


@cache
def drawing_digest(*modules: str) -> str:
    """Return a digest of modules that make images, by path, and of the version of
    Pillow.
    """
    code = "\0".join(Path(module).read_text(encoding="utf-8") for module in modules)
    return digest_of(f"{_versions('pillow')}\0{code}")


def _versions(*packages: str) -> list[str]:
    """Return the names of the metadata folders of packages, which contain their
    versions.
    """
    # importlib.metadata takes 15 ms to import.
    names = (path.name for folder in sys.path for path in Path(folder).glob("*-info"))
    return sorted(name for name in names if name.partition("-")[0].lower() in packages)
