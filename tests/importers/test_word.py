"""Import of Word documents as clean Markdown. Harmful documents are rejected."""

from __future__ import annotations

import html
import re
import zipfile
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from microsite.apps.importers.word import BULLET, convert_html, read_word
from microsite.apps.new.starters import create_site
from microsite.apps.workbook import office
from microsite.apps.workbook.office import CannotImportError
from microsite.build import build
from microsite.cli import main
from microsite.project import BuildOptions, Project
from microsite.site.markdown import to_html
from tests.importers.documents import (
    link,
    paragraph,
    picture,
    png,
    run,
    table,
    write_word,
)


@pytest.fixture
def document_path(tmp_path: Path) -> Path:
    """Return a document with every feature."""
    return write_word(
        tmp_path / "Looking after you.docx",
        paragraph(run("Looking after you"), style="Title"),
        paragraph(
            run("Some of this is "),
            run("hard", bold=True),
            run(" to hear: 2 * 3 < [7]."),
        ),
        paragraph(run("Before you come"), style="H1"),
        paragraph(
            run("Read "),
            link("l1", "the guide"),
            run(", not "),
            link("l2", "this"),
            run("."),
        ),
        paragraph(run("bring water"), style="List", level=0),
        paragraph(run("bring a friend"), style="List", level=0),
        paragraph(run("or two"), style="List", level=1),
        paragraph(run("On the day", bold=True)),
        paragraph(run("• ask for Sam")),
        paragraph(run("• ask for Kim")),
        table(("When", "Where"), ("09:30", "Hall | foyer")),
        paragraph(picture("rId100", "A quiet room")),
        paragraph(picture("rId101", "")),
        paragraph(run("1. is not a list")),
        links={"l1": "https://www.example.org/guide", "l2": "file:///C:/notes.docx"},
        parts={"word/media/a.png": png(), "word/media/b.emf": b"not a picture"},
    )


def test_read_word_converts_every_feature(document_path: Path) -> None:
    document = read_word(document_path, "looking-after-you", document_path.parent)

    assert document.title == "Looking after you"
    assert document.body == (
        "Some of this is **hard** to hear: 2 \\* 3 &lt; \\[7\\].\n\n"
        "## Before you come\n\n"
        "Read [the guide](https://www.example.org/guide), not this.\n\n"
        "- bring water\n"
        "- bring a friend\n"
        "    1. or two\n\n"
        "## On the day\n\n"
        "- ask for Sam\n"
        "- ask for Kim\n\n"
        "| When | Where |\n| --- | --- |\n| 09:30 | Hall \\| foyer |\n\n"
        "![A quiet room](images/looking-after-you.png)\n\n"
        "1\\. is not a list"
    )
    assert document.images == {"images/looking-after-you.png": png()}
    assert [
        note
        for note in document.notes
        if "bold" in note or "Image 2" in note or "file:///C:" in note
    ] == document.notes
    assert len(document.notes) == 3


@pytest.mark.parametrize(
    ("block", "words"),
    [
        (
            '<w:p><w:del w:id="1"><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>',
            "Tracked",
        ),
        ('<w:p><w:r><w:commentReference w:id="1"/></w:r></w:p>', "Comments"),
        (
            '<w:p><w:r><w:rPr><w:u w:val="single"/></w:rPr><w:t>x</w:t></w:r></w:p>',
            "Underlining",
        ),
        (
            '<w:p><w:r><w:rPr><w:highlight w:val="yellow"/></w:rPr><w:t>x</w:t></w:r></w:p>',
            "Highlighting",
        ),
    ],
)
def test_read_word_notes_lost_features(block: str, words: str, tmp_path: Path) -> None:
    document = read_word(write_word(tmp_path / "a.docx", block), "a", tmp_path)
    assert any(words in note for note in document.notes)
    assert "gone" not in document.body


def raw(*parts: str, looks: str = "") -> str:
    return f"<w:p><w:r><w:rPr>{looks}</w:rPr>{''.join(parts)}</w:r></w:p>"


def t(text: str) -> str:
    return f'<w:t xml:space="preserve">{text}</w:t>'


