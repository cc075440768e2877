"""Labelled sets. Whatever is wrong with a file is one :class:`index.errors.InvalidData` that names file and place."""

from assistant.evaluation.datasets.beir import Query, Text, load_beir
from assistant.evaluation.datasets.questions import Question, load_conversations, load_quotes
from assistant.evaluation.datasets.squad import SquadParagraph, load_squad

__all__ = [
    "Query",
    "Question",
    "SquadParagraph",
    "Text",
    "load_beir",
    "load_conversations",
    "load_quotes",
    "load_squad",
]
