"""An evidence sheet as one page to print: it needs nothing else, runs nothing and fetches nothing.

As a PDF it is :mod:`ui.printing`'s, which shows the same.
"""

from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Any

from index.documents import Document, Span
from index.errors import UnreadableDocument
from ui.terminal import percent

_STYLE = """body{font:11pt/1.5 Georgia,serif;max-width:46em;margin:2em auto;padding:0 1em;color:#111}h1{font-size:1.4em}
h2{font-size:1.1em}article{break-inside:avoid;border-top:1px solid #999;padding:1em 0}blockquote{margin:0;white-space:pre-wrap}
blockquote{color:#555}blockquote .quote{color:#111}mark{background:#fe9;color:#111}dl{display:grid;font-size:.8em;
grid-template-columns:max-content 1fr;gap:0 1em;overflow-wrap:anywhere}dt{color:#555}dd{margin:0}figure{margin:1em 0;position:relative}
figure img{width:100%;border:1px solid #ccc}figure svg{position:absolute;inset:0;width:100%;height:100%}"""
_PAGE = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" '
    "content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\"><title>{title}</title>"
    "<style>{style}</style></head><body>{body}</body></html>\n"
)
#: What a sheet says first, by its outcome.
OUTCOMES = {
    "answered": "Answered in the documents' own words.",
    "refused": "No passage was found that supports an answer. What follows came nearest and is not an answer.",
    "empty": "There was nothing to look at.",
    "collected": "Quotes of several replies, put together by hand. Every word of them is a document's own.",
}


def page(sheet: Mapping[str, Any], picture: Callable[[Mapping[str, Any]], str] = lambda _: "") -> str:
    """The sheet as HTML.

    Args:
        picture: markup that shows a quote on its page; nothing by default.
    """
    quotes = "".join(_quote(each, picture(each)) for each in [*sheet["quotes"], *sheet["nearest"]])
    lost = "".join(f"<p>{escape(each)}</p>" for each in sheet.get("lost", ()))
    body = f"<h1>{escape(sheet['question'])}</h1><p>{OUTCOMES[sheet['outcome']]}</p>{_facts(sheet_facts(sheet))}{quotes}{lost}"
    return _PAGE.format(title=escape(sheet["question"]), style=_STYLE, body=body)


def sheet_facts(sheet: Mapping[str, Any]) -> dict[str, str | None]:
    """What a sheet rests on, by what it is called."""
    made = sheet["program"]
    return {
        "Understood as": sheet.get("understood"),
        "Made" if sheet["outcome"] == "collected" else "Asked": sheet["asked"],
        "Support": _needed(sheet) if "threshold" in sheet else None,
        "Program": f"{made['name']} {made['version']}",
        "Reader": f"{sheet['reader']['name']} {sheet['reader']['digest']}",
        "Embedder": f"{sheet['embedder']['name']} {sheet['embedder']['digest']}",
    }


@dataclass(frozen=True)
class Picture:
    """A printed page with the places of a quote on it.

    Attributes:
        image: as PNG. boxes: left, top, right and bottom of each, as shares of the page.
    """

    page: int
    image: bytes
    boxes: tuple[tuple[float, float, float, float], ...]


def pictures_of(data: bytes, document: Document, span: Span) -> list[Picture]:
    """The printed pages that a quote stands on, each with its boxes; none where they cannot be drawn.

    Args:
        data: the file that the document was read from.
    """
    from index.ingest import boxes, page_image

    try:
        (found,) = boxes(data, document.content, [span])
        return [
            Picture(
                number, page_image(data, number), tuple((a, b, c, d) for page, a, b, c, d in found if page == number)
            )
            for number in dict.fromkeys(page for page, *_ in found)
        ]
    except UnreadableDocument:
        return []


def on_its_page(data: bytes, document: Document, span: Span) -> str:
    """The same as markup."""
    return figures(pictures_of(data, document, span))


def figures(pictures: Sequence[Picture]) -> str:
    """Pictures as markup."""
    return "".join(map(_figure, pictures))


def _figure(picture: Picture) -> str:
    drawn = "".join(
        f'<rect x="{left}" y="{top}" width="{right - left}" height="{bottom - top}" fill="#fd0" fill-opacity=".35"/>'
        for left, top, right, bottom in picture.boxes
    )
    return (
        f'<figure><img alt="Page {picture.page}" src="data:image/png;base64,{b64encode(picture.image).decode()}">'
        f'<svg viewBox="0 0 1 1" preserveAspectRatio="none">{drawn}</svg></figure>'
    )


def cuts(each: Mapping[str, Any]) -> list[str]:
    """A quote's paragraph in five: before the quote, the quote up to its answer, the answer, the rest of both."""
    around, answer = each["paragraph"], each["answer"]
    places = [around["start"], each["start"], answer["start"], answer["end"], each["end"], around["end"]]
    return [around["text"][a - around["start"] : b - around["start"]] for a, b in pairwise(places)]


def _quote(each: Mapping[str, Any], picture: str) -> str:
    before, head, words, tail, after = map(escape, cuts(each))
    text = f'{before}<span class="quote">{head}<mark>{words}</mark>{tail}</span>{after}'
    above = f"<h2>{escape(each['question'])}</h2>" if "question" in each else ""
    if not each.get("answers", True):
        above += "<p>This came nearest and is not an answer.</p>"
    if each.get("note"):
        above += f"<p><i>Note: {escape(each['note'])}</i></p>"
    return f"<article>{above}<blockquote>{text}</blockquote>{_facts(quote_facts(each))}{picture}</article>"


def quote_facts(each: Mapping[str, Any]) -> dict[str, str | None]:
    """What a quote rests on, by what it is called."""
    dated, answer = each["dated"], each["answer"]
    return {
        "Source": each["source"],
        "Title": each["title"],
        "Place": each["place"],
        "Characters": f"{each['start']}-{each['end']}, the answer {answer['start']}-{answer['end']}",
        "Document's date": f"{dated['date']} ({dated['from']})" if dated else "none is told",
        "Asked": each.get("asked"),
        "Support": _needed(each) if "threshold" in each else percent(each["support"]),
        "SHA-256 of the text": each["digest"],
        "SHA-256 of the file": each["source_digest"],
    }


def _needed(reply: Mapping[str, Any]) -> str:
    return f"{percent(reply['support'])}, needed {percent(reply['threshold'])}"


def _facts(facts: Mapping[str, str | None]) -> str:
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in facts.items() if value)
    return f"<dl>{rows}</dl>"
