"""Reads for several documents at once, on every core, what is then asked for document by document."""

from collections.abc import Iterable, Sequence

from assistant.reader.cascade import Cascade, read_again
from assistant.reader.named import NamingReader
from assistant.reader.protocol import Reader, Reading
from index.documents import Passage


class MemoizingReader:
    """Another reader that remembers what it read. Fills :class:`assistant.reader.protocol.Reader`.

    It forgets nothing: to be held no longer than one question is worked on.
    """

    def __init__(self, reader: Reader) -> None:
        self.identity, self._reader = reader.identity, reader
        self._known: dict[tuple[str, int], Reading] = {}

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        """One reading for each passage, in their order."""
        new = [each for each in passages if (question, each.id) not in self._known]
        if new:
            found = self._reader.read(question, new)
            self._known |= {(question, each.passage.id): each for each in found}
        return [self._known[question, each.id] for each in passages]


class BatchCascade:
    """A quick and a careful reader, first one and then the other for several documents at once.

    Attributes:
        quick: the quick reader alone. cascade: both in turn.
    """

    def __init__(self, quick: Reader, careful: Reader, name: str) -> None:
        self._quick, self._careful = MemoizingReader(quick), MemoizingReader(careful)
        self.quick = NamingReader(self._quick)
        self.cascade = NamingReader(Cascade(self._quick, self._careful, name))

    def read_carefully(self, question: str, documents: Iterable[Sequence[Passage]]) -> None:
        """Reads again, with the careful reader, what the cascade reads again of each document's passages."""
        again = [each[i] for each in documents for i in read_again(self._quick.read(question, each))]
        self._careful.read(question, again)
