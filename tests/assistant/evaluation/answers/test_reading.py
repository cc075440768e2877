import gzip
import json

import pytest

from assistant.evaluation.answers.given import Citation, Statement
from assistant.evaluation.answers.grounds import GivenSources
from assistant.evaluation.answers.judging import judge
from assistant.evaluation.answers.reading import read_answers
from assistant.evaluation.answers.shapes import SHAPES, marked, shape_of, unmarked
from index.errors import InvalidData

OWN = {
    "id": "a",
    "question": "Who built it?",
    "answer": "Josiah Penhale did.",
    "citations": [{"quote": "by Josiah Penhale", "source": "mill.pdf", "page": 1, "start": 3, "end": 20}],
    "contexts": ["Built by Josiah Penhale.", {"id": "b", "text": "More.", "title": "B"}],
    "answerable": True,
    "gold": ["Josiah Penhale"],
}
RAGAS = {
    "user_input": "Who?",
    "response": "He wrote “by Josiah Penhale, the miller”.",
    "retrieved_contexts": ["It was by Josiah Penhale."],
    "reference": "Josiah",
}
DEEPEVAL = {"input": "Who?", "actual_output": "Josiah.", "expected_output": "Josiah", "retrieval_context": ["Josiah."]}
TREC_24 = {
    "run_id": "r",
    "topic_id": "2024-1",
    "topic": "Who?",
    "references": ["doc#1", "doc#2"],
    "response_length": 4,
    "answer": [{"text": "Josiah did.", "citations": [0, 1]}, {"text": "In 1812.", "citations": []}],
}
TREC_25 = {
    "metadata": {"team_id": "t", "run_id": "r", "narrative_id": "n7", "narrative": "I want to know who."},
    "references": ["doc#1"],
    "answer": [{"text": "Josiah did.", "citations": [0]}],
}
ALCE = {
    "question": "Who?",
    "output": "Josiah did [1]. In 1812 [1][2].",
    "docs": [{"title": "A", "text": "Josiah did."}, {"title": "B", "text": "In 1812."}],
    "qa_pairs": [{"short_answers": ["Josiah"]}],
}
ANTHROPIC = {
    "question": "Who?",
    "response": {
        "role": "assistant",
        "content": [
            {"type": "text", "text": "According to the paper, "},
            {
                "type": "text",
                "text": "Josiah built it.",
                "citations": [
                    {
                        "type": "char_location",
                        "cited_text": "by Josiah Penhale",
                        "document_index": 0,
                        "document_title": "mill.pdf",
                        "start_char_index": 3,
                        "end_char_index": 20,
                    },
                    {
                        "type": "page_location",
                        "cited_text": "in 1812",
                        "document_index": 1,
                        "document_title": None,
                        "start_page_number": 2,
                        "end_page_number": 3,
                    },
                ],
            },
        ],
    },
}
VERBATIM = {
    "question": "Who?",
    "answer": "by Josiah",
    "structured_answer": {
        "text": "by Josiah",
        "citations": [{"text": "by Josiah", "doc_index": 0, "highlight_index": 0}],
    },
    "documents": [
        {"content": "Built by Josiah.", "source": "a.txt", "highlights": [{"text": "by Josiah", "start": 6, "end": 15}]}
    ],
}
HAIKU = {
    "query": "Who?",
    "answer": "Josiah.",
    "citations": [
        {
            "document_id": "d",
            "chunk_id": "c",
            "document_uri": "mill.pdf",
            "page_numbers": [2, 3],
            "content": "by Josiah",
        }
    ],
}
QUOTH = {
    "question": "Who?",
    "outcome": "answered",
    "quotes": [{"text": "by Josiah", "start": 6, "end": 15, "source": "a.txt", "page": None, "answer": {}}],
    "nearest": [],
}


def read(tmp_path, *rows, shape=None):
    path = tmp_path / "answers.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return list(read_answers(path, shape))


