"""Dependencies are listed, with permissive licences."""

from __future__ import annotations

import json
from pathlib import Path

from tools.dependencies import FOR, PAGE, bill_of_materials, licence, locked, with_table

ROOT = Path(__file__).resolve().parent.parent.parent


def test_the_page_lists_what_is_locked() -> None:
    page = PAGE.read_text(encoding="utf-8")

    assert page == with_table(page), "run python tools/dependencies.py"


def test_each_package_that_we_ask_for_says_what_it_is_for() -> None:
    lines = (ROOT / "requirements.in").read_text(encoding="utf-8").splitlines()
    asked = {
        line.split("[")[0].strip() for line in lines if line.strip() and not line.startswith("#")
    }

    assert asked == set(FOR)
    assert set(FOR) <= set(locked())


def test_no_licence_asks_that_the_site_or_the_theme_be_given_away() -> None:
    for name in locked():
        assert "GPL" not in licence(name), name


def test_the_bill_of_materials_has_every_package_with_its_version() -> None:
    bill = json.loads(bill_of_materials())

    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.5")
    assert {one["name"]: one["version"] for one in bill["components"]} == {
        name: version for name, (version, _) in locked().items()
    }
    for one in bill["components"]:
        assert one["purl"] == f"pkg:pypi/{one['name']}@{one['version']}"
        assert one["licenses"]


def test_every_locked_package_has_hashes() -> None:
    assert len(locked()) > 15
    for name, (_, hashes) in locked().items():
        assert hashes, name
