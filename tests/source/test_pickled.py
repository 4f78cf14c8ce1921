"""Trees that were kept come back as they were, opened only where somebody asks what stands in them."""

from __future__ import annotations

import pickle

from hypothesis import given
from hypothesis import strategies as st

from microsite.diagnostics.diagnostic import Log
from microsite.source import pickled as module
from microsite.source.front_matter import Top, read_document_again
from microsite.source.nodes import Mapping, Sequence, span_at
from microsite.source.pickled import Unopened, pickled
from microsite.source.yaml_pieces import PiecedTree
from microsite.text import SourceText
from tests.source.test_yaml_pieces import TEXT, told, tree_of

NAMES = st.text("abc é", min_size=1, max_size=4).map(lambda name: f"n{name}".strip())
VALUES = st.recursive(
    st.sampled_from(["one", "'two'", '"thr\\u00e9e"', "", "10:30"]),
    lambda inner: st.one_of(
        st.lists(inner.filter(bool), max_size=3, unique=True).map(
            lambda items: f"[{', '.join(items)}]"
        ),
        st.dictionaries(NAMES, inner, max_size=3).map(
            lambda held: "{" + ", ".join(f"{name}: {value}" for name, value in held.items()) + "}"
        ),
    ),
    max_leaves=8,
)
RECORDS = st.lists(st.dictionaries(NAMES, VALUES, min_size=1, max_size=4), min_size=1, max_size=4)


def again(tree: PiecedTree) -> PiecedTree:
    back: PiecedTree = pickle.loads(pickled(tree))
    return back


def entries(tree: PiecedTree) -> list[Mapping]:
    return [item for among in tree.lists for item in among.items if isinstance(item, Mapping)]


def is_closed(node: Mapping) -> bool:
    return isinstance(node, Unopened) and node.packed != b""


@given(RECORDS)
def test_a_tree_is_the_same_when_it_comes_back(records: list[dict[str, str]]) -> None:
    lines = [
        line
        for number, each in enumerate(records)
        for line in (f"- id: {number}", *(f"  {name}: {value}" for name, value in each.items()))
    ]
    tree = tree_of("\n".join(("list:", *lines, "")))
    back = again(again(tree))
    assert told(back.root) == told(tree.root)
    assert back.root.plain() == tree.root.plain()
    assert [list(each.keys) for each in entries(back)] == [
        list(each.keys) for each in entries(tree)
    ]


def test_an_entry_is_opened_when_somebody_asks_what_it_holds() -> None:
    tree = again(tree_of(TEXT))
    assert all(map(is_closed, entries(tree)))
    opening = entries(tree)[2]
    assert span_at(opening, ("speakers", 1)).text == "lee"
    assert not is_closed(opening)
    assert sum(map(is_closed, entries(tree))) == len(entries(tree)) - 1


def test_two_may_open_one_at_the_same_moment() -> None:
    """A preview builds in one thread and answers in another: who comes second finds it open."""
    node = entries(again(tree_of(TEXT)))[0]
    assert isinstance(node, Unopened)
    keys = node.keys
    assert node.__getattr__("keys") is keys  # type: ignore[attr-defined]
    assert node.values["name"].span.text == "Hall"


def test_an_edit_opens_no_other_entry() -> None:
    tree = again(tree_of(TEXT))
    new = TEXT.replace("Folded", "Folded twice")
    assert tree.follow(SourceText("data/sessions.yaml", new))
    assert told(tree.root) == told(tree_of(new).root)
    tree = again(tree_of(TEXT))
    assert tree.follow(SourceText("data/sessions.yaml", new))
    assert sum(map(is_closed, entries(tree))) == len(entries(tree)) - 1


def test_the_settings_of_a_file_are_opened_late_too() -> None:
    source = SourceText(
        "content/pages/about.md", "---\ntitle: About\nlinks: [{url: x}]\n---\nWords.\n"
    )
    tops: dict[str, Top] = {}
    document = read_document_again(source, "about", "about.md", tops, Log())
    back: dict[str, Top] = pickle.loads(pickled(tops))
    assert is_closed(back["about.md"].settings)
    longer = SourceText(source.path, f"{source.text}More.\n")
    again = read_document_again(longer, "about", "about.md", back, Log())
    assert document is not None
    assert again is not None
    assert is_closed(again.settings)
    assert told(again.settings) == told(document.settings)
    links = again.settings.values["links"]
    assert isinstance(links, Sequence)
    assert links.items[0].span.text == "{url: x}"


def test_what_a_block_does_not_have_is_an_error_as_ever() -> None:
    node = entries(again(tree_of(TEXT)))[0]
    assert not hasattr(node, "items")
    assert is_closed(node)
    assert node.span.text.startswith("name: Hall")
    assert module.Unopened is type(node)
