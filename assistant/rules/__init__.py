"""Kinds of question, each with a rule of its own, none of which changes a support. Pure, for English."""

from assistant.rules.corrections import retracts
from assistant.rules.defining import defines, instructs, term_asked
from assistant.rules.echoes import answers_echo, echoed, signs
from assistant.rules.lists import asked_for, asks_for_list, goes_on, listed
from assistant.rules.marking import marked
from assistant.rules.mismatch import mistaken

__all__ = [
    "answers_echo",
    "asked_for",
    "asks_for_list",
    "defines",
    "echoed",
    "goes_on",
    "instructs",
    "listed",
    "marked",
    "mistaken",
    "retracts",
    "signs",
    "term_asked",
]
