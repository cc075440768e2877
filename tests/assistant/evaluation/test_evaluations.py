import json
from collections import Counter

import ir_measures
import pytest
from ir_measures import RR, R, nDCG

from assistant import Assistant
from assistant.evaluation import (
    Options,
    evaluate_beir,
    evaluate_conversation,
    evaluate_quotes,
    evaluate_squad,
    evaluate_squad_open,
    write,
)
from assistant.evaluation.asking import intact
from assistant.evaluation.examples import RANKED, ExampleVerdict
from assistant.language import sentences
from assistant.reader import Candidate, ReaderIdentity, Reading
from assistant.replies import Refusal, to_json
from assistant.support import SupportPolicy
from index.documents import Span
from index.errors import BrokenQuote, InvalidData, QuothError
from tests.assistant.evaluation import scorer, sets

BY_LOGIT = SupportPolicy({"logit": 1.0}, 0.0, 0.5, 0.0)


ANSWERS = {
    "Who was king of Wessex?": ("Alfred", 4.0),
    "Where did he win?": ("Wessex", 2.0),  # wrong
    "What is the Nile?": ("a river", -1.0),  # right, but it does not dare
    "Who was king of Mercia?": ("Cnut", 1.0),  # there was none
}


class Knowing:
    """A reader that knows the words to answer some questions with; real spans, no model."""

    identity = ReaderIdentity("knowing", "0" * 64)

    def read(self, question, passages):
        words, logit = ANSWERS.get(question, ("", 0.0))
        readings = []
        for passage in passages:
            start = passage.document.text.find(words, passage.span.start, passage.span.end) if words else -1
            found = (Candidate(Span(start, start + len(words)), logit),) if start >= 0 else ()
            readings.append(Reading(passage, found))
        return readings


@pytest.fixture
def options(tiny_embedder):
    return Options(reader=Knowing(), policy=BY_LOGIT, embedder=tiny_embedder)


@pytest.fixture
def squad(tmp_path):
    return sets.write_json(tmp_path / "dev.json", sets.SQUAD)


@pytest.fixture
def assistant(index):
    index.add(*sets.documents())
    return Assistant(index, Knowing(), BY_LOGIT)


def values(result):
    return {name: figure.value for name, figure in result.figures.items()}


@pytest.mark.parametrize("evaluate", [evaluate_squad, evaluate_squad_open])
def test_known_replies_have_known_figures(squad, options, evaluate):
    result = evaluate(squad, options)
    assert [example.verdict for example in result.asked] == [
        ExampleVerdict.RIGHT,
        ExampleVerdict.WRONG_QUOTE,
        ExampleVerdict.FALSE_ANSWER,
        ExampleVerdict.FALSE_REFUSAL,
        ExampleVerdict.RIGHT_REFUSAL,
    ]
    found = values(result)
    assert found["has_answer_exact"] == pytest.approx(1 / 3)
    assert found["forced_exact"] == pytest.approx(2 / 3)
    assert found["no_answer"] == found["refusal_recall"] == found["refusal_precision"] == 0.5
    assert found["false_refusals"] == pytest.approx(1 / 3)
    assert found["answered"] == pytest.approx(3 / 5)
    assert found["quote_integrity"] == 1.0
    assert found["exact"] == pytest.approx(2 / 5)
    assert found["grounded_accuracy"] == pytest.approx(2 / 5)
    assert found["wrong_answers"] == pytest.approx(2 / 3)
    # By support: right, wrong, false answer, false refusal; refusing all but the first is best.
    assert found["best_exact"] == pytest.approx(3 / 5)


def test_our_predictions_score_the_same_with_an_independent_scorer(squad, options, tmp_path):
    result = evaluate_squad(squad, options)
    write(result, tmp_path / "out")
    predictions = json.loads((tmp_path / "out" / "predictions.json").read_text())
    golds = {q["id"]: [a["text"] for a in q["answers"]] for a in sets.SQUAD["data"] for q in a["paragraphs"][0]["qas"]}
    exact, f1 = scorer.total(predictions, golds)
    assert (100 * values(result)["exact"], 100 * values(result)["f1"]) == pytest.approx((exact, f1))
    na = json.loads((tmp_path / "out" / "na_prob.json").read_text())
    assert all((na[id] <= 0.5) == bool(words) for id, words in predictions.items())


