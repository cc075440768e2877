from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.reader.named import SURE, NamingReader, places
from assistant.reader.protocol import Candidate, ReaderIdentity, Reading
from assistant.reader.rows import named, unmet
from index.documents import Content, Document, Passage, Section, Span
from index.readers import read
from tests.texts import texts

_TABLE = b"Ship,Captain,Leaves,Tons\nHeron,Ada Lund,3 May 2031,40\nOtter,Bo Berg,9 June 2031,75\n"


def passage(content: Content) -> Passage:
    return Passage(1, Document("1", "a", "", content), Span(0, len(content.text)))


def found(question: str, content: Content) -> list[str]:
    return [span.of(content.text) for span, _ in places(question, passage(content))]


@pytest.mark.parametrize(
    ("question", "cell"),
    [
        ("Who is the captain of the Heron?", ["Ada Lund"]),
        ("When does the Otter leave?", ["9 June 2031"]),
        ("how many tons has the otter", ["75"]),
        ("Who is the captain of the Gannet?", []),
        ("Who was the captain of the Heron in 1999?", []),
        ("Who was the first cook and captain of the Heron?", []),
        ("What is the Heron?", []),
    ],
)
def test_a_cell_is_found_where_the_row_and_the_column_that_are_named_meet(question: str, cell: list[str]) -> None:
    assert found(question, read("fleet.csv", _TABLE)) == cell


def test_a_word_of_the_question_that_the_table_has_not_makes_a_cell_less_sure() -> None:
    scores = [
        score
        for question in ("Who is the captain of the Heron?", "Who is the trusted captain of the Heron?")
        for _, score in places(question, passage(read("fleet.csv", _TABLE)))
    ]
    assert scores[0] == SURE > scores[1]


def test_a_column_is_named_without_what_it_is_counted_by() -> None:
    content = read("guests.csv", b"Year,Guests by year\n2031,182\n2032,219\n")
    assert found("How many guests were there in 2032?", content) == ["219"]


def test_a_number_is_of_the_column_that_the_question_names_with_it() -> None:
    content = read("posts.csv", b"Sector,Stretch,Channel\n2,East Lock,4\n4,Middle Lock,6\n")
    assert found("Which channel is sector 4 on?", content) == ["6"]
    assert found("Which sector is on channel 4?", content) == ["2"]
    assert found("sector 2 channel", content) == ["4"]


_CODES = "# Codes of the Larkmoor mill\n\n## E-12\n\nThe belt slips. Tighten it.\n\n## E-21\n\nThe belt tore.\n\nCall the smith."


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("What does E12 mean?", ["The belt slips. Tighten it."]),
        ("what to do at E 12", ["The belt slips. Tighten it."]),
        ("What does error E-12 mean on the Larkmoor mill?", ["The belt slips. Tighten it."]),
        ("Who found E-12?", []),
        ("What does E-13 mean?", []),
        ("What does E-21 mean?", []),  # two paragraphs: which of them answers is the reader's to say
        ("What do E-12 and E-21 mean?", []),
    ],
)
def test_what_stands_under_a_code_answers_a_question_for_it(question: str, says: list[str]) -> None:
    assert found(question, read("codes.md", _CODES.encode())) == says


_LOG = (
    "2031-05-03: The mill stood still.\n2031-05-04: The smith came.\n2031-06-04: The smith came again on 2031-05-03.\n"
)


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("What happened on 3 May 2031?", ["2031-05-03: The mill stood still."]),
        ("what took place on May 4, 2031", ["2031-05-04: The smith came."]),
        ("What happened to the smith on 4 May 2031?", []),
        ("What happened on 5 May 2031?", []),
        ("What happened between 3 May 2031 and 4 May 2031?", []),
    ],
)
def test_what_is_recorded_on_a_day_answers_what_happened_then(question: str, says: list[str]) -> None:
    assert found(question, Content(_LOG)) == says


_PERMITS = "The permit of the brig Hazel ran out on 30/06/2033. On 2031-05-02 the drill was called off. The fee fell in May 2031."


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("Whose permit ran out in June 2033?", ["The permit of the brig Hazel ran out on 30/06/2033."]),
        ("What was called off on 2 May 2031?", ["On 2031-05-02 the drill was called off."]),
        ("Was the drill called off on May 2, 2031?", ["On 2031-05-02 the drill was called off."]),
        ("What was called off on 3 May 2031?", []),
        ("What was called off on 2 May?", ["On 2031-05-02 the drill was called off."]),
        ("What was put off on 2 May 2031?", []),
        ("When was the drill called off, in 2031?", []),
        ("What fell on 2 May 2031?", []),
    ],
)
def test_what_is_said_of_a_day_is_found_however_the_day_is_written(question: str, says: list[str]) -> None:
    assert found(question, Content(_PERMITS)) == says


def test_a_row_that_names_one_thing_is_found_by_a_question_for_many() -> None:
    content = read("stock.csv", b"Item,Colour,In stock\nKettle,white,14\nKettle,black,0\nGlass,black,3\n")
    best = max(places("How many black kettles are in stock?", passage(content)), key=lambda found: found[1])
    assert (best[0].of(content.text), best[1]) == ("0", SURE)


