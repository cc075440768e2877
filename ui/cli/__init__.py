"""The ``quoth`` command."""

import os
import sys

import typer
from typer.exceptions import TyperException

from ui.cli import (  # noqa: F401 - importing a module registers its commands
    agents,
    asking,
    calibration,
    evaluation,
    evidence,
    finding,
    library,
)
from ui.cli.app import app

__all__ = ["main"]


def main() -> None:
    """Runs the command; an error is one line on standard error and exit code 2."""
    try:
        sys.exit(app(prog_name="quoth", standalone_mode=False))
    except (KeyboardInterrupt, typer.Abort):
        sys.exit(130)
    except Exception as error:  # noqa: BLE001 - whatever it was, the user sees one line
        sys.exit(_fail(error))


def _fail(error: Exception) -> int:
    from index.errors import QuothError

    if os.environ.get("QUOTH_DEBUG"):
        raise error
    if isinstance(error, TyperException):
        # A parameter's error knows which parameter it is about, but only tells when asked so.
        message = error.format_message() if isinstance(error, typer.BadParameter) else str(error)
        typer.echo(f"quoth: {message} See: quoth -h", err=True)
        return 2
    if isinstance(error, QuothError):
        typer.echo(f"quoth: {error}", err=True)
    elif isinstance(error, BrokenPipeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    else:
        message = f"{type(error).__name__}: {error}".splitlines()[0]
        typer.echo(f"quoth: internal error, {message} (set QUOTH_DEBUG=1 to see where)", err=True)
    return 2
