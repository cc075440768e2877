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
