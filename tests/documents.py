"""Small but real files of each format, made by the formats' own libraries where these can write."""

import io
import zipfile
from collections.abc import Sequence
from email.message import EmailMessage

import docx
import openpyxl
import pptx
import pypdfium2
from PIL import Image


def pdf(
    pages: Sequence[Sequence[str | tuple[str, ...]]],
    *,
    title: str = "",
    outline: Sequence[tuple[str, int]] = (),
    labels: str = "",
    encrypted: bool = False,
    picture: bool = False,
    rotate: int = 0,
    filled: Sequence[tuple[int, int, str | None]] = (),
) -> bytes:
    """A PDF with these lines on its pages, 14 points apart; cells of a line stand 90 points apart.

    Args:
        outline: titles, and the page each points to, from 0.
        labels: the label tree's entries, as PDF writes them.
        picture: a picture on each page.
        filled: the first page's fields, in a file without outline: their left and lower edges in points and what was
            written there; None for a box that is ticked.
    """
    fields = [6 + 2 * len(pages) + 2 * place for place in range(len(filled))]
    marks = f"/Outlines {6 + 2 * len(pages)} 0 R" if outline else ""
    listed = " ".join(f"{place} 0 R" for place in fields)
    marks += f"/AcroForm<</Fields[{listed}]/DR<</Font<</F 3 0 R>>>>/DA(/F 12 Tf 0 g)>>" if filled else ""
    numbers = f"/PageLabels<</Nums[{labels}]>>" if labels else ""
    kids = " ".join(f"{6 + 2 * n} 0 R" for n in range(len(pages)))
    font = "/Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding"
    image = stream(b"\0" * 4, "/Type/XObject/Subtype/Image/Width 2/Height 2/ColorSpace/DeviceGray/BitsPerComponent 8")
    objects = [
        f"<</Type/Catalog/Pages 2 0 R{marks}{numbers}>>".encode(),
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>".encode(),
        f"<<{font}>>".encode(),
        image,
        f"<</Title({title})/CreationDate(D:20240229120000Z)>>".encode(),
    ]
    for number, lines in enumerate(pages):
        drawn = b"q 200 0 0 200 50 300 cm /I Do Q " * picture
        shown = b" ".join(
            b" 90 0 Td ".join(b"(%s) Tj" % escaped(cell) for cell in cells) + b" %d -14 Td" % (90 - 90 * len(cells))
            for cells in ((line,) if isinstance(line, str) else line for line in lines)
        )
        resources = "/Resources<</Font<</F 3 0 R>>/XObject<</I 4 0 R>>>>"
        box = f"/MediaBox[0 0 600 800]/Rotate {rotate}" + (f"/Annots[{listed}]" if number == 0 else "")
        objects.append(f"<</Type/Page/Parent 2 0 R{box}{resources}/Contents {7 + 2 * number} 0 R>>".encode())
        objects.append(stream(drawn + b"BT /F 12 Tf 50 750 Td " + shown + b" ET"))
    for place, (x, y, value) in enumerate(filled):
        kind = "/FT/Btn/AS/On" if value is None else f"/FT/Tx/V({value})"
        shown = b"BT /F 12 Tf 2 4 Td (%s) Tj ET" % (b"4" if value is None else escaped(value))
        look = f"/AP<</N {'<</On %d 0 R>>' if value is None else '%d 0 R'}>>" % (7 + 2 * len(pages) + 2 * place)
        objects.append(
            f"<</Type/Annot/Subtype/Widget/F 4/T(f{place}){kind}/Rect[{x} {y} {x + 90} {y + 16}]{look}>>".encode()
        )
        objects.append(stream(shown, "/Subtype/Form/BBox[0 0 90 16]/Resources<</Font<</F 3 0 R>>>>"))
    first = len(objects) + 1
    if outline:
        ends = f"/First {first + 1} 0 R/Last {first + len(outline)} 0 R"
        objects.append(f"<</Type/Outlines{ends}/Count {len(outline)}>>".encode())
    for place, (words, page) in enumerate(outline):
        following = f"/Next {first + place + 2} 0 R" if place + 1 < len(outline) else ""
        dest = f"/Dest[{6 + 2 * page} 0 R/Fit]"
        objects.append(f"<</Title({words})/Parent {first} 0 R{dest}{following}>>".encode())
    # No password fits these digests.
    lock = f"/Encrypt<</Filter/Standard/V 1/R 2/P -1/O<{'11' * 32}>/U<{'22' * 32}>>>/ID[<00><00>]" * encrypted
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += f"trailer<</Size {len(objects) + 1}/Root 1 0 R/Info 5 0 R{lock}>>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


def picture(lines: Sequence[str], kind: str = "PNG", **options) -> bytes:
    """A page with these lines as a picture, as a scanner makes it."""
    return drawn([image(lines)], kind, **options)


