"""Commands that measure: evaluate, calibrate."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.cli.app import app, print_json
from ui.cli.options import LIBRARY, READER, Json, Library, ReaderName

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.evaluation import Options, Result

evaluate = typer.Typer(
    help="Measure how well answers are grounded, on a labelled set.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(evaluate, name="evaluate")


class Baseline(StrEnum):
    """What can be measured in place of the reader."""

    COSINE = "cosine"


Limit = Annotated[int | None, typer.Option(min=1, metavar="N", help="Ask only N questions, evenly spread.")]
Out = Annotated[
    Path | None, typer.Option(metavar="DIR", help="Write a report and files here; an interrupted run goes on from it.")
]
Replace = Annotated[bool, typer.Option("--replace", help="Do without another run's results in --out.")]
Compare = Annotated[Path | None, typer.Option(metavar="FILE", help="Show the changes from another metrics.json.")]
Stead = Annotated[Baseline | None, typer.Option("--baseline", help="Measure this in place of the reader.")]
EmbedderName = Annotated[
    str | None, typer.Option("--embedder", metavar="MODEL", help="Another embedding model, by name or path.")
]


@evaluate.command()
def squad(
    file: Annotated[Path, typer.Argument(help="A set in SQuAD's JSON, gzipped or not.")],
    *,
    open: Annotated[bool, typer.Option("--open", help="All paragraphs in one index, no oracle.")] = False,
    limit: Limit = None,
    out: Out = None,
    replace: Replace = False,
    compare: Compare = None,
    baseline: Stead = None,
    reader: ReaderName = READER,
    embedder: EmbedderName = None,
    json: Json = False,
) -> None:
    """Answer a SQuAD set: the reader alone on each question's paragraph, or with --open the whole assistant."""
    from assistant.evaluation import evaluate_squad, evaluate_squad_open

    run = evaluate_squad_open if open else evaluate_squad
    shared = _Shared(limit, out, replace, compare, json, baseline, reader, embedder)
    shared.show(lambda options: run(file, options))


@evaluate.command()
def beir(
    path: Annotated[Path, typer.Argument(help="A folder or ZIP file in BEIR's layout.", metavar="FOLDER_OR_ZIP")],
    *,
    split: Annotated[str, typer.Option(help="Which judgements: qrels/SPLIT.tsv.")] = "test",
    limit: Limit = None,
    out: Out = None,
    replace: Replace = False,
    compare: Compare = None,
    embedder: EmbedderName = None,
    json: Json = False,
) -> None:
    """Measure retrieval alone: dense, lexical and fused."""
    from assistant.evaluation import evaluate_beir

    shared = _Shared(limit, out, replace, compare, json, embedder=embedder)
    shared.show(lambda options: evaluate_beir(path, options, split))


@evaluate.command()
def quotes(
    file: Annotated[Path, typer.Argument(help='Lines of {"question", "answerable", "gold", "source"}.')],
    *,
    library: Library = LIBRARY,
    limit: Limit = None,
    out: Out = None,
    replace: Replace = False,
    compare: Compare = None,
    baseline: Stead = None,
    reader: ReaderName = READER,
    json: Json = False,
) -> None:
    """Ask the library your own labelled questions."""
    from assistant.evaluation import evaluate_quotes

    shared = _Shared(limit, out, replace, compare, json, baseline)
    with _assistant(library, reader) as assistant:
        shared.show(lambda options: evaluate_quotes(file, assistant, options))


@evaluate.command()
def conversation(
    file: Annotated[Path, typer.Argument(help='Lines of {"turns": [{"question", "answerable", "gold"}, ...]}.')],
    *,
    library: Library = LIBRARY,
    limit: Limit = None,
    out: Out = None,
    replace: Replace = False,
    compare: Compare = None,
    reader: ReaderName = READER,
    json: Json = False,
) -> None:
    """Hold your own labelled conversations with the library."""
    from assistant.evaluation import evaluate_conversation

    shared = _Shared(limit, out, replace, compare, json)
    with _assistant(library, reader) as assistant:
        shared.show(lambda options: evaluate_conversation(file, assistant, options))


@app.command()
def calibrate(
    file: Annotated[Path, typer.Argument(help="Labelled questions, as for: quoth evaluate quotes.")],
    *,
    at_most_wrong: Annotated[float, typer.Option(help="The share of the answers that may be wrong.")] = 0.05,
    confidence: Annotated[float, typer.Option(help="How sure the bound on that share is.")] = 0.95,
    library: Library = LIBRARY,
    reader: ReaderName = READER,
    json: Json = False,
) -> None:
    """Choose the threshold on your own questions, and keep it with the library."""
    from assistant.evaluation import Options
    from assistant.evaluation import calibrate as choose
    from ui.cli.progress import bars

    with _assistant(library, reader) as assistant, bars() as progress:
        chosen = choose(file, assistant, at_most_wrong, confidence, Options(progress=progress))
    if json:
        print_json(chosen.to_json())
        return
    typer.echo(
        f"threshold {chosen.threshold:.3f}, kept with the library: {chosen.answers} of {chosen.questions} questions "
        f"answered, {chosen.wrong} of them wrong"
    )
    typer.echo(
        f"with {_percent(confidence)} confidence at most {_percent(chosen.bound)} of the answers to questions like these "
        "are wrong"
    )
    if not chosen.promised:
        typer.echo(
            f"the set is too small, or its answers are wrong too often, to promise {_percent(at_most_wrong)}; "
            f"{chosen.enough} answers without a wrong one would do"
        )


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


@dataclass(frozen=True)
class _Shared:
    """What every evaluation does besides evaluating."""

    limit: int | None
    out: Path | None
    replace: bool
    compare: Path | None
    json: bool
    baseline: Baseline | None = None
    reader: str | None = None
    embedder: str | None = None

    def show(self, run: "Callable[[Options], Result]") -> None:
        """Runs, writes the files and prints the figures."""
        from assistant.evaluation import Options, write
        from assistant.evaluation.report.table import lines, load_figures
        from assistant.reader import open_reader
        from index.embedding import open_embedder
        from ui.cli.progress import bars

        # Read first: an hour's run must not end in a missing file.
        other = load_figures(self.compare) if self.compare else None
        with bars() as progress:
            options = Options(
                limit=self.limit,
                out=self.out,
                replace=self.replace,
                cosine=self.baseline is Baseline.COSINE,
                reader=open_reader(self.reader) if self.reader else None,
                embedder=open_embedder(self.embedder) if self.embedder else None,
                progress=progress,
            )
            try:
                result = run(options)
            except KeyboardInterrupt:
                if self.out:
                    typer.echo("quoth: interrupted; the same command goes on from here", err=True)
                raise
        if self.out:
            write(result, self.out)
        if self.json:
            print_json(result.to_json())
        else:
            typer.echo(lines(result, other))
            if self.out:
                typer.echo(f"\n{self.out / 'report.html'}")


@contextmanager
def _assistant(library: str, reader: str) -> "Iterator[Assistant]":
    from assistant.assistant import Assistant
    from assistant.reader import open_reader
    from index.index import Index

    with Index.open(library) as index:
        yield Assistant(index, open_reader(reader))
