import random
import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assistant.evaluation.answers.alignment import Grade, align, regions
from assistant.evaluation.answers.squeezing import key, squeezed
from index.documents import Span
from tests.assistant.evaluation.answers.texts import FERN, MILL

SENTENCES = [
    "The mill at Larkmoor was built in 1812 by Josiah Penhale.",
    "It cost 412 pounds and was not insured.",
    "Mary Rowe bought the mill from John Tregear in 1851.",
    "She paid 1,250 pounds for it.",
    "In wet years the wheel turned for seven months.",
    "It was first described by Anna Quill in 1877.",
    "Its fronds are 30 cm long, and it does not flower.",
]
TEXT = MILL + FERN

sentence = st.sampled_from(SENTENCES)


WORDS = [each.span() for each in re.finditer(r"[^\W_]+(?:[.,]\d+)*", TEXT)]


@given(st.integers(0, len(WORDS) - 1), st.integers(3, 60))
def test_every_slice_from_word_to_word_is_exact_where_it_stands(first, many):
    quote = TEXT[WORDS[first][0] : WORDS[min(first + many, len(WORDS) - 1)][1]]
    found = align(quote, TEXT)
    assert found.grade is Grade.EXACT
    assert found.spans[0].of(TEXT) == quote


@given(st.sampled_from([each.span() for each in re.finditer(r"[^\W_]{2,}", TEXT)]), st.data())
def test_a_slice_that_begins_inside_a_word_or_number_is_not_exact(word, data):
    start = data.draw(st.integers(word[0] + 1, word[1] - 1))
    quote = TEXT[start : start + 60].rsplit(" ", 1)[0]
    assume(not re.search(rf"(?<!\w){re.escape(quote)}", TEXT))
    assert align(quote, TEXT).grade not in {Grade.EXACT, Grade.SAME}


@pytest.mark.parametrize(
    ("quote", "text", "change"),
    [
        ("likely to fail in the first year", "It is unlikely to fail in the first year.", ("unlikely", "likely")),
        ("12 pounds and was not insured", "It cost 412 pounds and was not insured.", ("412", "12")),
        ("250 pounds in the end for it", "She paid 1,250 pounds in the end for it.", ("1,250", "250")),
        ("5 percent a year for ten years", "It shrank by 0.5 percent a year for ten years.", ("0.5", "5")),
        ("It was sold to the monks for 1", "It was sold to the monks for 1.75 pounds.", ("1.75", "1")),
        ("5 degrees in the north of it", "It was -5 degrees in the north of it.", ("-5", "5")),
    ],
)
def test_what_is_cut_off_a_word_or_number_is_a_change(quote, text, change):
    found = align(quote, text)
    assert found.grade is Grade.ALTERED
    assert (found.changes[0].source, found.changes[0].quote) == change


def test_where_words_have_no_blanks_between_them_a_quote_may_begin_anywhere():
    assert align("建于一八一二年", "这座磨坊建于一八一二年。").grade is Grade.EXACT
    assert align("“建于 一八一二年”", "这座磨坊建于一八一二年。").grade is Grade.SAME


@given(st.text(alphabet=st.sampled_from('aB9é ﬃΣß-\n\u00ad’".,…中１ '), max_size=40))
def test_the_quick_key_is_the_slow_one_in_lower_case(text):
    assert key(text) == squeezed(text).key.lower()


def test_a_long_ellipsis_is_followed_as_far_as_it_may_reach():
    filler = "Nothing of note was seen on the road that day, and rain fell. " * 50
    text = filler * 4 + SENTENCES[0] + " " + filler + SENTENCES[4] + " " + filler * 4
    quote = f"{SENTENCES[0]} ... {SENTENCES[4]}"
    found = min((align(quote, text, place) for place in regions(quote, text)), key=lambda each: each.rank)
    assert found.grade is Grade.ABRIDGED


@pytest.mark.parametrize(
    "quote",
    ["a" + " " * 60_000 + "b", "a " * 30_000, ". " * 30_000, "word " * 4_000 + "…", "qx-" + "\n" * 60_000 + "!"],
)
def test_no_quote_takes_forever(quote):
    assert align(quote, TEXT).grade is Grade.ABSENT


@given(sentence, st.data())
def test_a_changed_digit_is_altered_and_shown(quote, data):
    digits = [place for place, c in enumerate(quote) if c.isdigit()]
    assume(digits)
    place = data.draw(st.sampled_from(digits))
    other = data.draw(st.sampled_from([c for c in "0123456789" if c != quote[place]]))
    found = align(quote[:place] + other + quote[place + 1 :], TEXT)
    assert found.grade is Grade.ALTERED
    number = next(each[0] for each in re.finditer(r"[\d,]*\d", quote) if each.start() <= place < each.end())
    (change,) = found.changes
    assert number in change.source
    assert number not in change.quote


@given(st.sampled_from([each for each in SENTENCES if " not " in each]))
def test_a_dropped_negation_is_altered_and_shown(quote):
    found = align(quote.replace(" not ", " "), TEXT)
    assert found.grade is Grade.ALTERED
    assert [(each.source, each.quote) for each in found.changes] == [("not", "")]


