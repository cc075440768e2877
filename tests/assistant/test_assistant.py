import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant import Answer, Assistant, Empty, Refusal
from assistant.reader import Reader
from assistant.replies import Reason, to_json
from assistant.support import FIRST, SupportPolicy
from index.documents import Content, Document, digest
from index.errors import InvalidQuestion
from index.index import Index
from tests.texts import texts

ALWAYS = SupportPolicy({}, 5.0, 0.5, 0.0)
NEVER = SupportPolicy({}, -5.0, 0.5, 0.0)


def filled(index: Index, *many: str) -> Index:
    for number, text in enumerate(many):
        index.add(Document(str(number), f"{number}.txt", "", Content(text)))
    return index


@given(st.lists(texts, min_size=1, max_size=3), st.text(min_size=1, max_size=50).filter(lambda q: q.strip()))
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_quote_of_every_reply_equals_its_slice(
    index: Index, tiny_reader: Reader, many: list[str], question: str
) -> None:
    filled(index, *many)
    for policy in (ALWAYS, NEVER):
        shown = to_json(Assistant(index, tiny_reader, policy).ask(question))
        assert json.loads(json.dumps(shown)) == shown
        for each in [*shown["quotes"], *shown["nearest"]]:
            text = index.document(each["document"]).text
            assert text[each["start"] : each["end"]] == each["text"] != ""
            assert text[each["answer"]["start"] : each["answer"]["end"]] == each["answer"]["text"]
            assert each["start"] <= each["answer"]["start"] < each["answer"]["end"] <= each["end"]
            assert each["digest"] == digest(text.encode())


def test_an_answer_has_distinct_quotes_best_first(index: Index, tiny_reader: Reader) -> None:
    filled(index, "Alfred was king.", "Alfred  was king.", "Cnut was king too.", "Edgar was a king.", "Offa was king.")
    reply = Assistant(index, tiny_reader, ALWAYS).ask("Who was king?")
    assert isinstance(reply, Answer)
    assert len(reply.quotes) == 3
    assert len({" ".join(quote.text.split()) for quote in reply.quotes}) == 3


def test_a_refusal_tells_support_threshold_and_the_nearest(index: Index, tiny_reader: Reader) -> None:
    reply = Assistant(filled(index, "Alfred was king."), tiny_reader, NEVER).ask("Who was king?")
    assert isinstance(reply, Refusal)
    assert reply.support < reply.threshold
    assert reply.reason is Reason.UNSUPPORTED
    assert [quote.text for quote in reply.nearest] == ["Alfred was king."]
    far = SupportPolicy({}, -5.0, 0.5, unrelated=1.1)
    assert Assistant(index, tiny_reader, far).ask("Who was king?").reason is Reason.UNRELATED


def test_an_empty_library_is_neither_an_answer_nor_a_refusal(index: Index, tiny_reader: Reader) -> None:
    assert isinstance(Assistant(index, tiny_reader, ALWAYS).ask("Who was king?"), Empty)


@pytest.mark.parametrize("question", ["", " \n", "x" * 100_000])
def test_a_question_that_is_none_is_an_error(index: Index, tiny_reader: Reader, question: str) -> None:
    with pytest.raises(InvalidQuestion):
        Assistant(index, tiny_reader, ALWAYS).ask(question)


class Crashing:
    """A reader that fails."""

    def read(self, question, passages):
        raise RuntimeError("out of memory")


def test_a_crash_in_the_reader_is_an_error_and_never_a_refusal(index: Index) -> None:
    with pytest.raises(RuntimeError):
        Assistant(filled(index, "Alfred was king."), Crashing(), ALWAYS).ask("Who was king?")


