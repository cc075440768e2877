"""Whole sentences around a place in a text. The only file that knows the sentence segmenter."""

import re
from collections.abc import Iterator, Sequence

import sentencex

from index.documents import Document, Span, trimmed
from index.reading import Paragraph, paragraphs, paragraphs_at

#: Code points looked at on either side; a sentence that reaches further is cut there.
_REACH = 2_000

#: What ends with a full stop that ends no sentence, before anything; or before what does not begin one.
_GOES_ON = re.compile(
    r"(?:\b(?:et al|[Nn]os?|[Ff]igs?|[Vv]ols?|[Pp]p?|[Aa]rts?|[Ss]ecs?|[Cc]h|[Ee]ds?|[Aa]pprox|[Cc]f|[Ii]ncl|[Ee]xcl|"
    r"[Tt]el|Mt|St|ca|vs|e\.g|i\.e|resp|Nr|Abs|Ziff)|(?<![^\W\d_])[A-Z])\.$"
)
_INITIALS = re.compile(r"(?:\b[A-Z]\.[ -]?|\b[A-Z][\w’'-]+ )[A-Z]\.$")
#: What is left of a reference before a sentence: its number in brackets or raised, a closing bracket.
_REMNANT = re.compile(r"(?:\[[\d,–\- ]{1,12}\]|\(\d{1,3}\)(?=\s+[A-Z])|[⁰¹²³⁴-⁹]{1,4}|[)\],;])[.,;]?\s*")


def sentences(text: str) -> list[Span]:
    """The spans of the sentences of ``text``, without white space at their ends.

    Every code point that is not white space lies in exactly one. A newline that does not merely
    wrap a line ends a sentence: headings and list items often have no full stop.
    """
    return [span for each in paragraphs(text) for span in _cut(text, each)]


def sentences_around(document: Document, span: Span) -> Span:
    """The shortest run of whole sentences that holds ``span``, within its section; all of a row or a record."""
    section = document.section_at(span.start)
    low, high = (section.span.start, section.span.end) if section else (0, len(document.text))
    if section and section.single and high - low <= _REACH:
        return Span(min(low, span.start), max(high, span.end))
    low, high = max(low, span.start - _REACH), min(max(high, span.end), span.end + _REACH)
    held: list[Span] = []
    for each in paragraphs_at(document.text, span, low, high):
        held += [each.span] if each.record else [s for s in _cut(document.text, each) if s.meets(span)]
    if not held:
        return span
    return Span(min(held[0].start, span.start), max(held[-1].end, span.end))


def _cut(text: str, paragraph: Paragraph) -> Iterator[Span]:
    """The sentences of a paragraph."""
    # A NUL would end the segmenter's view; offsets stay when it sees a blank instead. Nor are newlines any ends here.
    words = paragraph.span.of(text).replace("\0", " ").replace("\n", " ")
    ends = [int(boundary["end_index"]) for boundary in sentencex.get_sentence_boundaries("en", words)]
    start = 0
    for end in _ends(words, ends):
        if span := trimmed(text, paragraph.span.start + start, paragraph.span.start + end):
            yield span
        start = end


def _ends(words: str, found: Sequence[int]) -> Iterator[int]:
    """The ends that are ends: none after an abbreviation, and a reference's remnant belongs to what it refers from."""
    for end in found:
        if end >= len(words):
            break
        before, after = words[:end].rstrip()[-80:], words[end:].lstrip()
        if _GOES_ON.search(before) and (
            not after[:1].isupper() or _INITIALS.search(before) or re.match(r"[A-Z]\. ?", after)
        ):
            continue
        if (remnant := _REMNANT.match(words, end + len(words[end:]) - len(after))) and remnant.end() < len(words):
            end = remnant.end()  # noqa: PLW2901 - the same end, moved
        yield end
    yield len(words)