def test_the_own_shape_has_all_there_is(tmp_path):
    (answer,) = read(tmp_path, OWN)
    assert answer.citations == (Citation("by Josiah Penhale", "mill.pdf", 1, 3, 20),)
    assert [(each.name, each.text, each.title) for each in answer.contexts] == [
        ("0", "Built by Josiah Penhale.", None),
        ("b", "More.", "B"),
    ]
    assert (answer.answerable, answer.refused, answer.gold) == (True, None, ("Josiah Penhale",))


def test_every_shape_is_told_by_its_own_fields(tmp_path):
    rows = [RAGAS, DEEPEVAL, TREC_24, TREC_25, ALCE, ANTHROPIC, VERBATIM, HAIKU, QUOTH]
    ragas, deepeval, old, new, alce, anthropic, verbatim, haiku, quoth = read(tmp_path, *rows)
    assert (ragas.question, ragas.gold, ragas.contexts[0].text) == ("Who?", ("Josiah",), RAGAS["retrieved_contexts"][0])
    assert (deepeval.text, deepeval.gold, deepeval.contexts[0].text) == ("Josiah.", ("Josiah",), "Josiah.")
    assert (old.id, old.question, old.text) == ("2024-1", "Who?", "Josiah did. In 1812.")
    assert old.statements == (Statement("Josiah did.", (0, 1)), Statement("In 1812.", ()))
    assert [each.source for each in old.citations] == ["doc#1", "doc#2"]
    assert (new.id, new.question) == ("n7", "I want to know who.")
    assert [each.source for each in alce.citations] == ["1", "2"]
    assert alce.gold == ("Josiah",)
    assert anthropic.statements == (Statement("According to the paper, Josiah built it.", (0, 1)),)
    assert anthropic.citations[0] == Citation("by Josiah Penhale", "mill.pdf", None, 3, 20)
    assert anthropic.citations[1] == Citation("in 1812", "1", 2)
    assert verbatim.citations == (Citation("by Josiah", "a.txt", None, 6, 15),)
    assert (haiku.question, haiku.citations) == ("Who?", (Citation("by Josiah", "mill.pdf", 2),))
    assert (quoth.refused, quoth.citations) == (False, (Citation("by Josiah", "a.txt", None, 6, 15),))


def test_labels_and_contexts_may_stand_beside_any_shape(tmp_path):
    assert read(tmp_path, {**QUOTH, "contexts": ["Built by Josiah."]})[0].contexts[0].text == "Built by Josiah."
    (answer,) = read(tmp_path, {**QUOTH, "outcome": "refused", "quotes": [], "answerable": False, "id": "x"})
    assert (answer.id, answer.refused, answer.answerable) == ("x", True, False)


@pytest.mark.parametrize("wrap", [lambda rows: rows, lambda rows: {"args": {}, "data": rows}])
def test_one_list_or_object_is_read_as_well(tmp_path, wrap):
    path = tmp_path / "answers.json"
    path.write_text(json.dumps(wrap([ALCE, {**ALCE, "id": "z"}]), indent=1))
    assert [answer.id for answer in read_answers(path)] == ["1", "z"]
    packed = tmp_path / "answers.jsonl.gz"
    packed.write_bytes(gzip.compress(json.dumps(OWN).encode()))
    assert [answer.id for answer in read_answers(packed)] == ["a"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"question": "Who?"}, 'line 2: no "answer", and no other field'),
        ({"answer": "He."}, 'line 2: no "question"'),
        ({**OWN, "id": "b", "answer": 3}, 'line 2, "answer": a string is needed, not 3'),
        ({**OWN, "id": "b", "citations": [{}]}, 'line 2, "citations"[0]: neither "quote" nor "source"'),
        ({**OWN, "id": "b", "citations": [{"quote": "x", "start": 3}]}, '"start" and "end" are code points'),
        ({**OWN, "id": "b", "citations": {}}, 'line 2, "citations": a list is needed'),
        ({**OWN, "id": "b", "answerable": "yes"}, 'line 2, "answerable": true or false is needed'),
        ({**OWN, "id": "b", "gold": [1]}, 'line 2, "gold"[0]: a string is needed'),
        ({**OWN}, 'line 2: the id "a" is already at line 1'),
        ({**TREC_24, "answer": [{"text": "x", "citations": [5]}]}, "there is no reference 5; there are 2"),
        ({**VERBATIM, "structured_answer": {"citations": [{"doc_index": 4}]}}, '"doc_index": 4 is none of 1'),
        ([1], "line 2: an object is needed"),
    ],
)
def test_what_is_malformed_is_one_line_with_file_line_and_field(tmp_path, row, said):
    with pytest.raises(InvalidData) as caught:
        read(tmp_path, OWN, row)
    assert "answers.jsonl, " in str(caught.value)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def places(value, at=()):
    """The way to every value in a value."""
    yield at
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inside:
        yield from places(each, (*at, key))