def test_a_question_is_answered_on_one_generation_from_start_to_end(index: Index, tiny_reader: Reader) -> None:
    class Removing:
        identity = tiny_reader.identity

        def read(self, question, passages):
            index.remove([entry.id for entry in index.documents()])
            return tiny_reader.read(question, passages)

    assistant = Assistant(filled(index, "Alfred was king."), Removing(), ALWAYS)
    assert isinstance(assistant.ask("Who was king?"), Answer)
    assert isinstance(assistant.ask("Who was king?"), Empty)


@pytest.mark.parametrize(("policy", "read"), [(ALWAYS, FIRST), (NEVER, 2 * FIRST), (ALWAYS.at(1.0), 2 * FIRST)])
def test_reading_stops_only_where_an_answer_is_clear(index: Index, tiny_reader: Reader, policy, read) -> None:
    class Counting:
        identity = tiny_reader.identity

        def __init__(self) -> None:
            self.passages: list[str] = []

        def read(self, question, passages):
            self.passages += [passage.text for passage in passages]
            return tiny_reader.read(question, passages)

    filled(index, *(f"King number {n} was king of Wessex." for n in range(2 * FIRST)))
    reader = Counting()
    Assistant(index, reader, policy).ask("Who was king of Wessex?")
    nearest = [hit.passage.text for hit in index.search("Who was king of Wessex?")]
    assert reader.passages == nearest[:read]


def test_what_was_asked_before_does_not_change_a_reply(index: Index, tiny_reader: Reader) -> None:
    filled(index, "Alfred was king.", "The Nile is a river.")
    assistant = Assistant(index, tiny_reader, ALWAYS)
    before = assistant.ask("What is the Nile?")
    assistant.ask("Who was king?")
    assert assistant.ask("What is the Nile?") == before


@pytest.mark.packaged
def test_seed_questions_are_answered_with_the_right_quote_or_refused(seeds: Assistant) -> None:
    answered = {
        "When did North Korean soldiers change tactics?": "It wasn’t until February",
        "What does FPV mean?": "first person view",
        "Which newspaper interviewed the prisoners?": "Chosun Ilbo",
    }
    for question, words in answered.items():
        reply = seeds.ask(question)
        assert isinstance(reply, Answer), question
        assert words in reply.quotes[0].text
        assert reply.quotes[0].document.source == "seeds/north-korean-soldiers-in-ukraine.txt"
    for question in ("Who is the president of France?", "How many tanks did Ukraine capture?", "Who wrote Hamlet?"):
        assert isinstance(seeds.ask(question), Refusal), question


def test_an_assistant_opens_what_was_indexed(tmp_path: Path, index: Index, tiny_reader: Reader) -> None:
    filled(index, "Alfred was king.")
    with Assistant(Index.open(tmp_path / ".quoth", index.embedder), tiny_reader, ALWAYS) as again:
        assert isinstance(again.ask("Who was king?"), Answer)


def test_a_filter_that_admits_nothing_is_told_from_an_empty_library(index: Index, tiny_reader: Reader) -> None:
    assistant = Assistant(index, tiny_reader, ALWAYS)
    assert assistant.ask("Who was king?", "path:b/*") == Empty("Who was king?", ALWAYS.threshold)
    filled(index, "Alfred was king.")
    reply = assistant.ask("Who was king?", "path:b/*")
    assert reply == Empty("Who was king?", ALWAYS.threshold, filtered=True)
    assert (to_json(reply)["outcome"], to_json(reply)["reason"]) == ("empty", "filtered")
    assert "passes the filter" in reply._repr_html_()


@pytest.mark.parametrize("policy", [ALWAYS, NEVER])
def test_replies_can_be_kept_in_sets_and_shown_in_notebooks(index: Index, tiny_reader: Reader, policy) -> None:
    assistant = Assistant(filled(index, "Alfred was <king>."), tiny_reader, policy)
    one, other = assistant.ask("Who was king?"), assistant.ask("Who was king?")
    assert len({one, other}) == 1
    assert "was &lt;" in one._repr_html_().replace("<mark>", "").replace("</mark>", "")
    assert len(repr(one)) < 500
