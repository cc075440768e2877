"""Questions that documents can answer: turned out of their own sentences by rules, for English, then asked.

Only what the assistant answers from the very sentence a question was made of is ever suggested.
"""

import re
from collections.abc import Callable, Iterator
from itertools import islice

from assistant.assistant import Assistant
from assistant.language import sentences
from assistant.replies import Answer, Reply
from index.documents import Document, Span
from index.reading import MONTHS

#: Documents looked at, code points of each, and drafts of each that are tried.
_DOCUMENTS, _REACH, _DRAFTS = 12, 20_000, 4
#: A longer question would be no invitation.
_LONGEST = 110

_MONTH = "|".join(MONTHS)
_DATE = rf"(?:\d{{1,2}} )?(?:{_MONTH})(?: \d{{1,2}},)?(?: \d{{4}})?|\d{{4}}"
_SUBJECT = r"(?P<subject>[A-Z][\w’'-]*(?: [\w’'-]+){0,5}?)"
_NUMBER = r"(?:\d[\d,.]*(?: (?:thousand|million|billion))?|two|three|four|five|six|seven|eight|nine|ten|twelve)"
_PARTICIPLE = r"(?:\w+ed|born|built|made|written|sent|held|found|begun|given|taken|won|lost|sold|known|shown|led)"
_SAYS = {"said": "say", "stated": "state", "announced": "announce", "wrote": "write", "claimed": "claim"}

_ACRONYM = re.compile(r"\b(?P<short>[A-Z]{2,6}) \((?P<long>[A-Za-z][A-Za-z -]{4,60})\)")
_COUNT = re.compile(
    rf"(?:^|, |\bthat )(?:[Aa]bout |[Aa]pproximately |[Aa]round |[Nn]early |[Oo]ver |[Mm]ore than |[Ss]ome )?{_NUMBER} "
    rf"(?P<things>(?:[a-z-]+ ){{0,2}}[a-z]+s(?: (?:of|from|in) (?:the )?[A-Z]\w+(?: [A-Z]\w+)*)?) "
    r"(?P<did>(?:have|had|were|are|will|can) [^.,;:!?()]+)"
)
_WHEN = re.compile(rf"{_SUBJECT} (?P<be>was|were) (?P<done>{_PARTICIPLE}\b[^.,;:!?()]*?) (?:in|on) (?:{_DATE})\b")
_SAID = re.compile(rf"{_SUBJECT} (?P<says>{'|'.join(_SAYS)})(?P<when> in (?:{_DATE}))? that ")
_NAMED = re.compile(
    rf"{_SUBJECT} (?P<be>is|are|was|were)(?: \w+ly| often| also| sometimes)? (?P<how>referred to as|called|known as) "
)
_IS = re.compile(rf"{_SUBJECT} (?P<be>is|are) (?:a|an|the) (?P<kind>[a-z]\w+)")

#: Words that begin no subject of their own, or point to a sentence before.
_POINTING = frozenset(
    "It This That These Those There They He She We I You What Who Where When Why How Which If As In On At By For From"
    " With But And Or So Then Its Their His Her Our My Your One Both Each Here".split()
)


def drafts(document: Document) -> Iterator[tuple[str, Span]]:
    """Questions with the sentence that each was made from; whether it answers them is to be found out."""
    text = document.text[:_REACH]
    for sentence in sentences(text):
        words = sentence.of(text).strip().rstrip(".")
        if "\n" not in words:
            for question in _turned(words, text):
                if len(question) <= _LONGEST:
                    yield question, sentence


def suggest_questions(assistant: Assistant, ask: Callable[[str], Reply], most: int = 6, tries: int = 20) -> list[str]:
    """Questions that are answered from the sentences they were made of, from different documents first.

    Args:
        ask: puts a question to the assistant.
        tries: how many drafts are asked, at most.
    """
    entries = assistant.index.documents()
    step = max(1, len(entries) // _DOCUMENTS)
    documents = (assistant.index.document(entry.id) for entry in entries[::step][:_DOCUMENTS])
    each = [list(islice(_different(document), _DRAFTS)) for document in documents if document]
    turns = [(number, *draft) for made in each for number, draft in enumerate(made)]
    found: list[str] = []
    for _, question, id, sentence in sorted(turns, key=lambda turn: turn[0])[:tries]:
        reply = ask(question)
        if isinstance(reply, Answer):
            best = reply.quotes[0]
            if best.document.id == id and best.span.meets(sentence):
                found.append(question)
        if len(found) == most:
            break
    return found


def _different(document: Document) -> Iterator[tuple[str, str, Span]]:
    """Drafts of a document, each from another sentence."""
    seen: set[Span] = set()
    for question, sentence in drafts(document):
        if sentence not in seen:
            seen.add(sentence)
            yield question, document.id, sentence


def _turned(words: str, text: str) -> Iterator[str]:
    """The questions that a sentence is turned into."""
    if (found := _ACRONYM.search(words)) and _initials(found["long"]) == found["short"].lower():
        yield f"What does {found['short']} mean?"
    if found := _COUNT.search(words):
        yield f"How many {found['things']} {found['did'].strip()}?"
    for pattern, question in (
        (_WHEN, "When {be} {subject} {done}?"),
        (_SAID, "What did {subject} {verb}{when}?"),
        (_NAMED, "What {be} {subject} {how}?"),
        (_IS, "What {be} {subject}?"),
    ):
        found = pattern.match(words)
        if found and found["subject"].split()[0] not in _POINTING:
            parts = {name: value or "" for name, value in found.groupdict().items()}
            parts["subject"] = _inside(parts["subject"], text)
            parts["verb"] = _SAYS.get(parts.get("says", ""), "")
            yield question.format(**parts)
            return


def _initials(words: str) -> str:
    return "".join(word[0] for word in re.split(r"[ -]+", words.strip()) if word).lower()


def _inside(subject: str, text: str) -> str:
    """A sentence's beginning as it reads within another: a capital stays only where it is the word's own."""
    first, rest = re.match(r"(\w+)(.*)", subject, re.DOTALL).groups()  # type: ignore[union-attr] # it begins with a letter
    own = first not in {"The", "A", "An"} and re.search(rf"\b{re.escape(first.lower())}\b", text) is None
    return subject if own else first.lower() + rest
