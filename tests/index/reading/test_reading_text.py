import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.documents import FIRST_PAGE, Content, Document, Passage, Section, Span
from index.readers import read
from index.reading.days import named_days, spelled
from index.reading.text import ReadingText, reading, reading_text, readings
from tests.texts import texts


def document(text: str, *sections: Section, title: str | None = None) -> Document:
    return Document("1", "a.txt", "", Content(text, sections, title))


def whole(made: Document) -> ReadingText:
    return reading_text(made, Span(0, len(made.text)))


def answers(read: ReadingText) -> list[str]:
    return [read.text[stretch.start : stretch.end] for stretch in read.stretches if stretch.answers]


_signs = st.sampled_from(
    [*"aB1 .-\n?:|#", "é", "e\u0301", "\xad", "\u200b", "ﬁ", "Ｂ", "⁴", "2025-04-03", "30/06/2024", "中", "。"]
)
_odd = st.lists(_signs, max_size=60).map("".join)


@given(st.one_of(texts, _odd).filter(bool), st.data())
def test_each_code_point_leads_back_into_the_span_in_order_and_says_the_same(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    span = Span(start, data.draw(st.integers(start + 1, len(text))))
    made = document(text, title="Title")
    found = reading_text(made, span)
    assert found == reading_text(made, span)
    assert len(found.text) == len(found.starts) == len(found.ends)
    low = high = span.start
    for at, end in zip(found.starts, found.ends, strict=True):
        if at < 0:
            continue
        assert low <= at < end <= span.end
        assert high <= end
        low, high = at, end
    # A span that begins within a number may begin with what is a date by itself.
    seen = (text, span.of(text))
    said = {Span(day.start, day.end).of(each) for each in seen for day in named_days(each)}
    runs: dict[tuple[int, int], str] = {}
    for sign, at, end in zip(found.text, found.starts, found.ends, strict=True):
        if at >= 0:
            runs[at, end] = runs.get((at, end), "") + sign
    for (at, end), written in runs.items():
        source = text[at:end]
        folded = unicodedata.normalize("NFKC", source).replace("\xad", "").replace("\u200b", "")
        assert written in (source, folded) or (source in said and written == spelled(next(named_days(source)).day))


@given(st.one_of(texts, _odd).filter(bool), st.data())
def test_what_is_found_is_one_stretch_of_the_span(text: str, data: st.DataObject) -> None:
    found = whole(document(text))
    if not found.text:
        return
    start = data.draw(st.integers(0, len(found.text) - 1))
    place = found.found(start, data.draw(st.integers(start + 1, len(found.text))))
    assert place is None or Span(0, len(text)).covers(place)


@given(texts.filter(str.strip))
def test_no_word_of_prose_is_lost(text: str) -> None:
    shown = unicodedata.normalize("NFKC", text)
    read = whole(document(text)).body
    if text.isascii() and not list(named_days(text)) and "-" not in text:
        assert shown.split() == read.split()


def test_cells_are_read_behind_the_names_of_their_columns_and_lead_back() -> None:
    content = read("a.csv", b"Team,Cups\nBlue Herons,13\nOtters,0\n")
    made = Document("1", "a.csv", "", content)
    found = whole(made)
    assert found.body == "Team; Cups\nTeam: Blue Herons; Cups: 13\nTeam: Otters; Cups: 0"
    assert answers(found) == ["Team: Blue Herons; Cups: 13", "Team: Otters; Cups: 0"]
    at = found.text.index("13")
    assert found.found(at - len("Cups: "), at + 2) == Span(content.text.index("13"), content.text.index("13") + 2)
    both = found.text.index("Blue"), at + 2
    place = found.found(*both)
    assert place is not None
    assert place.of(content.text) == "Blue Herons,13"
    assert found.found(found.text.index("13"), found.text.index("Otters") + 6) is None, "it is in two rows"


def test_what_is_given_is_read_and_what_is_unread_is_not() -> None:
    text = "See [the list](http://x.test/a) for more."
    gap = text.index("]("), text.index(" for")
    found = whole(document(text, Section(Span(0, len(text)), given=("Region: North",), unread=(4, 5, *gap))))
    assert found.text == "Region: North: See the list for more."
    at = found.text.index("list for")
    place = found.found(at, at + 8)
    assert place is not None
    assert place.of(text) == "list](http://x.test/a) for"


def test_headings_and_questions_are_no_answers() -> None:
    text = "Opening hours\n\nWhen are you open?\n\nFrom nine to five.\n\nWe meet at seven, ok?"
    found = whole(document(text, Section(Span(0, len(text)), ("Opening hours",)), title="Guide"))
    assert found.text.startswith("Guide > Opening hours: Opening hours\n")
    assert answers(found) == ["From nine to five.", "We meet at seven, ok?"]


def test_lines_are_joined_and_hyphens_at_their_ends_are_gone() -> None:
    text = "The opera-\ntor of the well-\nknown ferry sails\non Mondays from\nEastport to the isle."
    found = whole(document(text))
    assert found.text == "The operator of the well-known ferry sails on Mondays from Eastport to the isle."
    place = found.found(4, 12)
    assert place is not None
    assert place.of(text) == "opera-\ntor"


def test_forms_of_letters_are_one_and_raised_numbers_stay_apart() -> None:
    text = "The oﬃce of Malmo\u0308 in Ｂ２０ was built in 1877⁴ by the so\xadcie\xadty."
    found = whole(document(text))
    assert found.text == "The office of Malmö in B20 was built in 1877⁴ by the society."
    place = found.found(found.text.index("Malmö"), found.text.index("Malmö") + 5)
    assert place is not None
    assert place.of(text) == "Malmo\u0308"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("on 2025-04-03.", "on 3 April 2025."),
        ("on 30/06/2024", "on 30 June 2024"),
        ("on 12/31/2026", "on 31 December 2026"),
        ("on 01.04.2025", "on 1 April 2025"),
        ("on 03/04/2025", "on 03/04/2025"),
        ("host 192.168.10.20", "host 192.168.10.20"),
        ("version 1.2.20", "version 1.2.20"),
        ("on 2025-13-40", "on 2025-13-40"),
    ],
)
def test_dates_in_numbers_are_read_in_words(written: str, read: str) -> None:
    found = whole(document(written))
    assert found.text == read
    place = found.found(len(read) - 6, len(read))
    assert place is not None
    assert place.end == len(written)


