"""What is kept of a reply: evidence sheets, and the log."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.cli.app import app, print_json
from ui.cli.options import Json

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.replies import Reply

Log = Annotated[
    Path | None, typer.Option("--log", metavar="FILE", help="Add the question and the places of its quotes to a log.")
]
LogQuestion = Annotated[
    bool, typer.Option("--log-question/--no-log-question", help="Whether the log holds the question.")
]
Sheet = Annotated[
    Path | None,
    typer.Option("--sheet", metavar="FILE.html", help="Write an evidence sheet to print, and FILE.json beside it."),
]

log = typer.Typer(help="Examine a log of questions.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(log, name="log")


@log.command()
def verify(
    file: Annotated[Path, typer.Argument(help="What --log wrote.")],
    head: Annotated[str | None, typer.Option(metavar="DIGEST", help="The last entry's digest, kept elsewhere.")] = None,
    json: Json = False,
) -> None:
    """Check that nothing was changed in a log, put in or taken out. Exits 2 when something was."""
    from assistant.evidence import BrokenLog, examine

    seal = examine(file)
    if head and seal.head != head:
        raise BrokenLog(f"{file} does not end with the entry {head}: its end was cut off, or something was added")
    if json:
        print_json({"entries": seal.entries, "head": seal.head})
    else:
        typer.echo(f"{seal.entries:,} entries, each follows the one before it; the last is {seal.head}")


def add_to(log: Path | None, reply: Mapping[str, Any], *, question: bool) -> None:
    """Adds a reply to a log, where one is wanted."""
    if log is not None:
        from assistant.evidence import append, record

        append(log, record(reply, question=question))


def write_sheet(out: Path, assistant: "Assistant", reply: "Reply") -> None:
    """Writes a reply's evidence sheet, and its JSON beside it.

    Raises:
        QuothError: it cannot be written.
    """
    from assistant.evidence import quotes_of, sheet
    from assistant.replies import dumps
    from index.errors import QuothError
    from index.readers import is_printed
    from ui.sheets import on_its_page, page

    made = sheet(assistant, reply)
    quotes = {(each.document.id, each.span.start): each for part in quotes_of(reply) for each in part}

    def picture(told: Mapping[str, Any]) -> str:
        quote = quotes[told["document"], told["start"]]
        if not is_printed(quote.document.source):
            return ""
        try:
            data = assistant.index.original(quote.document)
        except OSError:
            return ""
        return on_its_page(data, quote.document, quote.span) if data else ""

    try:
        out.with_suffix(".json").write_text(dumps(made) + "\n", "utf-8")
        out.write_text(page(made, picture), "utf-8")
    except OSError as cause:
        raise QuothError(f"{out} cannot be written: {cause.strerror}") from cause
