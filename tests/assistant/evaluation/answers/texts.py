"""Invented documents, and answers about them."""

from index.documents import Content, Document, Section, Span, digest

MILL = (
    "The mill at Larkmoor was built in 1812 by Josiah Penhale. It cost 412 pounds and was not insured. "
    "“Flour,” he wrote, “is a re-\nmarkable stuff.” The well-known miller died on 3 May 1840.\n\n"
    "Mary Rowe bought the mill from John Tregear in 1851. She paid 1,250 pounds for it. "
    "In wet years the wheel turned for seven months. The office of the mill was first opened to visitors in 1903.\n"
)
FERN = (
    "The Hesper fern grows on north walls. It was first described by Anna Quill in 1877. "
    "Its fronds are 30 cm long, and it does not flower. Gardeners divide it in March.\n"
)


def paged(text: str) -> tuple[Section, ...]:
    """Two pages, divided where the second paragraph begins."""
    cut = text.index("Mary") if "Mary" in text else len(text) // 2
    return Section(Span(0, cut), page=1), Section(Span(cut, len(text)), page=2)


def documents() -> list[Document]:
    return [
        Document("mill", "papers/mill.pdf", digest(MILL.encode()), Content(MILL, paged(MILL), "The mill")),
        Document("fern", "papers/fern.txt", digest(FERN.encode()), Content(FERN, (), "A fern")),
    ]
