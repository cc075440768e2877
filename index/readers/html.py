"""Web pages: what a visitor reads, without scripts, navigation and forms. The only file that knows selectolax."""

import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from index.documents import Content
from index.errors import UnreadableDocument
from index.readers.draft import Draft
from index.readers.encoding import decode
from index.readers.tables import LONG_CELL, header

#: Not read by a visitor, or not about the page's matter. A form around a whole page is let be: some sites have one.
_UNREAD = (
    "script, style, template, noscript, nav, [role=navigation], [hidden], [style*='display:none' i],"
    " [style*='display: none' i], iframe, object, embed, svg, canvas, audio,"
    " video, annotation, annotation-xml, button, select, textarea, input, datalist, dialog, head, rp, xmp, plaintext,"
    " form:not(:has(p, h1, h2, h3, table, article))"
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = frozenset(_HEADINGS) | set(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer header"
    " hgroup hr html legend li main menu ol p pre search section summary table tbody td tfoot th thead tr ul".split()
)

_DECLARED = re.compile(
    rb"""<meta[^>]{1,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})|<\?xml[^>]{1,100}encoding=["']([\w.-]{1,40})""",
    re.IGNORECASE,
)
_XHTML = re.compile(r"<\?xml|<html[^>]{1,300}xmlns", re.IGNORECASE)
_EMPTY = re.compile(r"""<([a-zA-Z][\w:-]*)((?:[^<>"']|"[^"]*"|'[^']*')*)/>""")
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())

#: Elements a page may have within each other.
DEEPEST = 20_000
_TAG = re.compile(r"<(/?)([a-zA-Z][\w:-]*)[^<>]*?(/?)>")
#: What needs no end tag.
_UNCLOSED = _VOID | set("body colgroup dd dt head html li option p rp rt tbody td tfoot th thead tr".split())

#: Metadata by the names pages give it, the most telling first.
_METADATA = {
    "author": ("author", "dc.creator", "article:author", "citation_author"),
    "date": ("article:published_time", "date", "dc.date", "citation_publication_date", "dcterms.created"),
    "description": ("description", "og:description", "dc.description"),
    "tags": ("keywords", "article:tag"),
    "language": ("dc.language", "og:locale"),
}


@dataclass(frozen=True)
class Head:
    """What a page says of itself."""

    title: str
    metadata: dict[str, str]


def read(data: bytes) -> Content:
    """The content of a web page: the text as shown, one section under each heading, one for each table row."""
    text, encoding = decoded(data)
    draft = Draft()
    head = write(text, draft)
    return draft.content(head.title, {"encoding": encoding, **head.metadata})


def decoded(data: bytes, declared: str | None = None) -> tuple[str, str]:
    """Text and encoding; what was declared, else what the page itself declares, is believed if it decodes."""
    found = _DECLARED.search(data[:4096])
    return decode(data, declared or (found and (found[1] or found[2]).decode()))


def write(text: str, draft: Draft) -> Head:
    """Writes what a visitor of the page reads into ``draft``."""
    if _XHTML.search(text[:1000]):
        # In XHTML <title/> is empty; to an HTML parser it opens a title that swallows the page.
        text = _EMPTY.sub(lambda m: m[0] if m[1].lower() in _VOID else f"<{m[1]}{m[2]}></{m[1]}>", text)
    if text.count("<") > DEEPEST and _depth(text) > DEEPEST:
        raise UnreadableDocument(f"nests its elements more than {DEEPEST:,} deep: not read")
    tree = LexborHTMLParser(text)
    head = _head(tree)
    if tree.body is None:
        return head
    # Nothing is taken out of the tree: a node within another that was destroyed would be freed twice.
    unread = {node.mem_id for node in tree.css(_UNREAD)}
    mixed = _mixed(tree)
    tables = _tables(tree, unread, mixed)
    for block in _blocks(tree.body, unread | tables.keys(), mixed, tables):
        if not isinstance(block, _Text):
            draft.table(*block)
        elif block.level:
            draft.heading(block.level, block.text)
        else:
            draft.paragraph(block.text)
    return head


def _depth(text: str) -> int:
    """How deep a page's elements are nested, about, before it is parsed: that takes the square of the depth."""
    deepest = depth = 0
    for closing, name, empty in _TAG.findall(text):
        name = name.lower()  # noqa: PLW2901
        if name not in _UNCLOSED and (not empty or name in _BLOCKS):
            depth += -1 if closing else 1
            deepest = max(deepest, depth)
    return deepest


def _head(tree: LexborHTMLParser) -> Head:
    title = tree.css_first("head title")
    said: dict[str, str] = {}
    for node in tree.css("meta[content]"):
        name = node.attributes.get("name") or node.attributes.get("property") or ""
        said.setdefault(name.lower(), (node.attributes.get("content") or "").strip())
    # An author given by address names nobody.
    told = {
        key: value
        for key, names in _METADATA.items()
        for name in reversed(names)
        if (value := said.get(name, "")) and not value.startswith("http")
    }
    return Head(title.text() if title else "", told)


