"""The search for names that must not be published."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from urllib.parse import quote

import pytest

from microsite.output import private_words
from microsite.output.private_words import PrivateWordSearch, _readable_in
from tests.publish.sites import TWO, Site, span, tree

NAME = "Zoë Winterbottom-Ö"
HERE = span("private_words: [...]", "content/speakers/adviser.md")


@pytest.mark.parametrize(
    "text",
    [
        "Zoë Winterbottom-Ö",
        "by ZOË WINTERBOTTOM-Ö.",
        "Zoe\u0308 Winterbottom-O\u0308",
        "Zo&euml; Winterbottom-&Ouml;",
        "Zo&#235; Winterbottom-&#xD6;",
        "Zo&amp;euml; Winterbottom-Ö",
        "/speakers/" + quote("Zoë Winterbottom-Ö".lower()),
        "?q=Zo%C3%AB+Winterbottom-%C3%96",
        '{"name": "Zo\\u00eb Winterbottom-\\u00d6"}',
        "zoë-winterbottom-ö",
        "zoë_winterbottom_ö.jpg",
        "mailto:zoë.winterbottom.ö@example.org",
        "@zoëwinterbottomö",
        "Zoë\n      Winterbottom-Ö",
        "Zoë&nbsp;Winterbottom‑Ö",
        "<b>Zoë</b> <i>Winterbottom</i>-Ö",
        "<span>Z</span>oë Winter&shy;bottom-Ö",
        "SUMMARY:A talk by Zoë Winter\r\n bottom-Ö",
        "Zoë Winterbottom-Ö’s talk",
    ],
)
def test_private_words_find_name_in_any_form(site: Site, text: str) -> None:
    site.publish(TWO)
    before = tree(site.output)

    assert (
        site.publish({**TWO, "talk.html": f"<p>{text}</p>"}, words={NAME: HERE}) is None
    )

    (diagnostic,) = site.log
    assert (diagnostic.code, diagnostic.span) == ("O131", HERE)
    assert "talk.html" in diagnostic.headline
    assert "winterbottom" not in f"{diagnostic.headline} {diagnostic.help}".casefold()
    assert tree(site.output) == before
    assert not (site.work / "spare").exists()


@pytest.mark.parametrize(
    "word,text",
    [
        ("Ann", "The planning announcement of Hanna and Anna."),
        ("Al Ito", "An alitok."),
        ("Rose Park", "The rose in the park, Rose Parker, primrose park."),
        ("!!", "Welcome!!"),
        ("", "Welcome."),
    ],
)
def test_private_words_ignore_similar_words(site: Site, word: str, text: str) -> None:
    assert site.publish({"index.html": text}, words={word: HERE}) is not None


@pytest.mark.parametrize(
    "word,text",
    [
        ("Al Ito", "by Al Ito"),
        ("Al Ito", "Al<br>Ito"),
        ("王小明", "今天王小明说"),
        ("حسن", "وحسن"),
        ("07700 900123", "tel:07700900123"),
    ],
)
def test_private_words_find_short_names_and_other_scripts(
    site: Site, word: str, text: str
) -> None:
    assert site.publish({"index.html": text}, words={word: HERE}) is None
    assert site.codes == ["O131"]


def test_private_words_report_path_without_quoting_it(site: Site) -> None:
    files = {"speakers/zoë-winterbottom-ö/index.html": "An adviser.", **TWO}

    assert site.publish(files, words={NAME: HERE}) is None

    (diagnostic,) = site.log
    assert diagnostic.code == "O132"
    assert "winterbottom" not in f"{diagnostic.headline} {diagnostic.help}".casefold()


def test_private_words_find_only_long_names_in_images(site: Site) -> None:
    picture = b"\xff\xd8\xff\xe1 Artist: zo " + b"Kim Winterbottom" + b" \xff\xd9"

    assert site.publish({"a.jpg": picture}, words={"Kim Winterbottom": HERE}) is None
    assert site.publish({"a.jpg": picture}, words={"zo": HERE}) is not None


@pytest.mark.parametrize(
    "name",
    [
        b"Kim Winterbottom",
        b"KIM\x00\x00WINTERBOTTOM",
        b"kim\xff\xfewinterbottom",
        b"<rdf>Kim</rdf> Winter<b/>bottom",
        b"Kim Winter&shy;bottom, &copy; 2027",
        b"kim%20winter%62ottom and others",
        "Kim Winter\u00adbottom, photographer".encode(),
    ],
)
@pytest.mark.parametrize("around", [b"", bytes(range(256)) * 40])
def test_private_words_find_name_in_image_in_any_form(
    site: Site, name: bytes, around: bytes
) -> None:
    picture = (
        b"\xff\xd8\xff\xe1" + around + b"\xf0" + name + b"\x03" + around + b"\xff\xd9"
    )
    assert site.publish({"a.jpg": picture}, words={"Kim Winterbottom": HERE}) is None
    assert (
        site.publish({"a.jpg": picture}, words={"Kim Summerbottom": HERE}) is not None
    )


@pytest.mark.parametrize(
    "name", ["Θάλεια Παπαδοπούλου", "Łucja Żółćąńska-Ść", "Kim Winterbottom"]
)
def test_private_words_find_any_script_in_images(site: Site, name: str) -> None:
    noise = Random(5).randbytes(50_000)
    picture = noise + b"\xff " + name.encode() + b" \xff" + noise
    assert site.publish({"a.png": picture}, words={name: HERE}) is None
    assert site.publish({"a.png": noise}, words={name: HERE}) is not None


def test_readable_in_skips_most_bytes_of_images() -> None:
    """At most a twentieth of random bytes are letters."""
    noise = Random(5).randbytes(200_000)
    assert len(_readable_in(noise)) < len(noise) / 20
    assert "Kim Winterbottom" in _readable_in(noise + b"Kim Winterbottom" + noise)


def test_private_words_are_reported_once_with_any_number_of_jobs(site: Site) -> None:
    """Each file is searched once, and reports keep the order of the files."""
    files = {
        f"{number:03}.html": NAME if number in (7, 90) else "Nobody."
        for number in range(120)
    }
    for jobs in (1, 2):
        assert site.publish(files, words={NAME: HERE}, jobs=jobs) is None
        (diagnostic,) = site.log
        assert "“007.html” and 1 more" in diagnostic.headline
    assert (
        site.publish(
            files | {"007.html": "", "090.html": ""}, words={NAME: HERE}, jobs=2
        )
        is not None
    )


def test_search_without_words_reads_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading a file takes as long as rendering a page."""

    def fail(text: str) -> Iterator[str]:
        raise AssertionError(text)

    monkeypatch.setattr(private_words, "_readable_forms", fail)
    PrivateWordSearch({}).search_file("index.html", b"<p>Ada Morrow</p>")
    with pytest.raises(AssertionError, match="index"):
        PrivateWordSearch({"Ada Morrow": span("content/event.md")}).search_file(
            "index.html", b""
        )


