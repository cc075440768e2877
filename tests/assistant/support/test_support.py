"""Support means the same in every library."""

from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.reader import Reader
from index.documents import Content, Document, digest
from index.index import Index

QUESTIONS = ["Who keeps the mill at Larkmoor?", "When did the mill close?", "Who bought the ferry?"]
MILL = "The mill at Larkmoor is kept by Ada Finch. It ground barley until 1931, when the river was dammed."


def document(name: str, text: str) -> Document:
    return Document(digest(name.encode())[:16], name, digest(text.encode()), Content(text))


def test_what_else_lies_in_the_library_does_not_change_the_support_of_a_quote(
    tmp_path: Path, tiny_embedder, tiny_reader: Reader
) -> None:
    with Index.temporary(tmp_path, tiny_embedder) as index:
        index.add(document("mill.txt", MILL))
        assistant = Assistant(index, tiny_reader)
        before = [best(assistant, question) for question in QUESTIONS]
        index.add(*(document(f"{n}.txt", f"Bakery number {n} sells {n} loaves. Its oven is new.") for n in range(200)))
        for question, known in zip(QUESTIONS, before, strict=True):
            now = best(assistant, question)
            for place, support in now.items():
                assert support == pytest.approx(known.get(place, support), abs=0.02)
            assert now.keys() & known.keys()


def best(assistant: Assistant, question: str) -> dict[tuple[int, int], float]:
    """The support of every quote from the mill."""
    from assistant.support import judge

    with assistant.index.view() as view:
        hits = [hit for hit in view.search(question, 300) if hit.passage.document.source == "mill.txt"]
    found = judge(assistant.reader, assistant.policy, question, hits)
    return {(each.quote.span.start, each.quote.span.end): each.support for each in found}