def test_a_right_string_from_another_paragraph_counts_only_where_it_is_said_to(tmp_path, options):
    squad = json.loads(json.dumps(sets.SQUAD))
    # The same words stand in both articles; the label says which is meant.
    squad["data"][1]["paragraphs"][0]["context"] = "Alfred was king of nothing. " + sets.CONTEXTS[1]
    home = squad["data"][1]["paragraphs"][0]["qas"][0]
    home.update(question="Who was king of Wessex?", answers=[{"text": "river", "answer_start": 38}])
    squad["data"][0]["paragraphs"][0]["qas"][0]["question"] = "Whose?"
    result = evaluate_squad_open(sets.write_json(tmp_path / "dev.json", squad), options)
    example = next(e for e in result.asked if e.id == "r1")
    assert example.answered
    assert not example.right


def test_all_paragraphs_of_an_article_are_one_document_with_its_title(squad, options, tmp_path):
    options = Options(**{**vars(options), "out": tmp_path / "out"})
    result = evaluate_squad_open(squad, options)
    assert {d.title: d.text for d in result.documents.values()} == dict(
        zip(("Some kings", "Rivers"), sets.CONTEXTS, strict=True)
    )
    ranks = {e.id: e.rank for e in result.asked}
    assert all(1 <= ranks[id] <= RANKED for id in ("k1", "k2", "r1"))
    assert ranks["k3"] is ranks["r2"] is None


def test_the_trec_files_of_an_open_run_say_what_the_figures_say(squad, options, tmp_path):
    result = evaluate_squad_open(squad, options)
    write(result, tmp_path)
    run = list(ir_measures.read_trec_run(str(tmp_path / "run.trec")))
    judged = list(ir_measures.read_trec_qrels(str(tmp_path / "qrels.trec")))
    # One passage a paragraph here, so that ranks of passages are ranks of paragraphs.
    assert ir_measures.calc_aggregate([RR @ 10], judged, run)[RR @ 10] == pytest.approx(values(result)["mrr_10"])
    assert {(j.query_id, j.doc_id) for j in judged} == {
        ("k1", "Some%20kings/1"),
        ("k2", "Some%20kings/1"),
        ("r1", "Rivers/1"),
    }


@pytest.mark.parametrize("evaluate", [evaluate_squad, evaluate_squad_open])
def test_two_runs_give_the_same_figures_and_an_interrupted_one_too(squad, options, tmp_path, evaluate):
    whole = evaluate(squad, options)
    assert evaluate(squad, options).to_json() == whole.to_json()

    def interrupt(what, done, _total):
        if (what, done) == ("questions", 2):
            raise KeyboardInterrupt

    kept = {**vars(options), "out": tmp_path / "out"}
    with pytest.raises(KeyboardInterrupt):
        evaluate(squad, Options(**{**kept, "progress": interrupt}))
    asked = Counter()
    resumed = evaluate(squad, Options(**{**kept, "progress": lambda what, _done, _total: asked.update([what])}))
    assert resumed.to_json() == whole.to_json()
    assert asked["questions"] == 3
    assert asked["documents"] == 0


def test_a_limit_asks_fewer_of_all_paragraphs(squad, options):
    result = evaluate_squad_open(squad, Options(**{**vars(options), "limit": 2}))
    assert [example.id for example in result.asked] == ["k1", "k3"]
    assert len(result.documents) == 2
    with pytest.raises(QuothError, match="at least one"):
        Options(limit=0)


