import pytest

from assistant.language import sentences_around
from assistant.quotes import Quote, verified
from index.documents import Content, Document, Section, Span
from index.errors import BrokenQuote

TEXT = "Alfred was king. He ruled Wessex. Then he died."
DOCUMENT = Document("1", "a.txt", "", Content(TEXT, (Section(Span(0, len(TEXT)), ("Kings",), page=3, label="iii"),)))


def quote(document: Document, answer: Span, support: float) -> Quote:
    return Quote(document, sentences_around(document, answer), answer, support)


def test_a_quote_is_the_whole_sentence_with_the_answer_marked() -> None:
    made = quote(DOCUMENT, Span(26, 32), 0.9)
    assert made.text == "He ruled Wessex."
    shown = made.to_json()
    assert shown["answer"] == {"text": "Wessex", "start": 26, "end": 32}
    assert TEXT[shown["start"] : shown["end"]] == shown["text"]
    assert (shown["page"], shown["label"], shown["section"]) == (3, "iii", "Kings")
    assert made.place == "page 3 (printed iii), Kings"


@pytest.mark.parametrize(("span", "answer"), [((0, 10), (5, 12)), ((40, 60), (41, 42))])
def test_a_quote_that_could_not_stand_is_never_made(span: tuple[int, int], answer: tuple[int, int]) -> None:
    with pytest.raises(BrokenQuote):
        Quote(DOCUMENT, Span(*span), Span(*answer), 0.5)


def test_a_quote_is_verified_against_what_is_stored() -> None:
    made = quote(DOCUMENT, Span(26, 32), 0.9)
    assert verified(made, Document("1", "moved.txt", "x", Content(TEXT))) == made
    with pytest.raises(BrokenQuote, match="has changed"):
        verified(made, Document("1", "a.txt", "", Content(TEXT + " ")))
    with pytest.raises(BrokenQuote, match="no longer in the library"):
        verified(made, None)


def test_a_quote_shows_itself_in_short_and_in_a_notebook_with_its_answer_marked() -> None:
    long = Document("1", "<b>.txt", "", Content("A < B, said " + "he " * 1_000 + "."))
    made = quote(long, Span(0, 5), 0.9)
    assert len(repr(made)) < 200
    assert repr(made) == f"Quote({made.text[:59] + '…'!r}, answer='A < B', <b>.txt#0-{made.span.end}, support=0.90)"
    assert "<mark>A &lt; B</mark>, said" in made._repr_html_()
    assert "<b>" not in made._repr_html_()


def test_quotes_can_be_kept_in_sets() -> None:
    document = Document.from_text("a.txt", TEXT, metadata={"author": "Ann"})
    assert len({quote(document, Span(26, 32), 0.9), quote(document, Span(26, 32), 0.9)}) == 1