PASTED = {
    "soft line breaks": (
        raw(t("1 Example Street"), "<w:br/>", t("- London"), "<w:br/>", t("SW1A")),
        "1 Example Street<br>\n\\- London<br>\nSW1A",
    ),
    "what cannot be seen": (
        raw(t("safe\u00adguard\u00a0ing"), "<w:softHyphen/>", t("\u200b x\ufeff")),
        "safeguard ing x",
    ),
    "a Tab": (raw(t("09:30"), "<w:tab/>", t("Welcome")), "09:30 Welcome"),
    "bullets of fonts": (
        paragraph(run("\uf0b7\tone"))
        + paragraph(run("o\u00a0\u00a0two"))
        + paragraph(run("§\u00a0three")),
        "- one\n- two\n- three",
    ),
    "no bullet at all": (
        paragraph(run("o tempora")) + paragraph(run("§ 3 applies")),
        "o tempora\n\n§ 3 applies",
    ),
    "typed numbers": (
        paragraph(run("1) first"))
        + paragraph(run("2) second"))
        + paragraph(run("2027. A good year")),
        "1. first\n2. second\n\n2027\\. A good year",
    ),
    "one number alone": (
        paragraph(run("1) first")) + paragraph(run("3) third")),
        "1\\) first\n\n3\\) third",
    ),
    "a frame drawn as a table": (table(("A box",)), "A box"),
    "a list in a cell": (
        (
            f"<w:tbl><w:tr><w:tc>{paragraph(run('a'), style='List', level=0)}"
            f"{paragraph(run('b'), style='List', level=0)}"
            f"</w:tc><w:tc>{paragraph(run('c'))}</w:tc></w:tr></w:tbl>"
        ),
        "| a<br>b | c |\n| --- | --- |",
    ),
    "a level left out": (
        paragraph(run("one"), style="List", level=1)
        + paragraph(run("two"), style="List", level=0),
        "- one\n- two",
    ),
    "raised and struck": (
        (
            f"<w:p><w:r>{t('The 20')}</w:r>"
            f'<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr>{t("th")}</w:r>'
            f"<w:r><w:rPr><w:strike/></w:rPr>{t(' not')}</w:r></w:p>"
        ),
        "The 20th<s> not</s>",
    ),
    "lists of the ribbon": (
        paragraph(run("one"), style="List", level=0)
        + paragraph(run("two"), style="Bullet2")
        + paragraph(run("three"), style="List", level=0),
        "- one\n    - two\n- three",
    ),
    "deep lists of the ribbon": (
        paragraph(run("one"), style="List", level=0)
        + paragraph(run("two"), style="Bullet2")
        + paragraph(run("four"), style="Bullet4"),
        "- one\n    - two\n        - four",
    ),
    "numbers of the ribbon": (
        paragraph(run("two"), style="Number2")
        + paragraph(run("three"), style="Number3"),
        "1. two\n    1. three",
    ),
    "a quotation": (paragraph(run("Said so."), style="Quote"), "> Said so."),
    "a table of contents": (
        paragraph(run("Lunch ... 3"), style="TOC1") + paragraph(run("Text")),
        "Text",
    ),
}


@pytest.mark.parametrize("name", PASTED)
def test_convert_html_of_common_documents(name: str, tmp_path: Path) -> None:
    blocks, markdown = PASTED[name]
    document = read_word(write_word(tmp_path / "a.docx", blocks), "a", tmp_path)
    assert document.body == markdown
    assert to_html(document.body)


def test_convert_html_notes_guesses(tmp_path: Path) -> None:
    notes = "\n".join(
        note
        for name, (blocks, _) in PASTED.items()
        for note in read_word(
            write_word(tmp_path / "a.docx", blocks), "a", tmp_path
        ).notes
    )
    assert "Lines with typed numbers became a list: 2." in notes
    assert "Some words are struck through" in notes
    assert "The table of contents was left out" in notes


def project(tmp_path: Path) -> Path:
    root = tmp_path / "site"
    create_site(root, "site")
    return root


