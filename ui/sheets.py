"""An evidence sheet as one page to print: it needs nothing else, runs nothing and fetches nothing."""

from base64 import b64encode
from collections.abc import Callable, Mapping
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
_OUTCOMES = {
    "answered": "Answered in the documents' own words.",
    "refused": "No passage supports an answer. What follows came nearest and is not an answer.",
    "empty": "There was nothing to look at.",
    "collected": "Quotes of several replies, put together by hand. Every word of them is a document's own.",
}


def page(sheet: Mapping[str, Any], picture: Callable[[Mapping[str, Any]], str] = lambda _: "") -> str:
    """The sheet as HTML.

    Args:
        picture: markup that shows a quote on its page; nothing by default.
    """
    made = sheet["program"]
    facts = {
        "Understood as": sheet.get("understood"),
        "Made" if sheet["outcome"] == "collected" else "Asked": sheet["asked"],
        "Support": _needed(sheet) if "threshold" in sheet else None,
        "Program": f"{made['name']} {made['version']}",
        "Reader": f"{sheet['reader']['name']} {sheet['reader']['digest']}",
        "Embedder": f"{sheet['embedder']['name']} {sheet['embedder']['digest']}",
    }
    quotes = "".join(_quote(each, picture(each)) for each in [*sheet["quotes"], *sheet["nearest"]])
    lost = "".join(f"<p>{escape(each)}</p>" for each in sheet.get("lost", ()))
    body = f"<h1>{escape(sheet['question'])}</h1><p>{_OUTCOMES[sheet['outcome']]}</p>{_facts(facts)}{quotes}{lost}"
    return _PAGE.format(title=escape(sheet["question"]), style=_STYLE, body=body)


def on_its_page(data: bytes, document: Document, span: Span) -> str:
    """The printed pages that a quote stands on, each with its boxes; nothing where they cannot be drawn.

    Args:
        data: the file that the document was read from.
    """
    from index.ingest.sandbox import boxes, page_image

    try:
        (found,) = boxes(data, document.content, [span])
        pages = dict.fromkeys(page for page, *_ in found)
        return "".join(
            _figure(number, page_image(data, number), [box for page, *box in found if page == number])
            for number in pages
        )
    except UnreadableDocument:
        return ""


def _figure(number: int, image: bytes, found: list[list[float]]) -> str:
    drawn = "".join(
        f'<rect x="{left}" y="{top}" width="{right - left}" height="{bottom - top}" fill="#fd0" fill-opacity=".35"/>'
        for left, top, right, bottom in found
    )
    return (
        f'<figure><img alt="Page {number}" src="data:image/png;base64,{b64encode(image).decode()}">'
        f'<svg viewBox="0 0 1 1" preserveAspectRatio="none">{drawn}</svg></figure>'
    )


def _quote(each: Mapping[str, Any], picture: str) -> str:
    around, answer = each["paragraph"], each["answer"]
    cuts = [around["start"], each["start"], answer["start"], answer["end"], each["end"], around["end"]]
    before, head, words, tail, after = (
        escape(around["text"][a - around["start"] : b - around["start"]]) for a, b in pairwise(cuts)
    )
    text = f'{before}<span class="quote">{head}<mark>{words}</mark>{tail}</span>{after}'
    told = each["dated"]
    above = f"<h2>{escape(each['question'])}</h2>" if "question" in each else ""
    if not each.get("answers", True):
        above += "<p>This came nearest and is not an answer.</p>"
    if each.get("note"):
        above += f"<p><i>Note: {escape(each['note'])}</i></p>"
    facts = {
        "Source": each["source"],
        "Title": each["title"],
        "Place": each["place"],
        "Characters": f"{each['start']}-{each['end']}, the answer {answer['start']}-{answer['end']}",
        "Document's date": f"{told['date']} ({told['from']})" if told else "none is told",
        "Asked": each.get("asked"),
        "Support": _needed(each) if "threshold" in each else percent(each["support"]),
        "SHA-256 of the text": each["digest"],
        "SHA-256 of the file": each["source_digest"],
    }
    return f"<article>{above}<blockquote>{text}</blockquote>{_facts(facts)}{picture}</article>"


def _needed(told: Mapping[str, Any]) -> str:
    return f"{percent(told['support'])}, needed {percent(told['threshold'])}"


def _facts(facts: Mapping[str, str | None]) -> str:
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in facts.items() if value)
    return f"<dl>{rows}</dl>"
