"""Follow-up questions made whole from the question before them. Pure, by rules, for English.

Only the question is completed. What was answered before plays no part, and evidence is searched for afresh;
where it is not plain that a question leans on the one before, it is left alone.
"""

import re
from collections.abc import Sequence

_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_OPENING = re.compile(r"(?:(?:and|but|or|so|then)\b[\s,]*)?(?:(?:what|how) about\b\s*)?", re.IGNORECASE)
_WH = "what|when|where|who|whom|whose|which|why|how many|how much|how long|how often|how far|how old|how"
_AUX = "did|do|does|is|are|was|were|has|have|had|can|could|will|would|should|may|might"
# With a capital, "May" is the month.
_VERB = _AUX.replace("may", "(?-i:may)")
_ASKS = re.compile(rf"(?P<wh>(?:{_WH})\b.*?)\s+(?P<rest>(?:{_VERB})\b.*)", re.IGNORECASE)
_ONLY_WH = re.compile(rf"(?:in |on |at |to |for |with |from |by )?(?:{_WH})(?: (?:else|exactly))?", re.IGNORECASE)
_COUNTED = re.compile(r"(?P<head>(?:how many|how much|which|what) )(?P<noun>[a-z-]+)(?P<rest> .+)", re.IGNORECASE)

_PREPOSITIONS = frozenset("in on at of by for from to with during before after since until near under between".split())
_SUBJECTS = {
    "they": "many", "them": "many", "their": "many", "he": "one", "him": "one", "his": "one",
    "she": "one", "her": "one", "it": "one", "its": "one",
}  # fmt: skip
_PERSONS = frozenset({"he", "him", "his", "she", "her"})
_POSSESSIVES = frozenset({"their", "his", "its"})
#: Words before a pronoun that cannot be what it stands for.
_EMPTY = frozenset(
    f"{_WH} {_AUX} of by to for with from in on at about all any some most both none that it many much few else and but"
    " or so then not".replace("|", " ").split()
)
_AUXILIARIES = frozenset(_AUX.split("|"))
_TIMES = frozenset(
    "January February March April May June July August September October November December"
    " Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
)
#: "It" that stands for nothing: is it true that ..., what is it like to ..., how long did it take to ...
_EXPLETIVE = re.compile(r"\bit\s+(?:\w+\s+){1,4}(?:to|that|for|when|if)\b|\bit\s+(?:rain|snow|mean)", re.IGNORECASE)


def understood(question: str, before: Sequence[str]) -> str | None:
    """The question made whole; None where it stands by itself, or it is not plain what it leans on.

    Args:
        before: the questions before it, as they were understood, oldest first.
    """
    if not before or not question.strip():
        return None
    earlier = before[-1].strip().rstrip("?!. ")
    asked = " ".join(question.split()).rstrip("?!. ")
    whole = _completed(asked, earlier) or _resolved(asked, earlier)
    return None if whole is None else whole + "?"


def _completed(asked: str, earlier: str) -> str | None:
    """A fragment, put where it belongs in the question before it."""
    rest = asked[_OPENING.match(asked).end() :]  # type: ignore[union-attr] # it matches nothing, too
    words = _WORD.findall(rest)
    led = len(rest) < len(asked)
    if not 1 <= len(words) <= 5:
        return None
    if _ONLY_WH.fullmatch(rest):
        asks = _ASKS.fullmatch(earlier)
        return f"{rest[0].upper()}{rest[1:]} {asks['rest']}" if asks else None
    if any(word.lower() in _AUXILIARIES and word != "May" for word in words) or re.match(_WH, rest, re.IGNORECASE):
        return None
    if words[0].lower() in _PREPOSITIONS:
        # "in February" takes the place of "in January" wherever that stands, and not of "in Norway"; else it stands
        # at the end.
        other = re.compile(
            rf"\b{words[0]}\s+(?:(?:the|[A-Z0-9][\w.-]*)\s*)+", re.IGNORECASE if words[0].istitle() else 0
        )
        found = [each for each in other.finditer(earlier) if _tells_time(each[0]) == _tells_time(rest)]
        if not found:
            return f"{earlier} {rest}"
        old = found[-1]
        if len(found) > 1 and old.end() < len(earlier):
            return None
        return f"{earlier[: old.start()]}{rest} {earlier[old.end() :]}".strip()
    if not led:
        return None
    return _swapped(rest, words, earlier)


