"""What each reader finds in a small file of its format."""

import pytest

from index.documents import Content
from index.readers import read
from tests import documents
from tests.index.sound import assert_sound


def parts(content: Content) -> list[tuple[tuple[str, ...], str]]:
    """Headings and text of each section."""
    return [(section.headings, section.span.of(content.text)) for section in content.sections]


def rows(content: Content) -> list[tuple[int | None, tuple[str, ...], str]]:
    return [(s.row, s.headings, s.span.of(content.text)) for s in content.sections if s.row]


def page(body: str, head: str = "") -> Content:
    return read("a.html", f"<html><head>{head}</head><body>{body}</body></html>".encode())


@pytest.mark.parametrize("name", documents.samples())
def test_a_small_file_of_each_format_is_read_soundly(name: str) -> None:
    content = read(name, documents.samples()[name])
    assert "words" in content.text or "Blues" in content.text or "longer line" in content.text
    assert_sound(content)


class TestWebPages:
    def test_headings_make_a_path(self) -> None:
        content = page("<p>intro<h1>One</h1><p>a<h3>Deep</h3>b<h2>Two</h2><div>c</div>d")
        assert parts(content) == [
            ((), "intro"),
            (("One",), "One\n\na"),
            (("One", "Deep"), "Deep\n\nb"),
            (("One", "Two"), "Two\n\nc\n\nd"),
        ]

    def test_zero_width_links_leave_no_trace_in_the_path(self) -> None:
        assert parts(page("<h1>One<a href=#x>\u200b</a></h1>a"))[0][0] == ("One",)

    def test_what_a_visitor_does_not_read_is_no_text(self) -> None:
        content = page(
            "<nav>menu</nav><script>code()</script><style>p{}</style><template>t</template><p hidden>h</p>"
            '<p style="color: red; display:none">d</p><div role=navigation>n</div><noscript>j</noscript>'
            "<form>search <input value=i><button>go</button></form><select><option>o</select>"
            "<nav>outer<nav hidden>inner</nav></nav><p>words",
        )
        assert content.text == "words"

    def test_a_form_around_the_page_does_not_hide_it(self) -> None:
        assert page("<form><div><p>words <input value=x></p></div></form>").text == "words"

    def test_white_space_is_as_a_browser_shows_it(self) -> None:
        assert (
            page("<p> a\n  b<b>c</b>d\u00a0\u00a0e <br> f </p><pre> x\n  y </pre>").text
            == "a bcd\u00a0\u00a0e\nf\n\nx\n  y"
        )

    def test_table_rows_carry_their_header(self) -> None:
        content = page(
            "<table><caption>Cups<tr><th>Team<th>Wins<tr><td>Blues<td>1<tr><td>Leafs<br>Maple<td> 13 </table>after"
        )
        assert rows(content) == [
            (1, ("Team | Wins",), "Team | Wins"),
            (2, ("Team | Wins",), "Blues | 1"),
            (3, ("Team | Wins",), "Leafs Maple | 13"),
        ]
        assert content.text.endswith("\n\nafter")

    def test_tables_that_lay_out_a_page_are_read_as_text(self) -> None:
        content = page("<table><tr><td><h2>A</h2>left<td>right<table><tr><td>x<td>1<tr><td>y<td>2</table></table>")
        assert content.text == "A\n\nleft\n\nright\n\nx | 1\ny | 2"

    def test_columns_that_make_space_and_empty_rows_leave_no_trace_but_their_number(self) -> None:
        content = page("<table><tr><td>a<td><td>1<tr><td><tr><td>b<td> <td>2</table>")
        assert [(row, text) for row, _, text in rows(content)] == [(1, "a | 1"), (3, "b | 2")]

    def test_what_the_page_says_of_itself_is_metadata(self) -> None:
        content = page(
            "x",
            "<title>\n The  title</title><meta name=Author content='Ann'><meta name=date content=2024-02-29>"
            "<meta property='article:author' content='https://example.org/ann'><meta name=keywords content='a, b'>",
        )
        assert content.title == "The title"
        assert content.metadata == {"encoding": "utf-8", "author": "Ann", "date": "2024-02-29", "tags": "a, b"}

    @pytest.mark.parametrize(
        ("declared", "encoding"),
        [
            ("<meta charset=iso-8859-1>", "cp1252"),
            ('<meta http-equiv=Content-Type content="text/html; charset=windows-1251">', "cp1251"),
            ("<meta charset='shift_jis'>", "cp932"),
            ("<meta charset=utf-16>", "utf-8"),  # it was read as ASCII, so it cannot be
            ("<meta charset=nonsense>", "utf-8"),
            ("<meta charset=base64>", "utf-8"),
        ],
    )
    def test_the_declared_encoding_is_believed_if_it_can_be(self, declared: str, encoding: str) -> None:
        words = {"cp1251": "Война и мир", "cp932": "戦争と平和", "cp1252": "“café” – 15 €"}.get(encoding, "naïve 👍")
        content = read("a.html", (f"<html><head>{declared}</head><body>{words}").encode(encoding))
        assert (content.text, content.metadata["encoding"]) == (words, encoding)

    def test_an_empty_title_in_xhtml_does_not_swallow_the_page(self) -> None:
        data = (
            b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head><body><a id="x"/>w'
        )
        assert read("a.xhtml", data).text == "w"


