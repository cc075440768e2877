"""Commands that measure: evaluate."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.cli.app import app, print_json
from ui.cli.options import LIBRARY, READER, Json, Library, ReaderName, shares

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.evaluation import Figure, Options, Result, Run

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
Compare = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="Show, question by question, what changed since another run's --out."),
]
FailUnder = Annotated[
    list[str] | None,
    typer.Option(
        "--fail-under",
        metavar="NAME=VALUE",
        help="Exit 1 where this figure is worse, as in grounded_accuracy=0.75; several may be given.",
    ),
]
Stead = Annotated[Baseline | None, typer.Option("--baseline", help="Measure this in place of the reader.")]
EmbedderName = Annotated[
    str | None, typer.Option("--embedder", metavar="MODEL", help="Another embedding model, by name or path.")
]


@dataclass(frozen=True)
class Reporting:
    """What becomes of figures: files in a folder, a comparison, lines or JSON, and what they must reach."""

    out: Out = None
    replace: Replace = False
    compare: Compare = None
    fail_under: FailUnder = None
    json: Json = False

    def read(self) -> "tuple[Run | None, dict[str, float]]":
        """The run to compare with, and the figures to reach.

        Read first: an hour's run must not end in a missing file or a name that is none.
        """
        from assistant.evaluation import load_run

        return load_run(self.compare) if self.compare else None, floors(self.fail_under or ())

    def show(self, lines: str, as_json: Mapping[str, Any]) -> None:
        """Prints the figures."""
        if self.json:
            print_json(as_json)
            return
        typer.echo(lines)
        if self.out:
            typer.echo(f"\n{self.out / 'report.html'}")


@dataclass(frozen=True)
class Measuring(Reporting):
    """How questions are asked, and what becomes of the figures."""

    limit: Limit = None
    baseline: Stead = None
    reader: ReaderName = READER

    def measure(
        self, run: "Callable[[Options], Result]", *, reader: str | None = None, embedder: str | None = None
    ) -> None:
        """Runs, writes the files and prints the figures."""
        from assistant.evaluation import Options, compare, metrics_json, result_lines, write
        from assistant.reader import open_reader
        from index.embedding import open_embedder
        from ui.cli.progress import bars

        other, wanted = self.read()
        with bars() as progress:
            options = Options(
                limit=self.limit,
                out=self.out,
                replace=self.replace,
                cosine=self.baseline is Baseline.COSINE,
                reader=open_reader(reader) if reader else None,
                embedder=open_embedder(embedder) if embedder else None,
                progress=progress,
            )
            try:
                result = run(options)
            except KeyboardInterrupt:
                if self.out:
                    typer.echo("quoth: interrupted; the same command goes on from here", err=True)
                raise
            comparison = compare(result, other, options.interval) if other else None
        if self.out:
            write(result, self.out, comparison)
        self.show(result_lines(result, comparison), metrics_json(result, comparison))
        hold(result.figures, wanted)


@dataclass(frozen=True)
class AskingLibrary(Measuring):
    """The same, of a library."""

    library: Library = LIBRARY

    def ask(self, run: "Callable[[Assistant, Options], Result]") -> None:
        """Runs on the library, writes the files and prints the figures."""
        with open_assistant(self.library, self.reader) as assistant:
            self.measure(lambda options: run(assistant, options))


@evaluate.command()
@shares(Measuring)
def squad(
    file: Annotated[Path, typer.Argument(help="A set in SQuAD's JSON, gzipped or not.")],
    *,
    open: Annotated[bool, typer.Option("--open", help="All paragraphs in one index, no oracle.")] = False,
    embedder: EmbedderName = None,
    shared: Measuring,
) -> None:
    """Answer a SQuAD set: the reader alone on each question's paragraph, or with --open the whole assistant."""
    from assistant.evaluation import evaluate_squad, evaluate_squad_open

    run = evaluate_squad_open if open else evaluate_squad
    shared.measure(lambda options: run(file, options), reader=shared.reader, embedder=embedder)


@evaluate.command()
@shares(Measuring, "baseline", "reader")
def beir(
    path: Annotated[Path, typer.Argument(help="A folder or ZIP file in BEIR's layout.", metavar="FOLDER_OR_ZIP")],
    *,
    split: Annotated[str, typer.Option(help="Which judgements: qrels/SPLIT.tsv.")] = "test",
    embedder: EmbedderName = None,
    shared: Measuring,
) -> None:
    """Measure retrieval alone: dense, lexical and fused."""
    from assistant.evaluation import evaluate_beir

    shared.measure(lambda options: evaluate_beir(path, options, split), embedder=embedder)