def test_private_words_report_name_in_many_files_once(site: Site) -> None:
    assert (
        site.publish(
            {f"{number}.html": NAME for number in range(5)}, words={NAME: HERE}
        )
        is None
    )

    (diagnostic,) = site.log
    assert "“0.html” and 4 more" in diagnostic.headline


def test_publish_searches_unchanged_files_for_new_private_words(site: Site) -> None:
    files = {**TWO, "about.html": f"By {NAME}."}
    site.publish(files)

    assert site.publish(files, words={NAME: HERE}) is None
    assert site.codes == ["O131"]
    assert site.rendered_paths == []
    assert site.publish(files, words={"Kim Other": HERE}) is not None


def test_publish_searches_files_that_manifest_does_not_match(site: Site) -> None:
    leaky, clean = {**TWO, "about.html": f"By {NAME}."}, {**TWO, "index.html": "Other."}
    site.publish(clean, words={NAME: HERE})
    manifest = site.manifest.read_bytes()
    site.publish(leaky)
    site.manifest.write_bytes(manifest)

    assert site.publish(leaky, words={NAME: HERE}) is None
    assert site.codes == ["O131"]


def test_publish_deletes_earlier_sites_with_private_words(site: Site) -> None:
    site.publish({**TWO, "about.html": f"By {NAME}."})
    site.publish({**TWO, "about.html": f"By {NAME}!"})

    assert (
        site.publish({**TWO, "about.html": "By an adviser."}, words={NAME: HERE})
        is not None
    )

    everything = b"".join(
        [*tree(site.root).values(), *map(str.encode, tree(site.root))]
    )
    assert b"Winterbottom" not in everything
