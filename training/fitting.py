"""Fits the support of the packaged reader: ``python -m training.fitting``.

Support shall be the probability that a quote is right. It is fitted on articles that the reader's training left out
(:func:`training.reader.mixture.held_out_titles`), asked in three of the ways that questions come: against an
index of all these articles, with the one paragraph a question was written for, and against the index without the
question's own article, where nothing can answer it. Answerable and unanswerable questions weigh the same together.
"""

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from assistant.assistant import DEPTH
from assistant.evaluation.asking import Ground, Oracle
from assistant.evaluation.datasets.squad import Paragraph, load_squad
from assistant.evaluation.indexing import articles, indexed
from assistant.evaluation.metrics.answers import holds
from assistant.evaluation.metrics.selective import auroc
from assistant.evaluation.runs import Progress, fiftieths, spread
from assistant.reader import WEIGHTS, Reader, open_reader
from assistant.support.evidence import Evidence, gathered
from assistant.support.judging import parts
from assistant.support.policy import SupportPolicy
from assistant.support.signals import FAULTS, SIGNALS
from index.embedding import Embedder, open_embedder
from index.search.filters import Filter
from training.reader.mixture import held_out_titles

DATA = Path("../shared/data/train")

#: Nats a signal must save on questions about other articles, or it is left out.
_GAIN = 0.002
#: The ways a question is asked: of the index, with its paragraph given, of the index without its article.
_OPEN, _GIVEN, _ELSEWHERE = "open", "given", "elsewhere"
#: Of so many answerable questions one is asked elsewhere, too: there it is soon refused, and little is learnt.
_EVERY = 3


@dataclass(frozen=True)
class Case:
    """A question asked in one way.

    Attributes:
        group: its article. way: ``open``, ``given`` or ``elsewhere``.
        signals: of each candidate, shape (candidates, signals), in the order of ``SIGNALS``.
        right: whether the quote around the candidate holds a gold answer where it stands, shape (candidates,).
        similarity: of the nearest passage.
    """

    group: str
    way: str
    answerable: bool
    signals: np.ndarray
    right: np.ndarray
    similarity: float


@dataclass(frozen=True)
class Fit:
    """Weights by signal, and the constant term."""

    weights: Mapping[str, float]
    bias: float

    def scores(self, signals: np.ndarray) -> np.ndarray:
        """Log-odds, shape (candidates,)."""
        weights = np.array([self.weights.get(name, 0.0) for name in SIGNALS])
        return np.asarray(signals @ weights + self.bias)

    def best(self, case: Case) -> tuple[int, float]:
        """The candidate that comes out best, and its support."""
        scores = self.scores(case.signals)
        place = int(scores.argmax())
        return place, float(1 / (1 + np.exp(-scores[place])))


def cases(
    paragraphs: Sequence[Paragraph], reader: Reader, embedder: Embedder, limit: int | None, progress: Progress
) -> Iterator[Case]:
    """Every question, asked in every way."""
    members = articles(paragraphs)
    homes = [(home, place, paragraph) for home in members for place, paragraph in home.paragraphs]
    places = {question.id: each for each in homes for question in each[2].questions}
    questions = spread([question for *_, paragraph in homes for question in paragraph.questions], limit)
    oracle = Oracle(reader, SupportPolicy({}, 0.0, 0.5, 0.0), embedder)
    with indexed([home.document for home in members], embedder, None, progress) as index:
        for number, question in enumerate(questions, start=1):
            home, place, paragraph = places[question.id]
            # Most of the unanswerable ones are in lower case: what sees case would tell them apart by that.
            question = replace(question, text=question.text.lower())  # noqa: PLW2901
            ground = Ground(frozenset({home.document.id}), place)
            ways = [
                (_OPEN, index.search(question.text, DEPTH), ground),
                (_GIVEN, [oracle.hit(paragraph, question)], Ground()),
            ]
            if question.answerable and number % _EVERY == 0:
                others = Filter.parse(f"-id={home.document.id}")
                ways.append((_ELSEWHERE, index.search(question.text, DEPTH, others), ground))
            for way, found, where in ways:
                candidates = [each for part in parts(found) for each in gathered(reader, question.text, part)]
                if candidates:
                    yield Case(
                        home.document.source,
                        way,
                        question.answerable and way != _ELSEWHERE,
                        np.array([[signal(each) for signal in SIGNALS.values()] for each in candidates]),
                        np.array([_right(each, where, question.gold) for each in candidates]),
                        max(hit.similarity for hit in found),
                    )
            progress("questions", number, len(questions))


