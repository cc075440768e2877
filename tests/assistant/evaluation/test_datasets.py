import copy
import gzip
import json
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.evaluation.datasets.beir import load_beir
from assistant.evaluation.datasets.questions import load_conversations, load_quotes
from assistant.evaluation.datasets.squad import load_squad
from index.errors import InvalidData
from tests.assistant.evaluation import sets


def refusal_of(load, path) -> str:
    """The one line by which a file is refused, which begins with its name."""
    with pytest.raises(InvalidData) as raised:
        load(path)
    message = str(raised.value)
    assert message.startswith(str(path))
    assert "\n" not in message
    return message.removeprefix(str(path))


def test_a_squad_file_gives_its_paragraphs_with_the_answers_where_they_stand(tmp_path):
    paragraphs = load_squad(sets.write_json(tmp_path / "dev.json", sets.SQUAD))
    assert [(p.id, p.text) for p in paragraphs] == [
        ("Some kings/1", sets.CONTEXTS[0]),
        ("Rivers/1", sets.CONTEXTS[1]),
    ]
    questions = {q.id: q for p in paragraphs for q in p.questions}
    assert [q.answerable for q in questions.values()] == [True, True, False, True, False]
    assert questions["k2"].spans[0].of(sets.CONTEXTS[0]) == "Edington" == questions["k2"].gold[0]
    (tmp_path / "dev.json.gz").write_bytes(gzip.compress((tmp_path / "dev.json").read_bytes()))
    assert load_squad(tmp_path / "dev.json.gz") == paragraphs


def test_an_answer_counted_in_other_units_is_found_by_its_words(tmp_path):
    squad = copy.deepcopy(sets.SQUAD)
    answer = squad["data"][0]["paragraphs"][0]["qas"][1]["answers"][0]
    for wrong in (-3, 0, 10_000):
        answer["answer_start"] = wrong
        found = load_squad(sets.write_json(tmp_path / "dev.json", squad))[0].questions[1]
        assert found.spans[0].of(sets.CONTEXTS[0]) == "Edington"


def edited(change):
    squad = copy.deepcopy(sets.SQUAD)
    change(squad["data"][0]["paragraphs"][0])
    return squad


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", ", line 1: not JSON"),
        ('{"data":\n [}', ", line 2: not JSON"),
        ("[]", ", line 1: an object is needed, not []"),
        ("{}", ': no "data"'),
        ('{"data": 3}', ', "data": a list is needed, not 3'),
        ('{"data": []}', ": no question in it"),
        ('{"data": [7]}', ", data[0]: an object is needed, not 7"),
        (json.dumps(edited(lambda p: p.pop("context"))), ', data[0].paragraphs[0]: no "context"'),
        (json.dumps(edited(lambda p: p.update(context=" "))), ', data[0].paragraphs[0], "context": an empty paragraph'),
        (
            json.dumps(edited(lambda p: p["qas"][1].pop("question"))),
            ', data[0].paragraphs[0].qas[1]: no "question"',
        ),
        (
            json.dumps(edited(lambda p: p["qas"][1].update(question=" "))),
            ", data[0].paragraphs[0].qas[1]: a question needs 1 to 2,000 characters",
        ),
        (
            json.dumps(edited(lambda p: p["qas"][1].update(id="k1"))),
            ', data[0].paragraphs[0].qas[1]: the id "k1" is already at data[0].paragraphs[0].qas[0]',
        ),
        (
            json.dumps(edited(lambda p: p["qas"][0].update(answers=[]))),
            ', data[0].paragraphs[0].qas[0]: answerable, but without an answer; "is_impossible" says otherwise',
        ),
        (
            json.dumps(edited(lambda p: p["qas"][0]["answers"][0].update(answer_start=True))),
            ', data[0].paragraphs[0].qas[0].answers[0], "answer_start": a whole number is needed, not true',
        ),
    ],
)
def test_what_is_wrong_with_a_squad_file_is_told_with_its_place(tmp_path, content, said):
    path = tmp_path / "dev.json"
    path.write_text(content)
    assert refusal_of(load_squad, path).startswith(said)


