"""Service worker: pages offline after one visit, and never an old page online."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from microsite.project import Project
from tests.browser.opened import (
    BEFORE,
    faults,
    finished,
    in_its_faces,
    opened,
    tidewater,
    wait_for,
    wait_until,
)
from tests.making import EVENT, sessions_yaml, write_project
from tests.serving import QuietHandler, serving

Serve = Callable[[Path], str]
NETWORK_TIMEOUT = b"NETWORK_TIMEOUT_MS = 3000"
ACTIVE = (
    "navigator.serviceWorker.ready.then(({ active }) => active.state === 'activated')"
)
WORKERS = "navigator.serviceWorker.getRegistrations().then((all) => all.length)"


def visited(page: Page, address: str) -> None:
    """Open a page, and wait until the site is cached."""
    page.goto(address)
    wait_until(page, ACTIVE)


def cache_names(page: Page) -> list[str]:
    """Return the caches by name."""
    names: list[str] = page.evaluate("caches.keys()")
    return names


@pytest.fixture(scope="module")
def visitor(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Page, str]]:
    """Visitor who has opened the home page, at a path below the root, and is offline since then."""
    root = tmp_path_factory.mktemp("root")
    (root / "some").mkdir()
    (root / "some" / "path").symlink_to(tidewater())
    with serving(root) as host, opened(browser, keeps=True) as page:
        address = f"{host}/some/path"
        visited(page, f"{address}/index.html")
        page.context.set_offline(True)
        yield page, address


def test_pages_open_offline_after_one_visit(visitor: tuple[Page, str]) -> None:
    page, address = visitor
    for place, title in {
        "programme/index.html": "Programme",
        "programme/": "Programme",
        "programme/index.html?track=Hold": "Programme",
        "programme/the-sea-has-read-the-plan/index.html": "The sea has already read the plan",
        "speakers/lucja-falochronska/index.html": "Łucja Falochrońska",
        "venue/index.html": "Venue and access",
        "help/index.html": "Flooded, and worn out by it?",
        "search/index.html": "Search",
    }.items():
        page.goto(f"{address}/{place}")
        expect(page.locator("h1")).to_have_text(title)
        in_its_faces(page)
        assert page.evaluate("document.styleSheets[0].cssRules.length") > 0
        assert page.evaluate("document.querySelector('.header__logo').naturalWidth") > 0


def test_enhancements_work_offline(visitor: tuple[Page, str]) -> None:
    page, address = visitor
    page.clock.set_fixed_time(BEFORE.isoformat())
    page.goto(f"{address}/programme/index.html")
    page.locator(".finder .chip").filter(has_text="Hold").click()
    expect(page.locator(".finder [role=status]")).to_have_text("6 of 32 sessions: Hold")
    page.locator(".finder .chip").filter(has_text="Everything").click()
    page.get_by_role("button", name="Save: A wall the town can sit on").click()
    page.locator(".finder .chip").filter(has_text="My day").click()
    with page.expect_download():
        page.get_by_role("button", name="Add to calendar").click()
    page.goto(f"{address}/search/index.html?q=golf")
    expect(page.locator(".search ol a").first).to_have_text(
        "Giving the golf course back"
    )


def test_uncached_page_shows_offline_page(visitor: tuple[Page, str]) -> None:
    page, address = visitor
    url = f"{address}/no/such/page/"
    page.goto(url)
    expect(page.locator("h1")).to_have_text("You are offline")
    assert page.url == url
    page.get_by_role("main").get_by_role("link", name="Programme").click()
    page.wait_for_url(f"{address}/programme/index.html")
    expect(page.locator("h1")).to_have_text("Programme")
    assert [fault for fault in faults(page) if "503" not in fault] == []


# With a network


class FailingHandler(QuietHandler):
    """Host that does not respond to requests for pages, or responds with errors, as configured."""

    responds = threading.Event()
    status = 0
    is_patient = True
    """True if its service worker waits for pages, however busy the machine is, or else hardly."""

    def do_GET(self) -> None:  # noqa: N802 - the server calls it so
        del self.headers[
            "If-Modified-Since"
        ]  # its dates are in seconds, so two versions within a second would be the same
        if self.path.endswith(("/", ".html")):
            self.responds.wait()
            if self.status:
                self.send_error(self.status)
                return
        if self.path.endswith("/sw.js"):
            self.send_worker()
        else:
            super().do_GET()

    def send_worker(self) -> None:
        script = Path(self.translate_path(self.path)).read_bytes()
        assert NETWORK_TIMEOUT in script or b"fromNetwork" not in script
        self.send_response(200)
        self.send_header("Content-Type", "text/javascript")
        self.end_headers()
        patience = NETWORK_TIMEOUT + b"0" if self.is_patient else NETWORK_TIMEOUT[:-1]
        self.wfile.write(script.replace(NETWORK_TIMEOUT, patience))


@contextmanager
def failing_host(folder: Path, *, is_patient: bool = True) -> Iterator[str]:
    """Return the address of such a host, which does not fail yet."""
    FailingHandler.responds.set()
    FailingHandler.status = 0
    FailingHandler.is_patient = is_patient
    with serving(folder, FailingHandler) as address:
        yield address
    FailingHandler.responds.set()


def small(root: Path, title: str, more: str = "") -> Project:
    """Build a small site with this title of its session."""
    files = {
        "data/sessions.yaml": sessions_yaml(
            f"id: opening\ntitle: {title}\nstart: 09:30"
        )
    }
    return Project.at(write_project(root, files, EVENT + more), root.parent / "output")


def published(root: Path, title: str, more: str = "") -> Path:
    """Build the same site and publish it over the earlier one."""
    return finished(small(root, title, more), date(2027, 1, 15))


CACHED_TEXT = """async (url) => {
    const response = await caches.match(url);
    return response ? response.text() : "";
}"""


def test_service_worker_prefers_network(browser: Browser, tmp_path: Path) -> None:
    """The next visit shows a change, before the worker detects a new version."""
    output = published(tmp_path / "site", "First title")
    with failing_host(output) as address, opened(browser, keeps=True) as page:
        visited(page, f"{address}/programme/index.html")
        before = cache_names(page)
        published(tmp_path / "site", "Second title")
        page.goto(f"{address}/programme/index.html")
        expect(page.locator("#opening h2")).to_contain_text("Second title")
        wait_for(
            page, lambda: len(cache_names(page)) == 1 and cache_names(page) != before
        )
        session_url = f"{address}/programme/opening/index.html"
        wait_for(
            page, lambda: "Second title" in page.evaluate(CACHED_TEXT, session_url)
        )
        page.context.set_offline(True)
        page.goto(session_url)
        expect(page.locator("h1")).to_have_text("Second title")


def test_service_worker_replaces_page_of_earlier_build(
    browser: Browser, tmp_path: Path
) -> None:
    """A worker that arrived before its pages stored old ones under the new version."""
    host, page_path = tmp_path / "host", "programme/index.html"
    shutil.copytree(published(tmp_path / "site", "First title"), host)
    output = published(tmp_path / "site", "Second title")
    shutil.copy(output / "sw.js", host)
    with failing_host(host) as address, opened(browser, keeps=True) as page:
        visited(page, f"{address}/index.html")
        wait_for(
            page,
            lambda: (
                "First title" in page.evaluate(CACHED_TEXT, f"{address}/{page_path}")
            ),
        )
        shutil.copytree(output, host, dirs_exist_ok=True)
        page.goto(f"{address}/{page_path}")
        wait_for(
            page,
            lambda: (
                "Second title" in page.evaluate(CACHED_TEXT, f"{address}/{page_path}")
            ),
        )


@pytest.mark.parametrize("trouble", ["slow", "ill"])
def test_service_worker_uses_cache_when_host_fails(
    browser: Browser, tmp_path: Path, trouble: str
) -> None:
    with (
        failing_host(published(tmp_path / "site", "Kept"), is_patient=False) as address,
        opened(browser, keeps=True) as page,
    ):
        visited(page, f"{address}/index.html")
        if trouble == "slow":
            FailingHandler.responds.clear()
        else:
            FailingHandler.status = 503
        page.goto(f"{address}/programme/index.html")
        expect(page.locator("#opening")).to_contain_text("Kept")


def test_service_worker_passes_on_not_found(browser: Browser, tmp_path: Path) -> None:
    output = published(tmp_path / "site", "Kept")
    with failing_host(output) as address, opened(browser, keeps=True) as page:
        visited(page, f"{address}/index.html")
        FailingHandler.status = 404
        answer = page.goto(f"{address}/programme/opening/index.html")
        assert answer
        assert answer.status == 404


class TidyHandler(QuietHandler):
    """Host that redirects index.html to the folder, as several do."""

    def do_GET(self) -> None:  # noqa: N802 - the server calls it so
        if self.path.endswith("/index.html"):
            self.send_response(301)
            self.send_header("Location", self.path.removesuffix("index.html"))
            self.end_headers()
        else:
            super().do_GET()


def test_service_worker_copes_with_redirects(browser: Browser, tmp_path: Path) -> None:
    """Browsers refuse a redirected response from a worker for a page."""
    output = published(tmp_path / "site", "Kept")
    with serving(output, TidyHandler) as address, opened(browser, keeps=True) as page:
        visited(page, f"{address}/")
        page.context.set_offline(True)
        for place in ("programme/index.html", "programme/"):
            page.goto(f"{address}/{place}")
            expect(page.locator("#opening")).to_contain_text("Kept")


def test_disabled_offline_removes_caches(browser: Browser, tmp_path: Path) -> None:
    output = published(tmp_path / "site", "Kept")
    with failing_host(output) as address, opened(browser, keeps=True) as page:
        visited(page, f"{address}/index.html")
        assert cache_names(page) != []
        page.evaluate("caches.open('of another site')")
        published(tmp_path / "site", "Kept no longer", "offline: no\n")
        page.goto(f"{address}/index.html")
        wait_until(page, f"{WORKERS}.then((count) => count === 0)")
        assert cache_names(page) == ["of another site"]
        page.reload()
        page.wait_for_load_state("networkidle")
        assert page.evaluate(WORKERS) == 0
        assert faults(page) == []
    assert not (output / "offline").exists()


def test_new_worker_reuses_unchanged_files(browser: Browser, tmp_path: Path) -> None:
    output = published(tmp_path / "site", "First title")
    with failing_host(output) as address, opened(browser, keeps=True) as page:
        visited(page, f"{address}/index.html")
        before = cache_names(page)
        published(tmp_path / "site", "Second title")
        fonts = list((output / "assets" / "fonts").glob("*.woff2"))
        assert fonts
        shutil.rmtree(output / "assets" / "fonts")  # the host no longer has them
        page.goto(f"{address}/index.html")
        wait_for(
            page, lambda: len(cache_names(page)) == 1 and cache_names(page) != before
        )
        script = f"caches.match(new URL('assets/fonts/{fonts[0].name}', location).href).then(Boolean)"
        assert page.evaluate(script)


def test_save_data_limits_precache(browser: Browser, serve_folder: Serve) -> None:
    with opened(browser, keeps=True) as page:
        worker = (
            (tidewater() / "sw.js")
            .read_text(encoding="utf-8")
            .replace("navigator.connection?.saveData", "true")
        )
        page.context.route(
            "**/sw.js",
            lambda route: route.fulfill(body=worker, content_type="text/javascript"),
        )
        address = serve_folder(tidewater())
        visited(page, f"{address}/index.html")
        assert page.evaluate(
            "caches.match(new URL('programme/index.html', location).href).then(Boolean)"
        )
        assert not page.evaluate(
            "caches.match(new URL('speakers/index.html', location).href).then(Boolean)"
        )


# The manifest


def test_manifest_is_valid(browser: Browser, serve_folder: Serve) -> None:
    with opened(browser) as page:
        page.goto(f"{serve_folder(tidewater())}/programme/index.html")
        page.locator("link[rel=manifest]").wait_for(state="attached")
        session = page.context.new_cdp_session(page)
        manifest = session.send("Page.getAppManifest")
        assert manifest["errors"] == []
        assert manifest["url"].endswith("/manifest.webmanifest")
        assert faults(page) == []
