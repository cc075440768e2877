"""Who says so, what a pronoun stands for, and what a term means: slices of the document, or silence."""

import json
from pathlib import Path

import pytest

from assistant.further.definitions import definitions
from assistant.further.speakers import helped, sentence_before, speaker
from assistant.questions import parts
from index.documents import Content, Document, Span


def made(text: str, quoted: str) -> tuple[Document, Span]:
    start = text.index(quoted)
    return Document("1", "a.txt", "", Content(text)), Span(start, start + len(quoted))


#: A quote and who says it; None where nobody is plainly named.
SPEECH = [
    ('"The work took eleven days," said Ines Dahl, the Manager.', "Ines Dahl"),
    ("“We never learned it,” said one of the prisoners.", "one of the prisoners"),
    ("According to the ministry, 450 soldiers were captured.", "the ministry"),
    ("The mayor said that the bridge would open in May.", "The mayor"),
    ("Nora Sund announced: “The pool is closed.”", "Nora Sund"),
    ('"It was cold," the captain said.', "the captain"),
    ("He said that the bridge would open in May.", None),
    ("The bridge was opened in 1931.", None),
    ("The sign said nothing of the kind.", None),
    ("It is said that the lake has no bottom.", None),
    ("The report stated in the annex covers two years.", None),
    ("Who said so is not known.", None),
    ("The rules say that pets are not allowed.", None),
    ("She told the court that he lied.", None),
    ('The word "harbour" has seven letters.', None),
    ("Tenants pay according to the size of their flat.", None),
    ("The rent is set, according to the table below, by the board.", None),
    ("According to Section 4, the rent is due in May.", None),
    ("Some of the member states, and all others, report yearly.", None),
    ("Specifically, the Agent shall provide the following reports: sales, returns and stock.", None),
    ("Now officials have said that the number has risen.", None),
    ("As the annex states, the rent is due.", None),
    ("In the yard, three more trees were added: an oak and two limes.", None),
    ("According to the U.S. Census Bureau, 4,200 people live there.", "the U.S. Census Bureau"),
    ("The lease, according to Bruce M. Owen, was never signed.", "Bruce M. Owen"),
    ("Nora Sund has argued that the pool was closed.", "Nora Sund"),
]


def test_a_speaker_is_named_in_the_documents_words_and_rarely_wrongly() -> None:
    named = right = 0
    for text, who in SPEECH:
        document, span = made(text, text)
        found = speaker(document, span)
        if found is not None:
            named += 1
            right += found.of(text) == who
    named = sum(who is not None for _, who in SPEECH)
    assert right / named >= 0.85
    assert right / named >= 0.8


def labelled(name: str) -> list[dict]:
    """A set written beside the rules, half of it to mislead."""
    return [json.loads(line) for line in (Path(__file__).parent / f"{name}.jsonl").read_text().splitlines()]


def test_another_set_of_speech_has_its_speakers() -> None:
    rows = labelled("speech")
    told = [(row, found.of(row["text"])) for row in rows if (found := speaker(*made(row["text"], row["text"])))]
    assert len(rows) == 40
    assert sum(who == row["who"] for row, who in told) / len(told) >= 0.9
    assert sum(who == row["who"] for row, who in told) / sum(row["who"] is not None for row in rows) >= 0.8


def test_terms_are_told_where_they_are_defined_and_hardly_ever_where_not() -> None:
    rows = labelled("definitions")
    told = [(row["terms"], [each.term.of(row["text"]) for each in definitions(*made_of(row))]) for row in rows]
    right = sum(len({*terms} & {*found}) for terms, found in told)
    assert len(rows) == 33
    assert right / sum(len(found) for _, found in told) >= 0.95
    assert right / sum(len(terms) for terms, _ in told) >= 0.9


def made_of(row: dict) -> tuple[Document, Span]:
    return made(row["text"], row["quote"])


@pytest.mark.parametrize("row", labelled("definitions")[:17], ids=lambda row: row["quote"])
def test_a_term_and_its_definition_are_slices_of_their_document(row: dict) -> None:
    document, span = made_of(row)
    for each in definitions(document, span):
        assert span.covers(each.term)
        assert f"{each.term.of(document.text)}" in each.defined.of(document.text)
        assert not span.meets(each.defined)


