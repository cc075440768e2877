"""The one exception family. A message names what is wrong, where, and what mends it."""


class QuothError(Exception):
    """Anything Quoth itself finds wrong. ``str(error)`` is one line fit to show a user."""


class InvalidQuestion(QuothError):
    """A question that cannot be asked: empty, or too long."""


class InvalidFilter(QuothError):
    """A filter that cannot be understood."""


class InvalidReply(QuothError):
    """Something given as an earlier reply that is none."""


class UnreadableDocument(QuothError):
    """A file whose text cannot be had; indexing names it and goes on."""


class InvalidData(QuothError):
    """A labelled set that cannot be used; the message names the file and the place in it."""


class ModelError(QuothError):
    """A model that is missing, damaged, or not of the kind asked for."""


class InvalidThreshold(ModelError):
    """A threshold that is none, or whose name says nothing for the reader at hand."""


class LibraryError(QuothError):
    """A library that cannot be opened, read or written."""


class LibraryMissing(LibraryError):
    """There is no library in this place yet."""


class LibraryMismatch(LibraryError):
    """The library was made by another format, model or splitter than the one at hand."""


class LibraryBusy(LibraryError):
    """Another process is writing to the library."""


class LibraryDamaged(LibraryError):
    """What is stored is not what was written."""


class StoreUnavailable(LibraryError):
    """The server that keeps the library does not answer, or not in time. Never part of an answer instead."""


class WorkersLost(QuothError):
    """The machines that make documents ready do not answer, or died too often."""


class BrokenQuote(QuothError):
    """A quote that does not match the stored text. Never shown as a quote; always a defect."""
