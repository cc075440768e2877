import pytest

from index.documents import Content, Document, Section, Span
from ui.web.page.courtesies import Courtesy, courtesy
from ui.web.page.starts import starts


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("help", Courtesy.HELP),
        ("What can you do?", Courtesy.HELP),
        ("how does this work", Courtesy.HELP),
        ("What documents do you have?", Courtesy.LIST),
        ("list my files", Courtesy.LIST),
        ("Thank you very much!", Courtesy.THANKS),
        ("Summarise this", Courtesy.SUMMARY),
        ("can you summarize the document for me?", Courtesy.SUMMARY),
        ("What are these documents about?", Courtesy.SUMMARY),
        ("Hilfe", Courtesy.HELP),
        ("Welche Dokumente gibt es hier?", Courtesy.LIST),
        ("Vielen Dank!", Courtesy.THANKS),
        ("Bitte fassen Sie die Dokumente zusammen.", Courtesy.SUMMARY),
        ("Welche Dokumente brauche ich für ein Visum?", None),
        ("What documents do I need for a visa?", None),
        ("Who helps the king?", None),
        ("Summarise the king's second letter", None),
        ("What is the contract about?", None),
        ("Which files were destroyed?", None),
    ],
)
def test_only_words_that_ask_nothing_of_the_documents_are_taken_for_courtesies(
    words: str, kind: Courtesy | None
) -> None:
    assert courtesy(words) is kind


def test_one_begins_at_headings_of_different_documents_and_at_the_name_of_what_has_none() -> None:
    text = "First chapter\n\nWords.\n\nSecond chapter\n\nMore words."
    first, second = text.index("First"), text.index("Second")
    sections = (
        Section(Span(first, second - 2), ("First chapter",)),
        Section(Span(second, len(text)), ("Second chapter",)),
    )
    book = Document("book", "book.md", "", Content(text, sections, "A Book"))
    note = Document("note", "note.txt", "", Content("Only words."))
    made = starts([book, note])
    assert made.index("First chapter") < made.index("note.txt") < made.index("Second chapter")
    assert f"start={second}" in made
    assert starts([]) == ""
