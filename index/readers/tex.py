"""LaTeX, kept as written: its sections make the headings; commands and comments are no words."""

import re

from index.documents import Content, Span
from index.readers.encoding import decode
from index.readers.headed import sections, spans

_LEVELS = ("part", "chapter", "section", "subsection", "subsubsection", "paragraph")
_HEADING = re.compile(rf"^[ \t]*\\({'|'.join(_LEVELS)})\*?(?:\[[^\]\n]*\])?\{{([^{{}}\n]{{1,300}})\}}", re.MULTILINE)
_TITLE = re.compile(r"\\title\{([^{}\n]{1,300})\}")
_SAID = {"author": re.compile(r"\\author\{([^{}\n]{1,300})\}"), "date": re.compile(r"\\date\{([^{}\n]{1,100})\}")}
#: Commands with what steers them; the words in their braces stay.
_COMMAND = re.compile(
    r"(?<!\\)%[^\n]*|\\(?:begin|end|label|usepackage|documentclass|includegraphics|bibliography\w*|vspace|hspace)\*?"
    r"(?:\[[^\]\n]{0,200}\])?\{[^{}\n]{0,300}\}|\\[a-zA-Z]+\*?(?:\[[^\]\n]{0,200}\])?|[{}]"
)


def read(data: bytes) -> Content:
    """The content of a LaTeX file; what stands before the document itself is never quoted."""
    text, encoding = decode(data)
    begin = text.find("\\begin{document}")
    title = _TITLE.search(text)
    fields = {key: found[1] for key, pattern in _SAID.items() if (found := pattern.search(text))}
    marks = [(m.start(), _LEVELS.index(m[1]) + 1, m[2]) for m in _HEADING.finditer(text) if m.start() > begin]
    hidden = [Span(0, begin)] if begin > 0 else []
    under = sections(text, marks, unread=spans(_COMMAND, text), hidden=hidden)
    return Content(text, under, title[1] if title else None, {"encoding": encoding, **fields})