def test_a_passage_has_the_title_and_headings_before_it() -> None:
    made = document("abcdef", Section(Span(0, 2), ("A", "B")), title="T")
    assert reading_text(made, Span(1, 2)).text == "T > A > B: b"


@pytest.mark.parametrize(
    ("source", "title", "first_page", "lead"),
    [
        ("conditions_2025.pdf", "Conditions", "", "Conditions > 2025"),
        ("docs/lease_flat3_Okafor.docx", "Tenancy agreement", "2024-05", "Tenancy agreement > Lease Flat3 Okafor May 2024"),
        ("minutes_2024-05-14.docx", "Minutes", "", "Minutes > 14 May 2024"),
        ("minutes_2024-05-14.docx", "Minutes, 14 May 2024", "", "Minutes, 14 May 2024"),
        ("upload://Report Q3 final (1).xlsx", "Report", "", "Report > Q3"),
        ("Re_ The new boiler.eml", "The new boiler", "", "The new boiler"),
        ("a3f9c2d81b.pdf", "Rules", "", "Rules"),
        ("price-list.csv", None, "", "Price List"),
        ("IMG_0042.txt", None, "", ""),
    ],
)  # fmt: skip
def test_what_tells_a_document_from_its_twins_is_read_after_its_title(
    source: str, title: str | None, first_page: str, lead: str
) -> None:
    content = Content("Nothing of it.", (), title, {FIRST_PAGE: first_page} if first_page else {})
    assert whole(Document("1", source, "", content)).lead == lead


