"""The reader: which words of a passage answer a question, and how far they do."""

from assistant.reader.protocol import Candidate, Reader, ReaderIdentity, Reading

__all__ = ["Candidate", "Reader", "ReaderIdentity", "Reading", "open_reader"]

#: The name by which the packaged reader goes.
PACKAGED = "quoth-reader"


def open_reader(name: str = PACKAGED) -> Reader:
    """The packaged reader, or any extractive question-answering model by name or path.

    Raises:
        ModelError: the model is missing or damaged.
    """
    # Imported here: the libraries behind a reader take seconds to load.
    if name == PACKAGED:
        from assistant.reader.packaged import packaged_reader

        return packaged_reader()
    from assistant.reader.transformers_model import named_reader

    return named_reader(name)
