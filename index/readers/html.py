"""Web pages: what a visitor reads, without scripts, navigation and forms. The only file that knows selectolax."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from index.documents import Content
from index.errors import UnreadableDocument
from index.readers.attributes import plain
from index.readers.draft import Draft
from index.readers.encoding import decode
from index.readers.numbering import ordered
from index.readers.scripts import lowered, raised
from index.readers.tables import LONG_CELL, Above, Head, Left, head
from index.readers.unseen import CONSENT, MENU, TRAIL, UNREAD, hides, rules

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
#: What stands above its matter as a heading does, each the deeper the more of its kind are around it.
_DEEP = {"summary": 6, "dt": 6}
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

#: A longer trail is none.
_LONGEST_TRAIL = 500
#: Columns that merged cells of a table reach over.
_WIDEST = 200
#: A cell with fewer code points is one of a table, whatever it is made of.
_LAID_OUT = 200
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
class About:
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


def write(text: str, draft: Draft) -> About:
    """Writes what a visitor of the page reads into ``draft``."""
    if _XHTML.search(text[:1000]):
        # In XHTML <title/> is empty; to an HTML parser it opens a title that swallows the page.
        text = _EMPTY.sub(lambda m: m[0] if m[1].lower() in _VOID else f"<{m[1]}{m[2]}></{m[1]}>", text)
    if text.count("<") > DEEPEST and _depth(text) > DEEPEST:
        raise UnreadableDocument(f"nests its elements more than {DEEPEST:,} deep: not read")
    tree = LexborHTMLParser(plain(text))
    head = _head(tree)
    if tree.body is None:
        return head
    # Nothing is taken out of the tree: a node within another that was destroyed would be freed twice.
    closed = list(_closed(tree))
    unread = {node.mem_id for node in closed}
    mixed = _mixed(tree, closed)
    tables = _tables(tree, unread, mixed)
    for block in _blocks(tree.body, unread | tables.keys(), mixed, tables):
        if not isinstance(block, _Text):
            draft.table(*block)
        elif block.leaves:
            draft.enter(block.level, "")
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


def _head(tree: LexborHTMLParser) -> About:
    title = tree.css_first("head title")
    said: dict[str, str] = {}
    for node in tree.css("meta[content]"):
        name = node.attributes.get("name") or node.attributes.get("property") or ""
        said.setdefault(name.lower(), (node.attributes.get("content") or "").strip())
    # An author given by address names nobody.
    metadata = {
        key: value
        for key, names in _METADATA.items()
        for name in reversed(names)
        if (value := said.get(name, "")) and not value.startswith("http")
    }
    return About(title.text() if title else "", metadata)


@dataclass(frozen=True)
class _Text:
    """A block of text; ``level`` is that of a heading, 0 for any other; one that ``leaves`` ends what stood under it."""

    text: str
    level: int = 0
    leaves: bool = False


#: A table's rows of cells, and what names the columns.
_Table = tuple[list[list[str]], Head | None]


def _closed(tree: LexborHTMLParser) -> Iterator[LexborNode]:
    """The elements that are not read, nor anything in them."""
    yield from tree.css(UNREAD)
    yield from (node for node in tree.css(CONSENT) if node.tag not in ("html", "body"))
    yield from (node for node in tree.css("[style]") if hides(node.attributes.get("style") or ""))
    for menu in tree.css(MENU):
        links = sum(sum(map(str.isalnum, link.text())) for link in menu.css("a:not(a a)"))
        # A restaurant has a menu, too, but it is not one of links.
        if links and links == sum(map(str.isalnum, menu.text())):
            yield menu
    yield from (trail for trail in tree.css(TRAIL) if len(trail.text()) <= _LONGEST_TRAIL and trail.css_first("a"))
    hidden: dict[int, LexborNode] = {}
    for selector, hide in rules("\n".join(node.text() for node in tree.css("style"))):
        with suppress(SelectolaxError, ValueError):
            for node in tree.css(selector):
                if hide:
                    hidden[node.mem_id] = node
                else:
                    hidden.pop(node.mem_id, None)
    yield from (node for node in hidden.values() if node.tag not in ("html", "body"))


def _mixed(tree: LexborHTMLParser, closed: Iterable[LexborNode]) -> set[int]:
    """The elements that hold more than text in a row: blocks, line breaks, raised text, or what is not read."""
    found: set[int] = set()
    for node in (*tree.css(f"{', '.join(_BLOCKS)}, br, sup, sub"), *closed):
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
    depth = 0  # <details> and <dl> elements around it
    counts: dict[int, int] = {}
    label = ""
    for node, tag, entering in _walk(root, closed, mixed):
        if tag == "-text":
            lines[-1].append(node.text())
        elif tag in ("sup", "sub"):
            lines[-1].append(_scripted(node, tag, "".join(lines[-1][-5:])[-20:]))
        elif tag == "br":
            lines.append([])
        else:
            texts = map("".join, lines)
            text = "\n".join(texts if kept else map(_shown, texts))
            if text.strip():
                level = _HEADINGS.get(tag, 0) or (_DEEP[tag] + depth if tag in _DEEP else 0)
                text = text if not label or text.lstrip().startswith(label) else f"{label} {text.lstrip()}"
                yield _Text(text, 0 if entering else level)
                label = ""
            lines = [[]]
            kept += (tag == "pre") * (1 if entering else -1)
            if tag == "li":
                label = _counted(node, counts) if entering else ""
            elif tag in ("details", "dl"):
                depth += 1 if entering else -1
                if not entering:
                    yield _Text("", 7 + depth, leaves=True)
            if entering and node.mem_id in tables:
                rows, named = tables[node.mem_id]
                yield (rows, named) if len(rows) > 1 else _Text(" ".join(filter(None, rows[0])))


def _scripted(node: LexborNode, tag: str, before: str) -> str:
    """Raised or lowered text as it stands on one line."""
    text = node.text()
    if tag == "sub":
        return lowered(text, before)
    # A note's mark leads to the note.
    above = node.parent
    links = node.css_first("a[href]") is not None or (above is not None and above.tag == "a")
    return raised(text, before, note=links)


def _counted(item: LexborNode, counts: dict[int, int]) -> str:
    """The number that a browser puts before a list's item; ``""`` for one that is not counted."""
    above = item.parent
    if above is None or above.tag != "ol" or "none" in (above.attributes.get("style") or ""):
        return ""
    start, own = above.attributes.get("start") or "", item.attributes.get("value") or ""
    first = int(start) if start.isdecimal() and len(start) < 6 else 1
    number = int(own) if own.isdecimal() and len(own) < 6 else counts.get(above.mem_id, first - 1) + 1
    counts[above.mem_id] = number
    return f"{ordered(number, above.attributes.get('type') or '1')}."


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
        # Raised text comes as one, whatever it holds.
        whole = tag in ("sup", "sub") and node.mem_id not in closed
        if block or whole or tag in ("-text", "br"):
            yield node, tag, entering
        if not entering or whole or tag == "br" or tag.startswith("-"):
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
        texts = [[_line(cell, unread, mixed) for cell in row] for row in nodes]
        wide = max(map(len, texts), default=0)
        if wide < 2 or (len(texts) > 1 and any(len(cell) > LONG_CELL for row in texts for cell in row)):
            continue
        rows = _grid(nodes, texts)
        if table.css_first("th") is None:
            named = head(rows, expected=False)
        else:
            heads = (all(cell.tag == "th" for cell in row) for row in nodes)
            rows_ = enumerate(zip(texts, heads, strict=True))
            marked = next((i for i, (row, named_) in rows_ if named_ and sum(map(bool, row)) > 1), None)
            named = head(rows, expected=True, marked=marked) if marked is not None else None
            kinds = Counter(tuple(cell.tag for cell in row) for row in nodes)
            # A row of one cell is above others: "Dimensions" over "Length" and "Width".
            if kinds["th", "td"] > 1 and kinds.keys() <= {("th", "td"), ("th",), ("td",), ()}:
                named = Head((), (), 0, labelled=True)
        # Where nothing names them, cells of several paragraphs lay out a page.
        if named is None and any(map(_is_laid_out, (cell for row in nodes for cell in row))):
            continue
        # Columns that are there to make space say nothing.
        filled = {c for row in rows for c, words in enumerate(row) if words and not isinstance(words, (Left, Above))}
        found[table.mem_id] = [[words for column, words in enumerate(row) if column in filled] for row in rows], named
    return found