def test_an_answer_is_read_behind_its_question_and_an_item_behind_what_leads_to_its_list() -> None:
    text = "Q: May dogs come in?\nA: On a lead.\n\nBring these:\n\n- a lamp\n- a rope"
    made = document(text)

    def read_alone(words: str) -> str:
        return reading_text(made, Span(text.index(words), text.index(words) + len(words))).text

    assert read_alone("A: On a lead.") == "Q: May dogs come in? A: On a lead."
    assert read_alone("- a rope") == "Bring these: - a rope"
    assert read_alone("Bring these:") == "Bring these:"


def test_a_first_line_that_stands_alone_is_read_as_a_title() -> None:
    text = "Report of the mill for March 2031\n\nThe wheel turned on twenty days."
    assert reading_text(document(text), Span(text.index("The wheel"), len(text))).text.startswith("Report of the mill")
    assert whole(document("It rained.\n\nIt stopped.")).body == "It rained.\nIt stopped."


def test_a_question_above_its_answer_is_read_once() -> None:
    content = read("a.md", b"# Visits\n\n## May dogs come in?\n\nOn a lead.\n\n## Hours\n\nFrom nine.\n")
    made = Document("1", "a.md", "", content)
    dogs, hours = (section.span for section in content.sections[1:])
    assert reading_text(made, dogs).text == "Visits: ## May dogs come in?\nOn a lead."
    assert reading_text(made, Span(dogs.end - 10, dogs.end)).lead.endswith("May dogs come in?")
    assert reading_text(made, hours).text == "Visits > Hours: ## Hours\nFrom nine."


def test_each_row_is_read_by_itself_and_what_lies_between_as_one() -> None:
    text = b"# Fleet\n\nOur ships.\n\n| Ship | Tons |\n|---|---|\n| Heron | 40 |\n| Otter | 75 |\n\nAll of wood.\n\nAll old.\n"
    content = read("a.md", text)
    found = readings(Passage(1, Document("1", "a.md", "", content), Span(0, len(content.text))))
    assert [each.body for each in found] == [
        "# Fleet\nOur ships.",
        "Ship: Heron; Tons: 40",
        "Ship: Otter; Tons: 75",
        "All of wood.\nAll old.",
    ]
    assert [each.row for each in found] == [False, True, True, False]


@given(st.lists(st.lists(st.sampled_from(["a", "b 1", "Ä", ""]), min_size=2, max_size=3), max_size=6), st.data())
def test_what_is_read_part_by_part_is_what_is_read_as_one(rows: list[list[str]], data: st.DataObject) -> None:
    content = read("a.csv", "\n".join(["Ship,Tons", *map(",".join, rows), "x,y"]).encode())
    start = data.draw(st.integers(0, len(content.text) - 2))
    passage = Passage(1, Document("1", "a.csv", "", content), Span(start, len(content.text)))
    parts = [answer for each in readings(passage) for answer in answers(each)]
    assert parts == answers(reading(passage))


def test_lines_of_a_cell_are_joined_and_codes_keep_their_hyphens() -> None:
    text = "M-\n100 Tom\nOduya opera-\ntor"
    cells = (0, 6, 7, 16, 17, 27)
    made = document(text, Section(Span(0, len(text)), row=2, columns=("No.", "Name", "Role"), cells=cells))
    found = whole(made)
    assert found.body == "No.: M-100; Name: Tom Oduya; Role: operator"
    place = found.found(found.text.index("Oduya") - 4, found.text.index("Oduya") + 5)
    assert place is not None
    assert place.of(text) == "Tom\nOduya"


def test_marks_around_code_are_no_answers() -> None:
    content = read("a.md", b"Stop it with this:\n\n```bash\nquill stop\n```\n")
    assert answers(whole(Document("1", "a.md", "", content))) == ["Stop it with this:", "quill stop"]