def test_speech_that_goes_on_has_the_speaker_of_the_sentence_before() -> None:
    text = '"It was cold," said Ines Dahl. "We waited for hours."'
    document, span = made(text, '"We waited for hours."')
    assert speaker(document, span).of(text) == "Ines Dahl"


def test_a_word_in_quotation_marks_is_no_speech_of_whoever_spoke_before() -> None:
    text = 'Ines Dahl said that the pool is closed. The "new" pool opened in May.'
    assert speaker(*made(text, 'The "new" pool opened in May.')) is None


def test_a_pronoun_is_helped_by_the_sentence_before_it_in_its_paragraph() -> None:
    text = "Heading\n\nIda Holm leads the firm. She has led it since 2019."
    document, span = made(text, "She has led it since 2019.")
    assert helped(document, span).of(text) == "Ida Holm leads the firm."
    assert helped(*made(text, "Ida Holm leads the firm.")) is None
    rain = "The sky was dark. It was in May that the rain came. This lake is deep."
    assert helped(*made(rain, "It was in May that the rain came.")) is None
    assert helped(*made(rain, "This lake is deep.")) is None
    assert sentence_before(*made(text, "Ida Holm leads the firm.")) is None


def test_a_term_is_defined_where_its_document_defines_it() -> None:
    text = (
        '"Representatives" means the officers and agents of a party.\n\nAcme Ltd (the "Supplier") delivers.\n\n'
        "The Representatives of the Supplier keep the secret. A supplier may be late."
    )
    document, span = made(text, "The Representatives of the Supplier keep the secret.")
    found = definitions(document, span)
    assert [each.term.of(text) for each in found] == ["Representatives", "Supplier"]
    assert [each.defined.of(text) for each in found] == [
        '"Representatives" means the officers and agents of a party.',
        'Acme Ltd (the "Supplier") delivers.',
    ]
    assert definitions(*made(text, "A supplier may be late.")) == []
    assert definitions(*made(text, '"Representatives" means the officers and agents of a party.')) == []


#: Questions of two parts, the later half of each list written once the rules stood.
TWO = """When was the mill built and who owned it?
Who wrote the letter and when was it sent?
What does the pump weigh and how much does it cost?
Where is the archive and who may use it?
How long is the lease and can it be renewed?
What is the fee, and when is it due?
Who founded the firm? Where is its seat?
Is smoking allowed and what is the fine?
Which law governs the contract and where are disputes heard?
How many beds are there and how many nurses work there?
When did the storm begin and how long did it last?
Who is the editor and where does she live?
What is the minimum age and is consent required?
How much was stolen, and who stole it?
Where was the treaty signed and which countries signed it?
Who owns the harbour? What did they pay for it?
Does the policy cover theft and what is the excess?
When is the office open and can visitors park there?
Why was the test stopped and who stopped it?
What is a quorum and how is it counted?""".split("\n")
ONE = """Who built the mill and the bridge?
What are the rights and duties of the tenant?
When and where was the treaty signed?
How do supply and demand meet?
What is the difference between what was promised and what was paid?
Which rooms have heating and running water?
Who said what is right and what is wrong?
Did Berg and Holm sign the contract?
What happens if the tenant dies and is not replaced?
Does the rule say when and how notice is given?
How many men and women were hired?
What was said and done at the meeting?
Who decides how and when funds are used?
Is it known who called and what was said?
Which species are rare and may not be hunted?
What is the name of the man who came and was arrested?
How are samples taken and stored?
What must a tenant do and not do?
Can a member who resigns and is later readmitted vote?
Where do trains from Lund and from Malmö stop?""".split("\n")


def test_a_question_of_two_parts_is_told_from_one() -> None:
    assert [question for question in ONE if parts(question)] == []
    assert sum(len(parts(question)) == 2 for question in TWO) >= 17


def test_each_part_stands_by_itself() -> None:
    assert parts(TWO[0]) == ("When was the mill built?", "Who owned the mill?")
    assert parts("Who founded the firm? Where is its seat?") == ("Who founded the firm?", "Where is the firm's seat?")
