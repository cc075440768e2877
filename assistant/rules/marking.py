"""Which words of a quote are marked: the answer's, and what turns it round. Pure, by rules, for English."""

import re

from assistant.language import sentences
from assistant.questions import AUXILIARIES, is_yes_or_no
from index.documents import Document, Span

#: Where a clause ends within its sentence: what is said after it may be the opposite.
_CLAUSE_ENDS = re.compile(
    r"[;:]\s|[.!?]\s(?-i:(?=[A-Z]))|\s[–—]\s|,?\s(?:but|whereas|although|though)\s|,\s(?:and|so|while|which|who|with)\s",
    re.IGNORECASE,
)
#: What a denial before it does not reach beyond.
_PARTS = re.compile(r"[,()]|\b(?:because|since|as|to)\b", re.IGNORECASE)
_FARTHEST = 80
#: A longer clause tells much that decides nothing.
_LONGEST = 400
#: What stands before a clause and says nothing: "3.5", "(a)", "-".
_NUMBER = re.compile(r"\s*(?:[-*+•·▪◦–]|\(?\d{1,3}(?:\.\d{1,3})*[.)]?|\(?[a-zA-Z][.)])\s+")
#: Words that deny all that follows in their clause; "with no money" denies the money alone.
_DENIES = re.compile(
    r"\b(?:not(?! (?:only|just|merely|until|least)\b)|never|cannot|(?:(?<!with )(?<!of )(?<!in )(?<!by )(?<!or ))no(?! doubt\b)|nobody|none|neither|nor)\b"
    r"|n['’]t\b(?! (?:only|just|merely|until)\b)",
    re.IGNORECASE,
)
_DENIED = re.compile(r"\b(?:not|no|never|none|nobody|neither|nor|without|cannot|nothing)\b|n['’]t\b", re.IGNORECASE)
_LAST_WORD = re.compile(rf"\b(?:{'|'.join(sorted(AUXILIARIES))})\s+$", re.IGNORECASE)


def marked(question: str, document: Document, quoted: Span, answer: Span) -> Span:
    """What is marked of a quote for an answer in it.

    For a question of yes or no that is the whole clause that decides it. Elsewhere the mark grows to a denial before
    the answer in its clause, lest it say the opposite of the sentence; not where the question itself denies.
    """
    clause = _clause(document.text, quoted, answer)
    if is_yes_or_no(question) and " or " not in question and len(clause) <= _LONGEST:
        return clause
    if _DENIED.search(question):
        return answer
    before = document.text[clause.start : answer.start]
    found = [
        each
        for each in _DENIES.finditer(before)
        if len(before) - each.end() <= _FARTHEST and not _PARTS.search(before, each.end())
    ]
    if not found:
        return answer
    start = found[0].start()
    if found[0][0].lower().endswith("t") and found[0][0][0] in "nN" and start and before[start - 1].isalpha():
        start = re.search(r"\S*$", before[:start]).start()  # type: ignore[union-attr] # "wasn't" from its beginning
    elif verb := _LAST_WORD.search(before[:start]):
        start = verb.start()
    return Span(clause.start + start, answer.end)


def _clause(text: str, quoted: Span, answer: Span) -> Span:
    """The clause around an answer, or the run of clauses where it has words of several."""
    around = [span.shifted(quoted.start) for span in sentences(quoted.of(text))]
    held = [span for span in around if span.meets(answer)] or [quoted]
    start, end = min(held[0].start, answer.start), max(held[-1].end, answer.end)
    first, last = text[start : answer.start], text[answer.end : end]
    if (number := _NUMBER.match(first)) and not first[number.end() :].isspace():
        start += number.end()
    if cuts := list(_CLAUSE_ENDS.finditer(first)):
        start = max(start, answer.start - len(first) + cuts[-1].end())
    if cut := _CLAUSE_ENDS.search(last):
        end = answer.end + cut.start()
    elif last.endswith((".", "!", ";")):
        end -= 1
    return Span(start, end)
