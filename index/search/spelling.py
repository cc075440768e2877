"""A question's typing errors, put right by the words of the library it is put to."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from index.reading import reading_text
from index.spelling import Slip, slips
from index.storage import SimilarWord, Snapshot
from index.words import folded, forms, spaced

_TOKEN = re.compile(r"\S+")
#: What may stand around a word. With any other sign in it, it is a name of some kind: a file, an address, a code.
_AROUND = re.compile(r"[\"'“”‘’«»()\[\]{}.,;:!?…¿¡]*")
_BARE = re.compile(rf"{_AROUND.pattern}(?P<word>[^\W\d_]+)(?:['’]s)?{_AROUND.pattern}")
_WORD = re.compile(r"[^\W_]+")
#: Letters of a word that may be misspelt, beyond which one may be by other slips than a swap or a doubled letter, of a
#: misspelt name, and of a word with two slips.
_SHORTEST, _SHORT, _NAME, _LONG = 5, 6, 7, 8
#: Unknown words in a question of which one is looked at; more of them are another language, or another subject.
_FEW = 5
#: How many times as many passages a word stands in that is preferred to another at the same distance.
_CLEARLY = 10
#: Letters that two slips in one word reach over, at least: nearer ones make another word of it (prednisone, prednisolone).
_FAR_ENOUGH = 4


@dataclass(frozen=True)
class _Typed:
    """A word of a question.

    Attributes:
        bare: as full text knows it. start: where it stands. opens: whether it stands first in its sentence.
    """

    word: str
    bare: str
    start: int
    opens: bool

    @property
    def named(self) -> bool:
        """Whether its capital says that it is a name."""
        return self.word[0].isupper() and not self.opens


@dataclass(frozen=True)
class _Meant:
    """A word of the library that may be meant.

    Attributes:
        bare: as full text knows it. slips: by which it became what was typed, be it from another ending of it.
        written: the ways it stands in the library. passages: how many have it.
    """

    bare: str
    slips: tuple[Slip, ...]
    written: frozenset[str]
    passages: int

    @property
    def named(self) -> bool:
        """Whether it stands in the library with a capital alone."""
        return all(word[0].isupper() for word in self.written)


def correct_question(question: str, snapshot: Snapshot, knows: Callable[[str], bool]) -> str:
    """The question with each word that the library lacks put right, where it is plain which of its words is meant.

    Args:
        knows: whether a word is one of the language, though the library lacks it.
    """
    typed = list(_typed(question))
    missing = set(snapshot.missing_words({each.word for each in typed})) if typed else set()
    lacking = [each for each in typed if each.word in missing]
    if not lacking or len({each.bare for each in lacking}) > _FEW:
        return question
    for each in reversed(lacking):
        others = forms(each.bare)
        if len(snapshot.missing_words(others)) == len(others) and not any(map(knows, others)):
            meant = _meant(each, snapshot)
            question = question[: each.start] + (meant or each.word) + question[each.start + len(each.word) :]
    return question


def _typed(question: str) -> Iterator[_Typed]:
    """The words of a question that may be misspelt: of letters alone, and no more than one of them a capital."""
    opens = True
    for token in _TOKEN.finditer(question):
        found = _BARE.fullmatch(token[0])
        word = found["word"] if found else ""
        bare = folded(word)
        if len(bare) >= _SHORTEST and " " not in bare and word[1:].islower():
            yield _Typed(word, bare, token.start() + token[0].index(word), opens)
        opens = token[0].rstrip("\"'”’»)").endswith((".", "!", "?", ":"))


def _meant(typed: _Typed, snapshot: Snapshot) -> str | None:
    """The word of the library that is meant, as it is written there; None where that is not plain."""
    for most in (1, 2) if len(typed.bare) >= _LONG else (1,):
        near = (_candidate(typed.bare, each, snapshot, most) for each in snapshot.similar_words(typed.bare, most))
        found = [each for each in near if each and _plain(typed, each)]
        if found:
            best = min(found, key=lambda each: (-each.passages, each.bare))
            rivals = [each for each in found if not set(forms(each.bare)) & set(forms(best.bare))]
            clear = all(best.passages >= _CLEARLY * each.passages for each in rivals)
            return _as_typed(typed, best) if clear and not snapshot.missing_words([best.bare]) else None
    return None


def _candidate(bare: str, similar: SimilarWord, snapshot: Snapshot, most: int) -> _Meant | None:
    """The word with a stem of the vocabulary that is nearest to what was typed."""
    written: dict[str, set[str]] = {}
    for passage in snapshot.passages(similar.some):
        for word in filter(str.isalpha, _WORD.findall(spaced(reading_text(passage.document, passage.span).text))):
            known = word.lower() if word.isascii() else folded(word)
            if known.startswith(similar.word[:-2]):
                written.setdefault(known, set()).add(word)
    ways = [
        (way, word)
        for word in sorted(written)
        for form in forms(word)
        if (way := slips(bare, form, most)) and (form == word or _inside(way[-1], word))
    ]
    if not ways:
        return None
    way, word = min(ways, key=lambda each: (len(each[0]), abs(len(each[1]) - len(bare))))
    return _Meant(word, way, frozenset(written[word]), similar.passages)


def _inside(slip: Slip, word: str) -> bool:
    """Whether a slip lies before the endings of a word: a planter is neither a plant nor planted."""
    return len(slip.before) + len(slip.meant) + 2 <= len(min(forms(word), key=len))


def _plain(typed: _Typed, meant: _Meant) -> bool:
    """Whether what was typed is plainly a slip: other names, and other words, are often as near to each other."""
    if typed.named and not any(word[0].isupper() for word in meant.written):
        return False
    if typed.named or meant.named:
        way = meant.slips
        return len(way) == 1 and len(typed.bare) >= _NAME and bool(way[0].before) and (way[0].swaps or way[0].doubles)
    if len(meant.slips) == 2 and len(meant.slips[1].before) - len(meant.slips[0].before) < _FAR_ENOUGH:
        return False
    return all(_likely(typed.bare, slip) for slip in meant.slips)


def _likely(typed: str, slip: Slip) -> bool:
    """Whether fingers slip so, and words that are both right seldom differ so."""
    if slip.swaps:
        return True
    if slip.doubles:
        return len(typed) > _SHORTEST
    inside = bool(slip.before and slip.after)
    return inside and len(typed) > _SHORT and (slip.mistakes or not (slip.typed and slip.meant))


def _as_typed(typed: _Typed, meant: _Meant) -> str:
    """The word as it is written in the library, with a capital first where the typed word has one."""
    capitals = sorted(word for word in meant.written if word[0].isupper())
    small = sorted(word for word in meant.written if not word[0].isupper())
    if typed.word[0].isupper():
        return capitals[0] if capitals else small[0][0].upper() + small[0][1:]
    return (small or capitals)[0]
