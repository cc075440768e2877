"""Quotes as other programs take them."""

import re
from dataclasses import replace
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.quotes import Quote
from index.documents import Content, Document, Section, Span
from tests.texts import texts
from ui.citations import annotation, bibtex, csl, link, markdown, plain, rich, ris

# Citations

words = texts.filter(lambda text: text.strip())


@given(words, st.data())
def test_an_annotation_points_at_the_words_by_place_and_by_context(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    quote = Quote(Document("d", "a b.txt", "", Content(text)), Span(start, end), Span(start, end), 1.0)
    made = annotation(quote)
    by_words, by_place = made["target"]["selector"]
    assert text[by_place["start"] : by_place["end"]] == by_words["exact"]
    assert text.startswith(by_words["prefix"] + by_words["exact"] + by_words["suffix"], start - len(by_words["prefix"]))
    assert made["target"]["source"] == "a%20b.txt"
    assert link(quote) is None
    # Markdown knows no line separators but this one; Python would split at others, too.
    assert all(line.startswith(">") for line in markdown(quote).rstrip("\n").split("\n"))


def a_paper() -> Quote:
    text = "Half of 100 % & more_{x} is\n<i>less</i>."
    content = Content(
        text, (Section(Span(0, len(text)), (), 10),), "On Halves", {"author": "Ann B", "date": "2024-02-29"}
    )
    return Quote(Document("ab12", "papers/halves.pdf", "", content), Span(0, len(text)), Span(0, 4), 0.9)


@given(st.text(), st.text())
def test_nothing_that_a_document_says_of_itself_is_a_field_of_its_own(author: str, date: str) -> None:
    paper = a_paper()
    content = replace(paper.document.content, metadata={"author": author, "date": date})
    lines = ris(replace(paper, document=replace(paper.document, content=content))).splitlines()
    names = [line[:6] for line in lines]
    assert all(re.fullmatch(r"[A-Z][A-Z\d]  - ", name) for name in names)
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("ending", ["pptx", "odp", "xlsx", "ods", "ODS"])
def test_a_slide_or_a_sheet_is_no_page(ending: str) -> None:
    paper = a_paper()
    quote = replace(paper, document=replace(paper.document, source=f"papers/halves.{ending}"))
    assert plain(quote).endswith("– On Halves")
    assert "SP  -" not in ris(quote)


def test_a_quote_is_copied_with_its_title_and_page() -> None:
    assert plain(a_paper()) == "“Half of 100 % & more_{x} is <i>less</i>.” – On Halves, p. 10"
    assert rich(a_paper()) == (
        "<p>“Half of 100 % &amp; more_{x} is &lt;i&gt;less&lt;/i&gt;.” – <cite>On Halves, p. 10</cite></p>"
    )


def test_bibliographies_are_told_what_the_document_says_of_itself() -> None:
    made = bibtex(a_paper())
    assert made.startswith("@misc{quoth-ab12,\n  title = {On Halves},\n  author = {Ann B},\n  date = {2024-02-29}")
    assert r"note = {Half of 100 \% \& more\_\{x\} is <i>less</i>.}" in made
    assert "TI  - On Halves\nAU  - Ann B\nDA  - 2024-02-29\nSP  - 10\n" in ris(a_paper())
    assert ris(a_paper()).endswith("ER  - \n")
    assert csl(a_paper()) == {
        "id": "quoth-ab12",
        "type": "document",
        "title": "On Halves",
        "note": "Half of 100 % & more_{x} is <i>less</i>.",
        "author": [{"literal": "Ann B"}],
        "issued": {"raw": "2024-02-29"},
        "page": "10",
    }


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("Plain words. With stops, (brackets) - and so on!", "Plain words. With stops, (brackets) - and so on!"),
        ("1. first", r"1\. first"),
        ("- item", r"\- item"),
        ("# head", r"\# head"),
        ("a_b *c* [d](e) <f> `g`", r"a\_b \*c\* \[d\](e) \<f\> \`g\`"),
        ("R&D &amp; more", r"R&D \&amp; more"),
        ("1.5 and 2) too", "1.5 and 2) too"),
    ],
)
def test_only_what_markdown_would_read_is_escaped(words: str, shown: str) -> None:
    quote = Quote(Document("d", "a.txt", "", Content(words)), Span(0, len(words)), Span(0, 1), 1.0)
    assert markdown(quote).split("\n")[0] == f"> {shown}"


def test_a_link_names_the_quotes_ends_and_escapes_what_means_something_there() -> None:
    text = "Well-known, so to speak, were the kings - and the queens & the rest of them all"
    quote = Quote(Document("d", "https://e.org/a?b#c", "", Content(text)), Span(0, len(text)), Span(0, 4), 1.0)
    made = link(quote)
    address, _, directive = made.partition("#:~:text=")
    assert address == "https://e.org/a?b"
    assert [unquote(part) for part in directive.split(",")] == ["Well-known, so to speak, were", "the rest of them all"]
    assert "-" not in directive
    assert "&" not in directive