def _is_laid_out(cell: LexborNode) -> bool:
    """Whether a cell holds text of several paragraphs, or a list."""
    return len(cell.text()) > _LAID_OUT and len(cell.css("p, ul, ol, dl, div:not(:has(div))")) > 1


def _grid(nodes: list[list[LexborNode]], texts: list[list[str]]) -> list[list[str]]:
    """The cells' texts, each in its column: merged cells reach over several columns or rows."""
    grid: list[list[str]] = []
    reach: dict[int, tuple[int, str]] = {}  # by column: in how many rows more a cell stands, and its text
    for cells, words in zip(nodes, texts, strict=True):
        row: list[str] = []
        next_: dict[int, tuple[int, str]] = {}
        waiting = list(zip(cells, words, strict=True))[::-1]
        while waiting or len(row) in reach:
            if len(row) in reach:
                rows, above = reach[len(row)]
                places: list[str] = [Left(above) if isinstance(above, Left) else Above(above)]
            else:
                cell, text = waiting.pop()
                rows = _spans(cell, "rowspan", len(nodes))
                places = [text, *[Left(text)] * (_spans(cell, "colspan", _WIDEST) - 1)][: max(1, _WIDEST - len(row))]
            next_ |= {len(row) + i: (rows - 1, place) for i, place in enumerate(places) if rows > 1}
            row += places
        reach = next_
        grid.append(row)
    return grid


def _spans(cell: LexborNode, name: str, most: int) -> int:
    said = cell.attributes.get(name) or ""
    return max(1, min(int(said), most)) if said.isdecimal() and len(said) < 6 else 1


def _line(cell: LexborNode, unread: AbstractSet[int], mixed: AbstractSet[int]) -> str:
    if cell.mem_id not in mixed and cell.mem_id not in unread:
        return _shown(cell.text())
    return " ".join(block.text for block in _blocks(cell, unread, mixed, {}) if isinstance(block, _Text))
