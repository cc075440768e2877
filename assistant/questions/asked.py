"""What of a message is the question: people greet, explain, and ask at the end. Pure, by rules, for English."""

import re

from assistant.language import sentences

#: Messages up to this many words are read as they are: the models' limit is about as far.
_SHORT = 40

_QUESTION = re.compile(r"[?？][\"'”’»)\]]*$")
_BEGINS = (
    r"(?:(?:in|on|at|to|for|from|by|with|of|under|until|since) )?(?:who|whom|whose|what|when|where|which|why|how)\b"
    r"|(?:is|are|was|were|do|does|did|can|could|may|might|will|would|shall|should|must|has|have|had)\b"
)
_CLAUSE = re.compile(rf"(?:[:;,—–-]\s+)(?=(?:{_BEGINS}))", re.IGNORECASE)
_COMMAND = re.compile(r"(?:please )?(?:tell|list|name|describe|explain|give|show|say)\b", re.IGNORECASE)


def question_in(message: str) -> str:
    """The sentences of a long message that ask; all of it where it is short or nothing in it asks."""
    if len(message.split()) <= _SHORT:
        return message
    said = [span.of(message) for span in sentences(message)]
    asking = [each for each in said if _QUESTION.search(each) or _COMMAND.match(each)]
    return " ".join(map(_clause, asking)) or message


def _clause(sentence: str) -> str:
    """The end of a long sentence that asks: what follows its last colon or comma before a word that asks."""
    if len(sentence.split()) <= _SHORT:
        return sentence
    found = list(_CLAUSE.finditer(sentence))
    last = next((each for each in found if each[0].startswith(":")), found[-1] if found else None)
    return sentence if last is None else sentence[last.end() :]
