"""Small files that mean harm: each would end, fill or stop the process that reads it without limits."""

import io
import zipfile
import zlib

from tests import documents

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def _pdf_objects(*objects: bytes) -> bytes:
    """A PDF of these objects, numbered from 1; the first is its catalog."""
    made = b"%PDF-1.7\n"
    starts = []
    for number, body in enumerate(objects, start=1):
        starts.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    size = len(objects) + 1
    return made + b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        size,
        table,
        size,
        len(made),
    )


def _pdf_page(contents: bytes, *others: bytes, resources: bytes = b"", box: bytes = b"[0 0 600 800]") -> bytes:
    """A PDF of one page; other objects are numbered from 5."""
    return _pdf_objects(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox%s/Resources<<%s>>/Contents 4 0 R>>" % (box, resources),
        contents,
        *others,
    )


def pdf_of_forms_that_draw_each_other(times: int) -> bytes:
    """Two forms, each drawing the other so many times."""
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources<</XObject<</A 5 0 R/B 6 0 R>>>>"
    return _pdf_page(
        documents.stream(b"/A Do"),
        documents.stream(b"/B Do " * times, form.decode()),
        documents.stream(b"/A Do " * times, form.decode()),
        resources=b"/XObject<</A 5 0 R/B 6 0 R>>",
    )


def pdf_that_inflates_twice(size: int) -> bytes:
    """A page whose contents inflate to so many bytes, packed twice."""
    press = zlib.compressobj(9)
    once = b"".join(press.compress(b" " * (1 << 20)) for _ in range(size >> 20)) + press.flush()
    return _pdf_page(documents.stream(zlib.compress(once, 9), "/Filter[/FlateDecode/FlateDecode]"))


def pdf_of_many_operators(count: int) -> bytes:
    """A page that draws very many lines."""
    return _pdf_page(documents.stream(zlib.compress(b"0 0 m 9 9 l S " * count, 9), "/Filter/FlateDecode"))


def _repeated(before: str, unit: str, after: str, count: int) -> bytes:
    return f"{before}{unit * count}{after}".encode()


def xlsx_of_rows(count: int) -> bytes:
    """A sheet of very many small cells, packed."""
    sheet = _repeated(
        f'<worksheet xmlns="{_MAIN}"><sheetData>', "<row><c><v>1</v></c></row>", "</sheetData></worksheet>", count
    )
    return documents.repacked(documents.sheets(), {"xl/worksheets/sheet1.xml": sheet})


def xlsx_of_strings(count: int) -> bytes:
    """Very many shared strings, none of which is shown."""
    data = documents.sheets()
    types = zipfile.ZipFile(io.BytesIO(data)).read("[Content_Types].xml").decode()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    entry = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    strings = _repeated(f'<sst xmlns="{_MAIN}">', "<si><t>x</t></si>", "</sst>", count)
    return documents.repacked(
        data, {"[Content_Types].xml": types.replace("</Types>", entry), "xl/sharedStrings.xml": strings}
    )


def xlsx_of_styles(count: int) -> bytes:
    """Very many formats of cells: a tree is built of them."""
    return documents.repacked(
        documents.sheets(),
        {
            "xl/styles.xml": _repeated(
                f'<styleSheet xmlns="{_MAIN}"><cellXfs>', "<xf/>", "</cellXfs></styleSheet>", count
            )
        },
    )


def epub_of_items(count: int) -> bytes:
    """A package file of very many items: a tree is built of it."""
    data = documents.book({"a.xhtml": "<p>words</p>"})
    opf = zipfile.ZipFile(io.BytesIO(data)).read("OEBPS/book.opf").decode()
    return documents.repacked(data, {"OEBPS/book.opf": opf.replace("</manifest>", "<item/>" * count + "</manifest>")})


def epub_of_elements(count: int) -> bytes:
    """A chapter of very many elements."""
    return documents.book({"a.xhtml": "<i>x</i>" * count})


def page_of_attributes(count: int) -> bytes:
    """A tag with very many attributes."""
    return b"<p " + b" ".join(b"a%d=1" % n for n in range(count)) + b">words"


def page_of_elements(count: int) -> bytes:
    """Very many elements."""
    return b"<p>words" + b"<b>x</b>" * count


def mail_of_encoded_words(count: int) -> bytes:
    """A subject of very many encoded words."""
    return b"From: a\nSubject: " + b"=?utf-8?q?a?= " * count + b"\n\nwords"


