"""Files for hosts, each in its syntax, all from one definition."""

from __future__ import annotations

import json
import re
import shlex
from fnmatch import fnmatch
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import escape

from microsite.pages.registry import build_pages
from microsite.site.hosting import (
    CACHE_IMMUTABLE,
    CACHE_REVALIDATE,
    CONTENT_TYPES,
    FRAME_HEADERS,
    HEADERS,
    OPEN_DATA,
    PAGE_POLICY,
)
from microsite.site.redirects import create_host_root
from tests.export_helpers import export_files, make_site
from tests.making import EVENT, load, sessions_yaml, write_project

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
    texts = {
        path: data.decode(errors="replace") for path, data in export_files(site).items()
    }
    assert not list(site.log)
    return texts


def rules_of(text: str) -> dict[str, dict[str, str]]:
    """Return the headers in `_headers` by path."""
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
    assert rules["/assets/*"] == {"Cache-Control": CACHE_IMMUTABLE}
    for path, headers in rules.items():
        assert path == "/*" or not headers.keys() & HEADERS.keys(), path
    for ending in OPEN_DATA:
        assert rules[f"/*.{ending}"]["Access-Control-Allow-Origin"] == "*"
    assert max(len(line) for line in files_of(tmp_path)["_headers"].splitlines()) < 2000


EMBEDS = EVENT + "embeds: yes\n"
TALK = {"data/sessions.yaml": sessions_yaml("id: walls\nstart: 09:30")}


def test_headers_file_lets_only_embeds_be_framed(tmp_path: Path) -> None:
    """Each page has each header from exactly one rule."""
    site = make_site(tmp_path, TALK, EMBEDS)
    pages = [page.head.address for page in build_pages(site)]
    assert {
        "embed/programme/",
        "embed/session/walls/",
        "put-this-on-your-site/",
    } <= set(pages)
    rules = rules_of(export_files(site)["_headers"].decode())
    for page in (*pages, "index.html", "programme/index.html"):
        page_headers: dict[str, str] = {}
        for path, headers in rules.items():
            if fnmatch(f"/{page}", path):
                assert not page_headers.keys() & headers.keys(), (page, path)
                page_headers |= headers
        expected = HEADERS | (FRAME_HEADERS if page.startswith("embed/") else {})
        assert page_headers == {
            name: value for name, value in expected.items() if value
        }, page


def test_host_files_let_only_embeds_be_framed(tmp_path: Path) -> None:
    files = export_files(make_site(tmp_path, TALK, EMBEDS))
    routes = json.loads(files["staticwebapp.config.json"])["routes"]
    base = "/2027/"
    assert {"route": f"{base}embed/*", "headers": FRAME_HEADERS} in routes
    (place,) = fromstring(files["web.config"]).findall("location[@path='embed']")
    names = {header.get("name"): header.get("value") for header in place.iter("add")}
    assert names == {name: value for name, value in FRAME_HEADERS.items() if value}
    assert {header.get("name") for header in place.iter("remove")} == set(FRAME_HEADERS)


def test_no_embeds_unless_wanted(tmp_path: Path) -> None:
    for event, base_url in ((EVENT, "https://coasts.example/"), (EMBEDS, None)):
        site = make_site(tmp_path, TALK, event, base_url)
        assert not [page for page in build_pages(site) if "embed" in page.template]


def test_redirects_file_lists_redirects(tmp_path: Path) -> None:
    assert files_of(tmp_path)["_redirects"].splitlines() == [
        "/2027/speakers/k-tideline /2027/speakers/kim/ 301",
        "/2027/speakers/k-tideline/ /2027/speakers/kim/ 301",
        "/2027/agenda.html /2027/ 301",
        "/2027/2024/agenda.php /2027/privacy/#rights 301",
        "/2027/tickets https://booking.example/a%20b?x=1 301",
        "/2027/tickets/ https://booking.example/a%20b?x=1 301",
    ]


def test_redirects_file_is_absent_without_redirects(tmp_path: Path) -> None:
    assert "_redirects" not in export_files(make_site(tmp_path, {}))


def test_azure_config_matches_hosting(tmp_path: Path) -> None:
    config = json.loads(files_of(tmp_path)["staticwebapp.config.json"])

    assert config["globalHeaders"] == HEADERS | {"Cache-Control": CACHE_REVALIDATE}
    assert config["responseOverrides"] == {"404": {"rewrite": "/2027/404.html"}}
    routes = [route["route"] for route in config["routes"]]
    assert routes == [
        "/2027/speakers/k-tideline",
        "/2027/agenda.html",
        "/2027/2024/agenda.php",
        "/2027/tickets",
        "/2027/assets/*",
        "/*.{csv,ics,json,md,txt,xml}",
    ]
    assert config["routes"][4]["headers"] == {"Cache-Control": CACHE_IMMUTABLE}


