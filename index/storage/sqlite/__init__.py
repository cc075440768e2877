"""A library in one folder: SQLite is the truth, files of vectors and words its caches.

Layout of the folder::

    library.sqlite                 documents, passages, vectors, full text (a write-ahead log beside it while open)
    vectors-GENERATION-NAME.faiss  the vectors once more, ready to search; rebuilt whenever it is not as written
    words-GENERATION-NAME.index    which passages have a word, ready to be scored, from 20,000 passages on; likewise
    maker.json                     what the library was made with, once more, should the database be damaged just there
    write.lock, writer.json        who writes
"""

from index.storage.sqlite.store import SQLiteStore

__all__ = ["SQLiteStore"]
