"""Labelled questions in the SQuAD 2.0 JSON format, plain or gzipped."""

import gzip
import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any


class TrainingDataError(ValueError):
    """A training file that cannot be used; the message names the file and the place in it."""


@dataclass(frozen=True)
class Example:
    """A question about one context.

    Attributes:
        answers: half-open code-point spans into ``context``; empty when the context holds no answer.
        title: the article the context comes from; may be empty.
        lead: what is read before the context, such as its title and headings; None where that is not known.
    """

    id: str
    question: str
    context: str
    answers: tuple[tuple[int, int], ...]
    title: str = ""
    lead: str | None = None

    def __post_init__(self) -> None:
        for start, end in self.answers:
            if not 0 <= start < end <= len(self.context):
                raise TrainingDataError(f"{self.id}: answer span ({start}, {end}) is outside its context")

    @property
    def answerable(self) -> bool:
        """Whether the context holds an answer."""
        return bool(self.answers)

    def unanswerable(self, tag: str, *, question: str | None = None, context: str | None = None) -> "Example":
        """The same example with its answers taken away and a question or context of another's."""
        return replace(
            self,
            id=f"{self.id}-{tag}",
            question=self.question if question is None else question,
            context=self.context if context is None else context,
            answers=(),
        )


def read_squad(path: Path) -> list[Example]:
    """All questions of one file.

    Raises:
        TrainingDataError: the file is not SQuAD 2.0 JSON, or an answer is not where it says.
    """
    try:
        raw = path.read_bytes()
        data = json.loads(gzip.decompress(raw) if path.suffix == ".gz" else raw)
        return [example for article in data["data"] for example in _article(article)]
    except (OSError, ValueError, KeyError, TypeError) as cause:
        raise TrainingDataError(f"{path}: not readable as SQuAD 2.0 JSON ({cause!r})") from cause


def _article(article: dict[str, Any]) -> Iterator[Example]:
    title = str(article.get("title", "")).replace("_", " ")
    for paragraph in article["paragraphs"]:
        context, lead = paragraph["context"], paragraph.get("lead")
        for qa in paragraph["qas"]:
            spans: list[tuple[int, int]] = []
            for answer in [] if qa.get("is_impossible") else qa["answers"]:
                start, text = answer["answer_start"], answer["text"]
                if context[start : start + len(text)] != text:
                    raise TrainingDataError(f"question {qa['id']}: {text!r} is not at {start}")
                if text:
                    spans.append((start, start + len(text)))
            if spans or qa.get("is_impossible"):
                # A set, sorted: annotators who agree must not weigh more than one who differs.
                yield Example(str(qa["id"]), plain(qa["question"]), context, tuple(sorted(set(spans))), title, lead)


def plain(question: str) -> str:
    """A question without the marks that tell one source of questions from another.

    The unanswerable questions at hand were lower-cased and re-joined by somebody else; their curled
    quotes, doubled blanks and missing question marks must not become a sign of having no answer.
    Case needs no care here: the body is uncased.
    """
    text = unicodedata.normalize("NFKC", question).replace("``", '"').replace("''", '"')
    text = text.translate({0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"'})
    text = " ".join(text.replace("can not ", "cannot ").split())
    return text.rstrip(" ?.") + "?"