def test_web_config_matches_hosting(tmp_path: Path) -> None:
    root = fromstring(files_of(tmp_path)["web.config"])

    headers = {
        add.get("name"): add.get("value")
        for add in root.iterfind("system.webServer/httpProtocol/*/add")
    }
    assert headers == HEADERS
    types = {
        element.get("fileExtension"): element.get("mimeType")
        for element in root.iter("mimeMap")
    }
    assert types == {f".{ending}": kind for ending, kind in CONTENT_TYPES.items()}
    error = root.find("system.webServer/httpErrors/error")
    assert error is not None and error.get("path") == "2027\\404.html"
    assets = root.find("location[@path='assets']//clientCache")
    assert assets is not None and assets.get("cacheControlMaxAge") == "365.00:00:00"


def test_redirect_pages_link_to_new_addresses(tmp_path: Path) -> None:
    files = files_of(tmp_path)

    assert (
        'content="0; url=../../speakers/kim/index.html"'
        in files["speakers/k-tideline/index.html"]
    )
    assert 'content="0; url=index.html"' in files["agenda.html"]
    assert (
        '<link rel="canonical" href="https://coasts.example/2027/speakers/kim/">'
        in (files["speakers/k-tideline/index.html"])
    )
    assert 'href="https://booking.example/a%20b?x=1"' in files["tickets/index.html"]
    assert "2024/agenda.php" not in files, (
        "a browser would save it instead of following it"
    )
    for path in ("speakers/k-tideline/index.html", "agenda.html", "tickets/index.html"):
        assert PAGE_POLICY in files[path]


def test_host_files_use_root_without_base_url(tmp_path: Path) -> None:
    files = files_of(tmp_path, base_url=None)

    assert files["_redirects"].startswith("/speakers/k-tideline /speakers/kim/ 301\n")
    assert "ErrorDocument 404 /404.html\n" in files[".htaccess"]
    assert 'rel="canonical"' not in files["agenda.html"]


def test_cname_contains_custom_domain(tmp_path: Path) -> None:
    event = f"{EVENT}base_url: https://Coasts.example:443/2027/\ncustom_domain: yes\n"
    site = make_site(tmp_path, {}, event)

    assert export_files(site)["CNAME"] == b"coasts.example\n"
    assert "CNAME" not in export_files(
        make_site(tmp_path / "other", {}, event.replace("yes", "no"))
    )


def test_htaccess_escapes_special_characters(tmp_path: Path) -> None:
    """In the target of a rule, %1 and $1 are variables."""
    lines = files_of(tmp_path)[".htaccess"].splitlines()

    rule = next(line for line in lines if "booking.example" in line)
    assert rule.split()[2] == '"https://booking.example/a\\%20b?x=1"'


@pytest.mark.parametrize(
    "target",
    [
        "https://example.org/a b c",
        "https://example.org/a [CO=EVIL:1:example.org,R=302]",
        "http://127.0.0.1/ [P]",
        "https://example.org/a\tb",
        "https://example.org/a\nb",
        "https://example.org/a\u00a0b",
        "https://example.org/a\x85b",
        'https://example.org/"onclick=',
        "https://example.org/<script>",
        "https://example.org/\\..\\",
        "https://user:pw@example.org/",
        "https://user@example.org/",
        "https://example.org:99999/",
        "https:///example.org/",
    ],
)
def test_redirect_reports_unsafe_target_at_its_line(
    tmp_path: Path, target: str
) -> None:
    redirects = f"redirects:\n  - from: old/\n    to: {json.dumps(target)}\n"
    _, log = load(write_project(tmp_path, {"data/redirects.yaml": redirects}))

    places = [
        (diagnostic.code, diagnostic.span.path, diagnostic.span.line)
        for diagnostic in log
    ]
    assert places == [("R111", "data/redirects.yaml", 3)]


@pytest.mark.parametrize(
    ("target", "address"),
    [
        ("https://example.org/[R=302,P]", "https://example.org/[R=302,P]"),
        ("https://example.org/$1%1", "https://example.org/$1%1"),
        ("https://example.org/${PATH}", "https://example.org/$%7BPATH%7D"),
        ("https://example.org/%{ENV:PATH}", "https://example.org/%%7BENV:PATH%7D"),
        ("https://example.org/it's|`^", "https://example.org/it's%7C%60%5E"),
        ("https://example.org/caffè", "https://example.org/caff%C3%A8"),
        ("https://example.org/?q=a&b=c;d#e", "https://example.org/?q=a&b=c;d#e"),
        ("https://[2001:db8::1]:8080/a", "https://[2001:db8::1]:8080/a"),
        ("HTTPS://EXAMPLE.ORG/a", "HTTPS://EXAMPLE.ORG/a"),
    ],
)
def test_redirect_targets_are_one_word(
    tmp_path: Path, target: str, address: str
) -> None:
    redirects = f"redirects:\n  - from: old/\n    to: {json.dumps(target)}\n"
    files = {
        path: data.decode(errors="replace")
        for path, data in export_files(
            make_site(tmp_path, {"data/redirects.yaml": redirects})
        ).items()
    }

    for_apache = re.sub(r"[%$]", r"\\\g<0>", address)
    assert (
        f'  RewriteRule ^old(?:/(?:index\\.html)?)?$ "{for_apache}" [R=301,L,NE]'
        in files[".htaccess"].splitlines()
    )
    for line in files["_redirects"].splitlines():  # Netlify, Cloudflare, GitLab Pages
        assert line.split()[1:] == [address, "301"]
    azure = json.loads(files["staticwebapp.config.json"])
    assert azure["routes"][0] == {
        "route": "/2027/old",
        "redirect": address,
        "statusCode": 301,
    }
    assert f'content="0; url={escape(address)}"' in files["old/index.html"]
    assert address not in files["web.config"], "IIS forwards by the page alone"