class TestPdf:
    def test_pages_are_physical_and_labels_printed(self) -> None:
        content = read("a.pdf", documents.pdf([["preface"], ["one"], ["two"]], labels="0<</S/r>>1<</S/D>>"))
        assert [(s.page, s.label, s.span.of(content.text)) for s in content.sections] == [
            (1, "i", "preface"),
            (2, "1", "one"),
            (3, "2", "two"),
        ]

    def test_running_heads_and_page_numbers_stay_in_the_text_but_are_never_quoted(self) -> None:
        pages = [
            ["ACME REPORT", f"Body {word} says this.", f"It says {word}.", f"Page {n} of 4"]
            for n, word in enumerate(["alpha", "beta", "gamma", "delta"], start=1)
        ]
        content = read("a.pdf", documents.pdf(pages))
        assert [s.span.of(content.text) for s in content.sections if s.page == 2] == [
            "ACME REPORT",
            "Body beta says this.\nIt says beta.",
            "Page 2 of 4",
        ]
        assert [s.quotable for s in content.sections] == [False, True, False] * 4
        assert_sound(content)

    def test_numbers_printed_on_the_pages_are_their_labels(self) -> None:
        pages = [["Words of page " + word, str(n)] for n, word in enumerate(["a", "b", "c", "d"], start=11)]
        content = read("a.pdf", documents.pdf(pages))
        assert [(s.page, s.label) for s in content.sections if s.quotable] == [
            (1, "11"),
            (2, "12"),
            (3, "13"),
            (4, "14"),
        ]

    def test_pages_that_say_the_same_lose_nothing(self) -> None:
        content = read("a.pdf", documents.pdf([["Invoice", "Total: 5"]] * 5))
        assert all(section.quotable for section in content.sections)

    def test_bookmarks_are_headings_from_the_line_that_says_them(self) -> None:
        pages = [
            ["Some words", "1 Rivers", "of rivers"],
            ["on rivers", "Lakes and", "ponds of the north", "of lakes"],
            ["last words"],
        ]
        marks = [("Rivers", 0), ("Lakes and ponds of the north", 1), ("Nowhere to be seen", 2)]
        assert parts(read("a.pdf", documents.pdf(pages, outline=marks))) == [
            ((), "Some words"),
            (("Rivers",), "1 Rivers\nof rivers"),
            (("Rivers",), "on rivers"),
            (("Lakes and ponds of the north",), "Lakes and\nponds of the north\nof lakes"),
            (("Nowhere to be seen",), "last words"),
        ]

    def test_titles_that_programs_make_up_are_none(self) -> None:
        assert read("a.pdf", documents.pdf([["x"]], title="Microsoft Word - draft.doc")).title is None
        assert read("a.pdf", documents.pdf([["x"]], title="On Rivers")).title == "On Rivers"

    def test_metadata_is_read(self) -> None:
        assert read("a.pdf", documents.pdf([["x"]])).metadata == {"date": "2024-02-29"}


