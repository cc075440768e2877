"""Questions of several kinds: what is marked, what is preferred, what is never an answer. A reader that knows; no model."""

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import Answer, Assistant, Refusal
from assistant.language import sentences_around
from assistant.quotes import Quote
from assistant.reader import Candidate, ReaderIdentity, Reading
from assistant.replies import to_json
from assistant.rules import answers_echo, defines, echoed, marked, term_asked
from assistant.support import SupportPolicy, judge
from index.documents import Content, Document, Passage, Span
from index.index import Index
from index.search import Hit
from tests.texts import texts
from ui.terminal import reply_lines
from ui.web.page import replies

BY_LOGIT = SupportPolicy({"logit": 1.0}, 0.0, 0.5, 0.0)


class Knowing:
    """Finds words that it was told, each with a logit, whatever is asked; or by question."""

    identity = ReaderIdentity("knowing", "0" * 64)

    def __init__(self, words: Mapping[str, float], of: Mapping[str, Mapping[str, float]] | None = None) -> None:
        self._words, self._of = words, of or {}

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        found = []
        for passage in passages:
            text, here = passage.document.text, []
            for words, logit in self._of.get(question, self._words).items():
                start = text.find(words, passage.span.start, passage.span.end)
                here += [Candidate(Span(start, start + len(words)), logit)] if start >= 0 else []
            found.append(Reading(passage, tuple(sorted(here, key=lambda each: -each.logit))))
        return found


def document(text: str) -> Document:
    return Document("1", "1.txt", "", Content(text))


def quotes_of(question: str, text: str, words: Mapping[str, float]) -> list[Quote]:
    whole = document(text)
    hit = Hit(Passage(1, whole, Span(0, len(text))), 1.0, 0.5, 0.0)
    return [each.quote for each in judge(Knowing(words), BY_LOGIT, question, [hit])]


def mark(question: str, text: str, words: str) -> str:
    whole, start = document(text), text.index(words)
    span = Span(start, start + len(words))
    return marked(question, whole, sentences_around(whole, span), span).of(text)


@pytest.mark.parametrize(
    ("question", "text", "words", "shown"),
    [
        ("Are dogs allowed?", "3.5 Dogs are welcome in the yard but are not permitted inside.", "not permitted", "are not permitted inside"),
        ("May I smoke?", "Smoking is fine outside; inside it is forbidden. Ask us.", "forbidden", "inside it is forbidden"),
        ("Was it made in a laboratory?", "There is no evidence that it was made in a laboratory.", "laboratory",
         "There is no evidence that it was made in a laboratory"),
        ("Where was it made?", "There is no evidence that it was made in a laboratory.", "in a laboratory",
         "is no evidence that it was made in a laboratory"),
        ("What did they know?", "They didn't know of the war.", "the war", "didn't know of the war"),
        ("Where was it not made?", "It was not made in Spain.", "Spain", "Spain"),
        ("Who won?", "Not only Ada won.", "Ada", "Ada"),
        ("When was it built?", "With no money left, the mill was built in 1904.", "1904", "1904"),
        ("Is it red or green?", "The door is green.", "green", "green"),
    ],
)  # fmt: skip
def test_the_mark_holds_what_decides_or_turns_round(question: str, text: str, words: str, shown: str) -> None:
    assert mark(question, text, words) == shown


@given(texts.filter(bool), st.data(), st.sampled_from(["Is it so?", "Where is it?", "Was it not he?"]))
def test_a_mark_holds_the_answer_and_lies_in_its_quote(text: str, data: st.DataObject, question: str) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    answer = Span(start, data.draw(st.integers(start + 1, len(text))))
    quoted = sentences_around(document(text), answer)
    assert marked(question, document(text), quoted, answer).covers(answer)
    assert quoted.covers(marked(question, document(text), quoted, answer))


@pytest.mark.parametrize(
    ("question", "sentence", "is_one"),
    [
        ("What is a heat pump?", "A heat pump is a machine that moves warmth.", True),
        ("What is a heat pump?", "The heat pump weighs 48 kg.", False),
        ("What are the Premises?", '"Premises" means the boathouse.', True),
        ("What does FPV mean?", "FPV stands for first person view.", True),
        ("Who was Maren Holt?", "Maren Holt was a keeper of lights.", True),
        ("What is a heat pump?", "Every heat pump is a machine.", False),
    ],
)
def test_a_sentence_that_defines_is_told_from_one_that_does_not(question: str, sentence: str, *, is_one: bool) -> None:
    term = term_asked(question)
    assert term is not None
    assert defines(sentence, term) is is_one


@pytest.mark.parametrize("question", ["What is the rent, and when?", "Where is the mill?", "What did he say?"])
def test_other_questions_ask_for_no_definition(question: str) -> None:
    assert term_asked(question) is None