def test_the_users_own_questions_are_asked_of_their_library(tmp_path, assistant):
    path = sets.write_lines(tmp_path / "set.jsonl", sets.QUOTES)
    result = evaluate_quotes(path, assistant)
    assert [example.verdict.value for example in result.asked] == ["right", "false answer", "false refusal"]
    assert result.asked[0].rank in (1, 2)
    assert result.asked[1].rank is None
    assert result.asked[0].relevant == ("kings.txt",)


def test_a_quote_from_another_document_than_the_named_one_is_wrong(tmp_path, assistant):
    rows = [{**sets.QUOTES[0], "source": "rivers.txt"}]
    result = evaluate_quotes(sets.write_lines(tmp_path / "set.jsonl", rows), assistant)
    assert (result.asked[0].right, result.asked[0].right_anywhere, result.asked[0].rank) == (False, True, 0)
    rows = [{**sets.QUOTES[0], "source": "nowhere.txt"}]
    with pytest.raises(InvalidData, match=r"set\.jsonl: the library has no document 'nowhere\.txt'"):
        evaluate_quotes(sets.write_lines(tmp_path / "set.jsonl", rows), assistant)


def test_an_empty_library_is_an_error_and_no_row_of_refusals(tmp_path, index):
    path = sets.write_lines(tmp_path / "set.jsonl", sets.QUOTES)
    with pytest.raises(QuothError, match="the library is empty"):
        evaluate_quotes(path, Assistant(index, Knowing(), BY_LOGIT))


def test_a_changed_library_is_another_run(tmp_path, assistant):
    path, options = sets.write_lines(tmp_path / "set.jsonl", sets.QUOTES), Options(out=tmp_path / "out")
    evaluate_quotes(path, assistant, options)
    assistant.index.remove(["rivers"])
    with pytest.raises(QuothError, match=r"other: library"):
        evaluate_quotes(path, assistant, options)


def test_each_turn_is_asked_as_the_chat_asks_it(tmp_path, assistant):
    turns = [
        {"question": "Who was king of Mercia?", "answerable": False},
        {"question": "And of Wessex?", "answerable": True, "gold": ["Alfred"]},
        {"question": "What is the Nile?", "answerable": True, "gold": ["river"]},
    ]
    heard = []

    class Listening(Assistant):
        def ask(self, question, where=None):
            heard.append(question)
            return super().ask(question)

    path = sets.write_lines(tmp_path / "set.jsonl", [{"id": "c", "turns": turns}])
    result = evaluate_conversation(path, Listening(assistant.index, Knowing(), BY_LOGIT))
    assert heard == ["Who was king of Mercia?", "Who was king of Wessex?", "What is the Nile?"]
    assert [example.understood for example in result.asked] == [None, "Who was king of Wessex?", None]
    assert result.asked[2].earlier == ("Who was king of Mercia?", "Who was king of Wessex?")
    assert result.asked[1].question == "And of Wessex?"
    assert result.asked[1].rank is not None
    assert values(result)["later_turns"] == 0.5


def test_a_turn_that_is_not_understood_is_not_put_to_the_documents(tmp_path, assistant):
    turns = [
        {"question": "Who was king of Wessex?", "answerable": True, "gold": ["Alfred"]},
        {"question": "Who said so?", "answerable": False},
        {"question": "And of Mercia?", "answerable": False},
    ]
    path, heard = sets.write_lines(tmp_path / "set.jsonl", [{"turns": turns}]), []

    class Listening(Assistant):
        def ask(self, question, where=None):
            heard.append(question)
            return super().ask(question, where)

    result = evaluate_conversation(path, Listening(assistant.index, Knowing(), BY_LOGIT))
    assert heard == ["Who was king of Wessex?", "Who was king of Mercia?"]
    assert (result.asked[1].outcome, result.asked[1].quotes, result.asked[1].rank) == ("refused", (), None)


def test_a_single_conversation_has_no_interval_without_width(tmp_path, assistant):
    result = evaluate_conversation(sets.write_lines(tmp_path / "set.jsonl", sets.CONVERSATION), assistant)
    accuracy = result.figures["grounded_accuracy"]
    assert (accuracy.low, accuracy.high) == (0.0, 1.0)
    assert result.figures["quote_words"].low is None
    for name, figure in result.figures.items():
        assert figure.low is None or figure.low < figure.high, name


