import pytest
from hypothesis import given

from index.errors import UnreadableDocument
from index.readers import read
from index.readers.encoding import decode
from tests.conftest import SEEDS
from tests.texts import texts


@given(texts)
def test_utf8_text_is_kept_to_the_letter(text: str) -> None:
    try:
        found, _ = decode(text.encode("utf-8-sig"))
    except UnreadableDocument:
        return
    assert found == text


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8-sig", "naïve café 👍"),
        ("utf-16", "naïve café 👍"),
        ("utf-32", "naïve café 👍"),
        ("utf-16-le", "This is plain text without a mark, wide."),
        ("utf-16-be", "This is plain text without a mark, wide."),
        ("cp1252", "Der Fluß führt über große Höhen, und schöne Mädchen trinken süßen Kaffee in Köln. " * 3),
        ("cp1250", "Młynarz otwiera śluzę wcześnie rano. Goście słyszą dźwięk dzwonu nad rzeką, a żona piecze chleb. "),
        ("koi8-r", "Мельник открывает шлюз рано утром. Гости слышат звон колокола над рекой и считают мешки. "),
        ("shift_jis", "これは日本語の文章です。文字コードを正しく判定できるでしょうか。" * 4),
    ],
)
def test_encodings_are_told_apart_and_recorded(encoding: str, text: str) -> None:
    content = read("a.txt", text.encode(encoding))
    assert content.text == text
    assert content.metadata["encoding"]


def test_newlines_become_one_kind() -> None:
    assert read("a.txt", b"one\r\ntwo\rthree\nfour").text == "one\ntwo\nthree\nfour"


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.txt", b"", "zero bytes"),
        ("a.txt", b"\xef\xbb\xbf", "no text"),
        ("a.txt", b" \n\t ", "only white space"),
        ("a.txt", bytes(range(256)) * 4, "binary|unknown"),
        ("a.txt", b"\xff\xfea", "breaks at byte"),
        ("a.xyz", b"text", "no reader for .xyz"),
        ("README", b"text", "without an ending"),
    ],
)
def test_bad_files_say_what_is_wrong_with_them(name: str, data: bytes, message: str) -> None:
    with pytest.raises(UnreadableDocument, match=message):
        read(name, data)


def test_the_seeds_title_and_headings_are_seen() -> None:
    content = read("seed.txt", next(SEEDS.glob("*.txt")).read_bytes())
    assert content.title == "North Korean soldiers reveal deception and drone defeat in Ukraine"
    assert [section.heading for section in content.sections] == [
        (),
        ("North Korean prisoners admit they were deceived",),
        ("Kim Jong Un's army defeated by drones",),
    ]


def test_markdown_headings_make_a_path_and_code_makes_none() -> None:
    text = b"intro\n\n# One *x*\n\ntext\n\n```\n# code\n```\n\nTwo\n---\nmore\n\n### Deep\n\nz\n\n# Next\n\ny\n"
    content = read("a.md", text)
    assert content.title == "One x"
    assert [section.heading for section in content.sections] == [
        (),
        ("One x",),
        ("One x", "Two"),
        ("One x", "Two", "Deep"),
        ("Next",),
    ]
    assert "# code" in content.sections[1].span.of(content.text)


def test_front_matter_becomes_metadata_and_each_of_its_entries_can_be_quoted() -> None:
    content = read("a.md", b"---\ntitle: Report\ntags: [war, drones]\ndate: 2025-03-01\n---\nBody.\n")
    assert (content.title, content.metadata["tags"], content.metadata["date"]) == (
        "Report",
        "war, drones",
        "2025-03-01",
    )
    assert [section.span.of(content.text) for section in content.sections if section.quotable] == [
        "title: Report",
        "tags: [war, drones]",
        "date: 2025-03-01",
        "Body.",
    ]


@pytest.mark.parametrize("front", [b"- a\n- b", b"{: bad", b"!!python/object:os.system x", b"just words"])
def test_odd_front_matter_says_nothing_and_breaks_nothing(front: bytes) -> None:
    assert read("a.md", b"---\n" + front + b"\n---\nBody.\n").metadata == {"encoding": "utf-8"}


def test_cells_are_found_in_the_rows_as_they_are_written() -> None:
    def named(name: str, data: str) -> list[list[tuple[str, str]]]:
        content = read(name, data.encode())
        rows = [(s, s.span.of(content.text)) for s in content.sections if s.row]
        return [
            [(n, row[a:b]) for n, a, b in zip(s.columns, s.cells[::2], s.cells[1::2], strict=False)] for s, row in rows
        ]

    table = [("who", "what", "when"), ("Ann", "a, b", "1"), ("", "c", "2")]
    wanted = [[("who", a), ("what", b), ("when", c)] for a, b, c in table]
    assert named("a.csv", 'who,what,when\nAnn,"a, b",1\n,c,2\n') == wanted
    assert named("a.tsv", "who\twhat\twhen\nAnn\ta, b\t1\n\tc\t2\n") == wanted
    assert named("a.md", "| who | what | when |\n|--|--|--|\n| Ann | a, b | 1 |\n|  | c | 2 |\n") == wanted
    page = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in table)
    assert named("a.html", f"<table>{page}</table>") == wanted
