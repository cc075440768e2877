import gzip
import json
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors.torch import load_file
from tokenizers import Tokenizer
from transformers import BertForQuestionAnswering

from tests.texts import texts
from training.reader.adapters import adapt
from training.reader.batches import batches, collate, label, padded
from training.reader.disguises import asked, decided, keywords
from training.reader.edits import EDITS, OPPOSITES
from training.reader.examples import Example, TrainingDataError, plain, read_squad
from training.reader.loop import Plan, Trainer
from training.reader.mixture import ExamplePool, Recipe, held_out_titles
from training.reader.negatives import cropped, mine, sentences, without_answer

NAMES = ["Alfred", "Cnut", "Offa", "Edgar", "Edmund", "Harold"]
PLACES = ["Wessex", "Mercia", "Kent", "Essex", "Sussex", "York"]


def squad(path: Path, articles: int = 4) -> Path:
    """A labelled set: who was king of where, in short paragraphs; every third question has no answer."""
    rng = Random(1)
    data = []
    for article in range(articles):
        paragraphs = []
        for _ in range(6):
            name, place, other = rng.choice(NAMES), *rng.sample(PLACES, 2)
            context = (
                f"The river is long. {name} was king of {place} for {rng.randint(2, 40)} years. The city was {other}."
            )
            start = context.index(name)
            qas = [
                {"question": f"Who was king of {place}?", "answers": [{"text": name, "answer_start": start}]},
                {"question": f"Who was king of {other}?", "answers": [], "is_impossible": True},
            ]
            paragraphs.append({"context": context, "qas": qas})
        data.append({"title": f"Article_{article}", "paragraphs": paragraphs})
    for number, qa in enumerate(qa for a in data for p in a["paragraphs"] for qa in p["qas"]):
        qa["id"] = str(number)
    path.write_bytes(gzip.compress(json.dumps({"version": "v2.0", "data": data}).encode()))
    return path


def trainer(reader: Path, folder: Path, **plan) -> Trainer:
    torch.manual_seed(3)
    model = BertForQuestionAnswering.from_pretrained(
        reader, attn_implementation="eager", attention_probs_dropout_prob=0.0
    )
    settings = {"steps": 60, "warmup": 5, "cooldown": 10, "rate": 5e-3, "length": 64, "tokens": 512, "save": 20} | plan
    return Trainer(model, Tokenizer.from_file(str(reader / "tokenizer.json")), Plan(**settings), folder)


def test_the_loss_falls_and_what_was_saved_loads_and_reads_the_same(tiny_reader_path: Path, tmp_path: Path) -> None:
    pool = ExamplePool([squad(tmp_path / "train.json.gz")])
    made = trainer(tiny_reader_path, tmp_path / "out", steps=150)
    losses = [line["loss"] for line in made.train(pool, Recipe())]
    assert losses[-1] < 0.8 * losses[0]
    again = trainer(tiny_reader_path, tmp_path / "out", steps=150)
    assert again.resume()
    batch = collate(batches(pool.answerable, made.tokenizer, 64, 512, "x")[0])
    inputs = {"input_ids": torch.as_tensor(batch.ids), "attention_mask": torch.as_tensor(batch.mask)}
    made.model.eval()
    again.model.eval()
    with torch.inference_mode():
        assert torch.equal(made.model(**inputs).start_logits, again.model(**inputs).start_logits)


def test_an_interrupted_training_ends_where_an_uninterrupted_one_does(tiny_reader_path: Path, tmp_path: Path) -> None:
    pool = ExamplePool([squad(tmp_path / "train.json.gz")])
    ends = []
    for name, stops in (("whole", [40]), ("broken", [20, 40])):
        for stop in stops:
            made = trainer(tiny_reader_path, tmp_path / name, dropout=0.0)
            made.resume()
            list(made.train(pool, Recipe(), until=stop))
        ends.append(load_file(tmp_path / name / "checkpoint.safetensors"))
    assert ends[0].keys() == ends[1].keys()
    for key, tensor in ends[0].items():
        assert torch.allclose(tensor, ends[1][key], atol=1e-5), key


