"""``python -m training.reader.written --out FOLDER``: the questions on written documents as training files.

Each question is put to passages of its library as a search brings them and as readers read them: the one that holds
its answer, and the nearest ones that do not.
"""

import argparse
import html
import json
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from index.documents import Passage, Span
from index.embedding import Embedder, open_embedder
from index.index import Index
from index.reading import ReadingText, readings

#: Libraries of invented documents, each folder with questions of its own.
WRITTEN = Path(__file__).parent.parent / "written"
#: Passages a search brings for a question - all, in libraries so small - and how many nearest without its answer are kept.
_DEPTH, _NEAR = 100, 2
_WORD, _TAG = re.compile(r"\w+"), re.compile(r"</?[a-zA-Z][^<>]*>")


@dataclass(frozen=True)
class WrittenQuestion:
    """A question to a library.

    Attributes:
        answer: empty where no document answers.
        around: words of a document that hold the answer and stand nowhere else, or such as look most like one.
    """

    question: str
    answer: str
    around: str


def asked(library: Path) -> list[WrittenQuestion]:
    """The questions of a library."""
    found = map(json.loads, (library / "questions.jsonl").read_text(encoding="utf-8").splitlines())
    return [
        WrittenQuestion(
            each["question"], _bare(each["answer"] or ""), _bare(each["in" if each["answer"] else "near"] or "")
        )
        for each in found
    ]


def _bare(words: str) -> str:
    """Words of a document without the tags of a page among them."""
    return html.unescape(_TAG.sub(" ", words))


@lru_cache  # each passage of a document asks for the same
def place(text: str, answer: str, around: str) -> Span | None:
    """Where an answer stands in a document; None where it does not.

    What a file's format puts between words (bars, commas, tags) is not in the document, so words are compared.
    """
    found = [each.span() for each in _WORD.finditer(text)]
    said = [text[a:b] for a, b in found]
    words, wanted = _WORD.findall(around), _WORD.findall(answer)
    within = _index(words, wanted)
    at = _index(said, words)
    if not wanted or within is None or at is None:
        return None
    start, end = found[at + within][0], found[at + within + len(wanted) - 1][1]
    # Marks belong to it where the document has them as the answer has: "7.5 %", "(none)".
    before, after = _marks(answer)
    return Span(start - len(before) * text[:start].endswith(before), end + len(after) * text.startswith(after, end))


def _marks(answer: str) -> tuple[str, str]:
    """What stands before an answer's first word and after its last."""
    words = list(_WORD.finditer(answer))
    return answer[: words[0].start()], answer[words[-1].end() :]


def _index(words: list[str], wanted: list[str]) -> int | None:
    """Where a run of words begins."""
    return next((i for i in range(len(words) - len(wanted) + 1) if words[i : i + len(wanted)] == wanted), None)


def examples(library: Path, embedder: Embedder) -> Iterator[tuple[ReadingText, str, tuple[int, int] | None]]:
    """What is read, the question put to it, and where in it the answer stands, if it does.

    Left out are questions whose answer stands in what is not read, such as what a mail quotes of another.
    """
    with Index.temporary(library / "docs", embedder) as index:
        index.sync([library / "docs"])
        for each in asked(library):
            read = [
                (hit.passage, text) for hit in index.search(each.question, _DEPTH) for text in readings(hit.passage)
            ]
            holding = [(text, found) for passage, text in read if (found := _within(passage, text, each))]
            if each.answer and not holding:
                print(f"{library.name}: no passage holds what is asked by {each.question!r}", file=sys.stderr)
                continue
            yield from ((text, each.question, found) for text, found in holding[:1])
            said = each.answer.casefold()
            near = [(passage, text) for passage, text in read if not said or said not in text.text.casefold()]
            # Python's sort keeps the order of the search among the others.
            near.sort(key=lambda pair: not _standing(pair[0], pair[1], each.around, each.around))
            yield from ((text, each.question, None) for _, text in near[:_NEAR])


def _within(passage: Passage, text: ReadingText, asked: WrittenQuestion) -> tuple[int, int] | None:
    """Where in what is read of a passage the answer stands; None where it does not, or not in full."""
    span = place(passage.document.text, asked.answer, asked.around)
    stands = _standing(passage, text, asked.answer, asked.around)
    if span is None or not stands or text.starts[stands[0]] > span.start or text.ends[stands[-1]] < span.end:
        return None
    return stands[0], stands[-1] + 1


def _standing(passage: Passage, text: ReadingText, words: str, around: str) -> list[int]:
    """The code points of what is read of a passage that stand for some of the words."""
    span = place(passage.document.text, words, around)
    if span is None or not passage.span.meets(span):
        return []
    places = zip(text.answering, text.starts, text.ends, strict=True)
    return [
        at for at, (stretch, start, end) in enumerate(places) if stretch >= 0 and start < span.end and span.start < end
    ]


def squad(found: Iterable[tuple[str, ReadingText, str, tuple[int, int] | None]]) -> dict[str, object]:
    """Examples, each behind its library's name, in the SQuAD 2.0 format, with the lead of each passage beside it."""
    articles: dict[str, dict[tuple[str, str], list[object]]] = {}
    for number, (title, text, question, at) in enumerate(found):
        first = len(text.text) - len(text.body)
        answers = [{"text": text.text[slice(*at)], "answer_start": at[0] - first}] if at else []
        asked = {"id": f"written-{number}", "question": question, "answers": answers, "is_impossible": not answers}
        articles.setdefault(title, {}).setdefault((text.lead, text.body), []).append(asked)
    return {
        "data": [
            {
                "title": title,
                "paragraphs": [{"lead": lead, "context": body, "qas": qas} for (lead, body), qas in paragraphs.items()],
            }
            for title, paragraphs in articles.items()
        ]
    }


def main() -> None:
    """Writes two files: what is answered, and what is not."""
    parser = argparse.ArgumentParser(prog="python -m training.reader.written", description=__doc__)
    parser.add_argument("--libraries", type=Path, default=WRITTEN, help="folder of the libraries")
    parser.add_argument("--out", type=Path, required=True, help="folder of the training files")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    embedder = open_embedder()
    libraries = sorted(path.parent for path in given.libraries.rglob("questions.jsonl"))
    found = [(library.name, *each) for library in libraries for each in examples(library, embedder)]
    for name, answerable in (("written-answerable", True), ("written-unanswerable", False)):
        kept = [each for each in found if bool(each[3]) == answerable]
        (given.out / f"{name}.json").write_text(json.dumps(squad(kept)), encoding="utf-8")
        print(f"{name}: {len(kept)}")


if __name__ == "__main__":
    main()
