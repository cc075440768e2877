"""Gathers evidence on labelled sets of several kinds: ``python -m training.evidence --reader careful``.

Each question is asked as the assistant asks it, and what it judges by is written down, a line of JSON a question: the
fit of the support (:mod:`training.fitting`) then takes seconds. An interrupted run goes on where it stopped.
"""

import argparse
import json
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path

from assistant.assistant import DEPTH
from assistant.evaluation.asking import Gold, Oracle
from assistant.evaluation.datasets import Question, load_squad
from assistant.evaluation.indexing import articles, index_articles
from assistant.evaluation.metrics import holds
from assistant.evaluation.runs import fiftieths, spread
from assistant.reader import CAREFUL, Candidate, Reader, open_reader
from assistant.support import Evidence, SupportPolicy, gather_evidence, parts
from index.documents import Content, Document, Passage, Span, digest
from index.embedding import Embedder, open_embedder
from index.index import Index
from index.reading import reading
from index.search import Hit

DATA = Path("../shared/data/dev")
#: Documents as people have them, each folder with questions of its own; all of it is invented.
EVERYDAY = Path(__file__).parent / "everyday"
#: How a question is asked: of an index of the whole set, or with its own paragraph given.
OPEN, GIVEN = "open", "given"
#: Kind, file, way and most questions of each set.
SETS = (
    ("medicine", "covid-qa.json.gz", OPEN, 144),
    ("contracts", "cuad-contracts.json.gz", GIVEN, 160),
    ("manual", "tv-manual.json.gz", OPEN, 100),
    ("encyclopaedia", "squad2-dev-12-articles.json.gz", OPEN, 140),
    ("encyclopaedia", "squad2-dev-12-articles.json.gz", GIVEN, 150),
)
#: Kinds whose documents say one thing in many places, of which one is labelled: there a candidate of an answerable
#: question counts as right. Of 11 such "wrong" places looked at, 8 answered as well as the labelled one.
MANY_PLACES = frozenset({"manual"})


@dataclass(frozen=True)
class Seen:
    """One candidate as it was judged; spans count from the beginning of ``context``.

    Attributes:
        part: which part of the passages it was read in, counted from 0.
        right: whether its quote holds a gold answer where that stands.
    """

    context: str
    lead: str
    passage: tuple[int, int]
    quoted: tuple[int, int]
    answer: tuple[int, int]
    logit: float
    quick: float | None
    similarity: float
    part: int
    right: bool

    def evidence(self, question: str) -> Evidence:
        """What the signals are computed from."""
        document = Document("0" * 16, "", digest(self.context.encode()), Content(self.context, (), self.lead or None))
        hit = Hit(Passage(0, document, Span(*self.passage)), 0.0, self.similarity, 0.0)
        candidate = Candidate(Span(*self.answer), self.logit, self.quick)
        return Evidence(question, hit, candidate, Span(*self.quoted))


