from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from assistant.quotes import Quote
from assistant.replies import Answer, Empty, Reason, Refusal
from index.documents import Content, Document, Span
from index.reading.lines import unwrapped
from tests.texts import texts
from ui.web.markup import isolated, marked, shown, text
from ui.web.page import replies as render
from ui.web.page.source import Place, further, pane, window

TAGS = set(
    "a article bdi blockquote button details div em h2 h3 header li mark meter ol p q section span strong summary"
    " table tbody td th thead tr ul wbr".split()
)
ATTRIBUTES = set("class dir href id lang max min name rel scope tabindex target title type value role".split())

#: Anything at all but lone surrogates, which no document can hold.
anything = st.one_of(
    texts,
    st.text(st.characters(exclude_categories=("Cs",))),
    st.lists(
        st.sampled_from(["<script>", '" onx="', "</p>", "&lt;", "]]>", "<!--", "\n\n", "](javascript:x)", "a"])
    ).map("".join),
)


class Parsed(HTMLParser):
    """What a browser would make of markup."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.classes, self.open = "", set(), []
        self.quotes: list[str] = []
        self.feed(markup)
        self.close()
        assert self.open == [], "every element is closed"

    def handle_starttag(self, tag, attrs):
        assert tag in TAGS, tag
        for name, value in attrs:
            assert name in ATTRIBUTES, name
            if name == "href":
                assert value.startswith("source/"), value
        if tag == "wbr":
            return
        self.open.append(tag)
        if tag == "blockquote":
            self.quotes.append("")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data
        if "blockquote" in self.open:
            self.quotes[-1] += data

    def handle_comment(self, data):
        raise AssertionError("a comment")

    def handle_decl(self, decl):
        raise AssertionError("a declaration")

    def handle_pi(self, data):
        raise AssertionError("an instruction")

    unknown_decl = handle_decl


def a_quote(words: str, data: st.DataObject, title: str, source: str) -> Quote:
    start = data.draw(st.integers(0, len(words) - 1))
    end = data.draw(st.integers(start + 1, len(words)))
    first = data.draw(st.integers(start, end - 1))
    last = data.draw(st.integers(first + 1, end))
    document = Document("ab12", source, "", Content(words, title=title or None))
    return Quote(document, Span(start, end), Span(first, last), data.draw(st.floats(0.5, 1)))


words = anything.map(lambda words: words.replace("\r", "")).filter(bool)


@given(anything)
def test_markup_of_any_text_reads_as_that_text(given: str) -> None:
    assert Parsed(text(given)).text == shown(given)
    assert Parsed(isolated(given)).text == shown(given)
    assert not set(text(given)) & set("\n\t<>\"'`*_[]$")


@given(anything)
def test_what_is_shown_differs_from_what_is_there_only_where_a_character_would_hide_or_deceive(given: str) -> None:
    seen = shown(given)
    assert len(seen) == len(given)
    for there, here in zip(given, seen, strict=True):
        hides = (not there.isprintable() and there < "\xa0" and there not in "\n\t") or there in "\u202d\u202e"
        assert (here != there) == hides


@given(words, st.data())
def test_marks_leave_the_text_as_it_is(given: str, data: st.DataObject) -> None:
    quote = a_quote(given, data, "", "a.txt")
    assert Parsed(marked(given, [(quote.span, "quote"), (quote.answer, "answer")])).text == shown(given)


@given(words, anything, anything, anything, st.data())
def test_a_reply_is_whitelisted_markup_whose_quotes_are_the_documents_words(
    given: str, title: str, source: str, question: str, data: st.DataObject
) -> None:
    quote = a_quote(given, data, title, source)
    near = Quote(quote.document, quote.span, quote.answer, 0.1)
    replies = [
        (Answer(question, (quote,), 0.5), [quote.text]),
        (Refusal(question, Reason.UNSUPPORTED, 0.1, 0.5, (near, near)), [near.text, near.text]),
        (Refusal(question, Reason.UNRELATED, 0.0, 0.5, ()), []),
        (Empty(question, 0.5), []),
    ]
    for reply, quoted in replies:
        markup = render.reply(reply, "abc-1", understood=question, offers=[question])
        assert "\n" not in markup  # a blank line would end the block that Markdown leaves alone
        assert Parsed(markup).quotes == [shown(unwrapped(each)) for each in quoted]
    for markup in (render.question(question), render.failure(question, "id"), render.unclear("id", question)):
        assert shown(question) in Parsed(markup).text
        assert "\n" not in markup


def test_a_refusal_names_the_words_that_stand_nowhere_and_those_that_are_not_near() -> None:
    words = "The ferry was free."
    whole = Span(0, len(words))
    near = Quote(Document("d", "d.txt", "", Content(words)), whole, whole, 0.1)
    refusal = Refusal("How much is the toll of the ferry at Brevik?", Reason.UNRELATED, 0.0, 0.5, (near,))
    markup = render.reply(refusal, "abc-1", searched=render.Searched(1, 1, nowhere=("toll",)))
    assert "Nowhere in what was searched: <q>toll</q>." in markup
    assert "Not in the nearest passages: <q>Brevik</q>." in markup


@given(words, anything, st.data())
def test_a_source_pane_shows_the_whole_text_of_its_window_in_order(given: str, title: str, data: st.DataObject) -> None:
    quote = a_quote(given, data, title, "x.txt")
    part = window(quote.document, quote.span)
    assert part.covers(quote.span) or part.start >= 6_000
    seen = Parsed(pane(Place(quote.document, quote))).text
    assert "".join(shown(part.of(given)).split()) in "".join(seen.split())


def test_windows_follow_one_another_without_gap_or_overlap() -> None:
    text = "".join(f"line {n}\n" for n in range(20_000))
    document = Document("d", "d.txt", "", Content(text))
    seen, edge = "", 0
    while edge < len(text):
        piece = further(document, edge, earlier=False)
        more = piece.rpartition('<a class="more')
        seen += Parsed(more[0] or piece).text
        edge = int(more[2].partition("edge=")[2].partition("&")[0]) if more[0] else len(text)
    assert seen == text.replace("\n", "")