def table_of_commas(count: int) -> bytes:
    """One row of very many empty cells, and a quotation mark that is never closed."""
    return b"a,b\n" + b"," * count + b'"' + b"x\n" * count


def text_of_dots(count: int) -> bytes:
    """One sign over and over."""
    return b"." * count


def markdown_of_marks(count: int) -> bytes:
    """Marks that may begin something, over and over."""
    return b"> - [a](`*_" * count


_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def word_of_paragraphs(count: int) -> bytes:
    """Very many paragraphs, packed: a tree is built of them."""
    body = _repeated(
        f'<w:document xmlns:w="{_WORD}"><w:body>', "<w:p><w:r><w:t>x</w:t></w:r></w:p>", "</w:body></w:document>", count
    )
    return documents.repacked(documents.word(), {"word/document.xml": body})


def word_of_tables(depth: int) -> bytes:
    """Tables within tables, so many deep."""
    opening, closing = "<w:tbl><w:tr><w:tc>", "<w:p/></w:tc></w:tr></w:tbl>"
    body = f'<w:document xmlns:w="{_WORD}"><w:body>{opening * depth}<w:p/>{closing * depth}</w:body></w:document>'
    return documents.repacked(documents.word(), {"word/document.xml": body})


def slides_of_shapes(count: int) -> bytes:
    """A slide of very many shapes: a tree is built of them."""
    data, name = documents.slides(), "ppt/slides/slide1.xml"
    slide = zipfile.ZipFile(io.BytesIO(data)).read(name).decode()
    shape = "<p:sp><p:nvSpPr/><p:spPr/><p:txBody><a:bodyPr/><a:p><a:r><a:t>x</a:t></a:r></a:p></p:txBody></p:sp>"
    return documents.repacked(data, {name: slide.replace("</p:spTree>", shape * count + "</p:spTree>")})


def zip_of_zeros(size: int) -> bytes:
    """A file of one byte so many times."""
    return documents.packed({"a.txt": b"0" * size})


def zip_of_zips(count: int) -> bytes:
    """Archives of archives of archives of small texts, so many in each."""
    made = b"some words"
    for kind in ("txt", "zip", "zip"):
        made = documents.packed({f"{number}.{kind}": made for number in range(count)})
    return made


def mail_of_parts(depth: int) -> bytes:
    """Parts within parts, so many deep."""
    opened = b"".join(b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n" % (n, n) for n in range(depth))
    return b"From: a\n" + opened + b"Content-Type: text/plain\n\nwords\n"


#: Kinds of bombs: how a file of one is named, what makes it, and how much of it is small, and large.
KINDS = {
    "forms that draw each other": ("a.pdf", pdf_of_forms_that_draw_each_other, 3, 40),
    "packed twice": ("a.pdf", pdf_that_inflates_twice, 1 << 27, 1 << 31),
    "operators": ("a.pdf", pdf_of_many_operators, 100_000, 6_000_000),
    "rows": ("a.xlsx", xlsx_of_rows, 100_000, 3_000_000),
    "shared strings": ("a.xlsx", xlsx_of_strings, 100_000, 5_000_000),
    "styles": ("a.xlsx", xlsx_of_styles, 700_000, 20_000_000),
    "items of a book": ("a.epub", epub_of_items, 100_000, 14_000_000),
    "elements of a chapter": ("a.epub", epub_of_elements, 100_000, 10_000_000),
    "paragraphs": ("a.docx", word_of_paragraphs, 100_000, 10_000_000),
    "tables within tables": ("a.docx", word_of_tables, 100, 1_000_000),
    "shapes": ("a.pptx", slides_of_shapes, 10_000, 3_000_000),
    "zeros": ("a.zip", zip_of_zeros, 1 << 20, 1 << 31),
    "archives": ("a.zip", zip_of_zips, 3, 40),
    "parts within parts": ("a.eml", mail_of_parts, 100, 100_000),
    "attributes": ("a.html", page_of_attributes, 20_000, 400_000),
    "encoded words": ("a.eml", mail_of_encoded_words, 20_000, 1_000_000),
    "commas": ("a.csv", table_of_commas, 100_000, 10_000_000),
    "dots": ("a.txt", text_of_dots, 60_000, 2_000_000),
    "marks": ("a.md", markdown_of_marks, 10_000, 1_000_000),
}


def bomb(kind: str, strength: float) -> tuple[str, bytes]:
    """A file's name and bytes.

    Args:
        strength: from 0, the small one, to 1, the large one, in even ratios.
    """
    name, make, small, large = KINDS[kind]
    return name, make(int(small * (large / small) ** strength))