def replaced(value, at, by):
    if not at:
        return by
    changed = value.copy()
    changed[at[0]] = replaced(value[at[0]], at[1:], by)
    return changed


OTHERS = [None, True, 3, -1, 10**20, 1.5, "", "x", [], [1], [[]], {}, {"x": 1}]


@pytest.mark.parametrize("row", [OWN, RAGAS, DEEPEVAL, TREC_24, TREC_25, ALCE, ANTHROPIC, VERBATIM, HAIKU, QUOTH])
def test_with_a_field_of_any_other_kind_an_answer_is_judged_or_told_in_one_line(row):
    for at in list(places(row))[1:]:
        for by in OTHERS:
            caught = record_or_message(replaced(row, at, by))
            assert caught.startswith("f, line 1")
            assert "\n" not in caught


def record_or_message(row):
    where = "f, line 1"
    try:
        answer = SHAPES[shape_of(row, where)](row, where)
    except InvalidData as caught:
        return str(caught)
    return f"{where}: {judge(answer, GivenSources(answer.contexts)).verdict}"


def test_half_of_a_surrogate_pair_is_no_reason_to_stop_and_a_number_without_end_is_told(tmp_path):
    path = tmp_path / "answers.jsonl"
    path.write_text('{"question": "Who?", "answer": "He \\ud83d laughed \\ud83d\\ude00."}\n')
    (answer,) = read_answers(path)
    assert answer.text == "He ? laughed \U0001f600."
    path.write_text('{"question": "Who?", "answer": "He.", "page": ' + "9" * 5_000 + "}\n")
    with pytest.raises(InvalidData, match="line 1: not JSON"):
        list(read_answers(path))


@pytest.mark.parametrize("broken", ['{"question": "Who?"', '{"question": "Wh', "{", "[1,"])
def test_a_line_that_breaks_off_is_told_by_its_own_number(tmp_path, broken):
    path = tmp_path / "answers.jsonl"
    path.write_text(f"{json.dumps(OWN)}\n{broken}\n{json.dumps(OWN)}\n")
    with pytest.raises(InvalidData, match=r"answers.jsonl, line 2: not JSON"):
        list(read_answers(path))


def test_citations_need_something_to_be_found_in(tmp_path):
    rows = [OWN, {**OWN, "id": "b", "contexts": []}]
    assert len(read(tmp_path, *rows)) == 2
    with pytest.raises(InvalidData, match=r"answers.jsonl, line 2: citations but no contexts; .*--library DIR"):
        list(read_answers(tmp_path / "answers.jsonl", alone=True))


def test_no_file_no_answer_and_no_such_shape_are_told(tmp_path):
    with pytest.raises(InvalidData, match="cannot be read"):
        list(read_answers(tmp_path / "none"))
    with pytest.raises(InvalidData, match="no answer in it"):
        read(tmp_path)
    with pytest.raises(InvalidData, match="there is no shape 'other'; there are: answers, ragas"):
        read(tmp_path, OWN, shape="other")
    (tmp_path / "broken").write_text('{"question": \n{"a": 1}')
    with pytest.raises(InvalidData, match="not JSON"):
        list(read_answers(tmp_path / "broken"))


def test_marks_are_read_and_taken_away():
    assert marked("It was so [1][3, 4].") == [1, 3, 4]
    assert unmarked("It was so [1][3, 4].") == "It was so."
    assert set(SHAPES) >= {"answers", "ragas", "trec-rag", "alce", "anthropic", "verbatim-rag", "haiku.rag", "quoth"}
