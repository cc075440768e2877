"""The reader: which words of a passage answer a question, and how far they do."""

from importlib.resources import files
from pathlib import Path

from assistant.reader.protocol import Candidate, Reader, ReaderIdentity, Reading
from index.embedding import needs_torch
from index.errors import ModelError

__all__ = ["CAREFUL", "QUICK", "WEIGHTS", "Candidate", "Reader", "ReaderIdentity", "Reading", "open_reader"]

#: The names by which the packaged readers go: the quick one by itself, and the careful one after it.
QUICK, CAREFUL = "quick", "careful"
#: Where the packaged readers' weights and their calibrations lie.
WEIGHTS = Path(str(files(__name__))) / "weights"


def open_reader(name: str = CAREFUL) -> Reader:
    """A packaged reader, or any extractive question-answering model by name or path.

    Raises:
        ModelError: the model is missing or damaged, or what runs it is not installed.
    """
    # Imported here: the libraries behind a reader take seconds to load.
    if name in (QUICK, CAREFUL):
        from assistant.reader.named import NamingReader
        from assistant.reader.packaged import open_quick_reader

        quick = open_quick_reader()
        if name == QUICK:
            return NamingReader(quick)
        from assistant.reader.careful import LateReader
        from assistant.reader.cascade import Cascade

        return NamingReader(Cascade(quick, LateReader(), CAREFUL))
    try:
        from assistant.reader.transformers_model import open_named_reader
    except ImportError as cause:
        raise ModelError(needs_torch(f"the reader {name!r}", cause)) from cause
    return open_named_reader(name)
