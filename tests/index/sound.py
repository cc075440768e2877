"""What holds of every document, whatever its format."""

from index.documents import Content, Document
from index.ingest.splitter import Splitter


def assert_sound(content: Content, limit: int = 300) -> None:
    """Passages are slices; each quotable word is in one of them, and nothing that is not quotable is in any."""
    text, sections = content.text, content.sections
    document = Document("1", "a", "", content)
    spans = Splitter(limit, len).split(document)
    covered = bytearray(len(text))
    for span in spans:
        assert span.of(text).strip() == span.of(text) != ""
        assert not any(covered[span.start : span.end]), "passages overlap"
        covered[span.start : span.end] = b"\1" * len(span)
        section = document.section_at(span.start)
        assert section is not None
        last = document.section_at(span.end - 1)
        assert last is not None
        assert (section.headings, section.page) == (last.headings, last.page)
    for section in sections:
        words = section.span.of(text)
        assert words == words.strip() != ""
        inside = covered[section.span.start : section.span.end]
        assert all(
            bool(held) == section.quotable for held, sign in zip(inside, words, strict=True) if not sign.isspace()
        )
