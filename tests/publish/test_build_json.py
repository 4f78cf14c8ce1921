"""build.json."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from microsite.output.build_json import read_build_json, write_build_json

TEXT = st.text(st.characters(exclude_categories=["Cs"]))


@given(
    st.dictionaries(TEXT, TEXT.map(lambda text: f"sha256-{text}")),
    st.dictionaries(TEXT, TEXT),
)
def test_read_build_json_returns_written_digests(
    digests: dict[str, str], stamp: dict[str, str]
) -> None:
    stamp = {**stamp, "engine": "1"}
    for name in ("files", "kept"):
        stamp.pop(name, None)
    data = write_build_json(stamp, digests)

    read = read_build_json(data)
    assert read is not None
    assert (read.files, read.engine) == (digests, "1")
    assert json.loads(data) == {**stamp, "files": digests}
    assert data == write_build_json(
        dict(reversed(stamp.items())), dict(reversed(digests.items()))
    )
    assert data.endswith(b"}\n")
    assert b"\r" not in data


@given(st.binary())
def test_read_build_json_accepts_any_bytes(data: bytes) -> None:
    assert read_build_json(data) is None
