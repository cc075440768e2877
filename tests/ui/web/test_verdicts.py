"""What people say of replies, kept as a labelled set."""

import json
import os
from pathlib import Path

import pytest

from assistant.evaluation.datasets.questions import load_quotes
from index.errors import LibraryError
from tests.ui.web.turns import ANSWERED, REFUSED, a_turn
from ui.web.verdicts import Feedback


@pytest.mark.parametrize(
    ("reply", "right", "words", "label"),
    [
        (ANSWERED, True, "", (True, ["gold"])),
        (ANSWERED, False, "", (None, [])),
        (ANSWERED, False, "silver", (True, ["silver"])),
        (REFUSED, True, "", (False, [])),
        (REFUSED, False, "", (None, [])),
        (REFUSED, False, "silver", (True, ["silver"])),
        (None, False, "", (None, [])),
    ],
)
def test_a_verdict_labels_its_question_only_where_it_tells_the_right_reply(
    tmp_path: Path, reply, right, words, label
) -> None:
    feedback = Feedback(tmp_path / "feedback.jsonl")
    feedback.keep(a_turn("a-1", reply), right=right, words=words)
    feedback.keep(a_turn("a-2", REFUSED), right=True)
    first, _ = map(json.loads, feedback.file.read_text().splitlines())
    assert (first["answerable"], first["gold"]) == label
    assert [each.id for each in load_quotes(feedback.file)] == (["a-2"] if label[0] is None else ["a-1", "a-2"])


def test_who_judges_again_changes_the_line(tmp_path: Path) -> None:
    feedback = Feedback(tmp_path / "feedback.jsonl")
    for id, right in (("a-1", True), ("a-12", True), ("a-1", False)):
        feedback.keep(a_turn(id, ANSWERED), right=right)
    rows = [json.loads(line) for line in feedback.file.read_text().splitlines()]
    assert [(row["id"], row["verdict"]) for row in rows] == [("a-12", "right"), ("a-1", "wrong")]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_verdict_that_cannot_be_kept_is_an_error_of_one_line(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(LibraryError, match="cannot be written"):
        Feedback(tmp_path / "feedback.jsonl").keep(a_turn("a-1", ANSWERED), right=True)
