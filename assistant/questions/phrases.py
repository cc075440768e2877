"""The parts of a question: names, things, groups of things, phrases of time and place. Pure, by rules, for English."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.language import WORD

_BE = frozenset("is are was were".split())
AUXILIARIES = _BE | frozenset("did do does has have had can could will would should shall must may might".split())
PREPOSITIONS = frozenset(
    "in on at of by for from to with during before after since until near under between over into about against".split()
)
#: Words that no pronoun stands for.
EMPTY = (
    AUXILIARIES
    | PREPOSITIONS
    | frozenset(
        "what when where who whom whose which why how all any some most both none that it many much long often far old"
        " few else and but or so then not the a an there".split()
    )
)
_TIMES = frozenset(
    "january february march april may june july august september october november december monday tuesday wednesday"
    " thursday friday saturday sunday spring summer autumn fall winter today tomorrow yesterday morning evening night"
    " week weeks month months year years weekend weekends noon christmas easter".split()
)
_IRREGULAR = {
    "wrote": "written", "built": "built", "made": "made", "led": "led", "found": "found", "sent": "sent", "sold": "sold",
    "bought": "bought", "took": "taken", "gave": "given", "won": "won", "lost": "lost", "held": "held", "kept": "kept",
    "paid": "paid", "said": "said", "told": "told", "taught": "taught", "stole": "stolen", "broke": "broken", "drew": "drawn",
    "hid": "hidden", "chose": "chosen", "shot": "shot", "sank": "sunk", "began": "begun", "left": "left", "saw": "seen",
    "brought": "brought", "caught": "caught", "met": "met", "lent": "lent", "spoke": "spoken", "drove": "driven",
    "knew": "known", "threw": "thrown", "cut": "cut", "put": "put", "set": "set", "read": "read", "ran": "run",
}  # fmt: skip
#: What is said of a thing after "is the ...", where no verb follows.
_STATES = frozenset(
    "open closed free available due full empty ready safe valid allowed permitted required necessary possible big large"
    " high long deep old new wide heavy late early red poisonous dangerous liable".split()
)
_LAND = (
    "region|city|town|village|province|county|district|area|forest|river|valley|island|islands|mountains|state|street"
)
_AUXILIARY = "|".join(sorted(AUXILIARIES))
#: With a capital, "May" is the month.
_VERB = _AUXILIARY.replace("may|", "(?-i:may)|")
_ASKS = re.compile(
    rf"(?P<wh>.*?\b(?:who|whom|whose|what|when|where|which|why|how)\b.*?)\s+(?P<aux>{_VERB})\s+(?P<rest>.+)",
    re.IGNORECASE,
)
_PLURAL = r"(?!(?:was|is|has|does|this|its|his|us|as|always|perhaps|plus)\b)[a-z-]+(?<!s)(?<!u)(?<!i)s\b"


@dataclass(frozen=True)
class Asks:
    """A question cut at its first auxiliary verb."""

    wh: str
    auxiliary: str
    rest: str


def asks(question: str) -> Asks | None:
    """The parts of a question with a word of asking and an auxiliary after it."""
    found = _ASKS.fullmatch(question)
    return Asks(found["wh"], found["aux"], found["rest"]) if found else None


def is_yes_or_no(question: str) -> bool:
    """Whether a question begins with an auxiliary verb."""
    return re.match(rf"(?:{_AUXILIARY}|need)\b", question, re.IGNORECASE) is not None


def subject_asked(question: str) -> bool:
    """Whether who or what asks for the doer, so that no auxiliary stands before a subject."""
    found = asks(question)
    return found is None or len(found.wh.split()) > 1 or is_participle(found.rest.split()[0])


def is_plural(word: str) -> bool:
    """Whether a word looks like several things."""
    return re.fullmatch(_PLURAL, word.lower()) is not None or word.lower() in {"people", "children", "men", "women"}


def is_participle(word: str) -> bool:
    """Whether a word looks like what was done to something."""
    word = word.lower()
    return word in _IRREGULAR.values() or (len(word) > 4 and word.endswith("ed")) or word in {"been", "born"}


def participle(verb: str) -> str | None:
    """The participle of a verb in the past; None where it is none that is known."""
    lower = verb.lower()
    return _IRREGULAR.get(lower) or (lower if is_participle(lower) else None)


def tells_time(phrase: str) -> bool:
    """Whether a phrase names a day, a month, a year, a season."""
    return any(word.lower() in _TIMES or word.isdigit() for word in WORD.findall(phrase))


def prepositional(question: str, preposition: str) -> list[re.Match[str]]:
    """The phrases that begin with a preposition: "to the Kursk region", "in January", "in the yard"."""
    name = rf"[A-Z0-9][\w.’'-]*(?:\s+[A-Z0-9][\w.’'-]*)*(?:\s+(?:{_LAND})\b)?"
    plain = rf"[a-z-]+(?:\s+[a-z-]+)??(?=$|\s+(?:{'|'.join(sorted(PREPOSITIONS))})\b)"
    first = f"[{preposition[0]}{preposition[0].upper()}]{preposition[1:]}"
    return list(re.finditer(rf"\b{first}\s+(?:(?:the|an?|last|next|this)\s+)*(?:{name}|{plain})", question))


def names(question: str) -> list[str]:
    """Runs of capitalised words after the first word, with numbers among them; no months and days."""
    first = WORD.match(question)
    run = r"[A-Z][\w.’'-]*(?:\s+(?:(?:of|de|van|von)\s+(?=[A-Z]))?[A-Z0-9][\w.’'-]*)*"
    found = dict.fromkeys(re.findall(run, question[first.end() if first else 0 :]))
    return [name for name in found if not all(word.lower() in _TIMES or word.isdigit() for word in name.split())]


def follows_preposition(question: str, name: str) -> bool:
    """Whether a name tells a place: "in Brevik"."""
    before = question[: question.find(name)].split()
    before = before[:-1] if before and before[-1].lower() == "the" else before
    return bool(before) and before[-1].lower() in PREPOSITIONS - {"of", "by", "about", "with"}


def groups(question: str) -> list[str]:
    """Plural things: "North Korean soldiers", "the captured prisoners", the "soldiers" of "how many soldiers"."""
    if counted := _counted(question):
        return [counted]
    start = asks(question)
    after = rf"^(?:{_AUXILIARY})\s+((?:[a-z-]+\s+)??{_PLURAL})"
    lead = question if start is None else question[len(start.wh) :].lstrip()
    joined = re.search(r"\band\b", lead) is not None
    if not joined and (found := re.match(after, lead, re.IGNORECASE)) and not re.match(r"(?:an?|some|any)\s", found[1]):
        return [found[1]]
    run = rf"(?:(?:the|these|those)\s+(?:[a-z-]+\s+)??)?(?:[A-Z][\w’'-]*\s+)+{_PLURAL}|(?:the|these|those)\s+(?:[a-z-]+\s+)??{_PLURAL}"
    first = WORD.match(question)
    rest = question[first.end() if first else 0 :]
    found_all = list(dict.fromkeys(each[0] for each in re.finditer(run, rest)))
    free = [each for each in found_all if not follows_preposition(question, each)]
    return free or found_all


def _counted(question: str) -> str | None:
    found = re.match(
        rf"(?:how many|which|what)\s+((?:(?!(?:{_AUXILIARY})\b)[a-z-]+\s+)??{_PLURAL})", question, re.IGNORECASE
    )
    return found[1] if found else None


def narrowed(question: str, group: str) -> str:
    """A group with what the question says of it: of "which berries grow in the fen", "the berries that grow in the fen"."""
    counted = _counted(question)
    if counted is None or counted != group:
        return group
    rest = question[question.index(group) + len(group) :].strip()
    words = rest.split()
    if not words or len(words) > 10 or words[0].lower() in PREPOSITIONS:
        return group
    if words[0].lower() not in AUXILIARIES:
        return f"the {group} that {rest}"
    behind = rest[len(words[0]) :].strip()
    if behind and is_participle(behind.split()[0]):
        return f"the {group} that {rest}"
    who = subject(behind)
    return f"the {group} that {who} {words[0]}{behind[len(who) :]}" if who else group


def subject(rest: str) -> str | None:
    """The subject at the beginning of what follows an auxiliary: a name, a pronoun, or an article and one word."""
    found = re.match(
        r"(?:the |an? )?[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)*|(?:I|you|we|they|he|she|it|one|people)\b|(?:the|an?|my|our|your|their) [a-z-]+"
        rf"|{_PLURAL}",
        rest,
    )
    return found[0] if found else None


def things(question: str) -> list[str]:
    """Single things with an article: "the boathouse", "a reading passport"."""
    return list(dict.fromkeys(_things(question)))


def _things(question: str) -> Iterator[str]:
    words = question.split()
    for at, word in enumerate(words):
        if word.lower() not in {"the", "a", "an"}:
            continue
        end = at + 1
        while end < len(words) and words[end].islower() and words[end] not in EMPTY:
            end += 1
        before = words[at - 1].lower() if at else ""
        reaches = end - at > 2 and (end == len(words) or words[end].lower() in EMPTY)
        if before in AUXILIARIES and reaches and (before not in _BE or at == 1 or _said(words[end - 1])):
            end -= 1
        if end - at == 1 or end - at > 4 or is_plural(words[end - 1]):
            continue
        if at and before in PREPOSITIONS - {"of", "by", "about", "with"} and words[:at]:
            continue  # where it is, not what it is about
        yield " ".join(words[at:end])


def _said(word: str) -> bool:
    return is_participle(word) or word in _STATES
