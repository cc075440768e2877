"""Commands that ask: ask, search, verify, chat."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.cli.app import app, print_json
from ui.cli.evidence import Log, LogQuestion, Sheet, open_log, sheet_of, write_sheet
from ui.cli.further import Against, beside_lines, look_beside, look_for_missing
from ui.cli.options import LIBRARIES, READER, Json, Libraries, ReaderName, Threshold, Where

if TYPE_CHECKING:
    from index.errors import QuothError


@app.command()
def ask(
    question: Annotated[
        str | None, typer.Argument(help="The question, in quotation marks; - reads it from standard input.")
    ] = None,
    questions: Annotated[
        Path | None,
        typer.Option(
            "--file",
            metavar="FILE",
            help="Ask each line of a file, in words or as JSON, or of - for standard input; print one JSON line for each.",
        ),
    ] = None,
    library: Libraries = LIBRARIES,
    where: Where = None,
    reader: ReaderName = READER,
    threshold: Threshold = None,
    more: Annotated[
        bool, typer.Option("--more", help="Look further: what differs, what is missing, who says it, terms, parts.")
    ] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Tell what was searched and weighed.")] = False,
    against: Against = None,
    sheet: Sheet = None,
    log: Log = None,
    log_question: LogQuestion = True,
    json: Json = False,
) -> None:
    """Answer in quotes, or refuse. Exits 0 when it answers, 1 when it refuses or nothing is indexed, 2 on an error."""
    from assistant.assistant import Assistant
    from assistant.reader import open_reader
    from assistant.replies import Answer, line, to_json
    from assistant.support import read_threshold
    from index.errors import InvalidQuestion
    from index.index import Index
    from index.search import Filter
    from ui.terminal import reply_lines

    if (question is None) == (questions is None):
        raise typer.BadParameter("give one question, or --file FILE")
    if questions is not None and (more or explain or against or sheet):
        raise typer.BadParameter("--more, --explain, --against and --sheet are for one question, not for --file.")
    out, ledger = sheet_of(sheet), open_log(log, question=log_question)
    condition = Filter.parse(where) if where else None
    needed = None if threshold is None else read_threshold(threshold)
    with Index.open_all(library) as held:
        assistant = Assistant(held, open_reader(reader, soon=True))
        assistant.policy = assistant.policy.at(needed)
        if questions is not None:
            asked, answered = _questions(questions), 0
            for each in asked:
                reply = assistant.ask(each["question"], condition)
                answered += isinstance(reply, Answer)
                shape = to_json(reply)
                if ledger:
                    ledger.add(shape)
                typer.echo(line({**each, **shape}))
            raise typer.Exit(0 if answered else 1)
        given = _text(Path("-"), InvalidQuestion) if question == "-" else str(question)
        reply = assistant.ask(given, condition)
        beside = look_beside(assistant, reply, condition, more=more, explain=explain, against=against)
        lacking = [] if more or json else look_for_missing(assistant, reply, condition)
        if out:
            write_sheet(out, assistant, reply)
    if ledger:
        ledger.add(to_json(reply))
    if json:
        print_json(to_json(reply) | {name: each.to_json() for name, each in beside.items()})
    else:
        typer.echo("\n\n".join([reply_lines(reply, sys.stdout.isatty(), lacking), *beside_lines(beside)]))
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
    from index.index import Index
    from ui.terminal import hit_lines

    with Index.open_all(library) as held:
        hits = held.search(question, k, where)
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
    from index.index import Index
    from ui.terminal import verdict_lines

    try:
        given = loads(_text(reply, InvalidReply))
    except ValueError as cause:
        raise InvalidReply(f"{reply} is not JSON") from cause
    with Index.open_all(library) as held:
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
    tokens: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Tokens with rights of their own, as TOML: who may read, edit, and which folders."
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
    keep: Annotated[
        bool, typer.Option("--keep/--no-keep", help="Keep conversations beside the library, until they are deleted.")
    ] = True,
    language: Annotated[
        str | None,
        typer.Option(metavar="CODE", help="Language of the pages: en or de; by default what each browser wants."),
    ] = None,
    log: Log = None,
    log_question: LogQuestion = True,
) -> None:
    """Ask in the browser, over REST or MCP."""
    from ui.web.gate import read_grants
    from ui.web.settings import Settings

    # Several libraries together are not written.
    editable = False if edit is None and len(library) > 1 and not tokens else edit
    settings = Settings.of(
        host,
        port,
        token,
        read_grants(tokens) if tokens else (),
        editable=editable,
        rate=rate,
        log_questions=log_questions,
        origins=allow_origin or (),
        keep=keep,
        language=language,
        ledger=open_log(log, question=log_question),
    )
    from ui.web.server import serve

    serve(library, settings, paths or ())


def _questions(file: Path) -> list[dict[str, Any]]:
    """The lines of a file that say something, each with a question that can be asked, and what else stands in it."""
    from index.errors import InvalidQuestion

    found = []
    for number, text in enumerate(_text(file, InvalidQuestion).split("\n"), start=1):
        if text.strip():
            try:
                found.append(_question(text))
            except InvalidQuestion as cause:
                raise InvalidQuestion(f"{file}, line {number}: {cause}") from cause
    if not found:
        raise InvalidQuestion(f"{file} has no question in it; write one a line")
    return found


def _question(text: str) -> dict[str, Any]:
    """The question of a line: the line itself, or the field of that name where it is a JSON object."""
    from json import loads

    from index.errors import InvalidQuestion
    from index.search import checked

    if not text.lstrip().startswith("{"):
        return {"question": checked(text)}
    try:
        row = loads(text)
    except (ValueError, RecursionError) as cause:
        raise InvalidQuestion("not JSON") from cause
    if not isinstance(row.get("question"), str):
        raise InvalidQuestion('no "question", or it is no string')
    return {**row, "question": checked(row["question"])}


def _text(file: Path, problem: "type[QuothError]") -> str:
    """The text of a file; of standard input for ``-``."""
    try:
        return sys.stdin.read() if str(file) == "-" else file.read_text("utf-8")
    except OSError as cause:
        raise problem(f"{file} cannot be read: {cause.strerror}") from cause
    except UnicodeDecodeError as cause:
        raise problem(f"{file} is not text in UTF-8") from cause