def _right(found: Evidence, ground: Ground, gold: Sequence[str]) -> bool:
    return bool(gold) and holds(ground.part(found.hit.passage.document, found.quoted), gold)


def fitted(data: Sequence[Case], names: Sequence[str]) -> Fit:
    """Logistic regression of "right" on the named signals of each question's best candidate.

    Which candidate is best depends on the weights, and they on it: both are settled in a few rounds.
    """
    from sklearn.linear_model import LogisticRegression

    columns = [list(SIGNALS).index(name) for name in names]
    weight, found = balance(data), Fit({"logit": 1.0}, 0.0)
    for _ in range(4):
        chosen = [(case, found.best(case)[0]) for case in data]
        signals = np.stack([case.signals[place] for case, place in chosen])[:, columns]
        right = np.array([case.right[place] for case, place in chosen])
        model = LogisticRegression(C=100, max_iter=1000).fit(signals, right, weight)
        found = Fit(dict(zip(names, map(float, model.coef_[0]), strict=True)), float(model.intercept_[0]))
    return found


def balance(data: Sequence[Case]) -> np.ndarray:
    """Weights under which answerable and unanswerable cases count the same, each way of asking alike; mean 1."""
    kinds = [(case.answerable, case.way) for case in data]
    sizes = {kind: kinds.count(kind) for kind in set(kinds)}
    alike = {answerable: sum(kind[0] == answerable for kind in sizes) for answerable in (True, False)}
    return np.array([len(data) / 2 / alike[kind[0]] / sizes[kind] for kind in kinds])


def crossed(data: Sequence[Case], names: Sequence[str]) -> np.ndarray:
    """(support, right) of each case's best candidate, by a fit to the other articles; shape (cases, 2)."""
    out = np.zeros((len(data), 2))
    groups = sorted({case.group for case in data})
    for fold in range(min(6, len(groups))):
        left = set(groups[fold::6])
        fit = fitted([case for case in data if case.group not in left], names)
        for row, case in enumerate(data):
            if case.group in left:
                place, support = fit.best(case)
                out[row] = support, case.right[place]
    return out


def loss(data: Sequence[Case], names: Sequence[str]) -> float:
    """Cross-validated log loss in nats, balanced."""
    support, right = crossed(data, names).T
    told = np.where(right > 0, support, 1 - support)
    return float(np.average(-np.log(np.clip(told, 1e-6, 1)), weights=balance(data)))


def selected(data: Sequence[Case], say: Progress = lambda *_: None) -> dict[str, float]:
    """The signals that help on articles they were not fitted to, with the loss each leaves; greedily, best first.

    One that helps the other way round than its sense says tells how the questions were written, and is left out:
    SQuAD's unanswerable ones were made to share the paragraph's words.
    """
    chosen = {"logit": loss(data, ["logit"])}
    while True:
        names = [[*chosen, name] for name in SIGNALS if name not in chosen]
        sensible = [each for each in names if sense(fitted(data, each))]
        losses = {each[-1]: loss(data, each) for each in sensible}
        best = min(losses, key=losses.__getitem__, default="")
        if not best or losses[best] > list(chosen.values())[-1] - _GAIN:
            break
        chosen[best] = losses[best]
        say(f"signals, {best} the latest", len(chosen), len(SIGNALS))
    return chosen


