"""Everything that can be said beside a reply, together."""

from dataclasses import dataclass

from assistant.assistant import Assistant
from assistant.disagreement import Disagreement, find_disagreement
from assistant.evidence import Dated, dated
from assistant.further.definitions import Definition, definitions
from assistant.further.missing import Missing, find_missing
from assistant.further.speakers import helped, speaker
from assistant.language import sentences_around
from assistant.questions import parts
from assistant.quotes import Quote
from assistant.replies import Answer, Refusal, Reply, to_json
from assistant.shapes import Noted, NotedFurther, Stretch
from index.documents import Document, Span
from index.search import Filter


@dataclass(frozen=True)
class Beside:
    """What stands beside a quote, each a place in its document.

    Attributes:
        before: the sentence before it, where it begins with a pronoun.
    """

    quote: Quote
    dated: Dated | None
    speaker: Span | None
    before: Span | None
    definitions: tuple[Definition, ...]

    def to_json(self) -> Noted:
        """The notes as commands print them."""
        document = self.quote.document
        return {
            "document": document.id,
            "start": self.quote.span.start,
            "dated": self.dated.to_json() if self.dated else None,
            "speaker": _stretch(document, self.speaker) if self.speaker else None,
            "before": _stretch(document, self.before) if self.before else None,
            "definitions": [
                {"term": _stretch(document, each.term), "definition": _stretch(document, each.defined)}
                for each in self.definitions
            ],
        }


@dataclass(frozen=True)
class Further:
    """What stands beside a reply.

    Attributes:
        differing: where documents disagree. missing: of a refused question. parts: replies to the parts of a question of two.
    """

    beside: tuple[Beside, ...]
    differing: Disagreement | None
    missing: Missing | None
    parts: tuple[Reply, ...]

    def to_json(self) -> NotedFurther:
        """All of it as commands print it."""
        return {
            "beside": [each.to_json() for each in self.beside],
            "differing": self.differing.to_json() if self.differing else None,
            "missing": self.missing.to_json() if self.missing else None,
            "parts": [to_json(each) for each in self.parts],
        }


def look_further(assistant: Assistant, reply: Reply, where: Filter | None = None) -> Further:
    """Looks further, after a reply was given, by the support it needed; takes several times as long as the reply itself."""
    question = reply.understood or reply.question
    asked = parts(question)
    replies = tuple(assistant.ask(part, where, reply.threshold) for part in asked)
    answered = [each for each in (reply, *replies) if isinstance(each, Answer)]
    quotes = list({(q.document.id, q.span): q for each in answered for q in each.quotes}.values())
    differing, gone = None, None
    if isinstance(reply, Answer):
        differing = find_disagreement(assistant, question, reply.quotes, where, reply.threshold)
    elif isinstance(reply, Refusal) and not any(isinstance(each, Answer) for each in replies):
        with assistant.index.view() as view:
            gone = find_missing(view, reply, lambda other: assistant.ask(other, where, reply.threshold), where)
    return Further(tuple(map(beside, quotes)), differing, gone, replies)


def beside(quote: Quote) -> Beside:
    """What stands beside a quote; of its document alone."""
    document, span = quote.document, quote.span
    said = sentences_around(document, quote.answer)  # who says the one beside it does not say this
    return Beside(
        quote, dated(document), speaker(document, said), helped(document, span), tuple(definitions(document, span))
    )


def _stretch(document: Document, span: Span) -> Stretch:
    return {"text": span.of(document.text), "start": span.start, "end": span.end}