def test_a_pass_can_be_drawn_again_and_successive_passes_differ(tmp_path: Path) -> None:
    pool = ExamplePool([squad(tmp_path / "train.json.gz")])
    assert pool.draw(Recipe(), 0, 1) == pool.draw(Recipe(), 0, 1)
    assert pool.draw(Recipe(), 0, 1) != pool.draw(Recipe(), 0, 2)
    used = [
        e.id for n in range(2) for e in pool.draw(Recipe(answerable=0.5, mined=0, edits=0, cut=0), 0, n) if e.answers
    ]
    assert sorted(used) == sorted(e.id for e in pool.answerable), "no question twice before all were used"


def test_held_out_articles_are_not_trained_on(tmp_path: Path) -> None:
    files = [squad(tmp_path / "train.json.gz", articles=8)]
    held = held_out_titles(files, count=2)
    assert len(held) == 2
    assert not {e.title for e in ExamplePool(files, held).answerable} & held


@given(texts, st.data())
def test_cropping_keeps_an_answer_where_it_was(text: str, data: st.DataObject) -> None:
    if not text.strip():
        return
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    example = Example("1", "q?", text, ((start, end),))
    cut = cropped(example, data.draw(st.integers(10, 200)), Random(0))
    assert cut.answers
    assert all(cut.context[s:e] == text[start:end] for s, e in cut.answers)
    assert cut.context in text


@given(texts)
def test_rough_sentences_cover_the_text(text: str) -> None:
    assert "".join(text[a:b] for a, b in sentences(text)) == text


def test_cutting_out_the_answers_sentence_leaves_no_answer() -> None:
    filler = "The river is very long and flows to the sea. " * 3
    example = Example("1", "q?", filler + "Alfred was king. The end came.", ((len(filler), len(filler) + 6),))
    cut = without_answer(example)
    assert cut is not None
    assert "Alfred" not in cut.context
    assert not cut.answers


def test_mined_negatives_share_the_article_but_not_the_answer() -> None:
    contexts = [
        "Alfred was king of Wessex.",
        "The king of Wessex had a son.",
        "Alfred the king of Wessex died.",
        "Rain fell.",
    ]
    examples = [
        Example(str(i), "Who was king of Wessex?", c, ((0, 6),) if c.startswith("Alfred") else ((0, 4),), "A")
        for i, c in enumerate(contexts)
    ]
    assert mine(examples, depth=2)["0"] == [contexts[1]]


@pytest.mark.parametrize(
    ("kind", "question"),
    [
        ("name", "When did Alfred rule Wessex?"),
        ("number", "Who ruled in 871?"),
        ("negation", "Who was king?"),
        ("opposite", "Who was the first king?"),
    ],
)
def test_each_edit_changes_the_question_and_nothing_else(kind: str, question: str) -> None:
    context = "In 871 the king Alfred ruled Wessex while Offa held Mercia and Cnut was away in 9 years."
    example = Example("1", question, context, ((3, 6),))
    made = {EDITS[kind](example, [context], Random(seed)) for seed in range(20)} - {None}
    assert made
    assert question not in made


def test_opposites_go_both_ways() -> None:
    assert all(word in OPPOSITES[other] for word, others in OPPOSITES.items() for other in others)


@pytest.mark.parametrize(
    ("written", "expected"),
    [("Who  was\u00a0king", "Who was king?"), ("what ``is'' it ?", 'what "is" it?'), ("Who’s king??", "Who's king?")],
)
def test_questions_lose_the_marks_of_where_they_come_from(written: str, expected: str) -> None:
    assert plain(written) == expected


def test_labels_point_at_the_answers_tokens(tiny_reader_path: Path) -> None:
    tokenizer = Tokenizer.from_file(str(tiny_reader_path / "tokenizer.json"))
    context = "x " * 100 + "Alfred was king."
    found = label(tokenizer, Example("1", "Who?", context, ((200, 206),), lead="T"), 40, Random(0))
    assert found is not None
    offsets = found.window.offsets
    shown = "T: " + context
    assert shown[offsets[found.start, 0] : offsets[found.end, 1]] == "Alfred"
    nothing = label(tokenizer, Example("2", "Who?", context, ()), 40, Random(0))
    assert (nothing.start, nothing.end) == (0, 0)