def _tells_time(phrase: str) -> bool:
    return any(word in _TIMES or word.isdigit() for word in _WORD.findall(phrase))


def _swapped(rest: str, words: list[str], earlier: str) -> str | None:
    """A name put in place of the one name of the question before, or a thing in place of what was counted."""
    names = _names(earlier)
    if all(word[0].isupper() or word[0].isdigit() or word.lower() in {"the", "of"} for word in words):
        if len(names) != 1:
            return None
        # An article that came with the old name, or comes with the new one, stands once.
        bare = re.sub(r"^the ", "", rest, flags=re.IGNORECASE) if f"the {names[0]}" in earlier else rest
        return earlier.replace(names[0], bare, 1)
    counted = _COUNTED.fullmatch(earlier)
    if counted and len(words) <= 2 and rest.islower() and counted["noun"] not in _EMPTY:
        return f"{counted['head']}{rest}{counted['rest']}"
    return None


def _resolved(asked: str, earlier: str) -> str | None:
    """The question with its pronoun replaced by what the question before was about."""
    if _EXPLETIVE.search(asked):
        return None
    found = list(_WORD.finditer(asked))
    for number, each in enumerate(found):
        pronoun = each[0].lower()
        if pronoun not in _SUBJECTS:
            continue
        if not _dangles([word[0].lower() for word in found[:number]]):
            return None
        topic = _topic(earlier, pronoun)
        if topic is None or topic.lower() in asked.lower():
            return None
        owns = pronoun in _POSSESSIVES or (
            pronoun == "her" and number + 1 < len(found) and not _ends(found[number + 1])
        )
        if owns:
            topic += "’" if topic.endswith("s") else "’s"
        return asked[: each.start()] + topic + asked[each.end() :]
    return None


def _dangles(before: list[str]) -> bool:
    """Whether a pronoun after these words has nothing among them to stand for."""
    if before and before[-1] in _AUXILIARIES:
        return True
    full = [word for word in before if word not in _EMPTY]
    # "Who trained them": what follows who or what at once is what was done.
    return not full or (len(full) == 1 and before[0] in {"who", "what"} and before[1:2] == full)


def _ends(word: re.Match[str]) -> bool:
    return word[0].lower() in _EMPTY or word[0].lower() in _PREPOSITIONS


def _topic(earlier: str, pronoun: str) -> str | None:
    """What a question is about, where that is plain: its one name, or the one group of things it names."""
    groups = _groups(earlier)
    if _SUBJECTS[pronoun] == "many":
        return groups[0] if len(groups) == 1 else None
    if asked := re.fullmatch(r"(?:who|what) (?:is|was) ((?:the|an?) .+)", earlier, re.IGNORECASE):
        return asked[1]
    if pronoun in _PERSONS and not _ASKS.fullmatch(earlier):
        return None  # "Who wrote Hamlet? When did he ..." means the answer, which has no say here
    names = [name for name in _names(earlier) if not any(name in group for group in groups)]
    return names[0] if len(names) == 1 else None


def _names(earlier: str) -> list[str]:
    """Runs of capitalised words after the first word, with numbers among them."""
    first = _WORD.match(earlier)
    start = first.end() if first else 0
    run = r"[A-Z][\w.’'-]*(?:\s+(?:(?:of|de|van|von)\s+(?=[A-Z]))?[A-Z0-9][\w.’'-]*)*"
    return [name for name in dict.fromkeys(re.findall(run, earlier[start:])) if name not in _TIMES]


def _groups(earlier: str) -> list[str]:
    """Plural things: "North Korean soldiers", "the captured prisoners", the "soldiers" of "how many soldiers"."""
    plural = r"(?!(?:was|is|has|does|this|its|his|us|as)\b)[a-z-]+(?<!s)(?<!u)s\b"
    # After "did" a verb has no s of its own, so that a word with one is a thing.
    run = rf"(?:(?:the|these|those)\s+(?:[a-z-]+\s+)??)?(?:[A-Z][\w’'-]*\s+)+{plural}|(?:the|these|those)\s+(?:[a-z-]+\s+)??{plural}"
    counted = re.match(rf"(?:how many|which|what)\s+({plural})", earlier, re.IGNORECASE)
    first = _WORD.match(earlier)
    found = [each[0] for each in re.finditer(run, earlier[first.end() if first else 0 :])]
    return list(dict.fromkeys(([counted[1]] if counted else []) + found))
