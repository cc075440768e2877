"""What a question asks to be defined or shown, and whether a sentence does just that. Pure, by rules, for English."""

import re

from assistant.language import stems

_ASKS = re.compile(
    r"(?:what|who) (?:is|are|was|were) (?:meant by )?(?:(?:the|an?) )?(?P<term>[^,?]{2,60}?)"
    r"|what (?:does|do|did) (?:(?:the|an?) )?(?P<means>[^,?]{2,60}?) (?:mean|stand for)"
    r"|(?:define|definition of|meaning of) (?:(?:the|an?) )?(?P<named>[^,?]{2,60}?)",
    re.IGNORECASE,
)
#: What comes after a term that is defined.
_DEFINES = (
    r"(?:,[^,.]{1,60},)? (?:means?|shall mean|(?:is|are) defined as|ha(?:s|ve) the meaning|refers? to|stands? for|denotes?"
    r"|(?:is|are|was|were) (?:an?|any|one of|the (?:name|term|word|process|practice|state|study|art|science|part|person|body))\b)"
)
#: Words of a term at most: what is longer tells of a thing, and is no name to be defined.
_LONGEST = 5


def term_asked(question: str) -> str | None:
    """The term that a question asks to be defined; None where it asks for something else, or for more."""
    found = _ASKS.fullmatch(" ".join(question.split()).rstrip("?!. "))
    term = next(filter(None, found.groups()), None) if found else None
    return term.strip("\"'“”«»") if term and len(term.split()) <= _LONGEST else None


_HOW = re.compile(r"how (?:do|can|could|should|must|may) (?:i|you|we|one|people) (?P<what>.+)", re.IGNORECASE)
_AIM = re.compile(r"\W*(?:\d[\d.]*\)?\s+)?(?:in order )?to (?P<what>[^,:]{3,80})[,:]\s", re.IGNORECASE)
#: The share of words that an instruction's aim and the question have in common.
_SAME = 0.75


def instructs(sentence: str, question: str) -> bool:
    """Whether a sentence tells how to do what is asked: "To wind the bobbin, put it on the pin ..."."""
    asked, aim = _HOW.match(question.strip()), _AIM.match(sentence)
    if not asked or not aim:
        return False
    mine, theirs = stems(asked["what"]), stems(aim["what"])
    return len(mine & theirs) >= _SAME * len(mine | theirs) > 0


def defines(sentence: str, term: str) -> bool:
    """Whether a sentence begins with a term and says what it is: "A heat pump is a machine that ..."."""
    name = r"\s+".join(map(re.escape, term.split()))
    start = r"\W*(?:\d[\d.]*\)?\s+)?(?:(?:the|an?)\s+|(?:in|for|under)\s[^,.]{1,40},\s+(?:(?:the|an?)\s+)?)?[\"'“«]?"
    ended = r"s?[\"'”»]?(?:\s\([^)]{1,60}\))?"
    return re.match(start + name + ended + _DEFINES, sentence, re.IGNORECASE) is not None
