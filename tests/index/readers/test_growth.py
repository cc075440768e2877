"""No reader takes the square of what it is given: four times as much takes less than nine times as long."""

import time
from collections.abc import Callable
from contextlib import suppress

import pytest

from index.errors import UnreadableDocument
from index.readers import read
from index.readers.attributes import plain
from index.reading.lines import unwrapped
from tests import bombs


def spent(do: Callable[[], object]) -> float:
    """Seconds of computing, the least of some tries: another process may have had the cache meanwhile."""

    def once() -> float:
        start = time.process_time()
        with suppress(UnreadableDocument):  # refused is done, too
            do()
        return time.process_time() - start

    return min(once() for _ in range(3))


def assert_grows_evenly(make: Callable[[int], Callable[[], object]], count: int) -> None:
    small, large = spent(make(count)), spent(make(4 * count))
    # What takes next to nothing is not measured.
    assert large < 9 * max(small, 0.01)


@pytest.mark.parametrize(
    ("name", "make", "count"),
    [
        ("a.html", bombs.page_of_attributes, 20_000),
        ("a.html", bombs.page_of_elements, 10_000),
        ("a.html", lambda count: b"<p " * count, 20_000),
        ("a.html", lambda count: b"<table><tr>" + b"<td>x" * count, 5_000),
        ("a.eml", bombs.mail_of_encoded_words, 20_000),
        ("a.eml", lambda count: b"From: a\nTo: " + b"a@b.c, " * count + b"\n\nx", 20_000),
        ("a.csv", bombs.table_of_commas, 10_000),
        ("a.csv", lambda count: b'"' * count, 50_000),
        ("a.txt", bombs.text_of_dots, 100_000),
        ("a.txt", lambda count: b". \n" * count, 20_000),
        ("a.txt", lambda count: b"." + b" " * count + b"x", 100_000),
        ("a.md", bombs.markdown_of_marks, 500),
        ("a.md", lambda count: b"# a\n" * count, 2_000),
        ("a.xlsx", bombs.xlsx_of_rows, 2_000),
        ("a.xlsx", bombs.xlsx_of_strings, 5_000),
        ("a.epub", bombs.epub_of_items, 10_000),
        ("a.epub", bombs.epub_of_elements, 10_000),
        ("a.pdf", bombs.pdf_of_many_operators, 2_000),
    ],
)
def test_readers(name: str, make: Callable[[int], bytes], count: int) -> None:
    def reading(count: int) -> Callable[[], object]:
        data = make(count)
        return lambda: read(name, data)

    assert_grows_evenly(reading, count)


@pytest.mark.parametrize("unit", ["<p ", '<p "', "<p '\"", "a='\" ", "<"])
def test_the_search_for_long_tags(unit: str) -> None:
    assert_grows_evenly(lambda count: lambda: plain("<p " + unit * count), 50_000)


@pytest.mark.parametrize("unit", [" ", "\n", "- \n", "word\n", "(a) ", "1. "])
def test_the_unwrapping_of_lines(unit: str) -> None:
    assert_grows_evenly(lambda count: lambda: unwrapped(unit * count), 50_000)


def test_a_page_keeps_the_attributes_that_a_person_gave_it() -> None:
    picture = '<img alt="x" src="data:' + "A" * 50_000 + '"><p class=a>words'
    assert plain(picture) == picture
    assert plain("<p " + "a=1 " * 9_000 + ">words") == "<p>words"
