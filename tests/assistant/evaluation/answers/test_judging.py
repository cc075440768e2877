import re

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assistant.evaluation.answers import judging
from assistant.evaluation.answers.alignment import Grade
from assistant.evaluation.answers.claims import Agreement
from assistant.evaluation.answers.given import Citation, Context, GivenAnswer, Statement
from assistant.evaluation.answers.grounds import GivenSources, IndexSources
from assistant.evaluation.answers.judging import is_refusal, judge, quotes_in, statements
from assistant.evaluation.answers.records import Fault
from assistant.evaluation.answers.squeezing import is_whole
from index.documents import Content, Document, Span
from index.index import Index
from tests.assistant.evaluation.answers.texts import FERN, MILL, documents

CONTEXTS = (Context("mill", MILL, "The mill"), Context("fern", FERN))


def judged(text, *citations, question="Who?", **more):
    answer = GivenAnswer("1", question, text, citations, contexts=CONTEXTS, **more)
    return judge(answer, GivenSources(CONTEXTS))


def test_a_sound_answer_has_no_fault():
    found = judged(
        "Josiah Penhale built the mill in 1812.",
        Citation("The mill at Larkmoor was built in 1812 by Josiah Penhale.", "mill"),
        answerable=True,
        gold=("Josiah Penhale",),
    )
    assert (found.faults, found.verdict, found.badness) == ((), "sound", 0)
    assert found.quotes[0].source_right
    assert found.values()["citation_recall"] == found.values()["citation_precision"] == 1.0


@pytest.mark.parametrize(
    ("text", "citation", "fault"),
    [
        ("It cost 412 pounds.", Citation("It cost 421 pounds and was not insured.", "mill"), Fault.ALTERED_QUOTE),
        ("It cost 412 pounds.", Citation("It was painted blue by monks of Rome.", "mill"), Fault.ABSENT_QUOTE),
        ("It cost 412 pounds.", Citation("It cost 412 pounds", "fern"), Fault.WRONG_SOURCE),
        ("It cost 412 pounds.", Citation("It cost 412 pounds", "mill", None, 0, 18), Fault.WRONG_PLACE),
        ("It cost 512 pounds.", Citation("It cost 412 pounds", "mill"), Fault.FACT_NOWHERE),
        ("It was sold to monks who danced.", Citation("It cost 412 pounds", "mill"), Fault.UNSUPPORTED),
    ],
)
def test_each_fault_is_named(text, citation, fault):
    assert judged(text, citation).faults[0] is fault


def test_a_quote_in_another_source_than_cited_says_where_it_stands():
    found = judged("It cost 412 pounds.", Citation("It cost 412 pounds", "fern")).quotes[0]
    assert (found.grade, found.found_in, found.source_right) == (Grade.EXACT, "mill", False)
    unnamed = judged("It cost 412 pounds.", Citation("It cost 412 pounds")).quotes[0]
    assert unnamed.source_right is None
    unknown = judged("It cost 412 pounds.", Citation("It cost 412 pounds", "other")).quotes[0]
    assert unknown.source_right is False


def test_refusals_are_held_against_the_label():
    words = "The documents do not contain this information."
    assert judged(words, answerable=False).verdict == "right refusal"
    assert judged(words, answerable=True).faults == (Fault.FALSE_REFUSAL,)
    assert Fault.FALSE_ANSWER in judged("It was Josiah Penhale.", answerable=False).faults
    assert judged("", answerable=False).refused
    assert judged("It was not insured.", refused=True).refused


@pytest.mark.parametrize(
    ("text", "refuses"),
    [
        ("I cannot answer that.", True),
        ("I'm unable to find it in the documents.", True),
        ("The text doesn’t mention a price.", True),
        ("There is no information about it.", True),
        ("The mill was not insured.", False),
        ("It does not flower.", False),
        ("The report says the mill was sold. " * 20 + "It does not mention a price.", False),
    ],
)
def test_a_refusal_is_known_by_its_words(text, refuses):
    assert is_refusal(GivenAnswer("1", "Who?", text)) is refuses


