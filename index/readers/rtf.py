"""Rich text (RTF): paragraphs, tables and notes as Word shows them, all changes accepted."""

import codecs
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace

from index.documents import Content
from index.errors import UnreadableDocument
from index.readers.draft import Draft
from index.readers.headings import headed
from index.readers.scripts import lowered, raised
from index.readers.tables import Above, Left, head

_TOKEN = re.compile(
    r"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,9})? ?|\\'(?P<byte>[0-9a-fA-F]{2})|\\(?P<sign>[^a-zA-Z])|(?P<brace>[{}])"
    r"|(?P<text>[^\\{}\r\n]+)|[\r\n]+|\\",
    re.DOTALL,
)
#: Groups that hold no text of the body; what begins with \* and is not known is left out as well.
_ASIDE = frozenset(
    "colortbl info pict header headerl headerr headerf footer footerl footerr footerf object listtable fldinst themedata"
    " listoverridetable revtbl rsidtbl datastore xmlnstbl nonesttables latentstyles filetbl generator annotation"
    " atnid atnauthor atnref atndate bkmkstart bkmkend tc xe pntxtb pntxta nesttableprops background shpinst".split()
)
_KEPT = frozenset({"shppict", "fldrslt", "listtext", "pntext", "shptxt"})
_SIGNS = {
    "tab": "\t", "line": "\n", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“",
    "rdblquote": "”", "bullet": "•", "emspace": "\u2003", "enspace": "\u2002", "softline": "\n",
    "~": "\xa0", "_": "\u2011", "\\": "\\", "{": "{", "}": "}",
}  # fmt: skip
#: Code pages of the kinds of letters that a font is for.
_CHARSETS = {
    77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gb18030", 136: "cp950", 161: "cp1253", 162: "cp1254",
    163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
_INFO = {"title": "title", "author": "author", "subject": "description", "keywords": "tags"}
#: Groups within each other.
_DEEPEST = 2_000


@dataclass(frozen=True, slots=True)
class _State:
    """What holds within a group.

    Attributes:
        place: the destination that text goes to; "" for the body, None for nowhere.
        after: characters that stand after one in Unicode for those who do not know it.
    """

    place: str | None = ""
    hidden: bool = False
    align: str = ""
    after: int = 1
    font: int = -1


@dataclass
class _Row:
    """Cells of a table's row, and how each is merged with others."""

    cells: list[str] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    marked: bool = False


def read(data: bytes) -> Content:
    """The content of a rich text file.

    Raises:
        UnreadableDocument: its groups lie within each other too deep.
    """
    return _Reader().read(data.decode("latin-1"))


class _Reader:
    def __init__(self) -> None:
        self._draft = Draft()
        self._state = _State()
        self._above: list[_State] = []
        self._encoding = "cp1252"
        self._fonts: dict[int, str] = {}
        self._levels: dict[int, int] = {}
        self._metadata: dict[str, str] = {}
        self._bytes = bytearray()
        self._skip = 0
        self._high = 0
        # The words of each destination, and of the paragraph that is read: (align, text).
        self._words: dict[str, str] = {}
        self._said: list[tuple[str, str]] = []
        self._notes: list[str] = []
        self._kept: list[tuple[list[tuple[str, str]], int | None, bool]] = []
        self._style, self._in_table = 0, False
        self._level: int | None = None
        self._row = _Row()
        self._rows: list[_Row] = []
        self._merge = ""

    def read(self, text: str) -> Content:
        for token in self._tokens(text):
            if token["byte"] is None:
                self._flush()
            if token["brace"] == "{":
                self._open()
            elif token["brace"]:
                self._close()
            elif token["byte"] is not None:
                if self._counts():
                    self._bytes.append(int(token["byte"], 16))
            elif token["text"] is not None:
                cut = min(self._skip, len(token["text"]))
                self._skip -= cut
                self._write(token["text"][cut:].encode("latin-1").decode(self._codec(), "replace"))
            elif token["sign"] is not None:
                self._sign(token["sign"])
            elif token["word"] is not None:
                self._word(token["word"], int(token["number"]) if token["number"] else None)
        self._flush()
        self._end_paragraph()
        self._end_table()
        for number, note in enumerate(self._notes, start=1):
            if number == 1:
                self._draft.enter(0, "Footnotes")
            self._draft.paragraph(f"[{number}] {note}")
        date = self._metadata.pop("date", "")
        return headed(self._draft.content(self._metadata.pop("title", ""), {**self._metadata, "date": date}))

    def _tokens(self, text: str) -> Iterator[re.Match[str]]:
        at = 0
        while token := _TOKEN.match(text, at):
            at = token.end()
            # Bytes of a picture follow as they are.
            if token["word"] == "bin" and token["number"]:
                at += max(0, int(token["number"]))
            yield token

    def _counts(self) -> bool:
        """Whether a character is read; not where it stands for one before it."""
        self._skip -= (skipped := self._skip > 0)
        return not skipped

    def _open(self) -> None:
        if len(self._above) > _DEEPEST:
            raise UnreadableDocument(f"nests its groups more than {_DEEPEST:,} deep: not read")
        self._above.append(self._state)
        self._skip = 0

    def _close(self) -> None:
        if not self._above:
            return
        place, self._state = self._state.place, self._above.pop()
        self._skip = 0
        if place == "footnote" and self._state.place != "footnote":
            words = _joined(self._said)
            self._said, self._level, self._in_table = self._kept.pop()
            self._notes.append(" ".join(words.split()))
            self._said.append(("note", str(len(self._notes))))
        elif place in _INFO and self._state.place is None:
            self._metadata[_INFO[place]] = self._words.pop(place, "")
        elif place == "stylesheet":
            name = self._words.pop("stylesheet", "").strip("; ").lower()
            if found := re.fullmatch(r"heading ([1-9])", name):
                self._levels[self._style] = int(found[1])
            elif name == "title":
                self._levels[self._style] = 0
            self._style = 0

    def _sign(self, sign: str) -> None:
        if sign == "*":
            self._state = replace(self._state, place="*" if self._state.place is not None else None)
        elif sign in "\r\n":
            self._end_paragraph()
        elif sign in _SIGNS and self._counts():
            self._write(_SIGNS[sign])

    def _word(self, word: str, number: int | None) -> None:
        on = number != 0
        state = self._state
        if state.place == "*" and word not in _KEPT:
            self._state = replace(state, place=None)
            return
        match word:
            case "u":
                self._unicode(number or 0)
            case "uc":
                self._state = replace(state, after=max(0, number or 0))
            case "ansicpg":
                with suppress(LookupError):
                    self._encoding = codecs.lookup(f"cp{number}").name
            case "mac":
                self._encoding = "mac_roman"
            case "f":
                self._state = replace(state, font=number or 0)
            case "fcharset" if state.place == "fonttbl":
                self._fonts[state.font] = _CHARSETS.get(number or 0, "")
            case "v" | "deleted" | "strike" | "striked":
                self._state = replace(state, hidden=on)
            case "super" | "sub" | "nosupersub":
                self._state = replace(state, align={"super": "up", "sub": "down"}.get(word, "") if on else "")
            case "plain":
                self._state = replace(state, hidden=False, align="")
            case "pard":
                self._level, self._in_table, self._style = None, False, 0
            case "s":
                self._style = number or 0
            case "outlinelevel" if state.place == "":
                self._level = (number or 0) + 1 if 0 <= (number or 0) < 9 else None
            case "intbl":
                self._in_table = True
            case "trowd":
                self._row.merged, self._row.marked, self._merge = [], False, ""
            case "trhdr":
                self._row.marked = True
            case "clmrg" | "clvmrg":
                self._merge = word
            case "cellx":
                self._row.merged.append(self._merge)
                self._merge = ""
            case "cell" | "nestcell":
                self._row.cells.append(" ".join(_joined(self._said).split()))
                self._said = []
            case "row" | "nestrow":
                self._rows.append(self._row)
                self._row = _Row(merged=self._row.merged)
            case "par" | "sect" | "page":
                self._end_paragraph()
            case "footnote" if state.place == "":
                self._kept.append((self._said, self._level, self._in_table))
                self._said = []
                self._state = replace(state, place="footnote", hidden=False, align="")
            case "yr" | "mo" | "dy" if state.place == "creatim":
                self._metadata["date"] = f"{self._metadata.get('date', '')}{'-' * (word != 'yr')}{number or 0:02}"
            case "fonttbl" | "stylesheet":
                self._state = replace(state, place=word)
            case "info":
                self._state = replace(state, place=None)
            case "creatim" if not state.place:
                self._state = replace(state, place=word)
            case _ if word in _INFO and state.place is None:
                self._state = replace(state, place=word)
            case _ if word in _ASIDE:
                self._state = replace(state, place=None)
            case _ if word in _KEPT:
                self._state = replace(state, place="" if state.place == "*" else state.place)
            case _ if word in _SIGNS and self._counts():
                self._write(_SIGNS[word])

    def _unicode(self, number: int) -> None:
        unit = number % 0x10000
        self._skip = self._state.after
        if 0xD800 <= unit < 0xDC00:
            self._high = unit
            return
        if 0xDC00 <= unit < 0xE000:
            unit = 0x10000 + ((self._high - 0xD800) << 10) + unit - 0xDC00 if self._high else 0xFFFD
        self._high = 0
        self._write(chr(unit))

    def _codec(self) -> str:
        return self._fonts.get(self._state.font) or self._encoding

    def _flush(self) -> None:
        """Writes the bytes that were waiting: in some encodings two are one character."""
        if self._bytes:
            said, self._bytes = bytes(self._bytes), bytearray()
            self._write(said.decode(self._codec(), "replace"))

    def _write(self, text: str) -> None:
        place = self._state.place
        if not text or place in (None, "*", "creatim", "fonttbl") or self._state.hidden:
            return
        if place in ("", "footnote"):
            self._said.append((self._state.align, text))
        else:
            self._words[place] = self._words.get(place, "") + text

    def _end_paragraph(self) -> None:
        if self._state.place == "footnote" or self._in_table:
            self._said.append(("", "\n"))
            return
        if self._state.place != "":
            return
        text, self._said = _joined(self._said), []
        self._end_table()
        level = self._levels.get(self._style) if self._level is None else self._level
        if level is None:
            self._draft.paragraph(text)
        elif text.strip():
            self._draft.heading(level, text)
            if level == 0:
                self._metadata.setdefault("title", " ".join(text.split()))

    def _end_table(self) -> None:
        if not self._rows:
            return
        rows: list[list[str]] = []
        for row in self._rows:
            above = rows[-1] if rows else []
            cells: list[str] = []
            for column, cell in enumerate(row.cells):
                merge = row.merged[column] if column < len(row.merged) else ""
                if merge == "clmrg" and cells:
                    cells.append(Left(cells[-1]))
                elif merge == "clvmrg" and column < len(above):
                    cells.append(Above(above[column]))
                else:
                    cells.append(cell)
            rows.append(cells)
        marked = next((number for number, row in enumerate(self._rows) if row.marked), None)
        self._rows = []
        if max(map(len, rows)) < 2:
            for cell in (cell for cells in rows for cell in cells):
                self._draft.paragraph(cell)
        else:
            self._draft.table(rows, head(rows, expected=False, marked=marked))


def _joined(said: list[tuple[str, str]]) -> str:
    """Text with its raised and lowered parts in a form that one line can hold."""
    out = ""
    waiting: list[tuple[str, str]] = []
    for align, text in said:
        if waiting and waiting[-1][0] == align:
            waiting[-1] = align, waiting[-1][1] + text
        else:
            waiting.append((align, text))
    for align, text in waiting:
        if align == "note":
            out += f"[{text}]"
        elif align:
            out += (raised if align == "up" else lowered)(text, out[-20:])
        else:
            out += text
    return out
