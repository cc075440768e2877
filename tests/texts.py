"""Hypothesis strategies for the texts documents really have, and worse."""

from hypothesis import strategies as st

_WORDS = st.sampled_from(
    "The river is long. | U.S. troops | Dr. Kim said: | “quoted words” | e\u0301a\u0308 | 👍🏽👨‍👩‍👧 | naïve | 3,000.5 | こんにちは。 | "
    "מלך | don't | \x00 | \u202etfel\u202c | <b>&amp;</b> | a\u00a0b | ... | ?!".split(" | ")
)
_GAPS = st.sampled_from([" ", "  ", "\n", "\n\n", "\t", "\u2028", "\n- ", ". "])

#: Signs that tokenizers drop: a bullet of Word's, joiners, a soft hyphen, a mark of byte order, what stands for damage.
WEIGHTLESS = "\uf0b7\u200b\xad\ufeff\ufe0f\ufffd"

#: Paragraphs far beyond a passage, with such signs among the words or in place of them.
weightless = st.lists(
    st.tuples(
        st.sampled_from(["word", "word. ", "a, ", "", "The river is long."]),
        st.text(WEIGHTLESS + " \n", max_size=3),
        st.integers(1, 120),
    ),
    min_size=1,
    max_size=8,
).map(lambda parts: "".join((word + signs) * n for word, signs, n in parts))

#: Canonical text: any code point but surrogates and CR, with plenty of sentence-like stretches.
texts = st.one_of(
    st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\r"), max_size=400),
    st.lists(st.tuples(_WORDS, _GAPS), max_size=60).map(lambda parts: "".join(a + b for a, b in parts)),
    st.lists(st.text("ab c.\n", max_size=30), max_size=20).map("\n".join),
    st.builds(lambda word, n: word * n, st.sampled_from(["a", "a ", "é", "字", "word. "]), st.integers(1, 700)),
)
