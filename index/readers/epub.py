"""Books. An EPUB is a zip archive of web pages and a list of the order they are read in."""

from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit
from zipfile import ZipFile

from index.documents import Content
from index.errors import UnreadableDocument
from index.readers import html
from index.readers.archive import open_archive
from index.readers.draft import Draft
from index.readers.xml import ParseError, tree

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_CONTAINER = "META-INF/container.xml"
_OPF = "{http://www.idpf.org/2007/opf}"
_SAID = "{http://purl.org/dc/elements/1.1/}"


def read(data: bytes) -> Content:
    """The content of a book: its chapters in reading order, sections as in web pages.

    Raises:
        UnreadableDocument: it is no EPUB, damaged, or its chapters are encrypted.
    """
    book = open_archive(data)
    names = set(book.namelist())
    if _CONTAINER not in names:
        raise UnreadableDocument("no EPUB: it has no container file")
    root = tree(book.read(_CONTAINER)).find(".//{*}rootfile")
    path = root.get("full-path", "") if root is not None else ""
    if path not in names:
        raise UnreadableDocument("a damaged EPUB: its package file is missing")
    package = tree(book.read(path))
    items = {item.get("id"): item for item in package.iter(_OPF + "item")}
    locked, labels = _encrypted(book), _labels(book, path, package)
    draft = Draft()
    # A chapter that is listed many times over is read once.
    for id in dict.fromkeys(reference.get("idref") for reference in package.iter(_OPF + "itemref")):
        item = items.get(id)
        name = _inside(path, item.get("href", "")) if item is not None else ""
        if name in locked:
            raise UnreadableDocument("encrypted (copy protection)")
        if item is None or name not in names or "html" not in item.get("media-type", ""):
            continue
        text, _ = html.decoded(book.read(name))
        draft.enter(0, labels.get(name, ""))
        html.write(text, draft)

    def said(name: str) -> str:
        return ", ".join(filter(None, ((node.text or "").strip() for node in package.iter(_SAID + name))))

    metadata = {"author": said("creator"), "date": said("date"), "language": said("language"), "tags": said("subject")}
    return draft.content(said("title"), {**metadata, "description": said("description")})


def _inside(path: str, href: str) -> str:
    """The archive's name of what ``path`` refers to."""
    return normpath(join(dirname(path), unquote(urlsplit(href).path)))


def _encrypted(book: ZipFile) -> set[str]:
    """The files that copy protection covers."""
    name = "META-INF/encryption.xml"
    if name not in book.namelist():
        return set()
    return {unquote(node.get("URI", "")) for node in tree(book.read(name)).findall(".//{*}CipherReference")}


def _labels(book: ZipFile, path: str, package: "Element") -> dict[str, str]:
    """What the table of contents calls each file: chapters need not have headings."""
    found: dict[str, str] = {}
    for item in package.iter(_OPF + "item"):
        name = _inside(path, item.get("href", ""))
        steers = item.get("media-type") == "application/x-dtbncx+xml" or "nav" in item.get("properties", "").split()
        if not steers or name not in book.namelist():
            continue
        try:
            contents = tree(book.read(name))
        except ParseError:
            continue
        for point in contents.findall(".//{*}navPoint"):
            target, label = point.find("{*}content"), point.find("{*}navLabel/{*}text")
            if target is not None and label is not None:
                found.setdefault(_inside(name, target.get("src", "")), label.text or "")
        for link in contents.findall(".//{*}nav//{*}a[@href]"):
            found.setdefault(_inside(name, link.get("href", "")), "".join(link.itertext()))
    return found
