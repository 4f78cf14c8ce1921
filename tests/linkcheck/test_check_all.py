"""Check of many addresses: pauses, repeats, and an offline machine."""

from __future__ import annotations

import pytest

from microsite.apps.linkcheck.check import (
    MAX_SILENT,
    PAUSE,
    LinkStatus,
    OfflineError,
    check_all,
)
from tests.linkcheck.fake_web import FakeWeb


def statuses_of(*addresses: str) -> dict[str, LinkStatus]:
    return {
        address: visit.status
        for address, visit in check_all(addresses, lambda _: None).items()
    }


def test_check_all_sends_one_request_at_a_time_to_a_host(
    web: FakeWeb, pauses: list[float]
) -> None:
    addresses = [web.at(f"page-{number}") for number in range(20)]

    assert set(statuses_of(*addresses).values()) == {LinkStatus.OK}
    assert web.most == 1
    assert pauses == [PAUSE] * 19


def test_check_all_treats_www_as_same_host(web: FakeWeb, pauses: list[float]) -> None:
    statuses_of(web.at("a"), web.at("b", "www.host.org"))

    assert pauses == [PAUSE]


def test_check_all_waits_for_retry_after(web: FakeWeb, pauses: list[float]) -> None:
    address = web.at("busy-once")

    assert statuses_of(address) == {address: LinkStatus.OK}
    assert pauses == [7.0]


def test_check_all_ignores_retry_after_of_a_day(
    web: FakeWeb, pauses: list[float]
) -> None:
    address = web.at("busy-all-day")

    assert statuses_of(address) == {address: LinkStatus.REFUSED}
    assert pauses == []


def test_check_all_retries_server_errors_with_longer_pauses(
    web: FakeWeb, pauses: list[float]
) -> None:
    address = web.at("ill")

    assert statuses_of(address) == {address: LinkStatus.TROUBLE}
    assert pauses == [1.0, 2.0]
    assert web.requests["GET", "/ill"] == 3


def test_check_all_forgives_one_server_error(web: FakeWeb, pauses: list[float]) -> None:
    address = web.at("ill-once")

    assert statuses_of(address) == {address: LinkStatus.OK}
    assert pauses == [1.0]


def test_check_all_asks_silent_host_once(web: FakeWeb, pauses: list[float]) -> None:
    statuses = statuses_of(
        web.at("front"), *(f"https://nowhere.org/{number}" for number in range(50))
    )

    assert list(statuses.values()).count(LinkStatus.GONE) == 50
    assert pauses == []


@pytest.mark.usefixtures("web", "pauses")
def test_check_all_raises_offline_error_early() -> None:
    counts: list[int] = []
    with pytest.raises(OfflineError, match="its host does not exist"):
        check_all(
            (f"https://nowhere{number}.org/" for number in range(200)), counts.append
        )

    assert len(counts) < MAX_SILENT + 8 + 1


@pytest.mark.usefixtures("pauses")
def test_check_all_is_online_after_one_answer(web: FakeWeb) -> None:
    web_is_up = web.at("front")
    statuses = statuses_of(
        web_is_up, *(f"https://nowhere{number}.org/" for number in range(3))
    )

    assert list(statuses.values()).count(LinkStatus.GONE) == 3


def test_check_all_accepts_no_addresses() -> None:
    assert statuses_of() == {}
