"""What is passed over as usual has nothing in it that a closer look would find."""

from __future__ import annotations

from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.source_text import SourceText
from microsite.source import yaml_habits
from microsite.source.yaml_tree import read_yaml

PIECES = st.sampled_from(
    [
        *"title time id - -- : = # \" ' , . ( ) / _ [ ] a A 1 10:30 9:05 –  ： “so” it’s www.a.example https://a.example".split(),
        *(" ", "\n", "\n  ", "\n- ", "\n  - ", ": ", " = ", " # ", " #1", "\u00a0", "\u200b", "\t"),
    ]
)
TEXTS = st.lists(PIECES, max_size=14).map("".join)


def found_in(text: str) -> list[tuple[str, int, int]]:
    log = Log()
    read_yaml(SourceText("data/sessions.yaml", text), log)
    return [(found.code, found.span.start, found.span.end) for found in log]


@given(text=TEXTS)
def test_passing_over_what_is_usual_finds_the_same(text: str) -> None:
    quick = found_in(text)
    with patch.object(yaml_habits, "_is_usual", lambda text, scalar: False):
        assert found_in(text) == quick


def test_most_of_a_real_file_is_usual() -> None:
    text = "sessions:\n  - id: opening-plenary\n    title: Opening plenary, with tea (and cake)\n    start: 09:30\n"
    text += "    status_note: It’s late\n"
    with patch.object(yaml_habits, "_lines_in", wraps=yaml_habits._lines_in) as looked:
        assert found_in(text) == []
    assert [call.args[1].text for call in looked.call_args_list] == ["It’s late"]
