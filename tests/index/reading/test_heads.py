import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.documents import Document, Passage
from index.readers import read
from index.reading import readings
from index.reading.heads import glossed


@pytest.mark.parametrize(
    ("name", "read_as"),
    [
        ("Preis pro 100", "Preis pro 100 (price)"),
        ("Prix/kg", "Prix/kg (price)"),
        ("FECHA", "FECHA (date)"),
        ("Geburtsdatum", "Geburtsdatum (date of birth)"),
        ("Price", "Price"),
        ("Date", "Date"),
        ("", ""),
    ],
)
def test_a_column_of_another_language_has_its_english_behind_it(name: str, read_as: str) -> None:
    assert glossed(name) == read_as


@given(st.text())
def test_no_name_loses_anything(name: str) -> None:
    assert glossed(name).startswith(name)


def test_models_read_it_and_quotes_do_not_have_it() -> None:
    content = read("a.csv", b"Schraube;Preis\nM6;22,05\nM8;14,90\n")
    document = Document("0" * 16, "a.csv", "", content)
    (*_, text) = (each for section in content.sections for each in readings(Passage(0, document, section.span)))
    assert text.text == "Schraube: M8; Preis (price): 14,90"
    put_in = text.text.index("(price)")
    assert text.found(put_in, put_in + 7) is None
