"""Who says so, what a pronoun stands for, and what a term means: slices of the document, or silence."""

import pytest

from assistant.further.definitions import definitions
from assistant.further.parts import parts
from assistant.further.speakers import helped, sentence_before, speaker
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
]


def test_a_speaker_is_named_in_the_documents_words_and_rarely_wrongly() -> None:
    named = right = 0
    for text, who in SPEECH:
        document, span = made(text, text)
        found = speaker(document, span)
        if found is not None:
            named += 1
            right += found.of(text) == who
    told = sum(who is not None for _, who in SPEECH)
    assert right / named >= 0.85
    assert right / told >= 0.8


def test_speech_that_goes_on_has_the_speaker_of_the_sentence_before() -> None:
    text = '"It was cold," said Ines Dahl. "We waited for hours."'
    document, span = made(text, '"We waited for hours."')
    assert speaker(document, span).of(text) == "Ines Dahl"


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


@pytest.mark.parametrize(
    ("question", "whole"),
    [
        ("When was the mill built and who owned it?", ("When was the mill built?", "Who owned it?")),
        ("Who built the mill? When did the mill burn down?", ("Who built the mill?", "When did the mill burn down?")),
        ("Who built the mill and the bridge?", ()),
        ("When was the mill built?", ()),
        ("What is the relation between when and how?", ()),
    ],
)
def test_a_question_of_two_parts_is_told_from_one(question: str, whole: tuple[str, ...]) -> None:
    found = parts(question)
    assert len(found) == len(whole)
    assert found[:1] == whole[:1]
