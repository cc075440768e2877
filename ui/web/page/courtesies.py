"""Words that are no question about the documents: thanks, a call for help, a wish nobody here fulfils. Pure, for English and German."""

import re
from enum import StrEnum


class Courtesy(StrEnum):
    """What somebody wants instead of an answer."""

    HELP = "help"
    LIST = "list"
    THANKS = "thanks"
    SUMMARY = "summary"


_THINGS = r"(?:the |my |our |your |these |those |all (?:the )?)?(?:documents?|files?|pdfs?|sources?|texts?|papers?)"
_SACHEN = r"(?:die |meine |unsere |alle )?(?:dokumente|dateien|quellen|texte)"
_WORDS = {
    Courtesy.HELP: r"help(?: me)?|hello|hi|hey|what (?:can|do) you do|what is this|how (?:does|do) (?:this|it|you|i use this) ?(?:work)?"
    r"|hilfe|hallo|guten (?:tag|morgen|abend)|was (?:kannst du|können sie|kann man hier(?: tun)?)|wie (?:geht|funktioniert) (?:das|dies)(?: hier)?",
    Courtesy.LIST: rf"(?:what|which) (?:documents|files|sources) (?:do you have|are (?:there|here|in the library)|do you know)"
    rf"|(?:list|show)(?: me)? {_THINGS}|what (?:is|do you have) in the library"
    rf"|welche (?:dokumente|dateien|quellen) (?:gibt es(?: hier)?|hast du|haben sie|sind (?:hier|da))|zeig(?:e|en sie)?(?: mir)? {_SACHEN}|was ist in der bibliothek",
    Courtesy.THANKS: r"(?:many )?thanks(?: a lot| so much| very much)?|thank you(?: very much| so much)?|thx|great|ok(?:ay)?|perfect"
    r"|danke(?: schön| sehr)?|dankeschön|vielen dank|super|prima|perfekt",
    Courtesy.SUMMARY: rf"(?:please )?(?:(?:can|could) you )?(?:summari[sz]e|sum up|give (?:me )?a summary of|tldr|tl;dr)(?: (?:this|it|that|everything|them|{_THINGS}))?(?: for me)?(?:,? please)?"
    rf"|what (?:is|are) (?:this|{_THINGS}) about"
    rf"|(?:bitte )?fass(?:e|en sie)? (?:das|es|alles|{_SACHEN}) (?:bitte )?zusammen|worum geht es(?: hier)?",
}


def courtesy(words: str) -> Courtesy | None:
    """What is wanted, where the words are nothing but that."""
    bare = " ".join(words.lower().split()).strip(" .?!,")
    return next((kind for kind, pattern in _WORDS.items() if re.fullmatch(pattern, bare)), None)
