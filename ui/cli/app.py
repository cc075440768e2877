"""The program itself: what its files of commands register with. Everything heavy is imported in the command that needs it."""

from typing import Annotated

import typer

from index import __version__

app = typer.Typer(
    name="quoth",
    help="Answers only in your documents' own words, says where each word stands, or refuses.",
    context_settings={"help_option_names": ["-h", "--help"]},
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"quoth {__version__}")
        raise typer.Exit


@app.callback()
def quoth(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Answers only in your documents' own words, says where each word stands, or refuses."""


def print_json(value: object) -> None:
    """Prints JSON on standard output."""
    from assistant.replies import dumps

    typer.echo(dumps(value))
