"""What every command shares. Everything heavy is imported inside the command that needs it."""

import contextlib
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from index.index import Index
    from index.search.filters import Filter

app = typer.Typer(
    name="quoth",
    help="Answers only in your documents' own words, says where each word stands, or refuses.",
    context_settings={"help_option_names": ["-h", "--help"]},
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

# Not a Path: that would make one slash of the two in postgresql://.
Library = Annotated[
    str,
    typer.Option(
        "--library",
        metavar="DIR|URL",
        envvar="QUOTH_LIBRARY",
        help="Where the library is kept: a folder, or a database as postgresql://USER@HOST/DATABASE.",
    ),
]
Libraries = Annotated[
    list[str],
    typer.Option(
        "--library",
        metavar="DIR|URL",
        envvar="QUOTH_LIBRARY",
        help="A library, in a folder or a database; several are asked together.",
    ),
]
ReaderName = Annotated[
    str,
    typer.Option(
        "--reader",
        metavar="MODEL",
        envvar="QUOTH_READER",
        help="The packaged reader, or an extractive question-answering model by name or path.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Where = Annotated[
    str | None,
    typer.Option(metavar="FILTER", help="Only these documents, as in: 'path:contracts/* date>=2020 -tags:draft'."),
]
#: The library's default place.
LIBRARY = ".quoth"
LIBRARIES = [LIBRARY]
#: The packaged reader's name.
READER = "quoth-reader"


def opened(*libraries: str) -> "contextlib.closing[Index]":
    """One existing library, or several as one to ask; closed when the context ends."""
    from index.index import Index

    return closing(Index.open_all(libraries))


def parsed(where: str | None) -> "Filter | None":
    """The filter a user typed."""
    from index.search.filters import Filter

    return Filter.parse(where) if where else None


def closing(index: "Index") -> "contextlib.closing[Index]":
    """The index as a context."""
    return contextlib.closing(index)


def print_json(value: object) -> None:
    """Prints JSON on standard output."""
    from assistant.replies import dumps

    typer.echo(dumps(value))