def sense(fit: Fit) -> bool:
    """Whether each signal speaks the way it should: for an answer, or, the faults, against it."""
    return all((value < 0) == (name in FAULTS) for name, value in fit.weights.items())


def threshold(data: Sequence[Case], found: np.ndarray) -> float:
    """Where the right answers less the wrong ones are the most: with support a true probability, about one half.

    Args:
        found: as :func:`crossed` gives it.
    """
    support, right = found.T
    weight, tried = balance(data), np.linspace(0.05, 0.95, 181)
    gain = [np.average(np.where(support >= at, 2 * right - 1, 0), weights=weight) for at in tried]
    # The middle of what does as well, within noise: a peak by itself would be chance.
    good = tried[np.array(gain) >= max(gain) - 0.001]
    return round(float(good.mean()), 3)


def calibration(data: Sequence[Case], say: Progress = lambda *_: None) -> dict[str, Any]:
    """What the package carries: the policy and how it was come by."""
    chosen = selected(data, say)
    fit, found = fitted(data, list(chosen)), crossed(data, list(chosen))
    support, right, weight = found[:, 0], found[:, 1] > 0, balance(data)
    nearest = [case.similarity for case in data if case.way == _OPEN and case.answerable]
    answerable = np.array([case.answerable for case in data])
    at = threshold(data, found)
    met = np.where(support >= at, right, ~answerable)
    return {
        "weights": {name: round(value, 4) for name, value in fit.weights.items()},
        "bias": round(fit.bias, 4),
        "threshold": at,
        # Below this hardly any question that the articles answer has its nearest passage.
        "unrelated": round(float(np.quantile(nearest, 0.005)), 3),
        "aim": "where half of the questions have no answer: most right answers less wrong answers",
        "fitted": {
            "date": f"{datetime.now(UTC):%Y-%m-%d}",
            "questions": {
                way: {
                    "answerable": sum(c.way == way and c.answerable for c in data),
                    "unanswerable": sum(c.way == way and not c.answerable for c in data),
                }
                for way in (_OPEN, _GIVEN, _ELSEWHERE)
            },
            "articles": sorted({case.group for case in data}),
            "log loss with each signal in turn": {name: round(value, 4) for name, value in chosen.items()},
            "cross-validated": {
                way: {
                    "met rightly": round(float(np.average(met[these], weights=weight[these])), 4),
                    "AUROC of answerability": round(auroc(support[these], answerable[these]), 4),
                }
                for way in (_OPEN, _GIVEN)
                for these in [np.array([case.way == way for case in data])]
            }
            | {
                _ELSEWHERE: {
                    "refused": round(float(np.mean(support[[case.way == _ELSEWHERE for case in data]] < at)), 4)
                }
            },
        },
    }


def main() -> None:
    """Fits on the training files' held-out articles, and writes the calibration."""
    parser = argparse.ArgumentParser(prog="python -m training.fitting", description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the files the reader was trained on")
    parser.add_argument("--limit", type=int, help="at most so many questions")
    parser.add_argument("--out", type=Path, default=WEIGHTS / "calibration.json")
    given = parser.parse_args()
    files = sorted(given.data.glob("*.json*"))
    titles = held_out_titles(files)
    paragraphs = [each for file in files for each in load_squad(file) if each.title in titles]
    say = fiftieths("calibration")
    data = list(cases(merged(paragraphs), open_reader(), open_embedder(), given.limit, say))
    given.out.write_text(json.dumps(calibration(data, say), indent=1) + "\n")


def merged(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """Paragraphs of one article and text as one, with the questions of all."""
    found: dict[tuple[str, str], Paragraph] = {}
    for each in paragraphs:
        known = found.get((each.title, each.text))
        questions = (*known.questions, *each.questions) if known else each.questions
        found[each.title, each.text] = Paragraph(known.id if known else each.id, each.title, each.text, questions)
    return list(found.values())


if __name__ == "__main__":
    main()
