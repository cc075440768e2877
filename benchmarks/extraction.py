"""Processor time to get a document's text, beside what its library alone takes for the same file.

Alone means: the text of each paragraph, row or page, got as the library's own guide shows. Ours also finds sections,
headers, running lines and metadata, and looks for harm first. The aim is that no format takes more than half again
as long. Where the library does all its work in C, as with CSV, web pages, books and UTF-8, what looks at each row or
block in Python misses it; these are the fastest formats all the same.

Run as ``python -m benchmarks.extraction``; it makes its own documents.
"""

import csv
import io
import random
import zipfile
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.policy import default
from itertools import chain
from time import process_time

import docx
import openpyxl
import pptx
import pypdfium2
from charset_normalizer import from_bytes
from markdown_it import MarkdownIt
from selectolax.lexbor import LexborHTMLParser

from benchmarks.measuring import Measured, tell
from index.readers import read
from tests import documents

#: The aim: our time over the library's.
AIM = 1.5
#: Runs of each, taken in turn; the fastest counts, as what slows one down is the machine.
_RUNS = 7


def measure() -> Iterator[Measured]:
    """Each format in turn."""
    for name, (library, data, alone) in _formats().items():
        size = len(read(name, data).text)
        alone(data)  # its imports, too, are done before the clock starts
        times = [(_seconds(read, name, data), _seconds(alone, data)) for _ in range(_RUNS)]
        ours, theirs = (min(column) for column in zip(*times, strict=True))
        spread = (
            f"{ours * 1000:.1f} ms, {theirs * 1000:.1f} ms alone; {size / ours / 1e6:.0f} million characters a second"
        )
        yield Measured(f"{name}, beside {library}", ours / theirs, "times", spread, f"at most {AIM}")


def _seconds(work: Callable[..., object], *given: object) -> float:
    start = process_time()
    work(*given)
    return process_time() - start


def _formats() -> dict[str, tuple[str, bytes, Callable[[bytes], object]]]:
    """By file name: the library, a document, and how one gets its text from the library by its own guide."""
    words = random.Random(5)
    known = "the river valley is wide and each spring its banks are flooded by snow that melts in high places".split()

    def sentence() -> str:
        return " ".join(words.choices(known, k=14)).capitalize() + "."

    def paragraphs(count: int) -> list[str]:
        return [" ".join(sentence() for _ in range(5)) for _ in range(count)]

    def cells(count: int) -> list[list[str]]:
        return [["Name", "Number", "Note"], *([sentence()[:20], str(n), sentence()] for n in range(count))]

    chapters = {f"c{c}.xhtml": _page(c, paragraphs(40), cells(20)) for c in range(20)}
    text = "\n\n".join(paragraphs(4_000))
    accented = text.replace("snow", "café")
    marked = "".join(f"# Head {n}\n\n{p}\n\n* a *b*\n* c\n\n" for n, p in enumerate(paragraphs(1_000)))
    table = io.StringIO()
    csv.writer(table).writerows(cells(20_000))
    page = "<html><head><title>T</title></head><body>" + "".join(chapters.values()) + "</body></html>"
    pages = [["A running head", *(sentence() for _ in range(40)), str(n)] for n in range(200)]
    blocks = [("Heading 1", "Head"), *(("Normal", p) for p in paragraphs(300)), cells(100)]
    shown = [(sentence(), "\n".join(sentence() for _ in range(8)), sentence()) for _ in range(60)]
    return {
        "ascii.txt": ("charset-normalizer", text.encode(), _decode),
        "utf-8.txt": ("charset-normalizer", accented.encode(), _decode),
        "cp1252.txt": ("charset-normalizer", accented.encode("cp1252"), _decode),
        "a.md": ("markdown-it-py", marked.encode(), _markdown),
        "a.html": ("selectolax", page.encode(), _html),
        "a.csv": ("csv", table.getvalue().encode(), _csv),
        "a.eml": ("email", documents.mail(text[:500_000]), _mail),
        "a.pdf": ("pypdfium2", documents.pdf(pages), _pdf),
        "a.docx": ("python-docx", documents.word(blocks), _word),
        "a.pptx": ("python-pptx", documents.slides(shown), _slides),
        "a.xlsx": ("openpyxl", documents.sheets({"One": list(map(list, cells(3_000)))}), _sheets),
        "a.epub": ("zipfile, selectolax", documents.book(chapters), _book),
    }


def _page(number: int, paragraphs: list[str], rows: list[list[str]]) -> str:
    body = "".join(f"<p>{p.replace('river', '<b>river</b>')}</p>" for p in paragraphs)
    table = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<h1>Chapter {number}</h1>{body}<table>{table}</table>"


def _decode(data: bytes) -> str:
    return str(from_bytes(data).best())


def _markdown(data: bytes) -> str:
    tokens = MarkdownIt("commonmark").enable("table").parse(data.decode())
    return "\n".join(token.content for token in tokens if token.type == "inline")


def _html(data: bytes) -> list[str]:
    tree = LexborHTMLParser(data)
    tree.strip_tags(["script", "style", "nav"])
    return [node.text(strip=True) for node in tree.css("h1, h2, h3, h4, h5, h6, p, li, td, th, pre, dt, dd")]


def _csv(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode(), newline="")))


def _mail(data: bytes) -> str:
    body = message_from_bytes(data, policy=default).get_body(("plain",))
    return str(body.get_content()) if body else ""


def _pdf(data: bytes) -> list[str]:
    with pypdfium2.PdfDocument(data) as pdf:
        return [page.get_textpage().get_text_range() for page in pdf]


def _word(data: bytes) -> list[str]:
    document = docx.Document(io.BytesIO(data))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return [*(paragraph.text for paragraph in document.paragraphs), *cells]


def _slides(data: bytes) -> list[str]:
    slides = pptx.Presentation(io.BytesIO(data)).slides
    shapes = (shape for slide in slides for shape in chain(slide.shapes, slide.notes_slide.shapes))
    return [shape.text_frame.text for shape in shapes if shape.has_text_frame]


def _sheets(data: bytes) -> list[list[str]]:
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    return [list(map(str, row)) for sheet in book for row in sheet.iter_rows(values_only=True)]


def _book(data: bytes) -> list[list[str]]:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return [_html(book.read(name)) for name in book.namelist() if name.endswith(".xhtml")]


def main() -> None:
    """A table for people, then a line for the one who gathers the report."""
    lines = list(measure())
    print("\n".join(line.row() for line in lines))
    tell(lines)


if __name__ == "__main__":
    main()
