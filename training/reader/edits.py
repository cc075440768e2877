"""Answerable questions made unanswerable by one small edit.

The edits copy how people wrote SQuAD 2.0's unanswerable questions (Rajpurkar et al. 2018, table 2:
negation, antonym, entity swap, number swap). The answer's type stays plausible, so that only reading
the passage tells the difference. An edit now and then leaves a question answerable; that noise was
small on a read sample and is the price of having as many as wanted.
"""

import re
from collections.abc import Callable
from random import Random

from training.reader.examples import Example

Edit = Callable[[Example, list[str], Random], str | None]

_NAME = re.compile(r"\b(?:[A-Z][\w'’.-]*[\w])(?: (?:of |the |de |von |van )?[A-Z][\w'’.-]*[\w])*")
_NUMBER = re.compile(r"\b\d[\d,]*(?:\.\d+)?\b")
_AUXILIARY = re.compile(r"\b(is|are|was|were|did|does|do|has|have|had|can|could|would|will|should)\b", re.IGNORECASE)
_OPPOSITES = """first last;largest smallest;biggest smallest;highest lowest;most least;more less;more fewer;before after;
north south;east west;northern southern;eastern western;early late;earlier later;earliest latest;oldest youngest;
older younger;old new;increase decrease;increased decreased;increasing decreasing;rise fall;rose fell;win lose;won lost;
start end;started ended;starting ending;begin finish;began ended;born died;birth death;enter leave;entered left;
join leave;joined left;allow forbid;allowed forbidden;legal illegal;support oppose;supported opposed;
supports opposes;accept reject;accepted rejected;buy sell;bought sold;import export;imports exports;
major minor;majority minority;maximum minimum;male female;men women;man woman;father mother;son daughter;
brother sister;king queen;husband wife;boys girls;upper lower;inside outside;internal external;public private;
positive negative;success failure;successful unsuccessful;strong weak;stronger weaker;long short;longest shortest;
longer shorter;high low;higher lower;large small;larger smaller;big small;fast slow;faster slower;hot cold;
warm cold;wet dry;rich poor;common rare;popular unpopular;modern ancient;natural artificial;direct indirect;
above below;over under;summer winter;spring autumn;day night;morning evening;urban rural;civilian military;
attack defend;attacked defended;victory defeat;ally enemy;allies enemies;friend enemy;open close;opened closed;
build destroy;built destroyed;create destroy;created destroyed;added removed;include exclude;included excluded;
includes excludes;with without;always never;ever never;best worst;better worse;good bad;right left;full empty;
safe dangerous;easy difficult;active inactive;permanent temporary;formal informal;known unknown;same different;
similar different;agree disagree;agreed disagreed;expand shrink;expanded shrank;gain lose;gained lost;
give receive;gave received;send receive;sent received;teach learn;taught learned;question answer;heavy light;
dark light;thick thin;wide narrow;deep shallow;forward backward;offense defense;offensive defensive;acid base;
liquid solid;north america south america;domestic foreign;national international;local global;primary secondary"""


def _opposites() -> dict[str, list[str]]:
    table: dict[str, list[str]] = {}
    for pair in _OPPOSITES.replace("\n", "").split(";"):
        words = pair.split()
        one, other = " ".join(words[: len(words) // 2]), " ".join(words[len(words) // 2 :])
        table.setdefault(one, []).append(other)
        table.setdefault(other, []).append(one)
    return table


OPPOSITES = _opposites()


def swap_name(example: Example, article: list[str], rng: Random) -> str | None:
    """Replaces a name in the question by one from the same article that the question lacks."""
    # The first word is capitalised for being first, so a name must start after it.
    names = [m for m in _NAME.finditer(example.question) if m.start() > 0]
    if not names:
        return None
    old = rng.choice(names)
    pool = {m.group() for text in (example.context, rng.choice(article)) for m in _NAME.finditer(text) if m.start() > 0}
    width = len(old.group().split())
    answers = " ".join(example.context[s:e] for s, e in example.answers).lower()
    pool = {
        name
        for name in pool
        if abs(len(name.split()) - width) <= 1
        and name.lower() not in example.question.lower()
        and old.group().lower() not in name.lower()
        and name.lower() not in answers
        and len(name) > 2
    }
    if not pool:
        return None
    return _replace(example.question, old, rng.choice(sorted(pool)))


def swap_number(example: Example, _article: list[str], rng: Random) -> str | None:
    """Replaces a number or year in the question by another of the same size."""
    numbers = list(_NUMBER.finditer(example.question))
    if not numbers:
        return None
    old = rng.choice(numbers)
    near = {m.group() for m in _NUMBER.finditer(example.context) if len(m.group()) == len(old.group())} - {old.group()}
    answers = " ".join(example.context[s:e] for s, e in example.answers)
    near = {number for number in near if number not in answers and number not in example.question}
    if near and rng.random() < 0.6:
        return _replace(example.question, old, rng.choice(sorted(near)))
    digits = old.group()
    if not digits.isdigit():
        return None
    moved = int(digits) + rng.choice((-1, 1)) * rng.randint(1, max(2, min(30, int(digits) // 3 + 1)))
    return _replace(example.question, old, str(moved)) if moved > 0 and str(moved) not in example.context else None


def negate(example: Example, _article: list[str], rng: Random) -> str | None:
    """Puts a negation behind the question's auxiliary verb."""
    verb = _AUXILIARY.search(example.question)
    if verb is None or re.search(r"\bnot\b|n't\b|\bnever\b", example.question):
        return None
    word = verb.group()
    if rng.random() < 0.4 and word.lower() not in ("can", "will"):
        return _replace(example.question, verb, word + "n't")
    if rng.random() < 0.5:
        return _replace(example.question, verb, f"{word} not")
    # "Who did X invent?" -> "Who did X never invent?" needs a parser; behind the subject is beyond us.
    return _replace(example.question, verb, f"{word} never") if word.lower() in ("was", "were", "has", "had") else None


def opposite(example: Example, _article: list[str], rng: Random) -> str | None:
    """Turns one word of the question into its opposite."""
    words = [m for m in re.finditer(r"[A-Za-z]+", example.question) if m.group().lower() in OPPOSITES]
    if not words:
        return None
    old = rng.choice(words)
    return _replace(example.question, old, rng.choice(OPPOSITES[old.group().lower()]))


def _replace(text: str, match: re.Match[str], new: str) -> str:
    return text[: match.start()] + new + text[match.end() :]


EDITS: dict[str, Edit] = {"name": swap_name, "number": swap_number, "negation": negate, "opposite": opposite}


def edited(example: Example, article: list[str], rng: Random) -> Example | None:
    """An unanswerable sibling of ``example`` by a random edit that applies; None when none does."""
    # Names and numbers first: negation applies to nearly every question and would drown the rest.
    kinds = rng.choices(list(EDITS), weights=(5, 3, 1, 3), k=6)
    for kind in dict.fromkeys(kinds):
        question = EDITS[kind](example, article, rng)
        if question is not None and question != example.question:
            return example.unanswerable(kind, question=question)
    return None
