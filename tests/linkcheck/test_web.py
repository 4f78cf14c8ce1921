"""Requests to hosts that behave well, and to others."""

from __future__ import annotations

import ipaddress
import socket
import time
from typing import Any

import pytest

from microsite.web import Client, Problem, Response, WebError, fetch, is_public
from tests.linkcheck.fake_web import FakeWeb


def response_of(url: str) -> Response:
    return fetch(url, timeout=2, max_bytes=7)


def test_fetch_follows_redirects(web: FakeWeb) -> None:
    response = response_of(web.at("to-picture"))
    assert (response.status, response.url) == (200, web.at("picture"))
    assert response.headers["content-length"] == "7"
    assert response.body == b"picture"


def test_fetch_unpacks_body(web: FakeWeb) -> None:
    assert response_of(web.at("packed")).body == b"picture"


def test_fetch_returns_other_statuses(web: FakeWeb) -> None:
    assert response_of(web.at("missing")).status == 404
    assert response_of(web.at("ill")).status == 503


def test_fetch_asks_for_changes_since_etag(web: FakeWeb) -> None:
    first = response_of(web.at("unchanged"))
    assert first.status == 200
    again = fetch(
        web.at("unchanged"),
        timeout=2,
        max_bytes=7,
        headers={"If-None-Match": first.headers["etag"]},
    )
    assert again.status == 304


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("to-private", Problem.PRIVATE),
        ("to-file", Problem.ASTRAY),
        ("to-nonsense", Problem.ASTRAY),
        ("to-nowhere", Problem.NO_HOST),
        ("endless", Problem.CIRCLE),
        ("loop", Problem.CIRCLE),
        ("garbage", Problem.CLOSED),
        ("truncated", Problem.CLOSED),
        ("damaged", Problem.DAMAGED),
        ("bomb", Problem.TOO_LARGE),
        ("huge", Problem.TOO_LARGE),
        ("drip", Problem.SLOW),
        ("drip-of-body", Problem.SLOW),
        ("hang", Problem.SLOW),
    ],
)
def test_fetch_reports_the_problem_of_a_bad_response(
    web: FakeWeb, path: str, problem: Problem
) -> None:
    start = time.monotonic()
    with pytest.raises(WebError, match=problem.value) as failure:
        fetch(web.at(path), timeout=1, max_bytes=50)

    assert failure.value.problem is problem
    assert time.monotonic() - start < 3
    assert web.sent < 64 * 1024 * 1024


@pytest.mark.parametrize(
    "url", ["http://[", "ftp://a.org/", "https://a..b/", "http://a.org:x/"]
)
def test_fetch_refuses_addresses_that_are_not_valid(url: str) -> None:
    with pytest.raises(WebError, match="its address is not valid"):
        response_of(url)


def test_fetch_looks_up_host_once(
    web: FakeWeb, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A host that gets a private number later does no harm: the first number is connected to."""
    look_up, hosts = socket.getaddrinfo, []

    def rebinding(host: str, *more: Any, **options: Any) -> Any:
        if host == "host.org":
            hosts.append(host)
        return look_up("10.0.0.1" if len(hosts) > 1 else host, *more, **options)

    monkeypatch.setattr("socket.getaddrinfo", rebinding)
    assert response_of(web.at("picture")).body == b"picture"
    assert len(hosts) == 1


def test_fetch_tries_each_number_of_host(
    web: FakeWeb, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = ["127.0.0.2", "127.0.0.1"]
    monkeypatch.setattr("microsite.web._public_numbers", lambda *_: numbers)
    assert response_of(web.at("picture")).body == b"picture"


def test_fetch_allows_private_addresses_if_asked(web: FakeWeb) -> None:
    url = web.at("picture", "localhost")
    assert fetch(url, timeout=2, max_bytes=7, allow_private=True).body == b"picture"
    with pytest.raises(WebError, match="it is not on the public web"):
        response_of(url)


def test_client_keeps_connection(web: FakeWeb, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.linkcheck.fake_web.Handler.protocol_version", "HTTP/1.1")
    with Client({}) as client:
        for _ in range(3):
            assert client.request(web.at("picture"), 2, 7).body == b"picture"
    assert web.connections == 1


def test_is_public_accepts_public_addresses() -> None:
    assert is_public(ipaddress.ip_address("93.184.215.14"))
    assert is_public(ipaddress.ip_address("2606:2800:21f::1"))
