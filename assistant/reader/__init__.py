"""The reader: which words of a passage answer a question, and how far they do."""

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.reader.protocol import Candidate, Reader, ReaderIdentity, Reading
from index.embedding import needs_torch
from index.errors import ModelError

if TYPE_CHECKING:
    from assistant.reader.batch import BatchCascade

__all__ = [
    "CAREFUL",
    "QUICK",
    "WEIGHTS",
    "Candidate",
    "Reader",
    "ReaderIdentity",
    "Reading",
    "open_batch_reader",
    "open_reader",
]

#: The names by which the packaged readers go: the quick one by itself, and the careful one after it.
QUICK, CAREFUL = "quick", "careful"
#: Where the packaged readers' weights and their calibrations lie.
WEIGHTS = Path(str(files(__name__))) / "weights"


def open_reader(name: str = CAREFUL, *, soon: bool = False) -> Reader:
    """A packaged reader, or any extractive question-answering model by name or path.

    Args:
        soon: it will be asked at once: the packaged careful one opens in the background, not when it is first needed.

    Raises:
        ModelError: the model is missing or damaged, or what runs it is not installed.
    """
    # Imported here: the libraries behind a reader take seconds to load.
    if name in (QUICK, CAREFUL):
        from assistant.reader.cascade import Cascade
        from assistant.reader.named import NamingReader

        quick, careful = _packaged(soon=soon and name == CAREFUL)
        return NamingReader(quick if name == QUICK else Cascade(quick, careful, CAREFUL))
    try:
        from assistant.reader.transformers_model import open_named_reader
    except ImportError as cause:
        raise ModelError(needs_torch(f"the reader {name!r}", cause)) from cause
    return open_named_reader(name)


def open_batch_reader() -> "BatchCascade":
    """The packaged readers, to read for several documents at once.

    Raises:
        ModelError: the quick one's weights are missing or damaged; the careful one's say so when they are first needed.
    """
    from assistant.reader.batch import BatchCascade

    return BatchCascade(*_packaged(), CAREFUL)


def _packaged(*, soon: bool = False) -> tuple[Reader, Reader]:
    """The quick reader and the careful one, which opens when it is first needed, or from now on in the background."""
    from assistant.reader.careful import LateReader
    from assistant.reader.packaged import open_quick_reader

    careful = LateReader()
    if soon:
        careful.begin()
    return open_quick_reader(), careful
