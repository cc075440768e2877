"""Whole sentences around a place in a text. The only file that knows the sentence segmenter."""

import sentencex

from index.documents import Document, Span, trimmed
from index.reading.lines import unwrapped

#: Code points looked at on either side; a sentence that reaches further is cut there.
_REACH = 2_000


def sentences(text: str) -> list[Span]:
    """The spans of the sentences of ``text``, without white space at their ends.

    Every code point that is not white space lies in exactly one. A newline that does not merely
    wrap a line ends a sentence: headings and list items often have no full stop.
    """
    found: list[Span] = []
    start = 0
    for line in unwrapped(text).split("\n"):
        # A NUL would end the segmenter's view of the line; offsets stay when it sees a blank instead.
        for boundary in sentencex.get_sentence_boundaries("en", line.replace("\0", " ")):
            begin, end = start + boundary["start_index"], start + boundary["end_index"]
            if span := trimmed(text, begin, end):
                found.append(span)
        start += len(line) + 1
    return found


def sentences_around(document: Document, span: Span) -> Span:
    """The shortest run of whole sentences that holds ``span``, within its section."""
    section = document.section_at(span.start)
    low, high = (section.span.start, section.span.end) if section else (0, len(document.text))
    low, high = max(low, span.start - _REACH), min(max(high, span.end), span.end + _REACH)
    held = [s for each in sentences(document.text[low:high]) if (s := each.shifted(low)).meets(span)]
    if not held:
        return span
    return Span(min(held[0].start, span.start), max(held[-1].end, span.end))
