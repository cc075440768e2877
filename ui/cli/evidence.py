"""What is kept of a reply: evidence sheets, and the log."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.cli.app import app, print_json
from ui.cli.options import Json

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.evidence import Ledger
    from assistant.replies import Reply

Log = Annotated[
    Path | None, typer.Option("--log", metavar="FILE", help="Add each question and the places of its quotes to a log.")
]
LogQuestion = Annotated[
    bool, typer.Option("--log-question/--no-log-question", help="Whether the log holds the questions.")
]
Sheet = Annotated[
    Path | None,
    typer.Option(
        "--sheet", metavar="FILE", help="Write an evidence sheet, a page or for .pdf a PDF, and FILE.json beside it."
    ),
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
        print_json({"entries": seal.entries, "head": seal.head, "torn": list(seal.torn)})
    else:
        for line in seal.torn:
            typer.echo(f"line {line} was not written to its end, and is no entry; the one after it says so")
        typer.echo(f"{seal.entries:,} entries, each follows the one before it; the last is {seal.head}")


def open_log(log: Path | None, *, question: bool) -> "Ledger | None":
    """The log, where one is wanted.

    Args:
        question: whether it holds the questions, too.

    Raises:
        QuothError: it cannot be written, or is none; better said before the first answer than after it.
    """
    if log is None:
        return None
    from assistant.evidence import Ledger

    ledger = Ledger(log, question)
    ledger.check()
    return ledger


def sheet_of(out: Path | None) -> Path | None:
    """The file a sheet goes to; its JSON must not take that one's place."""
    if out and out.suffix.lower() == ".json":
        raise typer.BadParameter(f"{out} is for the sheet's JSON; name the page, as in {out.with_suffix('.html')}.")
    return out


def write_sheet(out: Path, assistant: "Assistant", reply: "Reply") -> None:
    """Writes a reply's evidence sheet, and its JSON beside it.

    Raises:
        QuothError: it cannot be written.
    """
    from assistant.evidence import quotes_of, sheet
    from assistant.replies import dumps
    from index.errors import QuothError
    from index.readers import is_printed
    from ui.sheets import Picture, figures, page, pictures_of

    made = sheet(assistant, reply)
    quotes = {(each.document.id, each.span.start): each for part in quotes_of(reply) for each in part}

    def pictures(shape: Mapping[str, Any]) -> list[Picture]:
        quote = quotes[shape["document"], shape["start"]]
        if not is_printed(quote.document.source):
            return []
        try:
            data = assistant.index.original(quote.document)
        except OSError:
            return []
        return pictures_of(data, quote.document, quote.span) if data else []

    if out.suffix.lower() == ".pdf":
        from ui.printing import printed

        shown = printed(made, pictures)
    else:
        shown = page(made, lambda shape: figures(pictures(shape))).encode()
    try:
        out.with_suffix(".json").write_text(dumps(made) + "\n", "utf-8")
        out.write_bytes(shown)
    except OSError as cause:
        raise QuothError(f"{out} cannot be written: {cause.strerror}") from cause
