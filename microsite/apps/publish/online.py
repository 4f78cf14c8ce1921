"""Comparison of a folder or a host with a build, by the digest of each file."""

from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from pathlib import Path
from urllib.parse import quote, urljoin, urlsplit

from urllib3 import Retry

from microsite import __version__
from microsite.output.build_json import BUILD_JSON, digest_of_bytes, digest_of_file
from microsite.site.hosting import FOR_HOSTS
from microsite.web import MAX_REDIRECTS, Client, Response, WebError

MAX_BYTES = 64 * 1024 * 1024
MAX_SECONDS = 600.0  # for a large file
RETRIES = Retry(
    2,
    status_forcelist=(429, 500, 502, 503, 504),
    backoff_factor=0.5,
    retry_after_max=30,  # seconds; what a busy host asks for is granted up to here
    raise_on_status=False,
)
UNPUBLISHED_FILES = frozenset({*FOR_HOSTS, ".nojekyll", "CNAME"})
"""Names of files that are settings of hosts."""
HEADERS = {"User-Agent": f"Microsite/{__version__} verify", "Cache-Control": "no-cache"}


class State(StrEnum):
    """Result of a comparison of a file with the build."""

    SAME = "same"
    DIFFERS = "differs"
    MISSING = "missing"
    FORWARDED = "forwarded"  # the host redirects visitors itself
    KEPT = "kept"  # meant for the host, which does not publish it
    EXTRA = "extra"  # in the folder, but not in build.json


def files_in(folder: Path) -> set[str]:
    """Return the paths of all files of a folder, with `/` between their parts."""
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if not path.is_dir()
    }


def verify_folder(root: Path, files: Mapping[str, str]) -> dict[str, State]:
    """Return the state of each file of a folder or of its build."""
    states = {}
    for path in files_in(root):
        if path.rpartition("/")[2] != BUILD_JSON:
            states[path] = State.EXTRA
    for path, digest in files.items():
        actual_digest = digest_of_file(str(root / path))
        if actual_digest is None:
            states[path] = State.MISSING
        elif actual_digest == digest:
            states[path] = State.SAME
        else:
            states[path] = State.DIFFERS
    return states


def forwarding_pages(root: Path, files: Iterable[str]) -> set[str]:
    """Return the pages at old addresses of a site, which only redirect."""
    pages = [path for path in files if path.endswith((".html", ".htm"))]
    return {page for page in pages if _is_forwarding(root / page)}


def _is_forwarding(page: Path) -> bool:
    return page.is_file() and b'<meta http-equiv="refresh"' in page.read_bytes()


class SiteClient(Client):
    """A site at an address on the web."""

    def __init__(self, address: str) -> None:
        super().__init__(HEADERS, allow_private=True, retries=RETRIES)
        self.address = address if address.endswith("/") else f"{address}/"

    def address_of(self, path: str) -> str:
        return urljoin(self.address, quote(path))

    def get(self, path: str) -> Response:
        """Return a file, also after redirects within the host. Raise WebError."""
        response = self.request(self.address_of(path), MAX_SECONDS, MAX_BYTES)
        for _ in range(MAX_REDIRECTS):
            if urlsplit(response.location).netloc != urlsplit(self.address).netloc:
                break
            response = self.request(response.location, MAX_SECONDS, MAX_BYTES)
        return response


def verify_online(
    site: SiteClient,
    files: Mapping[str, str],
    forwarding: AbstractSet[str],
    progress: Callable[[int], None],
) -> dict[str, State]:
    """Return the state of each file of a build on the web. Raise WebError.

    The host may redirect the `forwarding` pages anywhere, all others only to a page of
    the site. `progress` is called with the number of files after each of them.
    """

    def state_of(path: str) -> State:
        response = site.get(path)
        digest = digest_of_bytes(response.body)
        if response.status == 200 and digest == files[path]:
            return State.SAME
        if path.rpartition("/")[2] in UNPUBLISHED_FILES:
            return State.KEPT
        is_redirected = response.location or response.url != site.address_of(path)
        if is_redirected and (digest in files.values() or path in forwarding):
            return State.FORWARDED
        if response.status == 200:
            return State.DIFFERS
        return State.MISSING

    paths = sorted(files)
    states: dict[str, State] = {}
    with ThreadPoolExecutor(max_workers=4) as pool:
        try:
            results = pool.map(state_of, paths)
            for path, state in zip(paths, results, strict=True):
                states[path] = state
                progress(len(states))
        except WebError:
            pool.shutdown(cancel_futures=True)
            raise
    return states
