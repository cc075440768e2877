"""A made set of pairs: how often what is said to differ does."""

import json
from pathlib import Path

import pytest

from assistant.disagreement.comparing import Relation, compare

PAIRS = [json.loads(line) for line in (Path(__file__).parent / "pairs.jsonl").read_text().splitlines()]


@pytest.mark.parametrize(("written", "count"), [("beside", 100), ("after", 90), ("last", 40)])
def test_what_is_said_to_differ_does(written: str, count: int) -> None:
    pairs = [pair for pair in PAIRS if pair["written"] == written]
    said = [pair["relation"] for pair in pairs if _relation(pair) is Relation.DIFFER]
    assert len(pairs) == count
    assert said.count("differ") / len(said) >= 0.9
    assert said.count("differ") / [pair["relation"] for pair in pairs].count("differ") >= 0.7


@pytest.mark.parametrize("pair", PAIRS[::5], ids=lambda pair: pair["one"])
def test_the_order_of_two_quotes_does_not_matter(pair: dict) -> None:
    assert _relation(pair) is compare(pair["question"], pair["other"], pair["one"]).relation
    assert compare(pair["question"], pair["one"], pair["one"]).relation is not Relation.DIFFER


def test_the_values_are_slices_of_the_quotes() -> None:
    one, other = "The deposit is two months' rent.", "The deposit is three months' rent."
    found = compare("How much is the deposit?", one, other)
    assert (found.one.of(one), found.other.of(other)) == ("two months", "three months")


def _relation(pair: dict) -> Relation:
    return compare(pair["question"], pair["one"], pair["other"]).relation
