"""Typing errors: put right by words of the library alone, and only where it is plain what was meant."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.documents import Content, Document, Section, Span
from index.index import Index
from index.spelling import begins, near, slips
from tests.index.crash import HashEmbedder

HALL = """The boathouse may be rented by members of the club. The rental office is open on Tuesdays and Saturdays.
Lanterns for the boats are kept behind the caretaker's cottage. A reservation costs nothing, and is confirmed by letter.
The accommodation for visiting crews has eleven beds. The river Donets runs past the village of Zembelova, and the
ferryman Ardelko carries passengers across. Maintenance is paid out of the anniversary fund; see error E4021."""
MEADOW = "Visitors to the meadow are asked not to pick the orchids. The gamekeeper Tolvanen has the key."
SECRET = "The smuggler Quibbleton hid barometers in the boathouse. One was spelled a resrevation."


class Pieces(HashEmbedder):
    """Knows no word as a whole but those that it is told."""

    whole = frozenset({"caries"})

    def measure(self, text: str) -> int:
        return sum(1 if word in self.whole else 2 for word in text.split())


def filled(folder: Path, *texts: str) -> Index:
    index = Index.open_or_create(folder / ".quoth", Pieces())
    index.add(*(Document(str(n), f"{n}.txt", "", Content(text)) for n, text in enumerate(texts)))
    return index


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with filled(tmp_path_factory.mktemp("library"), HALL, MEADOW) as index:
        yield index


def read(index: Index, question: str) -> str:
    with index.view() as view:
        return view.correct(question)


small = st.text("abcdefgh", min_size=1, max_size=8)


@given(small, small)
def test_slips_lead_from_what_is_meant_to_what_was_typed(typed: str, meant: str) -> None:
    found = slips(typed, meant)
    assert (found == ()) == (typed == meant)
    if found is None:
        return
    made, done = "", 0
    for slip in found:
        kept = len(slip.before) - len(made)
        made += meant[done : done + kept] + slip.typed
        done += kept + len(slip.meant)
        assert typed == slip.before + slip.typed + slip.after
    assert made + meant[done:] == typed
    assert begins(typed + "zz", meant, 2) is not None


@given(small)
def test_what_is_near_is_one_slip_away(word: str) -> None:
    found = set(near(word))
    assert all(len(slips(word, each, 1) or ()) == 1 for each in found)
    assert {word[1:], word + "q", word[::-1] if len(word) == 2 and word[0] != word[1] else word + "z"} <= found


WORDS = sorted(set(re.findall(r"[A-Za-z]+", HALL + MEADOW)))
noise = st.sampled_from(
    ["E-4021", "x9", "Ünïcode", "日本語", "?!", "'", '"', "*", "NEAR(", "\x00", "caretakers", "boating"]
)


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12), st.sampled_from([str.lower, str.title, str]))
def test_a_question_whose_words_all_stand_in_the_library_is_never_changed(library: Index, words, case) -> None:
    question = case(" ".join(words) + "?")
    assert read(library, question) == question


@given(st.data())
def test_whatever_is_put_right_becomes_a_word_of_the_library_and_stays(library: Index, data: st.DataObject) -> None:
    slipped = st.sampled_from(WORDS).flatmap(lambda word: st.sampled_from(sorted(set(near(word)))))
    words = data.draw(st.lists(st.one_of(slipped, st.sampled_from(WORDS), noise, small), min_size=1, max_size=8))
    question = " ".join(words)
    made = read(library, question)
    assert read(library, made) == made
    assert len(made.split(" ")) == len(words)
    for before, after in zip(words, made.split(" "), strict=True):
        assert after == before or after.lower() in {word.lower() for word in WORDS}


@given(st.text(max_size=80))
def test_any_text_may_be_asked(library: Index, question: str) -> None:
    assert read(library, read(library, question)) == read(library, question)


@pytest.mark.parametrize(
    ("question", "understood"),
    [
        ("wher is the boathuose rentla officce?", "wher is the boathouse rental office?"),
        ("When does a resevation for the accomodation get confrimed?",
         "When does a reservation for the accommodation get confirmed?"),
        ("What is the anniversery fund?", "What is the anniversary fund?"),
        ("Reservaiton: what does it cost?", "Reservation: what does it cost?"),
        ("Who is Ardleko?", "Who is Ardelko?"),
        ("who is tolvannen", "who is Tolvanen"),
        ("What of the “caretakre’s” cottage?", "What of the “caretaker’s” cottage?"),
        # Two slips in one long word, far from each other.
        ("Is there accomodaton?", "Is there accommodation?"),
    ],
)  # fmt: skip
def test_what_is_plainly_meant_is_put_right(library: Index, question: str, understood: str) -> None:
    assert read(library, question) == understood


@pytest.mark.parametrize(
    "question",
    [
        "Where is Donetsk?",  # another place, a letter longer
        "who controls donetsk",
        "Who is Tolvonen?",  # another person, for all that can be known
        "What is error E4012?",
        "What is error E-4021?",
        "Open boathuose7 or boat_huose or boathuose.txt",
        "What does BOATHUOSE mean?",
        "What does a boating rental cost?",  # stands with another ending
        "What are caries?",  # a word that the model has whole, though the library has none nearer than "carries"
        "What is a rentee?",  # another ending, another word
        "Who keeps the latern?",  # six letters, one dropped: too short to be sure
        "Quelle barque pouvons nous louer dimanche prochain avant midi?",
    ],
)
def test_what_may_be_right_is_left_alone(library: Index, question: str) -> None:
    assert read(library, question) == question


def test_of_two_words_as_near_the_one_that_is_plainly_more_frequent_is_meant(tmp_path: Path) -> None:
    with filled(tmp_path, *(f"The marketing of day {n}." for n in range(12)), "A markeiing.") as index:
        assert read(index, "What markteing is there?") == "What marketing is there?"
    with filled(tmp_path / "even", "The paraglider flies.", "The paraglidar rolls.") as index:
        assert read(index, "What does the paraglidr do?") == "What does the paraglidr do?"


def test_words_of_titles_and_headings_count(tmp_path: Path) -> None:
    text = "They are emptied at noon."
    content = Content(text, (Section(Span(0, len(text)), ("Letterboxes",)),), "The harbourmaster")
    with filled(tmp_path) as index:
        index.add(Document("1", "1.txt", "", content))
        made = read(index, "When are letterboexs emptied by the harbuormaster?")
        assert made == "When are Letterboxes emptied by the harbourmaster?"


def test_what_is_hidden_neither_corrects_nor_keeps_from_correcting(tmp_path: Path) -> None:
    with filled(tmp_path, HALL, SECRET) as index:
        shown = index.narrowed(lambda entry: entry.id == "0")
        assert read(index, "Who hid the barometres?") == "Who hid the barometers?"
        assert read(shown, "Who hid the barometres?") == "Who hid the barometres?"
        assert read(index, "What does a resrevation cost?") == "What does a resrevation cost?"
        assert read(shown, "What does a resrevation cost?") == "What does a reservation cost?"


def test_libraries_asked_together_are_one_vocabulary(tmp_path: Path) -> None:
    filled(tmp_path / "one", HALL).close()
    filled(tmp_path / "other", MEADOW).close()
    places = [tmp_path / name / ".quoth" for name in ("one", "other")]
    with Index.open_all(places, Pieces()) as both:
        assert read(both, "Are orhcids in the boathuose?") == "Are orchids in the boathouse?"


def test_a_question_as_long_as_may_be_is_not_made_longer(library: Index) -> None:
    question = ("boat " * 500)[:1989] + " resevation"
    assert len(question) == 2_000
    assert read(library, question) == question
