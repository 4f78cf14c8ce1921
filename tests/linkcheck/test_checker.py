"""Many addresses: politely, with patience, and not when this machine is offline."""

from __future__ import annotations

import pytest

from microsite.linkcheck.checker import MAX_SILENT, PAUSE, OfflineError, check_all
from microsite.linkcheck.http_client import LinkStatus
from tests.linkcheck.fake_web import FakeWeb


def visited(*addresses: str) -> dict[str, LinkStatus]:
    return {
        address: visit.status for address, visit in check_all(addresses, lambda _: None).items()
    }


def test_a_host_is_asked_one_thing_at_a_time_with_pauses(web: FakeWeb, pauses: list[float]) -> None:
    addresses = [web.at(f"page-{number}") for number in range(20)]

    assert set(visited(*addresses).values()) == {LinkStatus.OK}
    assert web.most == 1
    assert pauses == [PAUSE] * 19


def test_a_host_with_and_without_www_is_one(web: FakeWeb, pauses: list[float]) -> None:
    visited(web.at("a"), web.at("b", "www.host.org"))

    assert pauses == [PAUSE]


def test_what_a_busy_host_asks_for_is_granted(web: FakeWeb, pauses: list[float]) -> None:
    address = web.at("busy-once")

    assert visited(address) == {address: LinkStatus.OK}
    assert pauses == [7.0]


def test_nobody_waits_for_a_day(web: FakeWeb, pauses: list[float]) -> None:
    address = web.at("busy-all-day")

    assert visited(address) == {address: LinkStatus.REFUSED}
    assert pauses == []


def test_who_is_not_well_is_asked_again_later_and_later(web: FakeWeb, pauses: list[float]) -> None:
    address = web.at("ill")

    assert visited(address) == {address: LinkStatus.TROUBLE}
    assert pauses == [1.0, 2.0]
    assert web.requests["GET", "/ill"] == 3


def test_one_bad_moment_is_forgiven(web: FakeWeb, pauses: list[float]) -> None:
    address = web.at("ill-once")

    assert visited(address) == {address: LinkStatus.OK}
    assert pauses == [1.0]


def test_a_host_that_is_not_there_is_asked_once_for_all_its_pages(
    web: FakeWeb, pauses: list[float]
) -> None:
    found = visited(web.at("front"), *(f"https://nowhere.org/{number}" for number in range(50)))

    assert list(found.values()).count(LinkStatus.GONE) == 50
    assert pauses == []


@pytest.mark.usefixtures("web", "pauses")
def test_an_offline_machine_is_told_once() -> None:
    asked: list[int] = []
    with pytest.raises(OfflineError, match=r"there is no host “nowhere\d+\.org”"):
        check_all((f"https://nowhere{number}.org/" for number in range(200)), asked.append)

    assert len(asked) < MAX_SILENT + 8 + 1


@pytest.mark.usefixtures("pauses")
def test_one_answer_proves_that_it_is_not_offline(web: FakeWeb) -> None:
    web_is_up = web.at("front")
    found = visited(web_is_up, *(f"https://nowhere{number}.org/" for number in range(3)))

    assert list(found.values()).count(LinkStatus.GONE) == 3


def test_nothing_to_look_at() -> None:
    assert visited() == {}
