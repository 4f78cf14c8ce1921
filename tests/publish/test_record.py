"""build.json."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from microsite.publish.record import read_record, write_record

TEXT = st.text(st.characters(exclude_categories=["Cs"]))


@given(st.dictionaries(TEXT, TEXT.map(lambda text: f"sha256-{text}")), st.dictionaries(TEXT, TEXT))
def test_what_is_written_is_read(digests: dict[str, str], stamp: dict[str, str]) -> None:
    stamp = {**stamp, "engine": "1"}
    stamp.pop("files", None)
    written = write_record(stamp, digests)

    assert read_record(written) == digests
    assert json.loads(written) == {**stamp, "files": digests}
    assert written == write_record(dict(reversed(stamp.items())), dict(reversed(digests.items())))
    assert written.endswith(b"}\n")
    assert b"\r" not in written


@given(st.binary())
def test_nothing_raises(data: bytes) -> None:
    assert read_record(data) is None
