"""Conversations, kept and found again."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.ui.web.turns import ANSWERED, a_turn
from ui.web.conversations import Conversations

# Conversations


NAMES = [letter * 24 for letter in "abc"]


def test_conversations_are_read_again_by_another_server_and_deleted_for_good(tmp_path: Path) -> None:
    kept = Conversations(tmp_path / "conversations")
    turns = [replace(a_turn(f"{NAMES[0]}-{number}", ANSWERED, "Who\u2028\n?"), among="a/") for number in range(60)]
    for turn in turns:
        kept.add(NAMES[0], turn)
    kept.judge(turns[3].id, "right")
    again = Conversations(tmp_path / "conversations")
    assert list(again.turns(NAMES[0])) == [replace(each, verdict="right" * (each == turns[3])) for each in turns]
    assert again.turn(turns[7].id) == turns[7]
    again.delete(NAMES[0])
    assert again.turns(NAMES[0]) == ()
    assert Conversations(tmp_path / "conversations").find(None) == []


def test_a_line_cut_short_costs_no_other(tmp_path: Path) -> None:
    kept = Conversations(tmp_path)
    kept.add(NAMES[0], a_turn("1", None))
    file = tmp_path / f"{NAMES[0]}.jsonl"
    file.write_text(file.read_text() + '{"id": "2", "que\n{"id": "3"}\n')
    assert [turn.id for turn in Conversations(tmp_path).turns(NAMES[0])] == ["1"]


def test_who_does_not_keep_conversations_has_the_latest_in_memory_alone(tmp_path: Path) -> None:
    kept = Conversations(held=2)
    for name in NAMES:
        for number in range(100):
            kept.add(name, a_turn(f"{name}-{number}", None))
    assert len(kept.turns(NAMES[2])) == 100
    assert kept.turns(NAMES[0]) == ()
    assert kept.turn(f"{NAMES[1]}-98").id == f"{NAMES[1]}-98"
    assert kept.turn(f"{NAMES[1]}-100") is kept.turn(f"{NAMES[0]}-99") is kept.turn("nobody") is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["../a", "", "a" * 23, "A" * 24, "a" * 24 + "\n"])
def test_nothing_is_kept_under_a_name_that_is_none(tmp_path: Path, name: str) -> None:
    kept = Conversations(tmp_path / "conversations")
    kept.add(name, a_turn("x", None))
    assert not (tmp_path / "conversations").exists()


def test_conversations_are_listed_by_their_first_question_and_found_by_their_words(tmp_path: Path) -> None:
    kept = Conversations(tmp_path)
    for day, (name, question) in enumerate(zip(NAMES, ("Who baked?", "Who ate?", "Who slept?"), strict=True), 1):
        kept.add(name, replace(a_turn(name, None, question), markdown=question, at=datetime(2024, 1, day, tzinfo=UTC)))
    assert [each.title for each in kept.find(None)] == ["Who slept?", "Who ate?", "Who baked?"]
    assert [each.title for each in kept.find(NAMES[:2])] == ["Who ate?", "Who baked?"]
    assert [each.title for each in kept.find(None, "WHO ate")] == ["Who ate?"]
    assert kept.find(["nobody", "f" * 24]) == []