def test_a_definition_that_suffices_comes_before_a_property() -> None:
    text = "The heat pump weighs 48 kg. A heat pump is a machine that moves warmth."
    quotes = quotes_of("What is a heat pump?", text, {"48 kg": 4.0, "a machine": 2.0})
    assert [quote.text for quote in quotes] == [
        "A heat pump is a machine that moves warmth.",
        "The heat pump weighs 48 kg.",
    ]
    assert [quote.support > 0.9 for quote in quotes] == [False, True]
    too_little = quotes_of("What is a heat pump?", text, {"48 kg": 4.0, "a machine": -2.0})
    assert too_little[0].text == "The heat pump weighs 48 kg."


def test_an_instruction_that_suffices_comes_before_what_only_names_it() -> None:
    text = "Check that the bobbin is wound evenly. To wind the bobbin, put it on the pin."
    quotes = quotes_of("How do I wind the bobbin?", text, {"evenly": 4.0, "put it on the pin": 2.0})
    assert quotes[0].text == "To wind the bobbin, put it on the pin."
    assert quotes_of("How do I clean the bobbin?", text, {"evenly": 4.0, "put it on the pin": 2.0})[0].text.startswith(
        "Check"
    )


MAIL = "The boats are fine. Who pays for the lanterns? The shops pay for them."


def test_a_question_is_no_answer_to_itself() -> None:
    assert [
        each.text for each in quotes_of("Who pays for the lanterns?", MAIL, {"the lanterns": 5.0, "The shops": 1.0})
    ] == ["The shops pay for them."]
    other = quotes_of("What is asked of the lanterns?", MAIL, {"the lanterns": 5.0})
    assert [each.text for each in other] == ["Who pays for the lanterns?"]


def test_what_stands_below_the_same_question_comes_first() -> None:
    text = "May I eat?\n\nHot food is not allowed.\n\nWhy is it closed on Mondays?\n\nSchools come then."
    quotes = quotes_of("Why is it closed on a Monday?", text, {"not allowed": 3.0, "Schools": 2.0})
    assert quotes[0].text == "Schools come then."
    below = document(text)
    assert answers_echo("Why is it closed on Mondays?", below, Span(text.index("Schools"), len(text)))
    assert not answers_echo("When is it closed on Mondays?", below, Span(text.index("Schools"), len(text)))
    assert echoed("Why is it closed on Mondays?", below, Span(text.index("Why"), text.index("Schools") - 2))


LIST = "The lease ends at once if:\n\n- the rent is late;\n- the club is wound up.\n\nIt may be renewed."


def test_a_list_is_quoted_whole_where_the_line_above_it_says_what_is_asked() -> None:
    (quote,) = quotes_of("When does the lease end at once?", LIST, {"the rent is late": 3.0})
    assert quote.text == LIST[: LIST.index("\n\nIt may")]
    (quote,) = quotes_of("What is late?", LIST, {"the rent": 3.0})
    assert quote.text == "- the rent is late;"
    assert not quote.partial


def test_a_part_of_a_list_that_is_too_long_is_said_to_be_one() -> None:
    long = "These are the plants:\n\n" + "\n".join(
        f"- plant number {n} with its long and proper name" for n in range(60)
    )
    (quote,) = quotes_of("Which plants are there?", long, {"plant number 30": 3.0})
    assert quote.partial
    assert quote.to_json()["partial"]
    reply = Answer("Which plants are there?", (quote,), 0.5)
    assert "part of a list that goes on" in reply_lines(reply, colour=False)
    assert "Part of a list that goes on." in replies.reply(reply, "id-1")


PARTS = "When was the mill built and who owned the mill?"


@pytest.mark.parametrize(
    ("first", "second", "quotes", "unanswered"),
    [
        (3.0, 3.0, ["The mill was built in 1904.", "Ada owned the mill."], ()),
        (3.0, -3.0, ["The mill was built in 1904."], ("Who owned the mill?",)),
        (-3.0, 3.0, ["Ada owned the mill."], ("When was the mill built?",)),
    ],
)
def test_a_question_of_two_parts_says_which_is_not_answered(
    index: Index, first: float, second: float, quotes: list[str], unanswered: tuple[str, ...]
) -> None:
    index.add(document("The mill was built in 1904. Ada owned the mill."))
    of = {"When was the mill built?": {"1904": first}, "Who owned the mill?": {"Ada": second}}
    reply = Assistant(index, Knowing({"1904": -1.0}, of), BY_LOGIT).ask(PARTS)
    assert isinstance(reply, Answer)
    assert [quote.text for quote in reply.quotes] == quotes
    assert reply.unanswered == unanswered
    assert to_json(reply)["unanswered"] == list(unanswered)
    for shown in (reply_lines(reply, colour=False), replies.reply(reply, "id-1"), reply.to_html()):
        assert ("Not answered" in shown) == bool(unanswered)


def test_a_question_of_two_parts_without_an_answer_is_refused(index: Index) -> None:
    index.add(document("The mill was built in 1904. Ada owned the mill."))
    assert isinstance(Assistant(index, Knowing({"1904": -1.0}), BY_LOGIT).ask(PARTS), Refusal)
