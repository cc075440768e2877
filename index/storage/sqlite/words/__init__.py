"""Passages by their words, scored as SQLite's full text scores them: from an inverted file, or by the full text itself."""

from index.storage.sqlite.words.cache import WordCache
from index.storage.sqlite.words.file import WordFile, write_words
from index.storage.sqlite.words.full_text import OF_DOCUMENTS, FullText

__all__ = ["OF_DOCUMENTS", "FullText", "WordCache", "WordFile", "write_words"]
