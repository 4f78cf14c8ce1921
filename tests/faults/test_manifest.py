"""A damaged or foreign manifest never changes a byte of output."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from tests.faults.versions import publish_version, version_in
from tests.publish.sites import Site, dates, tree


@pytest.fixture
def clean(tmp_path: Path) -> dict[str, bytes]:
    """Return the files of a clean build of version 6."""
    root = tmp_path / "clean"
    publish_version(root, 6)
    return tree(root / "output")


def test_publish_ignores_damaged_manifest(
    tmp_path: Path, clean: dict[str, bytes]
) -> None:
    site = Site(tmp_path / "site")
    for number in (4, 5, 6):
        publish_version(site.root, number)
    data = site.manifest.read_bytes()
    before = dates(site.output)
    chance = random.Random(6)
    for at in sorted({*range(90), *chance.sample(range(len(data)), 200)}):
        damage = chance.choice(
            [
                bytes([data[at] ^ (1 << chance.randrange(8))]),
                b"",
                b"00",
                data[at:] + data,
            ]
        )
        site.manifest.write_bytes(data[:at] + damage + data[at + 1 :])
        assert publish_version(site.root, 6)
        assert tree(site.output) == clean
    assert dates(site.output) == before


@pytest.mark.parametrize("manifest_number", [0, 3, 5, 6, 7, 9])
@pytest.mark.parametrize("output_number", [0, 5, 6])
def test_publish_ignores_manifest_of_another_branch(
    tmp_path: Path, clean: dict[str, bytes], manifest_number: int, output_number: int
) -> None:
    """Output contains one version, and the manifest is of another version or site."""
    elsewhere, site = Site(tmp_path / "elsewhere"), Site(tmp_path / "site")
    manifests = []
    for root in (elsewhere.root, site.root):
        for number in (manifest_number, manifest_number + 1, manifest_number):
            publish_version(root, number)
        manifests.append(Site(root).manifest.read_bytes())
    for number in (output_number + 1, output_number):
        publish_version(site.root, number)
    for manifest in manifests:
        site.manifest.write_bytes(manifest)
        assert publish_version(site.root, 6)
        assert tree(site.output) == clean
        publish_version(site.root, output_number)


def test_publish_ignores_manifest_of_another_machine(
    tmp_path: Path, clean: dict[str, bytes]
) -> None:
    """Copies have other inodes and perhaps the same timestamps."""
    for number in (4, 5, 6):
        publish_version(tmp_path / "here", number)
    shutil.copytree(tmp_path / "here", tmp_path / "there")
    site = Site(tmp_path / "there")

    assert publish_version(site.root, 6)
    assert tree(site.output) == clean
    assert publish_version(site.root, 7)
    assert version_in(site.output) == 7
    assert publish_version(site.root, 6)
    assert tree(site.output) == clean