class Breaking(Assistant):
    def ask(self, question, where=None):
        raise BrokenQuote("does not match")


class Failing(Assistant):
    def ask(self, question, where=None):
        raise RuntimeError("out of memory")


def test_a_broken_quote_breaks_integrity_and_is_neither_answer_nor_refusal(tmp_path, assistant):
    path = sets.write_lines(tmp_path / "set.jsonl", sets.QUOTES)
    found = values(evaluate_quotes(path, Breaking(assistant.index, Knowing(), BY_LOGIT)))
    assert found["quote_integrity"] == found["grounded_accuracy"] == found["answered"] == found["no_answer"] == 0.0
    with pytest.raises(RuntimeError, match="out of memory"):
        evaluate_quotes(path, Failing(assistant.index, Knowing(), BY_LOGIT))


def test_a_quote_is_intact_only_where_digest_slice_and_mark_agree(assistant):
    reply = assistant.ask("Who was king of Wessex?")
    assert not isinstance(reply, Refusal)
    shown = to_json(reply)["quotes"][0]
    stored = assistant.index.document(shown["document"])
    assert intact(shown, stored)
    assert not intact(shown, None)
    for change in (
        {"digest": "0" * 64},
        {"start": shown["start"] + 1},
        {"end": shown["end"] - 1},
        {"text": shown["text"] + " "},
        {"text": "", "start": 5, "end": 5},
        {"answer": shown["answer"] | {"text": "Cnut"}},
        {"answer": {"text": "Cnut", "start": stored.text.index("Cnut"), "end": stored.text.index("Cnut") + 4}},
    ):
        assert not intact(shown | change, stored), change


def test_the_baseline_quotes_the_most_similar_sentence(squad, options, tiny_embedder):
    result = evaluate_squad_open(squad, Options(**{**vars(options), "cosine": True}))
    assert result.settings["reader"]["name"] == "cosine"
    assert values(result)["quote_integrity"] == 1.0
    texts = {id: document.text for id, document in result.documents.items()}
    for example in result.asked:
        said = [s.of(texts[d][a:b]) for d, a, b, _ in example.passages for s in sentences(texts[d][a:b])]
        best = (tiny_embedder.embed(said) @ tiny_embedder.embed([example.question])[0]).argmax()
        assert said[best] in example.quotes[0]["text"]


def test_retrieval_figures_equal_ir_measures_on_the_files_written(tmp_path, tiny_embedder):
    folder = sets.write_beir(tmp_path / "set")
    result = evaluate_beir(folder, Options(embedder=tiny_embedder))
    write(result, tmp_path / "out")
    judged = list(ir_measures.read_trec_qrels(str(tmp_path / "out" / "qrels.trec")))
    for way in ("fused", "dense", "lexical"):
        run = list(ir_measures.read_trec_run(str(tmp_path / "out" / f"run-{way}.trec")))
        wanted = ir_measures.calc_aggregate([nDCG @ 10, R @ 100, RR @ 10], judged, run)
        found = values(result)
        assert found[f"{way}_ndcg_10"] == pytest.approx(wanted[nDCG @ 10])
        assert found[f"{way}_recall_100"] == pytest.approx(wanted[R @ 100])
        assert found[f"{way}_mrr_10"] == pytest.approx(wanted[RR @ 10])
    assert values(result)["lexical_ndcg_10"] == 1.0


def test_a_document_with_the_querys_own_id_is_left_out(tmp_path, tiny_embedder):
    folder = sets.write_beir(tmp_path / "set")
    sets.write_lines(folder / "queries.jsonl", [{"_id": "d0", "text": "king of Wessex"}])
    (folder / "qrels" / "test.tsv").write_text("d0\td1\t1\n")
    result = evaluate_beir(folder, Options(embedder=tiny_embedder))
    assert all("d0" not in dict(ranking) for ranking in result.retrieved[0].rankings.values())
