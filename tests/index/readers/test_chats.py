"""Chats as people copy them: each message a record with whoever wrote it."""

from index.documents import Content, Document, Span
from index.readers import read
from index.reading.text import reading_text

_CHAT = """Pickup, June

Mara Lind  9:41 AM
The courier moved our pickup to Thursday.
Do we need the second pallet?

Tomas Reed  9:44 AM
Yes, and the customs form.

Mara Lind  9:45 AM
Fine.
"""
_TIMES = """Breakfast 7:30
In the hall.
Lecture 9:00
In room 4.
Lunch 12:30
In the hall.
"""


def read_text(text: str) -> Content:
    return read("pickup.txt", text.encode())


def test_each_message_is_a_record_with_whoever_wrote_it() -> None:
    content = read_text(_CHAT)
    first, *messages = content.sections
    assert (first.span.of(content.text), first.record) == ("Pickup, June", False)
    assert [(s.span.of(content.text).split("\n")[0], s.record) for s in messages] == [
        ("Mara Lind  9:41 AM", True),
        ("Tomas Reed  9:44 AM", True),
        ("Mara Lind  9:45 AM", True),
    ]
    document = Document("0" * 16, "pickup.txt", "0" * 64, content)
    shown = reading_text(document, Span(messages[1].span.start, messages[1].span.end))
    assert "Tomas Reed" in shown.text
    start = shown.text.index("customs")
    assert shown.found(start, start + 7) is not None


def test_a_timetable_is_no_chat() -> None:
    assert not any(section.record for section in read_text(_TIMES).sections)
    assert not any(section.record for section in read_text("Mara Lind 9:41\nHello.\n").sections)
