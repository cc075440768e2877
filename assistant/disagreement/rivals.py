"""Documents that differ from those a reply quotes: looked for, and read, where they plainly speak of the same thing."""

from collections.abc import Sequence
from itertools import islice

from assistant.assistant import Assistant, put_right
from assistant.disagreement.sides import Disagreement, disagreement, one_matter
from assistant.finding import find
from assistant.quotes import Quote
from assistant.support import Setting
from index.search import Filter

#: The nearest passages, whose documents may differ; and how many of these are read.
_NEAREST, _READ = 50, 10


def find_disagreement(
    assistant: Assistant,
    question: str,
    quotes: Sequence[Quote],
    where: Filter | None = None,
    threshold: float | Setting | None = None,
) -> Disagreement | None:
    """Where documents differ from the quotes of a reply. Most questions cost a search; none is read that cannot differ.

    A threshold is that of the reply; by default the policy's. Raises what :func:`assistant.finding.find` raises.
    """
    with assistant.index.view() as view:
        asked, _ = put_right(view, question)
        near = [hit.passage for hit in view.search(asked, _NEAREST, where)]
    # By digest, so that copies are counted with the document that is read.
    wanted = {
        digest
        for quote in quotes
        for each in near
        if each.document.digest != quote.document.digest and one_matter(asked, quote, each)
        for digest in (each.document.digest, quote.document.digest)
    }
    if not wanted:
        return None
    given = where or Filter("", ())
    these = Filter(given.text, (*given.conditions, lambda entry: entry.digest in wanted))
    looks = islice(find(assistant, question, these, threshold=threshold), _READ + 1)
    return disagreement(asked, [finding for _, finding in looks if finding])