@evaluate.command()
@shares(Reporting)
def answers(
    file: Annotated[Path, typer.Argument(help="Answers of any system: JSON Lines, or one JSON list.")],
    *,
    library: Annotated[
        str | None,
        typer.Option(
            "--library", metavar="DIR|URL", help="What they cite; by default the contexts that stand beside them."
        ),
    ] = None,
    shape: Annotated[
        str | None, typer.Option(metavar="NAME", help="What the file looks like; by default each answer tells.")
    ] = None,
    shared: Reporting,
) -> None:
    """Judge the answers of any system: their quotes, citations and claims, held against the documents."""
    from assistant.evaluation import answer_lines, answers_json, compare_answers, evaluate_answers, write_answers
    from index.index import Index
    from ui.cli.progress import bars

    other, wanted = shared.read()
    out, replace = shared.out, shared.replace
    with Index.open(library) if library else nullcontext() as index, bars() as progress:
        result = evaluate_answers(file, index, shape=shape, out=out, replace=replace, progress=progress)
        comparison = compare_answers(result, other) if other else None
    if out:
        write_answers(result, out, comparison)
    shared.show(answer_lines(result, comparison), answers_json(result, comparison))
    hold(result.figures, wanted)


@evaluate.command()
@shares(AskingLibrary)
def quotes(
    file: Annotated[Path, typer.Argument(help='Lines of {"question", "answerable", "gold", "source"}.')],
    *,
    shared: AskingLibrary,
) -> None:
    """Ask the library your own labelled questions."""
    from assistant.evaluation import evaluate_quotes

    shared.ask(lambda assistant, options: evaluate_quotes(file, assistant, options))


@evaluate.command()
@shares(AskingLibrary)
def refusals(
    *,
    each: Annotated[int, typer.Option("--each", min=1, metavar="N", help="How many questions of each kind.")] = 20,
    shared: AskingLibrary,
) -> None:
    """Ask the library questions of six kinds that it cannot answer, made from its own words."""
    from assistant.evaluation import evaluate_refusals

    shared.ask(lambda assistant, options: evaluate_refusals(assistant, each, options))


@evaluate.command()
@shares(AskingLibrary, "baseline")
def conversation(
    file: Annotated[Path, typer.Argument(help='Lines of {"turns": [{"question", "answerable", "gold"}, ...]}.')],
    *,
    shared: AskingLibrary,
) -> None:
    """Hold your own labelled conversations with the library."""
    from assistant.evaluation import evaluate_conversation

    shared.ask(lambda assistant, options: evaluate_conversation(file, assistant, options))


def floors(given: "Sequence[str]") -> dict[str, float]:
    """Figures and the values they must reach, as NAME=VALUE says."""
    from assistant.evaluation import METRICS

    found = {}
    for each in given:
        name, _, value = each.partition("=")
        if name not in METRICS:
            near = ", ".join(get_close_matches(name, METRICS, 3, 0.5))
            raise typer.BadParameter(f"--fail-under: there is no figure {name!r}{f'; perhaps {near}' if near else ''}.")
        try:
            found[name] = float(value)
        except ValueError as cause:
            raise typer.BadParameter(f"--fail-under: {each!r} is not NAME=VALUE, as in {name}=0.75.") from cause
    return found


def hold(figures: "Mapping[str, Figure]", wanted: "Mapping[str, float]") -> None:
    """Exits 1, with one line, where a figure is worse than it must be."""
    from assistant.evaluation import METRICS

    said = []
    for name, value in wanted.items():
        if name not in figures:
            said.append(f"{name} is not measured on this set")
        elif METRICS[name].better < 0 and figures[name].value > value:
            said.append(f"{name} is {figures[name].value:.4g}, more than {value:g}")
        elif METRICS[name].better >= 0 and figures[name].value < value:
            said.append(f"{name} is {figures[name].value:.4g}, less than {value:g}")
    if said:
        typer.echo(f"quoth: {'; '.join(said)}", err=True)
        raise typer.Exit(1)


@contextmanager
def open_assistant(library: str, reader: str) -> "Iterator[Assistant]":
    """The assistant over a library, closed when the context ends."""
    from assistant.assistant import Assistant
    from assistant.reader import open_reader
    from index.index import Index

    with Index.open(library) as index:
        yield Assistant(index, open_reader(reader))
