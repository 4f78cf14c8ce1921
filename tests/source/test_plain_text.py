"""Values skipped as plain text contain no silent error."""

from __future__ import annotations

from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.source_text import SourceText
from microsite.source.yaml_parser import parse_yaml
from microsite.source.yaml_repair import problems

PIECES = st.sampled_from(
    [
        *"title time id - -- : = # \" ' , . ( ) / _ [ ] a A 1 10:30 9:05 –  ： “so” it’s www.a.example https://a.example".split(),
        *(
            " ",
            "\n",
            "\n  ",
            "\n- ",
            "\n  - ",
            ": ",
            " = ",
            " # ",
            " #1",
            "\u00a0",
            "\u200b",
            "\t",
        ),
    ]
)
TEXTS = st.lists(PIECES, max_size=14).map("".join)


def found_in(text: str) -> list[tuple[str, int, int]]:
    log = Log()
    parse_yaml(SourceText("data/sessions.yaml", text), log)
    return [
        (diagnostic.code, diagnostic.span.start, diagnostic.span.end)
        for diagnostic in log
    ]


@given(text=TEXTS)
def test_is_plain_text_never_hides_an_error(text: str) -> None:
    quick = found_in(text)
    with patch.object(problems, "is_plain_text", lambda text, scalar: False):
        assert found_in(text) == quick