@dataclass(frozen=True)
class Record:
    """A question and all that was seen for it."""

    kind: str
    way: str
    id: str
    question: str
    answerable: bool
    seen: tuple[Seen, ...]

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it one of its kind."""
        return self.kind, self.way, self.id


def read_records(path: Path) -> list[Record]:
    """The records of a file; none where there is no file."""
    if not path.exists():
        return []
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    return [Record(**{**row, "seen": tuple(Seen(**each) for each in row["seen"])}) for row in rows]


def _seen(found: Evidence, part: int, right: bool) -> Seen:
    document, passage = found.hit.passage.document, found.hit.passage
    start, end = min(passage.span.start, found.quoted.start), max(passage.span.end, found.quoted.end)

    def place(span: Span) -> tuple[int, int]:
        return span.start - start, span.end - start

    return Seen(
        context=document.text[start:end],
        lead=reading(passage).lead,
        passage=place(passage.span),
        quoted=place(found.quoted),
        answer=place(found.candidate.span),
        logit=found.candidate.logit,
        quick=found.candidate.quick,
        similarity=found.hit.similarity,
        part=part,
        right=right,
    )


def _judged(reader: Reader, question: str, hits: Sequence[Hit], right: Callable[[Evidence], bool]) -> tuple[Seen, ...]:
    """Every candidate of the hits, in the parts they are read in."""
    return tuple(
        _seen(each, number, right(each))
        for number, part in enumerate(parts(hits))
        for each in gather_evidence(reader, question, part)
    )


def gather(
    reader: Reader, embedder: Embedder, data: Path, known: set[tuple[str, str, str]], say: Callable[..., None]
) -> Iterator[Record]:
    """The records of every question that is not known."""
    for kind, file, way, most in SETS:
        paragraphs = load_squad(data / file)

        def record(question: Question, hits: Sequence[Hit], ground: Gold, at: tuple[str, str] = (kind, way)) -> Record:
            def right(found: Evidence) -> bool:
                said = ground.part(found.hit.passage.document, found.quoted)
                return bool(question.gold) and holds(said, question.gold)

            seen = _judged(reader, question.text, hits, right)
            return Record(*at, question.id, question.text, question.answerable, seen)

        if way == GIVEN:
            oracle = Oracle(reader, SupportPolicy({}, 0.0, 0.5, 0.0), embedder)
            homes = {question.id: each for each in paragraphs for question in each.questions}
            asked = spread([question for each in paragraphs for question in each.questions], most)
            for number, question in enumerate(asked, start=1):
                if (kind, way, question.id) not in known:
                    yield record(question, [oracle.hit(homes[question.id], question)], Gold())
                say(f"{kind}, {way}", number, len(asked))
            continue
        members = articles(paragraphs)
        places = {q.id: (home, span) for home in members for span, each in home.paragraphs for q in each.questions}
        asked = spread([q for home in members for _, each in home.paragraphs for q in each.questions], most)
        with index_articles([home.document for home in members], embedder, None, say) as index:
            for number, question in enumerate(asked, start=1):
                home, span = places[question.id]
                if (kind, way, question.id) not in known:
                    ground = Gold(frozenset({home.document.id}), span)
                    yield record(question, index.search(question.text, DEPTH), ground)
                say(f"{kind}, {way}", number, len(asked))


def gather_everyday(
    reader: Reader, embedder: Embedder, known: set[tuple[str, str, str]], say: Callable[..., None]
) -> Iterator[Record]:
    """The records of the questions on everyday documents that are not known; a quote is right that has all of its gold."""
    cases = sorted(path.parent for path in EVERYDAY.glob("*/questions.jsonl"))
    for number, case in enumerate(cases, start=1):
        with Index.temporary(case, embedder) as index:
            index.sync([case / "docs"])
            for line in (case / "questions.jsonl").read_text(encoding="utf-8").splitlines():
                asked = json.loads(line)
                question, golds = asked["question"], [asked["gold"], *asked.get("alt", [])]
                if ("everyday", OPEN, f"{case.name}: {question}") in known:
                    continue
                enough = any if asked.get("all") else all

                def right(
                    found: Evidence, golds: Sequence[Sequence[str]] = golds, enough: Callable[..., bool] = enough
                ) -> bool:
                    said = _plain(found.quoted.of(found.hit.passage.document.text))
                    return any(gold and enough(_plain(words) in said for words in gold) for gold in golds)

                seen = _judged(reader, question, index.search(question, DEPTH), right)
                yield Record("everyday", OPEN, f"{case.name}: {question}", question, asked["answerable"], seen)
        say("everyday", number, len(cases))


def _plain(text: str) -> str:
    """A text as the gold of everyday questions is compared with it."""
    return " ".join(unicodedata.normalize("NFKC", text).split()).casefold()


def main() -> None:
    """Gathers what is missing."""
    parser = argparse.ArgumentParser(prog="python -m training.evidence", description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the labelled sets")
    parser.add_argument("--reader", default=CAREFUL, help="quick or careful")
    parser.add_argument("--out", type=Path, help="the records (default: build/evidence-READER.jsonl)")
    given = parser.parse_args()
    out = given.out or Path(f"build/evidence-{given.reader}.jsonl")
    out.parent.mkdir(parents=True, exist_ok=True)
    known = {each.key for each in read_records(out)}
    with out.open("a") as file:
        models, say = (open_reader(given.reader), open_embedder()), fiftieths("evidence")
        for record in chain(gather_everyday(*models, known, say), gather(*models, given.data, known, say)):
            file.write(json.dumps(asdict(record)) + "\n")
            file.flush()


if __name__ == "__main__":
    main()
