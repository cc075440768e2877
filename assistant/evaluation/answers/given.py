"""An answer of any system, as it is judged: what it says, and what it cites for it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Citation:
    """What an answer points to.

    Attributes:
        quote: the words it claims to take from there; None where it only names a source.
        source: how it names the document; None where it does not.
        page: the physical page it names. start, end: the code points it names, half-open.
    """

    quote: str | None = None
    source: str | None = None
    page: int | None = None
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True)
class Statement:
    """A sentence of an answer.

    Attributes:
        cited: places in the answer's citations; None where the answer does not say which are for which sentence.
    """

    text: str
    cited: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Context:
    """A text the system was given.

    Attributes:
        name: how citations name it.
    """

    name: str
    text: str
    title: str | None = None


@dataclass(frozen=True)
class GivenAnswer:
    """One answer.

    Attributes:
        statements: its sentences, where the file divides it; else empty.
        refused: whether it is a refusal; None where the file does not say.
        answerable: whether the documents answer the question; None where nobody knows.
        gold: accepted answers, where they are known.
    """

    id: str
    question: str
    text: str
    citations: tuple[Citation, ...] = ()
    statements: tuple[Statement, ...] = ()
    contexts: tuple[Context, ...] = ()
    refused: bool | None = None
    answerable: bool | None = None
    gold: tuple[str, ...] = ()