def scanned(pages: Sequence[Sequence[str]]) -> bytes:
    """A PDF whose pages are nothing but pictures."""
    return drawn([image(lines) for lines in pages], "PDF", resolution=200.0)


def image(lines: Sequence[str]) -> Image.Image:
    """A page with these lines, at 200 pixels to the inch."""
    return pypdfium2.PdfDocument(pdf([lines]))[0].render(scale=200 / 72, grayscale=True).to_pil()


def drawn(frames: Sequence[Image.Image], kind: str, **options) -> bytes:
    """Pictures as one file."""
    out = io.BytesIO()
    more = {"save_all": True, "append_images": frames[1:]} if len(frames) > 1 else {}
    frames[0].save(out, kind, **more, **options)
    return out.getvalue()


def escaped(line: str) -> bytes:
    return line.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def stream(data: bytes, entries: str = "") -> bytes:
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(data), entries.encode(), data)


def word(blocks: Sequence[tuple[str, str] | list[list[str]]] = (("Normal", "Some words."),), title: str = "") -> bytes:
    """A Word file of (style, text) paragraphs and tables."""
    document = docx.Document()
    document.core_properties.title = title
    for block in blocks:
        if isinstance(block, tuple):
            document.add_paragraph(block[1], style=block[0])
            continue
        table = document.add_table(len(block), len(block[0]))
        for row, cells in zip(table.rows, block, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
    return saved(document)


def slides(contents: Sequence[tuple[str, str, str]] = (("A title", "Some words.", ""),)) -> bytes:
    """A presentation: title, text and notes of each slide."""
    presentation = pptx.Presentation()
    for title, text, notes in contents:
        slide = presentation.slides.add_slide(presentation.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text = text
        if notes:
            slide.notes_slide.notes_text_frame.text = notes
    return saved(presentation)


def sheets(contents: dict[str, list[list[object]]] | None = None) -> bytes:
    """A workbook: rows by the sheet's name."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in (contents or {"Sheet": [["Team", "Wins"], ["Blues", 1]]}).items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return saved(book)


def saved(made) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def book(chapters: dict[str, str], spine: Sequence[str] | None = None, extra: dict[str, str] | None = None) -> bytes:
    """An EPUB: bodies of pages by file name, in the order of ``spine``."""
    items = "".join(f'<item id="{name}" href="{name}" media-type="application/xhtml+xml"/>' for name in chapters)
    if "OEBPS/toc.ncx" in (extra or {}):
        items += '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>'
    refs = "".join(f'<itemref idref="{name}"/>' for name in spine or chapters)
    said = "<dc:title>A Book</dc:title><dc:creator>Ann Author</dc:creator><dc:language>en</dc:language>"
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata xmlns:dc='
        f'"http://purl.org/dc/elements/1.1/">{said}</metadata><manifest>{items}</manifest><spine>{refs}</spine></package>'
    )
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
    )
    page = '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head><body>{}</body></html>'
    return packed(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": container,
            "OEBPS/book.opf": package,
            **{f"OEBPS/{name}": page.format(body) for name, body in chapters.items()},
            **(extra or {}),
        }
    )


def packed(members: dict[str, str | bytes]) -> bytes:
    """A zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def repacked(data: bytes, changes: dict[str, str | bytes]) -> bytes:
    """An archive with some members put in or replaced."""
    archive = zipfile.ZipFile(io.BytesIO(data))
    return packed({name: archive.read(name) for name in archive.namelist()} | changes)


def mail(text: str = "", html: str = "", attachment: str = "", **headers: str) -> bytes:
    message = EmailMessage()
    for name, value in ({"From": "ann@example.org", "Subject": "A subject"} | headers).items():
        message[name] = value
    if text:
        message.set_content(text)
    if html:
        (message.add_alternative if text else message.set_content)(html, subtype="html")
    if attachment:
        message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename=attachment)
    return message.as_bytes()


PAGE = b"<html><head><title>T</title></head><body><h1>One</h1><p>Some words.</p></body></html>"


def samples() -> dict[str, bytes]:
    """A small readable file of each format, by name."""
    return {
        "a.txt": b"A heading\nAnd a much longer line that follows it, so that it looks like one indeed.\n",
        "a.md": b"# One\n\nSome words.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
        "a.html": PAGE,
        "a.csv": b"Team,Wins\nBlues,1\n",
        "a.eml": mail("Some words.", "<p>Some words.</p>"),
        "a.pdf": pdf([["Some words."], ["And more."]], outline=[("And more.", 1)]),
        "a.docx": word([("Heading 1", "One"), ("Normal", "Some words."), [["a", "b"], ["1", "2"]]]),
        "a.pptx": slides(),
        "a.xlsx": sheets(),
        "a.epub": book({"one.xhtml": "<h1>One</h1><p>Some words.</p>"}),
    }