HOSTILE = st.text("ab/.-~%$\\\"'`<>[](){}^|;,=&?#@:!* \t\né€\x7f", max_size=12)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(["", "/", "-a.html", "/~a"]) | HOSTILE, HOSTILE)
def test_any_redirect_is_refused_or_is_one_rule_of_each_host(
    old: str, new: str
) -> None:
    redirects = {
        "redirects": [{"from": f"old{old}", "to": f"https://example.org/{new}"}]
    }
    with TemporaryDirectory() as folder:
        files = {"data/redirects.yaml": json.dumps(redirects)}  # which is YAML as well
        _, log = load(write_project(Path(folder), files))
        if log.errors:
            return
        exports = export_files(make_site(Path(folder), files))
    rules = [
        line for line in exports[".htaccess"].decode().splitlines() if "[R=301" in line
    ]
    assert [shlex.split(rule)[0::3] for rule in rules] == [
        ["RewriteRule", "[R=301,L,NE]"]
    ]
    lines = exports["_redirects"].decode().splitlines()
    assert all(
        re.fullmatch(r"/[!-~]+ +https://example\.org/[!-~]* +301", line)
        for line in lines
    )
    [route, *_] = json.loads(exports["staticwebapp.config.json"])["routes"]
    assert re.fullmatch(r"https://example\.org/[!-~]*", route["redirect"])


def test_download_names_are_one_word(tmp_path: Path) -> None:
    """The extension of a file may contain any character."""
    download = tmp_path / "assets" / "downloads" / "slides.a [P]"
    download.parent.mkdir(parents=True)
    download.write_bytes(b"Slides")
    redirects = (
        "redirects:\n  - {from: old/, to: 'file:downloads/slides.a [P]#p \"2\"'}\n"
    )
    files = export_files(make_site(tmp_path, {"data/redirects.yaml": redirects}))

    rule = next(
        line for line in files[".htaccess"].decode().splitlines() if " ^old(" in line
    )
    target = (
        r"%\{ENV:BASE\}assets/downloads/slides\.\w{8}\.a\\%20\[P\]#p\\%20\\%222\\%22"
    )
    assert re.fullmatch(rf'  RewriteRule \S+ "{target}" \[R=301,L,NE\]', rule)
    assert all(
        len(line.split()) == 3 for line in files["_redirects"].decode().splitlines()
    )


def test_server_recipes_contain_no_redirects() -> None:
    """The recipes for nginx and Caddy contain no text from content."""
    for recipe in ("nginx.conf", "Caddyfile"):
        text = (Path(__file__).parents[2] / "deploy" / recipe).read_text(
            encoding="utf-8"
        )
        assert not re.search(
            r"\bredir\b|\breturn 30|^\s*rewrite .*redirect", text, re.MULTILINE
        )


@pytest.mark.parametrize(
    ("base_url", "base"),
    [
        (None, "/"),
        ("https://a.example", "/"),
        ("https://a.example/", "/"),
        ("https://a.example/2027", "/2027/"),
        ("https://a.example/2027/", "/2027/"),
    ],
)
def test_host_root_base_is_path_of_base_url(
    tmp_path: Path, base_url: str | None, base: str
) -> None:
    assert create_host_root({"": make_site(tmp_path, {})}, base_url).base == base


def test_policy_allows_nothing_unsafe() -> None:
    """Headers that the strictest public profiles require."""
    policy = HEADERS["Content-Security-Policy"]

    assert policy.startswith("default-src 'none'; ")
    assert not re.search(r"unsafe|\*|https?:|data:|blob:", policy)
    for directive in (
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ):
        assert directive in policy
    assert HEADERS["X-Content-Type-Options"] == "nosniff"


def test_headers_match_owasp_profile() -> None:
    """Secure headers of OWASP, except one about accounts and Strict-Transport-Security."""
    assert {
        "Cross-Origin-Embedder-Policy": "require-corp",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "X-Permitted-Cross-Domain-Policies": "none",
    }.items() <= HEADERS.items()
    features = HEADERS["Permissions-Policy"].split(", ")
    assert {
        "camera=()",
        "geolocation=()",
        "microphone=()",
        "payment=()",
        "usb=()",
    } <= set(features)
