"""Text of before Unicode is read letter for letter, though nothing says what it is in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.readers.alphabets import read_by_alphabet
from index.readers.encoding import decode

#: How the Universal Declaration of Human Rights begins, and the encodings each language was written in.
TEXTS = {
    "Hungarian": (
        (
            "Minden emberi lény szabadon születik és egyenlő méltósága és joga van. A törvény előtt mindenki egyenlő és "
            "minden megkülönböztetés nélkül joga van a törvény védelméhez."
        ),
        ("cp1250", "iso8859-2", "cp852"),
    ),
    "Czech": (
        (
            "Všichni lidé rodí se svobodní a sobě rovní co do důstojnosti a práv. Jsou nadáni rozumem a svědomím a mají "
            "spolu jednat v duchu bratrství."
        ),
        ("cp1250", "iso8859-2", "cp852"),
    ),
    "Polish": (
        (
            "Wszyscy ludzie rodzą się wolni i równi pod względem swej godności i swych praw. Są oni obdarzeni rozumem i "
            "sumieniem i powinni postępować wobec innych w duchu braterstwa."
        ),
        ("cp1250", "iso8859-2", "cp852"),
    ),
    "Romanian": (
        (
            "Toate fiinţele umane se nasc libere şi egale în demnitate şi în drepturi. Ele sunt înzestrate cu raţiune şi "
            "conştiinţă şi trebuie să se comporte unele faţă de altele în spiritul fraternităţii."
        ),
        ("cp1250", "iso8859-2"),
    ),
    "Turkish": (
        (
            "Bütün insanlar hür, haysiyet ve haklar bakımından eşit doğarlar. Akıl ve vicdana sahiptirler ve birbirlerine "
            "karşı kardeşlik zihniyeti ile hareket etmelidirler."
        ),
        ("cp1254", "iso8859-9"),
    ),
    "German": (
        (
            "Alle Menschen sind frei und gleich an Würde und Rechten geboren. Sie sind mit Vernunft und Gewissen begabt "
            "und sollen einander im Geist der Brüderlichkeit begegnen."
        ),
        ("cp1252", "iso8859-1", "cp850"),
    ),
    "French": (
        (
            "Tous les êtres humains naissent libres et égaux en dignité et en droits. Ils sont doués de raison et de "
            "conscience et doivent agir les uns envers les autres dans un esprit de fraternité."
        ),
        ("cp1252", "iso8859-1", "cp850"),
    ),
    "Icelandic": (
        (
            "Hver maður er borinn frjáls og jafn öðrum að virðingu og réttindum. Menn eru gæddir vitsmunum og samvisku, og "
            "ber þeim að breyta bróðurlega hverjum við annan."
        ),
        ("cp1252",),
    ),
    "Lithuanian": (
        (
            "Visi žmonės gimsta laisvi ir lygūs savo orumu ir teisėmis. Jiems suteiktas protas ir sąžinė ir jie turi elgtis "
            "vienas kito atžvilgiu kaip broliai."
        ),
        ("cp1257",),
    ),
    "Russian": (
        (
            "Все люди рождаются свободными и равными в своем достоинстве и правах. Они наделены разумом и совестью и должны "
            "поступать в отношении друг друга в духе братства."
        ),
        ("cp1251", "koi8-r"),
    ),
    "Japanese": (
        (
            "すべての人間は、生まれながらにして自由であり、かつ、尊厳と権利とについて平等である。人間は、理性と良心とを授けられており、"
            "互いに同胞の精神をもって行動しなければならない。"
        ),
        ("cp932", "euc-jp", "iso2022_jp"),
    ),
    "Korean": (
        "모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다. 인간은 천부적으로 이성과 양심을 부여받았다.",
        ("cp949", "iso2022_kr"),
    ),
}


@pytest.mark.parametrize(
    ("language", "encoding"), [(name, each) for name, (_, encodings) in TEXTS.items() for each in encodings]
)
def test_a_text_in_an_old_encoding_is_read_letter_for_letter(language: str, encoding: str) -> None:
    text, _ = TEXTS[language]
    assert decode(text.encode(encoding))[0] == text


@pytest.mark.parametrize("encoding", ["utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be"])
def test_wide_characters_without_a_mark_are_text(encoding: str) -> None:
    assert decode("Some words, or many.".encode(encoding))[0] == "Some words, or many."


@given(st.text(min_size=1))
def test_what_is_unicode_is_never_taken_for_anything_else(text: str) -> None:
    data = f"words {text} words".encode()
    assert not data.isascii() or read_by_alphabet(data) is not None
    if "\x1b" not in text and not any(sign < " " or "\x7f" <= sign <= "\x9f" for sign in text):
        assert decode(data)[0] == f"words {text} words"


@given(st.binary(max_size=300))
def test_whatever_bytes_there_are_they_are_read_or_left(data: bytes) -> None:
    found = read_by_alphabet(data)
    if found:
        assert found[0].encode(found[1]) == data
