"""Quotes damaged in known ways get the grade that the damage deserves; benchmarks/grading.py asks it of a whole library."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from assistant.evaluation.answers.alignment import Grade, align
from assistant.evaluation.answers.given import Citation, Context, GivenAnswer
from assistant.evaluation.answers.grounds import GivenSources, IndexSources
from assistant.evaluation.answers.judging import judge
from benchmarks.damage import DAMAGES, paragraph
from index.documents import Content, Document
from index.index import Index

FAITHFUL = {Grade.EXACT, Grade.SAME}
cases = st.tuples(st.sampled_from(sorted(DAMAGES)), st.integers(0, 2**32))


def made(kind: str, seed: int) -> tuple[str, str, str]:
    """A text, a quote of it, and the quote as it was damaged."""
    chance = Random(seed)
    paragraphs = [paragraph(number, chance) for number in range(4)]
    quote = chance.choice(paragraphs)
    return "\n\n".join(paragraphs), quote, DAMAGES[kind][0](quote, chance)


@given(cases)
def test_damage_is_graded_for_what_it_is(case: tuple[str, int]) -> None:
    text, quote, damaged = made(*case)
    found, right = align(damaged, text), DAMAGES[case[0]][1]
    assert found.grade in right
    if found.grade in FAITHFUL:
        assert found.span.of(text).rstrip(".") == quote.rstrip(".")
        assert bool(found.notes) is (damaged != quote)
    if right == {Grade.ALTERED}:
        # What is shown as it was stands there, and what is shown as it is in the quote stands in that.
        assert found.changes
        assert all(each.source in text and each.quote in damaged for each in found.changes)


@given(cases)
def test_among_the_texts_a_system_was_given_it_is_graded_as_in_the_one_it_is_of(case: tuple[str, int]) -> None:
    text, _, damaged = made(*case)
    other = "\n\n".join(paragraph(number, Random(number)) for number in range(100, 104))
    answer = GivenAnswer("1", "Which?", damaged, (Citation(quote=damaged),))
    (found,) = judge(answer, GivenSources((Context("other", other), Context("text", text)))).quotes
    assert found.grade in DAMAGES[case[0]][1]


def test_no_invented_quote_is_graded_exact() -> None:
    """A thousand here; ten thousand over a hundred thousand passages in the benchmark."""
    text = "\n\n".join(paragraph(number, Random(number)) for number in range(10))
    damage, right = DAMAGES["invented"]
    chance = Random(17)
    assert {align(damage("", chance), text).grade for _ in range(1_000)} <= right


def test_an_altered_quote_is_held_against_the_passage_it_is_of_among_many_alike(index: Index) -> None:
    form = "The lighthouse keeper's granddaughter photographed {} passenger steamers near {} and {}."
    names = "Ulm Ely Ayr Bex Cuy Dol Eu Fos Gap Hof Ip Jura".split()
    pairs = [(one, other) for one in names for other in names if one < other]
    index.add(
        *(Document(str(n), f"{n}.txt", "", Content(form.format(12 + n, *pair))) for n, pair in enumerate(pairs)),
    )
    with index.view() as view:
        ground = IndexSources(view)
        for n in (0, len(pairs) // 2, len(pairs) - 1):
            quote = form.format(912 + n, *pairs[n])
            (found,) = judge(GivenAnswer("1", "Which?", quote, (Citation(quote=quote),)), ground).quotes
            assert (found.grade, found.found_in) == (Grade.ALTERED, f"{n}.txt")