def test_marks_give_each_sentence_its_citations():
    citations = tuple(Citation(source=context.name) for context in CONTEXTS)
    text = "The mill was built in 1812 [1]. The fern does not flower.[2][9] Neither was sold."
    found = statements(GivenAnswer("1", "Who?", text, citations), citations)
    assert found == [
        Statement("The mill was built in 1812.", (0,)),
        Statement("The fern does not flower.", (1,)),
        Statement("Neither was sold.", ()),
    ]
    record = judged(text, *citations)
    assert [each.supported for each in record.sentences] == [True, True, None]
    assert record.values()["citation_recall"] == pytest.approx(2 / 3)
    assert record.values()["uncited_sentences"] == pytest.approx(1 / 3)
    assert Fault.UNCITED in record.faults


def test_a_citation_that_adds_nothing_costs_precision_by_alces_rule():
    parts = (Statement("The mill was built in 1812.", (0, 1)),)
    citations = tuple(Citation(source=context.name) for context in CONTEXTS)
    found = judged("The mill was built in 1812.", *citations, statements=parts)
    assert found.sentences[0].relevant == (True, False)
    assert found.values()["citation_precision"] == 0.5
    together = (Statement("The mill was built in 1812 and the fern grows on north walls.", (0, 1)),)
    assert judged(together[0].text, *citations, statements=together).sentences[0].relevant == (True, True)


@given(st.lists(st.lists(st.sampled_from(range(4)), max_size=3, unique=True), min_size=1, max_size=4), st.randoms())
def test_recall_and_precision_are_those_of_alces_own_scorer(cited, chance):
    known = {}

    def supports(texts, sentence):
        return known.setdefault((texts, sentence), chance.random() < 0.5)

    def agreed(sentence, texts, _question):
        return Agreement(1.0 if supports(tuple(texts), sentence) else 0.0, (), denied=False)

    contexts = tuple(Context(str(number), f"Text {number}.") for number in range(1, 5))
    parts = tuple(Statement(f"sentence {number}", tuple(each)) for number, each in enumerate(cited))
    citations = tuple(Citation(source=context.name) for context in contexts)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(judging, "agreement", agreed)
        given = GivenAnswer("1", "Who?", "It was.", citations, parts, contexts, refused=False)
        values = judge(given, GivenSources(contexts)).values()
    recall, precision = alce_scores([(part.text, part.cited) for part in parts], [c.text for c in contexts], supports)
    assert values.get("citation_recall", 0) == pytest.approx(recall)
    assert values.get("citation_precision", 0) == pytest.approx(precision)


def alce_scores(sentences, texts, supports):
    """The steps of compute_autoais in ALCE's eval.py, of one item, with ``supports`` in the place of its model."""
    entail = entail_prec = total = 0
    for sentence, ref in sentences:
        joint = bool(ref) and supports(tuple(texts[i] for i in ref), sentence)
        total += len(ref)
        entail += joint
        if joint and len(ref) > 1:
            for i in ref:
                others = tuple(texts[j] for j in ref if j != i)
                entail_prec += supports((texts[i],), sentence) or not supports(others, sentence)
        else:
            entail_prec += joint
    return entail / len(sentences), entail_prec / total if total else 0


def test_the_title_of_a_source_belongs_to_what_it_says():
    contexts = (Context("1", "It was built in 1812.", "Larkmoor Mill"),)
    answer = GivenAnswer("1", "When?", "Larkmoor Mill was built in 1812.", (Citation(source="1"),), contexts=contexts)
    assert judge(answer, GivenSources(contexts)).faults == ()


def test_without_citations_the_contexts_are_what_supports():
    found = judged("The mill was built in 1812. It was sold in 1999.")
    assert [each.supported for each in found.sentences] == [True, False]
    assert found.values()["supported_sentences"] == 0.5
    assert found.sentences[1].nowhere == ("1999",)


def test_what_is_in_quotation_marks_is_a_quote():
    text = "He wrote that “It cost 412 pounds and was not insured” and left."
    assert [each.quote for each in quotes_in(text)] == ["It cost 412 pounds and was not insured"]
    assert judged(text).quotes[0].grade is Grade.EXACT


