"""How words are misspelt: by which slips, and what lies near to one. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import takewhile

#: Letters that a word of each alphabet is tried with.
_ALPHABETS = ("abcdefghijklmnopqrstuvwxyz", "абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґ", "αβγδεζηθικλμνξοπρστυφχψως")
_VOWELS = frozenset("aeiouy")
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


@dataclass(frozen=True)
class Slip:
    """A letter dropped, added or changed, or two neighbours swapped.

    Attributes:
        typed: the letters that were typed, none for a dropped one. meant: those that were meant, none for an added one.
        before, after: what was typed before and behind them.
    """

    typed: str
    meant: str
    before: str
    after: str

    @property
    def swaps(self) -> bool:
        """Whether two neighbours were swapped."""
        return len(self.typed) == 2

    @property
    def doubles(self) -> bool:
        """Whether a letter stands once for twice, or twice for once."""
        return self.typed + self.meant in {self.before[-1:], self.after[:1]} and not (self.typed and self.meant)

    @property
    def mistakes(self) -> bool:
        """Whether a vowel was taken for another, or a key struck for its neighbour."""
        if len(self.typed) != 1 or len(self.meant) != 1:
            return False
        return {self.typed, self.meant} <= _VOWELS or _neighbours(self.typed, self.meant)


def slips(typed: str, meant: str, most: int = 2) -> tuple[Slip, ...] | None:
    """The fewest slips by which ``meant`` becomes ``typed``, from its beginning on; None where they are more than ``most``."""
    return next((found for n in range(most + 1) if (found := _slips(typed, meant, n)) is not None), None)


def begins(word: str, part: str, most: int) -> int | None:
    """How many slips a beginning of ``word`` is away from ``part``; None where they are more than ``most``."""
    return next((n for n in range(most + 1) if _slips(word, part, n, goes_on=True) is not None), None)


def near(word: str) -> Iterator[str]:
    """What a word becomes by one slip; some more than once."""
    letters = next((each for each in _ALPHABETS if set(word) & set(each)), "")
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    for head, tail in cuts:
        yield from (head + letter + tail for letter in letters)
        if tail:
            yield head + tail[1:]
            yield from (head + letter + tail[1:] for letter in letters if letter != tail[0])
    yield from (head[:-1] + tail[0] + head[-1] + tail[1:] for head, tail in cuts[1:-1] if head[-1] != tail[0])


def _slips(typed: str, meant: str, most: int, *, goes_on: bool = False) -> tuple[Slip, ...] | None:
    """A way of at most so many slips; no letter takes part in two. ``goes_on``: more may have been typed behind."""
    same = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(typed, meant, strict=False))))
    if same == len(meant) and (goes_on or same == len(typed)):
        return ()
    if most == 0:
        return None
    one, other = typed[same:], meant[same:]
    swapped = len(one) > 1 and one[:2] == other[1::-1]
    for t, m in ((2, 2),) * swapped + ((0, 1), (1, 0), (1, 1)):
        if len(one) >= t and len(other) >= m:
            rest = _slips(one[t:], other[m:], most - 1, goes_on=goes_on)
            if rest is not None:
                head = typed[: same + t]
                first = Slip(one[:t], other[:m], typed[:same], one[t:])
                return (first, *(replace(each, before=head + each.before) for each in rest))
    return None


def _neighbours(one: str, other: str) -> bool:
    """Whether two keys lie beside each other on the keyboard that most people have."""
    places = [(row, keys.index(key)) for key in (one, other) for row, keys in enumerate(_KEYS) if key in keys]
    if len(places) != 2:
        return False
    (above, left), (below, right) = sorted(places)
    # Each row begins half a key further to the right.
    return (below - above, right - left) in {(0, 1), (1, -1), (1, 0)}
