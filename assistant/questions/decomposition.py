"""A question of two parts, in its parts. English, by rules; one that is not plainly two stays whole."""

import re

_BE = "is|are|was|were|did|do|does|can|could|may|might|must|shall|should|will|would|has|have|had"
_WH = "who|whom|whose|what|when|where|why|which|how"
_JOINT = re.compile(
    rf",? (?:and|and also|as well as) (?=(?:(?:in|on|at|for|by|from|to) )?(?:{_WH}|{_BE})\b)", re.IGNORECASE
)
_ENDED = re.compile(r"\?\s+(?=\w)")
#: A question by itself: after "when" and its like stands a verb, after any other word of asking whatever may.
_WHOLE = re.compile(
    rf"(?:(?:in|on|at|for|by|from|to) )?(?:(?:when|where|why) (?:{_BE})\b|how (?:{_BE}|many|much|long|often|old|far|tall|big)\b"
    rf"|(?:who|whom|whose|what|which)\b|(?:{_BE})\b(?! not\b))",
    re.IGNORECASE,
)
_INNER = re.compile(rf"\S+ \S+ .*\b(?:{_WH}|whether|if)\b", re.IGNORECASE)
_SUBJECT = re.compile(
    rf"(?:\b(?:{_BE})|^\W*(?i:who|what|which) \w+) (?P<what>(?:the|this|that) [a-z-]+|[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*)"
)
_PRONOUN = re.compile(r"\b(?:it|they|them|he|him|she|its|their|his|her)\b", re.IGNORECASE)
_POSSESSIVE = frozenset({"its", "their", "his", "her"})


def parts(question: str) -> tuple[str, ...]:
    """The two or three questions in a question, each by itself; empty where it is one, or a part would not stand alone."""
    pieces = [piece for sentence in _ENDED.split(question.strip()) for piece in _JOINT.split(sentence)]
    pieces = [piece.strip(" ?.,") for piece in pieces]
    if not 2 <= len(pieces) <= 3 or any(len(piece.split()) < 3 for piece in pieces):
        return ()
    if not all(_WHOLE.match(piece) and not _INNER.match(piece) for piece in pieces):
        return ()
    meant = _SUBJECT.search(pieces[0])
    whole = [pieces[0], *(_completed(piece, meant["what"] if meant else "") for piece in pieces[1:])]
    return tuple(f"{piece[0].upper()}{piece[1:]}?" for piece in whole) if all(whole) else ()


def _completed(piece: str, meant: str) -> str:
    """A later part with what its pronoun stands for; empty where that is not plain."""
    found = _PRONOUN.findall(piece)
    if not found:
        return piece
    if len(found) > 1 or not meant:
        return ""
    return _PRONOUN.sub(f"{meant}'s" if found[0].lower() in _POSSESSIVE else meant, piece)
