"""Check of one address, with each kind of response."""

from __future__ import annotations

from pathlib import Path

import pytest

from microsite.apps.linkcheck.check import LinkResult, LinkStatus, check_url
from tests.linkcheck.fake_web import FakeWeb, certificate, resolve_to_localhost, secure


@pytest.mark.parametrize(
    ("path", "verdict", "why"),
    [
        ("front", LinkStatus.OK, ""),
        ("huge", LinkStatus.OK, ""),
        ("elsewhere-today", LinkStatus.OK, ""),
        ("missing", LinkStatus.GONE, "the page does not exist (404)"),
        ("gone", LinkStatus.GONE, "the page does not exist (410)"),
        ("moved-to-nothing", LinkStatus.GONE, "the page does not exist (404)"),
        ("loop", LinkStatus.GONE, "it redirects in a circle"),
        ("endless", LinkStatus.GONE, "it redirects in a circle"),
        ("to-file", LinkStatus.GONE, "it redirects to an address that is not valid"),
        (
            "to-nonsense",
            LinkStatus.GONE,
            "it redirects to an address that is not valid",
        ),
        ("to-private", LinkStatus.PRIVATE, "it is not on the public web"),
        ("cookie", LinkStatus.REFUSED, "it requires a cookie"),
        ("forbidden", LinkStatus.REFUSED, "its server refuses programs (403)"),
        ("strange", LinkStatus.REFUSED, "its server refuses programs (999)"),
        ("wall", LinkStatus.REFUSED, "its server refuses programs (503)"),
        ("busy-all-day", LinkStatus.REFUSED, "its server refuses programs (429)"),
        ("ill", LinkStatus.TROUBLE, "its server reported an error (503)"),
        ("garbage", LinkStatus.TROUBLE, "its server closed the connection"),
    ],
)
def test_check_url_classifies_responses(
    web: FakeWeb, path: str, verdict: LinkStatus, why: str
) -> None:
    visit = check_url(web.at(path))

    assert (visit.status, visit.why) == (verdict, why)
    assert not visit.is_silent


def test_check_url_does_not_download_body(web: FakeWeb) -> None:
    check_url(web.at("huge"))

    assert web.sent < 64 * 1024 * 1024


@pytest.mark.parametrize("path", ["hang", "drip"])
def test_check_url_gives_up_on_slow_host(
    web: FakeWeb, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("microsite.web.MAX_SILENCE", 1)
    monkeypatch.setattr("microsite.apps.linkcheck.check.MAX_SECONDS", 2)

    assert check_url(web.at(path)) == LinkResult(
        LinkStatus.TROUBLE, "its server did not answer"
    )


def test_check_url_returns_address_of_permanent_redirect(web: FakeWeb) -> None:
    assert check_url(web.at("moved")).moved_to == web.at("new-place")
    assert check_url(web.at("elsewhere-today")).moved_to == ""


def test_check_url_returns_retry_after(web: FakeWeb) -> None:
    assert check_url(web.at("busy-once")).pause == 7
    assert check_url(web.at("busy-once")).status is LinkStatus.OK


@pytest.mark.usefixtures("web")
def test_check_url_classifies_missing_hosts() -> None:
    assert check_url("https://nowhere.org/a") == LinkResult(
        LinkStatus.GONE, "its host does not exist", is_silent=True
    )
    assert check_url("https://ill-found.org/").status is LinkStatus.TROUBLE
    assert check_url("https://booking.example/").status is LinkStatus.MADE_UP
    assert check_url("https://a..b/").status is LinkStatus.GONE


def test_check_url_is_not_silent_after_redirect(web: FakeWeb) -> None:
    visit = check_url(web.at("to-nowhere"))

    assert (visit.status, visit.is_silent) == (LinkStatus.GONE, False)


def test_check_url_reports_refused_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    resolve_to_localhost(monkeypatch)
    closed_web = FakeWeb()
    closed_web.server_close()

    assert check_url(closed_web.at("front")) == LinkResult(
        LinkStatus.TROUBLE, "its server refused the connection"
    )


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/",
        "http://localhost:8000/",
        "http://[::1]/",
        "http://10.0.0.1/",
        "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::ffff:169.254.169.254]/",
        "http://[fd00::1]/",
        "http://0.0.0.0/",
        "http://224.0.0.1/",
    ],
)
def test_check_url_refuses_private_addresses(address: str) -> None:
    assert check_url(address).status is LinkStatus.PRIVATE


def test_check_url_refuses_name_of_private_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    resolve_to_localhost(monkeypatch)
    monkeypatch.setattr("microsite.web.is_public", lambda _: False)

    assert check_url("http://intranet.org/").status is LinkStatus.PRIVATE


def test_check_url_encodes_non_ascii_characters(web: FakeWeb) -> None:
    assert check_url(web.at("café/ñ?q=ü#part")).status is LinkStatus.OK
    assert web.requests["GET", "/caf%C3%A9/%C3%B1?q=%C3%BC"] == 1


@pytest.mark.parametrize(
    ("name", "days", "verdict", "why"),
    [
        ("host.org", 100, LinkStatus.OK, ""),
        ("host.org", -1, LinkStatus.UNSAFE, "its certificate has expired"),
        ("other.org", 100, LinkStatus.UNSAFE, "its certificate is for another name"),
    ],
)
def test_check_url_classifies_certificates(
    name: str,
    days: int,
    verdict: LinkStatus,
    why: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    resolve_to_localhost(monkeypatch)
    chain, secret = certificate(tmp_path, name, days=days)
    monkeypatch.setenv("SSL_CERT_FILE", str(chain))
    with secure(chain, secret) as server:
        visit = check_url(f"https://host.org:{server.server_port}/front")

    assert (visit.status, visit.why) == (verdict, why)


def test_check_url_reports_unknown_issuer_as_trouble(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolve_to_localhost(monkeypatch)
    with secure(*certificate(tmp_path, "host.org", days=100)) as server:
        visit = check_url(f"https://host.org:{server.server_port}/front")

    assert visit == LinkResult(
        LinkStatus.TROUBLE, "its certificate could not be verified here", is_silent=True
    )


def test_check_url_reports_https_address_without_tls(web: FakeWeb) -> None:
    assert check_url(web.at("front").replace("http:", "https:")) == LinkResult(
        LinkStatus.TROUBLE, "its server closed the connection"
    )


def test_check_url_uses_proxy(web: FakeWeb, monkeypatch: pytest.MonkeyPatch) -> None:
    """The proxy resolves the host, so this machine need not."""
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{web.server_port}")

    assert (
        check_url("http://nowhere.org/missing").status is LinkStatus.OK
    )  # a proxy gets the whole address
    assert web.requests["GET", "http://nowhere.org/missing"] == 1
