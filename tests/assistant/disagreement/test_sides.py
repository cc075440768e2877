from assistant.disagreement import disagreement
from assistant.disagreement.comparing import ValueKind
from assistant.evidence import dated
from assistant.finding import Finding, Level
from assistant.quotes import Quote
from index.documents import Content, Document, Span

QUESTION = "Are pets allowed?"


def finding(
    text: str, source: str, title: str = "House rules", support: float = 0.8, quote: str = "", copies=()
) -> Finding:
    document = Document(source, source, "", Content(text, (), title))
    start = text.index(quote) if quote else 0
    span = Span(start, start + len(quote or text))
    return Finding(Quote(document, span, span, support), Level.ANSWERS, dated(document), copies)


def test_both_sides_are_shown_newest_first_with_who_says_the_same() -> None:
    found = disagreement(
        QUESTION,
        [
            finding("Pets are not allowed.", "rules-2023.txt", support=0.9, copies=("copy.txt",)),
            finding("Pets are prohibited.", "rules-2022.txt"),
            finding("Pets are allowed on the ground floor.", "rules-2025.txt"),
        ],
    )
    assert found.kind is ValueKind.DENIAL
    assert [side.finding.quote.document.source for side in found.sides] == ["rules-2025.txt", "rules-2023.txt"]
    assert found.sides[1].also == ("copy.txt", "rules-2022.txt")


def test_values_keep_their_place_in_the_document() -> None:
    text = "Money. The deposit is two months' rent."
    found = disagreement(
        "How much is the deposit?",
        [
            finding(text, "a-2020.txt", quote="The deposit is two months' rent."),
            finding("The deposit is three months' rent.", "a-2021.txt"),
        ],
    )
    newest, oldest = found.to_json()["sides"]
    assert (newest["value"]["text"], oldest["value"]["text"]) == ("three months", "two months")
    assert text[oldest["value"]["start"] : oldest["value"]["end"]] == "two months"


def test_documents_about_different_things_do_not_differ() -> None:
    lease = "Lease between Holm and {}\n\nThe deposit is {} months' rent."

    def said(who: str, many: str) -> Finding:
        return finding(lease.format(who, many), f"{who}.txt", "Lease", quote=f"The deposit is {many} months' rent.")

    question = "How much is the deposit?"
    assert disagreement(question, [said("Berg", "two"), said("Dahl", "three")]) is None
    assert disagreement(question, [said("Berg", "two"), said("Berg", "three")]) is not None
    other = finding("The deposit is three months' rent.", "x.txt", "Bicycle cellar")
    assert disagreement(question, [said("Berg", "two"), other]) is None
    named = "How many soldiers did Norland send?"
    sent = [finding(f"Norland sent {many} soldiers.", f"{many}.txt", many) for many in ("300", "450")]
    assert disagreement(named, sent) is not None


def test_what_answers_only_nearly_or_says_the_same_is_no_side() -> None:
    one, other = finding("Pets are not allowed.", "a.txt"), finding("Pets are prohibited.", "b.txt")
    near = Finding(finding("Pets are allowed.", "c.txt").quote, Level.NEARLY, None)
    assert disagreement(QUESTION, [one, other, near]) is None
    assert disagreement(QUESTION, []) is None
