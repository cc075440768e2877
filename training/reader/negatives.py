"""Passages a retriever would really bring that do not hold the answer."""

import re
from collections import defaultdict
from itertools import pairwise
from random import Random

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from training.reader.examples import Example

_SENTENCE_END = re.compile(r"(?<=[.!?])[\"'”’)]*\s+(?=[\"'“‘(]?[A-Z0-9])")


def mine(examples: list[Example], depth: int) -> dict[str, list[str]]:
    """For each answerable question, the paragraphs of its article nearest in words without its answer.

    Args:
        examples: answerable examples; those with one title share an article.
        depth: how many paragraphs to keep for a question.

    Returns:
        example id -> contexts, nearest first; a question whose article has no such paragraph is left out.
    """
    articles: dict[str, list[Example]] = defaultdict(list)
    for example in examples:
        articles[example.title].append(example)
    found: dict[str, list[str]] = {}
    for article in articles.values():
        contexts = sorted({example.context for example in article})
        if len(contexts) < 2:
            continue
        vectorizer = TfidfVectorizer(sublinear_tf=True, stop_words="english")
        try:
            paragraphs = vectorizer.fit_transform(contexts)  # (contexts, words)
        except ValueError:  # nothing but stop words
            continue
        lowered = [context.lower() for context in contexts]
        for begin in range(0, len(article), 2000):
            block = article[begin : begin + 2000]
            scores = (vectorizer.transform([e.question for e in block]) @ paragraphs.T).toarray()  # (block, contexts)
            for example, row in zip(block, scores, strict=True):
                answers = [example.context[s:e].lower() for s, e in example.answers]
                near = np.argsort(-row, kind="stable")[: depth * 3]
                kept = [
                    contexts[i]
                    for i in near
                    if row[i] > 0
                    and contexts[i] != example.context
                    and not any(answer in lowered[i] for answer in answers)
                ]
                if kept:
                    found[example.id] = kept[:depth]
    return found


def sentences(text: str) -> list[tuple[int, int]]:
    """Rough sentence spans that cover ``text``; good enough to cut training contexts with."""
    cuts = [0, *(m.end() for m in _SENTENCE_END.finditer(text)), len(text)]
    return [(a, b) for a, b in pairwise(cuts) if a < b]


def without_answer(example: Example) -> Example | None:
    """The example with the sentences that hold its answer cut out of the context.

    None when the context would be empty or still says the answer.
    """
    kept = [
        example.context[a:b]
        for a, b in sentences(example.context)
        if not any(a < end and start < b for start, end in example.answers)
    ]
    context = "".join(kept).strip()
    answers = [example.context[s:e].lower() for s, e in example.answers]
    if len(context) < 80 or any(answer in context.lower() for answer in answers):
        return None
    return example.unanswerable("cut", context=context)


def cropped(example: Example, limit: int, rng: Random) -> Example:
    """A run of whole sentences of the context, as a splitter would cut it, that keeps one answer whole.

    Args:
        limit: about how many code points the run may have; one long sentence may exceed it.
    """
    spans = sentences(example.context)
    if len(spans) < 2:
        return example
    keep = rng.choice(example.answers or spans)
    first = max(i for i, (a, _) in enumerate(spans) if a <= keep[0])
    last = min(i for i, (_, b) in enumerate(spans) if b >= keep[1])
    while True:
        grow = []
        if first > 0 and spans[last][1] - spans[first - 1][0] <= limit:
            grow.append(-1)
        if last < len(spans) - 1 and spans[last + 1][1] - spans[first][0] <= limit:
            grow.append(1)
        if not grow:
            break
        if rng.choice(grow) < 0:
            first -= 1
        else:
            last += 1
    begin, end = spans[first][0], spans[last][1]
    answers = tuple((s - begin, e - begin) for s, e in example.answers if begin <= s and e <= end)
    return Example(example.id, example.question, example.context[begin:end], answers, example.title, example.lead)
