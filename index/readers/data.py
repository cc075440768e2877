"""Data in JSON or XML as text: each entry by itself, its path as its place."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from index.documents import Content
from index.errors import UnreadableDocument
from index.readers.archive import MOST_XML
from index.readers.draft import Draft
from index.readers.encoding import decode
from index.readers.xml import tree

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

#: Bytes of a file that a tree is made of, which takes about twenty times as much.
MOST_DATA = MOST_XML


def read(data: bytes) -> Content:
    """The content of a data file: a section for each object or element that holds values, ``name: value`` on each line.

    Raises:
        UnreadableDocument: it is neither JSON nor XML, or too large for a tree.
    """
    if len(data) > MOST_DATA:
        raise UnreadableDocument(f"has more than {MOST_DATA >> 20} MiB of data in one tree: split it")
    draft = Draft()
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        # The declaration of a document may name an encoding, so the parser gets the bytes.
        for place, text in _elements(tree(data)):
            draft.record(text, place)
        return draft.content(None, {})
    text, encoding = decode(data)
    try:
        values = [("$", json.loads(text))]
    except json.JSONDecodeError:
        values = list(_lines(text))
    for start, value in values:
        for place, words in _objects(start, value):
            draft.record(words, place)
    return draft.content(None, {"encoding": encoding})


def _lines(text: str) -> Iterator[tuple[str, Any]]:
    """The values of a file that has one on each line."""
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                yield f"line {number}", json.loads(line)
            except json.JSONDecodeError as cause:
                raise UnreadableDocument(f"no JSON: {cause.msg} in line {number}") from cause


def _objects(start: str, value: Any) -> Iterator[tuple[str, str]]:
    """Path and text of each object or list that holds values itself; no recursion, for depth is the file's."""
    waiting: list[tuple[str, Any]] = [(start, value)]
    while waiting:
        path, value = waiting.pop()
        named = (
            value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else [("", value)]
        )
        said, deeper = [], []
        for name, inner in named:
            if isinstance(inner, list) and inner and not any(isinstance(each, (dict, list)) for each in inner):
                said.append(f"{name}: {', '.join(map(_plain, inner))}")
            elif isinstance(inner, (dict, list)):
                deeper.append((f"{path}[{name}]" if isinstance(name, int) else f"{path}.{name}", inner))
            elif inner is not None and inner != "":
                said.append(f"{name}: {_plain(inner)}" if isinstance(name, str) and name else _plain(inner))
        if said:
            yield path, "\n".join(said)
        waiting += reversed(deeper)


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _elements(root: "Element") -> Iterator[tuple[str, str]]:
    """Path and text of each element that holds text, attributes, or elements that are no more than a text."""
    waiting: list[tuple[str, Any]] = [(f"/{_name(root)}", root)]
    while waiting:
        path, element = waiting.pop()
        said = [f"{_local(name)}: {value}" for name, value in element.attrib.items() if value.strip()]
        children = list(element)
        tails = any((child.tail or "").strip() for child in children)
        if tails or not children:
            # Text with marks in it is one text.
            said += [" ".join("".join(element.itertext()).split())]
            children = []
        counts: dict[str, int] = {}
        deeper = []
        for child in children:
            name = _name(child)
            counts[name] = counts.get(name, 0) + 1
            if len(child) or child.attrib:
                deeper.append((f"{path}/{name}[{counts[name]}]", child))
            elif words := " ".join((child.text or "").split()):
                said.append(f"{name}: {words}")
        if text := "\n".join(filter(None, said)):
            yield path, text
        waiting += reversed(deeper)


def _name(element: Any) -> str:
    return _local(element.tag) if isinstance(element.tag, str) else "comment"


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
