"""Of a refused question: which of its words the documents lack, and which question like it is answered instead."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from assistant.further.suggestions import drafts
from assistant.language import relatives
from assistant.quotes import Quote
from assistant.replies import Answer, Refusal, Reply, to_json
from assistant.shapes import Lacked
from index.search import Filter, View
from index.words import forms, telling

_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_NAME = re.compile(
    r"[A-Z][\w’-]+(?: (?:of |the |de |von )?[A-Z][\w’-]+)*(?: (?:region|city|province|county|river|district))?"
)
_RELATION = re.compile(r"\b(to|in|from|at|by|of|on|for|with|near|against|into|between)(?: the)? $", re.IGNORECASE)
#: Words that ask more than they tell: nobody misses them in a document.
_ASKING = frozenset(
    "big call called deep describe did does explain far give happen happened high kind kinds large list long many mean"
    " means much name named names often old say show sort tall tell there thing things wide".split()
)
#: Words of a question that are looked for one by one, at most.
_LOOKED_UP = 12
#: Code points on either side of a quote that its passage may have, and more.
_PASSAGE = 1_000
#: Questions that are tried in its stead, at most.
_TRIES = 4


@dataclass(frozen=True)
class Missing:
    """What of a question has no support.

    Attributes:
        nowhere: its telling words that no document has. far: those that only the nearest passages lack.
        instead: the answer to a question like it, asked and answered.
    """

    nowhere: tuple[str, ...]
    far: tuple[str, ...]
    instead: Answer | None = None

    def to_json(self) -> Lacked:
        """What is missing as commands print it."""
        instead = to_json(self.instead) if self.instead else None
        return {"nowhere": list(self.nowhere), "far": list(self.far), "instead": instead}


def find_missing(view: View, refusal: Refusal, ask: Callable[[str], Reply], where: Filter | None = None) -> Missing:
    """What of a refused question is missing, and what may be asked instead.

    Args:
        ask: puts a question to the assistant; called :data:`_TRIES` times at most.
        where: what the question was asked in; None for every document.
    """
    gone = lacking(view, refusal, where)
    tried = islice(_others(refusal, {*gone.nowhere, *gone.far}), _TRIES)
    found = (_answered(question, refusal, ask) for question in tried)
    return replace(gone, instead=next(filter(None, found), None))


def lacking(view: View, refusal: Refusal, where: Filter | None = None) -> Missing:
    """What of a refused question is missing, by its words alone: a few looks at the full text, and nothing is asked."""
    nowhere = absent(view, _understood(refusal), where)
    return Missing(nowhere, distant(refusal, nowhere))


def absent(view: View, question: str, where: Filter | None = None) -> tuple[str, ...]:
    """Which of a question's first telling words stand in no passage, be it in another form."""
    return tuple(
        word
        for word in _asked(question)[:_LOOKED_UP]
        if not all(any(view.holds(form, where) for form in _forms(part)) for part in _parts(word))
    )


def distant(refusal: Refusal, absent: Collection[str]) -> tuple[str, ...]:
    """Which telling words of a refused question only the nearest passages lack; none where there is no passage."""
    if not refusal.nearest:
        return ()
    here = {word for each in refusal.nearest for word in telling(_about(each))}
    lacked = (word for word in _asked(_understood(refusal)) if not all(_occurs(part, here) for part in _parts(word)))
    return tuple(word for word in lacked if word not in absent)


def _about(quote: Quote) -> str:
    """What stands in a quote's passage or around it, with its headings and title."""
    text, span = quote.document.text, quote.span
    return f"{text[max(0, span.start - _PASSAGE) : span.end + _PASSAGE]} {quote.place} {quote.document.title}"


def _understood(refusal: Refusal) -> str:
    return refusal.understood or refusal.question


def _asked(question: str) -> Sequence[str]:
    """The words of a question that tell what it is about, as they are written, each once."""
    found = {*telling(question)} - _ASKING
    return [word for word in dict.fromkeys(_WORD.findall(question)) if found.intersection(_parts(word))]


def _parts(word: str) -> Sequence[str]:
    """The parts of a word with a hyphen; what an apostrophe cuts off is none."""
    parts = telling(word) or [word.lower()]
    return [part for part in parts if len(part) > 1] or parts


def _answered(question: str, refusal: Refusal, ask: Callable[[str], Reply]) -> Answer | None:
    """The answer to a question, where it comes from a passage that was nearest."""
    reply = ask(question)
    if not isinstance(reply, Answer):
        return None
    best = reply.quotes[0]
    near = any(best.document.id == each.document.id and best.span.meets(each.span) for each in refusal.nearest)
    return reply if near else None


def _others(refusal: Refusal, missing: set[str]) -> Iterator[str]:
    """Questions like a refused one: with another name where its own is missing, or made of a nearest sentence."""
    tried = {refusal.question, _understood(refusal)}
    for question in (*_renamed(refusal, missing), *_drafted(refusal)):
        if question not in tried:
            tried.add(question)
            yield question


def _renamed(refusal: Refusal, missing: set[str]) -> Iterator[str]:
    """The question with a name that stands in the nearest passages in the same relation: "to Donetsk", "to the Kursk region"."""
    question = _understood(refusal)
    # Its first word has a capital for being first.
    gone = [found for found in _NAME.finditer(question, 1) if any(word in missing for word in found[0].split())]
    relation = _relation(question, gone[0].start()) if len(gone) == 1 else None
    if relation is None:
        return
    for quote in refusal.nearest:
        for name in _NAME.finditer(quote.text):
            there = _relation(quote.text, name.start())
            if there and there[0] == relation[0] and name[0] not in question:
                yield question[: relation[1]] + quote.text[there[1] : name.end()] + question[gone[0].end() :]


def _relation(text: str, at: int) -> tuple[str, int] | None:
    """The preposition before a name, and where what follows it begins."""
    found = _RELATION.search(text[:at])
    return (found[1].lower(), found.end(1) + 1) if found else None


def _drafted(refusal: Refusal) -> Iterator[str]:
    """Questions made of the nearest sentences, those with most of the refused question's words first."""
    asked = set(telling(_understood(refusal)))
    made = [each for quote in refusal.nearest for each in _of(quote)]
    shared = [(len(asked.intersection(telling(each))), each) for each in made]
    return (each for count, each in sorted(shared, key=lambda pair: -pair[0]) if 2 * count >= len(asked) > 0)


def _of(quote: Quote) -> list[str]:
    return [question for question, sentence in drafts(quote.document) if sentence.meets(quote.span)]


def _forms(word: str) -> Sequence[str]:
    """A word, with other endings and in its other forms, each once."""
    return list(dict.fromkeys(form for each in (word, *sorted(relatives(word))) for form in forms(each)))


def _occurs(word: str, here: set[str]) -> bool:
    """Whether a word is there, be it in another form."""
    if any(each.startswith(word[: max(4, len(word) - 2)]) for each in here):
        return True
    return not here.isdisjoint(_forms(word))
