"""Made texts, and quotes of them that were damaged in known ways, with the grade each must get. Pure."""

import re
from collections.abc import Callable
from random import Random
from textwrap import fill

from assistant.evaluation.answers import Grade

#: Each has two names, a number, a denial and a number of its own.
_SENTENCES = (
    "{one} sold the {thing} at {place} to {other} for {price:,} crowns, and the sale was not entered in book {number}.",
    '{one} wrote to {other} that "the {thing} at {place}" wasn\'t worth {price:,} crowns, as file {number} says.',
    "The council of {place} did not let {one} and {other} rebuild the {thing} for {price:,} crowns; see record {number}.",
)
_FIRST = "Ada Bruno Clara Dorian Elsa Fabian Greta Hanno Ilse Joran Karin Lukas Mona Nils Olga Pavel Rosa Sven Tilda Udo".split()
_LAST = (
    "Arndal Brekke Corvin Dressel Elvers Falk Gorm Hollis Imsen Jarrow Kestrel Lund Marsh Norden Oster Penhale".split()
)
_PLACES = "Aldmoor Birkfell Cawston Dunmere Eskdale Fenwick Garth Holme Innsworth Kirkby Larkmoor Millom".split()
_THINGS = "boathouse bridge chapel granary lighthouse mill orchard quarry sawmill smithy tannery weir".split()


def sentence(number: int, chance: Random) -> str:
    """A made sentence; no other number has the same."""
    one, other = chance.sample([f"{first} {last}" for first in _FIRST for last in _LAST], 2)
    form, place, thing = chance.choice(_SENTENCES), chance.choice(_PLACES), chance.choice(_THINGS)
    price = chance.randrange(1_000, 90_000)
    return form.format(one=one, other=other, place=place, thing=thing, price=price, number=number)


def paragraph(number: int, chance: Random, sentences: int = 3) -> str:
    """Made sentences in a row; of three the words of a quote of some 300 characters."""
    return " ".join(sentence(number * sentences + each, chance) for each in range(sentences))


def _names_swapped(quote: str, _: Random) -> str:
    one, other = re.findall(rf"(?:{'|'.join(_FIRST)}) (?:{'|'.join(_LAST)})", quote)[:2]
    return quote.replace(one, "@").replace(other, one).replace("@", other)


def _digit_changed(quote: str, chance: Random) -> str:
    place = chance.choice([found.start() for found in re.finditer(r"\d", quote)])
    other = chance.choice([digit for digit in "123456789" if digit != quote[place]])
    return quote[:place] + other + quote[place + 1 :]


def _denial_dropped(quote: str, chance: Random) -> str:
    found = chance.choice(list(re.finditer(r" not\b|n't\b", quote)))
    return quote[: found.start()] + quote[found.end() :]


def _denial_added(quote: str, chance: Random) -> str:
    words = quote.split(" ")
    words.insert(chance.randrange(1, len(words)), "not")
    return " ".join(words)


def _line_ends(quote: str, chance: Random) -> str:
    return fill(quote, chance.randrange(30, 70), break_on_hyphens=False)


def _hyphens(quote: str, chance: Random) -> str:
    places = [found.start() + 3 for found in re.finditer(r"[a-z]{6,}", quote)]
    for place in sorted(chance.sample(places, 2), reverse=True):
        quote = quote[:place] + chance.choice(["-\n", "\u00ad", "\u00ad\n"]) + quote[place:]
    return quote


def _curly(quote: str, _: Random) -> str:
    return re.sub(r'"([^"]*)"', "“\\1”", quote).replace("'", "’")


def _middle_left_out(quote: str, chance: Random) -> str:
    first, *_, last = re.split(r"(?<=\d\.) |(?<=says\.) ", quote)
    return f"{first} {chance.choice(['...', '[…]', '(...)'])} {last}"


def _invented(_: str, chance: Random) -> str:
    return paragraph(chance.randrange(10**7, 10**8), chance)


#: Kinds of damage to a quote of three made sentences, and the grades it may get.
DAMAGES: dict[str, tuple[Callable[[str, Random], str], frozenset[Grade]]] = {
    "none": (lambda quote, _: quote, frozenset({Grade.EXACT})),
    "curly quotes": (_curly, frozenset({Grade.SAME, Grade.EXACT})),  # exact where none of the sentences has any
    "line ends of a page": (_line_ends, frozenset({Grade.SAME})),
    "hyphenation": (_hyphens, frozenset({Grade.SAME})),
    "line ends, hyphenation and curly quotes": (
        lambda quote, chance: _line_ends(_hyphens(_curly(quote, chance), chance), chance),
        frozenset({Grade.SAME}),
    ),
    "the middle left out": (_middle_left_out, frozenset({Grade.ABRIDGED})),
    "a changed digit": (_digit_changed, frozenset({Grade.ALTERED})),
    "a dropped denial": (_denial_dropped, frozenset({Grade.ALTERED})),
    "an added denial": (_denial_added, frozenset({Grade.ALTERED})),
    "swapped names": (_names_swapped, frozenset({Grade.ALTERED})),
    "line ends and a changed digit": (
        lambda quote, chance: _line_ends(_digit_changed(quote, chance), chance),
        frozenset({Grade.ALTERED}),
    ),
    "invented": (_invented, frozenset({Grade.ALTERED, Grade.ABSENT})),
}