_LEASE = "1. Rent\n\n1.1 The rent is due on Monday.\n\n1.2 Late rent costs more.\n\n11.2 Nobody pays twice."


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("What does clause 1.2 say?", ["1.2 Late rent costs more."]),
        ("what is in section 1.1", ["1.1 The rent is due on Monday."]),
        ("What does § 11.2 of the lease provide?", ["11.2 Nobody pays twice."]),
        ("What does clause 1.3 say?", []),
        ("What does clause 1.2 say about dogs?", []),
        ("What does Clara say?", []),
    ],
)
def test_what_stands_behind_a_label_answers_a_question_for_it(question: str, says: list[str]) -> None:
    assert found(question, Content(_LEASE)) == says


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("Which clause deals with late rent?", ["1.2 Late rent costs more."]),
        ("In which section of the lease is something said about rent?", []),
        ("Which clause covers dogs?", []),
        ("Who deals with late rent?", []),
    ],
)
def test_a_clause_is_found_by_what_it_is_about(question: str, says: list[str]) -> None:
    assert found(question, Content(_LEASE)) == says


def test_a_section_is_found_by_what_its_heading_is_about_and_its_text_quoted() -> None:
    content = read(
        "lease.md", b"# Lease\n\n## 4.1 Heating\n\nThe landlord pays.\n\n## 4.2 Notice\n\nThree months are needed."
    )
    assert found("Which section covers notice?", content) == ["Three months are needed."]


def test_what_stands_under_a_heading_with_the_label_answers_it() -> None:
    text = "4.2 Notice\n\nThree months are needed.\n\nIn writing."
    content = Content(text, (Section(Span(0, len(text)), ("4.2 Notice",)),))
    assert found("What does section 4.2 provide?", content) == ["Three months are needed."]


@pytest.mark.parametrize("text", ["Q: May I bring a dog?\nA: On a lead.", "## May I bring a dog?\n\nA: On a lead."])
def test_a_question_that_the_text_asks_in_the_same_words_is_answered_by_what_stands_below_it(text: str) -> None:
    content = read("faq.md", text.encode())
    assert found("may I bring a dog", content) == ["A: On a lead."]
    assert found("May I bring a cat?", content) == []
    assert found("May a dog bring me?", content) == []


@pytest.mark.parametrize(("below", "answers"), [("Odile", 0), ("Odile Marchand", 0), ("Yes", 1), ("On a lead.", 1)])
def test_the_name_of_whoever_asks_is_no_answer(below: str, answers: int) -> None:
    text = f"Hello all,\n\nMay I bring a dog?\n\n{below}"
    assert len(found("May I bring a dog?", Content(text))) == answers
    assert found("Who brings the dog?", Content(f"Who brings the dog?\n\n{below}")) == [below]


class Mute:
    """Sees an answer nowhere but in the first letter, and there hardly any."""

    identity = ReaderIdentity("mute", "0")

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        return [Reading(each, (Candidate(Span(each.span.start, each.span.start + 1), -9.0),)) for each in passages]


def test_what_is_named_comes_before_what_a_reader_found() -> None:
    content = read("fleet.csv", _TABLE)
    best, *others = NamingReader(Mute()).read("When does the Otter leave?", [passage(content)])[0].candidates
    assert (best.span.of(content.text), best.logit, best.quick) == ("9 June 2031", SURE, SURE)
    assert [each.logit for each in others] == [-9.0]


@given(texts, texts.filter(bool))
def test_whatever_is_asked_a_place_lies_in_its_passage(question: str, text: str) -> None:
    for span, _ in places(question, passage(Content(text))):
        assert Span(0, len(text)).covers(span)


@given(st.sampled_from(["What does clause 1.2 say?", "May I come?", "Who is the captain?"]), st.integers(0, 60))
def test_only_what_lies_in_the_passage_is_named(question: str, start: int) -> None:
    span = Span(start, len(_LEASE))
    for place, _ in places(question, Passage(1, Document("1", "a", "", Content(_LEASE)), span)):
        assert span.covers(place)


def test_a_question_names_by_capitals_in_mid_sentence_and_by_figures() -> None:
    assert named("What did Ada Lund's Heron carry on Monday in May 2031 for WN-1100?") == [
        "Ada", "Lund", "Heron", "WN-1100", "2031",
    ]  # fmt: skip
    assert named("What Is The Price Of The Heron") == []


def test_a_row_is_told_from_its_twins_by_the_names_it_has() -> None:
    rows = ["Ship: Heron; Code: WN 1100; Built: 3 April 2025", "Ship: Otter; Code: WN-1200; Built: 12,500"]
    assert unmet("Is the Heron WN-1100 of 2025-04-03?", rows) == [0, 3]
    assert unmet("Has Otter 12.500 of WN1200?", rows) == [3, 0]
    assert unmet("who built it?", rows) == [0, 0]