def test_a_library_finds_quotes_pages_and_documents_by_any_name(index):
    index.add(*documents())
    with index.view() as view:
        library = IndexSources(view)
        for name in ("mill", "papers/mill.pdf", "mill.pdf", "The mill", "/home/me/papers/mill.pdf"):
            assert [each.id for each in library.named(name)] == ["mill"]
        assert library.named("other.pdf") == []
        citation = Citation("She paid 1,250 pounds for it.", "mill.pdf", 2)
        right = judge(GivenAnswer("1", "Who?", "She paid 1,250 pounds.", (citation,)), library)
        assert (right.faults, right.quotes[0].page, right.quotes[0].page_right) == ((), 2, True)
        wrong = Citation("She paid 1,250 pounds for it.", "mill.pdf", 1)
        found = judge(GivenAnswer("1", "Who?", "She paid 1,250 pounds.", (wrong,)), library)
        assert found.faults == (Fault.WRONG_PLACE,)
        unnamed = judge(GivenAnswer("1", "Who?", "x", (Citation("Its fronds are 31 cm long"),)), library)
        assert (unnamed.quotes[0].grade, unnamed.quotes[0].found_in) == (Grade.ALTERED, "papers/fern.txt")


#: Many documents with the same words, each of them telling something of its own.
SAME = [
    f"Lease of flat {n}. The rent of the flat is {900 + n} euros a month and the deposit is {3 * n} months of it. "
    f"It was not what it is, and that is all there is to it. The keys of flat {n} were given to tenant {n % 7}."
    for n in range(40)
]
TEXTS = [MILL, FERN, *SAME, "Nothing of note happened then.\n" * 12_000 + "“Zeno  wrote,” he said,\nof the tortoise."]


@pytest.fixture(scope="module")
def library(tmp_path_factory, tiny_embedder):
    index = Index.open_or_create(tmp_path_factory.mktemp("library") / ".quoth", tiny_embedder)
    for number, text in enumerate(TEXTS[:-1]):
        index.add(Document(str(number), f"{number}.txt", "", Content(text)))
    long = TEXTS[-1]
    spans = [Span(0, 200), Span(len(long) - 200, len(long))]
    with index._store.writing() as writer:
        vectors = tiny_embedder.embed([span.of(long) for span in spans])
        writer.put(Document("long", "long.txt", "", Content(long)), spans, np.asarray(vectors))
    with index.view() as view:
        yield IndexSources(view)
    index.close()


def quoted(ground, quote, source=None):
    return judge(GivenAnswer("1", "Who?", "It was.", (Citation(quote, source),), refused=False), ground).quotes[0]


@given(st.sampled_from(TEXTS[:-1]), st.data())
def test_a_true_slice_of_a_library_is_exact_though_no_source_is_named(library, text, data):
    words = [each.span() for each in re.finditer(r"[^\W_]+", text)]
    first = data.draw(st.integers(0, len(words) - 5))
    last = data.draw(st.integers(first + 4, min(len(words) - 1, first + 60)))
    quote = text[words[first][0] : words[last][1]]
    assume(is_whole(text, words[first][0], words[last][1]))
    found = quoted(library, quote)
    assert found.grade is Grade.EXACT
    there = TEXTS[int(found.found_in.removesuffix(".txt"))]
    assert there[found.start : found.end] == quote


@given(st.sampled_from(TEXTS), st.integers(0, 10_000), st.integers(1, 60))
def test_a_true_slice_of_the_contexts_is_exact_though_no_source_is_named(text, first, many):
    words = [each.span() for each in re.finditer(r"[^\W_]+", text)]
    start, end = words[first % len(words)][0], words[min(len(words) - 1, first % len(words) + many - 1)][1]
    assume(is_whole(text, start, end))
    contexts = tuple(Context(str(number), each) for number, each in enumerate(TEXTS))
    assert quoted(GivenSources(contexts), text[start:end]).grade is Grade.EXACT


def test_a_quote_of_stop_words_alone_is_found_with_other_spacing_too(library):
    found = quoted(library, "It  was not what it\nis, and that is")
    assert (found.grade, found.notes) == (Grade.SAME, ("line ends",))


def test_a_quote_that_is_nearly_right_is_found_in_a_very_long_document_that_is_named(library):
    found = quoted(library, '"Zeno wrote," he said, of the tortoise', "long.txt")
    assert (found.grade, found.found_in, found.source_right) == (Grade.SAME, "long.txt", True)
    altered = quoted(library, '"Zeno sang," he said, of the tortoise', "long.txt")
    assert (altered.grade, altered.changes[0].source) == (Grade.ALTERED, "wrote")


def test_what_stands_nowhere_stays_absent(library):
    assert quoted(library, "It was painted blue by monks of Rome.").grade is Grade.ABSENT
    assert quoted(library, "—  —").grade is Grade.ABSENT
