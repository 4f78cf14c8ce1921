"""Reading any bytes gives diagnostics, never an exception."""

from __future__ import annotations

from functools import cache

from hypothesis import example, given, settings
from hypothesis import strategies as st

from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.source_text import SourceText
from microsite.model.event import Event
from microsite.model.loader import load_event
from microsite.source.decode import decode_bytes
from microsite.source.edits import TextEdit
from microsite.source.front_matter import parse_markdown_file
from microsite.source.nodes import Mapping, Node, Sequence
from microsite.source.reader import SourceFiles
from microsite.source.yaml_parser import parse_yaml
from microsite.source.yaml_repair.patched_text import PatchedText
from tests.making import EVENT

SESSIONS = """\
rooms:
  - name: Main hall
    floor: First floor
sessions:
  - id: opening
    title: "Opening: welcome"
    kind: welcome
    start: 09:00
    end: 09:30
    room: Main hall
    speakers: [kim-example, jo-example]
    abstract: |
      What it is about.

      - one
      - two
  - id: closing
    title: 'What next?'
    kind: talk
    start: 16:00
    length: 45 minutes  # or so
"""
PAGE = f"---\n{EVENT}venue:\n  name: Example House\n  access:\n    - {{name: Lift, text: To every floor.}}\n---\n\nText.\n"

SIGNS = ":-#'\"[]{}&*!|>%@`,?=;\\/~<^$ \n\t\u00a0\u200b\u2028\x0b\x00“”‘’–—•：é0a"
fragments = st.lists(
    st.sampled_from(
        [
            *SIGNS,
            "---\n",
            "...\n",
            "title: ",
            "title:",
            "  - ",
            "- id: a",
            "\n",
            "\n  ",
            "\n    ",
            "text",
            "|\n",
            "<<: ",
        ]
    ),
    max_size=30,
).map("".join)
texts = st.text(max_size=60) | st.text(SIGNS, max_size=60) | fragments
quick = settings(max_examples=150, deadline=None)


def in_range(log: Log) -> bool:
    """Return whether every diagnostic lies within its file."""
    return all(
        0
        <= diagnostic.span.start
        <= diagnostic.span.end
        <= len(diagnostic.span.source.text)
        and 1 <= diagnostic.span.line <= diagnostic.span.source.text.count("\n") + 1
        and diagnostic.headline
        for diagnostic in log
    )


def nodes(root: Node | None) -> list[Node]:
    """Yield all nodes of a tree."""
    if isinstance(root, Sequence):
        return [root, *(inner for item in root.items for inner in nodes(item))]
    if isinstance(root, Mapping):
        return [root, *(inner for key, value in root for inner in (key, *nodes(value)))]
    return [] if root is None else [root]


@quick
@given(
    st.binary(max_size=80)
    | texts.map(lambda text: text.encode("utf-16"))
    | texts.map(str.encode)
)
@example(b"\xef\xbb\xbf\xef\xbb\xbf")
@example(b"\xff\xfe\x00\xd8")
@example(b"\xff\xfe\x00\x00")
@example(b"a" * 60 + b"\0")
@example("café".encode("cp1252"))
def test_any_bytes_are_decoded_or_refused(data: bytes) -> None:
    """Decoding returns text that pages may contain, or reports an error."""
    log = Log()
    source = decode_bytes("content/event.md", data, log)
    assert source is not None or log.errors > 0
    assert in_range(log)
    if source is not None:
        assert "\0" not in source.text
        source.text.encode("utf-8")


@quick
@given(texts)
@example("a: b\n\ttab: x")
@example('"\\ud800"')
@example('a: "\\0"')
@example("[" * 2000)
@example("- " * 2000)
@example("? " * 200)
@example("a: &a [*a]")
def test_any_text_is_read_as_yaml_or_refused(text: str) -> None:
    """Parsing returns nodes within the text, or an error within it."""
    log, source = Log(), SourceText("data/sessions.yaml", text)
    root = parse_yaml(source, log)
    assert in_range(log)
    assert all(
        0 <= node.start <= len(text) and 0 <= node.end <= len(text)
        for node in nodes(root)
    )


