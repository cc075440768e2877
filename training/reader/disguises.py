"""The same question as other people would put it, and the same passage as it stands in other documents."""

import re
from dataclasses import replace
from random import Random

from training.reader.examples import Example
from training.reader.negatives import sentences

_POLITE = (
    "Could you tell me {}",
    "Can you please tell me {}",
    "Please tell me: {}",
    "I would like to know: {}",
    "Hi, {}",
    "Hello! {} Thank you.",
    "According to the document, {}",
    "Does the text say {}",
    "Quick question: {}",
    "I'm wondering, {}",
)
#: Words that people leave out of a search box.
_UNSAID = frozenset(
    "a an the is are was were be been did do does has have had of in on at to for by from with what which who whom "
    "when where how why that this it its there".split()
)
_VERB = re.compile(r" (is|are|was|were|can|may|must|will|shall|should) (?!(?:also |often |not )?(?:$|[,;:]))")
#: What a sentence does not begin its own subject with: it leans on its neighbours, or says when and where first.
_LEANING = re.compile(
    r"^\W|^(?:it|he|she|they|his|her|their|its|this|that|these|those|there|here|we|you|i|both|some|many|such|other|"
    r"for|from|among|while|although|though|even|apart|so|in|on|at|by|with|no|but|and|or|as|after|before|when|where|since|"
    r"if|during|sometimes|often|however|one|the (?:same|other|previous|only|following))\b",
    re.IGNORECASE,
)


def polite(question: str, rng: Random) -> str:
    """The question as one puts it to a person."""
    return rng.choice(_POLITE).format(question[:1].lower() + question[1:] if rng.random() < 0.5 else question)


def keywords(question: str) -> str:
    """The question as one types it into a search box; unchanged where too little would be left."""
    kept = [word for word in question.rstrip("?").split() if word.lower() not in _UNSAID]
    return " ".join(kept) if len(kept) >= 3 else question


def asked(example: Example, rng: Random) -> Example:
    """The example with its question standing in the text, as in lists of frequent questions, where it is no answer."""
    before = rng.choice(("{}\n", "Q: {}\nA: ", "{} ", "1. {}\n")).format(example.question)
    moved = tuple((start + len(before), end + len(before)) for start, end in example.answers)
    return replace(example, context=before + example.context, answers=moved)


def decided(example: Example, rng: Random) -> Example | None:
    """A question to be answered by yes or no, and as its answer the sentence of the context that decides it.

    None where no sentence can be turned: it must begin with its own short subject before a form of "be" or a modal.
    """
    found = []
    for start, end in sentences(example.context):
        text = example.context[start:end].rstrip()
        verb = _VERB.search(text)
        if verb is None or not text.endswith(".") or not 30 <= len(text) <= 200 or _LEANING.match(text):
            continue
        subject, rest = text[: verb.start()], text[verb.end() : -1]
        if len(subject.split()) > 6 or re.search(r"[,;:()]", subject) or len(rest.split()) < 2:
            continue
        # What follows a second clause's comma belongs to the telling, not to the asking.
        question = (
            f"{verb[1].capitalize()} {subject[0].lower() if subject.startswith(('The ', 'A ', 'An ')) else subject[0]}"
        )
        found.append((f"{question}{subject[1:]} {re.split(r'[,;:(]', rest)[0].strip()}?", start, start + len(text)))
    if not found:
        return None
    question, start, end = rng.choice(found)
    return replace(example, id=f"{example.id}-decided", question=question, answers=((start, end),))