def test_batches_have_one_shape_for_each_width_and_allow_no_answer_in_the_question(tiny_reader_path: Path) -> None:
    tokenizer = Tokenizer.from_file(str(tiny_reader_path / "tokenizer.json"))
    examples = [Example(str(i), "Who was it?", "Alfred was king. " * (1 + i % 5), ((0, 6),)) for i in range(64)]
    groups = batches(examples, tokenizer, 64, 256, "seed")
    shapes = {}
    for batch in map(collate, groups):
        assert shapes.setdefault(batch.ids.shape[1], len(batch)) == len(batch)
        assert batch.ids.shape[1] == padded(batch.ids.shape[1])
        assert not batch.allowed[batch.type_ids == 0][1:].all()
        assert all(
            batch.allowed[row, s] and batch.allowed[row, e]
            for row, (s, e) in enumerate(zip(batch.starts, batch.ends, strict=True))
        )


def test_a_file_of_another_kind_is_named(tmp_path: Path) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text(
        '{"data": [{"paragraphs": [{"context": "abc", "qas": [{"id": 1, "question": "q", "answers": [{"text": "x", "answer_start": 0}]}]}]}]}'
    )
    with pytest.raises(TrainingDataError, match=r"bad\.json"):
        read_squad(bad)
    with pytest.raises(TrainingDataError, match=r"nowhere\.json"):
        read_squad(tmp_path / "nowhere.json")
    with pytest.raises(TrainingDataError, match="no answerable"):
        ExamplePool([])


def test_too_little_to_fill_a_batch_is_said(tiny_reader_path: Path, tmp_path: Path) -> None:
    pool = ExamplePool([squad(tmp_path / "train.json.gz", articles=1)])
    with pytest.raises(TrainingDataError, match="too small"):
        list(trainer(tiny_reader_path, tmp_path / "out", tokens=100_000).train(pool, Recipe()))


def test_adapters_begin_as_the_model_they_stand_on_and_learn_while_it_stays(
    tiny_reader_path: Path, tmp_path: Path
) -> None:
    made = trainer(tiny_reader_path, tmp_path / "whole")
    batch = collate(
        batches(ExamplePool([squad(tmp_path / "train.json.gz")]).answerable, made.tokenizer, 64, 512, "x")[0]
    )
    inputs = {"input_ids": torch.as_tensor(batch.ids), "attention_mask": torch.as_tensor(batch.mask)}
    made.model.eval()
    with torch.inference_mode():
        before = made.model(**inputs).start_logits
    adapt(made.model, torch.float32)
    with torch.inference_mode():
        assert torch.allclose(made.model(**inputs).start_logits, before, atol=1e-5)
    adapted = Trainer(made.model, made.tokenizer, replace(made.plan, steps=150), tmp_path / "adapted")
    assert {name.rsplit(".", 1)[-1] for name in adapted.weights if "qa_outputs" not in name} == {"a", "b"}
    losses = [line["loss"] for line in adapted.train(ExamplePool([tmp_path / "train.json.gz"]), Recipe())]
    assert losses[-1] < 0.9 * losses[0]


@given(texts, st.data())
def test_a_question_put_before_its_text_leaves_the_answers_what_they_were(text: str, data: st.DataObject) -> None:
    if not text.strip():
        return
    start = data.draw(st.integers(0, len(text) - 1))
    example = Example("1", "Who was king?", text, ((start, data.draw(st.integers(start + 1, len(text)))),))
    shown = asked(example, Random(data.draw(st.integers(0, 9))))
    assert "Who was king?" in shown.context
    assert [shown.context[s:e] for s, e in shown.answers] == [text[s:e] for s, e in example.answers]


def test_a_sentence_becomes_a_question_that_it_decides() -> None:
    text = "Rain fell for days. The river Nile is the longest of Africa, it seems. He was king. Even so the sea is near us all."
    made = decided(Example("1", "q?", text, ((0, 4),)), Random(0))
    assert made is not None
    assert made.question == "Is the river Nile the longest of Africa?"
    assert [made.context[s:e] for s, e in made.answers] == ["The river Nile is the longest of Africa, it seems."]
    assert decided(Example("1", "q?", "It is so. Nothing happened.", ((0, 2),)), Random(0)) is None


def test_a_question_keeps_what_tells_it_from_others_as_keywords() -> None:
    assert keywords("Who was the king of Wessex in 871?") == "king Wessex 871"
    assert keywords("Who is he?") == "Who is he?"
