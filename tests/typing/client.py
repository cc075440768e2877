"""A strict client of the public doors: mypy checks it with the packages, and the tests run it.

What a client must not be able to write stands with the error that mypy has for it.
"""

from collections.abc import Sequence
from typing import assert_type

import numpy as np

import assistant
from assistant import Answer, Assistant, Candidate, Empty, Quote, Reader, ReaderIdentity, Reading, Refusal, to_json
from assistant import verify as verify_reply
from index import Document, Embedder, Hit, Index, ModelIdentity, Passage, Span, errors


class Letters:
    """An embedder of its own: how often each letter occurs."""

    identity = ModelIdentity("letters", "0" * 64, 26)
    window = 256

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """Unit vectors."""
        counts = np.array([[text.lower().count(chr(97 + i)) for i in range(26)] for text in texts], dtype=np.float32)
        lengths = np.linalg.norm(counts, axis=1, keepdims=True)
        return (counts / np.where(lengths == 0, 1, lengths)).astype(np.float32)

    def measure(self, text: str) -> int:
        """Words, for tokens."""
        return len(text.split())


class FirstWord:
    """A reader of its own: the first word answers everything."""

    identity = ReaderIdentity("first-word", "0" * 64)

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        """One reading for each passage."""
        del question
        return [Reading(each, (Candidate(_first(each), 1.0),)) for each in passages]


def _first(passage: Passage) -> Span:
    return Span(passage.span.start, passage.span.start + len(passage.text.split()[0]))


def use(index: Index) -> str:
    """Asks, looks at the reply by its type, and verifies it."""
    embedder: Embedder = Letters()
    reader: Reader = FirstWord()
    assert_type(index.search("king", where="path:*"), list[Hit])
    index.add(Document.from_text("notes://a", "Alfred was king.", metadata={"author": "Ann"}))
    try:
        reply = Assistant(index, reader).ask("Who was king?", where="path:notes*")
    except errors.QuothError as error:
        return str(error)
    match reply:
        case Answer(quotes=quotes):
            assert_type(quotes, tuple[Quote, ...])
            shown = quotes[0].text
        case Refusal(nearest=nearest):
            shown = nearest[0].text
        case Empty(filtered=filtered):
            shown = str(filtered)
    verdicts = verify_reply(to_json(reply), index)
    return f"{shown} {[verdict.standing for verdict in verdicts]} {embedder.identity.name}"


def misuse(index: Index) -> None:
    """What a type checker must not let pass."""
    index.search(7)  # type: ignore[arg-type]
    index.add("a text")  # type: ignore[arg-type]
    assistant.Anwser  # type: ignore[attr-defined] # noqa: B018
    Document.from_text("a.txt", "text", metadata={"year": 2020})  # type: ignore[dict-item]
