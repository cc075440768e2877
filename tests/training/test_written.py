"""Written questions become examples whose answers stand where the questions' writers put them."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from index.embedding import open_embedder
from index.readers import read
from tests.texts import texts
from training.reader.examples import read_squad
from training.reader.written import WRITTEN, asked, examples, place, squad


@given(texts, st.data())
def test_a_run_of_a_texts_words_is_found_in_it(text: str, data: st.DataObject) -> None:
    words = [each.span() for each in re.finditer(r"\w+", text)]
    assume(words)
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    answer = text[words[first][0] : words[last][1]]
    found = place(text, answer, text)
    assert found is not None
    assert re.findall(r"\w+", found.of(text)) == re.findall(r"\w+", answer)


@pytest.mark.parametrize(
    ("text", "answer", "around", "said"),
    [
        ("Blue\t7.5 %\nRed\t7.5 %", "7.5 %", "Red,7.5 %", "7.5 %"),
        ("Pay in 14 days. Return in 14 days.", "14 days", "Return in 14 days", "14 days"),
        ("It is (nearly) free.", "(nearly)", "is (nearly) free", "(nearly)"),
        ("It is free.", "dear", "It is dear", None),
    ],
)
def test_an_answer_stands_where_the_words_around_it_do(text: str, answer: str, around: str, said: str | None) -> None:
    found = place(text, answer, around)
    assert (found and found.of(text)) == said
    assert found is None or found.start == text.rindex(answer)


@pytest.mark.packaged
def test_a_library_becomes_examples_with_and_without_answers(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "prices.csv").write_text("Item,Price\nDrill,4 EUR\nSaw,7 EUR\n")
    (tmp_path / "docs" / "rules.md").write_text("# Hire\n\n## Deposit\n\nThe deposit is 50 euros.\n")
    asked = [
        {"question": "What does a saw cost?", "answer": "7 EUR", "in": "Saw,7 EUR"},
        {"question": "Who hires out saws?", "answer": None, "near": "Saw,7 EUR"},
    ]
    (tmp_path / "questions.jsonl").write_text("".join(json.dumps(each) + "\n" for each in asked))
    made = [("tools", *each) for each in examples(tmp_path, open_embedder())]
    (tmp_path / "tools.json").write_text(json.dumps(squad(made)))
    found = read_squad(tmp_path / "tools.json")
    answered = [each for each in found if each.answerable]
    assert [each.context[a:b] for each in answered for a, b in each.answers] == ["7 EUR"]
    assert answered[0].context == "Item: Saw; Price: 7 EUR"
    near = [each for each in found if each.question == "What does a saw cost?" and not each.answerable]
    assert near
    assert all("7 EUR" not in each.context for each in near)
    assert any(each.lead.endswith("Deposit") for each in found)
    assert not any(each.answerable for each in found if each.question == "Who hires out saws?")


@pytest.mark.parametrize("kind", sorted(path.name for path in WRITTEN.iterdir()))
def test_what_answers_stands_in_the_documents_and_what_nothing_answers_is_said_to(kind: str) -> None:
    for library in sorted((WRITTEN / kind).iterdir()):
        found = [read(path.name, path.read_bytes()).text for path in sorted((library / "docs").iterdir())]
        for each in asked(library):
            assert each.around, each.question
            if each.answer:
                assert any(place(text, each.answer, each.around) for text in found), (library.name, each.question)
