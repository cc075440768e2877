"""What is different between a reply and another to the same question: of another library, or of another time.

Both are as ``quoth ask --explain --json`` prints them, so that one kept for years is compared like one just given.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from assistant.shapes import ChangedReply, ThereAndHere, WeighedOtherwise
from index.errors import InvalidReply

T = TypeVar("T")

#: A change of a support, or of what a signal adds, below this is none that anybody should look at.
_SLIGHT = 0.005


@dataclass(frozen=True)
class Contrast(Generic[T]):
    """The same thing there and here."""

    there: T
    here: T

    def to_json(self) -> ThereAndHere:
        """Both as commands print them."""
        return {"there": self.there, "here": self.here}


@dataclass(frozen=True)
class Weighed:
    """Words that were weighed on either side.

    Attributes:
        support: None on a side that did not weigh them.
        added: what signals added to the odds' logarithm, by name, for those that added otherwise.
    """

    text: str
    source: str
    support: Contrast[float | None]
    added: Mapping[str, Contrast[float]]

    def to_json(self) -> WeighedOtherwise:
        """The words as commands print them."""
        added = {name: each.to_json() for name, each in self.added.items()}
        return {"text": self.text, "source": self.source, "support": self.support.to_json(), "added": added}


@dataclass(frozen=True)
class Changes:
    """What is different.

    Attributes:
        changed: outcome, support, threshold, and how many documents and passages were searched; those that differ.
        weighed: words whose support differs, or that only one side weighed; the best supported first.
    """

    changed: Mapping[str, Contrast[Any]]
    weighed: tuple[Weighed, ...]

    def to_json(self) -> ChangedReply:
        """The changes as commands print them."""
        changed = {name: each.to_json() for name, each in self.changed.items()}
        return {"changed": changed, "weighed": [each.to_json() for each in self.weighed]}


def changes(there: Mapping[str, Any], here: Mapping[str, Any]) -> Changes:
    """What is different between two replies with their explanations.

    Raises:
        InvalidReply: one is no such reply, or they reply to different questions.
    """
    try:
        if there["question"] != here["question"]:
            raise InvalidReply(f"the other reply is to another question: {there['question']}")
        one, other = _outline(there), _outline(here)
        changed = {name: Contrast(one[name], other[name]) for name in one if one[name] != other[name]}
        before, after = _candidates(there), _candidates(here)
        found = [_weighed(key, before.get(key), after.get(key)) for key in dict.fromkeys([*after, *before])]
    except (KeyError, TypeError, ValueError, OverflowError, AttributeError) as cause:
        raise InvalidReply(f"the other reply is not one as quoth ask --explain --json prints it ({cause!r})") from cause
    differing = [each for each in found if each is not None]
    return Changes(
        changed, tuple(sorted(differing, key=lambda each: -max(each.support.there or 0, each.support.here or 0)))
    )


def _outline(reply: Mapping[str, Any]) -> dict[str, Any]:
    return {**{name: reply[name] for name in ("outcome", "support", "threshold")}, **reply["explained"]["searched"]}


def _candidates(reply: Mapping[str, Any]) -> dict[tuple[str, str], Mapping[str, Any]]:
    """What was weighed, by its words and its source; of words that stand in one source twice, the better supported."""
    found: dict[tuple[str, str], Mapping[str, Any]] = {}
    for each in reply["explained"]["candidates"]:
        found.setdefault((each["text"], each["source"]), each)
    return found


def _weighed(key: tuple[str, str], there: Mapping[str, Any] | None, here: Mapping[str, Any] | None) -> Weighed | None:
    if there is None or here is None:
        return Weighed(*key, Contrast(_support(there), _support(here)), {})
    one, other = there["signals"], here["signals"]
    added = {
        name: Contrast(float(a), float(b))
        for name in dict.fromkeys([*other, *one])
        if abs((a := _added(one, name)) - (b := _added(other, name))) >= _SLIGHT
    }
    support = Contrast(_support(there), _support(here))
    return Weighed(*key, support, added) if added or abs(there["support"] - here["support"]) >= _SLIGHT else None


def _support(candidate: Mapping[str, Any] | None) -> float | None:
    return None if candidate is None else float(candidate["support"])


def _added(signals: Mapping[str, Any], name: str) -> float:
    return float(signals[name]["added"]) if name in signals else 0.0
