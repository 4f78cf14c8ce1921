"""One address, looked at: what every temper of a host comes to."""

from __future__ import annotations

import ipaddress
from pathlib import Path

import pytest

from microsite.elsewhere import visitor
from microsite.elsewhere.visitor import Verdict, Visit, look_at
from tests.elsewhere.web import Web, certificate, names_lead_here, secure


@pytest.mark.parametrize(
    ("path", "verdict", "why"),
    [
        ("front", Verdict.THERE, ""),
        ("get-only", Verdict.THERE, ""),
        ("head-lies", Verdict.THERE, ""),
        ("head-breaks", Verdict.THERE, ""),
        ("huge", Verdict.THERE, ""),
        ("elsewhere-today", Verdict.THERE, ""),
        ("missing", Verdict.GONE, "its host has no such page (404)"),
        ("gone", Verdict.GONE, "its host has no such page (410)"),
        ("moved-to-nothing", Verdict.GONE, "its host has no such page (404)"),
        ("loop", Verdict.GONE, "it leads round in a circle"),
        ("endless", Verdict.GONE, "it leads round in a circle"),
        ("to-file", Verdict.GONE, "it leads to something that is no page"),
        ("to-nonsense", Verdict.GONE, "it leads to something that is no address"),
        ("to-private", Verdict.PRIVATE, ""),
        ("cookie", Verdict.REFUSED, "its host wants to leave a cookie first"),
        ("forbidden", Verdict.REFUSED, "its host turns programs away (403)"),
        ("strange", Verdict.REFUSED, "its host turns programs away (999)"),
        ("wall", Verdict.REFUSED, "its host turns programs away (503)"),
        ("busy-all-day", Verdict.REFUSED, "its host turns programs away (429)"),
        ("ill", Verdict.TROUBLE, "its host is out of order (503)"),
        ("garbage", Verdict.TROUBLE, "its host breaks off"),
    ],
)
def test_tempers(web: Web, path: str, verdict: Verdict, why: str) -> None:
    visit = look_at(web.at(path))

    assert (visit.verdict, visit.why) == (verdict, why)
    assert not visit.is_silent


def test_of_a_huge_page_next_to_nothing_is_fetched(web: Web) -> None:
    look_at(web.at("huge"))

    assert web.sent < 64 * 1024 * 1024


@pytest.mark.parametrize("path", ["hang", "drip"])
def test_who_does_not_come_to_the_point_is_left(
    web: Web, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visitor, "SECONDS", 1)
    monkeypatch.setattr(visitor, "LONGEST", 2)

    assert look_at(web.at(path)) == Visit(Verdict.TROUBLE, "its host does not answer")


def test_a_page_that_has_moved_for_good_is_told_with_its_new_address(web: Web) -> None:
    assert look_at(web.at("moved")).moved_to == web.at("new-place")
    assert look_at(web.at("elsewhere-today")).moved_to == ""


def test_a_busy_host_says_when_to_come_back(web: Web) -> None:
    assert look_at(web.at("busy-once")).pause == 7
    assert web.asked["GET", "/busy-once"] == 0  # it is not pressed
    assert look_at(web.at("busy-once")).verdict is Verdict.THERE


@pytest.mark.usefixtures("web")
def test_hosts_that_are_not_there() -> None:
    assert look_at("https://nowhere.org/a") == Visit(
        Verdict.GONE, "there is no host “nowhere.org”", is_silent=True
    )
    assert look_at("https://ill-found.org/").verdict is Verdict.TROUBLE
    assert look_at("https://booking.example/").verdict is Verdict.MADE_UP
    assert look_at("https://a..b/").verdict is Verdict.GONE


def test_a_way_that_ends_at_a_host_that_is_not_there_was_no_silence(web: Web) -> None:
    visit = look_at(web.at("to-nowhere"))

    assert (visit.verdict, visit.is_silent) == (Verdict.GONE, False)


def test_a_port_that_nobody_listens_at(monkeypatch: pytest.MonkeyPatch) -> None:
    names_lead_here(monkeypatch)
    closed = Web()
    closed.server_close()

    assert look_at(closed.at("front")) == Visit(Verdict.TROUBLE, "its host lets nobody in")


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
def test_no_question_goes_into_a_private_network(address: str) -> None:
    assert look_at(address).verdict is Verdict.PRIVATE


def test_a_name_that_points_into_a_private_network(monkeypatch: pytest.MonkeyPatch) -> None:
    names_lead_here(monkeypatch)
    monkeypatch.setattr(visitor, "is_public", lambda _: False)

    assert look_at("http://intranet.org/").verdict is Verdict.PRIVATE


def test_public_numbers() -> None:
    assert visitor.is_public(ipaddress.ip_address("93.184.215.14"))
    assert visitor.is_public(ipaddress.ip_address("2606:2800:21f::1"))


def test_letters_beyond_ascii_are_asked_for_as_they_are_sent(web: Web) -> None:
    assert look_at(web.at("café/ñ?q=ü#part")).verdict is Verdict.THERE
    assert web.asked["HEAD", "/caf%C3%A9/%C3%B1?q=%C3%BC"] == 1


@pytest.mark.parametrize(
    ("name", "days", "verdict", "why"),
    [
        ("host.org", 100, Verdict.THERE, ""),
        ("host.org", -1, Verdict.UNSAFE, "its certificate has run out"),
        ("other.org", 100, Verdict.UNSAFE, "its certificate is for another name"),
    ],
)
def test_certificates(
    name: str,
    days: int,
    verdict: Verdict,
    why: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names_lead_here(monkeypatch)
    chain, secret = certificate(tmp_path, name, days=days)
    monkeypatch.setenv("SSL_CERT_FILE", str(chain))
    with secure(chain, secret) as server:
        visit = look_at(f"https://host.org:{server.server_port}/front")

    assert (visit.verdict, visit.why) == (verdict, why)


def test_who_vouches_for_a_certificate_may_be_known_to_browsers_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names_lead_here(monkeypatch)
    with secure(*certificate(tmp_path, "host.org", days=100)) as server:
        visit = look_at(f"https://host.org:{server.server_port}/front")

    assert visit == Visit(
        Verdict.TROUBLE, "it is not known here who vouches for its certificate", is_silent=True
    )


def test_a_secure_address_that_is_not(web: Web) -> None:
    assert look_at(web.at("front").replace("http:", "https:")) == Visit(
        Verdict.TROUBLE, "its host breaks off"
    )


def test_through_a_proxy(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    """The proxy finds the host; this machine does not even have to know its name."""
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{web.server_port}")

    assert (
        look_at("http://nowhere.org/missing").verdict is Verdict.THERE
    )  # it is asked by its whole address
    assert web.asked["HEAD", "http://nowhere.org:80/missing"] == 1
