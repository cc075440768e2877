"""The options that commands share."""

from typing import Annotated

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