@quick
@given(texts | texts.map(lambda text: f"---\n{text}\n---\nText."))
def test_any_text_is_read_as_a_document_or_refused(text: str) -> None:
    """The body is the end of the text. A text without settings is an error."""
    log, source = Log(), SourceText("content/pages/about.md", text)
    document = parse_markdown_file(source, "about", log)
    assert in_range(log)
    if document is None:
        assert log.errors
    else:
        assert text.endswith(document.body.text)
        assert all(
            0 <= node.start <= len(text) and 0 <= node.end <= len(text)
            for node in nodes(document.settings)
        )


def load_texts(sessions: str, event: str) -> tuple[Event | None, Log]:
    """Return the event of a project with these two files."""
    log = Log()
    sources = SourceFiles(
        unreadable={name: [] for name in ("data", "news", "pages", "speakers")}
    )
    sources.event = parse_markdown_file(
        SourceText("content/event.md", event), "event", log
    )
    before = log.errors
    text = SourceText("data/sessions.yaml", sessions)
    root = parse_yaml(text, log)
    if root is None and log.errors > before:
        sources.unreadable["data"].append("sessions")
    elif root is not None:
        sources.data["sessions"] = root
    return load_event(sources, log), log


@cache
def sound() -> int:
    """Number of errors in the files above: the two missing speakers."""
    return load_texts(SESSIONS, PAGE)[1].errors


@quick
@given(
    st.integers(0, max(len(SESSIONS), len(PAGE))),
    st.sampled_from(SIGNS) | st.just(""),
    st.integers(0, 1),
    st.booleans(),
)
def test_sources_with_one_wrong_letter_are_reported_or_harmless(
    at: int, sign: str, removed: int, in_event: bool
) -> None:
    """Damaged files give an event or an error, and always the same one."""
    files = [SESSIONS, PAGE]
    text = files[in_event]
    at = min(at, len(text))
    files[in_event] = text[:at] + sign + text[at + removed :]
    event, log = load_texts(*files)
    assert in_range(log)
    assert event is not None or log.errors > 0
    assert sound() == 2
    again = load_texts(*files)[1]
    assert [
        (diagnostic.span.start, diagnostic.code, diagnostic.headline)
        for diagnostic in log
    ] == [
        (diagnostic.span.start, diagnostic.code, diagnostic.headline)
        for diagnostic in again
    ]


edits = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 5), st.text("xy\n", max_size=4)),
    max_size=4,
)


@quick
@given(
    st.text("abc \n", min_size=10, max_size=40),
    st.integers(0, 5),
    st.lists(edits, max_size=3),
)
def test_patched_text_maps_unedited_letters_to_source(
    text: str, start: int, rounds: list[list[tuple[int, int, str]]]
) -> None:
    """Each unchanged character of a patched text maps to the same character of the source."""
    source = SourceText("data/sessions.yaml", text)
    draft = PatchedText(source, start, len(text))
    origins: list[int | None] = list(range(start, len(text)))
    for batch in rounds:
        chosen: list[TextEdit] = []
        for at, length, new in sorted(batch):
            end = at + length
            if end <= len(draft.text) and (not chosen or at > chosen[-1].end):
                chosen.append(TextEdit(at, end, new))
        draft.apply(tuple(chosen))
        for edit in reversed(chosen):
            origins[edit.start : edit.end] = [None] * len(edit.text)
    assert len(draft.text) == len(origins)
    for offset, origin in enumerate(origins):
        if origin is not None:
            assert draft.source_offset(offset) == origin
            assert draft.text[offset] == text[origin]
        assert 0 <= draft.source_offset(offset) <= len(text)
