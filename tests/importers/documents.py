"""Word documents from their parts."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from PIL import Image

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
DRAWING = (
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
)
STYLES = (
    f"<w:styles {W}>"
    + "".join(
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{style_name}"/></w:style>'
        for name, style_name in (
            ("Title", "Title"),
            ("H1", "heading 1"),
            ("H2", "heading 2"),
            ("List", "List Paragraph"),
            ("Quote", "Quote"),
            ("Bullet2", "List Bullet 2"),
            ("Bullet4", "List Bullet 4"),
            ("Number2", "List Number 2"),
            ("Number3", "List Number 3"),
            ("TOC1", "toc 1"),
        )
    )
    + "</w:styles>"
)
NUMBERING = (
    f'<w:numbering {W}><w:abstractNum w:abstractNumId="0">'
    '<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl><w:lvl w:ilvl="1"><w:numFmt w:val="decimal"/></w:lvl>'
    '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
)


def run(text: str, *, bold: bool = False, italic: bool = False) -> str:
    looks = ("<w:b/>" if bold else "") + ("<w:i/>" if italic else "")
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    return f'<w:r><w:rPr>{looks}</w:rPr><w:t xml:space="preserve">{escaped}</w:t></w:r>'


def paragraph(*runs: str, style: str = "", level: int | None = None) -> str:
    looks = f'<w:pStyle w:val="{style}"/>' if style else ""
    if level is not None:
        looks += f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>'
    return f"<w:p><w:pPr>{looks}</w:pPr>{''.join(runs)}</w:p>"


def link(target: str, text: str) -> str:
    return f'<w:hyperlink r:id="{target}">{run(text)}</w:hyperlink>'


def table(*rows: tuple[str, ...]) -> str:
    cells = (
        "".join(f"<w:tc>{paragraph(run(cell))}</w:tc>" for cell in row) for row in rows
    )
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def picture(target: str, alt: str) -> str:
    return (
        f'<w:r><w:drawing><wp:inline><wp:docPr id="1" name="Picture" descr="{alt}"/><a:graphic><a:graphicData>'
        f'<pic:pic><pic:blipFill><a:blip r:embed="{target}"/></pic:blipFill></pic:pic>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def png(width: int = 8, height: int = 8) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), "navy").save(file, "PNG")
    return file.getvalue()


def write_word(
    path: Path,
    *blocks: str,
    links: dict[str, str] | None = None,
    parts: dict[str, bytes] | None = None,
) -> Path:
    """Write a document of blocks, with `links` by id and further `parts`.

    Pictures among these are rId100, rId101, ...
    """
    relations = [
        f'<Relationship Id="{name}" Type="{OFFICE}/hyperlink" Target="{target}" TargetMode="External"/>'
        for name, target in (links or {}).items()
    ]
    relations += [
        f'<Relationship Id="rId{number}" Type="{OFFICE}/image" Target="{name.removeprefix("word/")}"/>'
        for number, name in enumerate(
            (name for name in parts or {} if "media/" in name), 100
        )
    ]
    relations += [
        f'<Relationship Id="s" Type="{OFFICE}/styles" Target="styles.xml"/>',
        f'<Relationship Id="n" Type="{OFFICE}/numbering" Target="numbering.xml"/>',
    ]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("_rels/.rels", RELATIONS)
        archive.writestr(
            "word/document.xml",
            f"<w:document {W} {R} {DRAWING}><w:body>{''.join(blocks)}</w:body></w:document>",
        )
        archive.writestr("word/styles.xml", STYLES)
        archive.writestr("word/numbering.xml", NUMBERING)
        archive.writestr(
            "word/_rels/document.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f"{''.join(relations)}</Relationships>",
        )
        for name, data in (parts or {}).items():
            archive.writestr(name, data)
    return path
