"""What most peers do, to stand beside: a similarity threshold instead of a reader.

It quotes the sentence of the passages found that is most similar to the question, when it is similar enough.
"""

from collections.abc import Sequence

from assistant.language import sentences
from assistant.reader import Candidate, ReaderIdentity, Reading
from assistant.support import SupportPolicy
from index.documents import Passage
from index.embedding import Embedder


class CosineReader:
    """Reads by similarity alone; a candidate's logit is the cosine of question and sentence."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.identity = ReaderIdentity("cosine", embedder.identity.digest)

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        """Each passage's most similar sentence."""
        asked = self._embedder.embed([question])[0]
        readings = []
        for passage in passages:
            spans = sentences(passage.text)
            similarities = self._embedder.embed([span.of(passage.text) for span in spans]) @ asked
            best = int(similarities.argmax())
            candidate = Candidate(spans[best].shifted(passage.span.start), float(similarities[best]))
            readings.append(Reading(passage, (candidate,)))
        return readings


#: The logistic fit of "the quote is right" to the cosine, and the threshold with most questions met rightly less
#: wrong answers, by :mod:`training.fitting` on 500 questions about articles held out of training.
COSINE_POLICY = SupportPolicy({"logit": 6.72}, -5.32, 0.44, 0.0)
