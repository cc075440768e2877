"""The word file kept open between questions, and what came and went since it."""

import threading
from collections.abc import Callable, Collection
from contextlib import suppress
from pathlib import Path

import numpy as np

from index.errors import LibraryDamaged
from index.storage.protocols import Ranked
from index.storage.sqlite.cached import BackgroundTask
from index.storage.sqlite.words.file import WordFile, Words
from index.storage.sqlite.words.ranking import Ranking, present
from index.storage.sqlite.words.terms import stopped, terms
from index.words import asked, match_expression


class WordCache:
    """The words of the generation last asked for. Searches run side by side, on whichever generation each has.

    A snapshot reads the file that it notes itself, which is of its own generation or an earlier one; what came since is
    asked of the full text, and counted in both. Where there is no file, or a question has words that it does not
    hold, the full text is asked alone.
    """

    def __init__(self, folder: Path, renew: Callable[[], None]) -> None:
        """
        Args:
            renew: makes the file anew where there is none, if it can be made.
        """
        self._folder, self._renew = folder, renew
        self._held: Ranking | None = None
        self._lost = ""  # a file that was not as it was written
        self._lock, self._renewal = threading.Lock(), BackgroundTask("words")

    def close(self) -> None:
        """Waits for a file that is still being made."""
        self._renewal.close()

    def search(
        self,
        snapshot: Words,
        question: str,
        k: int,
        documents: Collection[str] | None,
        admitted: Callable[[], np.ndarray | None],
    ) -> list[Ranked] | None:
        """See :class:`index.storage.protocols.Snapshot`; None where the full text is to be asked alone.

        Args:
            among: gives the ids of the documents' passages, ascending; None for all.
        """
        file = WordFile.of(snapshot)
        if file is None or file.name == self._lost:
            return None
        words = asked(question)
        known = terms(words)
        if any(len(each) != 1 or each[0] in stopped() for each in known):
            return None
        try:
            ranking = self._at(snapshot, file)
            if not ranking.passages:
                return []
            came = [snapshot.full_text.count(word, file.last) if ranking.grown else 0 for word in words]
            found = ranking.best([term for (term,) in known], came, k, admitted())
        except LibraryDamaged:
            self._lose(file)
            return None
        if any(came):
            found += snapshot.full_text.search(match_expression(question), k, documents, after=file.last)
            found.sort(key=lambda ranked: (-ranked[1], ranked[0]))
        return found[:k]

    def _at(self, snapshot: Words, file: WordFile) -> Ranking:
        """What the file holds, as the snapshot has it.

        Raises:
            LibraryDamaged: the file is not what was written.
        """
        with self._lock:
            held = self._held
            if held is None or held.index.file != file:
                index, before = file.read(self._folder), None
            elif held.generation == snapshot.generation:
                return held
            else:
                index, before = held.index, held if held.generation < snapshot.generation else None
            came = len(snapshot.passage_ids(after=file.last))
            shown = before.shown if before else None
            kept = file.count if shown is None else int(np.count_nonzero(shown))
            # As many as there were and came: then none went, for ids are never used twice.
            if snapshot.passage_count() != kept + came:
                shown = present(index.ids, snapshot.passage_ids())
            passages, words = snapshot.full_text.size()
            made = Ranking(snapshot.generation, index, shown, passages, words, came > 0)
            if held is None or made.generation >= held.generation:
                self._held = made
            return made

    def _lose(self, file: WordFile) -> None:
        """Has a file made anew, where this is the one that the library still notes."""
        with self._lock:
            self._lost = file.name
            with suppress(OSError):
                file.forget(self._folder)
            self._renewal.begin(self._renew)
