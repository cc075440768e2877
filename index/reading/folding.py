"""One spelling for what Unicode spells in several ways, with the way back."""

import re
import unicodedata
from collections.abc import Iterator

#: What is set but not read: soft hyphens, zero-width blanks, marks of direction.
_SILENT = re.compile("[\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
#: Raised and lowered signs stay: without them 1877⁴ would read 18774.
RAISED = re.compile("[²³¹⁰-₞ᵃ-ᵪªº]")
#: A character with the marks that are set on it.
_CLUSTER = re.compile("(?s:.)[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a]*")


def folded(text: str) -> Iterator[tuple[str, int, int]]:
    """``text`` in one form (NFKC, without what is silent), by characters: each with the stretch it was written in."""
    for cluster in _CLUSTER.finditer(text):
        signs = cluster[0]
        form = signs if RAISED.match(signs) else _SILENT.sub("", unicodedata.normalize("NFKC", signs))
        if form:
            yield form, cluster.start(), cluster.end()
