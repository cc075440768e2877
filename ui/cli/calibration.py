"""The command that chooses the threshold: calibrate."""

from pathlib import Path
from typing import Annotated

import typer

from ui.cli.app import app, print_json
from ui.cli.evaluation import open_assistant
from ui.cli.options import LIBRARY, READER, Json, Library, ReaderName


@app.command()
def calibrate(
    file: Annotated[Path | None, typer.Argument(help="Labelled questions, as for: quoth evaluate quotes.")] = None,
    *,
    at_most_wrong: Annotated[float, typer.Option(help="The share of the answers that may be wrong.")] = 0.05,
    confidence: Annotated[float, typer.Option(help="How sure the bound on that share is.")] = 0.95,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be chosen.")] = False,
    undo: Annotated[
        bool, typer.Option("--undo", help="Put back the threshold from before the last calibration.")
    ] = False,
    library: Library = LIBRARY,
    reader: ReaderName = READER,
    json: Json = False,
) -> None:
    """Choose the threshold on your own questions, and keep it with the library.

    Exits 1 where the questions are too few, or too many answers wrong, to promise what was asked for.
    """
    if undo == (file is not None):
        raise typer.BadParameter("give a file of labelled questions, or --undo.")
    if undo:
        _undo(library, json=json)
        return
    from assistant.evaluation import NoThreshold, Options
    from assistant.evaluation import calibrate as choose
    from ui.cli.progress import bars

    with open_assistant(library, reader) as assistant, bars() as progress:
        options = Options(progress=progress)
        try:
            chosen = choose(Path(str(file)), assistant, at_most_wrong, confidence, options, dry_run=dry_run)
        except NoThreshold as none:
            typer.echo(f"quoth: {none}", err=True)
            raise typer.Exit(1) from none
    if json:
        print_json(chosen.to_json())
    else:
        kept = "not kept: a dry run" if dry_run else "kept with the library"
        typer.echo(
            f"threshold {chosen.threshold:.3f}, {kept}: {chosen.answers} of {chosen.questions} questions "
            f"answered, {chosen.wrong} of them wrong"
        )
        typer.echo(
            f"with {_percent(confidence)} confidence at most {_percent(chosen.bound)} of the answers to questions like "
            "these are wrong"
        )
        if not chosen.promised:
            typer.echo(
                f"the set is too small, or its answers are wrong too often, to promise {_percent(at_most_wrong)}; "
                f"{chosen.enough} answers without a wrong one would do"
            )
    if not chosen.promised:
        raise typer.Exit(1)


def _undo(library: str, *, json: bool) -> None:
    from assistant.evaluation import undo_calibration
    from index.index import Index

    with Index.open(library) as index:
        undone = undo_calibration(index)
    if json:
        print_json({"undone": undone})
    else:
        typer.echo("the threshold from before is back" if undone else "no calibration was kept; nothing to undo")


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"
