"""Which newlines end something, and which only wrap a line: by what the lines say, and by their width where that helps.

Whether a newline wraps depends on the few lines around it alone, so a part of a text is cut as the whole is.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.documents import Span, trimmed

#: Wrapped text has lines of this width or less; a longer line was not wrapped.
WIDEST = 130
#: Code points of a section that are looked at on either side of a place in it.
_BESIDE = 1_500
#: Lines looked at on either side of a newline.
_AROUND = 5
#: Wrapped lines have this share of the widest one's width, most of them.
_NEARLY = 0.7

_ITEM = re.compile(r"\s*(?:[-*+•·▪◦–]|\(?[0-9]{1,3}[.)]|\(?[a-zA-Z][.)]|#{1,6}|>|\||```|~~~|<)(?:\s|(?<=[<|>`]))")
_SIGN = r"(?:[-*+•·▪◦–]|\(?[0-9]{1,3}[.)]|\(?[a-zA-Z][.)])\s"
_LISTED = re.compile(rf"\s*{_SIGN}")
_BEGINS_ITEM = re.compile(rf"^[^\S\n]*{_SIGN}", re.MULTILINE)
_LETTERED = re.compile(r"\s*\(?[A-Z][.)]\s")
_ENDED = re.compile(r"[.!?:;。！？：；…][\"'”’»)\]」』*_]*$")
_STAMP = re.compile(r"[\[(<]?(?:\d{1,4}[-./]\d{1,2}[-./]\d{1,4}|\d{1,2}:\d{2})\b")
_LABEL = re.compile(r"[^\W\d_][\w.'’&/-]*(?: [\w.'’&/-]+){0,3}: ?(?:\S|$)")
#: "flux - keeps air from the joint": a term and what it means.
_TERM = re.compile(r"[^\W\d_][\w'’/-]*(?: [\w'’/-]+){0,3} [-–—=] \S")
#: "Wiring ........ 5", as in a table of contents.
_LEADER = re.compile(r"(?:\. ?){4,}\s*\S{0,12}$")
_DIGITS = re.compile(r"\d+")
_LETTERS = re.compile(r"[^\W\d_]+")
_CJK = re.compile(r"[぀-ヿ㐀-䶿一-鿿豈-﫿！-｠、。「」]")
_OPEN = frozenset(
    "a an the of on in at to by for from with and or but nor that which who whose is are was were be been has have had"
    " as than into onto over under between its his her their our your my this these those not no any each every such"
    " shall must mr mrs ms dr st".split()
)
#: First parts that keep their hyphen where a line ends after it.
_COMPOUND = frozenset("well self non long short high low half ex all cross mid part full two three four five".split())


@dataclass(frozen=True, slots=True)
class Joint:
    """A newline that only wraps a line.

    Attributes:
        start, end: the stretch that stands for nothing: the newline with the white space around it, and a hyphen
            that was set there only because the line ended.
        between: what a reader reads in its place: a blank, or nothing.
    """

    start: int
    end: int
    between: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that belong together.

    Attributes:
        record: whether it is one line among others made alike, as in a log.
    """

    span: Span
    joints: tuple[Joint, ...] = ()
    record: bool = False


def paragraphs(text: str, start: int = 0, end: int | None = None) -> Iterator[Paragraph]:
    """The paragraphs of a stretch of ``text``, in order: every code point that is not white space is in one of them.

    What lies around the stretch is looked at, too, but no paragraph reaches beyond it.
    """
    end = len(text) if end is None else end
    low, high = _widened(text, start, end)
    lines = list(_lines(text, low, high))
    begin: int | None = None
    joints: list[Joint] = []
    record = False
    for number, (at, line) in enumerate(lines):
        stop = at + len(line)
        if line.strip() and stop > start and at < end:
            begin = max(start, at + len(line) - len(line.lstrip())) if begin is None else begin
            alike = number + 1 < len(lines) and _alike(lines, number)
            record = record or alike or (number > 0 and _alike(lines, number - 1))
            joint = _joint(lines, number) if number + 1 < len(lines) and not alike else None
            if joint and joint.end < end:
                joints.append(joint)
                continue
            if span := trimmed(text, begin, min(end, stop)):
                yield Paragraph(span, tuple(j for j in joints if span.start < j.start), record and not joints)
        begin, joints, record = None, [], False


def paragraphs_at(text: str, place: Span, start: int = 0, end: int | None = None) -> Iterator[Paragraph]:
    """Those of the :func:`paragraphs` of a stretch that share a code point with ``place``.

    No paragraph goes on past an empty line, so what lies beyond the next on either side costs nothing.
    """
    end = len(text) if end is None else end
    before, after = text.rfind("\n\n", start, place.start), text.find("\n\n", place.end, end)
    low, high = start if before < 0 else before + 1, end if after < 0 else after + 1
    return (each for each in paragraphs(text, low, high) if each.span.meets(place))


def paragraphs_beside(text: str, place: Span, within: Span) -> Iterator[Paragraph]:
    """The :func:`paragraphs` of a section at a place in it, and some on either side: a section may be a whole book."""
    return paragraphs(text, max(within.start, place.start - _BESIDE), min(within.end, place.end + _BESIDE))


def unwrapped(text: str) -> str:
    """``text`` with a blank for each newline that only wraps a line; every offset stays the same."""
    parts, start = [], 0
    for paragraph in paragraphs(text):
        for joint in paragraph.joints:
            newline = text.index("\n", joint.start)
            parts += [text[start:newline], " "]
            start = newline + 1
    return "".join([*parts, text[start:]])


def is_item(paragraph: str) -> bool:
    """Whether a paragraph is an item of a list."""
    return _LISTED.match(paragraph) is not None


