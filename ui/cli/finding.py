"""The command that asks every document: find."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.cli.app import app, print_json
from ui.cli.evidence import Log, LogQuestion, open_log
from ui.cli.options import LIBRARIES, READER, Json, Libraries, ReaderName, Threshold, Where
from ui.cli.progress import bars

if TYPE_CHECKING:
    from assistant.disagreement import Disagreement
    from assistant.finding import Finding, Tally


@app.command()
def find(
    question: Annotated[str, typer.Argument(help="The question, in quotation marks.")],
    library: Libraries = LIBRARIES,
    where: Where = None,
    sort: Annotated[
        str | None, typer.Option(metavar="ORDER", help="By support, date or document; by default as they are found.")
    ] = None,
    nearly: Annotated[bool, typer.Option("--nearly", help="Show what answers nearly, too.")] = False,
    depth: Annotated[int, typer.Option(min=1, max=100, help="Passages read of each document at most.")] = 4,
    most: Annotated[
        int, typer.Option(min=1, max=20_000, help="Passages read in all; documents further away are passed over.")
    ] = 1_000,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a table: .csv, .xlsx, .docx or .json.", dir_okay=False)
    ] = None,
    reader: ReaderName = READER,
    threshold: Threshold = None,
    log: Log = None,
    log_question: LogQuestion = True,
    json: Json = False,
) -> None:
    """Ask every document by itself: each one's best quote. Exits 0 when any answers, 1 when none does."""
    from assistant.assistant import Assistant
    from assistant.disagreement import disagreement
    from assistant.finding import Level, Order, arranged, found_json, logged
    from assistant.finding import find as look
    from assistant.reader import open_reader
    from assistant.support import read_threshold
    from index.index import Index
    from index.search import Filter
    from ui.findings import counts_line, disagreement_lines, finding_lines
    from ui.terminal import safe

    order = _one_of(sort, [each.value for each in Order], "--sort")
    form = _one_of(out.suffix.lstrip(".").lower() if out else None, FORMS, "--out")
    condition = Filter.parse(where) if where else None
    needed = None if threshold is None else read_threshold(threshold)
    ledger = open_log(log, question=log_question)
    shown = {Level.ANSWERS, Level.NEARLY} if nearly else {Level.ANSWERS}
    found: list[Finding] = []
    with Index.open_all(library) as held, bars() as show:
        assistant = Assistant(held, open_reader(reader))
        assistant.policy = assistant.policy.at(needed)
        looks = look(assistant, question, condition, depth, most=most)
        for tally, finding in logged(looks, question, assistant.policy.threshold, ledger.add) if ledger else looks:
            show("documents", tally.read, tally.documents)
            if tally.understood and not tally.read and not json:
                typer.echo(f"Understood as: {safe(tally.understood)}\n")
            if finding and finding.level in shown:
                found.append(finding)
                if not (json or order):
                    typer.echo(finding_lines(finding, colour=sys.stdout.isatty()) + "\n")
    if order:
        found = arranged(found, Order(order))
    differing = disagreement(tally.understood or question, found)
    if json:
        print_json(found_json(question, tally, found, differing.to_json() if differing else None))
    elif order:
        typer.echo("".join(finding_lines(each, colour=sys.stdout.isatty()) + "\n\n" for each in found), nl=False)
    if not json:
        typer.echo(counts_line(tally))
        if differing:
            typer.echo("\n" + disagreement_lines(differing))
    if out and form:
        write(out, form, question, tally, found, differing)
    if not tally.answering:
        raise typer.Exit(1)


#: Forms a table can be written in.
FORMS = ("csv", "xlsx", "docx", "json")


def write(
    out: Path, form: str, question: str, tally: "Tally", found: "list[Finding]", differing: "Disagreement | None"
) -> None:
    """Writes the findings to a file.

    Raises:
        QuothError: it cannot be written.
    """
    from assistant.finding import found_json
    from assistant.replies import dumps
    from index.errors import QuothError
    from ui.findings import counts_line
    from ui.tables import comma_separated, word_file, workbook

    match form:
        case "csv":
            data = comma_separated(found)
        case "xlsx":
            data = workbook(found)
        case "docx":
            data = word_file(question, counts_line(tally), found)
        case _:
            shape = found_json(question, tally, found, differing.to_json() if differing else None)
            data = dumps(shape).encode()
    try:
        out.write_bytes(data)
    except OSError as cause:
        raise QuothError(f"{out} cannot be written: {cause.strerror}") from cause


def _one_of(given: str | None, known: "list[str] | tuple[str, ...]", option: str) -> str | None:
    if given is not None and given not in known:
        raise typer.BadParameter(f"{given!r} is none of {', '.join(known)}", param_hint=option)
    return given
