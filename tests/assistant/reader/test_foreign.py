import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.reader.foreign import stated
from index.documents import Content, Document, Passage, Section, Span
from tests.texts import texts

#: A text in each language, what is asked of it, and the beginning of the sentence that says it; then what it does not say.
_SAID = {
    "Bootshaus am Weiher\n\nDie Jahresgebühr für einen Liegeplatz beträgt 140 Euro. Der Hafenmeister ist Herr Ole Tangen. Hunde sind auf"
    " dem Steg nicht erlaubt. Der Kiosk öffnet um neun Uhr.": [
        ("Wie hoch ist die Jahresgebühr für einen Liegeplatz?", "Die Jahresgebühr"),
        ("Wer ist der Hafenmeister?", "Der Hafenmeister"),
        ("Sind Hunde auf dem Steg erlaubt?", "Hunde sind"),
        ("Wann öffnet der Kiosk?", "Der Kiosk"),
        ("Wann ist der Kiosk geöffnet?", "Der Kiosk"),
        ("Wie viele Liegeplätze gibt es?", ""),
        ("Wie viele Hunde sind erlaubt?", ""),
        ("Wer leitet den Kiosk?", ""),
        ("Was?", ""),
    ],
    "La piscine ferme à vingt heures. Chaque membre peut inviter deux amis par mois. Le gardien est Monsieur Armand Lecoq.": [
        ("À quelle heure la piscine ferme-t-elle ?", "La piscine"),
        ("Combien d'amis un membre peut-il inviter ?", "Chaque membre"),
        ("Qui est le gardien ?", "Le gardien"),
        ("Combien de membres la piscine a-t-elle ?", ""),
    ],
    "La cuota de socio cuesta 30 euros. El taller está en la calle del Pozo. La directora es Elvira Montes.": [
        ("¿Cuánto cuesta la cuota de socio?", "La cuota"),
        ("¿Dónde está el taller?", "El taller"),
        ("¿Quién es la directora?", "La directora"),
        ("¿Cuántos socios hay?", ""),
    ],
    "Il rifugio apre a maggio. La tessera costa dodici euro.": [
        ("Quando apre il rifugio?", "Il rifugio"),
        ("Quanto costa la tessera?", "La tessera"),
        ("Chi gestisce il rifugio?", ""),
    ],
    "O museu fecha às 18 horas. A entrada custa cinco euros.": [
        ("A que horas fecha o museu?", "O museu"),
        ("Quanto custa a entrada?", "A entrada"),
    ],
    "De sleutel kost 15 euro. De beheerder is mevrouw Ans Visser.": [
        ("Hoeveel kost de sleutel?", "De sleutel"),
        ("Wie is de beheerder?", "De beheerder"),
    ],
    "Библиотека открывается в девять часов. Билет стоит сорок рублей.": [
        ("Когда открывается библиотека?", "Библиотека"),
        ("Сколько стоит билет?", "Билет"),
        ("Кто открыл библиотеку?", ""),
    ],
    "تغلق المكتبة في الساعة السادسة مساء. أمينة المكتبة هي السيدة هالة نجار.": [
        ("متى تغلق المكتبة؟", "تغلق"),
        ("من هي أمينة المكتبة؟", "أمينة"),
        ("كم عدد الكتب؟", ""),
    ],
    "दुकान सुबह दस बजे खुलती है। मालिक श्री रमेश गुप्ता हैं।": [
        ("दुकान कितने बजे खुलती है?", "दुकान"),
        ("मालिक कौन हैं?", "मालिक"),
        ("दुकान कहाँ है?", ""),
    ],
    "展览馆上午十点开门。门票每人二十元。馆长是林若溪女士，二〇一五年上任。": [
        ("展览馆几点开门？", "展览馆"),
        ("门票多少钱？", "门票"),
        ("馆长是谁？", "馆长"),
        ("馆长几岁？", ""),
        ("展览馆有多少个展厅？", ""),
    ],
    "温室は午前八時に開きます。入場料は三百円です。園長は森下さんです。": [
        ("温室は何時に開きますか？", "温室"),
        ("入場料はいくらですか？", "入場料"),
        ("園長は誰ですか？", "園長"),
        ("駐車場はどこですか？", ""),
    ],
}


def passage(text: str, *sections: Section) -> Passage:
    return Passage(1, Document("1", "a", "", Content(text, sections)), Span(0, len(text)))


@pytest.mark.parametrize(
    ("text", "question", "begins"), [(text, *asked) for text, all_ in _SAID.items() for asked in all_]
)
def test_a_sentence_with_every_word_of_the_question_says_it(text: str, question: str, begins: str) -> None:
    said = [span.of(text) for span in stated(question, passage(text))]
    assert len(said) == bool(begins)
    assert all(each.startswith(begins) for each in said)


@pytest.mark.parametrize(
    "question", ["When does the kiosk open?", "Who is the harbour master?", "Is smoking allowed?", "", "?"]
)
def test_what_is_asked_in_english_is_the_readers(question: str) -> None:
    assert not list(stated(question, passage(f"{question} The kiosk opens at nine, says harbour master Ole Tangen.")))


def test_accents_do_not_matter() -> None:
    text = "Die Führung kostet 8 Euro."
    for question in (
        "Was kostet die Führung?",
        "was kostet die fuhrung",
        unicodedata.normalize("NFD", "Was kostet die Führung?"),
    ):
        assert [span.of(text) for span in stated(question, passage(text))] == [text]


def test_the_headings_may_have_some_of_the_words_but_not_all() -> None:
    text = "Preise der Sauna\n\nEine Karte kostet 9 Euro."
    under = Section(Span(18, len(text)), heading=("Preise der Sauna",))
    assert [span.of(text) for span in stated("Was kostet eine Karte für die Sauna?", passage(text, under))] == [
        text[18:]
    ]
    assert not list(stated("Was kostet die Sauna?", passage(text, under)))


@given(texts, texts, st.sampled_from([(text, asked) for text, all_ in _SAID.items() for asked, _ in all_]))
def test_what_is_stated_lies_in_the_passage(before: str, after: str, said: tuple[str, str]) -> None:
    whole = before + said[0] + after
    held = Passage(1, Document("1", "a", "", Content(whole)), Span(len(before), len(before) + len(said[0])))
    assert all(held.span.covers(each) and each.of(whole).strip() for each in stated(said[1], held))
