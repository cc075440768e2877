"""Words that are no question about the documents: thanks, a call for help, a wish nobody here fulfils. Pure, for English."""

import re
from enum import StrEnum


class Courtesy(StrEnum):
    """What somebody wants instead of an answer."""

    HELP = "help"
    LIST = "list"
    THANKS = "thanks"
    SUMMARY = "summary"


_THINGS = r"(?:the |my |our |your |these |those |all (?:the )?)?(?:documents?|files?|pdfs?|sources?|texts?|papers?)"
_WORDS = {
    Courtesy.HELP: r"help(?: me)?|hello|hi|hey|what (?:can|do) you do|what is this|how (?:does|do) (?:this|it|you|i use this) ?(?:work)?",
    Courtesy.LIST: rf"(?:what|which) (?:documents|files|sources) (?:do you have|are (?:there|here|in the library)|do you know)"
    rf"|(?:list|show)(?: me)? {_THINGS}|what (?:is|do you have) in the library",
    Courtesy.THANKS: r"(?:many )?thanks(?: a lot| so much| very much)?|thank you(?: very much| so much)?|thx|great|ok(?:ay)?|perfect",
    Courtesy.SUMMARY: rf"(?:please )?(?:(?:can|could) you )?(?:summari[sz]e|sum up|give (?:me )?a summary of|tldr|tl;dr)(?: (?:this|it|that|everything|them|{_THINGS}))?(?: for me)?(?:,? please)?"
    rf"|what (?:is|are) (?:this|{_THINGS}) about",
}


def courtesy(words: str) -> Courtesy | None:
    """What is wanted, where the words are nothing but that."""
    bare = " ".join(words.lower().split()).strip(" .?!,")
    return next((kind for kind, pattern in _WORDS.items() if re.fullmatch(pattern, bare)), None)
