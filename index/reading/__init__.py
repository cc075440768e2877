"""Documents as models read them, with the way back to what people see.

What the models are given of a passage is its *reading text* (:class:`index.reading.text.ReadingText`): a pure
function of document and span. What would help a model and falsify a quote stands there, and only there. Readers of
formats therefore write canonical text as people see it, and say the rest in the fields of
:class:`index.documents.Section`:

``columns``, ``cells``
    the names of a row's cells and where the cells stand: read as "Team: Blues; Cups: 1".
``given``
    words that belong to the section and stand elsewhere: a merged cell's label ("Region: North"), the speaker, the
    question above an answer, a list's lead-in.
``unread``
    stretches inside a section that are no words of it: marks, addresses of links, what is struck out.
``quotable=False``
    a section that no answer may show: hidden things, comments, running headers. It is neither read nor found.
``record``
    one entry of many alike. Its lines are never joined with another's, and it is quoted whole. A row is one anyway.
``place``
    the place in words where page and row do not name it: a time, a cell, a line, a path in a data file.

What text itself says is found out here and needs no field: which newlines only wrap a line and which lines are
records (:mod:`index.reading.lines`); that a line which repeats the section's last heading, or ends as a question,
is no answer.
"""

from index.reading.days import MONTHS, named_days, respelled, spelled
from index.reading.lines import (
    Paragraph,
    is_item,
    is_open,
    may_list,
    paragraphs,
    paragraphs_at,
    paragraphs_beside,
    unwrapped,
)
from index.reading.text import (
    READING_VERSION,
    ReadingText,
    ends_as_question,
    is_question,
    reading,
    reading_text,
    readings,
)

__all__ = [
    "MONTHS",
    "READING_VERSION",
    "Paragraph",
    "ReadingText",
    "ends_as_question",
    "is_item",
    "is_open",
    "is_question",
    "may_list",
    "named_days",
    "paragraphs",
    "paragraphs_at",
    "paragraphs_beside",
    "reading",
    "reading_text",
    "readings",
    "respelled",
    "spelled",
    "unwrapped",
]
