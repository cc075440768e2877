import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.documents import Content, Document, Section, Span
from index.embedding import Embedder
from index.ingest.splitter import Splitter
from index.readers.text import read
from index.reading.lines import unwrapped
from tests.conftest import SEEDS
from tests.texts import WEIGHTLESS, texts, weightless


def document(text: str, sections: tuple[Section, ...] = ()) -> Document:
    return Document("1", "a.txt", "", Content(text, sections))


def assert_sound(text: str, spans: list[Span], limit: int, measure=len) -> None:
    """Every passage is a non-empty slice within the limit, in order, and no word is lost."""
    end, joined = 0, unwrapped(text)
    for span in spans:
        assert text[end : span.start].strip() == ""
        assert span.of(text).strip() == span.of(text) != ""
        assert measure(joined[span.start : span.end]) <= limit or len(span) == 1
        end = span.end
    assert text[end:].strip() == ""


@given(texts, st.integers(1, 300))
def test_passages_are_sound_whatever_the_text(text: str, limit: int) -> None:
    assert_sound(text, Splitter(limit, len).split(document(text)), limit)


@given(texts)
def test_passages_are_sound_when_measured_in_tokens(tiny_embedder: Embedder, text: str) -> None:
    spans = Splitter(20, tiny_embedder.measure).split(document(text))
    assert_sound(text, spans, 20, tiny_embedder.measure)


@given(weightless)
def test_signs_that_measure_nothing_do_not_confuse_the_splitter(tiny_embedder: Embedder, text: str) -> None:
    assert_sound(text, Splitter(20, tiny_embedder.measure).split(document(text)), 20, tiny_embedder.measure)


@pytest.mark.parametrize("sign", WEIGHTLESS)
@pytest.mark.parametrize("unit", ["word {} ", "{}", "{}\n", "word{}"])
def test_a_long_paragraph_with_such_a_sign_is_cut_soundly(tiny_embedder: Embedder, sign: str, unit: str) -> None:
    text = unit.format(sign) * 1_500
    spans = Splitter(200, tiny_embedder.measure).split(document(text))
    assert_sound(text, spans, 200, tiny_embedder.measure)
    assert max(map(len, spans)) <= 6_400


@pytest.mark.parametrize(
    "unit", [".", "?!", '."', "。", ";", "a.", "word ", "x", "ж", "\u200b", "\u200b\n", "a\n", ". ", "\u3000。"]
)
def test_what_is_measured_grows_no_faster_than_the_text(unit: str) -> None:
    measured = []
    for length in (20_000, 40_000):
        seen = []
        text = unit * (length // len(unit))

        def measure(part: str, seen: list[int] = seen) -> int:
            seen.append(len(part))
            return sum(sign not in WEIGHTLESS for sign in part) if len(part) < 500 else len(part)

        Splitter(200, measure).split(document(text))
        assert max(seen) <= 50_000
        measured.append(sum(seen))
    assert measured[1] < 3 * measured[0]


def test_one_line_of_many_megabytes_is_cut_before_it_is_measured() -> None:
    longest = 0

    def measure(part: str) -> int:
        nonlocal longest
        longest = max(longest, len(part))
        return len(part) // 4

    text = "many words in one line " * 100_000
    assert_sound(text, Splitter(200, measure).split(document(text)), 200, measure)
    assert longest <= 50_000 < len(text) / 40


@given(texts)
def test_splitting_is_deterministic_and_its_starts_increase(text: str) -> None:
    spans = Splitter(50, len).split(document(text))
    assert spans == Splitter(50, len).split(document(text)) == sorted(set(spans))


def test_passages_stay_within_quotable_sections_and_pages() -> None:
    text = "Running head\nPage one says this.\nRunning head\nPage two says that."
    parts = [text.index(line) for line in ("Page one", "Page two")]
    sections = (
        Section(Span(0, 12), quotable=False),
        Section(Span(parts[0], parts[0] + 19), page=1),
        Section(Span(33, 45), quotable=False),
        Section(Span(parts[1], len(text)), page=2),
    )
    spans = Splitter(200, len).split(document(text, sections))
    assert [span.of(text) for span in spans] == ["Page one says this.", "Page two says that."]


def test_rows_of_one_table_share_passages() -> None:
    rows = ["a,1", "b,2", "c,3"]
    text = "\n".join(rows)
    sections = tuple(Section(Span(4 * i, 4 * i + 3), ("name,n",), row=i + 2) for i in range(3))
    assert [span.of(text) for span in Splitter(7, len).split(document(text, sections))] == ["a,1\nb,2", "c,3"]


def test_a_long_paragraph_is_cut_at_sentences_into_parts_of_like_size() -> None:
    sentences = [f"Sentence number {i} has some words." for i in range(9)]
    spans = Splitter(140, len).split(document(" ".join(sentences)))
    cut = [span.of(" ".join(sentences)) for span in spans]
    assert all(part.endswith("words.") for part in cut)
    assert max(map(len, cut)) < 2 * min(map(len, cut))


def test_a_wrapped_line_does_not_end_a_passage_but_a_paragraph_does() -> None:
    wrapped = "\n".join(["the quick brown fox jumps over the lazy dog and"] * 5)
    assert len(Splitter(300, len).split(document(wrapped))) == 1
    assert unwrapped("A heading\n" + wrapped).count("\n") == 1


def test_the_seed_is_cut_at_its_headings() -> None:
    path = next(SEEDS.glob("*.txt"))
    made = Document("1", path.name, "", read(path.read_bytes()))
    starts = [span.of(made.text)[:12] for span in Splitter(900, len).split(made)]
    assert "Kim Jong Un'" in starts
    assert "North Korean" in starts[0]


def test_a_limit_below_one_does_not_make_a_splitter() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        Splitter(0, len)
