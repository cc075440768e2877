"""What a message asks: the question in it, its parts, what it leans on. By rules, for English; no document is read."""

from assistant.questions.asked import question_in
from assistant.questions.conversation import Unclear, Whole, understood
from assistant.questions.decomposition import parts
from assistant.questions.phrases import AUXILIARIES, follows_preposition, is_yes_or_no, names

__all__ = [
    "AUXILIARIES",
    "Unclear",
    "Whole",
    "follows_preposition",
    "is_yes_or_no",
    "names",
    "parts",
    "question_in",
    "understood",
]
