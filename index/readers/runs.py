"""What a paragraph of a Word file shows: its styles' say, and its runs with all changes accepted."""

import re
from collections.abc import Iterator
from typing import Any

from index.readers.scripts import lowered, raised

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
BOX = W + "txbxContent"
#: What was moved away, or is a second form of what stands beside it. (Deleted text has tags of its own.)
UNREAD = (W + "moveFrom", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback")
_RUN, _SAYS, _VAL = W + "r", W + "rPr", W + "val"
_TEXTS = (W + "t", _M + "t")
_SIGNS = {W + "tab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "\u2011"}
_NOTES = {W + "footnoteReference": "footnote", W + "endnoteReference": "endnote"}
_MARKS = (W + "footnoteRef", W + "endnoteRef")
#: Properties of text that matter here: not shown, struck out, bold, raised or lowered.
_HIDDEN, _STRUCK, _BOLD, _RAISED = (W + "vanish",), (W + "strike", W + "dstrike"), (W + "b",), W + "vertAlign"
#: Styles that one may be based on, one on the other.
_DEEPEST = 20


class Styles:
    """What the styles say of paragraphs and runs."""

    def __init__(self, root: Any) -> None:
        self._levels: dict[str, int] = {}
        self._steering: set[str] = set()
        self._styles: dict[str, Any] = {}
        #: Note ids to the numbers they are shown by, in the order they were met.
        self.notes: dict[tuple[str, str], int] = {}
        for style in root.iter(W + "style"):
            id, name = style.get(W + "styleId") or "", style.find(W + "name")
            self._styles[id] = style
            words = (name.get(_VAL) or "").lower() if name is not None else ""
            outline = style.find(f"{W}pPr/{W}outlineLvl")
            if found := re.fullmatch(r"heading ([1-9])", words):
                self._levels[id] = int(found[1])
            elif words == "title":
                self._levels[id] = 0
            elif outline is not None and (level := _outline(outline)):
                self._levels[id] = level
            elif re.match(r"toc [1-9]", words):
                self._steering.add(id)

    def level(self, block: Any) -> int | None:
        """0 for a title, 1 to 9 for a heading, None for any other block."""
        outline = block.find(f"{W}pPr/{W}outlineLvl")
        return (_outline(outline) if outline is not None else None) or self._levels.get(_style(block))

    def steers(self, block: Any) -> bool:
        """Whether a paragraph belongs to a table of contents."""
        return _style(block) in self._steering

    def is_strong(self, paragraph: Any) -> bool:
        """Whether all words of a paragraph are set in bold."""
        runs = [run for run in paragraph.iter(_RUN) if any((node.text or "").strip() for node in run.iter(W + "t"))]
        return bool(runs) and all(self._says(run, _style(paragraph), *_BOLD) for run in runs)

    def numbered(self, block: Any) -> tuple[str, int, str] | None:
        """The list a paragraph is counted in, its level there, and the style that says so; None where there is none."""
        own = block.find(f"{W}pPr/{W}numPr")
        for says, style in ((own, ""), *((s.find(f"{W}pPr/{W}numPr"), id) for id, s in self._based(_style(block)))):
            if says is None:
                continue
            list_, level = says.find(W + "numId"), says.find(W + "ilvl")
            if list_ is None:
                continue
            at = (level.get(_VAL) or "0") if level is not None else "0"
            id = list_.get(_VAL) or "0"
            return None if id == "0" else (id, int(at) if at.isdecimal() else 0, style)
        return None

    def text(self, paragraph: Any) -> str:
        """The paragraph's text as it reads with all changes accepted: nothing hidden, nothing struck out."""
        aside = next(paragraph.iter(BOX, *UNREAD), None) is not None
        said: list[tuple[str, str]] = []
        paragraph_style = _style(paragraph)
        for node in paragraph.iter(*_TEXTS, *_SIGNS, *_NOTES, *_MARKS):
            if aside and any(above.tag in (BOX, *UNREAD) for above in _above(node, paragraph)):
                continue
            run = node.getparent()
            if node.tag == _M + "t":
                said.append((_formula(node, paragraph), node.text or ""))
            elif run.tag != _RUN or self._says(run, paragraph_style, *_HIDDEN, *_STRUCK):
                continue
            elif node.tag in _NOTES:
                if node.get(W + "customMarkFollows") in (None, "0", "false"):
                    said.append(("note", self._note(_NOTES[node.tag], node.get(W + "id") or "")))
            elif node.tag in _MARKS:
                said.append(("note", self._note_at(paragraph)))
            elif node.tag in _SIGNS:
                said.append(("", _SIGNS[node.tag]))
            else:
                said.append((self._align(run, paragraph_style), node.text or ""))
        return _joined(said)

    def _based(self, id: str) -> Iterator[tuple[str, Any]]:
        """The style of this name and those it is based on, nearest first."""
        for _ in range(_DEEPEST):
            style = self._styles.get(id)
            if style is None:
                return
            yield id, style
            base = style.find(W + "basedOn")
            id = (base.get(_VAL) or "") if base is not None else ""

    def _property(self, run: Any, paragraph_style: str, tag: str) -> str | None:
        """What is said of a run: by itself, by its style, by its paragraph's style."""
        own = run.find(_SAYS)
        named = own.find(W + "rStyle") if own is not None else None
        styles = [(named.get(_VAL) or "") if named is not None else "", paragraph_style]
        for says in (own, *(style.find(_SAYS) for id in styles if id for _, style in self._based(id))):
            found = says.find(tag) if says is not None else None
            if found is not None:
                return found.get(_VAL) or "true"
        return None

    def _says(self, run: Any, paragraph_style: str, *tags: str) -> bool:
        return any(self._property(run, paragraph_style, tag) not in (None, "0", "false", "off") for tag in tags)

    def _align(self, run: Any, paragraph_style: str) -> str:
        return {"superscript": "up", "subscript": "down"}.get(self._property(run, paragraph_style, _RAISED) or "", "")

    def _note(self, kind: str, id: str) -> str:
        seen = sum(k == kind for k, _ in self.notes)
        return str(self.notes.setdefault((kind, id), seen + 1))

    def _note_at(self, paragraph: Any) -> str:
        """The number of the note that a paragraph belongs to."""
        note = next((above for above in paragraph.iterancestors() if above.get(W + "id") is not None), None)
        return self._note(note.tag.removeprefix(W), note.get(W + "id")) if note is not None else ""


def _outline(node: Any) -> int | None:
    value = node.get(_VAL) or ""
    return int(value) + 1 if value in set("012345678") else None


def _style(block: Any) -> str:
    style = block.find(f"{W}pPr/{W}pStyle")
    return (style.get(_VAL) or "") if style is not None else ""


def _above(node: Any, top: Any) -> Iterator[Any]:
    for above in node.iterancestors():
        if above is top:
            return
        yield above


def _formula(node: Any, paragraph: Any) -> str:
    """Whether a formula's text is raised or lowered."""
    for above in _above(node, paragraph):
        if above.tag in (_M + "sup", _M + "sub"):
            return "up" if above.tag == _M + "sup" else "down"
    return ""


def _joined(said: list[tuple[str, str]]) -> str:
    """Runs that stand alike as one, those raised or lowered in a form that one line can hold."""
    out, waiting, kind = "", "", ""
    for align, text in [*said, ("end", "")]:
        if align == kind:
            waiting += text
            continue
        match kind:
            case "up" | "note":
                out += raised(waiting, out[-20:], note=kind == "note") if out or kind == "up" else f"[{waiting}]"
            case "down":
                out += lowered(waiting, out[-20:])
            case _:
                out += waiting
        waiting, kind = text, align
    return out
