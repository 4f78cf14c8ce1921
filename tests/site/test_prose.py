"""Markdown to HTML of a page: clean, with links, and checked."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microsite.cache import Cache
from microsite.diagnostics.diagnostic import Log
from microsite.pages.registry import PAGE_KINDS
from microsite.site.downloads import DownloadRegistry
from microsite.site.images import ImageRegistry
from microsite.site.markdown import to_html
from microsite.site.prose import MISSING_ALT_TEXT
from microsite.site.site import Site
from microsite.site.state import start_of
from microsite.site.urls import ROOT
from tests.making import codes, load_soundly, sessions_yaml, write_project

FILES = {
    "content/speakers/kim.md": "---\nname: Kim Tideline\n---\nHello.\n",
    "content/pages/about.md": "---\ntitle: About\n---\n## The tide\n\nText.\n",
    "data/sessions.yaml": sessions_yaml(
        "id: opening\nstart: 09:00", "id: lunch\nkind: lunch\nstart: 12:00"
    ),
    "data/figures.yaml": "figures:\n  - id: homes\n    value: '1,200'\n    statement: Homes.\n    source: Institute\n",
    "assets/downloads/form.pdf": "%PDF-1.4\n",
    "assets/images/mark.svg": "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 40 20'><path d='M0 0h9'/></svg>",
}


def resolve_text(root: Path, text: str) -> tuple[str, Log]:
    """Return the HTML of a text as the overview of an event."""
    event = load_soundly(write_project(root, FILES, overview=text))
    log = Log()
    assets = (root / "assets",)
    site = Site(
        event=event,
        now=start_of(event, date(2027, 1, 1)),
        base_url=None,
        images=ImageRegistry(assets),
        downloads=DownloadRegistry(assets, Cache(None)),
        log=log,
        page_kinds=PAGE_KINDS,
    )
    return site.overview().html, log


@pytest.mark.parametrize(
    ("text", "href"),
    [
        ("[a](session:opening)", f"{ROOT}programme/opening/index.html"),
        ("[a](session:lunch)", f"{ROOT}programme/index.html#lunch"),
        ("[a](speaker:kim)", f"{ROOT}speakers/kim/index.html"),
        ("[a](page:about#the-tide)", f"{ROOT}about/index.html#the-tide"),
        ("[a](site:programme)", f"{ROOT}programme/index.html"),
        ("[a](https://example.org/?a=1&b=2)", "https://example.org/?a=1&amp;b=2"),
        ("[a](mailto:kim@example.org)", "mailto:kim@example.org"),
    ],
)
def test_links_lead_somewhere(tmp_path: Path, text: str, href: str) -> None:
    html, log = resolve_text(tmp_path, text)

    assert codes(log) == []
    assert f'href="{href}"' in html


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("See [a](speaker:kin).", "L101", "speaker:kin"),
        ("See [a](page:about#the-tyde).", "L102", "page:about#the-tyde"),
        ("## One\n\n[a](#two)", "L102", "#two"),
        ("[press me](javascript:alert(1))", "L103", "press me"),
        ("[a](about.html)", "L104", "about.html"),
        ("[](https://example.org/)", "L105", "https://example.org/"),
        ("[click here](https://example.org/)", "L106", "https://example.org/"),
        ("[see this](http://)", "L103", "see this"),
        ("[1,300 homes](figure:homes)", "L108", "figure:homes"),
        (
            "![a harbour](https://example.org/a.png)",
            "L109",
            "https://example.org/a.png",
        ),
        ("Hello <script>alert(1)</script>", "P101", "<script"),
        ("## One\n\n#### Three", "P103", "Three"),
        ("**How to get there**\n\nBy boat.", "P105", "How to get there"),
        ("![](images/mark.svg)", "P104", "images/mark.svg"),
        ("![what it shows](images/mark.svg)", "P104", "images/mark.svg"),
        (f"![{MISSING_ALT_TEXT}](images/mark.svg)", "P104", "images/mark.svg"),
        ("**A** is **important and this *too", "P108", "**important"),
        ("This is important** and that too", "P108", "important**"),
        ("**One\n\ntwo**", "P108", "**One"),
        ("Town\tTrain\nPort\t09:00\nPier\t10:00", "P109", "Town\tTrain"),
        ("| Town | Train |\n| Port | 09:00 |", "P109", "Town | Train"),
        ("See (the tide)[page:tides].", "L101", "page:tides"),
        ("![a boat](images/boat.svg)", "I101", "images/boat.svg"),
        ("[a](file:downloads/from.pdf)", "L101", "file:downloads/from.pdf"),
        (f"[a](file:{'x' * 300})", "L101", f"file:{'x' * 300}"),
        (f"![a b]({'x' * 300}.png)", "I101", f"{'x' * 300}.png"),
        ("term\n: meaning\n" * 60, "P107", ": meaning"),
    ],
)
def test_resolve_links_reports_broken_link_at_its_place(
    tmp_path: Path, text: str, code: str, place: str
) -> None:
    _, log = resolve_text(tmp_path, f"First line.\n\n{text}\n")

    assert codes(log) == [code]
    assert next(iter(log)).span.text == place


@pytest.mark.parametrize(
    ("address", "advice"),
    [
        ("", "Write the address between the round brackets."),
        ("events@example.org", "Write: mailto:events@example.org"),
        ("(020) 7946-0000", "Write: tel:02079460000"),
        ("https//example.org/a", "The colon is missing. Write: https://example.org/a"),
        ("www.example.org", "Write: https://www.example.org"),
        ("about.html", "Write: page:about"),
    ],
)
def test_resolve_links_says_how_to_write_an_address(
    tmp_path: Path, address: str, advice: str
) -> None:
    _, log = resolve_text(tmp_path, f"Read [about it]({address}).")

    assert [(diagnostic.code, diagnostic.help) for diagnostic in log] == [
        ("L104", advice)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "**Words**, *more* and ***most***: 2 ** 3, 4.5** and `**options`.",
        "```\n**options\nTown\tTrain\nPort\t09:00\n```",
        "The form: \\*\\*name\\*\\*.",
        "Free for members**\n\n** and their guests",
        "1.\tOne thing\n2.\tAnother thing",
        "| Town | Train |\n| --- | --- |\n| Port | 09:00 |\n| Pier | 09:10 |",
        "Write `|x|y|`, or:\n\n    | a | b |\n    | c | d |",
        "•\tOne thing\n•\tAnother thing",
        "One tab\there.\nNone here.",
        "See (the tide)[page:about].",
    ],
)
def test_marks_that_are_meant_are_not_reported(tmp_path: Path, text: str) -> None:
    _, log = resolve_text(tmp_path, f"First line.\n\n{text}\n")

    assert codes(log) == []


def test_resolve_links_reports_each_of_two_equal_links(tmp_path: Path) -> None:
    _, log = resolve_text(tmp_path, "[a](speaker:kin)\n\n[b](speaker:kin)\n")

    assert [diagnostic.span.line for diagnostic in log] == [10, 12]


def test_resolve_links_adds_source_of_cited_figure(tmp_path: Path) -> None:
    html, log = resolve_text(tmp_path, "About [1,200 homes](figure:homes) flood.")

    assert codes(log) == []
    assert '<a href="#figure-homes" class="cited">1,200 homes</a>' in html


def test_pictures_have_their_size_and_a_name_of_their_own(tmp_path: Path) -> None:
    html, log = resolve_text(tmp_path, "![A mark](images/mark.svg)")

    assert codes(log) == []
    assert re.search(
        rf'src="{ROOT}assets/images/mark\.\w{{8}}\.svg" alt="A mark" width="40" height="20"',
        html,
    )


HOSTILE = st.text(
    alphabet=st.sampled_from("<>/=\"'`()[]{}!#*_-+:;&\n\t ajscriptonload&#x6A;\\"),
    max_size=120,
) | st.lists(
    st.sampled_from(
        [
            "<script>",
            "<img src=x onerror=alert(1)>",
            "<svg/onload=1>",
            "[a](JaVaScRiPt:x)",
            "<a href='data:text/html,x'>",
            "<iframe src=//evil>",
            "<style>*{}</style>",
            "<p style=x>",
            "](",
            "```",
            "<!--",
            "-->",
            "<math>",
            "\n\n",
            "`",
        ]
    ),
    max_size=8,
).map(" ".join)


@settings(max_examples=200, deadline=None)
@given(HOSTILE)
def test_to_html_gives_only_allowed_elements(text: str) -> None:
    """Any text gives only allowed elements and attributes."""
    html = to_html(text)

    for tag, attributes in re.findall(
        r"<([a-zA-Z][^\s/>]*)((?:\s+[\w-]+(?:=\"[^\"]*\")?)*)\s*/?>", html
    ):
        assert tag not in (
            "script",
            "style",
            "iframe",
            "svg",
            "math",
            "object",
            "embed",
            "form",
            "input",
        )
        for name, value in re.findall(r"([\w-]+)=\"([^\"]*)\"", attributes):
            assert not name.startswith("on") and name != "style"
            if name in ("href", "src"):
                assert not re.match(
                    r"\s*(javascript|data|vbscript|file:/)", value, re.IGNORECASE
                )
