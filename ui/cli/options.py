"""The options that commands share."""

from collections.abc import Callable
from dataclasses import fields
from functools import wraps
from inspect import Parameter, Signature, signature
from typing import Annotated, Any, get_type_hints

import typer

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
        help="quick, careful (reads again what the quick one puts first), or another model by name or path.",
    ),
]
Threshold = Annotated[
    str | None,
    typer.Option(
        metavar="SETTING",
        help="Support an answer needs: strict, balanced, generous, or a number from 0 to 1 (default: balanced, or what "
        "quoth calibrate chose).",
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
#: The reader that answers.
READER = "careful"


def shares(options: type[Any], *without: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Gives a command options that are declared once, as the fields of a data class; it takes them all as ``shared``.

    Args:
        without: fields that are no options of this command; they have their default.
    """
    hints = get_type_hints(options, include_extras=True)
    shared = [
        Parameter(each.name, Parameter.KEYWORD_ONLY, default=each.default, annotation=hints[each.name])
        for each in fields(options)
        if each.name not in without
    ]

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        own = [each for each in signature(command, eval_str=True).parameters.values() if each.name != "shared"]

        @wraps(command)
        def run(**given: Any) -> None:
            mine = {each.name: given.pop(each.name) for each in shared}
            command(**given, shared=options(**mine))

        run.__signature__ = Signature([*own, *shared])  # type: ignore[attr-defined]  # inspect looks here first
        run.__annotations__ = {each.name: each.annotation for each in (*own, *shared)}
        return run

    return decorate