@dataclass(frozen=True)
class _Text:
    """A block of text; ``level`` 1 to 6 for a heading, 0 for any other."""

    text: str
    level: int = 0


#: A table's rows of cells, and which of them names the columns.
_Table = tuple[list[list[str]], int | None]


def _mixed(tree: LexborHTMLParser) -> set[int]:
    """The elements that hold more than text in a row: blocks, line breaks, or what is not read."""
    found: set[int] = set()
    for node in tree.css(f"{', '.join(_BLOCKS)}, br, {_UNREAD}"):
        above = node.parent
        while above is not None and above.mem_id not in found:
            found.add(above.mem_id)
            above = above.parent
    return found


def _blocks(
    root: LexborNode, closed: AbstractSet[int], mixed: AbstractSet[int], tables: Mapping[int, _Table]
) -> Iterator[_Text | _Table]:
    """The blocks below ``root`` in order, but for what is below ``closed`` nodes."""
    lines: list[list[str]] = [[]]
    kept = 0  # <pre> elements around this point: white space counts
    for node, tag, entering in _walk(root, closed, mixed):
        if tag == "-text":
            lines[-1].append(node.text())
        elif tag == "br":
            lines.append([])
        else:
            texts = map("".join, lines)
            text = "\n".join(texts if kept else map(_shown, texts))
            if text.strip():
                yield _Text(text, 0 if entering else _HEADINGS.get(tag, 0))
            lines = [[]]
            kept += (tag == "pre") * (1 if entering else -1)
            if entering and node.mem_id in tables:
                rows, named = tables[node.mem_id]
                yield (rows, named) if len(rows) > 1 else _Text(" ".join(filter(None, rows[0])))


def _shown(text: str) -> str:
    """White space as a browser shows it: runs as one blank. A no-break space stays one."""
    if text.isascii():
        return " ".join(text.split())
    for blank in "\t\n\r\f":
        text = text.replace(blank, " ")
    return " ".join(filter(None, text.split(" ")))


def _walk(
    root: LexborNode, closed: AbstractSet[int], mixed: AbstractSet[int]
) -> Iterator[tuple[LexborNode, str, bool]]:
    """Text, line breaks and blocks with their tags, blocks when entered and when left.

    An element that is not mixed comes as one text, whatever it holds: that spares most steps.
    No recursion: pages can be nested deeper than any stack.
    """
    waiting = [(root, root.tag or "", True)]
    while waiting:
        node, tag, entering = waiting.pop()
        block = tag in _BLOCKS
        if block or tag in ("-text", "br"):
            yield node, tag, entering
        if not entering or tag == "br" or tag.startswith("-"):
            continue
        if block:
            waiting.append((node, tag, False))
        if node.mem_id in closed:
            continue
        if node.mem_id not in mixed:
            yield node, "-text", True
            continue
        child = node.last_child
        while child is not None:
            waiting.append((child, child.tag or "", True))
            child = child.prev


def _tables(tree: LexborHTMLParser, unread: AbstractSet[int], mixed: AbstractSet[int]) -> dict[int, _Table]:
    """The tables that hold data rather than lay out a page, by node."""
    found: dict[int, _Table] = {}
    for table in tree.css("table:not(:has(table, h1, h2, h3, h4, h5, h6))"):
        shown = [row for row in table.css("tr") if row.mem_id not in unread]
        nodes = [[cell for cell in row.iter() if cell.tag in ("td", "th")] for row in shown]
        rows = [[_line(cell, unread, mixed) for cell in row] for row in nodes]
        wide = max(map(len, rows), default=0)
        if wide < 2 or (len(rows) > 1 and any(len(cell) > LONG_CELL for row in rows for cell in row)):
            continue
        if table.css_first("th") is None:
            named = header(rows, expected=False)
        else:
            heads = (all(cell.tag == "th" for cell in row) for row in nodes)
            named = next(
                (i for i, (row, head) in enumerate(zip(rows, heads, strict=True)) if head and sum(map(bool, row)) > 1),
                None,
            )
        # Columns that are there to make space say nothing.
        filled = {column for row in rows for column, words in enumerate(row) if words}
        found[table.mem_id] = [[words for column, words in enumerate(row) if column in filled] for row in rows], named
    return found


def _line(cell: LexborNode, unread: AbstractSet[int], mixed: AbstractSet[int]) -> str:
    if cell.mem_id not in mixed and cell.mem_id not in unread:
        return _shown(cell.text())
    return " ".join(block.text for block in _blocks(cell, unread, mixed, {}) if isinstance(block, _Text))
