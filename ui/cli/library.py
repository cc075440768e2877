"""Commands that keep a library: index, remove, documents, show."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.cli.common import LIBRARY, Json, Library, app, closing, opened, print_json

if TYPE_CHECKING:
    from index.index import Index, Progress


@app.command()
def index(
    paths: Annotated[list[Path], typer.Argument(help="Files and folders.", metavar="PATH...")],
    library: Library = LIBRARY,
    embedder: Annotated[str | None, typer.Option(help="A sentence-transformers model, by name or path.")] = None,
    json: Json = False,
) -> None:
    """Make the library equal to files and folders: add, update, move and remove documents."""
    from index.embedding import PACKAGED
    from index.errors import QuothError
    from index.index import Index
    from ui.terminal import summary_lines

    with closing(Index.open_or_create(library, embedder or _recorded(library) or PACKAGED)) as held:
        summary = held.sync(paths, _progress())
        holds = len(held.documents())
    if json:
        from dataclasses import asdict

        print_json(asdict(summary))
    else:
        typer.echo(summary_lines(summary))
    if not holds:
        raise QuothError(f"no document could be indexed from {', '.join(map(str, paths))}; the library is empty")


@app.command()
def remove(
    sources: Annotated[list[str], typer.Argument(help="Documents, by source or id.", metavar="SOURCE...")],
    library: Library = LIBRARY,
) -> None:
    """Forget documents; their files are left alone."""
    with opened(library) as held:
        found = [_entry(held, source) for source in sources]
        held.remove([entry.id for entry in found])
    typer.echo(f"{len(found)} removed")


@app.command()
def documents(library: Library = LIBRARY, json: Json = False) -> None:
    """List what the library holds."""
    from dataclasses import asdict

    from ui.terminal import entry_lines

    with opened(library) as held:
        entries = held.documents()
    if json:
        print_json([asdict(entry) for entry in entries])
    else:
        typer.echo(entry_lines(entries))


@app.command()
def show(
    place: Annotated[str, typer.Argument(help="SOURCE, or SOURCE#START-END as replies print it.")],
    library: Library = LIBRARY,
    json: Json = False,
) -> None:
    """Print the stored text of a document, or of a place in it, to the letter."""
    from index.documents import Span
    from index.errors import QuothError

    source, _, span = place.rpartition("#") if "#" in place else (place, "", "")
    with opened(library) as held:
        document = held.document(_entry(held, source).id)
    if document is None:
        raise QuothError(f"{source} was removed just now")
    try:
        start, end = map(int, span.split("-")) if span else (0, len(document.text))
        text = Span(start, end).of(document.text)
    except ValueError as cause:
        raise QuothError(f"{span!r} is no place in {source}: START-END must lie in 0-{len(document.text)}") from cause
    if json:
        shown = {"document": document.id, "digest": document.digest, "source": document.source}
        print_json({**shown, "start": start, "end": end, "text": text})
    else:
        sys.stdout.write(text + "\n" * (not text.endswith("\n")))


def _recorded(library: Path) -> str | None:
    """The embedder an existing library was made with."""
    from index.errors import LibraryMissing
    from index.index import Index

    try:
        with closing(Index.open(library)) as held:
            return str(held.maker.embedder.name)
    except LibraryMissing:
        return None


def _entry(held: "Index", source: str) -> Any:
    from index.errors import QuothError

    for entry in held.documents():
        if source in (entry.source, entry.id):
            return entry
    raise QuothError(f"the library has no document {source!r}; list them with: quoth documents")


def _progress() -> Any:
    """Reports a sync on standard error: a line that moves on a terminal, silence elsewhere."""
    if not sys.stderr.isatty():
        return lambda _: None

    def show(progress: "Progress") -> None:
        line = f"{progress.documents}/{progress.total} documents, {progress.passages:,} passages  {progress.source}"
        end = "\n" if progress.documents == progress.total else ""
        sys.stderr.write(f"\r\x1b[K{line[:100]}{end}")

    return show
