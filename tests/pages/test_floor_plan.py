"""Plans of floors on the page of the venue, drawn from tables of words."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

from tests.export_helpers import html_of, make_site
from tests.making import EVENT, sessions_yaml

PLAN = """\
venue:
  name: Quay House
  way: [Go in by the blue door., Cross the foyer., Take the lift.]
  floors:
    - name: Ground floor
      plan: |
        Main hall | Main hall |   | Lift
        Main hall | 2         | 3 |
        Toilets   | 1
    - name: First floor
      plan: Attic | Toilets & showers
"""


def plans(root: Path, event: str = PLAN) -> tuple[str, list[str]]:
    """Return the page of the venue, and each plan in it."""
    sessions = sessions_yaml(
        "start: 09:30\nroom: Main hall", rooms=("Main hall", "Attic")
    )
    page = html_of(
        make_site(root, {"data/sessions.yaml": sessions}, EVENT + event), "venue/"
    )
    return page, re.findall('<svg [^>]*role="group".*?</svg>', page, re.DOTALL)


def test_rooms_of_plan_lead_to_their_sessions(tmp_path: Path) -> None:
    page, (ground, first) = plans(tmp_path)
    assert re.findall('<a href="#([^"]+)">', ground) == ["room-main-hall"]
    assert re.findall('<a href="#([^"]+)">', first) == ["room-attic"]
    row = re.search('<tr id="room-main-hall">.*?</tr>', page, re.DOTALL)
    assert row and "programme/s1/index.html" in row[0]
    labels = re.findall(r"<tspan[^>]*>([^<]*)<", ground)
    assert [label.strip() for label in labels] == ["Main hall", "Lift", "Toilets"]
    assert "&amp;" in first


def test_way_follows_the_numbers_of_its_steps(tmp_path: Path) -> None:
    """The way goes on at the next floor. Nobody hears its numbers: the steps are in words."""
    _, (ground, first) = plans(tmp_path)
    points = re.findall('points="([^"]+)"', ground)
    assert points == ["150,250 150,150 250,150 "] * 2
    assert '<g class="floor_plan__way" aria-hidden="true">' in ground
    assert "points" not in first


def test_words_of_places_are_over_the_way(tmp_path: Path) -> None:
    """The line may cross a place, but never its name."""
    _, (ground, _) = plans(tmp_path)
    assert ground.index("<rect") < ground.index("<polyline") < ground.index("Main hall")
    assert ground.index("<polyline") < ground.index("Toilets")


def test_plan_is_small_and_needs_no_floor(tmp_path: Path) -> None:
    row = " | ".join(f"Place {number}" for number in range(12))
    wide = PLAN.partition("    - name: First")[0] + f"        {row}\n" * 12
    _, (plan,) = plans(tmp_path, wide)
    assert len(gzip.compress(plan.encode())) < 6 * 1024
    page, none = plans(tmp_path / "none", "venue: {name: Quay House}\n")
    assert none == []
    assert "floor_plan" not in page


def test_addresses_of_the_contact_for_access_are_links(tmp_path: Path) -> None:
    venue = "venue: {name: Quay House, access_contact: Write to <access@other.example> by May.}\n"
    page, _ = plans(tmp_path, venue)
    assert (
        'Write to &lt;<a href="mailto:access@other.example">access@other.example</a>&gt;'
        in page
    )
