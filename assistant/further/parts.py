"""A question of two parts, in its parts. English, by rules; one that is not plainly two stays whole."""

import re

from assistant.conversation import understood

_ASKS = "who|whom|whose|what|when|where|why|which|how|is|are|was|were|did|do|does|can|may|must|has|have|had"
_JOINT = re.compile(
    rf",? (?:and|and also|as well as) (?=(?:(?:in|on|at|for|by|from|to) )?(?:{_ASKS})\b)", re.IGNORECASE
)
_ENDED = re.compile(r"\?\s+(?=\w)")


def parts(question: str) -> tuple[str, ...]:
    """The two or three questions in a question, each by itself; empty where it is one."""
    pieces = [piece for sentence in _ENDED.split(question.strip()) for piece in _JOINT.split(sentence)]
    pieces = [piece.strip(" ?.") for piece in pieces]
    if not 2 <= len(pieces) <= 3 or not all(
        re.match(rf"(?:\w+ )?(?:{_ASKS})\b", piece, re.IGNORECASE) for piece in pieces
    ):
        return ()
    if any(len(piece.split()) < 3 for piece in pieces):
        return ()
    whole: list[str] = []
    for piece in pieces:
        asked = f"{piece[0].upper()}{piece[1:]}?"
        whole.append(understood(asked, whole) or asked)
    return tuple(whole)
