"""What hosts are told: each in its own form, all from one definition."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree.ElementTree import fromstring

from microsite.site.hosting import (
    CONTENT_TYPES,
    FOREVER,
    HEADERS,
    NOT_NEEDED,
    OPEN_DATA,
    PAGE_POLICY,
    REVALIDATED,
    base_path,
    headers_of,
)
from tests.exporting import exported, make_site
from tests.making import EVENT

MOVED = """\
redirects:
  - from: /speakers/k-tideline
    to: speaker:kim
  - from: agenda.html
    to: site:home
  - from: 2024/agenda.php
    to: page:privacy#rights
  - from: tickets/
    to: https://booking.example/a%20b?x=1
"""
FILES = {
    "data/redirects.yaml": MOVED,
    "content/speakers/kim.md": "---\nname: Kim Tideline\n---\nKim.\n",
    "content/pages/privacy.md": "---\ntitle: Privacy\n---\n## Rights\n\nYours.\n",
}


def files_of(root: Path, **more: object) -> dict[str, str]:
    site = make_site(root, FILES, **more)  # type: ignore[arg-type]
    made = {path: data.decode(errors="replace") for path, data in exported(site).items()}
    assert not list(site.log)
    return made


def rules_of(text: str) -> dict[str, dict[str, str]]:
    """`_headers` as data: by path, the headers."""
    rules: dict[str, dict[str, str]] = {}
    path = ""
    for line in text.splitlines():
        if line.startswith("/"):
            path = line
            assert path not in rules
            rules[path] = {}
        else:
            name, _, value = line.strip().partition(": ")
            rules[path][name] = value
    return rules


def test_headers_file_gives_every_header_once(tmp_path: Path) -> None:
    """Cloudflare joins a header that two rules give for one file, so no two rules may."""
    rules = rules_of(files_of(tmp_path)["_headers"])

    assert rules["/*"] == HEADERS
    assert rules["/assets/*"] == {"Cache-Control": FOREVER}
    for path, headers in rules.items():
        assert path == "/*" or not headers.keys() & HEADERS.keys(), path
    for ending in OPEN_DATA:
        assert rules[f"/*.{ending}"]["Access-Control-Allow-Origin"] == "*"
    assert max(len(line) for line in files_of(tmp_path)["_headers"].splitlines()) < 2000


def test_redirects_file(tmp_path: Path) -> None:
    assert files_of(tmp_path)["_redirects"].splitlines() == [
        "/2027/speakers/k-tideline /2027/speakers/kim/ 301",
        "/2027/speakers/k-tideline/ /2027/speakers/kim/ 301",
        "/2027/agenda.html /2027/ 301",
        "/2027/2024/agenda.php /2027/privacy/#rights 301",
        "/2027/tickets https://booking.example/a%20b?x=1 301",
        "/2027/tickets/ https://booking.example/a%20b?x=1 301",
    ]


def test_there_is_no_redirects_file_without_redirects(tmp_path: Path) -> None:
    assert "_redirects" not in exported(make_site(tmp_path, {}))


def test_azure_is_told_the_same(tmp_path: Path) -> None:
    told = json.loads(files_of(tmp_path)["staticwebapp.config.json"])

    assert told["globalHeaders"] == HEADERS | {"Cache-Control": REVALIDATED}
    assert told["responseOverrides"] == {"404": {"rewrite": "/2027/404.html"}}
    routes = [route["route"] for route in told["routes"]]
    assert routes == [
        "/2027/speakers/k-tideline",
        "/2027/agenda.html",
        "/2027/2024/agenda.php",
        "/2027/tickets",
        "/2027/assets/*",
        "/*.{csv,ics,json,md,txt,xml}",
    ]
    assert told["routes"][4]["headers"] == {"Cache-Control": FOREVER}


def test_iis_is_told_the_same(tmp_path: Path) -> None:
    root = fromstring(files_of(tmp_path)["web.config"])

    sent = {
        add.get("name"): add.get("value")
        for add in root.iterfind("system.webServer/httpProtocol/*/add")
    }
    assert sent == HEADERS
    types = {one.get("fileExtension"): one.get("mimeType") for one in root.iter("mimeMap")}
    assert types == {f".{ending}": kind for ending, kind in CONTENT_TYPES.items()}
    error = root.find("system.webServer/httpErrors/error")
    assert error is not None and error.get("path") == "2027\\404.html"
    assets = root.find("location[@path='assets']//clientCache")
    assert assets is not None and assets.get("cacheControlMaxAge") == "365.00:00:00"


def test_pages_at_old_addresses_lead_to_the_new_ones(tmp_path: Path) -> None:
    files = files_of(tmp_path)

    assert (
        'content="0; url=../../speakers/kim/index.html"' in files["speakers/k-tideline/index.html"]
    )
    assert 'content="0; url=index.html"' in files["agenda.html"]
    assert (
        '<link rel="canonical" href="https://coasts.example/2027/speakers/kim/">'
        in (files["speakers/k-tideline/index.html"])
    )
    assert 'href="https://booking.example/a%20b?x=1"' in files["tickets/index.html"]
    assert "2024/agenda.php" not in files, "a browser would save it instead of following it"
    for path in ("speakers/k-tideline/index.html", "agenda.html", "tickets/index.html"):
        assert PAGE_POLICY in files[path]


def test_without_an_address_everything_starts_from_the_root(tmp_path: Path) -> None:
    files = files_of(tmp_path, base_url=None)

    assert files["_redirects"].startswith("/speakers/k-tideline /speakers/kim/ 301\n")
    assert "ErrorDocument 404 /404.html\n" in files[".htaccess"]
    assert 'rel="canonical"' not in files["agenda.html"]


def test_the_domain_for_github_pages(tmp_path: Path) -> None:
    event = f"{EVENT}base_url: https://Coasts.example:443/2027/\ncustom_domain: yes\n"
    site = make_site(tmp_path, {}, event)

    assert exported(site)["CNAME"] == b"coasts.example\n"
    assert "CNAME" not in exported(make_site(tmp_path / "other", {}, event.replace("yes", "no")))


def test_apache_keeps_signs_that_mean_something_to_it(tmp_path: Path) -> None:
    """In the target of a rule, %1 and $1 stand for something else."""
    lines = files_of(tmp_path)[".htaccess"].splitlines()

    rule = next(line for line in lines if "booking.example" in line)
    assert rule.split()[2] == "https://booking.example/a\\%20b?x=1"


def test_base_path() -> None:
    assert (
        base_path(None) == base_path("https://a.example") == base_path("https://a.example/") == "/"
    )
    assert base_path("https://a.example/2027") == base_path("https://a.example/2027/") == "/2027/"


def test_headers_of_a_file() -> None:
    assert headers_of("index.html")["Cache-Control"] == REVALIDATED
    assert headers_of("assets/css/site.0b872c6c.css")["Cache-Control"] == FOREVER
    assert headers_of("event.ics")["Content-Type"] == "text/calendar; charset=utf-8"
    assert headers_of("event.ics")["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in headers_of("index.html")
    assert "Access-Control-Allow-Origin" not in headers_of("staticwebapp.config.json")
    assert "Content-Type" not in headers_of("CNAME")


def test_the_policy_allows_nothing_unsafe() -> None:
    """What the strictest public profiles ask for."""
    policy = HEADERS["Content-Security-Policy"]

    assert policy.startswith("default-src 'none'; ")
    assert not re.search(r"unsafe|\*|https?:|data:|blob:", policy)
    for directive in ("base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"):
        assert directive in policy
    assert HEADERS["X-Content-Type-Options"] == "nosniff"


def test_the_headers_are_those_of_the_strictest_profile() -> None:
    """OWASP's secure headers, but for one about accounts and Strict-Transport-Security, which binds
    the domain.
    """
    assert {
        "Cross-Origin-Embedder-Policy": "require-corp",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "X-Permitted-Cross-Domain-Policies": "none",
    }.items() <= HEADERS.items()
    assert {"camera", "geolocation", "microphone", "payment", "usb"} <= set(NOT_NEEDED)
