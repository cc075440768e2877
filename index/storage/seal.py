"""A digest over everything a library knows of one document, the same whichever engine keeps it."""

import hashlib
import json
from collections.abc import Sequence

import numpy as np

from index.documents import Document, Span
from index.storage.sections import sealed_sections


def seal(document: Document, spans: Sequence[Span], vectors: np.ndarray) -> str:
    """SHA-256, in hexadecimal.

    Args:
        vectors: of the passages at ``spans``, shape (len(spans), dimension); taken at 16 bits a number,
            which is what every engine keeps at least.
    """
    content = document.content
    described = [
        *(document.id, document.source, document.source_digest, document.digest, content.title),
        sealed_sections(content.sections),
        sorted(content.metadata.items()),
        [(span.start, span.end) for span in spans],
    ]
    halves = np.ascontiguousarray(vectors, dtype="<f2").tobytes()
    return hashlib.sha256(json.dumps(described).encode() + b"\0" + halves).hexdigest()
