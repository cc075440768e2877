"""Commands that keep a library: index, remove, documents, show, doctor, migrate."""

import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated

import typer

from ui.cli.app import app, print_json
from ui.cli.options import LIBRARIES, LIBRARY, Json, Libraries, Library
from ui.cli.progress import bars

if TYPE_CHECKING:
    from index.index import Index
    from index.ingest import Progress, Summary, Workers


Shards = Annotated[
    list[str] | None,
    typer.Option(
        "--shard", metavar="URL", help="An empty database for a part of a new library's passages; give several."
    ),
]


@app.command()
def index(
    paths: Annotated[list[Path], typer.Argument(help="Files and folders.", metavar="PATH...")],
    library: Library = LIBRARY,
    embedder: Annotated[str | None, typer.Option(help="A sentence-transformers model, by name or path.")] = None,
    shard: Shards = None,
    watch: Annotated[bool, typer.Option("--watch", help="Keep it so until Ctrl-C.")] = False,
    workers: Annotated[
        str | None,
        typer.Option(metavar="ray[://HOST:PORT]", help="Read and embed on a Ray cluster, or all cores through Ray."),
    ] = None,
    ocr: Annotated[
        bool | None,
        typer.Option(
            "--ocr/--no-ocr",
            help="Read the words in scanned pages and pictures, too, by tesseract; the library keeps it.",
        ),
    ] = None,
    language: Annotated[
        str, typer.Option("--ocr-language", metavar="LANG", help="What they are written in, as in eng or deu+fra.")
    ] = "",
    json: Json = False,
) -> None:
    """Make the library equal to files and folders: add, update, move and remove documents."""
    from index.errors import QuothError
    from index.index import Index

    with Index.open_or_create(library, embedder, shard or ()) as held, _workers(workers) as pool:
        if ocr is False:
            held.recognise(None)
        elif ocr or language:
            held.recognise(*filter(None, [language]))
        summary = _sync(held, paths, json, workers=pool)
        if watch:
            from index.ingest import wait_for_changes

            typer.echo(f"watching {', '.join(map(str, paths))}; stop with Ctrl-C", err=True)
            with suppress(KeyboardInterrupt):
                for _ in wait_for_changes(paths, sweep=60):
                    _sync(held, paths, json, quiet=True, workers=pool)
        elif not (summary.touched or summary.unchanged):
            raise QuothError(f"no document could be indexed from {', '.join(map(str, paths))}")


@app.command()
def remove(
    sources: Annotated[list[str], typer.Argument(help="Documents, by source or id.", metavar="SOURCE...")],
    library: Library = LIBRARY,
    json: Json = False,
) -> None:
    """Forget documents; their files are left alone."""
    from index.index import Index

    with Index.open(library) as held:
        ids = {held.entry(source).id for source in sources}
        held.remove(ids)
    if json:
        print_json({"removed": sorted(ids)})
    else:
        typer.echo(f"{len(ids)} removed")


@app.command()
def documents(library: Libraries = LIBRARIES, json: Json = False) -> None:
    """List what the library holds."""
    from index.index import Index
    from ui.terminal import entry_lines

    with Index.open_all(library) as held:
        entries = held.documents()
    if json:
        print_json([entry.to_json() for entry in entries])
    else:
        typer.echo(entry_lines(entries))


@app.command()
def show(
    place: Annotated[str, typer.Argument(help="SOURCE, or SOURCE#START-END as replies print it.")],
    library: Libraries = LIBRARIES,
    json: Json = False,
) -> None:
    """Print the stored text of a document, or of a place in it, to the letter; on a terminal control characters are spelled out."""
    from index.documents import Span
    from index.errors import QuothError
    from index.index import Index
    from ui.terminal import safe

    with Index.open_all(library) as held:
        # A file's name may have a # in it, too.
        whole = any(place in (each.source, each.id) for each in held.documents())
        source, _, span = place.rpartition("#") if "#" in place and not whole else (place, "", "")
        document = held.document(held.entry(source).id)
    if document is None:
        raise QuothError(f"{source} was removed just now")
    try:
        start, end = map(int, span.split("-")) if span else (0, len(document.text))
        text = Span(start, end).of(document.text)
    except ValueError as cause:
        raise QuothError(f"{span!r} is no place in {source}: START-END must lie in 0-{len(document.text)}") from cause
    if json:
        print_json(document.shown(start, end))
    else:
        # On a terminal a document must not steer it; elsewhere the text goes as it is stored.
        shown = safe(text) if sys.stdout.isatty() else text
        sys.stdout.write(shown + "\n" * (not shown.endswith("\n")))


@app.command()
def doctor(
    library: Library = LIBRARY,
    repair: Annotated[bool, typer.Option("--repair", help="Save what is sound; nobody else may use it now.")] = False,
    json: Json = False,
) -> None:
    """Check everything the library stores. Exits 1 when something is wrong."""
    from index.storage import examine, mend
    from ui.terminal import diagnosis_lines

    found = mend(library) if repair else examine(library)
    if json:
        print_json({**asdict(found), "folder": str(found.folder)})
    else:
        typer.echo(diagnosis_lines(found, repaired=repair))
    if not (found.sound or repair):
        raise typer.Exit(1)


@app.command()
def migrate(
    source: Annotated[str, typer.Argument(help="The library to move: a folder, or a database.", metavar="FROM")],
    target: Annotated[str, typer.Argument(help="Where to: made if there is none.", metavar="TO")],
    shard: Shards = None,
    json: Json = False,
) -> None:
    """Copy a library to another place or engine, without embedding anew; run again after an interruption."""
    from index.storage import create_store, exists, open_store
    from index.storage import migrate as moved

    held, base = open_store(source)
    new = not exists(target, shard or ())
    there, _ = create_store(target, held.maker, base, shard or ()) if new else open_store(target)
    with closing(held), closing(there):
        found = moved(held, there)
    if json:
        print_json(asdict(found))
    else:
        typer.echo(
            f"{found.copied:,} documents copied, {found.present:,} were there; "
            f"{found.passages:,} passages in all, digest {found.digest[:16]} on both sides"
        )


@contextmanager
def _workers(given: str | None) -> Iterator["Workers | None"]:
    """The workers a user named."""
    if given is None:
        yield None
        return
    kind, _, address = given.partition("://")
    if kind != "ray":
        raise typer.BadParameter(f"there are no workers of the kind {kind!r}; write ray, or ray://HOST:PORT")
    from index.ingest import RayWorkers

    with closing(RayWorkers(address or None)) as pool:
        yield pool


def _sync(
    held: "Index", paths: list[Path], json: bool, quiet: bool = False, workers: "Workers | None" = None
) -> "Summary":
    """One sync, printed; ``quiet`` says nothing where nothing changed."""
    from assistant.replies import dumps
    from ui.terminal import summary_lines

    started = monotonic()
    with bars() as show:

        def tell(done: "Progress") -> None:
            rate = done.passages / max(monotonic() - started, 1e-3)
            show("documents", done.documents, done.total, f"({done.passages:,} passages, {rate:,.0f}/s)")

        summary = held.sync(paths, tell, workers)
    if summary.touched or not quiet:
        typer.echo(dumps(asdict(summary)) if json else summary_lines(summary))
    return summary
