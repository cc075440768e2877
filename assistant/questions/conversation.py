"""Follow-up questions made whole from the question before them. Pure, by rules, for English.

Only the question is completed. What was answered before plays no part, and evidence is searched for afresh. Where it is
plain that a question leans on the one before and not plain how, that is said: no other question is asked in its stead.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.language import WORD
from assistant.questions import phrases
from assistant.questions.phrases import AUXILIARIES, EMPTY, PREPOSITIONS


@dataclass(frozen=True)
class Whole:
    """A question that can be put to the documents.

    Attributes:
        completed: whether it was made whole from the one before; else it stands by itself, as it was typed.
    """

    question: str
    completed: bool


@dataclass(frozen=True)
class Unclear:
    """A question that leans on one before it, and it is not plain how."""

    question: str


_OPENING = re.compile(r"(?:(?:and|but|or|so|then)\b[\s,]*)*(?:(?:what|how) about\b\s*)?", re.IGNORECASE)
_WH = "what|when|where|who|whom|whose|which|why|how many|how much|how long|how often|how far|how old|how"
_ONLY_WH = re.compile(
    rf"(?:(?:in|on|at|to|for|with|from|by|of|since|until) )?(?:{_WH})(?: (?:else|exactly|ones?|not|so))?", re.IGNORECASE
)
#: Words of asking that fit any question: of a time, a place, a reason, a way, and of whom.
_ADVERBIAL = re.compile(
    r"(?:(?:since |until |from )?when|(?:from )?where|why|how(?: (?:long|often))?|for how long"
    r"|(?:by|to|for|with|from) whom)(?: exactly)?",
    re.IGNORECASE,
)
_SUBJECTS = {
    "they": "many", "them": "many", "their": "many", "he": "one", "him": "one", "his": "one",
    "she": "one", "her": "one", "it": "one", "its": "one",
}  # fmt: skip
_PERSONS = frozenset({"he", "him", "his", "she", "her"})
_POSSESSIVES = frozenset({"their", "his", "its"})
#: What "they" and its like may stand for in their own question, though it is no plural.
_ANYBODY = frozenset("anyone anybody someone somebody everyone everybody nobody each person people team".split())
#: Who asks, or anybody.
_ASKERS = frozenset("i you we one".split())
#: "It" that stands for nothing: is it true that ..., what is it like to ..., how long did it take to ...
_EXPLETIVE = re.compile(
    r"\bit\s+(?:\w+\s+){1,4}(?:to|that|for|when|if|whether)\b|\bit\s+(?:rain|snow|mean)", re.IGNORECASE
)
#: "Who said so", "why is that", "is this true": what they point at is an answer, and answers have no say.
_POINTS = re.compile(
    rf"(?:(?:{_WH})\b.{{0,12}}|(?:{'|'.join(sorted(AUXILIARIES))}) )\b(?:so|that|this|those|these)"
    r"(?: (?:mean|work|works|happen|help|true|so|correct|right|possible|certain|sure|all))?|says? who|according to whom"
    rf"|(?:is|was) (?:that|this) (?:{'|'.join(sorted(PREPOSITIONS))}|per) .{{1,30}}|really|(?:are you )?sure|which ones?",
    re.IGNORECASE,
)
#: Prepositions that tell where something is.
_WITHIN = ("in", "on", "at", "under")
#: How many words a question may have that is no sentence.
_FEW = 5


def understood(question: str, before: Sequence[str]) -> Whole | Unclear:
    """How a question is to be put to the documents.

    Args:
        before: the questions before it, as they were understood, oldest first.
    """
    asked = " ".join(question.split()).rstrip("?!. ")
    if not before or not asked:
        return Whole(question, completed=False)
    earlier = " ".join(before[-1].split()).rstrip("?!. ")
    made = _completed(asked, earlier) or _resolved(asked, earlier)
    if made is not None:
        return Whole(f"{made[0].upper()}{made[1:]}?", completed=True)
    return Unclear(question) if _leans(asked) else Whole(question, completed=False)


def _leans(asked: str) -> bool:
    """Whether a question is no whole one, or points at something that it does not name."""
    rest, opens = _opened(asked)
    return bool(
        _ONLY_WH.fullmatch(rest) or _POINTS.fullmatch(rest) or (_is_fragment(rest) and (opens or _begins_loosely(rest)))
    ) or any(True for _ in _dangling(asked))


def _opened(asked: str) -> tuple[str, bool]:
    """A question without "and what about", and whether it began so."""
    rest = asked[_OPENING.match(asked).end() :]  # type: ignore[union-attr] # it matches nothing, too
    return rest, len(rest) < len(asked)


def _is_fragment(rest: str) -> bool:
    """Whether a few words are no sentence."""
    words = WORD.findall(rest)
    verbs = any(word.lower() in AUXILIARIES and word != "May" for word in words)
    return len(words) <= _FEW and not verbs and not re.match(rf"(?:\w+ )?(?:{_WH})\b", rest, re.IGNORECASE)


def _begins_loosely(rest: str) -> bool:
    return rest.split(None, 1)[0].lower() in PREPOSITIONS if rest else True


def _completed(asked: str, earlier: str) -> str | None:
    """A fragment, put where it belongs in the question before it."""
    rest, opens = _opened(asked)
    if _ADVERBIAL.fullmatch(rest):
        return _asking(rest, earlier)
    if not rest or not _is_fragment(rest):
        return None
    if _begins_loosely(rest):
        return _placed(rest, earlier)
    return _swapped(rest, earlier) if opens else None


def _asking(wh: str, earlier: str) -> str | None:
    """The question before, asking for a time, a place, a reason or a way of the same."""
    if phrases.is_yes_or_no(earlier):
        return f"{wh} {earlier[0].lower()}{earlier[1:]}"
    asks = phrases.asks(earlier)
    if asks is None:
        return _passive(wh, earlier)
    was = asks.wh.lower()
    if was == wh.lower():
        return None
    if _ADVERBIAL.fullmatch(asks.wh):
        return f"{wh} {asks.auxiliary} {asks.rest}"
    counted = re.fullmatch(r"(?:how many|how much|which|what) (?P<thing>[a-z-]+(?: [a-z-]+)?)", was)
    if counted is None:
        return None
    thing, (first, *others) = counted["thing"], asks.rest.split()
    if asks.auxiliary.lower() not in {"do", "does", "did"} and phrases.is_participle(first):
        return f"{wh} {asks.auxiliary} {thing} {asks.rest}"
    # What was asked for was the object; it stands after the verb, so before what tells where to or when.
    subject = phrases.subject(asks.rest)
    if subject is None or not others:
        return None
    behind = asks.rest[len(subject) :].split()
    at = next((n for n, word in enumerate(behind) if n and word.lower() in PREPOSITIONS), len(behind))
    return " ".join([wh, asks.auxiliary, subject, *behind[:at], thing, *behind[at:]]) if behind else None


_PASSIVE = re.compile(
    rf"who (?P<verb>[a-z]+) (?P<object>.+?)(?P<rest> (?:{'|'.join(sorted(PREPOSITIONS - {'of'}))})\b.*)?", re.IGNORECASE
)


def _passive(wh: str, earlier: str) -> str | None:
    """Of "who captured the prisoners in January": "where were the prisoners captured in January"."""
    found = _PASSIVE.fullmatch(earlier)
    if (
        found is None
        or len(found["object"].split()) > _FEW
        or (participle := phrases.participle(found["verb"])) is None
    ):
        return None
    last = found["object"].split()[-1]
    be = "were" if phrases.is_plural(last) and not last[0].isupper() else "was"
    return f"{wh} {be} {found['object']} {participle}{found['rest'] or ''}"


def _placed(rest: str, earlier: str) -> str | None:
    """A phrase in the place of one of its kind: "in February" in that of "in January", not of "in Norway"; else at the end."""
    preposition = rest.split(None, 1)[0].lower()
    rest = preposition + rest[len(preposition) :]
    found = [
        each
        for each in phrases.prepositional(earlier, preposition)
        if phrases.tells_time(each[0]) == phrases.tells_time(rest)
    ]
    if not found and preposition in _WITHIN:
        # "On the balcony" is no part of "in the garden".
        found = [
            each
            for other in _WITHIN
            for each in phrases.prepositional(earlier, other)
            if not phrases.tells_time(each[0] + rest)
        ]
    if not found:
        return f"{earlier} {rest}"
    old = found[-1]
    if len(found) > 1 and old.end() < len(earlier):
        return None
    return f"{earlier[: old.start()]}{rest}{earlier[old.end() :]}"


def _swapped(rest: str, earlier: str) -> str | None:
    """A name in the place of the one name, a thing in that of the one thing, or of what was counted."""
    words = WORD.findall(rest)
    if not words:
        return None
    names = phrases.names(earlier)
    if all(word[0].isupper() or word[0].isdigit() or word.lower() in {"the", "of"} for word in words):
        if len(names) != 1:
            return None
        # An article that came with the old name, or comes with the new one, stands once.
        bare = re.sub(r"^the ", "", rest, flags=re.IGNORECASE) if f"the {names[0]}" in earlier else rest
        return earlier.replace(names[0], bare, 1)
    if any(word[0].isupper() for word in words):
        return None
    many = phrases.is_plural(words[-1])
    old = phrases.groups(earlier) if many else phrases.things(earlier)
    if len(old) != 1 or rest.lower() in old[0].lower():
        return None
    bare = re.sub(r"^(?:the|an?) ", "", rest) if many and not old[0].startswith("the ") else rest
    return re.sub(rf"\b{re.escape(old[0])}\b", lambda _: bare, earlier, count=1)


def _resolved(asked: str, earlier: str) -> str | None:
    """The question with each pronoun that has nothing in it to stand for replaced by what the one before was about."""
    made, topics = asked, set[str]()
    for each in reversed(list(_dangling(asked))):
        pronoun = each[0].lower()
        topic = _topic(earlier, pronoun)
        if topic is None or topic.lower() in asked.lower():
            return None
        topics.add(topic)
        if pronoun in _POSSESSIVES or (pronoun == "her" and _owns(asked[each.end() :])):
            topic += "’" if topic.endswith("s") else "’s"
        made = made[: each.start()] + topic + made[each.end() :]
    # Two pronouns of one kind may still mean two things; two kinds never mean one. "And her sister" asks nothing.
    return _opened(made)[0] if len(topics) == 1 and not _is_fragment(_opened(asked)[0]) else None


def _dangling(asked: str) -> Iterator[re.Match[str]]:
    """The pronouns of a question that stand for nothing in it."""
    if _EXPLETIVE.search(asked):
        return
    found = list(WORD.finditer(asked))
    for number, each in enumerate(found):
        if _SUBJECTS.get(each[0].lower()) and _dangles(each[0].lower(), [word[0] for word in found[:number]]):
            yield each


def _dangles(pronoun: str, before: Sequence[str]) -> bool:
    """Whether a pronoun after these words has nothing among them to stand for."""
    lower = [word.lower() for word in before]
    # What follows another pronoun is what it does.
    lower = [word for last, word in pairwise(["", *lower]) if not {last, word} & _SUBJECTS.keys()]
    if before and before[-1].lower() in AUXILIARIES:
        return True
    if pronoun in _POSSESSIVES and lower[:1] == ["who"]:
        return False  # "Who lost his eye": whoever is asked for
    full = [word for word in lower if word not in EMPTY]
    if _SUBJECTS[pronoun] == "many":
        return not any(phrases.is_plural(word) or word in _ANYBODY for word in full) and "and" not in lower[1:]
    # "Where can I buy it": who asks is nobody that it stands for, and what follows is what is done.
    if len(full) - len(_ASKERS.intersection(full)) == 1 and full[0] in _ASKERS:
        return True
    # "Who trained him": what follows who or what at once is what was done.
    return not full or (len(full) == 1 and lower[0] in {"who", "what"} and lower[1:2] == full)


def _owns(after: str) -> bool:
    """Whether "her" before these words tells whose: "her husband", not "her in 1895"."""
    word = WORD.search(after)
    return word is not None and word[0].lower() not in EMPTY | PREPOSITIONS


def _topic(earlier: str, pronoun: str) -> str | None:
    """What a question is about, where that is plain: its one name, thing, or group of things."""
    groups = phrases.groups(earlier)
    if _SUBJECTS[pronoun] == "many":
        return phrases.narrowed(earlier, groups[0]) if len(groups) == 1 else None
    if asked := re.fullmatch(r"(?:who|what) (?:is|was) ((?:the|an?) .+)", earlier, re.IGNORECASE):
        return asked[1]
    if pronoun in _PERSONS and re.match(r"who\b", earlier, re.IGNORECASE) and phrases.subject_asked(earlier):
        return None  # "Who wrote Hamlet? When did he ..." means the answer, which has no say here
    names = [name for name in phrases.names(earlier) if not any(name in group for group in groups)]
    if pronoun in _PERSONS:
        names = [name for name in names if not phrases.follows_preposition(earlier, name)]
    things = phrases.things(earlier)
    if not names or (pronoun not in _PERSONS and things):
        names = [*names, *things]
    return names[0] if len(names) == 1 else None