def may_list(text: str) -> bool:
    """Whether any line begins as an item of a list does: without one no paragraph is an item."""
    return _BEGINS_ITEM.search(text) is not None


def is_open(line: str) -> bool:
    """Whether a line ends with a word that something must follow."""
    return line.rstrip().rpartition(" ")[2].lower() in _OPEN


def _widened(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch, extended by the lines that are looked at on either side."""
    low, high = start, end
    for _ in range(2 * _AROUND):
        if low > 0:
            bound = max(0, low - 2 * WIDEST)
            low = max(bound, text.rfind("\n", bound, low - 1) + 1)
        if high < len(text):
            found = text.find("\n", high + 1, high + 2 * WIDEST)
            high = found if found > 0 else min(len(text), high + 2 * WIDEST)
    return low, high


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    for line in text[start:end].split("\n"):
        yield start, line
        start += len(line) + 1


Lines = Sequence[tuple[int, str]]


def _near(lines: Lines, number: int) -> list[str]:
    """The lines around the newline after line ``number``, as far as no blank line parts them from it."""
    first = last = number
    while first > max(0, number - _AROUND) and lines[first - 1][1].strip():
        first -= 1
    while last + 1 < min(len(lines), number + 2 + _AROUND) and lines[last + 1][1].strip():
        last += 1
    return [line.strip() for _, line in lines[first : last + 1]]


def _alike(lines: Lines, number: int) -> bool:
    """Whether line ``number`` and the next are records of one form, not lines of one text."""
    before, after = lines[number][1].strip(), lines[number + 1][1].strip()
    if not before or not after:
        return False
    if (shape := _shape(after)) and shape == _shape(before):
        return True
    if any(2 <= before.count(sign) == after.count(sign) for sign in "\t|;"):
        return True
    if _STAMP.match(after) and (_STAMP.match(before) or any(map(_STAMP.match, _near(lines, number)[:-1]))):
        return any(line != after and _STAMP.match(line) is not None for line in _near(lines, number))
    if _TERM.match(after) and _TERM.match(before):
        # A dash near the beginning of two lines of running text is chance.
        near = _near(lines, number)
        return 2 * sum(map(bool, map(_TERM.match, near))) >= len(near)
    return _LABEL.match(after) is not None and _LABEL.match(before) is not None


def _shape(line: str) -> str | None:
    """How a line begins, where it begins with a code or a count: "Berth 12" and "Berth 9" begin alike."""
    words = line.split(None, 2)[:2]
    if not words:
        return None
    if any(c.isdigit() for c in words[0]):
        return _DIGITS.sub("9", _LETTERS.sub("a", words[0]))
    if len(words) > 1 and any(c.isdigit() for c in words[1]) and not words[0].islower():
        return f"{words[0]} {_DIGITS.sub('9', _LETTERS.sub('a', words[1]))}"
    return None


def _joint(lines: Lines, number: int) -> Joint | None:
    """How line ``number`` goes on in the next; None where it ends there."""
    start, line = lines[number]
    begins, after = lines[number + 1]
    before, next_ = line.rstrip(), after.lstrip()
    if not before.strip() or not next_ or len(before) > WIDEST or _LEADER.search(before[-80:]):
        return None
    end = begins + len(after) - len(next_)
    stop = start + len(before)
    if _ITEM.match(after):
        return Joint(stop, end, " ") if _is_initial(before, lines, number) else None
    first = next_.split(None, 1)[0]
    if before[-1] in "-‐\xad" and len(before) > 1 and before[-2].isalpha() and first[0].islower():
        part = re.split(r"[^\w]", before[:-1])[-1].lower()
        return Joint(stop if part in _COMPOUND else stop - 1, end, "")
    near = _near(lines, number)
    width = max(len(each) for each in near if len(each) <= WIDEST)
    if _CJK.match(before[-1]) and _CJK.match(first[0]):
        full = len(before.strip()) >= 0.8 * width and width >= _AROUND
        return Joint(stop, end, "") if full and not _ENDED.search(before) else None
    if _wraps(before.strip(), first, next_, near, width):
        return Joint(stop, end, " ")
    return None


def _is_initial(before: str, lines: Lines, number: int) -> bool:
    """Whether the next line begins with a name's first letter: a full line goes on in it, and none near is marked so."""
    near = _near(lines, number)
    full = 2 * len(before) >= max(map(len, near)) and before[-1].islower()
    return (
        full and _LETTERED.match(lines[number + 1][1]) is not None and sum(map(bool, map(_LETTERED.match, near))) == 1
    )


def _wraps(before: str, first: str, after: str, near: Sequence[str], width: int) -> bool:
    if _LABEL.match(after) and (first[0].isupper() or _ENDED.search(before)):
        return False
    running = any(line[0].islower() and "@" not in line.split(None, 1)[0] for line in near[1:])
    prose = width >= 40 or any(line[-1] in ".,;-" or line[0].isupper() for line in near)
    ended = _ENDED.search(before) is not None
    if not ended and prose and 2 * len(before) >= width and width > 2 * _AROUND:
        last = before.rsplit(None, 1)[-1].lower()
        goes_on = (first[0].islower() and "@" not in first) or (first[0] in "\"'“‘(" and first[1:2].islower())
        if goes_on or last in _OPEN or (before[-1] in ",(–—/&" and running):
            return True
    # A line is full where the next word would not have fitted in, among others that are nearly as long.
    full = len(before) + 1 + len(first) > width and 2 * len(before) >= width >= 2 * _AROUND
    return (
        full
        and running
        and prose
        and before[-1] != ":"
        and 2 * sum(len(line) >= _NEARLY * width for line in near) >= len(near)
    )
