"""A library in one folder: SQLite is the truth, a FAISS file its cache.

Layout of the folder::

    library.sqlite                 documents, passages, vectors, full text (a write-ahead log beside it while open)
    vectors-GENERATION-NAME.faiss  the vectors once more, ready to search; rebuilt whenever it is not as written
    maker.json                     what the library was made with, once more, should the database be damaged just there
    write.lock, writer.json        who writes
"""

from index.storage.sqlite.store import SQLiteStore

__all__ = ["SQLiteStore"]