GOOD = '{"question": "Who?", "answerable": true, "gold": ["A"]}\n'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", ": no question in it"),
        ("\n \n", ": no question in it"),
        (GOOD + "{", ", line 2: not JSON"),
        (GOOD + "3", ", line 2: an object is needed, not 3"),
        (GOOD + '{"answerable": false}', ', line 2: no "question"'),
        (GOOD + '{"question": "Who?", "gold": ["A"]}', ', line 2: no "answerable"'),
        (
            GOOD + '{"question": "Who?", "answerable": "yes"}',
            ', line 2, "answerable": true or false is needed, not "yes"',
        ),
        (GOOD + '{"question": "Who?", "answerable": true}', ', line 2: no "gold"'),
        (
            GOOD + '{"question": "Who?", "answerable": true, "gold": []}',
            ', line 2: "answerable" is true, but "gold" is empty',
        ),
        (
            GOOD + '{"question": "Who?", "answerable": false, "gold": ["A"]}',
            ', line 2: "answerable" is false, but "gold" is not empty',
        ),
        (GOOD + '{"question": "Who?", "answerable": true, "gold": "A"}', ', line 2, "gold": a list is needed, not "A"'),
        (GOOD + '{"question": "Who?", "answerable": true, "gold": [" "]}', ', line 2, "gold": every accepted answer'),
        (GOOD + '{"question": "Who?", "answerable": false, "id": 1}', ', line 2: the id "1" is already at line 1'),
        (GOOD + '{"question": "Who?", "answerable": false, "id": []}', ', line 2, "id": a string is needed, not []'),
        (GOOD + '{"question": "' + "w" * 3000 + '", "answerable": false}', ", line 2: a question needs 1 to 2,000"),
    ],
)
def test_what_is_wrong_with_a_set_of_questions_is_told_with_its_line(tmp_path, content, said):
    path = tmp_path / "set.jsonl"
    path.write_text(content)
    assert refusal_of(load_quotes, path).startswith(said)


def test_a_file_that_is_no_text_is_told(tmp_path):
    path = tmp_path / "set.jsonl"
    path.write_bytes(GOOD.encode() + b'{"question": "\xff"}')
    assert refusal_of(load_quotes, path) == ", line 2: not UTF-8"
    assert "cannot be read: No such file" in refusal_of(load_quotes, tmp_path / "nowhere.jsonl")
    (tmp_path / "set.gz").write_bytes(b"no gzip")
    assert "cannot be read" in refusal_of(load_squad, tmp_path / "set.gz")


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_a_set_or_one_clear_line(tmp_path, data):
    path = tmp_path / "any"
    path.write_bytes(data)
    for load in (load_quotes, load_conversations, load_squad, load_beir):
        assert refusal_of(load, path)


def test_the_turns_of_a_conversation_know_what_was_asked_before(tmp_path):
    turns = load_conversations(sets.write_lines(tmp_path / "set.jsonl", sets.CONVERSATION))
    assert [turn.id for turn in turns] == ["c/1", "c/2", "c/3"]
    assert {turn.group for turn in turns} == {"c"}
    assert turns[2].earlier == (turns[0].text, turns[1].text)
    path = sets.write_lines(tmp_path / "bad.jsonl", [{"turns": [sets.QUOTES[0], {"question": "Who?"}]}])
    assert refusal_of(load_conversations, path) == ', line 1, turn 2: no "answerable"'


def test_a_beir_set_is_the_same_as_a_folder_and_as_a_zip_file(tmp_path):
    folder = sets.write_beir(tmp_path / "set")
    read = load_beir(folder)
    assert [(q.id, dict(q.gains)) for q in read.queries] == [("q0", {"d0": 2}), ("q1", {"d1": 1, "d0": 0})]
    assert [text.id for text in read.corpus] == ["d0", "d1", "empty"]
    for prefix in ("", "set/"):
        with zipfile.ZipFile(tmp_path / "set.zip", "w") as archive:
            for path in folder.rglob("*.*"):
                archive.write(path, prefix + path.relative_to(folder).as_posix())
        assert load_beir(tmp_path / "set.zip") == read


@pytest.mark.parametrize(
    ("member", "content", "said"),
    [
        ("corpus.jsonl", None, ": missing or unreadable; a BEIR set has it"),
        ("queries.jsonl", '{"_id": "q0"}', ', line 1: no "text"'),
        (
            "queries.jsonl",
            '{"_id": "q0", "text": "a"}\n{"_id": "q0", "text": "b"}',
            ', line 2: the id "q0" is already at',
        ),
        ("corpus.jsonl", '{"_id": 3, "text": "a"}', ', line 1, "_id": a string is needed, not 3'),
        ("qrels/test.tsv", "q0 d0 1", ", line 1: a judgement is query, document and a whole number"),
        ("qrels/test.tsv", "q0\td0\tmuch", ", line 1: a judgement is query, document and a whole number"),
        ("qrels/test.tsv", "q9\td0\t1", ", line 1: queries.jsonl has no query 'q9'"),
        ("qrels/test.tsv", "q0\td0\t1\nq0\td0\t2", ", line 2: 'd0' is judged twice for 'q0'"),
    ],
)
def test_what_is_wrong_with_a_beir_set_is_told_with_file_and_line(tmp_path, member, content, said):
    folder = sets.write_beir(tmp_path / "set")
    (folder / member).unlink()
    if content is not None:
        (folder / member).write_text(content)
    assert refusal_of(load_beir, folder).removeprefix(f"/{member}").startswith(said)


def test_a_beir_set_without_anything_in_it_is_told(tmp_path):
    folder = sets.write_beir(tmp_path / "set")
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\n")
    assert refusal_of(load_beir, folder) == ": no judged queries in it"
    (folder / "corpus.jsonl").write_text("")
    assert refusal_of(load_beir, folder) == ": no documents in it"
