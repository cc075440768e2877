"""The reader: which words of a passage answer a question, and how far they do."""

from importlib.resources import files
from pathlib import Path

from assistant.reader.protocol import Candidate, Reader, ReaderIdentity, Reading
from index.embedding import needs_torch
from index.errors import ModelError

__all__ = ["Candidate", "Reader", "ReaderIdentity", "Reading", "open_reader"]

#: The name by which the packaged reader goes.
PACKAGED = "quoth-reader"
#: Where the packaged reader's weights and their calibration lie.
WEIGHTS = Path(str(files(__name__))) / "weights"


def open_reader(name: str = PACKAGED) -> Reader:
    """The packaged reader, or any extractive question-answering model by name or path.

    Raises:
        ModelError: the model is missing or damaged, or what runs it is not installed.
    """
    # Imported here: the libraries behind a reader take seconds to load.
    if name == PACKAGED:
        from assistant.reader.packaged import packaged_reader

        return packaged_reader()
    try:
        from assistant.reader.transformers_model import named_reader
    except ImportError as cause:
        raise ModelError(needs_torch(f"the reader {name!r}", cause)) from cause
    return named_reader(name)