class TestBooks:
    def test_chapters_come_in_reading_order(self) -> None:
        chapters = {
            "b.xhtml": "<h1>Two</h1><p>second</p>",
            "a.xhtml": "<h1>One</h1><p>first<br/>line</p><nav>skip</nav>",
        }
        content = read("a.epub", documents.book(chapters, ["a.xhtml", "b.xhtml"]))
        assert content.title == "A Book"
        assert content.metadata == {"author": "Ann Author", "language": "en"}
        assert parts(content) == [(("One",), "One\n\nfirst\nline"), (("Two",), "Two\n\nsecond")]

    def test_a_chapter_without_a_heading_goes_by_its_name_in_the_table_of_contents(self) -> None:
        ncx = (
            '<!DOCTYPE ncx PUBLIC "-//NISO//DTD ncx 2005-1//EN" "http://www.daisy.org/z3986/2005/ncx-2005-1.dtd">'
            '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap><navPoint><navLabel><text>Chapter 1</text>'
            '</navLabel><content src="a%20b.xhtml#x"/></navPoint></navMap></ncx>'
        )
        content = read("a.epub", documents.book({"a b.xhtml": "<p>words</p>"}, extra={"OEBPS/toc.ncx": ncx}))
        assert parts(content) == [(("Chapter 1",), "words")]

    def test_copy_protection_is_named(self) -> None:
        from index.errors import UnreadableDocument

        locked = (
            '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><EncryptedData><CipherData>'
            '<CipherReference URI="OEBPS/a.xhtml"/></CipherData></EncryptedData></encryption>'
        )
        data = documents.book({"a.xhtml": "x"}, extra={"META-INF/encryption.xml": locked})
        with pytest.raises(UnreadableDocument, match="copy protection"):
            read("a.epub", data)


class TestMail:
    def test_headers_lead_the_plain_text_and_attachments_are_named(self) -> None:
        data = documents.mail(
            "Grüße\n\n-- \nAnn", "<p>not this", "plan.pdf", To="bob@example.org", Date="Fri, 16 Dec 2022 17:04:16 -0500"
        )
        content = read("a.eml", data)
        assert content.title == "A subject"
        assert [text for _, text in parts(content)] == [
            "From: ann@example.org\nTo: bob@example.org\nSubject: A subject\nDate: Fri, 16 Dec 2022 17:04:16 -0500",
            "Grüße\n\n-- \nAnn",
        ]
        assert content.metadata["date"] == "2022-12-16"
        assert content.metadata["attachments"] == "plan.pdf"

    def test_without_plain_text_the_page_is_read(self) -> None:
        content = read("a.eml", documents.mail("", "<h1>One</h1><script>x</script><p>words"))
        assert parts(content)[1:] == [(("ann@example.org", "One"), "One\n\nwords")]

    @pytest.mark.parametrize(
        ("header", "subject"),
        [
            (b"Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
            (b"Subject: =?iso-8859-1?b?R3L832U=?=", "Grüße"),
            ("Subject: Grüße".encode(), "Grüße"),
            (b"Subject: =?nonsense?q?x?=", "=?nonsense?q?x?="),
            (b"Subject: folded\r\n over lines", "folded over lines"),
        ],
    )
    def test_headers_are_decoded(self, header: bytes, subject: str) -> None:
        assert read("a.eml", header + b"\r\n\r\nwords").title == subject


class TestMarkdown:
    def test_table_rows_carry_their_header(self) -> None:
        content = read("a.md", b"# One\n\n| **Team** | Wins |\n|---|---|\n| Blues | 1 |\n| Leafs | 2 |\n\nafter\n")
        assert parts(content) == [
            (("One",), "# One"),
            (("One", "Team | Wins"), "| **Team** | Wins |\n|---|---|"),
            (("One", "Team | Wins"), "| Blues | 1 |"),
            (("One", "Team | Wins"), "| Leafs | 2 |"),
            (("One",), "after"),
        ]

    def test_aliases_in_a_front_matter_cannot_blow_it_up(self) -> None:
        lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
        lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
        content = read("a.md", ("---\n" + "\n".join(lines) + "\n---\nwords").encode())
        assert content.metadata == {"encoding": "utf-8", "a0": ", ".join("x" * 9)}


class TestText:
    def test_a_line_that_goes_on_in_the_next_is_no_heading(self) -> None:
        before = "He retained the player of the season award for the second time in three years.[20]"
        line = "In the 1999 season he was again top scorer"
        after = "(19 goals in 49 games) and retained the player of the season award, which he had won before."
        assert len(read("a.txt", f"{before}\n{line}\n{after}\n{before}".encode()).sections) == 1
