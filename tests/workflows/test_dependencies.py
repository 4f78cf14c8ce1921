"""Dependencies are listed, with permissive licences."""

from __future__ import annotations

import json
from pathlib import Path

from tools.dependencies import FOR, PAGE, bill_of_materials, licence, locked, with_table

ROOT = Path(__file__).resolve().parent.parent.parent


def test_dependency_page_lists_locked_packages() -> None:
    page = PAGE.read_text(encoding="utf-8")

    assert page == with_table(page), "run python tools/dependencies.py"


def test_requirements_say_what_packages_are_for() -> None:
    lines = (ROOT / "requirements.in").read_text(encoding="utf-8").splitlines()
    packages = {
        line.split("[")[0].strip()
        for line in lines
        if line.strip() and not line.startswith("#")
    }

    assert packages == set(FOR)
    assert set(FOR) <= set(locked())


def test_dependencies_have_permissive_licences() -> None:
    for name in locked():
        assert "GPL" not in licence(name), name


def test_bill_of_materials_lists_every_package() -> None:
    bill = json.loads(bill_of_materials())

    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.5")
    assert {
        component["name"]: component["version"] for component in bill["components"]
    } == {name: version for name, (version, _) in locked().items()}
    for component in bill["components"]:
        assert (
            component["purl"] == f"pkg:pypi/{component['name']}@{component['version']}"
        )
        assert component["licenses"]


def test_dependencies_are_locked_with_hashes() -> None:
    assert len(locked()) > 15
    for name, (_, hashes) in locked().items():
        assert hashes, name
