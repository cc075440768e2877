"""What every evaluation takes, and what it gives back."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from assistant.assistant import DEPTH, MOST
from assistant.evaluation import runs
from assistant.evaluation.baseline import COSINE_POLICY, CosineReader
from assistant.evaluation.examples import AskedExample, Example, RetrievedExample
from assistant.evaluation.metrics import Figure, asked_figures, kind_figures, threshold_curve
from assistant.evaluation.runs import Progress, RunFolder
from assistant.reader import Reader, open_reader
from assistant.support import SupportPolicy, fitted_policy
from index.documents import Document
from index.embedding import Embedder
from index.errors import QuothError


@dataclass(frozen=True)
class Options:
    """What every evaluation takes.

    Attributes:
        limit: ask at most so many questions, evenly spread over the set.
        out: a folder for every record as it comes, from which an interrupted run goes on.
        replace: whether another run's results may go from there.
        cosine: measure the baseline in place of the reader.
        reader, embedder: the packaged ones by default. policy: by default the one for the reader.
        progress: told what is going on, how many are done, of how many.
    """

    limit: int | None = None
    out: Path | None = None
    replace: bool = False
    cosine: bool = False
    reader: Reader | None = None
    policy: SupportPolicy | None = None
    embedder: Embedder | None = None
    progress: Progress = lambda _what, _done, _total: None

    def __post_init__(self) -> None:
        if self.limit is not None and self.limit < 1:
            raise QuothError(f"the limit is at least one question, not {self.limit}")

    def reading(self, embedder: Embedder) -> tuple[Reader, SupportPolicy]:
        """What reads, and what judges it."""
        if self.cosine:
            return CosineReader(embedder), COSINE_POLICY
        reader = self.reader or open_reader()
        return reader, self.policy or fitted_policy(reader.identity)

    def settings(
        self,
        kind: str,
        data: Mapping[str, str],
        embedder: Embedder,
        reader: Reader | None = None,
        policy: SupportPolicy | None = None,
    ) -> dict[str, Any]:
        """All that the figures of a run depend on, as JSON has it.

        Args:
            data: the name and digest of the questions.
        """
        found: dict[str, Any] = {
            "kind": kind,
            "data": dict(data),
            "limit": self.limit,
            "program": runs.identify_code(),
            "embedder": asdict(embedder.identity),
        }
        if reader and policy:
            fitted = {"weights": dict(policy.weights), "bias": policy.bias, "threshold": policy.threshold}
            found |= {"reader": asdict(reader.identity), "policy": fitted, "depth": DEPTH, "quotes": MOST}
        return found

    def folder(self, settings: Mapping[str, Any]) -> RunFolder | None:
        """Where the run is kept; None for nowhere."""
        return RunFolder.prepare(self.out, settings, replace=self.replace) if self.out else None

    def interval(self, done: int, total: int) -> None:
        """Reports the drawing of intervals."""
        self.progress("intervals", done, total)


@dataclass(frozen=True)
class Result:
    """What an evaluation found.

    Attributes:
        kind: squad, squad-open, beir, quotes, conversation or refusals.
        settings: all that the figures depend on.
        documents: what was quoted from and searched in, by id.
    """

    kind: str
    settings: Mapping[str, Any]
    examples: Sequence[Example]
    figures: Mapping[str, Figure]
    documents: Mapping[str, Document] = field(default_factory=dict)

    @classmethod
    def of_asked(
        cls,
        kind: str,
        settings: Mapping[str, Any],
        asked: Sequence[AskedExample],
        options: Options,
        documents: Sequence[Document] = (),
    ) -> "Result":
        """The result of an evaluation that asks."""
        figures = asked_figures(asked, options.interval)
        return cls(kind, settings, asked, figures, {document.id: document for document in documents})

    @property
    def asked(self) -> list[AskedExample]:
        """The examples of an evaluation that asks."""
        return [each for each in self.examples if isinstance(each, AskedExample)]

    @property
    def retrieved(self) -> list[RetrievedExample]:
        """The examples of an evaluation that only searches."""
        return [each for each in self.examples if isinstance(each, RetrievedExample)]

    def to_json(self) -> dict[str, Any]:
        """What ``metrics.json`` holds."""
        figures = {name: asdict(figure) for name, figure in self.figures.items()}
        counts = {"questions": len(self.examples), "answerable": sum(e.answerable for e in self.asked)}
        found: dict[str, Any] = {"kind": self.kind, **counts, "figures": figures}
        if asked := self.asked:
            found["kinds"] = {
                kind: {"questions": count, "grounded_accuracy": asdict(figure)}
                for kind, (count, figure) in kind_figures(asked).items()
            }
            found["curve"] = [asdict(point) for point in threshold_curve(asked)]
        return found | {"settings": dict(self.settings)}