@pytest.mark.parametrize("kind", ["page", "news", "speaker"])
def test_import_word_writes_only_with_apply(
    kind: str, document_path: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    root = project(tmp_path)
    arguments = [
        "import",
        "word",
        str(document_path),
        "--as",
        kind,
        "--root",
        str(root),
        "--id",
        "looking-after-you",
    ]
    before = sorted(path for path in root.rglob("*") if ".cache" not in path.parts)

    assert main(arguments) == 0
    preview = capfd.readouterr()
    assert (
        sorted(path for path in root.rglob("*") if ".cache" not in path.parts) == before
    )
    assert "To apply these changes, run the command again with --apply." in preview.err
    assert "Image 2 was left out" in preview.err

    assert main([*arguments, "--apply"]) == 0
    output = capfd.readouterr().out
    (path,) = root.glob("content/*/*looking-after-you.md")
    assert path.read_text("utf-8") == preview.out == output
    assert (root / "assets/images/looking-after-you.png").read_bytes() == png()
    outcome = build(Project.at(root), BuildOptions(as_of=date(2030, 1, 1)))
    assert [
        (diagnostic.code, diagnostic.headline)
        for diagnostic in outcome.log
        if diagnostic.severity == "error"
    ] == []

    assert main([*arguments, "--apply"]) == 0
    assert "No changes to import." in capfd.readouterr().err


def test_import_word_never_replaces_an_image(
    document_path: Path, tmp_path: Path
) -> None:
    root = project(tmp_path)
    image = root / "assets" / "images" / "looking-after-you.png"
    image.parent.mkdir(parents=True)
    image.write_bytes(b"mine")

    assert (
        main(["import", "word", str(document_path), "--root", str(root), "--apply"])
        == 0
    )

    assert image.read_bytes() == b"mine"
    assert image.with_name("looking-after-you-2.png").read_bytes() == png()
    page = (root / "content/pages/looking-after-you.md").read_text()
    assert "(images/looking-after-you-2.png)" in page


def import_texts(
    root: Path, *texts: str, title: str = "Getting here", options: str = ""
) -> int:
    """Import a document with a paragraph for each text, under the same name as before."""
    paragraphs = [
        paragraph(run(title), style="Title"),
        *(paragraph(run(text)) for text in texts),
    ]
    file = write_word(root.parent / "here.docx", *paragraphs)
    return main(
        ["import", "word", str(file), "--root", str(root), "--apply", *options.split()]
    )


def test_import_word_again_merges_paragraphs(tmp_path: Path) -> None:
    root = project(tmp_path)
    page = root / "content/pages/getting-here.md"
    import_texts(root, "By train.", "By bus.", "On foot.")
    page.write_text(page.read_text().replace("By bus.", "By bus 7."))

    assert (
        import_texts(
            root, "By fast train.", "By bus.", "On foot.", "By boat.", title="Come"
        )
        == 0
    )

    assert page.read_text().startswith("---\ntitle: Come\n---\n")
    assert page.read_text().endswith(
        "\nBy fast train.\n\nBy bus 7.\n\nOn foot.\n\nBy boat.\n"
    )


def test_import_word_again_asks_about_conflicts(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    root = project(tmp_path)
    page = root / "content/pages/getting-here.md"
    import_texts(root, "By train.", "By bus.")
    page.write_text(page.read_text().replace("By bus.", "By bus 7."))
    capfd.readouterr()

    assert import_texts(root, "By train.", "By bus 9.") == 1

    assert (
        "“By train. By bus 7.” here, “By train. By bus 9.” in the document"
        in capfd.readouterr().err
    )
    assert page.read_text().endswith("By bus 7.\n")
    assert (
        import_texts(root, "By train.", "By bus 9.", options="--take getting-here.text")
        == 0
    )
    assert page.read_text().endswith("By bus 9.\n")


def test_import_word_again_keeps_the_old_image(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    root, file = project(tmp_path), tmp_path / "here.docx"
    for number, size in enumerate((8, 8, 16), 1):
        write_word(
            file,
            paragraph(run("Getting here"), style="Title"),
            paragraph(picture("rId100", f"Quay {number // 2}")),
            parts={"word/media/a.png": png(size)},
        )
        assert main(["import", "word", str(file), "--root", str(root), "--apply"]) == 0

    images = root / "assets/images"
    assert [(images / name).read_bytes() for name in ("here.png", "here-2.png")] == [
        png(8),
        png(16),
    ]
    assert (
        "![Quay 1](images/here-2.png)"
        in (root / "content/pages/getting-here.md").read_text()
    )
    assert "  assets/images/here-2.png\n" in capfd.readouterr().err


def test_import_word_notes_an_empty_document(tmp_path: Path) -> None:
    note = "The document contains no text."
    assert note in read_word(write_word(tmp_path / "a.docx"), "a", tmp_path).notes


def test_import_word_asks_before_it_touches_a_page_that_was_typed(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    root = project(tmp_path)
    page = root / "content/pages/getting-here.md"
    page.write_text("---\ntitle: Getting here\n---\n\nMine.\n")

    assert import_texts(root, "By train.") == 1

    assert page.read_text().endswith("\nMine.\n")
    assert "“Mine.” here, “By train.” in the document" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ("import word missing.docx", 1, "There is no file"),
        ("import word", 2, "Name the file"),
        ("import", 2, "import word"),
        ("import wrod a.docx", 2, "Did you mean “word”?"),
        ("import word a.docx --as leaflet", 2, "--as page, --as speaker or --as news"),
    ],
)
def test_import_word_reports_usage_errors(
    arguments: str,
    code: int,
    words: str,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    root = project(tmp_path)
    assert main([*arguments.split(), "--root", str(root)]) == code
    assert words in capfd.readouterr().err


def test_read_word_rejects_other_files(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    for data in (b"", b"words", b"PK\x03\x04", b"\xd0\xcf\x11\xe0old"):
        path.write_bytes(data)
        with pytest.raises(CannotImportError):
            read_word(path, "a", tmp_path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(CannotImportError, match="not a Word document"):
        read_word(path, "a", tmp_path)


def test_check_archive_rejects_entities_and_large_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.docx"
    write_word(path, parts={"word/other.bin": b"<!DOCTYPE a><a/>"})
    with pytest.raises(CannotImportError, match="document type"):
        read_word(path, "a", tmp_path)
    for text in (
        '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a/>',
        "<!doctype a><a/>",
    ):
        for data in (text.encode(), text.encode("utf-16")):
            write_word(path, parts={"word/other.xml": data})
            with pytest.raises(CannotImportError, match="document type"):
                read_word(path, "a", tmp_path)
    write_word(path, paragraph(run("x" * 5000)))
    monkeypatch.setattr(office, "MAX_TEXT_BYTES", 1000)
    with pytest.raises(CannotImportError, match="too much text"):
        read_word(path, "a", tmp_path)
    monkeypatch.setattr(office, "MAX_UNPACKED_BYTES", 1000)
    with pytest.raises(CannotImportError, match="too large when unpacked"):
        read_word(path, "a", tmp_path)


def test_read_word_rejects_deep_nesting(tmp_path: Path) -> None:
    deep = (
        "<w:sdt><w:sdtContent>" * 5000
        + paragraph(run("x"))
        + "</w:sdtContent></w:sdt>" * 5000
    )
    with pytest.raises(CannotImportError):
        read_word(write_word(tmp_path / "a.docx", deep), "a", tmp_path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.integers(0, 3000), st.binary(min_size=1, max_size=20))
def test_read_word_of_damaged_files(
    document_path: Path, at: int, bytes_put_in: bytes
) -> None:
    data = document_path.read_bytes()
    path = document_path.with_name("damaged.docx")
    path.write_bytes(data[:at] + bytes_put_in + data[at + len(bytes_put_in) :])
    with suppress(CannotImportError):
        read_word(path, "a", document_path.parent)


@given(st.text(st.sampled_from("ab *_`[]{}<>#&;|\\+1:("), max_size=30))
def test_convert_html_escapes_markdown(words: str) -> None:
    """Text from Word never becomes Markdown or HTML, except typed bullets."""
    assume(not BULLET.match(words.strip()))
    document = convert_html(f"<p>{html.escape(words)}</p>")
    text = html.unescape(re.sub("<[^>]*>", "", to_html(document.body)))
    assert "".join(text.split()) == "".join(words.split())


@given(st.text(max_size=200))
def test_convert_html_accepts_any_text(text: str) -> None:
    convert_html(text)