@given(sentence)
def test_an_added_negation_is_altered(quote):
    words = quote.split(" ")
    found = align(" ".join([*words[:2], "not", *words[2:]]), TEXT)
    assert found.grade is Grade.ALTERED
    assert any("not" in each.quote for each in found.changes)


@pytest.mark.parametrize(
    ("quote", "one", "other"),
    [(SENTENCES[2], "Mary Rowe", "John Tregear"), (SENTENCES[0], "Larkmoor", "Josiah Penhale")],
)
def test_swapped_names_are_altered(quote, one, other):
    swapped = quote.replace(one, "@").replace(other, one).replace("@", other)
    found = align(swapped, TEXT)
    assert found.grade is Grade.ALTERED
    assert found.span.of(TEXT) in TEXT
    assert found.changes


@given(sentence, st.data())
def test_line_ends_and_hyphens_of_a_page_leave_it_the_same(quote, data):
    places = [each.start() for each in re.finditer(" ", quote)]
    broken = data.draw(st.lists(st.sampled_from(places), min_size=1, max_size=4, unique=True))
    torn = "".join("\n" if place in broken else c for place, c in enumerate(quote))
    inside = [each.start() + 2 for each in re.finditer(r"[a-z]{5,}", torn)]
    for place in sorted(data.draw(st.lists(st.sampled_from(inside), max_size=2, unique=True)), reverse=True):
        torn = torn[:place] + data.draw(st.sampled_from(["-\n", "\u00ad", "\u00ad\n"])) + torn[place:]
    found = align(torn, TEXT)
    assert found.grade is Grade.SAME
    assert found.span.of(TEXT) == quote.rstrip(".") or found.span.of(TEXT) == quote
    assert "line ends" in found.notes


@pytest.mark.parametrize(
    ("quote", "notes"),
    [
        ('"Flour," he wrote', ("quotes",)),
        ("is a remarkable stuff", ("line ends", "hyphenation")),
        ("THE MILL AT LARKMOOR", ("case",)),
        ("the  wheel turned", ("spacing",)),
        ("The well known miller", ("spacing", "hyphenation")),
        ("The o\ufb03ce of the mill", ("forms of letters",)),
        ("was built in 1812.", ("end punctuation",)),
    ],
)
def test_what_differs_in_looks_alone_is_named(quote, notes):
    found = align(quote, TEXT)
    assert (found.grade, found.notes) == (Grade.SAME, notes)


@pytest.mark.parametrize(
    ("quote", "grade"),
    [
        ("The mill at Larkmoor was built ... by Josiah Penhale.", Grade.ABRIDGED),
        ("[...] She paid 1,250 pounds […]", Grade.ABRIDGED),
        ("by Josiah Penhale ... The mill at Larkmoor was built", Grade.ALTERED),
        ("It cost 412 pounds and was … insured.", Grade.ALTERED),
        ("", Grade.ABSENT),
        ("...", Grade.ABSENT),
        ("Bakers of Venice sang at dawn about golden ships.", Grade.ABSENT),
    ],
)
def test_parts_stand_in_order_or_not_at_all(quote, grade):
    found = align(quote, TEXT)
    assert found.grade is grade
    assert [span.of(TEXT) for span in found.spans] == [] or found.grade is not Grade.ABSENT


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("The bridge is notable for its age.", "The bridge is not able for its age."),
        ("a loss of -5 percent in the year", "a loss of 5 percent in the year"),
        ("in 12 houses of the old town", "in 1 2 houses of the old town"),
        ("it was art of the people", "it was cart of the people"),
    ],
)
def test_what_changes_the_sense_is_more_than_looks(quote, text):
    assert align(quote, text).grade is Grade.ALTERED


def test_ten_thousand_invented_quotes_are_never_exact():
    words = sorted({*re.findall(r"[^\W_]+", TEXT), "ship", "moon", "baker", "queen", "winter", "sold"})
    chance = random.Random(17)
    for _ in range(10_000):
        quote = " ".join(chance.choices(words, k=chance.randint(4, 14)))
        if quote in TEXT:
            continue
        found = align(quote, TEXT)
        assert found.grade is not Grade.EXACT
        if found.grade is Grade.SAME:
            # The oracle: the same letters and digits in the same order.
            squeezed = re.sub(r"[\W_]+", "", TEXT).casefold()
            assert re.sub(r"[\W_]+", "", quote).casefold() in squeezed


def test_a_long_text_is_searched_where_the_words_are():
    filler = "Nothing of note was seen on the road that day, and rain fell. " * 400
    text = filler + SENTENCES[0] + " " + filler
    quote = SENTENCES[0].replace("1812", "1821")
    places = list(regions(quote, text))
    assert sum(len(place) for place in places) < len(text) / 10
    found = min((align(quote, text, place) for place in places), key=lambda each: each.rank)
    assert found.grade is Grade.ALTERED
    assert found.span.of(text) in SENTENCES[0]
    assert list(regions("short", "short")) == [Span(0, 5)]
