"""Quotes graded over a library of 100,000 passages, end to end: how soon, and how rightly. All texts are made.

``python -m benchmarks.grading --passages 10000 --invented 1000 --each 50`` is a quick look.
"""

import argparse
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

from assistant.evaluation.answers import Grade
from assistant.evaluation.answers.given import Citation, GivenAnswer
from assistant.evaluation.answers.grounds import IndexSources
from assistant.evaluation.answers.judging import judge
from benchmarks.damage import DAMAGES, paragraph
from benchmarks.measuring import Measured, percentiles, resident_megabytes, tell
from benchmarks.texts import RandomEmbedder
from index.documents import Content, Document, digest
from index.embedding import open_embedder
from index.index import Index

#: Paragraphs of a document, and made sentences of each: about a passage.
_PARAGRAPHS, _SENTENCES = 50, 6
#: What a quote may take, in the words of the issue it stands in.
_WANTED = "< 50 ms"


def main() -> None:
    """Fills a library and grades quotes of every kind."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.grading", description=__doc__)
    parser.add_argument("--passages", type=int, default=100_000, help="how large the library is")
    parser.add_argument("--invented", type=int, default=10_000, help="how many invented quotes are graded")
    parser.add_argument("--each", type=int, default=500, help="how many quotes of every other kind")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        index = Index.open_or_create(Path(folder) / "library", RandomEmbedder(open_embedder()))
        passages = _fill(index, given.passages)
        with index.view() as view:
            ground = IndexSources(view)
            rows = [row for kind in DAMAGES for row in _graded(kind, ground, given, passages)]
        rows.append(Measured("memory after grading", resident_megabytes(), "MB"))
        index.close()
    tell(rows)


def _fill(index: Index, passages: int) -> int:
    """Adds made documents until there are so many passages; gives their number."""
    made, number = 0, 0
    while made < passages:
        batch = [_document(number + each) for each in range(min(100, 1 + (passages - made) // _PARAGRAPHS))]
        index.add(*batch)
        number += len(batch)
        made = sum(entry.passages for entry in index.documents())
    return made


def _document(number: int) -> Document:
    """Always the same one for a number."""
    chance = Random(number)
    text = "\n\n".join(paragraph(number * _PARAGRAPHS + each, chance, _SENTENCES) for each in range(_PARAGRAPHS))
    name = f"book {number}"
    return Document(digest(name.encode())[:16], name, digest(text.encode()), Content(text, (), name))


def _graded(kind: str, ground: IndexSources, given: argparse.Namespace, passages: int) -> Iterator[Measured]:
    """How long quotes with one kind of damage take, how many were graded otherwise than they must be, and how many exact."""
    damage, right = DAMAGES[kind]
    chance = Random(kind)
    seconds: list[float] = []
    wrong = exact = 0
    documents = passages // _PARAGRAPHS // 2
    for _ in range(given.invented if kind == "invented" else given.each):
        text = _document(chance.randrange(documents)).text.split("\n\n")[chance.randrange(_PARAGRAPHS)]
        quote = damage(_three(text), chance)
        answer = GivenAnswer("1", "Which?", quote, (Citation(quote=quote),))
        began = time.perf_counter()
        (found,) = judge(answer, ground).quotes
        seconds.append(time.perf_counter() - began)
        wrong += found.grade not in right
        exact += found.grade in {Grade.EXACT, Grade.SAME}
    yield percentiles(f"grading a quote of some 300 characters over {passages:,} passages: {kind}", seconds, _WANTED)
    yield Measured(f"{kind}: graded wrongly, of {len(seconds):,}", wrong, "", "", "0")
    if right <= {Grade.ALTERED, Grade.ABSENT}:
        yield Measured(f"{kind}: graded exact or the same, of {len(seconds):,}", exact, "", "", "0")


def _three(text: str) -> str:
    """The first half of a paragraph."""
    ends = [place for place in range(len(text) - 1) if text[place] == "." and text[place + 1] == " "]
    return text[: ends[_SENTENCES // 2 - 1] + 1]


if __name__ == "__main__":
    main()
