"""What an examination of a library found."""

from dataclasses import dataclass, field
from pathlib import Path

from index.storage.protocols import Maker


@dataclass
class Diagnosis:
    """What an examination found.

    Attributes:
        folder: where the library is: a folder, or a database in words.
        vectors_kind: how nearest vectors are found (see :mod:`index.storage.sqlite.vectors.nearest`); empty where it is not known.
        problems: each in one line. lost: sources whose documents cannot be trusted any more.
        maker: what the library was made with; None when it does not say.
    """

    folder: Path | str
    documents: int = 0
    passages: int = 0
    generation: int = 0
    database_bytes: int = 0
    vectors_bytes: int = 0
    vectors_kind: str = ""
    words_bytes: int = 0
    maker: Maker | None = None
    problems: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems
