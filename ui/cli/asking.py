"""Commands that ask: ask, search, verify, chat."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from ui.cli.common import (
    LIBRARIES,
    READER,
    Json,
    Libraries,
    ReaderName,
    Where,
    app,
    opened,
    parsed,
    print_json,
)
from ui.cli.further import beside_lines, looked_further
from ui.cli.keeping import Log, LogQuestion, Sheet, add_to, write_sheet


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="The question, in quotation marks.")],
    library: Libraries = LIBRARIES,
    where: Where = None,
    reader: ReaderName = READER,
    more: Annotated[
        bool, typer.Option("--more", help="Look further: what differs, what is missing, who says it, terms, parts.")
    ] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Tell what was searched and weighed.")] = False,
    sheet: Sheet = None,
    log: Log = None,
    log_question: LogQuestion = True,
    json: Json = False,
) -> None:
    """Answer in quotes, or refuse. Exits 0 when it answers, 1 when it refuses, 2 on an error."""
    from assistant.assistant import Assistant
    from assistant.reader import open_reader
    from assistant.replies import Answer, to_json
    from ui.terminal import reply_lines

    condition = parsed(where)
    with opened(*library) as held:
        assistant = Assistant(held, open_reader(reader))
        reply = assistant.ask(question, condition)
        beside = looked_further(assistant, reply, condition, more=more, explain=explain)
        if sheet:
            write_sheet(sheet, assistant, reply)
    add_to(log, to_json(reply), question=log_question)
    if json:
        print_json(to_json(reply) | {name: each.to_json() for name, each in beside.items()})
    else:
        typer.echo("\n\n".join([reply_lines(reply, colour=sys.stdout.isatty()), *beside_lines(beside)]))
    if not isinstance(reply, Answer):
        raise typer.Exit(1)


@app.command()
def search(
    question: Annotated[str, typer.Argument(help="Words or a question.")],
    library: Libraries = LIBRARIES,
    k: Annotated[int, typer.Option("-k", min=1, max=1000, help="How many passages.")] = 10,
    where: Where = None,
    json: Json = False,
) -> None:
    """List the passages nearest to a question, without judging whether they answer it."""
    from ui.terminal import hit_lines

    with opened(*library) as held:
        hits = held.search(question, k, parsed(where))
    if json:
        print_json([hit.to_json() for hit in hits])
    else:
        typer.echo(hit_lines(hits))


@app.command()
def verify(
    reply: Annotated[
        Path, typer.Argument(help="What quoth ask --json printed, or a sheet's JSON; - for standard input.")
    ],
    library: Libraries = LIBRARIES,
    json: Json = False,
) -> None:
    """Check which quotes of an earlier reply or evidence sheet still stand, moved, changed or went. Exits 1 unless all stand."""
    from json import loads

    from assistant.verification import Standing
    from assistant.verification import verify as verdicts
    from index.errors import InvalidReply
    from ui.terminal import verdict_lines

    try:
        given = loads(sys.stdin.read() if str(reply) == "-" else reply.read_text("utf-8"))
    except OSError as cause:
        raise InvalidReply(f"{reply} cannot be read: {cause.strerror}") from cause
    except ValueError as cause:
        raise InvalidReply(f"{reply} is not JSON") from cause
    with opened(*library) as held:
        found = verdicts(given, held)
    if json:
        print_json([verdict.to_json() for verdict in found])
    else:
        typer.echo(verdict_lines(found))
    if any(verdict.standing is not Standing.STANDS for verdict in found):
        raise typer.Exit(1)


@app.command()
def chat(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="Files and folders to index first, while the chat opens.", metavar="[PATH...]"),
    ] = None,
    library: Libraries = LIBRARIES,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on; 0 takes a free one.", min=0, max=65535)] = 7860,
    token: Annotated[
        str | None,
        typer.Option(
            envvar="QUOTH_TOKEN", help="What askers must know; needed where other machines can reach the host."
        ),
    ] = None,
    edit: Annotated[
        bool | None,
        typer.Option(
            "--edit/--no-edit", help="Allow uploads and removals; by default where only this machine can ask."
        ),
    ] = None,
    rate: Annotated[
        int | None, typer.Option(min=0, help="Requests that cost work, per client and minute; 0 for no limit.")
    ] = None,
    log_questions: Annotated[bool, typer.Option("--log-questions", help="Let questions appear in the logs.")] = False,
    allow_origin: Annotated[
        list[str] | None,
        typer.Option(metavar="ORIGIN", help="A site whose pages may use REST and MCP, as https://app.example.org."),
    ] = None,
) -> None:
    """Ask in the browser, over REST or MCP."""
    from ui.web.settings import Settings

    # Several libraries together are not written.
    editable = False if edit is None and len(library) > 1 else edit
    settings = Settings.of(
        host, port, token, editable=editable, rate=rate, log_questions=log_questions, origins=allow_origin or ()
    )
    from ui.web.server import serve

    serve(library, settings, paths or ())
